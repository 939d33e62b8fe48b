"""Intervals of shares from blocks of trials: the part that a run needs while it is under way.

Blocks are independent, the 16 trials within one are a Latin hypercube and are not: a block's mean varies less than
that of 16 plain draws. So the variance is that between the means of full blocks wherever there are enough of them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.uncertainty import BLOCK

FEWEST_BLOCKS = 10  # full blocks below which their means say too little about their own variance
EXTREME_SHARE = 0.05  # nearer to 0 or 1 than this block means tie
FEWEST_FLIPS = 20  # discordant pairs below which a difference of shares is far from normal
ADJUSTMENT = 1  # pairs added to each kind of flip (Bonett and Price 2012)
CONFIDENCE = 0.95

Floats = NDArray[np.floating[Any]]


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

    def within(self, least: float, most: float) -> "Interval":
        """The same estimate, its interval cut to what is possible."""
        return Interval(self.value, max(self.low, least), min(self.high, most))


UNKNOWN = Interval(math.nan, math.nan, math.nan)


def share_of_blocks(hits: ArrayLike, trials: ArrayLike, level: float = CONFIDENCE) -> Interval:
    """Share of ``hits`` among ``trials``, both counted by block [blocks]; Wilson where blocks or hits are too few."""
    sums, sizes = np.asarray(hits, dtype=float), np.asarray(trials)
    total = int(sizes.sum())
    if not total:
        return UNKNOWN
    share = float(sums.sum()) / total
    means = full_block_means(sums, sizes)
    if len(means) < FEWEST_BLOCKS or not EXTREME_SHARE < share < 1 - EXTREME_SHARE:
        return wilson(float(sums.sum()), total, level)
    margin = mean_margin(means, level)
    return Interval(share, max(share - margin, 0.0), min(share + margin, 1.0))


def shift_of_blocks(up: ArrayLike, down: ArrayLike, pairs: ArrayLike, level: float = CONFIDENCE) -> Interval:
    """Change of a share between paired trials, by block [blocks]: ``up`` of ``pairs`` are true only afterwards and
    ``down`` only before. With few such flips Bonett and Price's interval, which does not shrink to nothing."""
    ups, downs, sizes = (np.asarray(counts, dtype=float) for counts in (up, down, pairs))
    rise, fall, total = float(ups.sum()), float(downs.sum()), float(sizes.sum())
    if not total:
        return UNKNOWN
    change = (rise - fall) / total
    means = full_block_means(ups - downs, sizes)
    if rise + fall >= FEWEST_FLIPS and len(means) >= FEWEST_BLOCKS:
        margin = mean_margin(means, level)
        return Interval(change, change - margin, change + margin).within(-1.0, 1.0)
    n = total + 2 * ADJUSTMENT
    rise, fall = rise + ADJUSTMENT, fall + ADJUSTMENT
    centre = (rise - fall) / n
    margin = normal_quantile(0.5 + level / 2) * math.sqrt((rise + fall - (rise - fall) ** 2 / n) / n / n)
    return Interval(change, max(centre - margin, -1.0), min(centre + margin, 1.0))


def wilson(hits: float, n: int, level: float = CONFIDENCE) -> Interval:
    """Wilson's interval for ``hits`` of ``n`` independent trials."""
    z = normal_quantile(0.5 + level / 2)
    share = hits / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    margin = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if hits == 0 else max(centre - margin, 0.0)
    high = 1.0 if hits == n else min(centre + margin, 1.0)
    return Interval(share, low, high)


def full_block_means(sums: NDArray[Any], sizes: NDArray[Any]) -> Floats:
    """Means of the blocks in which no trial is missing, from ``sums`` and ``sizes`` by block."""
    return np.asarray(sums[sizes == BLOCK] / BLOCK)


def mean_margin(parts: Floats, level: float = CONFIDENCE) -> float:
    """Half-width of the t-interval of the mean of independent ``parts``; infinite where there is but one."""
    if len(parts) <= 1:
        return math.inf
    error = float(parts.std(ddof=1)) / math.sqrt(len(parts))
    return t_quantile(len(parts) - 1, 0.5 + level / 2) * error


def t_quantile(freedom: int, p: float) -> float:
    """Quantile ``p`` of Student's t."""
    return _special("stdtrit")(freedom, p)


def normal_quantile(p: float) -> float:
    """Quantile ``p`` of the standard normal."""
    return _special("ndtri")(p)


def _special(name: str) -> Callable[..., float]:
    from scipy import special

    function = getattr(special, name)
    return lambda *arguments: float(function(*arguments))
