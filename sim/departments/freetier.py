"""A free tier: users come, money does not, and nobody can tell who would have paid (C11)."""

from math import exp
from typing import TYPE_CHECKING

from sim.quantities import Factor, MoneyPerMonth, Number, PerMonth, Positive, Share, Spec, WholeMonths, decision, world

if TYPE_CHECKING:
    from sim.company import Company

CHANNEL = "free tier"


class FreeTierSpec(Spec):
    """A tier that costs its users nothing."""

    enabled: bool = decision("Whether there is a free tier on the opening date")
    charge_month: WholeMonths | None = decision("Month from which everybody must pay (none: never)", default=None, ge=1)
    signups: Factor = world("Sign-ups a visit against a product that must be paid for")
    content_with_free: Share = world("Share of those who would have become SQLs that stay with the free tier")
    leaving: PerMonth = world("Hazard that a free user goes silent for good")
    upgrade: PerMonth = world("SQLs a month that one free user becomes")
    odds: Factor = world("Win odds of a lead from the free tier, against others")
    activation: Positive = world("Activation speed of a customer from the free tier, against others")
    cost: MoneyPerMonth = world("Hosting and support of one free user")
    blur: Number = world("Weight of a free user in what the team hears, against a paying customer")
    charged: Share = world("Share of free users who become SQLs in the month in which charging begins")


class FreeTier:
    """Free users and what they do to the funnel, the costs and the signal of fit."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: FreeTierSpec = company.setup.marketing.free_tier
        self.users = 0.0
        self.open = self.spec.enabled

    def month(self, month: int, visits: float, to_signup: float) -> float:
        """Users of month ``month`` (0 = the first) come and go; returns the SQLs a month that they become."""
        spec = self.spec
        if spec.charge_month is not None and month + 1 >= spec.charge_month:
            moved, self.users, self.open = self.users * spec.charged, 0.0, False
            return moved
        self.users = self.users * exp(-spec.leaving) + self.signups(visits, to_signup)
        return self.users * spec.upgrade

    def signups(self, visits: float, to_signup: float) -> float:
        """Sign-ups of so many visits."""
        return visits * min(1.0, to_signup * (self.spec.signups if self.open else 1.0))

    def kept_from_buying(self) -> float:
        """Factor on the SQLs of visitors: some are content with what is free."""
        return 1.0 - self.spec.content_with_free if self.open else 1.0

    def signal(self) -> float:
        """Share of what the team hears that comes from those who would pay."""
        if not self.open:
            return 1.0
        paying = 1.0 + self._company.success.active
        return paying / (paying + self.spec.blur * self.users)

    def cost(self) -> float:
        """Monthly cost of serving the free users."""
        return self.spec.cost * self.users if self.open else 0.0
