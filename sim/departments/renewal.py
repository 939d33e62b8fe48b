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
        """Probability of renewing for a whole year."""
        spec = self._spec
        gap = self._company.success.value(customer) - customer.expectation
        value = odds(customer.segment.spec.renewal) * exp(spec.value_slope * gap)
        if not customer.in_time:
            value *= spec.never_odds if customer.activated is None else spec.late_odds
        return probability(value / self.churn_odds.value)

    def expected(self) -> float:
        """Renewal of typical customers as things stand, those activated in time and the others mixed."""
        company, spec = self._company, self._spec
        segment = company.sales.segments()[0]
        value = min(1.0, company.product.fit[segment.name] * company.success.feeling())
        base = odds(segment.spec.renewal) * exp(spec.value_slope * (value - spec.expectation))
        in_time = 1.0 - exp(-spec.activation * spec.window_days / DAYS_PER_MONTH)
        return in_time * probability(base) + (1.0 - in_time) * probability(base * spec.late_odds)

    def schedule(self, customer: Customer, day: float | None = None) -> None:
        """The end of the running term: a term from now, or on a given day."""
        company, now = self._company, self._company.env.now
        due = company.clock.months_later(customer.start, (customer.terms + 1) * customer.term) if day is None else day
        company.at(due - now, self._fall_due, customer)

    def _fall_due(self, customer: Customer) -> None:
        if customer.gone_at is not None:
            return
        company = self._company
        company.success.desk.settle(company.env.now)
        before = customer.count
        customer.terms += 1
        self._decide(customer)
        yearly = customer.terms * customer.term % 12 < customer.term  # a year (or more) of terms is over
        company.tally.renewals_due += before if yearly else before - customer.count
        company.tally.renewed += customer.count if yearly else 0
        if customer.gone_at is None:
            customer.term_start = company.env.now
            company.finance.bill_term(customer, company.env.now)
            self.schedule(customer)

    def _decide(self, customer: Customer) -> None:
        """A customer goes when its life, a unit exponential, is used up: each term costs -log(chance)."""
        cost = -log(max(LEAST_CHANCE, self.chance(customer))) * customer.term / 12.0
        if customer.many:
            self._decide_many(customer, exp(-cost))
        elif customer.life <= cost:
            self._company.success.lose(customer, 1, "churned")
        else:
            customer.life -= cost

    def _decide_many(self, customer: Customer, chance: float) -> None:
        survive = chance * exp(-customer.segment.spec.closure * customer.term)
        luck = self._company.luck.uniform(f"renewal {customer.id}", customer.terms, self._company.env.now)
        stay = inverse_binomial(luck, customer.count, survive)
        if stay < customer.count:
            self._company.success.lose(customer, customer.count - stay, "churned")
