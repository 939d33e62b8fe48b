"""Renewal: at the end of each term value is held against expectation (C31)."""

from math import exp, log
from typing import TYPE_CHECKING

from sim.binomial import inverse_binomial
from sim.customers import Customer
from sim.quantities import DAYS_PER_MONTH, odds, probability

if TYPE_CHECKING:
    from sim.company import Company

LEAST_CHANCE = 1e-12


class Renewals:
    """Asks every customer at the end of its term whether it stays."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self._spec = company.setup.success
        self.churn_odds = company.levers.declare("churn odds")

    def chance(self, customer: Customer) -> float:
        """Probability of renewing for a whole year: over what such a customer may have seen, and how it may feel."""
        success = self._company.success
        if success.marketplace is None:
            return self._chance(customer, success.value(customer))
        return sum(
            share * self._chance(customer, value) for share, value in success.marketplace.views(customer) if share > 0.0
        )

    def _chance(self, customer: Customer, value: float) -> float:
        spec, success = self._spec, self._company.success
        gap = value - success.expected(customer)
        for_it = odds(customer.segment.spec.renewal) * exp(spec.value_slope * gap)
        if not customer.in_time:
            for_it *= spec.never_odds if customer.activated is None else spec.late_odds
        for_it *= exp(self._company.sales.promises.bond(customer))
        for_it *= success.ties.odds(customer, value)
        against = self.churn_odds.value
        if not success.health.spec.enabled or customer.activated is None:
            return probability(for_it / against)
        moods = success.health.moods(customer.segment.name)
        return sum(share * probability(for_it * mood / against) for share, mood in moods)

    def expected(self) -> float:
        """Renewal of typical customers as things stand, those activated in time and the others mixed."""
        company, spec, promises = self._company, self._spec, self._company.sales.promises
        segment = company.sales.main_segment()
        value = min(1.0, company.product.fit[segment.name] * company.success.feeling())
        base = odds(segment.spec.renewal) * exp(spec.value_slope * (value - promises.expectation(promises.over(None))))
        in_time = 1.0 - exp(-spec.activation * spec.window_days / DAYS_PER_MONTH)
        return in_time * probability(base) + (1.0 - in_time) * probability(base * spec.late_odds)

    def schedule(self, customer: Customer, day: float | None = None) -> None:
        """The end of the running term: a term from now, or on a given day."""
        company = self._company
        due = company.clock.months_later(customer.start, (customer.terms + 1) * customer.term) if day is None else day
        company.env.call(due - company.env.now, self._fall_due, customer)

    def _fall_due(self, customer: Customer) -> None:
        if customer.gone_at is not None:
            return
        company, now, before = self._company, self._company.env.now, customer.count
        tally, market = company.tally, company.success.marketplace
        company.success.desk.settle(now)
        customer.terms += 1
        if market is not None:
            tally.due_with_orders += market.with_orders(customer) * before
            tally.due_on_market += before
        self._decide(customer)
        yearly = customer.terms * customer.term % 12 < customer.term  # a year (or more) of terms is over
        tally.renewals_due += before if yearly else before - customer.count
        tally.renewed += customer.count if yearly else 0
        if customer.gone_at is None:
            self._stays(customer)
            if yearly:
                company.sales.promises.renewed(customer)
            customer.term_start = now
            company.finance.bill_term(customer, now)
            self.schedule(customer)

    def _stays(self, customer: Customer) -> None:
        """The next term begins: at its price and size, with its own orders to wait for."""
        success = self._company.success
        success.bonuses += success.ties.renewed(customer)
        success.expansion.renewed(customer, success.value(customer))
        if success.marketplace is not None:
            customer.orders_from = success.marketplace.clock(self._company.env.now)

    def _decide(self, customer: Customer) -> None:
        """A customer goes when its life, a unit exponential, is used up: each term costs -log(chance)."""
        chance = self.chance(customer)
        cost = -log(chance if chance > LEAST_CHANCE else LEAST_CHANCE) * customer.term / 12.0
        if customer.many:
            self._decide_many(customer, exp(-cost))
        elif customer.life <= cost:
            self._company.success.lose(customer, 1, "churned")
            self._company.success.expansion.churned(customer)
        else:
            customer.life -= cost

    def _decide_many(self, customer: Customer, chance: float) -> None:
        survive = chance * exp(-customer.segment.spec.closure * customer.term)
        luck = self._company.luck.uniform(f"renewal {customer.id}", customer.terms, self._company.env.now)
        stay = inverse_binomial(luck, customer.count, survive)
        if stay < customer.count:
            self._company.success.lose(customer, customer.count - stay, "churned")
