"""Several scenarios in the same worlds on the same days: what every decision is judged by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.statistics import Array, Floats, Interval, difference_interval, share_difference_interval
from sim.analysis.survival import FAILED
from sim.ensemble.crew import Crew, Workers
from sim.ensemble.lived import Lived
from sim.ensemble.lives import LifeKey, lives
from sim.errors import InputError
from sim.journal import ABSORBING

Tell = Callable[[int, int], None]  # lives done, lives expected so far


class Work:
    """Lives done and still expected, told to whoever shows them."""

    def __init__(self, tell: Tell | None = None) -> None:
        self.done = self.expected = 0
        self._tell = tell or (lambda _done, _expected: None)

    def expect(self, lives: int) -> None:
        """More work has been planned."""
        self.expected += lives
        self._tell(self.done, self.expected)

    def did(self, lives: int = 1) -> None:
        """So many more lives are over."""
        self.done += lives
        self._tell(self.done, max(self.done, self.expected))


@dataclass(frozen=True)
class Lot:
    """One scenario's lives by trial.

    ``trials`` [n] their numbers; ``end_month`` [n], inf where alive at the horizon; ``arr_end`` [n], money per year
    (0 for the dead and closed); ``cash_end`` [n], money; ``months`` the horizon;
    ``rows`` {column: [n, months]}, NaN after the end.
    """

    trials: Array
    end_month: Floats
    arr_end: Floats
    cash_end: Floats
    months: int
    rows: dict[str, Floats]

    def alive(self, month: float) -> Array:
        """bool [n]: no absorbing end at or before ``month``."""
        return np.asarray(self.end_month > month)

    @property
    def life(self) -> Floats:
        """Months lived up to the horizon [n]."""
        return np.minimum(self.end_month, self.months)

    def first(self, number: int) -> "Lot":
        """Only the first so many trials."""
        rows = {name: values[:number] for name, values in self.rows.items()}
        ends, arr, cash = (values[:number] for values in (self.end_month, self.arr_end, self.cash_end))
        return Lot(self.trials[:number], ends, arr, cash, self.months, rows)

    def same_as(self, other: "Lot") -> bool:
        """Whether every company lived as long and ended with the same revenue and cash."""
        facts = ((one.end_month, one.arr_end, one.cash_end) for one in (self, other))
        return all(np.array_equal(mine, theirs) for mine, theirs in zip(*facts, strict=True))

    def joined(self, other: "Lot") -> "Lot":
        """These trials and more of them."""
        rows = {name: np.concatenate((values, other.rows[name])) for name, values in self.rows.items()}
        return Lot(
            np.concatenate((self.trials, other.trials)),
            np.concatenate((self.end_month, other.end_month)),
            np.concatenate((self.arr_end, other.arr_end)),
            np.concatenate((self.cash_end, other.cash_end)),
            self.months,
            rows,
        )


@dataclass(frozen=True)
class Difference:
    """What one scenario does to another, pair by pair: survival (a share), ARR at the end (money per year, a company)
    and life up to the horizon (months)."""

    survival: Interval
    arr_end: Interval
    life: Interval


def live_lots(
    scenarios: Sequence[Any],
    trials: int | range,
    seed: int,
    columns: Sequence[str] = (),
    workers: Workers = None,
    work: Work | None = None,
) -> list[Lot]:
    """Each scenario's lives in the worlds of ``trials`` (their number, or which), on the first day."""
    numbers = range(trials) if isinstance(trials, int) else trials
    keys = [LifeKey(place, trial) for place in range(len(scenarios)) for trial in numbers]
    work = work or Work()
    work.expect(len(keys))
    found: dict[tuple[int, int], Lived] = {}
    for key, lived in lives(scenarios, keys, seed, columns, workers):
        found[key.scenario, key.trial] = lived
        work.did()
    return [
        lot([found[place, trial] for trial in numbers], numbers, scenario.months, columns)
        for place, scenario in enumerate(scenarios)
    ]


def lot(lived: Sequence[Lived], trials: Sequence[int], months: int, columns: Sequence[str] = ()) -> Lot:
    """Lives as arrays."""
    outcomes = [one.outcome for one in lived]
    ends = [min(one["end_month"], months) if one["end"] in ABSORBING else np.inf for one in outcomes]
    arr = [0.0 if one["end"] in FAILED else one["arr_end"] for one in outcomes]
    grid = np.full((len(lived), months, len(columns)), np.nan)
    for place, one in enumerate(lived):
        grid[place, : len(one.rows)] = one.rows
    rows = {name: grid[:, :, place] for place, name in enumerate(columns)}
    cash = [one["cash_end"] for one in outcomes]
    return Lot(np.array(trials), np.array(ends, float), np.array(arr, float), np.array(cash, float), months, rows)


def difference(before: Lot, after: Lot, month: float | None = None) -> Difference:
    """What ``after`` changes against ``before`` on the same trials; survival at ``month`` (by default the horizon)."""
    when = before.months if month is None else month
    pairs = before.trials
    return Difference(
        share_difference_interval(before.alive(when), after.alive(when), pairs),
        difference_interval(before.arr_end, after.arr_end, pairs),
        difference_interval(before.life, after.life, pairs),
    )


def check_numbers(**given: Workers) -> None:
    """InputError unless each is a whole number from 1 (``seed`` from 0), a crew of so many, or None."""
    for key, asked in given.items():
        value = asked.workers if isinstance(asked, Crew) else asked
        least = 0 if key == "seed" else 1
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and value >= least):
            raise InputError("is out of range", key=key, value=value, allowed=f"a whole number from {least}")
