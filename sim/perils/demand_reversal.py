"""Demand reverses: fewer look, those who look take longer, those who bought think again (C13, C22)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import Factor, Months, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


class DemandReversal(Spec):
    """The market closes its purse for a while."""

    kind: Literal["demand_reversal"] = setting("Which peril this is")
    start: WholeMonths = world("Month in which it begins (1 = the first)", ge=1)
    months: Months = world("How long it lasts")
    severity: Share = world("Share of leads that stays away")
    cycle: Factor = world("Sales cycle at full severity, against before", ge=1)
    win_odds: Factor = world("Win odds at full severity, against before", le=1)
    churn_odds: Factor = world("Customers' odds of leaving at full severity, against before", ge=1)

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.months == 0.0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """From its first day to its last."""
        yield company.until_month(self.start)
        with (
            company.levers.scaled("lead flow", 1.0 - self.severity),
            company.levers.scaled("sales cycle", 1.0 + (self.cycle - 1.0) * self.severity),
            company.levers.scaled("win odds", 1.0 - (1.0 - self.win_odds) * self.severity),
            company.levers.scaled("churn odds", 1.0 + (self.churn_odds - 1.0) * self.severity),
        ):
            company.journal.note(company.env.now, "peril", "demand reversal", self.severity)
            yield company.env.timeout(company.days(self.months))
        company.journal.note(company.env.now, "peril over", "demand reversal")
