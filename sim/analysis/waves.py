"""Hiring waves: months in which a company put many more reps on the floor than it had."""

import numpy as np

from sim.analysis.statistics import Floats
from sim.ensemble.ensemble import Ensemble

WAVE_MONTHS = 3  # within which the reps of one wave start
LEAST_REPS = 3
LEAST_RISE = 0.5  # of the reps who were there before


def hiring_waves(ensemble: Ensemble) -> Floats:
    """Index of the month in which each company's first wave begins [trials], NaN where there was none.

    A wave is three or more reps, and half as many again as there were, who start within three months.
    """
    reps = ensemble.monthly("heads_rep").astype(np.float64)
    before = reps[:, np.maximum(np.arange(reps.shape[1]) - WAVE_MONTHS, 0)]
    rise = reps - before
    met = (rise >= LEAST_REPS) & (rise >= LEAST_RISE * before)
    ends = np.where(met.any(axis=1), met.argmax(axis=1), -1)
    return np.array([_begin(row, end) if end >= 0 else np.nan for row, end in zip(reps, ends, strict=True)])


def _begin(reps: Floats, end: int) -> int:
    """The first month of a wave that is complete in month ``end``: where its reps begin to be more."""
    start = max(end - WAVE_MONTHS, 0)
    return start + 1 + int(np.argmax(np.diff(reps[start : end + 1]) > 0))
