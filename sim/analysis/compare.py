"""Two plans on the same luck: paired differences and one sentence.

Trial 17 meets the same world and the same day in both, so differences are taken trial by trial. B is judged against A.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from sim.analysis.statistics import Array, Floats, Interval, difference_interval, share_difference_interval
from sim.analysis.stopping import stopping_of
from sim.analysis.survival import FAILED, alive_at, failed_by, runway_values, standard_months, trial_numbers
from sim.analysis.words import amount, counted, points, signed_points
from sim.ensemble.ensemble import Ensemble
from sim.errors import InputError

USUAL_MONTH = 36


@dataclass(frozen=True)
class Comparison:
    """B minus A on ``trials`` pairs.

    ``survival`` {month: Interval of a share without an end}, ``failures`` {month: that of the share dead or closed},
    ``runway_months`` (mean life up to the horizon), ``arr_end`` (money per year, a company; dead and closed count 0).
    By ``month``, ``rescued`` pairs fail only with A and ``ruined`` only with B: a sale ends a life, but ruins nobody.
    """

    a: str
    b: str
    trials: int
    month: int
    survival: dict[int, Interval]
    failures: dict[int, Interval]
    runway_months: Interval
    arr_end: Interval
    rescued: int
    ruined: int
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        """For summary.json, under ``differences``."""
        plain = asdict(self)
        for name, intervals in (("survival", self.survival), ("failures", self.failures)):
            plain[name] = [{"month": month, **asdict(interval)} for month, interval in intervals.items()]
        return plain


def compare(a: Ensemble, b: Ensemble) -> Comparison:
    """What B changes against A, trial by trial. InputError unless both ran with one seed and one horizon."""
    for name in ("seed", "months"):
        if getattr(a, name) != getattr(b, name):
            raise InputError("differs between the two runs", key=name, value=[getattr(a, name), getattr(b, name)])
    pairs, in_a, in_b = np.intersect1d(trial_numbers(a), trial_numbers(b), return_indices=True)
    if not len(pairs):
        raise InputError("have no trial in common", value=[a.scenario.name, b.scenario.name])
    survival = {
        month: share_difference_interval(alive_at(a, month)[in_a], alive_at(b, month)[in_b], pairs)
        for month in standard_months(a.months)
    }
    runways = [np.minimum(runway_values(one), one.months)[rows] for one, rows in ((a, in_a), (b, in_b))]
    arrs = [arr_values(one)[rows] for one, rows in ((a, in_a), (b, in_b))]
    month = min(USUAL_MONTH, a.months)
    failures = {
        when: share_difference_interval(failed_by(a, when)[in_a], failed_by(b, when)[in_b], pairs)
        for when in sorted({month, a.months})
    }
    ruined, rescued = _flips(failed_by(a, month)[in_a], failed_by(b, month)[in_b])
    arr = difference_interval(arrs[0], arrs[1], pairs)
    stopping = stopping_of([a, b])
    stopped = f" {stopping.sentence}" if stopping else ""
    identical = bool(np.array_equal(runways[0], runways[1]) and np.array_equal(arrs[0], arrs[1]))
    flips = f"rescues {rescued:,} from failing, ruins {ruined:,} of {len(pairs):,}"
    return Comparison(
        a=a.scenario.name,
        b=b.scenario.name,
        trials=len(pairs),
        month=month,
        survival=survival,
        failures=failures,
        runway_months=difference_interval(runways[0], runways[1], pairs),
        arr_end=arr,
        rescued=rescued,
        ruined=ruined,
        sentence=(_same(a, b, len(pairs)) if identical else _sentence(a, b, survival, month, flips, arr)) + stopped,
    )


def arr_values(ensemble: Ensemble) -> Floats:
    """ARR at the end [trials], money per year: 0 for the dead and closed, that at the sale for the acquired."""
    outcomes = ensemble.outcomes
    lost = outcomes["end"].isin(FAILED).to_numpy()
    return np.where(lost, 0.0, outcomes["arr_end"].to_numpy(dtype=float))


def common_opening(ensembles: Sequence[Ensemble]) -> date | None:
    """The opening date of all; None where they differ, so that only months since the opening can be compared."""
    first, *others = {one.scenario.setup.company.opening.date for one in ensembles}
    return None if others else first


def _flips(a: Array, b: Array) -> tuple[int, int]:
    """How many are true only in ``b``, and only in ``a``."""
    return int((b & ~a).sum()), int((a & ~b).sum())


def _titles(a: Ensemble, b: Ensemble) -> tuple[str, str]:
    """What to call the two plans: their titles, or their names where these say more."""
    titles = (a.scenario.setup.title, b.scenario.setup.title)
    return titles if all(titles) and titles[0] != titles[1] else (a.scenario.name, b.scenario.name)


def _same(a: Ensemble, b: Ensemble, pairs: int) -> str:
    first, second = _titles(a, b)
    return f"No difference: “{second}” and “{first}” live the same lives in {counted(pairs, 'trial')}."


def _sentence(a: Ensemble, b: Ensemble, by_month: dict[int, Interval], month: int, flips: str, arr: Interval) -> str:
    first, second = _titles(a, b)
    survival, later = by_month[month], _later(by_month, month)
    if survival.spans_zero:
        return (
            f"No clear difference in survival at {month} months between “{first}” and “{second}”: the second keeps "
            f"{signed_points(survival.value)} points, and anything from {signed_points(survival.low)} to "
            f"{signed_points(survival.high)} fits ({flips}){_arr_words(a, arr, None)}.{later}"
        )
    more = "more" if survival.value > 0 else "fewer"
    return (
        f"“{second}” keeps {points(survival.value)} (±{points(survival.margin)}) points {more} companies alive at "
        f"{month} months than “{first}” ({flips}){_arr_words(a, arr, survival.value > 0)}.{later}"
    )


def _later(by_month: dict[int, Interval], month: int) -> str:
    """What the horizon says where its sign or its clearness is another than at ``month``."""
    horizon = max(by_month)
    early, late = by_month[month], by_month[horizon]
    if early.value * late.value >= 0 and early.spans_zero == late.spans_zero:
        return ""
    if late.spans_zero:
        fits = f"{signed_points(late.value)} points; {signed_points(late.low)} to {signed_points(late.high)} fits"
        return f" At {horizon} months the difference is not clear ({fits})."
    more = "more" if late.value > 0 else "fewer"
    return f" At {horizon} months it is {points(late.value)} (±{points(late.margin)}) points {more}."


def _arr_words(ensemble: Ensemble, arr: Interval, better: bool | None) -> str:
    """The rest of a sentence: what happens to ARR a company; ``better`` = more survive (None: unclear)."""
    currency = ensemble.scenario.setup.company.currency
    size = f"{currency} {amount(arr.value)} (±{amount(arr.margin)})"
    if arr.spans_zero:
        return f"; no clear difference in ARR at the end ({size} {'less' if arr.value < 0 else 'more'} a company)"
    gain = arr.value > 0
    return f", {'and' if gain == better else 'but'} leaves {size} {'more' if gain else 'less'} ARR a company"
