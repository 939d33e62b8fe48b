"""Budgets by last touch: money goes to the channels that the dashboard thanks for leads (C15, C44)."""

from sim.policies.policy import Policy
from sim.quantities import Share, WholeMonths, decision


class LastTouchPolicy(Policy):
    """Split the marketing budget by the SQLs that the dashboard credits; consulted when the month's budgets are set."""

    trust: Share = decision("Share of the budget that follows the dashboard; the rest stays where the plan put it")
    window_months: WholeMonths = decision("Months of SQLs that the dashboard shows", ge=1)

    def split(self, planned: dict[str, float], thanked: dict[str, float]) -> dict[str, float]:
        """The planned budgets, moved to where the dashboard says leads come from."""
        total = sum(planned.values())
        everything = sum(thanked.get(name, 0.0) for name in planned)
        if everything <= 0 or total <= 0:
            return planned
        moved = self.trust * total / everything
        return {name: (1.0 - self.trust) * amount + moved * thanked.get(name, 0.0) for name, amount in planned.items()}
