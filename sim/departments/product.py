"""Product: fit is learnt from contact with target customers, up to a ceiling nobody sees (C6)."""

from math import sqrt
from typing import TYPE_CHECKING

from sim.quantities import Hours, HoursPerMonth, Number, PerMonth, Share, Spec, world

if TYPE_CHECKING:
    from sim.company import Company


class ProductSpec(Spec):
    """How the product comes to fit its market."""

    fit_ceiling: Share = world("Best fit that this idea can ever reach (hidden)")
    opening_fit: Share = world("Fit on the opening date, before what the company has seen is weighed in", gt=0)
    learning: PerMonth = world("Fit gained a month at full contact and velocity, as a share of what is missing")
    drift: PerMonth = world("Fit lost a month to a market that moves on")
    contact_needed: HoursPerMonth = world("Hours with target customers a month that full learning takes", gt=0)
    telemetry_hours: Hours = world("Contact hours a month that one customer's usage data are worth")
    engineers_needed: Number = world("Engineers at which velocity is one", gt=0)
    velocity_cap: Number = world("Velocity that no number of engineers passes", gt=0)


class ProductTeam:
    """Engineers and founders who make the product fit."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: ProductSpec = company.setup.product
        start = min(self.spec.opening_fit, self.spec.fit_ceiling)
        self.fit = dict.fromkeys(company.market.segments, start)

    def contact(self) -> float:
        """Share of the customer contact that full learning takes (at most 1)."""
        company, spec = self._company, self.spec
        hours = company.founder_hours("product") + spec.telemetry_hours * company.success.active
        return min(1.0, hours / spec.contact_needed)

    def velocity(self) -> float:
        """Output of the engineers against the team the product needs."""
        return min(self.spec.velocity_cap, self._company.people.count("engineer") / self.spec.engineers_needed)

    def month_end(self) -> None:
        """One release cycle: learn towards the ceiling, drift away from the market."""
        spec = self.spec
        gain = spec.learning * sqrt(self.velocity()) * self.contact()
        for name, fit in self.fit.items():
            self.fit[name] = fit + gain * max(0.0, spec.fit_ceiling - fit) - spec.drift * fit

    def main_fit(self) -> float:
        """Fit in the first segment in focus."""
        return self.fit[next(iter(self._company.setup.plan.focus))]
