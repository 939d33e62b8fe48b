"""Premature scaling: departments that run ahead of what the company has shown (C46)."""

import numpy as np

from sim.analysis.cohorts import QUARTER
from sim.analysis.courses import Course, course
from sim.analysis.dynamics import LEAST_SHARE
from sim.analysis.survival import trial_numbers
from sim.ensemble.ensemble import Ensemble
from sim.journal import DEPARTMENTS


def ahead_of_evidence(ensemble: Ensemble) -> dict[str, Course]:
    """By department the share of the living in which it is prematurely far (``roadmap.ahead`` stages or more before the
    company's own stage), by month; departments that at no quarter's end are so in a twentieth of the living are left
    out."""
    own = ensemble.monthly("stage").astype(np.float64)
    living = np.where(np.isnan(own), np.nan, 1.0)
    least = ensemble.scenario.setup.roadmap.ahead
    found: dict[str, Course] = {}
    for name in DEPARTMENTS:
        ahead = np.where(np.isnan(own), np.nan, ensemble.monthly(f"stage_{name}") - own >= least)
        shares = course(ahead, living, trial_numbers(ensemble), first=1)
        if np.nanmax(shares.value[QUARTER - 1 :: QUARTER], initial=0.0) >= LEAST_SHARE:
            found[name] = shares
    return found
