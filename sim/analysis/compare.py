"""Two plans on the same luck: paired differences, when the verdict turns, and one sentence.

Trial 17 meets the same world and the same day in both, so differences are taken trial by trial. B is judged against A.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import loading
from sim.analysis.compare_words import same_words, sentence_of
from sim.analysis.condition import Condition, Verdict, condition_of
from sim.analysis.milestone import next_bar, reached_by
from sim.analysis.statistics import (
    Array,
    Floats,
    Interval,
    difference_interval,
    difference_within,
    share_difference_interval,
)
from sim.analysis.stopping import stopping_of
from sim.analysis.survival import FAILED, alive_at, failed_by, runway_values, standard_months, trial_numbers
from sim.analysis.turning import ConditionSpec, Measure
from sim.checking import checked
from sim.ensemble.ensemble import Ensemble
from sim.errors import InputError
from sim.quantities import Months, Spec, setting

USUAL_MONTH = 36
FILE = "compare.yaml"


class CompareSpec(Spec):
    """How plans are compared."""

    milestone_runway: Months = setting("Months of cash left when the ARR of the next round's bar is reached")
    condition: ConditionSpec = setting("How the condition is looked for under which the verdict turns")


@dataclass(frozen=True)
class Comparison:
    """B minus A on ``trials`` pairs, each difference with its 95 % interval.

    ``survival`` {month: of the share without an end}, ``failures`` {month: of the share dead or closed},
    ``runway_months`` (mean life up to the horizon), ``arr_end`` and ``money_burnt`` (money per year, money; a company;
    dead and closed have no ARR), ``stake_kept`` (share of an owner's part at the opening that rounds left, in the
    ``both`` pairs that fail with neither plan), ``milestone`` (share that reaches the next round's ARR with
    ``milestone_runway`` months of cash by the horizon; None where neither plan has a round to come).
    By ``month``, ``rescued`` pairs fail only with A and ``ruined`` only with B: a sale ends a life, but ruins nobody.
    ``condition``: when the verdict turns, None where that is not clear. ``sentence``: all of it in words.
    """

    a: str
    b: str
    trials: int
    month: int
    survival: dict[int, Interval]
    failures: dict[int, Interval]
    runway_months: Interval
    arr_end: Interval
    money_burnt: Interval
    stake_kept: Interval
    both: int
    milestone: Interval | None
    milestone_runway: float
    rescued: int
    ruined: int
    condition: Condition | None
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        """For summary.json, under ``differences``."""
        plain = asdict(self)
        for name, intervals in (("survival", self.survival), ("failures", self.failures)):
            plain[name] = [{"month": month, **asdict(interval)} for month, interval in intervals.items()]
        return plain


def compare_settings() -> CompareSpec:
    """The settings in ``configs/compare.yaml``."""
    path = loading.built_in() / FILE
    content = loading.read_alone(path).data
    spec: CompareSpec = checked(CompareSpec, content, content, lambda _: str(path))
    return spec


@dataclass(frozen=True)
class Pairs:
    """The trials that both ensembles have, and their rows in each."""

    a: Ensemble
    b: Ensemble
    trials: Array
    rows: tuple[Array, Array]

    def of(self, read: Callable[[Ensemble], Array]) -> tuple[Array, Array]:
        """What ``read`` makes of each ensemble, pair by pair."""
        first, second = (read(one)[rows] for one, rows in zip((self.a, self.b), self.rows, strict=True))
        return first, second


def compare(a: Ensemble, b: Ensemble, spec: CompareSpec | None = None) -> Comparison:
    """What B changes against A, trial by trial. InputError unless both ran with one seed and one horizon."""
    spec = spec or compare_settings()
    pairs = paired(a, b)
    month = min(USUAL_MONTH, a.months)
    survival = _shares(pairs, standard_months(a.months), alive_at)
    arrs, lives = pairs.of(arr_values), pairs.of(lived)
    failed = pairs.of(lambda one: failed_by(one, month))
    neither = ~np.logical_or(*pairs.of(lambda one: failed_by(one, one.months)))
    stakes = pairs.of(lambda one: outcome(one, "stake_kept"))
    alive = pairs.of(lambda one: alive_at(one, month))
    measures = (Measure("survival", *alive, True), Measure("arr_end", *arrs, False))
    same = all(np.array_equal(*values) for values in (lives, arrs))
    found = Comparison(
        a=a.scenario.name,
        b=b.scenario.name,
        trials=len(pairs.trials),
        month=month,
        survival=survival,
        failures=_shares(pairs, sorted({month, a.months}), failed_by),
        runway_months=difference_interval(*lives, pairs.trials),
        arr_end=difference_interval(*arrs, pairs.trials),
        money_burnt=difference_interval(*pairs.of(lambda one: outcome(one, "money_burnt")), pairs.trials),
        stake_kept=difference_within(*stakes, neither, pairs.trials).within(-1.0, 1.0),
        both=int(neither.sum()),
        milestone=milestone_difference(pairs, spec.milestone_runway),
        milestone_runway=spec.milestone_runway,
        rescued=int((failed[0] & ~failed[1]).sum()),
        ruined=int((failed[1] & ~failed[0]).sum()),
        condition=None if same else _condition(pairs, month, survival[month], measures, spec),
        sentence="",
    )
    return _said(found, a, b, same)


def _condition(
    pairs: Pairs, month: int, survival: Interval, measures: Sequence[Measure], spec: CompareSpec
) -> Condition | None:
    """When the verdict turns; the plan that is ahead is the one that a founder follows and looks at."""
    followed = pairs.b if survival.value > 0 else pairs.a
    verdict = Verdict(pairs.a, pairs.b, month, not survival.spans_zero, followed)
    return condition_of(verdict, pairs.trials, pairs.rows, measures, spec.condition)


def _said(found: Comparison, a: Ensemble, b: Ensemble, same: bool) -> Comparison:
    """The comparison with its sentence."""
    said = [same_words(a, b, found.trials) if same else sentence_of(found, a, b)]
    if found.condition:
        said.append(found.condition.sentence)
    stopping = stopping_of([a, b])
    if stopping:
        said.append(stopping.sentence)
    return replace(found, sentence=" ".join(said))


def paired(a: Ensemble, b: Ensemble) -> Pairs:
    """The pairs of two ensembles. InputError unless both ran with one seed and one horizon and share a trial."""
    for name in ("seed", "months"):
        if getattr(a, name) != getattr(b, name):
            raise InputError("differs between the two runs", key=name, value=[getattr(a, name), getattr(b, name)])
    trials, in_a, in_b = np.intersect1d(trial_numbers(a), trial_numbers(b), return_indices=True)
    if not len(trials):
        raise InputError("have no trial in common", value=[a.scenario.name, b.scenario.name])
    return Pairs(a, b, trials, (in_a, in_b))


def _shares(pairs: Pairs, months: Sequence[int], hits: Callable[..., NDArray[np.bool_]]) -> dict[int, Interval]:
    """By month, the difference of the share for which ``hits`` is true."""
    found = {}
    for month in months:
        first, second = pairs.of(partial(hits, month=month))
        found[month] = share_difference_interval(first, second, pairs.trials)
    return found


def milestone_difference(pairs: Pairs, runway: float) -> Interval | None:
    """Difference of the share that reaches the next round's ARR in time; without rounds a plan takes the other's."""
    bars = [next_bar(one.scenario.setup) for one in (pairs.a, pairs.b)]
    known = next((bar for bar in bars if bar is not None), None)
    if known is None:
        return None
    first, second = (
        reached_by(one, bar or known, runway)[rows, -1]
        for one, bar, rows in zip((pairs.a, pairs.b), bars, pairs.rows, strict=True)
    )
    return share_difference_interval(first, second, pairs.trials)


def arr_values(ensemble: Ensemble) -> Floats:
    """ARR at the end [trials], money per year: 0 for the dead and closed, that at the sale for the acquired."""
    lost = ensemble.outcomes["end"].isin(FAILED).to_numpy()
    return np.where(lost, 0.0, outcome(ensemble, "arr_end"))


def lived(ensemble: Ensemble) -> Floats:
    """Months lived up to the horizon [trials]."""
    return np.asarray(np.minimum(runway_values(ensemble), ensemble.months))


def stakes_of_living(ensemble: Ensemble) -> Interval:
    """What rounds left of an owner's stake at the opening, mean of the companies that did not fail."""
    stakes, standing = outcome(ensemble, "stake_kept"), ~failed_by(ensemble, ensemble.months)
    return difference_within(np.zeros(len(stakes)), stakes, standing, trial_numbers(ensemble)).within(0.0, 1.0)


def outcome(ensemble: Ensemble, name: str) -> Floats:
    """A number of each company's outcome [trials]."""
    return np.asarray(ensemble.outcomes[name].to_numpy(dtype=float))


def common_opening(ensembles: Sequence[Ensemble]) -> date | None:
    """The opening date of all; None where they differ, so that only months since the opening can be compared."""
    first, *others = {one.scenario.setup.company.opening.date for one in ensembles}
    return None if others else first
