"""Who is still alive, when the others ended and how.

All trials share one horizon, so nothing is censored: survival and ends are plain shares by month.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.statistics import Array, Floats, Interval, quantile, share_interval
from sim.ensemble.ensemble import Ensemble
from sim.journal import ENDS

STANDARD_MONTHS = (12, 24, 36)
LIVING = "living"
OVER_TIME = (LIVING, "acquired", "closed", "dead")
FAILED = ("closed", "dead")


def standard_months(months: int) -> list[int]:
    """12, 24, 36 and the horizon, those within it."""
    return sorted({month for month in STANDARD_MONTHS if month < months} | {months})


def runway_values(ensemble: Ensemble, new_money: bool = True) -> Floats:
    """Months to an absorbing end [trials], inf where still alive at the horizon."""
    column = "end_month" if new_money else "no_new_money_month"
    months = ensemble.outcomes[column].to_numpy(dtype=float)
    # an end stamped a rounding error behind the horizon still happened within it
    return np.where(np.isnan(months), np.inf, np.minimum(months, ensemble.months))


def alive_at(ensemble: Ensemble, month: float, new_money: bool = True) -> NDArray[np.bool_]:
    """bool [trials]: no absorbing end at or before ``month``."""
    return np.asarray(runway_values(ensemble, new_money) > month)


def failed_by(ensemble: Ensemble, month: float) -> NDArray[np.bool_]:
    """bool [trials]: dead or closed at or before ``month``; a sale is an end but no failure."""
    failed = ensemble.outcomes["end"].isin(FAILED).to_numpy()
    return np.asarray(failed & ~alive_at(ensemble, month))


def trial_numbers(ensemble: Ensemble) -> Array:
    """The trial number of each row of ``outcomes``: which block it belongs to."""
    return np.asarray(ensemble.outcomes["trial"].to_numpy())


def survival_at(ensemble: Ensemble, month: float, new_money: bool = True) -> Interval:
    """Share of companies alive at ``month``."""
    return share_interval(alive_at(ensemble, month, new_money), trial_numbers(ensemble))


def survival_curve(ensemble: Ensemble, new_money: bool = True) -> list[dict[str, Any]]:
    """[{month, p, low, high}] for months 0 … horizon; the band is pointwise."""
    runway, trials = runway_values(ensemble, new_money), trial_numbers(ensemble)
    curve = []
    for month in range(ensemble.months + 1):
        share = share_interval(runway > month, trials)
        curve.append({"month": month, "p": share.value, "low": share.low, "high": share.high})
    return curve


def ends_over_time(ensemble: Ensemble) -> dict[str, Floats]:
    """Shares [months + 1] of companies by month: ``living``, ``acquired``, ``closed``, ``dead`` (sum 1 each month)."""
    runway = runway_values(ensemble)
    ends_named = ensemble.outcomes["end"].to_numpy(dtype=object)
    months = np.arange(ensemble.months + 1)
    shares: dict[str, Floats] = {}
    for end in OVER_TIME[1:]:
        ended = np.sort(runway[ends_named == end])
        shares[end] = np.searchsorted(ended, months, side="right") / len(runway)
    return {LIVING: np.asarray(1.0 - sum(shares.values())), **shares}


def ends(ensemble: Ensemble) -> dict[str, float]:
    """Shares of the five ends at the horizon (sum 1), in the order of ``ENDS``."""
    named = ensemble.outcomes["end"].to_numpy(dtype=object)
    return {end: float((named == end).mean()) for end in ENDS}


def runway_months(ensemble: Ensemble, new_money: bool = True) -> dict[str, float | None]:
    """{p10, p50, p90, restricted_mean} of months to an absorbing end; quantiles None beyond the horizon."""
    runway = runway_values(ensemble, new_money)
    points: dict[str, float | None] = {}
    for name, q in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        value = quantile(runway, q)
        points[name] = value if np.isfinite(value) else None
    points["restricted_mean"] = float(np.minimum(runway, ensemble.months).mean())
    return points


def proximate_causes(ensemble: Ensemble) -> dict[str, float]:
    """Shares of the dead and closed by ``cause`` (the payment missed, the wind-down), commonest first (sum 1)."""
    return _shares_among_failed(ensemble, "cause")


def led_by(ensemble: Ensemble) -> dict[str, float]:
    """Shares of the dead and closed by the largest deviation from the plan before, commonest first (sum 1)."""
    return _shares_among_failed(ensemble, "led_by")


def _shares_among_failed(ensemble: Ensemble, column: str) -> dict[str, float]:
    outcomes = ensemble.outcomes
    failed = outcomes[outcomes["end"].isin(FAILED)]
    names, counts = np.unique(failed[column].to_numpy(dtype=str), return_counts=True)
    ordered = sorted(zip(counts.tolist(), names.tolist(), strict=True), key=lambda pair: (-pair[0], pair[1]))
    return {name: count / len(failed) for count, name in ordered}
