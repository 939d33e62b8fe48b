"""The signs by which a verdict may turn: what a founder sees by a date, and what the world is like."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.statistics import Array, Floats
from sim.analysis.turning import Sign
from sim.ensemble.ensemble import Ensemble
from sim.posterior import world_ranges
from sim.schema import locate
from sim.uncertainty import draw

QUARTER = 3
WORLD = "world"


@dataclass(frozen=True)
class Seen:
    """A monthly column that management sees: what stands before and after its value, its unit, what stands before the
    month, and whether it is the mean of a quarter (else the value at its end)."""

    column: str
    name: str
    tail: str = ""
    unit: str = "number"
    when: str = "in the quarter to"
    mean: bool = False


AT_END = "at the end of"
SEEN = (
    Seen("sqls", "SQLs", " a month", mean=True),
    Seen("opportunities", "opportunities", " a month", mean=True),
    Seen("orders", "orders", " a month", mean=True),
    Seen("win_rate", "a win rate", unit="share"),
    Seen("cycle_months", "a sales cycle", " months", mean=True),
    Seen("customers", "customers", when=AT_END),
    Seen("seen_arr", "reported ARR", unit="money", when=AT_END),
    Seen("seen_runway", "reported runway", " months", when=AT_END),
)


def seen_signs(
    plans: tuple[Ensemble, Ensemble], rows: tuple[Array, Array], followed: int, months: Sequence[int]
) -> list[Sign]:
    """What is seen at the ends of ``months`` in the lives of the plan ``followed`` (0 or 1).

    ``rows``: the pairs' places in each plan. Companies that have ended by then, or whose number is unknown, have none.
    """
    signs = []
    for seen in SEEN:
        lives = [one.monthly(seen.column)[places].astype(float) for one, places in zip(plans, rows, strict=True)]
        for month in months:
            if month <= plans[0].months:
                alike = np.array_equal(lives[0][:, :month], lives[1][:, :month], equal_nan=True)
                values = _read(lives[followed], month, seen.mean)
                signs.append(Sign(seen.column, seen.name, seen.tail, seen.unit, seen.when, month, alike, values))
    return signs


def _read(life: Floats, month: int, mean: bool) -> Floats:
    """A column [pairs, months] at a month's end, or its mean over the quarter up to then; NaN after a company's end."""
    last = life[:, month - 1]
    if not mean:
        return last
    quarter = life[:, max(0, month - QUARTER) : month]
    known = ~np.isnan(quarter)
    sums, counts = np.where(known, quarter, 0.0).sum(axis=1), known.sum(axis=1)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def world_signs(a: Ensemble, b: Ensemble, trials: Array) -> list[Sign]:
    """The world's uncertain inputs that are the same in both plans, pair by pair."""
    first, second = (_worlds(one, trials) for one in (a, b))
    setup, data = a.scenario.setup, a.scenario.data
    signs = []
    for path, values in first.items():
        place = locate(type(setup), data, path)
        if place is not None and place.mark == WORLD and np.array_equal(values, second.get(path, [])):
            unit = a.scenario.ranges[path].limits.unit.name
            signs.append(Sign(path, f"{path} ({place.meaning})", "", unit, "", None, True, values))
    return signs


def _worlds(ensemble: Ensemble, trials: Array) -> dict[str, Floats]:
    """Each uncertain input's values in the worlds of ``trials``."""
    if not ensemble.scenario.ranges:
        return {}
    ranges, groups = world_ranges(ensemble.scenario)
    worlds = [list(draw(ranges, groups, ensemble.seed, int(trial)).values()) for trial in trials]
    table = np.array(worlds, dtype=float).reshape(len(trials), len(ranges))
    return dict(zip(ranges, table.T, strict=True))
