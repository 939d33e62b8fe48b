"""What the studies share: live the plans of a question, measure, ask again elsewhere, and write the page.

A study is a file of this folder that reads like a short paper (question, method, result) and is run with
``python -m experiments.NAME`` (``--quick`` for a few companies, which say nothing). Every difference it reports is
asked four times: under a second seed, and twice under other assumptions.
"""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.paired import Lot, live_lots
from sim.analysis.perturbation import perturbed
from sim.analysis.statistics import (
    UNKNOWN,
    Floats,
    Interval,
    difference_interval,
    mean_interval,
    share_difference_interval,
    share_interval,
)
from sim.report.wording import between, measured, signed, signed_between

if TYPE_CHECKING:
    from sim.report.style import Plate
    from sim.scenario import Scenario

TRIED = Path("runs") / "studies"  # not the pages that are shipped: `make studies` writes those
INDEX = "index.md"
CURRENCY = "USD"
TRIALS, QUICK = 96, 2
EDGE = "It lies at the edge of what was tried: what lies beyond may be better still."
ALL = (
    "hiring_timing",
    "starvation",
    "csm_ratio",
    "sixty_eight",
    "big_and_small",
    "raise_timing",
    "billing",
    "promise_less",
    "premature_scaling",
)
SHIFT = 0.5
SHARE, MONEY = "share", "money"
TOO_FEW = "too few companies"
XMLNS = 'xmlns="http://www.w3.org/2000/svg" style="background:#fff"'


@dataclass(frozen=True)
class Setting:
    """Under which luck and which assumptions a question is asked; ``moved``: which coin moves the assumed numbers."""

    name: str
    seed: int
    moved: int | None = None

    def applied(self, scenario: "Scenario") -> "Scenario":
        """The scenario under these assumptions."""
        return scenario if self.moved is None else perturbed(scenario, SHIFT, self.moved)


SETTINGS = (
    Setting("first seed", 1),
    Setting("second seed", 2),
    Setting("assumptions moved", 1, 1),
    Setting("assumptions moved otherwise", 1, 2),
)
REPEATS_TEXT = (
    "Every difference is asked again with the luck of a second seed, and twice with every assumed number of the world "
    "moved half of the way to the lower or the upper end of the range in which it may lie; a coin for each number says "
    "to which."
)


@dataclass(frozen=True)
class Measure:
    """A number of each company [n], NaN where it is not known; ``unit`` is share, money, or a noun."""

    name: str
    unit: str
    of: Callable[[Lot], Floats]

    def level(self, lot: Lot) -> Interval:
        """Its mean with the 95 % interval."""
        values = self.of(lot)
        known = ~np.isnan(values)
        if not known.any():
            return UNKNOWN
        if self.unit != SHARE:
            return mean_interval(values[known], lot.trials[known])
        seen = (share_interval if self.is_vote(values) else mean_interval)(values[known], lot.trials[known])
        return Interval(seen.value, max(seen.low, 0.0), min(seen.high, 1.0))

    def change(self, before: Lot, after: Lot) -> Interval:
        """The mean difference: company by company where both are the same worlds, else of two samples."""
        if not np.array_equal(before.trials, after.trials):
            return _apart(self.level(before), self.level(after))
        a, b = self.of(before), self.of(after)
        known = ~(np.isnan(a) | np.isnan(b))
        if not known.any():
            return UNKNOWN
        votes = self.is_vote(a) and self.is_vote(b)
        return (share_difference_interval if votes else difference_interval)(a[known], b[known], before.trials[known])

    def is_vote(self, values: Floats) -> bool:
        """Whether each company says yes or no."""
        return self.unit == SHARE and bool(np.isin(values[~np.isnan(values)], (0.0, 1.0)).all())

    def say(self, seen: Interval) -> str:
        """A level with its interval."""
        return f"{measured(seen.value, self.unit, CURRENCY)} ({between(seen.low, seen.high, self.unit, CURRENCY)})"

    def say_change(self, seen: Interval) -> str:
        """A difference with its interval, both signed."""
        if not np.isfinite(seen.margin):
            return TOO_FEW
        unit = "points" if self.unit == SHARE else self.unit
        return f"{signed(seen.value, unit, CURRENCY)} ({signed_between(seen.low, seen.high, unit)})"


def _apart(a: Interval, b: Interval) -> Interval:
    """The difference of two independent means."""
    margin = float(np.hypot(a.margin, b.margin))
    return Interval(b.value - a.value, b.value - a.value - margin, b.value - a.value + margin)


def alive(month: int) -> Measure:
    """Whether it has come to no end by then."""
    return Measure(f"alive at {month} months", SHARE, lambda lot: lot.alive(month).astype(float))


LIFE = Measure("mean life up to the horizon", "months", lambda lot: lot.life)
ARR = Measure("ARR at the end (dead = 0)", MONEY, lambda lot: lot.arr_end)


def during(name: str, unit: str, column: str, first: int, last: int, below: str = "") -> Measure:
    """The mean of a monthly column over some months of a life; its sum over another's where ``below`` is named."""

    def of(lot: Lot) -> Floats:
        above = lot.rows[column][:, first - 1 : last]
        known = ~np.isnan(above)
        divisor = np.nansum(lot.rows[below][:, first - 1 : last], axis=1) if below else known.sum(axis=1).astype(float)
        unknown: Floats = np.full(len(above), np.nan)
        np.divide(np.nansum(above, axis=1), divisor, out=unknown, where=divisor > 0)
        return unknown

    return Measure(name, unit, of)


def at(name: str, unit: str, column: str, month: int, dead: float = np.nan) -> Measure:
    """A monthly column at a month's end, ``dead`` where the company has ended."""

    def of(lot: Lot) -> Floats:
        values = lot.rows[column][:, month - 1]
        return np.where(lot.alive(month), values, dead)

    return Measure(name, unit, of)


def reached(name: str, column: str, month: int, bound: float) -> Measure:
    """Whether a monthly column is at least ``bound`` at a month's end: the mean of a ratio is that of outliers."""

    def of(lot: Lot) -> Floats:
        values = lot.rows[column][:, month - 1]
        return np.where(np.isnan(values), np.nan, (values >= bound).astype(float))

    return Measure(name, SHARE, of)


@dataclass(frozen=True)
class Contrast:
    """A difference that the study asks about: the plan ``after`` against the plan ``before``."""

    before: str
    after: str
    measure: Measure


Lots = Mapping[str, Lot]
Live = Callable[["Study", Sequence[str], Setting, int, int | None], Lots]


def live_plans(study: "Study", plans: Sequence[str], setting: Setting, trials: int, workers: int | None) -> Lots:
    """Each plan in the same worlds."""
    scenarios = [setting.applied(study.plans[name].with_months(study.months)) for name in plans]
    lots = live_lots(scenarios, trials, setting.seed, study.columns, workers)
    return dict(zip(plans, lots, strict=True))


@dataclass(frozen=True)
class Study:
    """A question and how it is answered. ``say`` gives the sentences of the result, ``draw`` its figures."""

    name: str
    title: str
    question: str
    method: str
    limits: str
    months: int
    plans: Mapping[str, "Scenario"]
    measures: tuple[Measure, ...]
    contrasts: Callable[[Lots], Sequence[Contrast]]
    say: Callable[["Found"], Sequence[str]]
    draw: Callable[["Found"], Sequence["Plate"]]
    columns: tuple[str, ...] = ()
    live: Live = live_plans
    quick: int = QUICK


@dataclass(frozen=True)
class Found:
    """What a study found: its plans' lives under the first setting, and each contrast under all settings."""

    study: Study
    trials: int
    lots: Lots
    changes: dict[Contrast, tuple[Interval, ...]] = field(default_factory=dict)

    def level(self, plan: str, measure: Measure) -> Interval:
        """A plan's mean."""
        return measure.level(self.lots[plan])

    def sentences(self) -> list[str]:
        """What the study says, then what became of each difference when it was asked again."""
        return [*self.study.say(self), *(verdict(one, seen) for one, seen in self.changes.items())]


def find(study: Study, trials: int, workers: int | None) -> Found:
    """Live, measure, and ask again."""
    lots = study.live(study, list(study.plans), SETTINGS[0], trials, workers)
    contrasts = list(study.contrasts(lots))
    needed = sorted({name for one in contrasts for name in (one.before, one.after)})
    elsewhere = [study.live(study, needed, setting, trials, workers) for setting in SETTINGS[1:]]
    changes = {
        one: tuple(one.measure.change(some[one.before], some[one.after]) for some in (lots, *elsewhere))
        for one in contrasts
    }
    return Found(study, trials, lots, changes)


def verdict(contrast: Contrast, seen: Sequence[Interval]) -> str:
    """One difference in words: how large, and in how many settings it stands."""
    first, *others = seen
    measure = contrast.measure
    start = f"**{contrast.after}** against **{contrast.before}**, {measure.name}: {measure.say_change(first)}"
    if not np.isfinite(first.margin):
        return f"{start}."
    clear = [not one.spans_zero and one.value * first.value > 0 for one in seen]
    same = sum(one.value * first.value > 0 for one in others)
    if all(clear):
        return f"{start}. It stands in all {len(seen)} settings."
    if clear[0]:
        return (
            f"{start}. Clear here, and in {sum(clear[1:])} of the {len(others)} other settings "
            f"({same} of {len(others)} go the same way)."
        )
    return f"{start}. Not told from nothing; {same} of the {len(others)} other settings go the same way."


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return [*lines, *(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)]


def page(found: Found, plates: Sequence["Plate"]) -> str:
    """The study as Markdown."""
    study = found.study
    levels = [[name, *(measure.say(found.level(name, measure)) for measure in study.measures)] for name in found.lots]
    changes = [
        [one.after, one.before, one.measure.name, *(one.measure.say_change(part) for part in seen)]
        for one, seen in found.changes.items()
    ]
    size = (
        f"{found.trials:,} companies for each plan over {study.months} months, seed {SETTINGS[0].seed}; all plans meet "
        f"the same worlds and the same luck. {REPEATS_TEXT}"
    )
    figures = [f"![{plate.alt}]({plate.key}.svg)\n\n*{plate.title}.* {plate.reading}\n" for plate in plates]
    return "\n".join(
        [
            f"# {study.title}", "",
            "## Question", "", study.question, "",
            "## Method", "", study.method, "", size, "",
            f"Written by `python -m experiments.{study.name} --trials {found.trials}`.", "",
            "## Result", "", *(f"- {line}" for line in found.sentences()), "",
            *figures,
            "In brackets the 95 % intervals of the simulation's own error.", "",
            *table(("plan", *(measure.name for measure in study.measures)), levels), "",
            "## Asked again", "",
            *table(("plan", "against", "what", *(setting.name for setting in SETTINGS)), changes), "",
            "## What this does not show", "", study.limits, "",
        ]
    )  # fmt: skip


def write(found: Found, folder: Path) -> Path:
    """Write page, figures, and the index of the folder's studies."""
    folder.mkdir(parents=True, exist_ok=True)
    plates = list(found.study.draw(found))
    for plate in plates:
        (folder / f"{plate.key}.svg").write_text(plate.svg.replace("<svg ", f"<svg {XMLNS} ", 1), encoding="utf-8")
    result = folder / f"{found.study.name}.md"
    result.write_text(page(found, plates), encoding="utf-8")
    (folder / INDEX).write_text(index(folder), encoding="utf-8")
    return result


def index(folder: Path) -> str:
    """The studies of a folder: their question and the first sentence of their result."""
    lines = ["# Studies", "", "One question each, answered by a file of `experiments/` that writes its own page.", ""]
    for path in sorted(folder.glob("*.md"), key=_order):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^# (.+)$", text, re.MULTILINE)
        question = re.search(r"^## Question\n\n(.+)$", text, re.MULTILINE)
        result = re.search(r"^## Result\n\n- (.+)$", text, re.MULTILINE)
        if path.name != INDEX and title and question and result:
            lines += [f"## [{title[1]}]({path.name})", "", question[1], "", result[1], ""]
    return "\n".join(lines)


def _order(path: Path) -> tuple[int, str]:
    return (ALL.index(path.stem) if path.stem in ALL else len(ALL), path.stem)


def publish(study: Study, arguments: Sequence[str] | None = None) -> Path:
    """The command line of a study."""
    parser = argparse.ArgumentParser(prog=f"python -m experiments.{study.name}", description=study.question)
    parser.add_argument("--trials", type=int, default=TRIALS, help="companies for each plan")
    parser.add_argument("--quick", action="store_true", help="a few companies: to see that it runs")
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--out", type=Path, default=TRIED, help="folder of page and figure")
    options = parser.parse_args(arguments)
    found = find(study, study.quick if options.quick else options.trials, options.workers)
    result = write(found, options.out)
    print("\n".join(found.sentences()))
    print(result)
    return result
