"""The platform cuts us off: its leads stop, and part of the customers it brought goes with it (C14)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import Months, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


class PlatformCutoff(Spec):
    """The partner closes its shop window; without a partner it touches nobody."""

    kind: Literal["platform_cutoff"] = setting("Which peril this is")
    start: WholeMonths = world("Month in which it begins (1 = the first)", ge=1)
    months: Months = world("How long the window stays closed")
    severity: Share = world("Share of the window that is closed")

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.months == 0.0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """From one day to the next."""
        yield company.until_month(self.start)
        with company.levers.scaled("platform leads", 1.0 - self.severity):
            company.journal.note(company.env.now, "peril", "platform cut-off", self.severity)
            yield company.env.timeout(0.0)  # the month before is closed first
            company.marketing.partner.turn_away(self.severity)
            yield company.env.timeout(company.days(self.months))
        company.journal.note(company.env.now, "peril over", "platform cut-off")
