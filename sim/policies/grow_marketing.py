"""Let marketing grow with the business (C43, C44)."""

from typing import TYPE_CHECKING

from sim.policies.policy import Policy
from sim.quantities import Months, Share, decision

if TYPE_CHECKING:
    from sim.management import Management


class GrowthPolicy(Policy):
    """Let marketing grow with the business; consulted when the month's budgets are set."""

    share_of_arr: Share = decision(
        "Monthly marketing spend as a share of monthly recurring revenue, at least the plan's"
    )
    runway_months: Months = decision("Committed runway below which it goes back to the plan's")

    def factor(self, management: "Management", planned: float) -> float:
        """By how much the planned budgets are raised."""
        seen = management.seen
        if not self.enabled or planned <= 0 or seen.runway < self.runway_months:
            return 1.0
        return max(1.0, self.share_of_arr * seen.arr / 12.0 / planned)
