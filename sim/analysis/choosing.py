"""One of several plans: the one that keeps most companies alive, and which others it cannot be told from.

Each plan's own level stands with its interval; the choice rests on paired differences. Which plan leads is told by the
same companies, so it is compared with each other plan at a level shared among all pairs of plans (Bonferroni).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import comb
from typing import Any

from sim.analysis.compare import (
    USUAL_MONTH,
    CompareSpec,
    Comparison,
    arr_values,
    compare,
    compare_settings,
    lived,
    outcome,
    paired,
    stakes_of_living,
)
from sim.analysis.compare_words import ARR_WORDS, BURNT_WORDS, STAKE_WORDS, milestone_words
from sim.analysis.milestone import next_bar, reached_by
from sim.analysis.statistics import Interval, mean_interval, share_difference_interval, share_interval
from sim.analysis.stopping import stopping_of
from sim.analysis.survival import alive_at, standard_months, survival_at, trial_numbers
from sim.analysis.words import (
    counted,
    month_name,
    no_spread,
    percent,
    points,
    points_margin,
    share_margin,
    signed_points,
)
from sim.ensemble.ensemble import Ensemble
from sim.intervals import CONFIDENCE

TWO = 2


@dataclass(frozen=True)
class Plan:
    """One plan by itself; each figure with the 95 % interval of its simulation error.

    ``survival`` by month; ``runway_months``: mean life up to the horizon; ``arr_end`` (dead and closed 0) and
    ``money_burnt`` a company; ``stake_kept``: among those that did not fail; ``milestone``: the next round's ARR is
    reached in time, None where no round is to come.
    """

    name: str
    title: str
    survival: dict[int, Interval]
    runway_months: Interval
    arr_end: Interval
    money_burnt: Interval
    stake_kept: Interval
    milestone: Interval | None


@dataclass(frozen=True)
class Choice:
    """Several plans on the same luck.

    ``leader`` keeps most companies alive at ``month``; it is clearly ahead of the plans in ``ahead_of``, not of those
    in ``level_with``. ``comparisons``: each plan against the first; ``sentence``: the verdict.
    """

    plans: tuple[Plan, ...]
    comparisons: tuple[Comparison, ...]
    month: int
    leader: str
    ahead_of: tuple[str, ...]
    level_with: tuple[str, ...]
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        """For summary.json, under ``choice``."""
        plain = {name: getattr(self, name) for name in ("month", "leader", "ahead_of", "level_with", "sentence")}
        plans = []
        for plan in self.plans:
            survival = [{"month": month, **asdict(share)} for month, share in plan.survival.items()]
            plans.append({**asdict(plan), "survival": survival})
        return {**plain, "plans": plans}


@dataclass(frozen=True)
class Level:
    """One figure of every plan: what, in ``unit`` (share, months, money), None where a plan has none; ``stakes``:
    shares that rounds left to the owners."""

    what: str
    unit: str
    intervals: tuple[Interval | None, ...]
    stakes: bool = False

    def no_spread(self, interval: Interval) -> str:
        """Why a plan's figure stands without an interval; empty where it has one."""
        diluted = not self.stakes or interval.value < 1
        return no_spread(interval, "the same in every company" if diluted else "no dilution in any company")


def level_lines(choice: Choice, opening: date | None) -> list[Level]:
    """Every figure of every plan, in reading order; ``opening`` None: months are counted, not named."""
    plans = choice.plans
    lines = [
        Level(
            f"alive at the end of {month_name(opening, month)}", "share", tuple(plan.survival[month] for plan in plans)
        )
        for month in plans[0].survival
    ]
    lines.append(Level("mean life up to the horizon, months", "months", tuple(plan.runway_months for plan in plans)))
    lines.append(Level(ARR_WORDS, "money", tuple(plan.arr_end for plan in plans)))
    lines.append(Level(BURNT_WORDS, "money", tuple(plan.money_burnt for plan in plans)))
    lines.append(
        Level(f"{STAKE_WORDS}, where a company does not fail", "share", tuple(plan.stake_kept for plan in plans), True)
    )
    if any(plan.milestone for plan in plans):
        what = milestone_words(choice.comparisons[0].milestone_runway)
        lines.append(Level(what, "share", tuple(plan.milestone for plan in plans)))
    return lines


def choose(ensembles: Sequence[Ensemble], spec: CompareSpec | None = None) -> Choice:
    """Which of two or more plans keeps most companies alive, trial by trial.

    InputError unless all ran with one seed and one horizon.
    """
    spec = spec or compare_settings()
    first, *others = ensembles
    comparisons = tuple(compare(first, other, spec) for other in others)
    month = min(USUAL_MONTH, first.months)
    plans = tuple(plan_of(one, spec.milestone_runway) for one in ensembles)
    pairs = comb(len(ensembles), TWO)
    leader = max(ensembles, key=lambda one: (survival_at(one, month).value, lived(one).mean()))
    against = {one.scenario.name: _ahead(one, leader, month, pairs) for one in ensembles if one is not leader}
    ahead = tuple(name for name, change in against.items() if change.low > 0)
    level = tuple(name for name in against if name not in ahead)
    two = len(ensembles) == TWO
    sentence = comparisons[0].sentence if two else _words(ensembles, leader, against, month, spec)
    return Choice(plans, comparisons, month, leader.scenario.name, ahead, level, sentence)


def plan_of(ensemble: Ensemble, runway: float) -> Plan:
    """One plan by itself; ``runway``: months of cash with which the milestone must be reached."""
    trials, bar = trial_numbers(ensemble), next_bar(ensemble.scenario.setup)
    reached = None if bar is None else reached_by(ensemble, bar, runway)[:, -1]
    return Plan(
        name=ensemble.scenario.name,
        title=ensemble.scenario.setup.title,
        survival={month: survival_at(ensemble, month) for month in standard_months(ensemble.months)},
        runway_months=mean_interval(lived(ensemble), trials),
        arr_end=mean_interval(arr_values(ensemble), trials),
        money_burnt=mean_interval(outcome(ensemble, "money_burnt"), trials),
        stake_kept=stakes_of_living(ensemble),
        milestone=None if reached is None else share_interval(reached, trials),
    )


def _ahead(one: Ensemble, leader: Ensemble, month: int, among: int) -> Interval:
    """How many more companies the leader keeps alive than ``one``, at a level shared ``among`` so many comparisons."""
    pairs = paired(one, leader)
    before, after = pairs.of(lambda plan: alive_at(plan, month))
    return share_difference_interval(before, after, pairs.trials, 1.0 - (1.0 - CONFIDENCE) / among)


def _words(
    ensembles: Sequence[Ensemble], leader: Ensemble, against: dict[str, Interval], month: int, spec: CompareSpec
) -> str:
    """The leader, whom it beats, with whom it is level, and when that turns against the runner-up."""
    named = _names(ensembles)
    share = survival_at(leader, month)
    said = [
        f"Of {counted(len(ensembles), 'plan')} “{named[leader.scenario.name]}” keeps most companies alive at {month} "
        f"months, {percent(share.value)} ({share_margin(share)})."
    ]
    beaten = [f"“{named[name]}” ({_fewer(one)} points)" for name, one in against.items() if one.low > 0]
    if beaten:
        said.append(f"Clearly fewer live with {_listed(beaten)}.")
    level = [
        f"“{named[name]}” ({signed_points(-one.value)} points; {signed_points(-one.high)} to "
        f"{signed_points(-one.low)} fits)"
        for name, one in against.items()
        if one.low <= 0
    ]
    if level:
        said.append(f"Not clearly other than {_listed(level)}.")
    runner = min(against, key=lambda name: against[name].value)
    second = next(one for one in ensembles if one.scenario.name == runner)
    condition = compare(second, leader, spec).condition
    if condition:
        said.append(condition.sentence)
    stopping = stopping_of(ensembles)
    return " ".join([*said, *([stopping.sentence] if stopping else [])])


def _fewer(change: Interval) -> str:
    """A size with how sure it is: "27 ±6", or "100, 72 to 100"."""
    margin = points_margin(change)
    return f"{points(change.value)}{' ' if margin.startswith('±') else ', '}{margin}"


def _names(ensembles: Sequence[Ensemble]) -> dict[str, str]:
    """What to call each plan: its title, or its name where titles are missing or shared."""
    titles = [one.scenario.setup.title for one in ensembles]
    told_apart = all(titles) and len(set(titles)) == len(titles)
    return {
        one.scenario.name: title if told_apart else one.scenario.name
        for one, title in zip(ensembles, titles, strict=True)
    }


def _listed(parts: Sequence[str]) -> str:
    """A, B and C."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
