"""Customer success: who the customers are, how they are served, and what they make of it (C27-C34)."""

from math import ceil, exp
from typing import TYPE_CHECKING

from sim.customers import Customer, Deal
from sim.departments.channels import E_ACTIVATION, E_CLOSURE, E_LIFE, Z_ABILITY
from sim.departments.expansion import Expansion, ExpansionSpec
from sim.departments.handover import GrowingSpec, Handover, HandoverSpec
from sim.departments.health import Health, HealthSpec
from sim.departments.marketplace import Marketplace, MarketplaceSpec
from sim.departments.renewal import Renewals
from sim.departments.satisfaction import Satisfaction
from sim.departments.service import BurnoutSpec, GroupSpec, ReadinessSpec, ServiceDesk
from sim.departments.ties import LockInSpec, RenewingSpec, Ties
from sim.quantities import (
    DAYS_PER_MONTH,
    Days,
    Factor,
    HoursPerMonth,
    PerMonth,
    Real,
    Share,
    Spec,
    Spread,
    decision,
    world,
)

if TYPE_CHECKING:
    from sim.company import Company


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
    quality_speed: PerMonth = world("Speed at which service quality falls when load rises")
    quality_recovery: PerMonth = world("Speed at which it comes back when load has gone")
    feeling_floor: Share = world("Value that is left when service quality is nil")
    promoter_gap: Share = world("Value above expectation that makes a promoter")
    detractor_gap: Share = world("Value below expectation that makes a detractor")
    reference_gap: Share = world("Shortfall of value that a reference customer still forgives")
    expectation_years: list[Real] = decision(
        "What customers are told to expect in their first, second, third year, against what they are sold"
    )
    readiness: ReadinessSpec = world("Customers' own staff")
    one_to_many: GroupSpec = decision("Service given to many at once")
    handover: HandoverSpec = world("New customers on their way from sales to service")
    growing: GrowingSpec = world("CSMs on their way from support")
    burnout: BurnoutSpec = world("CSMs under load")
    lock_in: LockInSpec = world("What leaving would cost a customer")
    renewing: RenewingSpec = decision("Who looks after renewals")
    health: HealthSpec = world("Willingness to pay and use")
    expansion: ExpansionSpec = world("Customers who come to pay more, less, or again")
    marketplace: MarketplaceSpec | None = world(
        "Value that comes from other members of a marketplace (none: from the product)", default=None
    )


class SuccessTeam:
    """Founders' service hours, then CSMs; and the customers they serve."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: SuccessSpec = company.setup.success
        spec = self.spec
        self.desk = ServiceDesk(spec.activation, spec.window_days, spec.give_up_days, self._activated, self._given_up)
        self.desk.hours = company.founder_hours("service") * company.leading.service
        self.desk.scale = 1.0 - spec.one_to_many.share * spec.one_to_many.saving
        self.desk.sessions = spec.one_to_many.share * spec.one_to_many.hours
        self.marketplace = None if spec.marketplace is None else Marketplace(company, spec.marketplace)
        self.desk.depth = 1.0 if spec.marketplace is None else spec.marketplace.labour
        self.handover = Handover(company)
        self.ties = Ties(company)
        self.health = Health(company)
        self.expansion = Expansion(company)
        self.bonuses = 0
        self.csm_effect = company.levers.declare("service hours")
        self.renewals = Renewals(company)
        self.satisfaction = {name: Satisfaction(spec.ability_spread) for name in company.market.segments}
        self.customers: dict[Customer, None] = {}  # a set that keeps its order
        self.active = 0
        self.mrr = 0
        self.monthly_billed = 0
        self.quality = 1.0
        self.load = 0.0
        self.promoters = 0.0
        self.detraction = 0.0

    # -- coming -----------------------------------------------------------------------------------------------------

    def onboard(self, deal: Deal) -> Customer:
        """A new customer: bill it, start its term and its race to activation."""
        company, spec, segment = self._company, self.spec, deal.segment
        luck, now = deal.luck, company.env.now
        customer = Customer(
            f"{deal.channel} {deal.number}", deal.channel, segment, round(deal.acv * 100.0 / 12.0), now,
            term=segment.spec.term_months, billing=segment.spec.billing, ability=self.ability(luck[Z_ABILITY]),
            expectation=spec.expectation, life=luck[E_LIFE],
            activation_luck=luck[E_ACTIVATION] / company.marketing.activation(deal),
            onboarding=company.product.custom.onboarding(), key=deal.channel, number=deal.number,
        )  # fmt: skip
        self._ready(customer, deal)
        company.sales.contracts.begin(customer, deal)
        company.tally.mrr_new += customer.mrr
        company.tally.won += 1
        company.segments.won(customer)
        self.add(customer)
        self.desk.race(customer, now)
        company.finance.bill_term(customer, now)
        self.schedule_closure(customer, luck[E_CLOSURE])
        self.renewals.schedule(customer)
        return customer

    def _ready(self, customer: Customer, deal: Deal) -> None:
        """The customer's own staff may resist what the boss has bought."""
        readiness = self.spec.readiness
        customer.onboarding *= self._company.sales.promises.implementation(customer.ability) * self.handover.again
        customer.activation_luck *= self.handover.again
        customer.onboarding += readiness.change_hours
        if readiness.resisting > 0.0:
            luck = self._company.luck.uniform(f"readiness {deal.channel}", deal.number, customer.start)
            customer.activation_luck /= readiness.pace(luck)

    def ability(self, luck: float) -> float:
        """A client's ability to get value out of the product: log-normal with mean 1."""
        spread = self.spec.ability_spread
        return exp(spread * luck - 0.5 * spread**2)

    def add(self, customer: Customer) -> None:
        """Take a customer into the books."""
        self.customers[customer] = None
        self.active += customer.count
        self.mrr += customer.mrr * customer.count
        self.desk.running += customer.segment.spec.service_hours * customer.count
        if customer.billing == "monthly":
            self.monthly_billed += customer.mrr * customer.count
        if self.marketplace is not None:
            customer.orders_from = self.marketplace.clock(self._company.env.now)
        self.expansion.add(customer)

    def take_back(self, gone: Customer) -> None:
        """A customer that left looks again: it comes back if it would now get what it expects."""
        company, now = self._company, self._company.env.now
        if self.value(gone) < gone.expectation:
            return
        customer = Customer(
            f"{gone.id} again", gone.channel, gone.segment, gone.mrr, now,
            term=gone.segment.spec.term_months, billing=gone.segment.spec.billing, ability=gone.ability,
            expectation=gone.expectation, life=company.luck.exponential(f"life of {gone.term_key()}", gone.number, now),
            activation_luck=0.0, key=f"{gone.key} again", number=gone.number,
        )  # fmt: skip
        gone.segment.mainstream -= 1.0
        company.tally.mrr_reactivated += customer.mrr
        company.tally.customers_back += 1
        self.add(customer)
        self.desk.race(customer, now)
        company.finance.bill_term(customer, now)
        self.renewals.schedule(customer)

    def change_mrr(self, customer: Customer, mrr: int, mid_term: bool = False) -> None:
        """A customer pays another price from now on: at its renewal, or within a term that is paid already."""
        company, now = self._company, self._company.env.now
        moved = (mrr - customer.mrr) * customer.count
        if moved == 0:
            return
        customer.mrr = mrr
        self.mrr += moved
        company.scorecard.note_change(customer.start, now, -moved)
        if moved > 0:
            company.tally.mrr_expansion += moved
        else:
            company.tally.mrr_contraction -= moved
        company.journal.note(now, "expansion" if moved > 0 else "contraction", customer.id, moved / 100.0)
        if customer.billing == "monthly":
            self.monthly_billed += moved
        elif mid_term:
            company.finance.bill_rest(customer, moved, now)

    def count_activated(self, customer: Customer) -> None:
        """An activated customer counts among possible promoters, detractors and references."""
        self.satisfaction[customer.segment.name].add(customer, many=customer.many)
        self.health.add(customer)

    def _activated(self, customer: Customer) -> None:
        self.count_activated(customer)
        self._company.tally.raced += customer.count
        if customer.in_time:
            self._company.tally.in_time += customer.count

    def _given_up(self, customer: Customer) -> None:
        self._company.tally.raced += customer.count

    # -- going ------------------------------------------------------------------------------------------------------

    def schedule_closure(self, customer: Customer, luck: float) -> None:
        """The customer goes out of business, whatever we do (C35)."""
        hazard = customer.segment.spec.closure
        if hazard > 0 and luck / hazard < self._company.clock.months + 1:
            self._company.env.call(luck / hazard * DAYS_PER_MONTH, self._close, customer)

    def _close(self, customer: Customer) -> None:
        if customer.gone_at is None:
            self.lose(customer, customer.count, "customer closed")

    def lose(self, customer: Customer, number: int, how: str) -> None:
        """So many accounts of a customer row are gone."""
        company, now = self._company, self._company.env.now
        self.desk.settle(now)
        self.desk.leave(customer, number, now)
        gone = customer.mrr * number
        self.active -= number
        self.mrr -= gone
        if customer.billing == "monthly":
            self.monthly_billed -= gone
        company.tally.mrr_churned += gone
        company.tally.customers_lost += number
        company.scorecard.note_churn(customer.start, now, gone)
        self.health.leave(customer, number, how == "churned")
        company.segments.lost(customer, gone)
        company.journal.note(now, how, customer.id, gone / 100.0)
        customer.count -= number
        if customer.owner is not None:
            customer.owner.clients -= number
        customer.segment.give_back(now, False, company.market.spec.lost_months, number)
        if customer.count == 0:
            customer.gone_at = now
            del self.customers[customer]
            if customer.activated is not None:
                self.satisfaction[customer.segment.name].remove(customer)

    # -- value ------------------------------------------------------------------------------------------------------

    def feeling(self) -> float:
        """How service quality colours the product's benefit (C28)."""
        return self.spec.feeling_floor + (1.0 - self.spec.feeling_floor) * self.quality

    def value(self, customer: Customer) -> float:
        """V: fit times the client's ability times feeling (C28), at most 1; on a marketplace, what others bring."""
        if self.marketplace is not None:
            return sum(share * value for share, value in self.marketplace.views(customer))
        value = self._company.product.fit[customer.segment.name] * customer.ability * self.feeling()
        return value if value < 1.0 else 1.0

    def expected(self, customer: Customer) -> float:
        """E: what a customer was sold, as far as it was told to expect it in this year of the contract."""
        years = self.spec.expectation_years
        if not years:
            return customer.expectation
        lived = (self._company.env.now - customer.start) / DAYS_PER_MONTH
        return customer.expectation + years[min(len(years) - 1, max(0, ceil(lived / 12.0 - 0.1) - 1))]

    def pleased(self, segment: str) -> float:
        """Share of a segment's activated customers whose value meets what they were sold."""
        satisfaction = self.satisfaction[segment]
        number = satisfaction.number()
        scale = self._company.product.fit[segment] * self.feeling()
        return satisfaction.above(0.0, scale) / number if number else 1.0

    def customers_in(self, segment: str) -> int:
        """Activated customers of a segment."""
        return self.satisfaction[segment].number()

    def take_bonuses(self) -> int:
        """Commissions on renewals and expansion since the last month's end, in cents."""
        owed, self.bonuses = self.bonuses, 0
        return owed

    def burnout(self) -> float:
        """Factor on a CSM's hazard of leaving."""
        spec = self.spec.burnout
        return exp(spec.slope * max(0.0, self.load - spec.load))

    def set_hours(self) -> None:
        """Founders' or CSMs' service hours have changed."""
        company = self._company
        csms = self.spec.csm_hours * self.handover.csms() * self.csm_effect.value
        hours = company.founder_hours("service") + csms
        self.desk.set_hours(hours * company.leading.service, company.env.now)

    def month_end(self, now: float) -> None:
        """Load moves service quality; value and expectation make promoters, detractors and references."""
        self.desk.settle(now)
        if self.handover.grows:
            self.set_hours()
        missing = self._target_quality() - self.quality
        self.quality += (self.spec.quality_speed if missing < 0.0 else self.spec.quality_recovery) * missing
        self.judge()
        if self.marketplace is not None:
            self.marketplace.month_end(now)
        free = self.health.month_end(max(0.0, self.desk.hours - self.desk.demand()))
        self.ties.cover(free, self.active)
        self.bonuses += self.expansion.month_end(now)

    def _target_quality(self) -> float:
        self.load = self.desk.load()
        return min(1.0, 1.0 / self.load) if self.load > 0 else 1.0

    def open_quality(self) -> None:
        """Service quality on the opening date: what the present load leads to."""
        self.quality = self._target_quality()
        if self.marketplace is not None:
            self.marketplace.open()

    def judge(self) -> None:
        """Count promoters, detractors and references among activated customers."""
        spec = self.spec
        promoters = detractors = 0.0
        for name, satisfaction in self.satisfaction.items():
            scale = self._company.product.fit[name] * self.feeling()
            promoters += satisfaction.above(spec.promoter_gap, scale)
            detractors += satisfaction.below(-spec.detractor_gap, scale)
            references = satisfaction.above(-spec.reference_gap, scale)
            self._company.market.segments[name].references = references
        self.promoters = promoters
        share = detractors / self.active if self.active else 0.0
        self.detraction = self._company.setup.marketing.referral.detractors * share

    def disillusion(self, customer: Customer) -> None:
        """A customer stops waiting for what it was promised, and says so."""
        counted = customer.activated is not None and customer.gone_at is None
        if counted:
            self.satisfaction[customer.segment.name].remove(customer)
        customer.voiced = customer.expectation
        if counted:
            self.satisfaction[customer.segment.name].add(customer, many=customer.many)

    def backlog(self) -> int:
        """Customers still waiting to be activated."""
        return self.desk.backlog(self._company.env.now)

    def redraw(self) -> None:
        """Another day's luck for everybody who is here: remaining lives are memoryless."""
        now = self._company.env.now
        for index, customer in enumerate(self.customers):
            customer.life = self._company.luck.exponential(f"life again {customer.channel}", index, now)
        self.expansion.redraw()
