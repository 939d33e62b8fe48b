"""Loans of the opening: instalments, and a covenant by which all can fall due at once (C42)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.treasury import cents

if TYPE_CHECKING:
    from sim.company import Company
    from sim.opening import DebtRow

REPAID = "debt repaid"


class Loan:
    """What is left of a loan, in cents."""

    __slots__ = ("covenant", "name", "payments", "rate")

    def __init__(self, row: "DebtRow", month_ends: Sequence[float]) -> None:
        self.name = row.id
        self.rate = row.rate
        self.covenant = None if row.covenant is None else cents(row.covenant)
        self.payments: list[tuple[float, int, int]] = []  # day, interest, principal
        left = cents(row.principal)
        for month in range(row.months):
            interest, principal = round(left * row.rate / 12.0), round(left / (row.months - month))
            left -= principal
            day = month_ends[month] if month < len(month_ends) else float("inf")
            self.payments.append((day, interest, principal))

    @property
    def left(self) -> int:
        """Principal still owed."""
        return sum(principal for _, _, principal in self.payments)


class Loans:
    """Pays instalments when they fall due; watches the covenants."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.open: list[Loan] = []

    def add(self, row: "DebtRow") -> None:
        """A loan that stands on the opening date."""
        self.open.append(Loan(row, self._company.clock.month_ends))

    def due(self, now: float) -> list[tuple[float, int, str]]:
        """Instalments that fall due by now, taken off the loans: day, cents, reason."""
        owed = []
        for loan in self.open:
            while loan.payments and loan.payments[0][0] <= now:
                day, interest, principal = loan.payments.pop(0)
                owed += [(day, interest, "loan interest"), (day, principal, REPAID)]
        return owed

    def watch(self) -> bool:
        """Call every loan whose covenant is broken; False when that killed the company."""
        cash = self._company.treasury.cash
        broken = [loan for loan in self.open if loan.covenant is not None and cash < loan.covenant and loan.payments]
        return all(self.call(loan, 1.0) for loan in broken)

    def call(self, loan: Loan, share: float) -> bool:
        """A share of what is left falls due today; the rest goes on in smaller instalments."""
        company = self._company
        owed = 0
        kept: list[tuple[float, int, int]] = []
        for day, interest, principal in loan.payments:
            called = round(principal * share)
            owed += called
            kept.append((day, round(interest * (1.0 - share)), principal - called))
        loan.payments = [payment for payment in kept if payment[1] or payment[2]]
        company.journal.note(company.env.now, "debt called", loan.name, owed / 100.0)
        return company.treasury.pay(owed, REPAID)
