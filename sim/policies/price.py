"""Price change: up when deals come too easily, down when they do not come (C44)."""

from typing import TYPE_CHECKING

from sim.policies.policy import Policy
from sim.quantities import Count, Months, Positive, Share, decision

if TYPE_CHECKING:
    from sim.management import Management


class PricePolicy(Policy):
    """Move the price of new contracts by the win rate seen."""

    decided: Count = decision("Deals decided in the last year before the win rate is believed", ge=1)
    raise_above: Share = decision("Win rate above which the price goes up")
    cut_below: Share = decision("Win rate below which it goes down")
    step: Share = decision("Share by which it moves")
    pause_months: Months = decision("Months between two moves")
    lowest: Positive = decision("Lowest price, as a multiple of the list price")
    highest: Positive = decision("Highest price, as a multiple of the list price")

    def act(self, management: "Management") -> None:
        """One step at a time, for every segment."""
        seen = management.seen
        if seen.decided < self.decided or management.months_since("price") < self.pause_months:
            return
        if seen.win_rate > self.raise_above:
            factor = 1.0 + self.step
        elif seen.win_rate < self.cut_below:
            factor = 1.0 - self.step
        else:
            return
        management.acted("price")
        for segment in management.company.sales.segments():
            management.reprice(segment, min(self.highest, max(self.lowest, segment.price * factor)))
