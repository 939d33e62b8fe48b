"""When a verdict turns: the sign by which one tells the companies in which the other plan would have been better.

Half of the blocks choose: of all signs and thresholds the one that best divides the pairs into some where one plan is
ahead and some where the other is. The other half judges that one choice: it is stated only where both sides are clear
there, with opposite signs. So the many that were looked at cost nothing, and a verdict that never turns is said to turn
in no more than one case of twenty (Bonferroni over what is judged).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.analysis.statistics import Array, Floats, Interval, difference_within, share_difference_within
from sim.intervals import CONFIDENCE
from sim.quantities import Count, Number, OpenShare, Spec, setting
from sim.uncertainty import BLOCK

PLACES = 15  # thresholds tried for each sign, evenly over the companies
FAR = 1e9  # standard errors from zero of a difference that is the same in every pair
FIGURES = 2  # of a threshold: a number that can be remembered


class ConditionSpec(Spec):
    """How the condition is looked for under which a verdict turns."""

    pairs: Count = setting("Companies looked at, the first of the run", ge=1)
    months: list[Count] = setting("Months after the opening at which a founder looks at the sign")
    smaller_side: OpenShare = setting("Share of the companies on the smaller side of a threshold", lt=0.5)
    fewest: Count = setting("Companies on each side, in each half, below which nothing is said", ge=2)
    hint: Number = setting("Standard errors from zero that both sides need in the half that chooses")


@dataclass(frozen=True)
class Sign:
    """What tells companies apart: ``values`` [pairs], NaN where unknown.

    ``month``: when it is read, None for an input of the world; ``alike``: both plans show the same until then.
    ``name`` and ``tail`` stand before and after its value, in ``unit``; ``when`` before the name of the month.
    """

    key: str
    name: str
    tail: str
    unit: str
    when: str
    month: int | None
    alike: bool
    values: Floats


@dataclass(frozen=True)
class Measure:
    """What is compared: its values with plan A and with plan B [pairs], and whether they are yes or no."""

    name: str
    a: Array
    b: Array
    yes_or_no: bool


@dataclass(frozen=True)
class Split:
    """B minus A ``below`` the threshold and ``above`` it (from it on), as judged on ``pairs`` companies;
    ``share_below``: of all whose sign is known."""

    sign: Sign
    measure: Measure
    threshold: float
    below: Interval
    above: Interval
    share_below: float
    pairs: int


def find_split(measure: Measure, signs: Sequence[Sign], trials: Array, spec: ConditionSpec, among: int) -> Split | None:
    """The split by the best of ``signs``, None where it does not hold; ``among``: how many are judged in all."""
    second = np.asarray(trials // BLOCK % 2 == 1)
    change = np.asarray(measure.b, dtype=float) - np.asarray(measure.a, dtype=float)
    best: tuple[float, Sign, float] | None = None
    for sign in signs:
        known = ~np.isnan(sign.values) & ~second
        score, threshold = _best_threshold(sign.values[known], change[known], spec)
        if score >= spec.hint and (best is None or score > best[0]):
            best = score, sign, threshold
    return _judged(measure, best[1], best[2], trials, second, spec, among) if best else None


def _best_threshold(values: Floats, change: Floats, spec: ConditionSpec) -> tuple[float, float]:
    """The threshold that best parts gains from losses: standard errors from zero of the less clear side, and where."""
    best = (-np.inf, np.nan)
    if len(values) < 2 * spec.fewest:
        return best
    shares = np.linspace(spec.smaller_side, 1.0 - spec.smaller_side, PLACES)
    for threshold in sorted({float(f"{value:.{FIGURES}g}") for value in np.quantile(values, shares)}):
        below = values < threshold
        if not _large_enough(below, spec):
            continue
        low, high = _errors_from_zero(change[below]), _errors_from_zero(change[~below])
        best = max(best, (max(min(low, -high), min(-low, high)), threshold))
    return best


def _large_enough(below: NDArray[np.bool_], spec: ConditionSpec) -> bool:
    smaller = min(int(below.sum()), int((~below).sum()))
    return smaller >= max(spec.fewest, spec.smaller_side * len(below))


def _errors_from_zero(change: Floats) -> float:
    mean, error = float(change.mean()), float(change.std(ddof=1)) / len(change) ** 0.5
    return mean / error if error else float(np.sign(mean)) * FAR


def _judged(
    measure: Measure,
    sign: Sign,
    threshold: float,
    trials: Array,
    judging: NDArray[np.bool_],
    spec: ConditionSpec,
    among: int,
) -> Split | None:
    known = ~np.isnan(sign.values)
    rows = known & judging
    below = sign.values[rows] < threshold
    if not _large_enough(below, spec):
        return None
    within = share_difference_within if measure.yes_or_no else difference_within
    a, b, numbers = measure.a[rows], measure.b[rows], trials[rows]

    def sides(level: float) -> list[Interval]:
        return [within(a, b, side, numbers, level) for side in (below, ~below)]

    strict = sides(1.0 - (1.0 - CONFIDENCE) / among)
    clear = not any(one.spans_zero or np.isnan(one.value) for one in strict)
    if not clear or strict[0].value * strict[1].value > 0:
        return None
    low, high = sides(CONFIDENCE)
    share = float((sign.values[known] < threshold).mean())
    return Split(sign, measure, threshold, low, high, share, int(rows.sum()))
