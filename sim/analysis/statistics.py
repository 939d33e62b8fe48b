"""Intervals that know about the design: blocks of 16 trials, each a Latin hypercube of its own.

Blocks are independent, trials within one are not: a block's mean varies less than that of 16 plain draws. So the
variance is that between block means wherever there are enough full blocks. A partial last block counts for the
estimate, not for the variance.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.intervals import (
    CONFIDENCE,
    EXTREME_SHARE,
    FEWEST_BLOCKS,
    FEWEST_FLIPS,
    UNKNOWN,
    Floats,
    Interval,
    full_block_means,
    mean_margin,
    share_of_blocks,
    shift_of_blocks,
    t_quantile,
    wilson,
)
from sim.luck import stream_key
from sim.uncertainty import BLOCK

__all__ = [
    "EXTREME_SHARE",
    "UNKNOWN",
    "Array",
    "Floats",
    "Interval",
    "difference_interval",
    "difference_within",
    "mean_interval",
    "quantile",
    "quantile_interval",
    "ratio_interval",
    "share_difference_interval",
    "share_difference_within",
    "share_interval",
    "wilson",
]

REPLICATES = 1000  # bootstrap resamples

Array = NDArray[Any]


def share_interval(hits: Array, trials: Array | None = None, level: float = CONFIDENCE) -> Interval:
    """Share of true ``hits`` [n]; ``trials`` [n] are the trial numbers (default 0, 1, …), which tell the blocks."""
    values = np.asarray(hits, dtype=float)
    blocks = _blocks(len(values), trials)
    return share_of_blocks(np.bincount(blocks, values), np.bincount(blocks), level)


def mean_interval(values: Array, trials: Array | None = None, level: float = CONFIDENCE) -> Interval:
    """Mean of ``values`` [n], by block means where there are ten full blocks, by single trials otherwise."""
    numbers = np.asarray(values, dtype=float)
    if not len(numbers):
        return UNKNOWN
    blocks = _blocks(len(numbers), trials)
    means = full_block_means(np.bincount(blocks, numbers), np.bincount(blocks))
    centre = float(numbers.mean())
    margin = mean_margin(means if len(means) >= FEWEST_BLOCKS else numbers, level)
    return Interval(centre, centre - margin, centre + margin)


def difference_interval(a: Array, b: Array, trials: Array | None = None, level: float = CONFIDENCE) -> Interval:
    """Mean of the paired differences ``b`` - ``a`` [n]."""
    return mean_interval(np.asarray(b, dtype=float) - np.asarray(a, dtype=float), trials, level)


def share_difference_interval(a: Array, b: Array, trials: Array | None = None, level: float = CONFIDENCE) -> Interval:
    """Difference of two paired shares, ``b`` - ``a`` [n of 0/1]; with few pairs that differ, Bonett and Price's
    interval, which does not shrink to nothing."""
    change = np.asarray(b, dtype=float) - np.asarray(a, dtype=float)
    blocks = _blocks(len(change), trials)
    up, down = (np.bincount(blocks, flips) for flips in (change > 0, change < 0))
    return shift_of_blocks(up, down, np.bincount(blocks), level)


def difference_within(
    a: Array, b: Array, within: Array, trials: Array | None = None, level: float = CONFIDENCE
) -> Interval:
    """Mean of ``b`` - ``a`` [n] over the pairs ``within`` [n], by block jackknife; NaN where there are none."""
    change = np.asarray(b, dtype=float) - np.asarray(a, dtype=float)
    return ratio_interval(np.where(within, change, 0.0), within, trials, level)


def share_difference_within(
    a: Array, b: Array, within: Array, trials: Array | None = None, level: float = CONFIDENCE
) -> Interval:
    """The same for shares [n of 0/1]; with few pairs that differ, Bonett and Price's interval."""
    inside = np.asarray(within, dtype=bool)
    first, second = np.asarray(a)[inside], np.asarray(b)[inside]
    if (first != second).sum() >= FEWEST_FLIPS:
        return difference_within(a, b, within, trials, level).within(-1.0, 1.0)
    return share_difference_interval(first, second, None if trials is None else np.asarray(trials)[inside], level)


def quantile(values: Array, q: float) -> float:
    """The smallest of ``values`` (inf allowed) that at least a share ``q`` does not exceed; NaN where there is none."""
    numbers = np.sort(np.asarray(values, dtype=float))
    return float(numbers[_rank(q, len(numbers))]) if len(numbers) else math.nan


def quantile_interval(
    values: Array, q: float, trials: Array | None = None, seed: int = 1, level: float = CONFIDENCE
) -> Interval:
    """Quantile ``q`` of ``values`` [n] (inf allowed) by block bootstrap, its resamples fixed by the run's ``seed``."""
    numbers = np.asarray(values, dtype=float)
    if not len(numbers):
        return UNKNOWN
    blocks = _blocks(len(numbers), trials)
    if np.unique(blocks).size < FEWEST_BLOCKS:
        blocks = np.arange(len(numbers))
    order = np.argsort(numbers, kind="stable")
    ranked, names = numbers[order], np.unique(blocks, return_inverse=True)[1][order]
    generator = np.random.Generator(np.random.Philox(key=stream_key(seed, "quantile interval")))
    count = int(names.max()) + 1
    picks = np.empty(REPLICATES)
    for replicate in range(REPLICATES):
        weights = np.bincount(generator.integers(0, count, count), minlength=count)[names].cumsum()
        picks[replicate] = ranked[np.searchsorted(weights, max(q * weights[-1], 1.0) - _TIE)]
    tail = (1 - level) / 2
    return Interval(quantile(numbers, q), quantile(picks, tail), quantile(picks, 1 - tail))


def ratio_interval(above: Array, below: Array, trials: Array | None = None, level: float = CONFIDENCE) -> Interval:
    """sum(``above``) / sum(``below``) over trials, by block jackknife; NaN where nothing is below."""
    tops, bottoms = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    total = float(bottoms.sum())
    if total == 0:
        return UNKNOWN
    ratio = float(tops.sum()) / total
    blocks = np.unique(_blocks(len(tops), trials), return_inverse=True)[1]
    if len(blocks) and blocks.max() + 1 < FEWEST_BLOCKS:
        blocks = np.arange(len(tops))
    rest_below = total - np.bincount(blocks, bottoms)
    if len(rest_below) <= 1 or (rest_below <= 0).any():
        return Interval(ratio, math.nan, math.nan)
    left_out = (tops.sum() - np.bincount(blocks, tops)) / rest_below
    count = len(left_out)
    error = math.sqrt((count - 1) / count * float(((left_out - left_out.mean()) ** 2).sum()))
    margin = t_quantile(count - 1, 0.5 + level / 2) * error
    return Interval(ratio, ratio - margin, ratio + margin)


# a share that is a whole number of trials must not be pushed to the next one by rounding
_TIE = 1e-9


def _rank(q: float, n: int) -> int:
    return min(max(math.ceil(q * n - _TIE) - 1, 0), n - 1)


def _blocks(n: int, trials: Array | None) -> NDArray[np.int64]:
    numbers = np.arange(n) if trials is None else np.asarray(trials, dtype=np.int64)
    return np.asarray(numbers // BLOCK, dtype=np.int64)
