"""Debt called: the lenders want their money back at once (C42)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


NOON = 0.5  # days: the month before is closed by then


class DebtCalled(Spec):
    """All loans are called, whatever their covenants say; without loans it touches nobody."""

    kind: Literal["debt_called"] = setting("Which peril this is")
    start: WholeMonths = world("Month in which it happens (1 = the first)", ge=1)
    severity: Share = world("Share of the principal that falls due at once")

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """On its first day."""
        yield company.until_month(self.start)
        yield company.env.timeout(NOON)
        company.journal.note(company.env.now, "peril", "debt called", self.severity)
        for loan in company.finance.loans.open:
            if loan.payments and not company.finance.loans.call(loan, self.severity):
                return
