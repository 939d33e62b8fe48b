"""LTV/CAC below its bar: by segment, raise the price where contracts are big, cut spend where they are small (C44)."""

from typing import TYPE_CHECKING

from sim.policies.policy import Policy
from sim.quantities import Count, Factor, Money, Months, Positive, Share, decision

if TYPE_CHECKING:
    from sim.management import Management


class UnitEconomicsPolicy(Policy):
    """Mend a segment whose customers cost too much for what they bring.

    LTV is a year's contract value times gross margin over the share lost a year: unknown before the first renewals, and
    then nothing is done.
    """

    ratio: Factor = decision("LTV/CAC below which a segment is mended")
    won: Count = decision("Customers won in the last year before a segment is judged", ge=1)
    big_contract: Money = decision("Yearly contract value above which the remedy is price, below which it is spend")
    price_step: Share = decision("Share by which the price of big contracts goes up")
    highest_price: Positive = decision("Highest price, as a multiple of the list price")
    spend_cut: Share = decision("Share of a small segment's marketing that is cut")
    lowest_spend: Share = decision("Share of the planned marketing that a segment keeps")
    pause_months: Months = decision("Months between two remedies in a segment")

    def act(self, management: "Management") -> None:
        """Look at each segment sold to; one remedy at a time."""
        for segment in management.company.sales.segments():
            seen = management.segment(segment.name)
            act = f"unit economics {segment.name}"
            known = seen.won >= self.won and seen.ltv_cac < self.ratio  # unknown (NaN) is never below
            if not known or management.months_since(act) < self.pause_months:
                continue
            management.acted(act)
            if seen.acv > self.big_contract:
                management.reprice(segment, min(self.highest_price, segment.price * (1.0 + self.price_step)))
            else:
                spend = management.spend.get(segment.name, 1.0) * (1.0 - self.spend_cut)
                management.set_spend(segment.name, max(self.lowest_spend, spend))
