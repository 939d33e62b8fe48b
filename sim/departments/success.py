"""Customer success: the onboarding race, service load, value against expectation, renewal (C27, C28, C31, C33, C34).

Onboarding is settled lazily: every customer's activation waits for a common clock, the hours given over hours needed,
to pass its own threshold, so the order and the exact times come out right without an event for each customer.
"""

from bisect import bisect_left, insort
from heapq import heappop, heappush
from math import exp, log
from typing import TYPE_CHECKING

from sim.binomial import inverse_binomial
from sim.customers import Customer, Deal
from sim.departments.marketing import E_ACTIVATION, E_CLOSURE, E_LIFE, Z_ABILITY
from sim.quantities import (
    DAYS_PER_MONTH,
    Days,
    Factor,
    HoursPerMonth,
    PerMonth,
    Share,
    Spec,
    Spread,
    odds,
    probability,
    world,
)

if TYPE_CHECKING:
    from sim.company import Company


MOST_LOAD = 100.0


class SuccessSpec(Spec):
    """How customers come to value, and stay."""

    csm_hours: HoursPerMonth = world("Customer-facing hours a month of a CSM", gt=0)
    activation: PerMonth = world("Hazard of activation at full hours with a ready client", gt=0)
    window_days: Days = world("Days within which activation counts as in time")
    give_up_days: Days = world("Days after which nobody onboards any longer", gt=0)
    late_odds: Factor = world("Renewal odds of a customer activated late, against one in time")
    never_odds: Factor = world("Renewal odds of a customer never activated, against one in time")
    expectation: Share = world("Value that a customer expects when it signs")
    ability_spread: Spread = world("Spread of clients' ability to get value out of the product")
    value_slope: Factor = world("How strongly renewal log-odds follow value minus expectation")
    quality_speed: PerMonth = world("Speed at which service quality follows load")
    feeling_floor: Share = world("Value that is left when service quality is nil")
    promoter_gap: Share = world("Value above expectation that makes a promoter")
    detractor_gap: Share = world("Value below expectation that makes a detractor")
    reference_gap: Share = world("Shortfall of value that a reference customer still forgives")


class SuccessTeam:
    """Founders' service hours, then CSMs; and the customers they serve."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: SuccessSpec = company.setup.success
        self.churn_odds = company.levers.declare("churn odds")
        self.customers: dict[Customer, None] = {}  # a set that keeps its order
        self.active = 0
        self.mrr = 0
        self.quality = 1.0
        self.load = 0.0
        self.promoters = 0.0
        self.detraction = 0.0
        self.monthly_billed = 0
        self._full_pace = self.spec.activation / DAYS_PER_MONTH
        self.hours = company.founder_hours("service")
        self._service = 0.0
        self._clock = 0.0
        self._clock_at = 0.0
        self._racing = 0.0
        self._races: list[tuple[float, int, Customer]] = []
        self._ends: list[tuple[float, int, Customer]] = []
        self._count = 0
        self._abilities: dict[str, list[float]] = {name: [] for name in company.market.segments}

    # -- hours ------------------------------------------------------------------------------------------------------

    def set_hours(self) -> None:
        """Service hours a month, founders' and CSMs', have changed; races run at the old pace until now."""
        self.settle(self._company.env.now)
        self.hours = self._company.founder_hours("service") + self.spec.csm_hours * self._company.people.count("csm")

    def _pace(self) -> float:
        demand = self._service + self._racing
        share = self.hours / demand if demand > self.hours else 1.0
        return share * self._full_pace

    # -- winning and onboarding -------------------------------------------------------------------------------------

    def onboard(self, deal: Deal) -> Customer:
        """A new customer: bill it, start its term and its race to activation."""
        company, spec, segment = self._company, self.spec, deal.segment
        luck, now = deal.luck, company.env.now
        ability = exp(spec.ability_spread * luck[Z_ABILITY] - 0.5 * spec.ability_spread**2)
        customer = Customer(
            f"{deal.channel} {deal.number}", deal.channel, segment, round(deal.acv * 100.0 / 12.0), now,
            term=segment.spec.term_months, billing=segment.spec.billing, ability=ability,
            expectation=spec.expectation, life=luck[E_LIFE], activation_luck=luck[E_ACTIVATION],
        )  # fmt: skip
        company.tally.mrr_new += customer.mrr
        company.tally.won += 1
        self.add(customer)
        self.race(customer)
        company.finance.bill_term(customer, now)
        self.schedule_closure(customer, luck[E_CLOSURE])
        company.at(customer.term * DAYS_PER_MONTH, self._renew, customer)
        return customer

    def add(self, customer: Customer) -> None:
        """Take a customer into the books."""
        self.customers[customer] = None
        self.active += customer.count
        self.mrr += customer.mrr * customer.count
        self._service += customer.segment.spec.service_hours * customer.count
        if customer.billing == "monthly":
            self.monthly_billed += customer.mrr * customer.count

    def race(self, customer: Customer) -> None:
        """Start the race to activation."""
        now = self._company.env.now
        self.settle(now)
        self._count += 1
        self._racing += customer.segment.spec.onboarding_hours * customer.count
        heappush(self._races, (self._clock + customer.activation_luck, self._count, customer))
        heappush(self._ends, (customer.start + self.spec.give_up_days, self._count, customer))

    def settle(self, now: float) -> None:
        """Move the onboarding clock to ``now``: activate those whose threshold it has passed, at their exact times."""
        races, ends = self._races, self._ends
        while True:
            pace = self._pace()
            ahead = (races[0][0] - self._clock) / pace if races and pace > 0 else float("inf")
            finish = self._clock_at + ahead
            give_up = ends[0][0] if ends else float("inf")
            if min(finish, give_up) > now:
                break
            if finish <= give_up:
                self._advance(finish, pace)
                self._activate(heappop(races)[2], finish)
            else:
                self._advance(give_up, pace)
                self._give_up(heappop(ends)[2])
        self._advance(now, pace)

    def _advance(self, until: float, pace: float) -> None:
        self._clock += max(0.0, until - self._clock_at) * pace
        self._clock_at = max(self._clock_at, until)

    def _activate(self, customer: Customer, time: float) -> None:
        if customer.gone_at is None and time <= customer.start + self.spec.give_up_days:
            customer.activated = time
            customer.in_time = time <= customer.start + self.spec.window_days
            self._racing -= customer.segment.spec.onboarding_hours * customer.count
            self.count_ability(customer)
            self._company.tally.raced += customer.count
            if customer.in_time:
                self._company.tally.in_time += customer.count

    def _give_up(self, customer: Customer) -> None:
        if customer.activated is None and customer.gone_at is None:
            self._racing -= customer.segment.spec.onboarding_hours * customer.count
            self._company.tally.raced += customer.count

    def count_ability(self, customer: Customer) -> None:
        """An activated customer counts among possible promoters and references."""
        insort(self._abilities[customer.segment.name], customer.ability)

    # -- staying and leaving ----------------------------------------------------------------------------------------

    def schedule_closure(self, customer: Customer, luck: float) -> None:
        """The customer goes out of business, whatever we do (C35)."""
        hazard = customer.segment.spec.closure
        if hazard > 0:
            months = luck / hazard
            if months < self._company.clock.months + 1:
                self._company.at(months * DAYS_PER_MONTH, self._close, customer)

    def _close(self, customer: Customer) -> None:
        if customer.gone_at is None:
            self.lose(customer, customer.count, "closed")

    def feeling(self) -> float:
        """How service quality colours the product's benefit (C28)."""
        return self.spec.feeling_floor + (1.0 - self.spec.feeling_floor) * self.quality

    def value(self, customer: Customer) -> float:
        """V: fit times the client's ability times feeling (C28), at most 1."""
        return min(1.0, self._company.product.fit[customer.segment.name] * customer.ability * self.feeling())

    def renewal_chance(self, customer: Customer) -> float:
        """Probability of renewing a whole year (C31)."""
        spec = self.spec
        value = odds(customer.segment.spec.renewal) * exp(
            spec.value_slope * (self.value(customer) - customer.expectation)
        )
        if not customer.in_time:
            value *= spec.never_odds if customer.activated is None else spec.late_odds
        return probability(value / self.churn_odds.value)

    def expected_renewal(self) -> float:
        """Renewal of typical customers as things stand, those activated in time and the others mixed."""
        segment = self._company.sales.segments()[0]
        spec = self.spec
        value = min(1.0, self._company.product.fit[segment.name] * self.feeling())
        base = odds(segment.spec.renewal) * exp(spec.value_slope * (value - spec.expectation))
        in_time = 1.0 - exp(-spec.activation * spec.window_days / DAYS_PER_MONTH)
        return in_time * probability(base) + (1.0 - in_time) * probability(base * spec.late_odds)

    def _renew(self, customer: Customer) -> None:
        if customer.gone_at is not None:
            return
        company = self._company
        self.settle(company.env.now)
        tally = company.tally
        before = customer.count
        cost = -log(max(1e-12, self.renewal_chance(customer))) * customer.term / 12.0
        customer.terms += 1
        if customer.count > 1:
            self._renew_many(customer, exp(-cost))
        elif customer.life <= cost:
            self.lose(customer, 1, "churned")
        else:
            customer.life -= cost
        yearly = customer.terms * customer.term % 12 < customer.term  # a year (or more) of terms is over
        tally.renewals_due += before if yearly else before - customer.count
        tally.renewed += customer.count if yearly else 0
        if customer.gone_at is None:
            customer.term_start = company.env.now
            company.finance.bill_term(customer, company.env.now)
            company.at(customer.term * DAYS_PER_MONTH, self._renew, customer)

    def schedule_renewal(self, customer: Customer, day: float) -> None:
        """The next anniversary of a customer who was here at the opening."""
        self._company.at(day - self._company.env.now, self._renew, customer)

    def _renew_many(self, customer: Customer, chance: float) -> None:
        survive = chance * exp(-customer.segment.spec.closure * customer.term)
        luck = self._company.luck.uniform(f"renewal {customer.id}", customer.terms, self._company.env.now)
        stay = inverse_binomial(luck, customer.count, survive)
        if stay < customer.count:
            self.lose(customer, customer.count - stay, "churned")

    def lose(self, customer: Customer, number: int, how: str) -> None:
        """So many accounts of a customer row are gone."""
        company, now = self._company, self._company.env.now
        self.settle(now)
        tally, segment = company.tally, customer.segment.spec
        gone = customer.mrr * number
        self.active -= number
        self.mrr -= gone
        self._service -= segment.service_hours * number
        if customer.billing == "monthly":
            self.monthly_billed -= gone
        tally.mrr_churned += gone
        tally.customers_lost += number
        company.scorecard.note_churn(customer.start, now, gone)
        company.journal.note(now, how, customer.id, gone / 100.0)
        customer.count -= number
        if customer.count == 0:
            customer.gone_at = now
            customer.segment.give_back(now, False, company.market.spec.lost_months)
            del self.customers[customer]
            if customer.activated is not None:
                abilities = self._abilities[customer.segment.name]
                del abilities[bisect_left(abilities, customer.ability)]
            elif now < customer.start + self.spec.give_up_days:
                self._racing -= segment.onboarding_hours * number

    # -- month end --------------------------------------------------------------------------------------------------

    def month_end(self, now: float) -> None:
        """Load moves service quality; value and expectation make promoters, detractors and references."""
        self.settle(now)
        self.quality += self.spec.quality_speed * (self._target_quality() - self.quality)
        self.judge()

    def _target_quality(self) -> float:
        demand = self._service + self._racing
        self.load = min(demand / self.hours, MOST_LOAD) if self.hours > 0 else MOST_LOAD * (demand > 0)
        return min(1.0, 1.0 / self.load) if self.load > 0 else 1.0

    def open_quality(self) -> None:
        """Service quality on the opening date: what the present load leads to."""
        self.quality = self._target_quality()

    def judge(self) -> None:
        """Count promoters, detractors and references among activated customers."""
        spec = self.spec
        promoters = detractors = 0.0
        for name, abilities in self._abilities.items():
            scale = max(1e-9, self._company.product.fit[name] * self.feeling())
            promoters += len(abilities) - bisect_left(abilities, (spec.expectation + spec.promoter_gap) / scale)
            unhappy = bisect_left(abilities, (spec.expectation - spec.detractor_gap) / scale)
            detractors += unhappy
            content = len(abilities) - bisect_left(abilities, (spec.expectation - spec.reference_gap) / scale)
            self._company.market.segments[name].references = content
        self.promoters = promoters
        share = detractors / self.active if self.active else 0.0
        self.detraction = self._company.setup.marketing.referral.detractors * share

    def backlog(self) -> int:
        """Customers still waiting to be activated."""
        now, waiting = self._company.env.now, (race[2] for race in self._races)
        return sum(c.count for c in waiting if c.gone_at is None and c.start + self.spec.give_up_days > now)

    def redraw(self) -> None:
        """Another day's luck for everybody who is here: remaining lives are memoryless."""
        now = self._company.env.now
        for index, customer in enumerate(self.customers):
            customer.life = self._company.luck.exponential(f"life again {customer.channel}", index, now)
