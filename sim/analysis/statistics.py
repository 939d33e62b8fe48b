"""Intervals that know about the design: blocks of 16 trials, each a Latin hypercube of its own.

Blocks are independent, trials within one are not: a block's mean varies less than that of 16 plain draws. So the
variance is that between block means wherever there are enough full blocks. A partial last block counts for the
estimate, not for the variance.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.luck import stream_key
from sim.uncertainty import BLOCK

FEWEST_BLOCKS = 10  # full blocks below which their means say too little about their own variance
EXTREME_SHARE = 0.05  # nearer to 0 or 1 than this block means tie
FEWEST_FLIPS = 20  # discordant pairs below which a difference of shares is far from normal
REPLICATES = 1000  # bootstrap resamples
ADJUSTMENT = 1  # pairs added to each kind of flip (Bonett and Price 2012)
CONFIDENCE = 0.95

Floats = NDArray[np.floating[Any]]
Array = NDArray[Any]


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval (95 % unless said otherwise)."""

    value: float
    low: float
    high: float

    @property
    def margin(self) -> float:
        """Half the width."""
        return (self.high - self.low) / 2

    @property
    def spans_zero(self) -> bool:
        """Whether zero is among the values that the interval allows."""
        return not (self.low > 0 or self.high < 0)


UNKNOWN = Interval(math.nan, math.nan, math.nan)


def share_interval(hits: Array, trials: Array | None = None, level: float = CONFIDENCE) -> Interval:
    """Share of true ``hits`` [n]; ``trials`` [n] are the trial numbers (default 0, 1, …), which tell the blocks."""
    values = np.asarray(hits, dtype=float)
    if not len(values):
        return UNKNOWN
    share = float(values.mean())
    means = _full_block_means(values, trials)
    if len(means) < FEWEST_BLOCKS or not EXTREME_SHARE < share < 1 - EXTREME_SHARE:
        return wilson(float(values.sum()), len(values), level)
    margin = _margin(means, level)
    return Interval(share, max(share - margin, 0.0), min(share + margin, 1.0))


def wilson(hits: float, n: int, level: float = CONFIDENCE) -> Interval:
    """Wilson's interval for ``hits`` of ``n`` independent trials."""
    z = _normal_quantile(0.5 + level / 2)
    share = hits / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    margin = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if hits == 0 else max(centre - margin, 0.0)
    high = 1.0 if hits == n else min(centre + margin, 1.0)
    return Interval(share, low, high)


def mean_interval(values: Array, trials: Array | None = None, level: float = CONFIDENCE) -> Interval:
    """Mean of ``values`` [n], by block means where there are ten full blocks, by single trials otherwise."""
    numbers = np.asarray(values, dtype=float)
    if not len(numbers):
        return UNKNOWN
    means = _full_block_means(numbers, trials)
    centre = float(numbers.mean())
    margin = _margin(means if len(means) >= FEWEST_BLOCKS else numbers, level)
    return Interval(centre, centre - margin, centre + margin)


def difference_interval(a: Array, b: Array, trials: Array | None = None, level: float = CONFIDENCE) -> Interval:
    """Mean of the paired differences ``b`` - ``a`` [n]."""
    return mean_interval(np.asarray(b, dtype=float) - np.asarray(a, dtype=float), trials, level)


def share_difference_interval(a: Array, b: Array, trials: Array | None = None, level: float = CONFIDENCE) -> Interval:
    """Difference of two paired shares, ``b`` - ``a`` [n of 0/1]; with few pairs that differ, Bonett and Price's
    interval, which does not shrink to nothing."""
    change = np.asarray(b, dtype=float) - np.asarray(a, dtype=float)
    flips = int(np.count_nonzero(change))
    if flips >= FEWEST_FLIPS and len(_full_block_means(change, trials)) >= FEWEST_BLOCKS:
        return mean_interval(change, trials, level)
    if not len(change):
        return UNKNOWN
    n = len(change) + 2 * ADJUSTMENT
    up = float((change > 0).sum()) + ADJUSTMENT
    down = float((change < 0).sum()) + ADJUSTMENT
    centre = (up - down) / n
    margin = _normal_quantile(0.5 + level / 2) * math.sqrt((up + down - (up - down) ** 2 / n) / n / n)
    return Interval(float(change.mean()), max(centre - margin, -1.0), min(centre + margin, 1.0))


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
    margin = _t_quantile(count - 1, 0.5 + level / 2) * error
    return Interval(ratio, ratio - margin, ratio + margin)


# a share that is a whole number of trials must not be pushed to the next one by rounding
_TIE = 1e-9


def _rank(q: float, n: int) -> int:
    return min(max(math.ceil(q * n - _TIE) - 1, 0), n - 1)


def _blocks(n: int, trials: Array | None) -> NDArray[np.int64]:
    numbers = np.arange(n) if trials is None else np.asarray(trials, dtype=np.int64)
    return np.asarray(numbers // BLOCK, dtype=np.int64)


def _full_block_means(values: Floats, trials: Array | None) -> Floats:
    blocks = _blocks(len(values), trials)
    if not len(blocks):
        return np.empty(0)
    sizes, sums = np.bincount(blocks), np.bincount(blocks, values)
    full = sizes == BLOCK
    return np.asarray(sums[full] / BLOCK)


def _margin(parts: Floats, level: float) -> float:
    """Half-width of the t-interval of the mean of independent ``parts``."""
    if len(parts) <= 1:
        return math.inf
    error = float(parts.std(ddof=1)) / math.sqrt(len(parts))
    return _t_quantile(len(parts) - 1, 0.5 + level / 2) * error


def _t_quantile(freedom: int, p: float) -> float:
    return _special("stdtrit")(freedom, p)


def _normal_quantile(p: float) -> float:
    return _special("ndtri")(p)


def _special(name: str) -> Callable[..., float]:
    from scipy import special

    function = getattr(special, name)
    return lambda *arguments: float(function(*arguments))
