"""How people are led, and what it costs to look in two directions at once (C24, C38)."""

from math import log
from typing import TYPE_CHECKING

from sim.quantities import Factor, Number, Share, Spec, world

if TYPE_CHECKING:
    from sim.company import Company


class SpanSpec(Spec):
    """How many people can be led well."""

    manager: Number = world("Direct reports that a manager leads well", gt=0)
    founder: Number = world("Direct reports that a founder leads well", gt=0)
    attrition: Factor = world("How strongly people leave when there are more of them than can be led (power)")


class FocusSpec(Spec):
    """What it costs to serve unlike segments at once."""

    unlike: Number = world("Contract value of one segment over another's at which they are two businesses", gt=1)
    win: Share = world("Share of win odds lost when attention is split evenly between two businesses")
    learning: Share = world("Share of the learning of fit lost then")
    service: Share = world("Share of service hours lost then")


class Leading:
    """Who leads whom, and how divided everybody's attention is."""

    def __init__(self, company: "Company", span: SpanSpec, focus: FocusSpec) -> None:
        self._company = company
        self._span = span
        self._focus = focus
        self.refocus()

    def refocus(self) -> None:
        """The segments in focus have changed: so have the shares of odds, learning and hours that are left."""
        divided, focus = self.divided(), self._focus
        self.win = 1.0 - focus.win * divided
        self.learning = 1.0 - focus.learning * divided
        self.service = 1.0 - focus.service * divided

    def divided(self) -> float:
        """0 for one segment or segments alike, 1 for an even split between two businesses."""
        focus, segments = self._company.setup.plan.focus, self._company.market.segments
        total = sum(focus.values())
        parts = [(weight / total, log(segments[name].spec.acv)) for name, weight in focus.items()]
        apart = log(self._focus.unlike)
        pairs = [
            weight * other * min(1.0, abs(size - its) / apart)
            for place, (weight, size) in enumerate(parts)
            for other, its in parts[:place]
        ]
        return min(1.0, 4.0 * sum(pairs))

    def led(self) -> float:
        """Share of all employees whom founders and managers can lead."""
        people, span = self._company.people, self._span
        managers = people.count("manager")
        followers = len(people.staff) - managers
        can = self._company.setup.company.founders.count * span.founder + managers * span.manager
        return min(1.0, can / followers) if followers else 1.0

    def coached(self) -> float:
        """Share of reps and SDRs whom the selling founder and sales' part of the managers can coach."""
        people, span = self._company.people, self._span
        sellers = people.count("rep") + people.count("sdr")
        if not sellers:
            return 1.0
        managers = people.count("manager")
        in_sales = managers * sellers / max(sellers, len(people.staff) - managers) if managers else 0.0
        return min(1.0, (span.founder + span.manager * in_sales) / sellers)

    def leaving(self) -> float:
        """Factor on everybody's hazard of leaving."""
        return self.led() ** -self._span.attrition if self._span.attrition else 1.0
