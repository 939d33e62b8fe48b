"""Gate-conditioned hiring: a role's posts wait for the roadmap's gate, whatever the plan's dates say (C44)."""

from typing import TYPE_CHECKING

from sim.people import Role
from sim.policies.policy import Policy
from sim.quantities import Count, decision

if TYPE_CHECKING:
    from sim.management import Management


class GatedHiringPolicy(Policy):
    """Posts wait for evidence; consulted whenever a post would be opened."""

    gates: dict[Role, str] = decision("The gate that a role's posts wait for")
    free: dict[Role, Count] = decision("People a role may have before its gate is open")

    def holds(self, management: "Management", role: str) -> bool:
        """Whether one more post in this role has to wait."""
        gate = self.gates.get(role) if self.enabled else None  # type: ignore[call-overload]
        if gate is None or management.gate(gate) is not None:
            return False
        people = management.company.people
        return people.count(role) + people.coming(role) >= self.free.get(role, 0)  # type: ignore[call-overload, no-any-return]
