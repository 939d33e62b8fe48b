"""Pivot: when enough deals were decided and hardly any won, do something else (C12, C44)."""

from typing import TYPE_CHECKING

from sim.departments.pivot import can_pivot, pivot
from sim.policies.policy import Policy
from sim.quantities import Count, Months, Share, decision

if TYPE_CHECKING:
    from sim.management import Management


YEAR = 12.0  # months over which the win rate is seen: an idea is judged by its own


class PivotPolicy(Policy):
    """Give the idea up for its neighbour."""

    decided: Count = decision("Deals decided, in all or since the last pivot, before the idea is judged", ge=1)
    win_rate: Share = decision("Win rate of the last year below which it is given up")
    runway_months: Months = decision("Committed runway that a pivot needs: below it there is no time left")

    def act(self, management: "Management") -> None:
        """Pivot once the evidence is in, while there is money for it."""
        company, seen = management.company, management.seen
        decided = company.sales.decided - management.decided_at_pivot
        early = decided < self.decided or management.months_since("pivot") < YEAR
        if early or seen.runway < self.runway_months or not can_pivot(company):
            return
        if seen.win_rate < self.win_rate:
            management.acted("pivot")
            management.decided_at_pivot = company.sales.decided
            pivot(company)
