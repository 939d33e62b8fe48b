"""An incumbent enters: once the market is taught and large enough, somebody with a brand wants it (C5).

The hazard of entry rises with the market's maturity (time, and our own customers, who teach it) and with its headroom
(accounts still open, times what they pay). The entrant takes win odds and loosens customers; the pressure decays as it
reorganises, and good service shields.
"""

from collections.abc import Generator
from math import exp
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.perils.pressure import press, shielded
from sim.quantities import Factor, MoneyPerYear, Months, Number, PerMonth, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company

FADED = 6.0  # time constants after which nothing of the pressure is left to be felt


class IncumbentEnters(Spec):
    """A large company discovers our market."""

    kind: Literal["incumbent_enters"] = setting("Which peril this is")
    start: WholeMonths = world("First month in which it may enter (1 = the first)", ge=1)
    months: Months = world("Months from then on in which it may enter")
    severity: Share = world("Its strength, of the full effect below")
    hazard: PerMonth = world("Hazard of entry into a mature market with full headroom")
    maturing_months: Months = world("Time constant in which the market matures by itself", gt=0)
    customers: Number = world("Our customers at which the market is as taught as by one time constant", gt=0)
    worthwhile: MoneyPerYear = world("Yearly value of the open accounts that an incumbent finds large enough", gt=0)
    win_odds: Factor = world("Our win odds on the day it enters, at full strength", le=1)
    churn_odds: Factor = world("Our customers' odds of leaving on that day, at full strength", ge=1)
    fade_months: Months = world("Time constant in which its pressure decays", gt=0)
    shield: Share = world("Share of its strength that perfect service quality keeps away")

    entered_months: Months | None = setting("Months since it entered (none: it has not)", default=None)

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        idle = self.months == 0.0 or self.hazard == 0.0
        return self.severity == 0.0 or (self.entered_months is None and idle)

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """Wait until it enters, then feel its pressure decay."""
        if self.entered_months is not None:
            yield from self._press(company, self.entered_months)
            return
        yield company.until_month(self.start)
        patience = company.luck.exponential("incumbent enters", 0, company.env.now)
        for _ in range(int(self.months)):
            patience -= self.entry(company)
            if patience <= 0:
                break
            yield company.env.timeout(company.days(1.0))
        if patience > 0:
            return
        company.journal.note(company.env.now, "peril", "incumbent enters", self.severity)
        yield from self._press(company, 0.0)

    def _press(self, company: "Company", since: float) -> Generator[simpy.Event, Any, None]:
        """Press for what is left of its pressure, so many months after the entry."""
        company.entries[self.kind] = company.env.now - company.days(since)
        left = max(0.0, FADED * self.fade_months - since)
        yield from press(company, left, lambda passed: self.factors(company, since + passed))
        company.journal.note(company.env.now, "peril over", "incumbent enters")

    def entry(self, company: "Company") -> float:
        """Hazard of entry this month."""
        age = company.env.now / company.days(self.maturing_months)
        maturity = 1.0 - exp(-age - company.success.active / self.customers)
        left = sum(
            max(0.0, segment.pioneers + segment.mainstream) * segment.spec.acv for segment in company.sales.segments()
        )
        return self.hazard * maturity * min(1.0, left / self.worthwhile)

    def factors(self, company: "Company", passed: float) -> dict[str, float]:
        """Its pressure so many months after the entry."""
        strength = shielded(company, self.severity * exp(-passed / self.fade_months), self.shield)
        return {
            "win odds": 1.0 - (1.0 - self.win_odds) * strength,
            "churn odds": 1.0 + (self.churn_odds - 1.0) * strength,
        }
