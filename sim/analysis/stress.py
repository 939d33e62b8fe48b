"""The investor's battery: which assumption this plan breaks on first, and how much of each it can bear."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sim.analysis.paired import Lot, Tell, Work, check_numbers, difference, live_lots
from sim.analysis.statistics import Interval, share_difference_interval, share_interval
from sim.analysis.summary import rounded
from sim.analysis.words import counted, percent, points, points_margin, share_margin, signed_points
from sim.battery import Stress, read_battery
from sim.changes import Change, places
from sim.ensemble.crew import Workers
from sim.errors import InputError
from sim.scenario import Scenario

BELOW = 0.5
DOUBLINGS = (2.0, 4.0)  # sizes tried where the stress as it stands leaves enough alive
HALVINGS = 2  # steps of bisection before the rest is read off a straight line
UNNAMED = ("factor", "number", "count")
NAMED = 4  # more stresses than these are counted, not listed
SEARCHED = 48  # companies that the search for a break-even uses


@dataclass(frozen=True)
class BreakEven:
    """The size of a stress at which survival falls below the threshold.

    ``size`` is None where no size up to ``tried`` does it; it lies between ``low`` and ``high``. ``points`` (size,
    survival) are those that were tried.
    """

    size: float | None
    low: float
    high: float
    tried: float
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Effect:
    """What one stress (or several together) does: differences against the plan, pair by pair.

    ``felt`` is False where no company lived differently; ``words`` says the break-even in the stress's own terms.
    """

    name: str
    title: str
    parts: tuple[str, ...]
    survival: Interval
    arr_end: Interval
    life: Interval
    survives: Interval
    felt: bool
    needs: str
    break_even: BreakEven | None
    words: str


@dataclass(frozen=True)
class StressTest:
    """A plan under each stress, the worst first. ``survival`` is the plan's own at the horizon of ``months``."""

    scenario: Scenario
    trials: int
    seed: int
    months: int
    below: float
    survival: Interval
    arr_end: float
    effects: tuple[Effect, ...]
    lines: list[str] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether the plan lies below the line as it stands, or nobody lives to be stressed."""
        return self.survival.value < self.below or not self.survival.value

    @property
    def headline(self) -> str:
        """The sentence that stands for all."""
        return self.lines[0]

    def as_dict(self) -> dict[str, Any]:
        """For summary.json."""
        found: dict[str, Any] = rounded(
            {
                "scenario": self.scenario.name,
                "trials": self.trials,
                "seed": self.seed,
                "months": self.months,
                "survival": asdict(self.survival),
                "below": self.below,
                "stresses": [asdict(effect) for effect in self.effects],
                "verdict": self.lines,
            }
        )
        return found


def stress(
    scenario: Scenario,
    trials: int = 160,
    seed: int = 1,
    battery: Sequence[Stress] | None = None,
    below: float | None = None,
    search: bool = True,
    workers: Workers = None,
    tell: Tell | None = None,
) -> StressTest:
    """The plan under every stress of ``battery`` (the built-in one unless given), paired company by company.

    ``below``: the survival at the horizon at which it counts as broken (a half; half of the plan's own where that is
    not above a half). ``search``: look for break-even sizes, too. InputError for numbers out of range and for a
    stress that does not fit the scenario.
    """
    check_numbers(trials=trials, seed=seed, workers=workers)
    if below is not None and not 0 < below < 1:
        raise InputError("is out of range", key="below", value=below, allowed="a share between 0 and 1")
    stresses = list(read_battery() if battery is None else battery)
    work = Work(tell)
    plan, *lots = live_lots(
        [scenario, *(one.on(scenario) for one in stresses)], trials, seed, workers=workers, work=work
    )
    survival = share_interval(plan.alive(plan.months), plan.trials)
    broken = below if below is not None else (BELOW if survival.value > BELOW else survival.value / 2)
    found: dict[str, BreakEven] = {}
    if search and survival.value >= broken > 0:
        graded = [(one, lot) for one, lot in zip(stresses, lots, strict=True) if one.graded and not lot.same_as(plan)]
        found = _break_evens(scenario, plan, graded, seed, broken, workers, work)
    effects = [
        _effect(one, plan, lot, found.get(one.name), _unit(one, scenario))
        for one, lot in zip(stresses, lots, strict=True)
    ]
    order = sorted(range(len(effects)), key=lambda place: (effects[place].survival.value, effects[place].arr_end.value))
    result = StressTest(
        scenario, trials, seed, scenario.months, broken, survival, float(plan.arr_end.mean()),
        tuple(effects[place] for place in order),
    )  # fmt: skip
    result.lines.extend(_lines(result, {effects[place].name: lots[place] for place in order}, below))
    return result


def _effect(one: Stress, plan: Lot, lot: Lot, found: BreakEven | None, unit: str) -> Effect:
    changed = difference(plan, lot)
    survives = share_interval(lot.alive(lot.months), lot.trials)
    words = "" if found is None or found.size is None else size_words(one.changes, found.size, bool(one.parts), unit)
    return Effect(
        one.name, one.title, one.parts, changed.survival, changed.arr_end, changed.life, survives,
        not lot.same_as(plan), one.needs, found, words,
    )  # fmt: skip


def _break_evens(
    scenario: Scenario,
    plan: Lot,
    stresses: Sequence[tuple[Stress, Lot]],
    seed: int,
    below: float,
    workers: Workers,
    work: Work,
) -> dict[str, BreakEven]:
    """All searches side by side, a round of sizes at a time, on the first companies only where enough of them live."""
    number = min(SEARCHED, len(plan.trials))
    number = number if _share(plan.first(number)) >= below else len(plan.trials)
    searches = {
        one.name: Search(below, {0.0: _share(plan.first(number)), 1.0: _share(lot.first(number))})
        for one, lot in stresses
    }
    named = {one.name: one for one, _ in stresses}
    while True:
        asked = {name: size for name, search in searches.items() if (size := search.next_size()) is not None}
        if not asked:
            return {name: search.result() for name, search in searches.items()}
        scenarios = [named[name].on(scenario, size) for name, size in asked.items()]
        for (name, size), lot in zip(
            asked.items(), live_lots(scenarios, number, seed, workers=workers, work=work), strict=True
        ):
            searches[name].points[size] = _share(lot)


def _share(lot: Lot) -> float:
    return float(lot.alive(lot.months).mean())


@dataclass
class Search:
    """The size at which a falling share crosses ``below``: doubling, then halving, then a straight line.

    ``points`` {size: share} are those known; it starts with sizes 0 and 1.
    """

    below: float
    points: dict[float, float]
    halved: int = 0

    def _bracket(self) -> tuple[float, float | None]:
        broken = min((size for size, share in self.points.items() if share < self.below), default=None)
        whole = max(size for size in self.points if broken is None or size < broken)
        return whole, broken

    def next_size(self) -> float | None:
        """The size to try next; None where the search is over."""
        if self.points[0.0] < self.below:
            return None
        whole, broken = self._bracket()
        if broken is None:
            return next((size for size in DOUBLINGS if size > whole), None)
        if self.halved == HALVINGS:
            return None
        self.halved += 1
        return (whole + broken) / 2

    def result(self) -> BreakEven:
        """What has been found."""
        points = tuple(sorted(self.points.items()))
        whole, broken = self._bracket()
        if broken is None or self.points[0.0] < self.below:
            return BreakEven(None, whole, math.inf, whole, points)
        over, under = self.points[whole], self.points[broken]
        size = whole + (broken - whole) * (over - self.below) / (over - under)
        return BreakEven(size, whole, broken, max(self.points), points)


def _unit(one: Stress, scenario: Scenario) -> str:
    """What the number is counted in that a stress moves first; empty where it is a mere number."""
    graded = [change for change in one.changes if change.graded]
    stressed = one.on(scenario)
    found = places(stressed, stressed.data, graded[0].path, one.file) if graded else []
    name = stressed.limits(found[0]).unit.name if found else ""
    return "" if name in UNNAMED else name


def size_words(changes: Sequence[Change], size: float, together: bool = False, unit: str = "") -> str:
    """A size in the stress's own terms: "× 0.56", "+ 4.1 months", "odds × 0.3"; as a factor where several meet."""
    graded = [one for one in changes if one.graded]
    if together or not graded:
        return f"{size:.2g} times as strong"
    first = graded[0]
    if first.scale is not None:
        return f"× {first.scale**size:.2g}"
    if first.odds is not None:
        return f"odds × {first.odds**size:.2g}"
    return f"+ {(first.add or 0.0) * size:.2g} {unit}".rstrip()


def _lines(test: StressTest, lots: dict[str, Lot], asked: float | None) -> list[str]:
    hurt = [one for one in test.effects if one.survival.high < 0]
    single = [one for one in hurt if not one.parts]
    lines = [*_broken(test), _first(test, single, lots)]
    together = [one for one in test.effects if one.parts and one.felt]
    if together:
        lines.append(f"Together: {'; '.join(f'{_title(one)} {_points(one.survival)}' for one in together)}.")
    lines += _threshold(test, asked)
    helped = [one for one in test.effects if one.survival.low > 0]
    if helped:
        said = "; ".join(f"{_title(one)} {_points(one.survival)}" for one in helped)
        lines.append(f"More live with it than without: {said}.")
    quiet = [one for one in test.effects if one.felt and one.survival.spans_zero]
    if quiet:
        names = _listed(quiet) if len(quiet) <= NAMED else f"{len(quiet)} of {len(test.effects)} stresses"
        lines.append(f"No clear difference in survival on {counted(test.trials, 'pair')}: {names}.")
    unfelt = [one for one in test.effects if not one.felt]
    if unfelt:
        lines.append(f"Changes nothing here: {_listed(unfelt)}.")
    return lines


def _broken(test: StressTest) -> list[str]:
    """What is said of a plan that needs no stress to break."""
    if not test.broken:
        return []
    companies = counted(test.trials, "company", "companies")
    if not test.survival.value:
        return [f"None of {companies} is alive at {test.months} months on the plan as it stands: no stress is needed."]
    return [
        f"This plan is broken before any stress: {percent(test.survival.value)} ({share_margin(test.survival)}) of "
        f"{companies} are alive at {test.months} months, under the {percent(test.below)} below which it counts as "
        "broken. No size of a stress is searched."
    ]


def _first(test: StressTest, hurt: Sequence[Effect], lots: dict[str, Lot]) -> str:
    companies = counted(test.trials, "company", "companies")
    where = f"at {test.months} months ({percent(test.survival.value)} of {companies} live on the plan)"
    if not hurt:
        return f"No single stress of the battery clearly costs lives {where}."
    worst, hits = hurt[0], "What costs most lives is" if test.broken else "This plan breaks first on"
    sentence = (
        f"{hits} “{worst.title}”: {points(worst.survival.value)} ({points_margin(worst.survival)}) "
        f"points fewer companies are alive {where}"
    )
    if len(hurt) > 1:
        worst_lot, next_lot = lots[worst.name], lots[hurt[1].name]
        apart = share_difference_interval(worst_lot.alive(test.months), next_lot.alive(test.months), worst_lot.trials)
        how = "then on" if not apart.spans_zero else "hardly less on"
        sentence += f"; {how} “{hurt[1].title}” ({_points(hurt[1].survival)})"
    return f"{sentence}."


def _threshold(test: StressTest, asked: float | None) -> list[str]:
    """What it takes to break the plan."""
    broken = [one for one in test.effects if one.break_even is not None and not one.parts]
    if not broken:
        return []
    level = percent(test.below)
    if asked is None and test.below != BELOW:
        level += ", half of the plan's own (which is not above a half)"
    found = sorted((one for one in broken if one.break_even and one.break_even.size is not None), key=_size)
    none = [one for one in broken if one.break_even and one.break_even.size is None]
    lines = []
    if found:
        said = "; ".join(f"“{one.title}” at {_size(one):.2g} of its size ({one.words})" for one in found)
        lines.append(f"Survival falls below {level}: {said}.")
    if none:
        most = max(one.break_even.tried for one in none if one.break_even)
        lines.append(
            f"No size tried (up to {most:g} times) takes survival below {percent(test.below)}: {_listed(none)}."
        )
    return lines


def _size(one: Effect) -> float:
    return one.break_even.size if one.break_even and one.break_even.size is not None else math.inf


def _title(one: Effect) -> str:
    return f"“{one.title}”"


def _points(interval: Interval) -> str:
    margin = points_margin(interval)
    if margin.startswith("±"):
        return f"{signed_points(interval.value)} {margin} points"
    return f"{signed_points(interval.value)} points, {signed_points(interval.low)} to {signed_points(interval.high)}"


def _listed(effects: Sequence[Effect]) -> str:
    return ", ".join(_title(one) for one in effects)
