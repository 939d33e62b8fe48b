"""Hire reps when there are leads for one more (C44)."""

from typing import TYPE_CHECKING

from sim.policies.policy import Policy
from sim.quantities import Count, Number, decision

if TYPE_CHECKING:
    from sim.management import Management


class RepPolicy(Policy):
    """Hire reps when leads per rep allow."""

    leads_per_rep: Number = decision("Opportunities a month that one more rep must find")
    at_most: Count = decision("Posts opened a month at most")
    gate: str | None = decision("Gate that must be open first", default=None)

    def act(self, management: "Management") -> None:
        """One more post at a time, as long as leads allow."""
        if not management.may_hire("rep") or (self.gate and management.gate(self.gate) is None):
            return
        company = management.company
        reps = len(company.sales.reps) + company.people.coming("rep")
        for _ in range(self.at_most):
            if management.seen.opportunities / (reps + 1) < self.leads_per_rep:
                return
            reps += 1
            management.open_new("rep", "by leads")
