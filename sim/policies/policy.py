"""What every policy is: a switch, its numbers, and what management does about them at a month's review."""

from typing import TYPE_CHECKING

from sim.quantities import Spec, decision

if TYPE_CHECKING:
    from sim.management import Management


class Policy(Spec):
    """One habit of management.

    ``act`` reads what management sees (``management.seen``, ``management.gate``), never the hidden truth, and acts
    through ``management`` and the departments. It is called once a month, in the order of ``PoliciesSpec``.
    """

    enabled: bool = decision("Whether the policy acts")

    def has_turn(self) -> bool:
        """Whether it does anything at a review: switched on, or one that looks at the month in any case."""
        acts, reviews = type(self).act is not Policy.act, type(self).review is not Policy.review
        return reviews or (acts and self.enabled)

    def review(self, management: "Management") -> None:
        """The month's turn of this policy: nothing, while it is switched off."""
        if self.enabled:
            self.act(management)

    def act(self, management: "Management") -> None:
        """React to the month. Policies that are only consulted (when a budget is set, say) leave this as it is."""
