"""When it was too late: the chance of rescue, had it begun in month m, on fresh days from m.

Up to month m each dead company lives the very life that led to its death; from then on its luck is another, and a
rescue begins: hiring stops and costs are cut to runway, or a round is begun at once. A rescue follows what management
sees. Chances from few days are brought into order before they are read: a rescue that begins later saves no more
(pool-adjacent-violators: Ayer et al. 1955).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import loading
from sim.analysis.redraws import Watch, still_going
from sim.analysis.statistics import Interval, mean_interval
from sim.analysis.survival import FAILED
from sim.checking import checked
from sim.clock import add_months
from sim.ensemble.crew import Workers
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.lives import LifeKey, lives
from sim.policies.rescue import RescuePolicy
from sim.quantities import Count, OpenShare, Spec, setting
from sim.scenario import Scenario

FILE = "no_return.yaml"
FIRST = 2  # the first month that a review can open
GO_ON = "go on"
HALF_YEAR, QUARTER = 6, 3
SHOWN_BEFORE = 24  # months before the end, in the curve of all

Floats = NDArray[np.floating[Any]]


class RescueSpec(Spec):
    """A rescue that is tried."""

    title: str = setting("What is done, in a few words", min_length=1)
    policy: RescuePolicy = setting("How it is done; its month is set by the question")


class NoReturnSpec(Spec):
    """How it is found out when it was too late."""

    deaths: Count = setting("Dead companies looked into", ge=1)
    days: Count = setting("Fresh days from each month on, for each rescue and for going on as planned", ge=1)
    half: OpenShare = setting("Chance of rescue below which a month counts as too late")
    fewest: Count = setting("Companies with such a month, below which no sign is named", ge=1)
    rescues: dict[str, RescueSpec] = setting("What is tried, by name", min_length=1)


@dataclass(frozen=True)
class Attempt:
    """One rescue, begun in each month of each company's life.

    ``chance`` and ``ordered`` by trial: arrays [months], the first for month 2; the second never rises. ``turn`` by
    trial: the first month in which the chance is below a half and stays there; None where it never was above.
    ``curve``: mean chance over the companies by months before their end.
    """

    name: str
    title: str
    chance: Mapping[int, Floats]
    ordered: Mapping[int, Floats]
    turn: dict[int, int | None]
    curve: dict[int, Interval]

    @property
    def before_end(self) -> list[int]:
        """For each company that could be saved: months between its turn and its last month."""
        return [
            max(0, FIRST + len(self.chance[trial]) - 1 - turn) for trial, turn in self.turn.items() if turn is not None
        ]


@dataclass(frozen=True)
class Sign:
    """What management saw at the last review at which a rescue was still an even bet.

    ``seen``: the median among the companies that died of it; ``others``: that of the companies still going at the
    horizon, in the same months; ``apart``: the chance that one of the latter looked better (a half: no sign at all).
    """

    name: str
    words: str
    unit: str
    seen: float
    others: float
    apart: float


@dataclass(frozen=True)
class NoReturn:
    """When it was too late for the dead of an ensemble; ``last`` by trial: the last month that each began."""

    scenario: Scenario
    seed: int
    months: int
    trials: int
    failed: int
    days: int
    last: dict[int, int]
    going_on: Attempt
    attempts: tuple[Attempt, ...]
    signs: tuple[Sign, ...]
    spec: NoReturnSpec = field(repr=False)

    @property
    def best(self) -> Attempt:
        """The rescue that saves most, over all companies and months."""
        return max(self.attempts, key=lambda one: float(np.mean([chance.mean() for chance in one.chance.values()])))


def no_return_settings(config_dir: str | Path | None = None) -> NoReturnSpec:
    """The settings in ``configs/no_return.yaml``, or in the user's folder where it has a file of that name."""
    path = loading.built_in() / FILE
    if config_dir is not None and (Path(config_dir) / FILE).is_file():
        path = Path(config_dir) / FILE
    content = loading.read_alone(path).data
    spec: NoReturnSpec = checked(NoReturnSpec, content, content, lambda _: str(path))
    return spec


def no_return(
    ensemble: Ensemble, spec: NoReturnSpec | None = None, workers: Workers = None, watch: Watch | None = None
) -> NoReturn:
    """When it was too late for the dead and closed of ``ensemble``; ``watch`` is told of every life."""
    spec = spec or no_return_settings()
    last = _last_months(ensemble, spec)
    months = range(FIRST, max(last.values(), default=0) + 1)
    names = [GO_ON, *spec.rescues]
    asked: list[tuple[str, int | None]] = [(GO_ON, None)]
    asked += [(name, month) for name in spec.rescues for month in months]
    scenarios = [_begun(ensemble.scenario, name, month, spec) for name, month in asked]
    place = {key: number for number, key in enumerate(asked)}
    opening = ensemble.scenario.setup.company.opening.date
    questions = [(name, trial, month) for name in names for trial, end in last.items() for month in months[: end - 1]]
    of_key: dict[LifeKey, tuple[str, int, int]] = {}
    for name, trial, month in questions:
        for day in range(1, spec.days + 1):
            scenario = place[(name, None if name == GO_ON else month)]
            of_key[LifeKey(scenario, trial, day, add_months(opening, month - 1))] = (name, trial, month)
    saved = dict.fromkeys(questions, 0)
    for key, life in lives(scenarios, list(of_key), ensemble.seed, workers=workers):
        saved[of_key[key]] += still_going(life.outcome)
        if watch is not None:
            watch(1)
    titles = {GO_ON: "Go on as planned"} | {name: rescue.title for name, rescue in spec.rescues.items()}
    going_on, *attempts = (_attempt(name, titles[name], saved, last, spec) for name in names)
    found = NoReturn(
        scenario=ensemble.scenario,
        seed=ensemble.seed,
        months=ensemble.months,
        trials=len(ensemble.outcomes),
        failed=int(ensemble.outcomes["end"].isin(FAILED).sum()),
        days=spec.days,
        last=last,
        going_on=going_on,
        attempts=tuple(attempts),
        signs=(),
        spec=spec,
    )
    return NoReturn(**{**vars(found), "signs": tuple(_signs(ensemble, found))}) if last else found


def lives_needed(ensemble: Ensemble, spec: NoReturnSpec) -> int:
    """How many lives ``no_return`` will ask for."""
    months = sum(end - FIRST + 1 for end in _last_months(ensemble, spec).values())
    return months * spec.days * (1 + len(spec.rescues))


def _last_months(ensemble: Ensemble, spec: NoReturnSpec) -> dict[int, int]:
    """The first dead and closed companies of a run that lived beyond a month, and the last month that each began."""
    outcomes = ensemble.outcomes
    failed = outcomes[outcomes["end"].isin(FAILED) & (outcomes["end_month"] > FIRST - 1)]
    chosen = zip(failed["trial"][: spec.deaths].tolist(), failed["end_month"][: spec.deaths].tolist(), strict=True)
    return {trial: min(ceil(end), ensemble.months) for trial, end in chosen}


def _begun(scenario: Scenario, name: str, month: int | None, spec: NoReturnSpec) -> Scenario:
    if month is None:
        return scenario
    policy = spec.rescues[name].policy.model_dump(mode="json") | {"start": month}
    return scenario.replace({"policies.rescue": policy})


def _attempt(
    name: str, title: str, saved: Mapping[tuple[str, int, int], int], last: Mapping[int, int], spec: NoReturnSpec
) -> Attempt:
    chance = {
        trial: np.array([saved[(name, trial, month)] for month in range(FIRST, end + 1)]) / spec.days
        for trial, end in last.items()
    }
    ordered = {trial: never_rising(values) for trial, values in chance.items()}
    curve: dict[int, Interval] = {}
    for before in range(min(SHOWN_BEFORE, max(last.values(), default=0)) + 1):
        there = {trial: values[-1 - before] for trial, values in chance.items() if len(values) > before}
        if len(there) == len(chance) and there:
            curve[before] = mean_interval(np.array(list(there.values())), np.array(list(there))).within(0.0, 1.0)
    turn = {trial: _turn(values, spec.half) for trial, values in ordered.items()}
    return Attempt(name, title, chance, ordered, turn, curve)


def never_rising(values: Sequence[float] | Floats) -> Floats:
    """The closest series (least squares) that never rises."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while pools and pools[-1][0] < mean:
            before, many = pools.pop()
            mean, size = (mean * size + before * many) / (size + many), size + many
        pools.append((mean, size))
    return np.array([mean for mean, size in pools for _ in range(size)])


def _turn(ordered: Floats, half: float) -> int | None:
    """The first month below a half, after one that was not."""
    above = int((ordered >= half).sum())
    return FIRST + above if above else None


# -- what could be seen then ----------------------------------------------------------------------------------------

SEEN = (  # name, words, unit, how it is read from the monthly columns, whether low is bad
    ("seen_runway", "runway reported", "months", "level", True),
    ("seen_arr", "recurring revenue reported", "money", "level", True),
    ("seen_arr_growth", "growth of reported recurring revenue in half a year", "money", "growth", True),
    ("orders", "orders in a quarter", "count", "quarter", True),
    ("seen_churn_slope", "rise of monthly churn reported", "share", "level", False),
)


def _signs(ensemble: Ensemble, found: NoReturn) -> list[Sign]:
    """Each thing that management sees, at the last review at which the best rescue was still an even bet; the clearest
    first."""
    turns = {trial: turn for trial, turn in found.best.turn.items() if turn is not None and turn > FIRST}
    if len(turns) < found.spec.fewest:
        return []
    trials = ensemble.outcomes["trial"].to_numpy()
    going = np.array([still_going({"end": end}) for end in ensemble.outcomes["end"]])
    signs = []
    for name, words, unit, how, low_is_bad in SEEN:
        values = _read(ensemble, name.removesuffix("_growth"), how)
        seen, others, apart = [], [], []
        for trial, turn in turns.items():
            row = turn - FIRST - 1  # the month whose report lay on the table when month turn - 1 was opened
            here = float(values[np.searchsorted(trials, trial), row])
            there = values[going, row]
            there = there[~np.isnan(there)]
            if np.isnan(here) or not len(there):
                continue
            better, same = (there > here if low_is_bad else there < here).mean(), (there == here).mean()
            seen.append(here)
            others.append(float(np.median(there)))
            apart.append(float(better + same / 2))
        if len(seen) >= found.spec.fewest:
            middle = float(np.median(seen)), float(np.median(others))
            signs.append(Sign(name, words, unit, middle[0], middle[1], float(np.mean(apart))))
    return sorted(signs, key=lambda sign: -sign.apart)


def _read(ensemble: Ensemble, column: str, how: str) -> Floats:
    """[trials, months]: a monthly column as it is, its sum over a quarter, or its change over half a year."""
    values = ensemble.monthly(column).astype(float)
    if how == "quarter":
        return np.stack(
            [values[:, max(0, m - QUARTER + 1) : m + 1].sum(axis=1) for m in range(values.shape[1])], axis=1
        )
    if how == "growth":
        before = np.concatenate([np.zeros((len(values), HALF_YEAR)), values[:, :-HALF_YEAR]], axis=1)
        return np.asarray((values - before)[:, : values.shape[1]])
    return values
