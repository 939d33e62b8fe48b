"""Activation and renewal by the quarter in which they fell due."""

from dataclasses import dataclass

import numpy as np

from sim.analysis.statistics import Floats, Interval, ratio_interval
from sim.analysis.survival import trial_numbers
from sim.ensemble.ensemble import Ensemble

QUARTER = 3  # months


@dataclass(frozen=True)
class Cohort:
    """Months ``first`` … ``last`` (1 = the first month), ``number`` a trial on average, and the share that made it.

    ``number`` counts the terms that fell due, or the months in which activation is known.
    """

    first: int
    last: int
    number: float
    share: Interval


def activation_by_cohort(ensemble: Ensemble) -> list[Cohort]:
    """Share of customers activated in time (mean of the months in which it is known), by quarter."""
    shares = ensemble.monthly("activated_in_time")
    known = ~np.isnan(shares)
    return _by_quarter(ensemble, np.where(known, shares, 0.0), known)


def renewal_by_cohort(ensemble: Ensemble) -> list[Cohort]:
    """Share of the terms due that were renewed, by the quarter in which they fell due."""
    return _by_quarter(
        ensemble, np.nan_to_num(ensemble.monthly("renewed")), np.nan_to_num(ensemble.monthly("renewals_due"))
    )


def _by_quarter(ensemble: Ensemble, made: Floats, due: Floats) -> list[Cohort]:
    """Pooled over trials; quarters in which nothing was due are left out: unknown is not zero."""
    trials = trial_numbers(ensemble)
    cohorts = []
    for first in range(0, ensemble.months, QUARTER):
        last = min(first + QUARTER, ensemble.months)
        # float32 sums lose units over many months
        in_quarter = [part[:, first:last].sum(axis=1, dtype=np.float64) for part in (made, due)]
        if in_quarter[1].sum() > 0:
            share = ratio_interval(in_quarter[0], in_quarter[1], trials)
            bounded = Interval(share.value, max(share.low, 0.0), min(share.high, 1.0))
            cohorts.append(Cohort(first + 1, last, float(in_quarter[1].mean()), bounded))
    return cohorts
