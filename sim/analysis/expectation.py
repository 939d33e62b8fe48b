"""Whether what a scenario's author expected is seen: each expectation beside its interval, and one of three answers."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.analysis.paired import Tell, Work, lot
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
from sim.analysis.survival import FAILED as ENDED_BADLY
from sim.analysis.survival import runway_values, trial_numbers
from sim.analysis.words import MINUS, amount
from sim.ensemble.crew import Workers
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.lives import LifeKey, lives
from sim.expectation import ALIVE, FAILED, LIFE, LIVES, OUT_OF_CASH, Expectation
from sim.scenario import Scenario

Answer = Literal["seen", "not seen", "not clear"]
FEWEST = 8  # companies or pairs below which nothing is concluded
WHOLE_FROM = 1000.0
ALWAYS_KNOWN = "cash"
DEAD = "dead"
SHARES = (ALIVE, FAILED, OUT_OF_CASH)


@dataclass(frozen=True)
class Companies:
    """One scenario's companies: ``trials`` [n] their numbers, ``ends`` [n] how they ended, ``end_month`` [n] (inf where
    alive at the horizon of ``months``), and ``column``, which gives a monthly column [n, months], NaN after the end."""

    scenario: Scenario
    trials: Array
    ends: Array
    end_month: Floats
    months: int
    column: Callable[[str], Floats]

    def alive(self, month: float) -> Array:
        """bool [n]: no absorbing end at or before ``month``."""
        return np.asarray(self.end_month > month)


def companies_of(ensemble: Ensemble) -> Companies:
    """The companies of a run."""
    ends, months = ensemble.outcomes["end"].to_numpy(), runway_values(ensemble)
    return Companies(
        ensemble.scenario,
        trial_numbers(ensemble),
        ends,
        months,
        ensemble.months,
        lambda name: ensemble.monthly(name).astype(float),
    )


def live_companies(
    scenarios: Sequence[Scenario],
    columns: Sequence[str],
    trials: int,
    seed: int,
    workers: Workers = None,
    tell: Tell | None = None,
) -> list[Companies]:
    """Companies of each scenario on the same luck, with these columns and nothing besides: quicker than a run."""
    names = tuple(dict.fromkeys((ALWAYS_KNOWN, *columns)))
    keys = [LifeKey(place, trial) for place in range(len(scenarios)) for trial in range(trials)]
    work = Work(tell)
    work.expect(len(keys))
    found = {}
    for key, lived in lives(scenarios, keys, seed, names, workers):
        found[key.scenario, key.trial] = lived
        work.did()
    herd = []
    for place, scenario in enumerate(scenarios):
        lived_here = [found[place, trial] for trial in range(trials)]
        here = lot(lived_here, range(trials), scenario.months, names)
        ends = np.array([one.outcome["end"] for one in lived_here])
        herd.append(Companies(scenario, here.trials, ends, here.end_month, scenario.months, here.rows.__getitem__))
    return herd


def columns_of(expect: Sequence[Expectation]) -> list[str]:
    """The monthly columns that it takes to judge these."""
    named = [name for one in expect for name in (one.measure, one.minus, one.per) if name is not None]
    return [name for name in dict.fromkeys(named) if name not in LIVES]


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
        name = wish.measure + (f" {MINUS} {wish.minus}" if wish.minus else f" / {wish.per}" if wish.per else "")
        when = {"end": f"month {wish.month}"}.get(wish.over, f"{wish.over} of months {wish.since} to {wish.month}")
        return f"{name}, {when}{', this minus its twin' if wish.versus == 'twin' else ''}"

    @property
    def bounds(self) -> str:
        """What was asked for."""
        wish = self.expectation
        ends = (("at least", wish.at_least), ("at most", wish.at_most))
        return " and ".join(f"{words} {_said(number)}" for words, number in ends if number is not None)


def findings(companies: Companies, twin: Companies | None = None) -> list[Finding]:
    """The scenario's expectations that can be judged: without ``twin``, those of the scenario itself.

    ``seen`` where the whole 95 % interval lies within the bounds, ``not seen`` where all of it lies beyond one of
    them, ``not clear`` between, and where the run is shorter than the month asked for.
    """
    wishes: Sequence[Expectation] = companies.scenario.setup.expect
    return [_judge(wish, companies, twin) for wish in wishes if twin is not None or wish.versus == "itself"]


def twins(ensembles: Sequence[Ensemble]) -> list[tuple[Ensemble, Ensemble]]:
    """Each scenario of a comparison that stands beside its twin, with it."""
    by_name = {one.scenario.name: one for one in ensembles}
    return [(one, by_name[name]) for one in ensembles if (name := one.scenario.setup.twin) in by_name]


def expectation_lines(ensembles: Sequence[Ensemble]) -> list[str]:
    """A sentence for each expectation of those that stand beside their twin."""
    return [
        f"{one.scenario.name}: {finding.sentence}"
        for one, twin in twins(ensembles)
        for finding in findings(companies_of(one), companies_of(twin))
    ]


def values(wish: Expectation, companies: Companies) -> Floats:
    """The measure of each company [n]; NaN where it is left out or unknown."""
    ended = ~companies.alive(wish.month)
    if wish.measure == ALIVE:
        return (~ended).astype(float)
    if wish.measure in (FAILED, OUT_OF_CASH):
        badly = ENDED_BADLY if wish.measure == FAILED else (DEAD,)
        return (ended & np.isin(companies.ends, badly)).astype(float)
    if wish.measure == LIFE:
        return np.minimum(companies.end_month, wish.month)
    grid = companies.column(wish.measure)
    if wish.minus is not None:
        grid = grid - companies.column(wish.minus)
    if wish.dead == "nothing":
        grid = np.where(np.isnan(companies.column(ALWAYS_KNOWN)), 0.0, grid)
    months = slice(wish.since - 1, wish.month)
    found = _read(grid[:, months], wish.over)
    if wish.per is None:
        return found
    below = _read(companies.column(wish.per)[:, months], wish.over)
    return np.where(below > 0, found / np.where(below > 0, below, 1.0), np.nan)


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


def _judge(wish: Expectation, companies: Companies, twin: Companies | None) -> Finding:
    if wish.month > companies.months:
        return Finding(wish, UNKNOWN, 0, "not clear")
    mine, trials = values(wish, companies), companies.trials
    share = wish.measure in SHARES
    if wish.versus == "itself" or twin is None:
        known = ~np.isnan(mine)
        found = (share_interval if share else mean_interval)(mine[known], trials[known])
    else:
        trials, in_mine, in_twin = np.intersect1d(trials, twin.trials, return_indices=True)
        pair = mine[in_mine], values(wish, twin)[in_twin]
        known = ~np.isnan(pair[0]) & ~np.isnan(pair[1])
        found = _difference(pair[1][known], pair[0][known], trials[known], share)
    number = int(known.sum())
    return Finding(wish, found if number >= FEWEST else UNKNOWN, number, _answer(wish, found, number))


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
