"""Layoffs: cut people and budgets until the runway is long enough again (C39, C44)."""

from typing import TYPE_CHECKING

from sim.people import Role
from sim.policies.policy import Policy
from sim.quantities import Count, Months, Share, decision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.management import Management
    from sim.people import Member


class LayoffPolicy(Policy):
    """Cut to runway when committed runway is short."""

    runway_months: Months = decision("Committed runway below which people are let go")
    target_months: Months = decision("Runway that the cut must reach", gt=0)
    pause_months: Months = decision("Months between two cuts")
    budget_cut: Share = decision("Share of marketing budgets that is cut too")
    order: list[Role] = decision("Roles in the order in which they are cut")
    keep: dict[Role, Count] = decision("People kept in a role, whatever happens")

    def act(self, management: "Management") -> None:
        """Cut to runway; the severance may kill the company."""
        company = management.company
        hopeful = company.funding.wires > 0
        recent = management.months_since("layoffs") < self.pause_months
        if hopeful or recent or management.seen.runway >= self.runway_months:
            return
        if management.cut == 1.0 and self.budget_cut > 0:
            management.set_cut(1.0 - self.budget_cut)
        for member in list(company.people.offers):
            company.people.withdraw(member)
        chosen = too_many(management, self.target_months, self.order, self.keep)
        if chosen:
            management.acted("layoffs")
            company.people.lay_off(chosen)


def too_many(
    management: "Management", target_months: float, order: "Sequence[Role]", keep: "Mapping[Role, int]"
) -> "list[Member]":
    """Whom to let go, in the given order of roles, weakest earners and newest first, until the runway is reached."""
    company, seen = management.company, management.seen
    collected = seen.committed - (seen.cash / seen.runway if seen.runway > 0 else 0.0)
    affordable = seen.cash / target_months + collected
    excess = company.finance.committed(management.budgets) - affordable
    chosen: list[Member] = []
    for role in order:
        here = [member for member in company.people.staff if member.role == role]
        spare = len(here) - keep.get(role, 0)
        for member in sorted(here, key=lambda member: (member.income, -member.start))[: max(0, spare)]:
            if excess <= 0:
                return chosen
            excess -= company.people.cost(member)
            chosen.append(member)
    return chosen
