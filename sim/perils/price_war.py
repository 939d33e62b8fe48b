"""A price war, and its extreme, a free war: rivals sell below us for a while (C5).

What a buyer pays is price and the cost of deciding, learning and changing, so that even a free rival is not free: a cut
of ``severity`` lowers the rival's whole cost by that share of the price's part in it. Buyers answer by elasticity.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.perils.pressure import press, shielded
from sim.quantities import Factor, Months, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


class PriceWar(Spec):
    """Rivals cut their prices; a severity of 1 gives the product away."""

    kind: Literal["price_war"] = setting("Which peril this is")
    start: WholeMonths = world("Month in which it begins (1 = the first)", ge=1)
    months: Months = world("How long it lasts")
    severity: Share = world("Share by which rivals cut their price (1 = free)")
    price_share: Share = world("Price as a share of all that the product costs its buyer", lt=1)
    loosened: Factor = world("How strongly customers' odds of leaving follow the rivals' price")
    shield: Share = world("Share of the cut that perfect service quality makes good")

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.months == 0.0 or self.price_share == 0.0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """Month by month, as long as it lasts, rivals are cheaper."""
        yield company.until_month(self.start)
        company.journal.note(company.env.now, "peril", "price war", self.severity)
        yield from press(company, self.months, lambda _: self.factors(company))
        company.journal.note(company.env.now, "peril over", "price war")

    def factors(self, company: "Company") -> dict[str, float]:
        """What rivals cost against what they cost before, and what it does to those who are ours."""
        cost = 1.0 - shielded(company, self.severity, self.shield) * self.price_share
        return {"rivals' price": cost, "churn odds": cost**-self.loosened}
