"""How survival differs between worlds: the uncertainty that more trials do not shrink.

In a sample of worlds several days were run. The share of a world's days that survive scatters by the luck of few days
*and* because worlds differ. Taking worlds' chances as beta-distributed, the intra-world correlation (moment estimator
of the beta-binomial) takes the first away; resampling worlds says how well the rest is known.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.statistics import Array, Floats, Interval
from sim.analysis.survival import standard_months, survival_at
from sim.ensemble.ensemble import Ensemble
from sim.luck import stream_key

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
REPLICATES = 500  # resamples of worlds
FEWEST_WORLDS = 16  # worlds below which resampling them says too little
FEWEST_EITHER_WAY = 30  # days of the sample that end, and that survive: with fewer, resampling says too little
TAIL = 0.025
Z = 1.959964  # a 95 % interval's half-width in standard errors


@dataclass(frozen=True)
class Spread:
    """The distribution over worlds of a company's own chance to survive to a month.

    ``worlds`` × ``days`` were run; ``mean`` is the chance over all worlds (from all trials), ``likeness`` in [0, 1] the
    intra-world correlation (0: worlds are all alike; 1: the world decides everything), ``quantiles`` those of the
    worlds' chances. Intervals are 95 %, NaN where worlds are few, or too few companies ended or survived to tell.
    """

    worlds: int
    days: int
    mean: float
    likeness: Interval
    quantiles: dict[str, Interval]

    @property
    def differs(self) -> bool:
        """Whether the worlds' chances differ at all."""
        return self.quantiles["p10"].value < self.quantiles["p90"].value

    def chances(self, at: Array) -> Floats:
        """The worlds' chances at the shares ``at`` [n] of worlds, worst first."""
        return chance_quantiles(self.mean, self.likeness.value, at)

    def as_dict(self) -> dict[str, Any]:
        """For summary.json: the quantiles as plain numbers, their intervals beside them."""
        intervals = {name: {"low": one.low, "high": one.high} for name, one in self.quantiles.items()}
        return {
            **{name: one.value for name, one in self.quantiles.items()},
            "likeness": self.likeness.value,
            "intervals": {**intervals, "likeness": {"low": self.likeness.low, "high": self.likeness.high}},
            "worlds": self.worlds,
            "days": self.days,
        }


def worlds_spread(ensemble: Ensemble) -> dict[int, Spread]:
    """{month: Spread} at 12, 24, 36 months and the horizon; {} where no days were redrawn."""
    sample = ensemble.spread
    if sample is None:
        return {}
    days = sample.end_month.shape[1]
    return {
        month: spread_of((~(sample.end_month <= month)).sum(axis=1), days, survival_at(ensemble, month), ensemble.seed)
        for month in standard_months(ensemble.months)
    }


def spread_of(wins: Array, days: int, survival: Interval, seed: int = 1) -> Spread:
    """The spread from ``wins`` [worlds], surviving days of ``days`` in each, and ``survival`` over all trials; the
    resamples are fixed by the run's ``seed``."""
    names, shares = list(QUANTILES), np.array(list(QUANTILES.values()))
    mean, likeness = survival.value, likeness_within(wins, days)
    values = chance_quantiles(mean, likeness, shares)
    resampled = _resampled_likeness(np.asarray(wins, dtype=float), days, seed)
    survived = int(np.sum(wins))
    if len(wins) < FEWEST_WORLDS or min(survived, len(wins) * days - survived) < FEWEST_EITHER_WAY:
        resampled = np.full(REPLICATES, math.nan)
    # the mean has its own simulation error, which the sample of worlds does not show
    means = mean + _generator(seed, "mean").standard_normal(REPLICATES) * survival.margin / Z
    chances = chance_quantiles(means.clip(0, 1)[:, None], resampled[:, None], shares)
    return Spread(
        worlds=len(wins),
        days=days,
        mean=mean,
        likeness=_interval(likeness, resampled),
        quantiles={name: _interval(float(values[k]), chances[:, k]) for k, name in enumerate(names)},
    )


def likeness_within(wins: Array, days: int) -> float:
    """Intra-world correlation in [0, 1] of survival: 0 = worlds are all alike, 1 = the world decides everything.

    ``wins`` [worlds] = surviving days of ``days`` in each world.
    """
    shares = np.asarray(wins, dtype=float) / days
    return float(_likeness(np.float64(shares.sum()), np.float64((shares**2).sum()), len(shares), days))


def _likeness(sums: Any, squares: Any, worlds: int, days: int) -> Any:
    """The same from the sums of the worlds' shares and of their squares; 0 where nothing can be told."""
    if min(worlds, days) <= 1:
        return np.zeros_like(sums)
    between = days * np.maximum(squares - sums**2 / worlds, 0) / (worlds - 1)
    within = days * np.maximum(sums - squares, 0) / (worlds * (days - 1))
    total = between + (days - 1) * within
    with np.errstate(invalid="ignore"):
        return np.where(total > _NOTHING, (between - within) / np.maximum(total, _NOTHING), 0.0).clip(0, 1)


def _resampled_likeness(wins: Floats, days: int, seed: int) -> Floats:
    """The likeness [REPLICATES] of samples of worlds drawn from the sample."""
    worlds, shares = len(wins), wins / days
    weights = _generator(seed, "worlds").multinomial(worlds, np.full(worlds, 1 / worlds), REPLICATES)
    return np.asarray(_likeness(weights @ shares, weights @ shares**2, worlds, days), dtype=float)


def chance_quantiles(mean: Any, likeness: Any, at: Any) -> Floats:
    """Quantiles ``at`` of a beta-distributed chance with this ``mean`` and intra-world correlation (shapes broadcast);
    without spread all are the mean, and where the world decides everything 0 or 1."""
    from scipy.special import betaincinv

    means, alike, shares = np.broadcast_arrays(mean, np.asarray(likeness, dtype=float), at)
    certain = (alike <= 0) | (means <= 0) | (means >= 1)
    inner = np.where(certain, 0.5, means)
    within = np.where(certain | (alike >= 1), 0.5, alike)
    size = (1 - within) / within
    found = np.asarray(betaincinv(inner * size, (1 - inner) * size, shares), dtype=float)
    found = np.where(alike >= 1, (shares > 1 - inner).astype(float), found)
    return np.where(certain, means, found)


def best_days(likeness: float, world_cost: float) -> int:
    """Days to run in each world of the sample, its first day included, so that the likeness is known best for the work.

    ``world_cost`` = work of taking in one more world, in days' work (its first day was run anyway). A likeness r from
    ``d`` days in each of ``k`` worlds has the variance 2 (1-r)² (1 + (d-1) r)² / (d (d-1) k) (Fisher 1925), and k
    worlds cost k (world_cost + d - 1). This is the mean's rule sqrt(within / between × world's cost / day's cost)
    carried over to the spread, where two days are the least.
    """
    return min(range(2, MOST_DAYS + 1), key=lambda days: spread_work(days, likeness, world_cost))


def spread_work(days: int, likeness: float, world_cost: float) -> float:
    """Variance of the likeness times the work it takes, up to a constant: what ``best_days`` makes small."""
    return (1 + (days - 1) * likeness) ** 2 / (days * (days - 1)) * (world_cost + days - 1)


MOST_DAYS = 64
_NOTHING = 1e-12  # below it a variance is rounding


def _interval(value: float, resampled: Floats) -> Interval:
    if np.isnan(resampled).any():
        return Interval(value, math.nan, math.nan)
    low, high = np.quantile(resampled, [TAIL, 1 - TAIL])
    return Interval(value, float(min(low, value)), float(max(high, value)))


def _generator(seed: int, purpose: str) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=stream_key(seed, "worlds spread", purpose)))
