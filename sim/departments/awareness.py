"""Awareness: a market must be taught what a product is for before it can want one (C3).

Each segment holds a stock of accounts that know. Visits, events and brand spend fill it, time empties it. Where fewer
know than in the markets whose conversion was published, fewer SQLs turn out to be opportunities: the more complex the
product, the fewer.
"""

from math import exp
from typing import TYPE_CHECKING

from sim.quantities import Factor, Money, Number, Positive, Share, Spec, odds, probability, world

if TYPE_CHECKING:
    from sim.company import Company


class EducationSpec(Spec):
    """How a market comes to know what the product is for."""

    weight: Factor = world(
        "How strongly an untaught market lowers the odds that an SQL is an opportunity, times complexity (0: not)"
    )
    known: Share = world("Awareness at which published conversion was measured", gt=0)
    opening: Share = world("Share of accounts that know on the opening date", gt=0)
    per_visit: Number = world("Accounts taught by one visit")
    per_mql: Number = world("Accounts taught for each MQL met at an event (the whole room hears)")
    brand_cost: Money = world("Brand spend that teaches one account", gt=0)
    fade_months: Positive = world("Time constant in which a market forgets")


class Awareness:
    """Share of each segment's accounts that know what the product is for."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: EducationSpec = company.setup.marketing.education
        self.matters = self.spec.weight > 0.0
        focus = company.setup.plan.focus
        total = sum(focus.values())
        self._weights = {name: weight / total for name, weight in focus.items()}
        self.known = dict.fromkeys(focus, self.spec.opening)

    def teach(self, visits: float, event_mqls: float, brand: float) -> None:
        """One month of visits, events and brand spend."""
        spec = self.spec
        reached = visits * spec.per_visit + event_mqls * spec.per_mql + brand / spec.brand_cost
        kept = exp(-1.0 / spec.fade_months)
        for name, share in self.known.items():
            fresh = reached * self._weights[name] / self._company.market.segments[name].total
            self.known[name] = share * kept + (1.0 - share) * (1.0 - exp(-fresh))

    def factor(self, segment: str) -> float:
        """Factor on the odds that an SQL of this segment is an opportunity: 1 where as many know as in
        the markets of the published figures."""
        spec = self.spec
        complexity = self._company.market.segments[segment].spec.complexity
        return float((self.known[segment] / spec.known) ** (spec.weight * complexity))

    def conversion(self, published: float, segment: str) -> float:
        """Share of SQLs of this segment that turn out to be opportunities."""
        return probability(odds(published) * self.factor(segment)) if published < 1.0 else published

    def main(self) -> float:
        """Awareness in the first segment in focus."""
        return self.known[next(iter(self.known))]
