"""A founder leaves: hours, morale and investors' trust go along (C17, C38)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import Months, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


class FounderLeaves(Spec):
    """The founders are fewer until somebody has grown into the empty chair."""

    kind: Literal["founder_leaves"] = setting("Which peril this is")
    start: WholeMonths = world("Month in which it begins (1 = the first)", ge=1)
    months: Months = world("How long the chair stays empty")
    severity: Share = world("Share of the founders' hours (and pay) that goes")
    morale: Share = world("Morale lost on the day, when all founders go")
    doubt: Share = world("Share of the odds of a round lost while the chair is empty, when all founders go")

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.months == 0.0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """From one day to the next there are fewer to do the founders' work."""
        yield company.until_month(self.start)
        yield company.env.timeout(0.0)  # the month before is closed first
        with (
            company.levers.scaled("founders", 1.0 - self.severity),
            company.levers.scaled("round odds", 1.0 - self.doubt * self.severity),
        ):
            company.journal.note(company.env.now, "peril", "founder leaves", self.severity)
            company.people.dampen(self.morale * self.severity)
            company.founders_busy()
            yield company.env.timeout(company.days(self.months))
        company.founders_busy()
        company.journal.note(company.env.now, "peril over", "founder leaves")
