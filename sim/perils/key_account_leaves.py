"""A key account leaves: the largest customers go at once, whatever value they get (C31, C40)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import Count, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


NOON = 0.5  # days: the month before is closed by then


class KeyAccountLeaves(Spec):
    """The largest accounts take away all or part of their contracts."""

    kind: Literal["key_account_leaves"] = setting("Which peril this is")
    start: WholeMonths = world("Month in which it happens (1 = the first)", ge=1)
    accounts: Count = world("How many of the largest accounts go")
    severity: Share = world("Share of their contracts that they take away")

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.accounts == 0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """On its first day; what they have paid in advance stays paid."""
        yield company.until_month(self.start)
        yield company.env.timeout(NOON)
        success = company.success
        largest = sorted(success.customers, key=lambda customer: -customer.mrr)
        left = self.accounts
        for customer in largest:
            if left == 0:
                break
            number = min(left, customer.count)
            left -= number
            company.journal.note(company.env.now, "peril", "key account leaves", customer.mrr * number / 100.0)
            if self.severity == 1.0:
                success.lose(customer, number, "key account left")
            else:
                success.change_mrr(customer, round(customer.mrr * (1.0 - self.severity * number / customer.count)))
