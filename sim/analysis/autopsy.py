"""One company's life and death: what happened when, and what else could have happened to it.

The life is the very one of its trial. Beside it stand other days in the same world, under the same plan and under
each remedy: as many redrawn companies as show whether the day, the plan or the world was to blame.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.redraws import PLAN, Watch, still_going
from sim.analysis.remedies import Remedy, Tried, lay_on, load_remedies
from sim.analysis.sorting import CausesSpec, Sorted, causes_settings, sort_death
from sim.analysis.statistics import Interval, wilson
from sim.analysis.survival import FAILED
from sim.clock import Clock
from sim.ensemble.crew import Workers
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.lives import LifeKey, lives
from sim.errors import InputError
from sim.journal import MONTHLY, Event
from sim.scenario import Scenario

Pick = Literal["median", "worst"]
FEWEST_DAYS = 32
CASH = "cash"

Floats = NDArray[np.floating[Any]]

# What a life is told by, and in which words; what is too frequent to be told one by one is counted by month.
TOLD: dict[str, str] = {
    "start": "starts", "quit": "quits", "laid off": "is laid off", "gate": "gate passed", "launch": "launch",
    "rework": "sent back to rework", "rework over": "rework over", "pivot": "pivot", "round begun": "begins to raise",
    "round failed": "round failed", "round agreed": "round agreed", "wire": "money arrives", "peril": "shock",
    "peril over": "shock over", "debt called": "loan called", "founders unpaid": "founders go unpaid",
    "founders paid": "founders draw pay again", "shrunk to founders": "shrinks to the founders",
    "grows again": "grows again", "price": "price changed", "marketing spend": "marketing to a segment changed",
    "turn": "the plan is changed", "offer": "an offer to buy", "cut off": "platform cut off",
    "dead": "dead: payment missed",
    "closed": "closed in good order", "acquired": "acquired",
}  # fmt: skip
COUNTED = {"aged out": "leads left unanswered", "churned": "customers left", "refused": "deals refused"}
MANY = 3  # of a kind counted by month, from which a month is worth telling


@dataclass(frozen=True)
class Moment:
    """A fact of the life, told: when (months since the opening and the date), what, to whom, how much."""

    month: float
    date: date
    what: str
    who: str
    amount: float
    kind: str


@dataclass(frozen=True)
class Redrawn:
    """Other days in the same world under the plan or a remedy.

    ``lived``: share of days on which the company is still going at the horizon, with Wilson's interval; ``cash``
    [days, months], NaN after the end.
    """

    name: str
    title: str
    kind: str
    lived: Interval
    hits: int
    cash: Floats


@dataclass(frozen=True)
class Autopsy:
    """One company's life: its outcome, its months (``rows`` [months lived, MONTHLY]), what happened, and what else
    could have."""

    scenario: Scenario
    seed: int
    trial: int
    months: int
    days: int
    outcome: dict[str, Any]
    rows: Floats
    moments: tuple[Moment, ...]
    redrawn: tuple[Redrawn, ...]
    tried: tuple[Remedy, ...]
    left_out: tuple[Tried, ...]
    judged: Sorted | None
    spec: CausesSpec = field(repr=False)

    def monthly(self, column: str) -> Floats:
        """A monthly column of this life [months lived]."""
        return np.asarray(self.rows[:, MONTHLY.index(column)])

    @property
    def plan(self) -> Redrawn:
        """The same plan on other days."""
        return self.redrawn[0]

    @property
    def failed(self) -> bool:
        """Whether it died or was closed."""
        return self.outcome["end"] in FAILED


def pick(ensemble: Ensemble, how: Pick) -> int:
    """The trial of the company in the middle, or of the one that ended first; of two alike the one with less ARR."""
    outcomes = ensemble.outcomes
    lived = outcomes["months_lived"].to_numpy(dtype=float)
    order = np.lexsort((outcomes["arr_end"].to_numpy(dtype=float), lived))
    place = order[0] if how == "worst" else order[(len(order) - 1) // 2]
    return int(outcomes["trial"].iloc[int(place)])


def autopsy(
    scenario: Scenario,
    trial: int,
    seed: int = 1,
    days: int = FEWEST_DAYS,
    remedies: Sequence[Remedy] | None = None,
    spec: CausesSpec | None = None,
    workers: Workers = None,
    watch: Watch | None = None,
) -> Autopsy:
    """Look into the life of one trial; ``days``: other days lived under the plan and under each remedy."""
    from sim.trial import simulate

    if days < 1:
        raise InputError("is out of range", key="days", value=days, allowed="a whole number from 1")
    spec = spec or causes_settings()
    life = simulate(scenario, seed, trial, events=True)
    tried = [lay_on(one, scenario) for one in _not_placebos(load_remedies() if remedies is None else remedies)]
    fitting = [(one.remedy, one.scenario) for one in tried if one.scenario is not None]
    redrawn = _redraw(scenario, fitting, trial, seed, days, workers, watch)
    clock = Clock(scenario.setup.company.opening.date, scenario.months)
    decisions = {one.name: one.hits for one in redrawn if one.kind == "decision"}
    failed = life.outcome["end"] in FAILED
    return Autopsy(
        scenario=scenario,
        seed=seed,
        trial=trial,
        months=scenario.months,
        days=days,
        outcome=life.outcome,
        rows=np.array(life.rows, dtype=float).reshape(len(life.rows), len(MONTHLY)),
        moments=tuple(tell(life.events, clock)),
        redrawn=tuple(redrawn),
        tried=tuple(remedy for remedy, _ in fitting),
        left_out=tuple(one for one in tried if one.scenario is None),
        judged=sort_death(redrawn[0].hits, decisions, list(decisions), days, spec) if failed else None,
        spec=spec,
    )


def lives_needed(scenario: Scenario, remedies: Sequence[Remedy], days: int) -> int:
    """How many lives ``autopsy`` will ask for."""
    return days * (1 + sum(lay_on(one, scenario).scenario is not None for one in _not_placebos(remedies)))


def _not_placebos(remedies: Sequence[Remedy]) -> list[Remedy]:
    return [one for one in remedies if one.kind != "placebo"]


def _redraw(
    scenario: Scenario,
    fitting: Sequence[tuple[Remedy, Scenario]],
    trial: int,
    seed: int,
    days: int,
    workers: Workers,
    watch: Watch | None,
) -> list[Redrawn]:
    """Other days under the plan, then under each remedy, the same days for all; the most helpful remedy first."""
    scenarios = [scenario, *(changed for _, changed in fitting)]
    cash = np.full((len(scenarios), days, scenario.months), np.nan)
    hits = np.zeros((len(scenarios), days), dtype=bool)
    keys = [LifeKey(place, trial, day) for place in range(len(scenarios)) for day in range(1, days + 1)]
    for key, life in lives(scenarios, keys, seed, (CASH,), workers):
        cash[key.scenario, key.day - 1, : len(life.rows)] = life.rows[:, 0]
        hits[key.scenario, key.day - 1] = still_going(life.outcome)
        if watch is not None:
            watch(1)
    names = [(PLAN, "The same plan", PLAN), *((one.name, one.title, one.kind) for one, _ in fitting)]
    found = [
        Redrawn(*name, wilson(float(won.sum()), days), int(won.sum()), money)
        for name, won, money in zip(names, hits, cash, strict=True)
    ]
    return [found[0], *sorted(found[1:], key=lambda one: -one.hits)]


def tell(events: Sequence[Event], clock: Clock) -> list[Moment]:
    """The events worth telling, in order; those that come in swarms as one for each month that has many."""
    moments = [_moment(event, clock, TOLD[event.kind]) for event in events if event.kind in TOLD and event.time > 0.0]
    swarms: dict[tuple[str, int], list[Event]] = {}
    for event in events:
        if event.kind in COUNTED:
            swarms.setdefault((event.kind, int(clock.months_at(event.time))), []).append(event)
    for (kind, _), several in swarms.items():
        if len(several) >= MANY:
            moments.append(_moment(several[-1]._replace(who="", amount=len(several)), clock, COUNTED[kind]))
    first = next((event for event in events if event.kind == "order"), None)
    if first is not None:
        moments.append(_moment(first, clock, "first order"))
    return sorted(moments, key=lambda moment: moment.month)


def _moment(event: Event, clock: Clock, what: str) -> Moment:
    who = event.who.replace("_", " ")
    return Moment(clock.months_at(event.time), clock.date_at(event.time), what, who, event.amount, event.kind)
