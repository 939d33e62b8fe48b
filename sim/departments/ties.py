"""What ties a customer to us beyond value: lock-in, an owner of the renewal, its price, a champion (C10, C31)."""

from math import exp
from typing import TYPE_CHECKING, Literal

from sim.customers import Customer
from sim.quantities import (
    DAYS_PER_MONTH,
    Factor,
    HoursPerMonth,
    Number,
    PerMonth,
    Positive,
    Real,
    Share,
    Spec,
    decision,
    world,
)

if TYPE_CHECKING:
    from sim.company import Company

Owner = Literal["nobody", "csm"]


class LockInSpec(Spec):
    """What it would cost a customer to leave."""

    strength: Factor = world("Renewal log-odds of a customer that is wholly locked in (0: lock-in does not matter)")
    modules: Number = decision("Modules and partner products in a customer's use, 1 = the core product alone")
    scale_months: Positive = world("Months of full use of one module in which lock-in passes 63 %")


class RenewingSpec(Spec):
    """Who looks after renewals, at what price, and who still wants us there."""

    owner: Owner = decision("Who owns renewals beside the sellers who keep their clients: nobody or csm")
    bonus: Share = decision("A CSM's share in a renewal, as a share of its yearly value")
    full_bonus: Share = world("Share at which CSMs work renewals like partners", gt=0)
    salaried: Share = world("Effort of CSMs who have no share in renewals")
    touch: Factor = world("Renewal log-odds of a CSM's full effort, at full coverage and full fit")
    touch_hours: HoursPerMonth = world("Free CSM hours a month and customer that full coverage takes", gt=0)
    price_step: Real = decision("Change of price at each renewal, as a share", ge=-0.9)
    price_pain: Factor = world("How strongly renewal odds fall with a higher price")
    champion_leaving: PerMonth = world("Hazard that the customer's champion leaves his post")
    champion_odds: Factor = world("Renewal odds when the champion has left, against when he is there")


class Ties:
    """The factors of renewal odds that are not value."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self._lock: LockInSpec = company.setup.success.lock_in
        self._spec: RenewingSpec = company.setup.success.renewing
        self.coverage = 0.0
        self._price = float((1.0 + self._spec.price_step) ** -self._spec.price_pain)

    def lock_in(self, customer: Customer, value: float) -> float:
        """Share of a customer's work that it could not take elsewhere: 1 - exp(-tenure · depth · modules / scale).

        Depth of use is the value that an activated customer gets; who never got going is not tied.
        """
        if customer.activated is None:
            return 0.0
        tenure = (self._company.env.now - customer.start) / DAYS_PER_MONTH
        return 1.0 - exp(-tenure * value * self._lock.modules / self._lock.scale_months)

    def odds(self, customer: Customer, value: float) -> float:
        """Factor on the odds of renewal."""
        lock = exp(self._lock.strength * self.lock_in(customer, value)) if self._lock.strength else 1.0
        return lock * exp(self._care(customer)) * self._price * self._champion(customer)

    def _care(self, customer: Customer) -> float:
        """Log-odds of what a CSM does for a renewal: with free hours, a share in it, and a product worth talking about
        (L12)."""
        spec = self._spec
        if spec.owner == "nobody":
            return 0.0
        effort = spec.salaried + (1.0 - spec.salaried) * min(1.0, spec.bonus / spec.full_bonus)
        return spec.touch * effort * self.coverage * self._company.product.fit[customer.segment.name]

    def _champion(self, customer: Customer) -> float:
        spec = self._spec
        gone = 1.0 - exp(-spec.champion_leaving * customer.term)
        return (1.0 - gone) + gone * spec.champion_odds

    def cover(self, free_hours: float, customers: int) -> None:
        """CSM hours that are left for renewals reach so many of the customers."""
        needed = self._spec.touch_hours * customers
        self.coverage = min(1.0, free_hours / needed) if needed > 0 else 0.0

    def renewed(self, customer: Customer) -> int:
        """A customer stays: at its new price, where the price steps. The CSM's share in it, in cents."""
        success = self._company.success
        if self._spec.price_step:
            success.change_mrr(customer, round(customer.mrr * (1.0 + self._spec.price_step)))
        if self._spec.owner == "nobody":
            return 0
        return round(self._spec.bonus * 12.0 * customer.mrr * customer.count)
