"""Whether what a scenario's author expected is seen: each expectation beside its interval, and one of three answers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.analysis.statistics import (
    UNKNOWN,
    Array,
    Floats,
    Interval,
    difference_interval,
    mean_interval,
    share_difference_interval,
    share_interval,
)
from sim.analysis.survival import alive_at, failed_by, runway_values, trial_numbers
from sim.analysis.words import MINUS, amount
from sim.ensemble.ensemble import Ensemble
from sim.expectation import ALIVE, FAILED, LIFE, Expectation

Answer = Literal["seen", "not seen", "not clear"]
FEWEST = 8  # companies or pairs below which nothing is concluded
WHOLE_FROM = 1000.0


@dataclass(frozen=True)
class Finding:
    """One expectation, the interval found, over how many companies (pairs, against a twin), and the answer."""

    expectation: Expectation
    found: Interval
    companies: int
    answer: Answer

    @property
    def sentence(self) -> str:
        """The expectation and what was found, in one sentence."""
        if math.isnan(self.found.low):
            return f"{self.answer.capitalize()}: {self.expectation.says} (too few companies to tell.)"
        value, low, high = (_said(number) for number in (self.found.value, self.found.low, self.found.high))
        return (
            f"{self.answer.capitalize()}: {self.expectation.says} ({self.measured}: {value}, {low} to {high}; "
            f"expected {self.bounds}.)"
        )

    @property
    def measured(self) -> str:
        """What was measured, and when."""
        wish = self.expectation
        name = wish.measure + (f" − {wish.minus}" if wish.minus else "")
        when = {"end": f"month {wish.month}"}.get(wish.over, f"{wish.over} of months {wish.since} to {wish.month}")
        return f"{name}, {when}{', this minus its twin' if wish.versus == 'twin' else ''}"

    @property
    def bounds(self) -> str:
        """What was asked for."""
        wish = self.expectation
        ends = (("at least", wish.at_least), ("at most", wish.at_most))
        return " and ".join(f"{words} {_said(number)}" for words, number in ends if number is not None)


def findings(ensemble: Ensemble, twin: Ensemble | None = None) -> list[Finding]:
    """The scenario's expectations that can be judged: without ``twin``, those of the scenario itself.

    ``seen`` where the whole 95 % interval lies within the bounds, ``not seen`` where all of it lies beyond one of
    them, ``not clear`` between, and where the run is shorter than the month asked for.
    """
    wishes: Sequence[Expectation] = ensemble.scenario.setup.expect
    return [_judge(wish, ensemble, twin) for wish in wishes if twin is not None or wish.versus == "itself"]


def twins(ensembles: Sequence[Ensemble]) -> list[tuple[Ensemble, Ensemble]]:
    """Each scenario of a comparison that stands beside its twin, with it."""
    by_name = {one.scenario.name: one for one in ensembles}
    return [(one, by_name[name]) for one in ensembles if (name := one.scenario.setup.twin) in by_name]


def expectation_lines(ensembles: Sequence[Ensemble]) -> list[str]:
    """A sentence for each expectation of those that stand beside their twin."""
    return [
        f"{one.scenario.name}: {finding.sentence}" for one, twin in twins(ensembles) for finding in findings(one, twin)
    ]


def values(wish: Expectation, ensemble: Ensemble) -> Floats:
    """The measure of each company [rows of ``outcomes``]; NaN where it is left out or unknown."""
    if wish.measure == ALIVE:
        return alive_at(ensemble, wish.month).astype(float)
    if wish.measure == FAILED:
        return failed_by(ensemble, wish.month).astype(float)
    if wish.measure == LIFE:
        return np.minimum(runway_values(ensemble), wish.month)
    grid = ensemble.monthly(wish.measure).astype(float)
    if wish.minus is not None:
        grid = grid - ensemble.monthly(wish.minus)
    there = ~np.isnan(ensemble.monthly("cash"))
    if wish.dead == "nothing":
        grid = np.where(there, grid, 0.0)
    return _read(grid[:, wish.since - 1 : wish.month], wish.over)


def _read(grid: Floats, over: str) -> Floats:
    """One number of each company's months [companies, months]; NaN where none is known."""
    if over == "end":
        last: Floats = grid[:, -1]
        return last
    known = ~np.isnan(grid)
    fill, reduce = {"peak": (-np.inf, np.max), "low": (np.inf, np.min)}.get(over, (0.0, np.sum))
    found = reduce(np.where(known, grid, fill), axis=1)
    count = known.sum(axis=1)
    if over == "mean":
        found = found / np.maximum(count, 1)
    return np.where(count > 0, found, np.nan)


def _judge(wish: Expectation, ensemble: Ensemble, twin: Ensemble | None) -> Finding:
    if wish.month > ensemble.months:
        return Finding(wish, UNKNOWN, 0, "not clear")
    mine, trials = values(wish, ensemble), trial_numbers(ensemble)
    share = wish.measure in (ALIVE, FAILED)
    if wish.versus == "itself" or twin is None:
        known = ~np.isnan(mine)
        found = (share_interval if share else mean_interval)(mine[known], trials[known])
    else:
        trials, in_mine, in_twin = np.intersect1d(trials, trial_numbers(twin), return_indices=True)
        pair = mine[in_mine], values(wish, twin)[in_twin]
        known = ~np.isnan(pair[0]) & ~np.isnan(pair[1])
        found = _difference(pair[1][known], pair[0][known], trials[known], share)
    companies = int(known.sum())
    return Finding(wish, found if companies >= FEWEST else UNKNOWN, companies, _answer(wish, found, companies))


def _difference(twin: Floats, mine: Floats, trials: Array, share: bool) -> Interval:
    return (share_difference_interval if share else difference_interval)(twin, mine, trials)


def _answer(wish: Expectation, found: Interval, companies: int) -> Answer:
    if companies < FEWEST or math.isnan(found.low):
        return "not clear"
    low = -math.inf if wish.at_least is None else wish.at_least
    high = math.inf if wish.at_most is None else wish.at_most
    if low <= found.low and found.high <= high:
        return "seen"
    return "not seen" if found.high < low or found.low > high else "not clear"


def _said(number: float) -> str:
    """A number as short as it can be told: 0.23, 14.2, 1.2M."""
    size = amount(number) if abs(number) >= WHOLE_FROM else f"{abs(number):.3g}"
    return f"{MINUS if number < 0 else ''}{size}"
