"""Funding winter: for a while hardly anybody raises (C41, L18)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import Months, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


class FundingWinter(Spec):
    """Odds of every round fall while it lasts."""

    kind: Literal["funding_winter"] = setting("Which peril this is")
    start: WholeMonths = world("Month in which it begins (1 = the first)", ge=1)
    months: Months = world("How long it lasts")
    severity: Share = world("Share of the odds of a round that is lost")

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.months == 0.0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """From its first day to its last, rounds are harder to close."""
        yield company.until_month(self.start)
        with company.levers.scaled("round odds", 1.0 - self.severity):
            company.journal.note(company.env.now, "peril", "funding winter", self.severity)
            yield company.env.timeout(company.days(self.months))
        company.journal.note(company.env.now, "peril over", "funding winter")
