"""What you would have to believe: for each uncertain input the value at which a promise is an even bet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sim.analysis.paired import Lot, Work, live_lots
from sim.ensemble.crew import Workers
from sim.errors import InputError
from sim.ranges import HIGH_POINT, LOW_POINT, TAIL, Range, from_scale
from sim.scenario import Scenario
from sim.schema import locate

EVEN = 0.5
FAR = 4.0  # standard deviations from the centre of a range at which the search ends: nobody would believe more
HALVINGS = 2  # steps of bisection before the rest is read off a straight line
WORLD = "world"
INSIDE, OUTSIDE, NEVER, ALWAYS = "inside", "outside", "never", "always"


@dataclass(frozen=True)
class Belief:
    """One input, all others as they are: ``value`` makes the promise an even bet.

    ``low`` and ``high`` are the 5 and 95 % points of its range, ``chance_low`` and ``chance_high`` the promise's chance
    there; ``where`` = ``inside`` or ``outside`` that range, ``never`` (no value suffices) or ``always`` (an even bet or
    better at every value tried); ``extreme`` is the furthest value tried.
    """

    path: str
    meaning: str
    unit: str
    low: float
    high: float
    chance_low: float
    chance_high: float
    value: float | None
    where: str
    extreme: float


@dataclass
class Probe:
    """The search along one input, in standard deviations from its centre on its own scale; ``points`` {sd: chance}."""

    points: dict[float, float] = field(default_factory=dict)
    halved: int = 0

    def next_place(self) -> float | None:
        """Where to look next; None where the search is over."""
        if TAIL not in self.points:
            return TAIL
        if -TAIL not in self.points:
            return -TAIL
        if self._crossing() is None:
            far = FAR if self._towards_high() else -FAR
            return None if far in self.points else far
        if self.halved == HALVINGS:
            return None
        self.halved += 1
        first, second = self._bracket()
        return (first + second) / 2

    def _towards_high(self) -> bool:
        """Which way the even bet lies: up where the chance rises and is too small, or falls and is too large."""
        rises = self.points[TAIL] >= self.points[-TAIL]
        return rises == (max(self.points.values()) < EVEN)

    def _bracket(self) -> tuple[float, float]:
        places = sorted(self.points)
        crossing = [
            pair for pair in pairwise(places)
            if (self.points[pair[0]] < EVEN) != (self.points[pair[1]] < EVEN)
        ]  # fmt: skip
        return min(crossing, key=lambda pair: abs(pair[0] + pair[1])) if crossing else (0.0, 0.0)

    def _crossing(self) -> float | None:
        first, second = self._bracket()
        if first == second:
            return None
        before, after = self.points[first], self.points[second]
        return first + (second - first) * (EVEN - before) / (after - before)

    def result(self) -> tuple[float | None, str]:
        """The place of the even bet, and where that is."""
        place = self._crossing()
        if place is None:
            return None, NEVER if max(self.points.values()) < EVEN else ALWAYS
        return place, INSIDE if abs(place) <= TAIL else OUTSIDE


def beliefs(
    scenario: Scenario,
    kept: Callable[[Lot], float],
    column: str,
    trials: int,
    seed: int,
    workers: Workers = None,
    work: Work | None = None,
    inputs: Sequence[str] = (),
) -> list[Belief]:
    """For each uncertain world input (``inputs`` only, if given) the value at which ``kept`` is a half.

    ``kept`` gives the share of a lot's companies that keep the promise, from the monthly ``column``. The inputs that
    come nearest come first. InputError where one of ``inputs`` is no range of the scenario.
    """
    spans = spans_of(scenario, inputs)
    probes = {path: Probe() for path in spans}
    while True:
        asked = {path: place for path, probe in probes.items() if (place := probe.next_place()) is not None}
        if not asked:
            break
        scenarios = [scenario.replace({path: value_at(spans[path], place)}) for path, place in asked.items()]
        lots = live_lots(scenarios, trials, seed, [column], workers, work)
        for (path, place), lot in zip(asked.items(), lots, strict=True):
            probes[path].points[place] = kept(lot)
    found = [(probe.result()[0], _belief(scenario, path, spans[path], probe)) for path, probe in probes.items()]
    order = {INSIDE: 0, OUTSIDE: 1, ALWAYS: 2, NEVER: 3}
    return [one for _, one in sorted(found, key=lambda pair: (order[pair[1].where], abs(pair[0] or 0.0)))]


def value_at(span: Range, place: float) -> float:
    """The value so many standard deviations from the centre of a range, on the scale where it is symmetric."""
    mean, sd = span.normal_scale()
    return span.limits.fit(from_scale(mean + place * sd, span.limits.unit.scale))


def spans_of(scenario: Scenario, inputs: Sequence[str]) -> dict[str, Range]:
    """The ranges to look into: ``inputs``, or all uncertain world inputs. InputError where one is no range."""
    for path in inputs:
        if path not in scenario.ranges:
            allowed = ", ".join(sorted(scenario.ranges)) or "none: this scenario has no ranges"
            raise InputError("no range of this scenario", key=path, allowed=allowed)
    marked = {path: locate(type(scenario.setup), scenario.data, path) for path in inputs or scenario.ranges}
    return {
        path: scenario.ranges[path]
        for path, place in marked.items()
        if inputs or (place is not None and place.mark == WORLD)
    }


def _belief(scenario: Scenario, path: str, span: Range, probe: Probe) -> Belief:
    place = locate(type(scenario.setup), scenario.data, path)
    at, where = probe.result()
    furthest = max(probe.points, key=abs)
    return Belief(
        path=path,
        meaning=place.meaning if place else "",
        unit=span.limits.unit.name,
        low=span.quantile(LOW_POINT),
        high=span.quantile(HIGH_POINT),
        chance_low=probe.points[-TAIL],
        chance_high=probe.points[TAIL],
        value=None if at is None else value_at(span, at),
        where=where,
        extreme=value_at(span, furthest),
    )
