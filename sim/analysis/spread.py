"""How survival differs between worlds: the uncertainty that more trials do not shrink.

In a sample of worlds several days were run. The share of a world's days that survive scatters by the luck of few days
*and* because worlds differ; the beta-binomial moment estimator takes the first away.
"""

import numpy as np

from sim.analysis.statistics import Array
from sim.analysis.survival import standard_months, survival_at
from sim.ensemble.ensemble import Ensemble

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}


def worlds_spread(ensemble: Ensemble) -> dict[int, dict[str, float]]:
    """{month: {p10, p50, p90}} of the worlds' own chance of survival, at 12, 24, 36 months and the horizon.

    The mean is that of all trials, the scatter that of the sample; {} where no days were redrawn.
    """
    sample = ensemble.spread
    if sample is None:
        return {}
    spread: dict[int, dict[str, float]] = {}
    for month in standard_months(ensemble.months):
        wins = (~(sample.end_month <= month)).sum(axis=1)
        likeness = likeness_within(wins, sample.end_month.shape[1])
        spread[month] = chance_quantiles(survival_at(ensemble, month).value, likeness)
    return spread


def likeness_within(wins: Array, days: int) -> float:
    """Intra-world correlation in [0, 1] of survival: 0 = worlds are all alike, 1 = the world decides everything.

    ``wins`` [worlds] = surviving days of ``days`` in each world.
    """
    worlds = len(wins)
    shares = np.asarray(wins, dtype=float) / days
    mean = float(shares.mean())
    if min(worlds, days) <= 1 or mean in (0.0, 1.0):
        return 0.0
    between = days * float(((shares - mean) ** 2).sum()) / (worlds - 1)
    within = days * float((shares * (1 - shares)).sum()) / (worlds * (days - 1))
    return min(max((between - within) / (between + (days - 1) * within), 0.0), 1.0)


def chance_quantiles(mean: float, likeness: float) -> dict[str, float]:
    """10, 50 and 90 % of a beta-distributed chance with this ``mean`` and intra-world correlation."""
    if likeness <= 0 or mean <= 0 or mean >= 1:
        return dict.fromkeys(QUANTILES, mean)
    if likeness >= 1:
        return {name: float(q > 1 - mean) for name, q in QUANTILES.items()}
    from scipy.special import betaincinv

    size = (1 - likeness) / likeness
    return {name: float(betaincinv(mean * size, (1 - mean) * size, q)) for name, q in QUANTILES.items()}
