"""Promises: what a client is told, who is turned away, and whose interest it is that it stays (C25, C26)."""

from collections import deque
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from sim.customers import Customer, Deal
from sim.departments.channels import Z_ABILITY
from sim.departments.desk import Seller
from sim.departments.reps import Rep
from sim.quantities import (
    DAYS_PER_MONTH,
    Factor,
    HoursPerMonth,
    Months,
    Share,
    Spec,
    decision,
    world,
)

if TYPE_CHECKING:
    from sim.company import Company

STEPS = 10  # an over-promise is counted in tenths, so that customers fall into few classes of expectation
PIPELINE = "pipeline"  # deals open at the opening: their price is on the table
_STANDARD = NormalDist()


class PromiseSpec(Spec):
    """What over-promising wins and what it costs."""

    over: Share = decision("How far sellers promise more than the product does (1: whatever the client wants to hear)")
    pressure: Factor = world("Over-promise that a rep adds for each share of income missed")
    win_odds: Factor = world("Share by which a full over-promise raises win odds")
    expectation: Share = world("Expectation that a full over-promise adds")
    grace_months: Months = world("Months for which a client believes that what was promised is still to come")
    restraint: Share = world("Share of over-promising that full commission on renewals takes away")


class DiscountSpec(Spec):
    """Selling by price."""

    share: Share = decision("Discount on list price in new contracts", lt=1)
    disloyalty: Factor = world("Renewal log-odds lost for each share of discount: who comes for price leaves for price")


class QualificationSpec(Spec):
    """Turning away clients who could not get value out of the product."""

    strictness: Share = decision("Share of the market's clients, the least able, who are turned away", lt=1)
    insight: Share = world("Correlation of what a seller sees with the client's ability")
    implementation: Factor = world("How strongly onboarding hours rise as a client's ability falls (power)")


class OwnershipSpec(Spec):
    """Sellers who keep their clients."""

    commission: Share = decision("Commission on a yearly renewal, as a share of that on a new order")
    care: Factor = world("Renewal log-odds gained when its seller earns full commission on it")
    hours: HoursPerMonth = world("Selling hours a month that a seller then gives to each client")
    least_time: Share = world("Share of selling time that new deals keep, however many clients there are")


class Promises:
    """Between what wins a deal and what keeps a client."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        spec = company.setup.sales
        self._promise, self._discount = spec.promise, spec.discount
        self._qualification, self._ownership = spec.qualification, spec.ownership
        strictness = self._qualification.strictness
        self.bar = _STANDARD.inv_cdf(strictness) if strictness > 0 else None  # ability under which one is turned away
        self.price = 1.0 - self._discount.share  # of a new contract, over list price
        restrained = 1.0 - self._promise.restraint * self._ownership.commission
        self._kept = restrained * (1.0 - company.setup.success.handover.together)
        self.usual = self._tenths(self._promise.over)  # what everybody over-promises whom nothing presses
        self.pressed = self._promise.pressure > 0.0
        self._believing: deque[tuple[float, Customer]] = deque()

    # -- before the deal --------------------------------------------------------------------------------------------

    def refuses(self, deal: Deal) -> bool:
        """Whether a client is turned away for what is seen of its ability."""
        if self.bar is None:
            return False
        insight = self._qualification.insight
        noise = self._company.luck.normal(f"qualification {deal.channel}", deal.number, self._company.env.now)
        return insight * deal.luck[Z_ABILITY] + sqrt(1.0 - insight**2) * noise < self.bar

    def over(self, seller: Seller | None) -> float:
        """How much this seller over-promises, in tenths: house style, and pressure where income is missed."""
        promise = self._promise
        if not self.pressed or not isinstance(seller, Rep) or seller.member.income >= 1.0:
            return self.usual
        return self._tenths(promise.over + promise.pressure * (1.0 - seller.member.income))

    def _tenths(self, wanted: float) -> float:
        return round(min(1.0, wanted) * self._kept * STEPS) / STEPS

    def odds(self, over: float) -> float:
        """Factor of an over-promise on win odds."""
        return 1.0 + self._promise.win_odds * over

    # -- after it ---------------------------------------------------------------------------------------------------

    def expectation(self, over: float) -> float:
        """Value that a client expects who was promised so much too much."""
        return min(1.0, self._company.setup.success.expectation + self._promise.expectation * over)

    def implementation(self, ability: float) -> float:
        """Onboarding hours of a client of such ability, over a typical one's: the unable need to be carried."""
        return float(ability**-self._qualification.implementation)

    def sign(self, customer: Customer, deal: Deal, seller: Seller | None) -> None:
        """What was promised goes into the contract, not yet into what the client says; a rep keeps the client."""
        if deal.over > 0:
            customer.expectation = self.expectation(deal.over)
            self._believing.append((customer.start + self._promise.grace_months * DAYS_PER_MONTH, customer))
        customer.discount = 0.0 if deal.channel == PIPELINE else self._discount.share
        if isinstance(seller, Rep):
            customer.owner = seller
            seller.clients += customer.count

    def month_end(self, now: float) -> None:
        """Clients who have waited long enough measure what they got by what they were promised."""
        while self._believing and self._believing[0][0] <= now:
            self._company.success.disillusion(self._believing.popleft()[1])

    def inherit(self, customer: Customer, place: int) -> None:
        """A client of the opening belongs to one of the reps who are there."""
        reps = list(self._company.sales.reps.values())
        if self._ownership.commission > 0 and reps:
            customer.owner = reps[place % len(reps)]
            customer.owner.clients += customer.count

    def bond(self, customer: Customer) -> float:
        """Log-odds of renewal from a seller who lives on it, less those of who came for the price (C31)."""
        owner = customer.owner
        here = owner is not None and owner.member.left is None
        care = self._ownership.care * self._ownership.commission if here else 0.0
        return care - self._discount.disloyalty * customer.discount

    def renewed(self, customer: Customer) -> None:
        """A year more: its seller's commission."""
        owner = customer.owner
        if self._ownership.commission > 0 and owner is not None and owner.member.left is None:
            acv = customer.mrr * customer.count * 12.0 / 100.0
            owner.member.pay += self._ownership.commission * self._company.sales.commission(owner.member) * acv

    def time_for_new(self, rep: Rep) -> float:
        """Share of a rep's selling time that is left beside the clients it keeps."""
        ownership = self._ownership
        kept = ownership.commission * ownership.hours * rep.clients / self._company.setup.sales.selling_hours
        return max(ownership.least_time, 1.0 - kept)
