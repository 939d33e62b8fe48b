"""Rescue: from a month on, stop hiring, cut to runway, or raise at once: what might still save the company (C44)."""

from typing import TYPE_CHECKING

from sim.people import Role
from sim.policies.layoffs import too_many
from sim.policies.policy import Policy
from sim.quantities import Count, Months, Share, WholeMonths, decision

if TYPE_CHECKING:
    from sim.management import Management


class RescuePolicy(Policy):
    """A turn of the helm on a date: everything before that month is as it was without it.

    It begins with the review that opens month ``start``; a company has no review before its first month is over, so the
    earliest is month 2.
    """

    start: WholeMonths = decision("Month in which it begins (2 = the second, after the first review)", ge=2)
    runway_months: Months = decision("Runway that the cut must reach, and below which no post is opened")
    budget_cut: Share = decision("Share of marketing budgets that is cut")
    order: list[Role] = decision("Roles in the order in which they are cut")
    keep: dict[Role, Count] = decision("People kept in a role, whatever happens")
    raise_now: bool = decision("Whether a round is begun as soon as one can be")

    def begun(self, management: "Management") -> bool:
        """Whether its month has come."""
        return self.enabled and management.month + 2 >= self.start

    def holds(self, management: "Management") -> bool:
        """Whether a post may not be opened now."""
        return self.begun(management) and management.seen.runway < self.runway_months

    def act(self, management: "Management") -> None:
        """Cut once, when the month has come; ask for money in every month from then on."""
        if not self.begun(management):
            return
        if management.month + 2 == self.start and management.seen.runway < self.runway_months:
            self._cut(management)
        funding = management.company.funding
        if self.raise_now and management.company.ended is None and funding.can_start():
            funding.start()

    def _cut(self, management: "Management") -> None:
        people = management.company.people
        if self.budget_cut > 0.0:
            management.set_cut(min(management.cut, 1.0 - self.budget_cut))
        for member in list(people.offers):
            people.withdraw(member)
        chosen = too_many(management, self.runway_months, self.order, self.keep)
        if chosen:
            management.acted("layoffs")
            people.lay_off(chosen)
