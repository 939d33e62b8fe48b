"""Product: fit is learnt from contact with target customers, up to a ceiling nobody sees (C6)."""

from math import sqrt
from typing import TYPE_CHECKING

from sim.departments.custom import CustomSpec, CustomWork
from sim.departments.launch import BeliefSpec, Launch, WindowSpec
from sim.departments.pivot import PivotSpec, can_pivot, pivot
from sim.market import Benefit, BenefitSpec
from sim.quantities import Hours, HoursPerMonth, Number, PerMonth, Share, Spec, world

if TYPE_CHECKING:
    from sim.company import Company

__all__ = ["ProductSpec", "ProductTeam", "can_pivot", "pivot"]


class ProductSpec(Spec):
    """How the product comes to fit its market."""

    fit_ceiling: Share = world("Best fit that this idea can ever reach (hidden)")
    opening_fit: Share = world("Fit on the opening date, before what the company has seen is weighed in", gt=0)
    learning: PerMonth = world("Fit gained a month at full contact and velocity, as a share of what is missing")
    drift: PerMonth = world("Fit lost a month to a market that moves on")
    contact_needed: HoursPerMonth = world("Hours with target customers a month that full learning takes", gt=0)
    telemetry_hours: Hours = world("Contact hours a month that one customer's usage data are worth")
    csm_contact: Hours = world("Contact hours a month that one CSM brings home from customers")
    engineers_needed: Number = world("Engineers at which velocity is one", gt=0)
    velocity_cap: Number = world("Velocity that no number of engineers passes", gt=0)
    benefits: dict[Benefit, BenefitSpec] = world("Kinds of benefit that a product can bring")
    belief: BeliefSpec = world("What the team thinks of its fit")
    window: WindowSpec = world("Time to market")
    custom: CustomSpec = world("Work for single customers")
    pivot: PivotSpec = world("What a pivot leaves")


class ProductTeam:
    """Engineers and founders who make the product fit."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: ProductSpec = company.setup.product
        start = min(self.spec.opening_fit, self.spec.fit_ceiling)
        self.fit = dict.fromkeys(company.market.segments, start)
        self.ceiling = dict.fromkeys(company.market.segments, self.spec.fit_ceiling)
        self._main = next(iter(company.setup.plan.focus))
        self.learning = company.levers.declare("learning")
        self.custom = CustomWork(company)
        self.launch = Launch(company)
        self.pivots = 0

    def contact(self) -> float:
        """Share of the customer contact that full learning takes (at most 1): of those who pay or would, and only as
        far as the door is open."""
        company, spec = self._company, self.spec
        hours = (
            company.founder_hours("product")
            + spec.telemetry_hours * company.success.active
            + spec.csm_contact * company.people.count("csm")
            + company.sales.contracts.lessons
        )
        return min(1.0, hours / spec.contact_needed) * self.launch.contact() * company.marketing.free.signal()

    def velocity(self) -> float:
        """Output of the engineers for the product against the team it needs."""
        team = min(self.spec.velocity_cap, self._company.people.count("engineer") / self.spec.engineers_needed)
        return team * self.custom.pace()

    def month_end(self) -> None:
        """One release cycle: learn towards the ceiling, drift away from the market."""
        spec = self.spec
        velocity, contact = self.velocity(), self.contact()
        self._company.sales.contracts.lessons = 0.0
        gain = spec.learning * sqrt(velocity) * contact * self.learning.value * self._company.leading.learning
        if self.launch.stuck:
            gain = 0.0
        for name, fit in self.fit.items():
            self.fit[name] = fit + gain * max(0.0, self.ceiling[name] - fit) - spec.drift * fit
        self.custom.month_end()
        self.launch.month_end(self._company.env.now, contact, velocity)

    def improve(self, share: float) -> None:
        """Close a share of what is missing in every segment at once."""
        for name, fit in self.fit.items():
            self.fit[name] = fit + share * max(0.0, self.ceiling[name] - fit)

    def fall_behind(self, kept: float) -> None:
        """Somebody else's product is now what customers compare with."""
        for name, fit in self.fit.items():
            self.fit[name] = fit * kept

    def lower_ceiling(self, kept: float) -> None:
        """The best that the idea can still reach shrinks."""
        for name, ceiling in self.ceiling.items():
            self.ceiling[name] = ceiling * kept

    def start_again(self, ceiling: float, fit_kept: float) -> None:
        """Another idea, with its own ceiling; part of the fit carries over."""
        self.pivots += 1
        for name, fit in self.fit.items():
            self.ceiling[name] = ceiling
            self.fit[name] = min(ceiling, fit * fit_kept)

    def main_fit(self) -> float:
        """Fit in the first segment in focus."""
        return self.fit[self._main]

    def main_ceiling(self) -> float:
        """Best fit that the idea can still reach in the first segment in focus."""
        return self.ceiling[self._main]
