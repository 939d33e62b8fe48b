"""Many plans along a few values: each plan's own numbers, and what it changes against the first on the same luck."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.compare import Comparison, arr_values, compare
from sim.analysis.statistics import Interval, mean_interval
from sim.analysis.survival import runway_values, survival_at, trial_numbers
from sim.analysis.words import counted, percent
from sim.ensemble.ensemble import Ensemble


@dataclass(frozen=True)
class Axis:
    """An input that varies: its path in the scenario, a short name, its values as typed."""

    path: str
    short: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One plan: its values (one for each axis) and its survival at the horizon, mean life up to the horizon (months)
    and ARR at the end (money per year, dead = 0); ``against`` the first plan, None for the first itself."""

    name: str
    values: tuple[str, ...]
    survival: Interval
    runway_months: Interval
    arr_end: Interval
    against: Comparison | None


@dataclass(frozen=True)
class Grid:
    """The plans of a grid; ``crossed`` = every combination, else value by value. ``months``: the horizon."""

    axes: tuple[Axis, ...]
    crossed: bool
    cells: tuple[Cell, ...]
    months: int
    trials: int

    @property
    def comparisons(self) -> list[Comparison]:
        """Every plan against the first."""
        return [cell.against for cell in self.cells if cell.against is not None]

    @property
    def sentence(self) -> str:
        """Where survival is lowest and highest, and how many plans clearly keep more or fewer alive than the first."""
        low, high = (pick(self.cells, key=lambda cell: cell.survival.value) for pick in (min, max))
        levels = f"{percent(low.survival.value)} of companies are alive with {self.words(low)}"
        if high is not low:
            levels += f" and {percent(high.survival.value)} with {self.words(high)}, the fewest and the most"
        return f"After {counted(self.months, 'month')} {levels}. {self._against_the_first()}"

    def _against_the_first(self) -> str:
        """How many of the other plans keep clearly more companies alive than the first, and how many fewer."""
        changes = [one.survival[max(one.survival)] for one in self.comparisons]
        plans, first = len(changes), f"than the first ({self.words(self.cells[0])})"
        more, fewer = sum(one.low > 0 for one in changes), sum(one.high < 0 for one in changes)
        if plans == 1:
            which = "more" if more else "fewer"
            keeps = f"keeps clearly {which}" if more or fewer else "does not clearly keep more or fewer"
            return f"The other plan {keeps} companies alive {first}."
        if not more and not fewer:
            return f"None of the {plans:,} other plans clearly keeps more or fewer companies alive {first}."
        parts = [
            f"{number:,} {'keeps' if number == 1 else 'keep'} clearly {which}{' companies alive' if place == 0 else ''}"
            for place, (number, which) in enumerate(one for one in ((more, "more"), (fewer, "fewer")) if one[0])
        ]
        return f"Of the {plans:,} other plans {' and '.join(parts)} {first}."

    def words(self, cell: Cell) -> str:
        """A plan by its values."""
        return ", ".join(f"{axis.short}={value}" for axis, value in zip(self.axes, cell.values, strict=True))


def combinations(axes: Sequence[Axis], crossed: bool) -> list[tuple[str, ...]]:
    """The values of each plan, the last axis turning fastest; value by value where not ``crossed``."""
    from itertools import product

    lists = [axis.values for axis in axes]
    return list(product(*lists)) if crossed else list(zip(*lists, strict=True))


def evaluate(axes: Sequence[Axis], crossed: bool, ensembles: Sequence[Ensemble]) -> Grid:
    """The grid's numbers; ``ensembles`` in the order of ``combinations``."""
    first = ensembles[0]
    cells = []
    for values, one in zip(combinations(axes, crossed), ensembles, strict=True):
        trials = trial_numbers(one)
        cells.append(
            Cell(
                one.scenario.name,
                values,
                survival_at(one, one.months),
                mean_interval(np.minimum(runway_values(one), one.months), trials).within(-math.inf, one.months),
                mean_interval(arr_values(one), trials).within(0.0, math.inf),
                None if one is first else compare(first, one),
            )
        )
    return Grid(tuple(axes), crossed, tuple(cells), first.months, first.trials)


def axes_from(kept: Mapping[str, Any]) -> tuple[list[Axis], bool]:
    """Axes as ``axes_data`` left them."""
    axes = [Axis(one["path"], one["short"], tuple(one["values"])) for one in kept["axes"]]
    return axes, bool(kept["crossed"])


def axes_data(axes: Sequence[Axis], crossed: bool) -> dict[str, Any]:
    """Axes as plain data."""
    plain = [{"path": axis.path, "short": axis.short, "values": list(axis.values)} for axis in axes]
    return {"crossed": crossed, "axes": plain}
