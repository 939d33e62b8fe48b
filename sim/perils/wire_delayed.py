"""Wire delayed: money that investors have agreed to arrives late (C41)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import Months, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


class WireDelayed(Spec):
    """Wires that would arrive while it lasts arrive later."""

    kind: Literal["wire_delayed"] = setting("Which peril this is")
    start: WholeMonths = world("Month in which it begins (1 = the first)", ge=1)
    months: Months = world("How long it lasts")
    delay_months: Months = world("How much later a wire arrives at full severity")
    severity: Share = world("Share of that delay")

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.months == 0.0 or self.delay_months == 0.0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """From its first day to its last."""
        yield company.until_month(self.start)
        company.journal.note(company.env.now, "peril", "wire delayed", self.severity)
        company.funding.held_months = self.delay_months * self.severity
        yield company.env.timeout(company.days(self.months))
        company.funding.held_months = 0.0
        company.journal.note(company.env.now, "peril over", "wire delayed")
