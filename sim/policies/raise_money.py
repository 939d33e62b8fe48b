"""Raise: at a runway trigger, or on evidence (C41, C44)."""

from math import inf
from typing import TYPE_CHECKING

from sim.policies.policy import Policy
from sim.quantities import Factor, Months, Share, decision

if TYPE_CHECKING:
    from sim.management import Management


class RaisePolicy(Policy):
    """Begin a round on evidence or on a runway trigger."""

    enabled: bool = decision("Whether the founders raise")
    runway_months: Months = decision("Committed runway at which a round is begun")
    arr_share: Factor = decision("ARR as a share of the next round's bar at which it is begun for its own sake")
    gate: str | None = decision("Gate that such a round waits for", default=None)
    growth: Factor | None = decision("Yearly growth seen that such a round waits for", default=None)
    retention: Share | None = decision(
        "Gross retention seen that such a round waits for (unknown before the first renewals)", default=None
    )

    def act(self, management: "Management") -> None:
        """Begin a round when it must or may begin."""
        funding = management.company.funding
        if funding.can_start() and (management.seen.runway < self.runway_months or self._evidence(management)):
            funding.start()

    def _evidence(self, management: "Management") -> bool:
        funding, seen = management.company.funding, management.seen
        name = funding.next_round()
        bar = funding.spec.rounds[name].bar if name else inf
        return (
            seen.arr >= self.arr_share * bar
            and (self.gate is None or management.gate(self.gate) is not None)
            and (self.growth is None or seen.growth >= self.growth)
            and (self.retention is None or seen.grr >= self.retention)
        )
