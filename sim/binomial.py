"""One uniform number, one binomial count: for rows of many like customers."""

from math import exp, lgamma, log, sqrt
from statistics import NormalDist

_NORMAL_FROM = 400.0
_STANDARD = NormalDist()


def inverse_binomial(luck: float, trials: int, chance: float) -> int:
    """The ``luck`` quantile of Binomial(trials, chance); by the normal law where its variance passes 400 (error of a
    rounded quantile there: below one account)."""
    if chance <= 0.0 or trials == 0:
        return 0
    if chance >= 1.0:
        return trials
    variance = trials * chance * (1.0 - chance)
    if variance > _NORMAL_FROM:
        value = trials * chance + sqrt(variance) * _STANDARD.inv_cdf(min(1.0 - 1e-12, max(1e-12, luck)))
        return min(trials, max(0, round(value)))
    passed = 0.0
    for k in range(trials + 1):
        logs = lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1)
        passed += exp(logs + k * log(chance) + (trials - k) * log(1.0 - chance))
        if luck < passed:
            return k
    return trials
