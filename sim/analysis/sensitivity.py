"""Which unknown inputs drive survival, life and revenue, and how much is the luck of the day."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from sim.analysis.indices import Index, prcc, saltelli, sobol
from sim.analysis.paired import Lot, Tell, Work, check_numbers, lot
from sim.analysis.statistics import Array, Floats, Interval
from sim.analysis.summary import rounded
from sim.analysis.words import percent
from sim.ensemble.crew import Workers
from sim.ensemble.lived import Lived
from sim.ensemble.lives import LifeKey, lives
from sim.ensemble.points import Point, live_points
from sim.errors import InputError
from sim.posterior import world_ranges
from sim.ranges import Range
from sim.scenario import Scenario
from sim.schema import locate
from sim.uncertainty import draw

WORLD = "world"
SOBOL, PRCC = "sobol", "prcc"
NAMED = 4  # drivers named in a sentence
MOST_POINTS = 2**16
OUTPUTS: dict[str, tuple[str, Callable[[Lot], Array]]] = {
    "survival": ("survival to the horizon", lambda one: one.alive(one.months).astype(float)),
    "runway": ("months lived up to the horizon", lambda one: one.life),
    "arr": ("ARR at the end", lambda one: one.arr_end),
}


@dataclass(frozen=True)
class Driver:
    """One input's part in one output: Sobol ``index`` where inputs are independent, else ``correlation`` (partial, of
    ranks)."""

    path: str
    meaning: str
    index: Index | None
    correlation: Interval | None

    @property
    def weight(self) -> float:
        """What drivers are ranked by."""
        if self.index is not None:
            return self.index.total.value
        return abs(self.correlation.value) if self.correlation is not None else 0.0

    @property
    def clear(self) -> bool:
        """Whether more than chance speaks for it."""
        if self.index is not None:
            return self.index.total.low > 0
        return self.correlation is not None and not self.correlation.spans_zero


@dataclass(frozen=True)
class Drivers:
    """All inputs' parts in one output, the strongest first; ``luck`` = share of the variance that the day makes within
    the same world (its total index); ``wobble`` = most that an index moved when the sample was doubled."""

    output: str
    title: str
    drivers: tuple[Driver, ...]
    luck: Interval
    wobble: float


@dataclass(frozen=True)
class Sensitivity:
    """What drives a plan. ``method`` = ``sobol`` or ``prcc``; ``points`` = size of the sample; ``lived`` companies."""

    scenario: Scenario
    method: str
    points: int
    lived: int
    seed: int
    outputs: tuple[Drivers, ...]
    lines: list[str] = field(default_factory=list)

    @property
    def headline(self) -> str:
        """The sentence that stands for all."""
        return self.lines[0]

    def as_dict(self) -> dict[str, Any]:
        """For summary.json."""
        found: dict[str, Any] = rounded(
            {
                "scenario": self.scenario.name,
                "method": self.method,
                "points": self.points,
                "companies": self.lived,
                "seed": self.seed,
                "months": self.scenario.months,
                "outputs": {one.output: asdict(one) for one in self.outputs},
                "verdict": self.lines,
            }
        )
        return found


def sensitivity(
    scenario: Scenario, points: int = 128, seed: int = 1, workers: Workers = None, tell: Tell | None = None
) -> Sensitivity:
    """Indices of every uncertain world input for survival, life and ARR at the scenario's horizon.

    Independent inputs: Sobol indices, with the day as an input of its own (``points`` × (inputs + 3) lives, where
    ``points`` is a power of two). Correlated ones: partial rank correlations (twice ``points`` worlds, two days each).
    InputError for a sample that is no power of two, and where the scenario has no range.
    """
    check_numbers(points=points, seed=seed, workers=workers)
    if points & (points - 1) or not 1 < points <= MOST_POINTS:
        allowed = f"a power of two from 2 to {MOST_POINTS:,}; 64 or more to tell inputs apart"
        raise InputError("is no size of a sample", key="points", value=points, allowed=allowed)
    ranges, groups = world_ranges(scenario)
    spans = {path: span for path, span in ranges.items() if _mark(scenario, path) == WORLD}
    if not spans:
        allowed = 'an input as a range, such as win_rate: "16% to 28%"'
        raise InputError("no world input of this scenario is a range", value=scenario.name, allowed=allowed)
    together = any(sum(path in spans for path in group.inputs) > 1 for group in groups)
    method = _correlated if together else _independent
    result = method(scenario, spans, points, seed, workers, Work(tell))
    result.lines.extend(_lines(result))
    return result


def _mark(scenario: Scenario, path: str) -> str:
    place = locate(type(scenario.setup), scenario.data, path)
    return place.mark if place is not None else ""


def _meaning(scenario: Scenario, path: str) -> str:
    place = locate(type(scenario.setup), scenario.data, path)
    return place.meaning if place is not None else ""


def _independent(
    scenario: Scenario, spans: dict[str, Range], points: int, seed: int, workers: Workers, work: Work
) -> Sensitivity:
    """Saltelli's design: A, B, and A with one column of B, the day the last column."""
    paths = list(spans)
    a, b = saltelli(points, len(paths), seed)
    days = np.arange(points), points + np.arange(points)
    rows = [_points(spans, a, days[0]), _points(spans, b, days[1])]
    for column in range(len(paths)):
        mixed = a.copy()
        mixed[:, column] = b[:, column]
        rows.append(_points(spans, mixed, days[0]))
    rows.append(_points(spans, a, days[1]))
    flat = [point for group in rows for point in group]
    work.expect(len(flat))
    lived: dict[int, Lived] = {}
    for place, one in live_points(scenario, paths, flat, seed, workers=workers):
        lived[place] = one
        work.did()
    whole = lot([lived[place] for place in range(len(flat))], range(len(flat)), scenario.months)
    outputs = []
    for name, (title, measure) in OUTPUTS.items():
        grid = np.asarray(measure(whole), float).reshape(len(rows), points)
        outputs.append(_of_sobol(scenario, paths, name, title, grid, seed))
    return Sensitivity(scenario, SOBOL, points, len(flat), seed, tuple(outputs))


def _points(spans: dict[str, Range], shares: Floats, days: Array) -> list[Point]:
    return [
        Point(tuple(span.quantile(float(share)) for span, share in zip(spans.values(), row, strict=True)), int(day))
        for row, day in zip(shares, days, strict=True)
    ]


def _of_sobol(scenario: Scenario, paths: Sequence[str], name: str, title: str, grid: Floats, seed: int) -> Drivers:
    found = sobol(grid[0], grid[1], grid[2:], seed)
    half = grid.shape[1] // 2
    earlier = sobol(grid[0, :half], grid[1, :half], grid[2:, :half], seed)
    wobble = max(abs(one.total.value - before.total.value) for one, before in zip(found, earlier, strict=True))
    drivers = [
        Driver(path, _meaning(scenario, path), index.as_shares(), None)
        for path, index in zip(paths, found[:-1], strict=True)
    ]
    return Drivers(name, title, _ranked(drivers), found[-1].as_shares().total, wobble)


def _correlated(
    scenario: Scenario, spans: dict[str, Range], points: int, seed: int, workers: Workers, work: Work
) -> Sensitivity:
    """Worlds as trials draw them, each on two days: ranks against the first, luck from the pair."""
    paths = list(spans)
    worlds = points * 2
    ranges, groups = world_ranges(scenario)
    values = np.array([[draw(ranges, groups, seed, trial)[path] for path in paths] for trial in range(worlds)])
    keys = [LifeKey(0, trial, day) for trial in range(worlds) for day in (0, 1)]
    work.expect(len(keys))
    lived: dict[LifeKey, Lived] = {}
    for key, one in lives([scenario], keys, seed, workers=workers):
        lived[key] = one
        work.did()
    days = [
        lot([lived[LifeKey(0, trial, day)] for trial in range(worlds)], range(worlds), scenario.months)
        for day in (0, 1)
    ]
    outputs = []
    for name, (title, measure) in OUTPUTS.items():
        first, second = (np.asarray(measure(one), float) for one in days)
        found, earlier = prcc(values, first, seed), prcc(values[:points], first[:points], seed)
        wobble = max(abs(one.value - before.value) for one, before in zip(found, earlier, strict=True))
        drivers = [Driver(path, _meaning(scenario, path), None, one) for path, one in zip(paths, found, strict=True)]
        (luck,) = sobol(first, second, second[None, :], seed)
        outputs.append(Drivers(name, title, _ranked(drivers), luck.as_shares().total, wobble))
    return Sensitivity(scenario, PRCC, worlds, len(keys), seed, tuple(outputs))


def _ranked(drivers: Sequence[Driver]) -> tuple[Driver, ...]:
    return tuple(sorted(drivers, key=lambda one: (-one.weight, one.path)))


def _lines(found: Sensitivity) -> list[str]:
    survival, *others = found.outputs
    lines = [f"What drives {survival.title} ({found.scenario.months} months): {_driving(survival)}."]
    lines.append(_luck(survival.luck))
    for one in others:
        lines.append(f"{one.title[0].upper()}{one.title[1:]}: {_driving(one)}; luck {percent(one.luck.value)}.")
    idle = [one for one in survival.drivers if not any(_clear(output, one.path) for output in found.outputs)]
    if idle:
        lines.append(f"No clear part in any of them: {', '.join(one.path for one in idle)}.")
    what = "total index" if found.method == SOBOL else "rank correlation"
    lines.append(
        f"How settled this is: with half of the sample no {what} of survival was further than "
        f"{survival.wobble:.2f} from where it is now ({found.lived:,} companies lived)."
    )
    return lines


def _luck(luck: Interval) -> str:
    """How much of what becomes of companies no knowledge of the world would tell."""
    if luck.low <= 0.0 and luck.high >= 1.0:
        return (
            "How much of the differences in survival between companies is luck of the day cannot be told from so few "
            f"of them ({_span(luck)} fits)."
        )
    return (
        f"Luck of the day makes {percent(luck.value)} of the differences in survival between companies "
        f"({_span(luck)}): in the same world, with the same plan, that much is still open, and no research shrinks it."
    )


def _clear(output: Drivers, path: str) -> bool:
    return any(one.path == path and one.clear for one in output.drivers)


def _driving(one: Drivers) -> str:
    clear = [driver for driver in one.drivers if driver.clear][:NAMED]
    if not clear:
        return "no input clearly"
    return ", ".join(f"{driver.path} ({_weight(driver)})" for driver in clear)


def _weight(driver: Driver) -> str:
    if driver.index is not None:
        return f"{driver.index.total.value:.2f}, alone {driver.index.first.value:.2f}"
    assert driver.correlation is not None
    return f"{driver.correlation.value:+.2f}"


def _span(interval: Interval) -> str:
    return f"{percent(interval.low)} to {percent(interval.high)}"
