"""The only place where cash moves. Integer cents; every movement is booked once, with a reason.

An amount owed to the company waits in ``receivables`` until it falls due; waiting amounts are booked at their own date
the next time anybody needs to know the cash, which is always before a payment.
"""

from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.company import Company
    from sim.customers import Customer

RAISED = "money raised"
FINANCING = frozenset({RAISED, "debt drawn", "debt repaid"})


def cents(amount: float) -> int:
    """Money in minor units."""
    return round(amount * 100.0)


class Treasury:
    """Cash, what is owed to the company, and the reasons of every movement of the month."""

    __slots__ = ("_company", "_count", "cash", "month", "receivables", "total")

    def __init__(self, company: "Company", cash: int) -> None:
        self._company = company
        self._count = 0
        self.cash = cash
        self.month: dict[str, int] = {}
        self.total: dict[str, int] = {}
        self.receivables: list[tuple[float, int, int, str, Customer | None, float]] = []

    def _book(self, time: float, amount: int, reason: str) -> None:
        self.cash += amount
        self.month[reason] = self.month.get(reason, 0) + amount
        journal = self._company.journal
        if journal.keep_events:
            journal.note(time, "cash", reason, amount / 100.0)

    def receive(self, amount: int, reason: str) -> None:
        """Cash that arrives now."""
        self._book(self._company.env.now, amount, reason)

    def expect(
        self, due: float, amount: int, reason: str, customer: "Customer | None" = None, from_day: float = 0.0
    ) -> None:
        """Cash that will arrive at ``due``, unless its customer is gone by ``from_day``, when it would be invoiced."""
        self._count += 1
        heappush(self.receivables, (due, self._count, amount, reason, customer, from_day))

    def settle(self, now: float) -> None:
        """Book all that has fallen due by ``now``, each at its own date."""
        waiting = self.receivables
        while waiting and waiting[0][0] <= now:
            due, _, amount, reason, customer, from_day = heappop(waiting)
            if customer is None or customer.gone_at is None or customer.gone_at > from_day:
                self._book(due, amount, reason)

    def pay(self, amount: int, reason: str) -> bool:
        """Pay what falls due now; where cash cannot meet it the company dies of it. True when paid."""
        if amount <= 0:
            return True
        now = self._company.env.now
        self.settle(now)
        if amount > self.cash:
            self._company.die(reason)
            return False
        self._book(now, -amount, reason)
        return True

    def close_month(self) -> dict[str, int]:
        """The month's movements by reason; starts the next month's."""
        month, self.month, total = self.month, {}, self.total
        for reason, amount in month.items():
            total[reason] = total.get(reason, 0) + amount
        return month
