"""Hiring freeze: below a runway no post is opened; what was put off is opened when it thaws (C44)."""

from typing import TYPE_CHECKING, Literal

from sim.policies.policy import Policy
from sim.quantities import Months, decision

if TYPE_CHECKING:
    from sim.management import Management


class FreezePolicy(Policy):
    """Stop hiring when runway is short."""

    runway_months: Months = decision("Runway below which no post is opened")
    burn: Literal["committed", "trailing"] = decision(
        "Burn by which runway is counted: committed (open posts and accepted offers included) or the last quarter's",
        default="committed",
    )

    def review(self, management: "Management") -> None:
        """Freeze or thaw; with twice the runway a cut of the budgets is taken back."""
        seen = management.seen
        runway = seen.runway if self.burn == "committed" else seen.trailing_runway
        management.frozen = self.enabled and runway < self.runway_months
        management.open_deferred()
        if not management.frozen and management.cut < 1.0 and runway >= 2.0 * self.runway_months:
            management.restore_budgets()
