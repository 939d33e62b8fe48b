"""Attribution: which channel the dashboard thanks for a lead (C15).

Last touch thanks the click before the form. Brand never is that click; content often was read long before, when an
advertisement takes the thanks. A budget that follows the thanks starves what works slowly and unseen.
"""

from collections import deque
from typing import TYPE_CHECKING

from sim.quantities import Share, Spec, world

if TYPE_CHECKING:
    from sim.company import Company

CREDITED = ("content", "paid", "events", "brand")
TOUCHED_LAST = ("paid", "events")


class AttributionSpec(Spec):
    """What the last touch does not see."""

    stolen: Share = world("Share of content's SQLs whose last touch was an advertisement or an event")


class Attribution:
    """The dashboard of leads by last touch."""

    def __init__(self, company: "Company") -> None:
        self.spec: AttributionSpec = company.setup.marketing.attribution
        self._policy = company.setup.policies.last_touch
        self._months: deque[dict[str, float]] = deque(maxlen=self._policy.window_months)

    def count(self, sqls: dict[str, int], spent: dict[str, float]) -> None:
        """A month's SQLs by the channel they came from; thanks go to what was touched last."""
        if not self._policy.enabled:
            return
        thanked = {name: float(sqls.get(name, 0)) for name in CREDITED}
        thieves = [name for name in TOUCHED_LAST if spent.get(name, 0.0) > 0]
        stolen = self.spec.stolen * thanked["content"] if thieves else 0.0
        thanked["content"] -= stolen
        for name in thieves:
            thanked[name] += stolen / len(thieves)
        self._months.append(thanked)

    def split(self, planned: dict[str, float]) -> dict[str, float]:
        """The planned budgets, as the policy moves them (untouched while it is off)."""
        if not self._policy.enabled:
            return planned
        thanked = {name: sum(month[name] for month in self._months) for name in CREDITED}
        return self._policy.split(planned, thanked)
