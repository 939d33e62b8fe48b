"""Any monthly number over time, among the living."""

import warnings
from dataclasses import dataclass

import numpy as np

from sim.analysis.statistics import Array, Floats
from sim.ensemble.ensemble import Ensemble

ALWAYS_KNOWN = "cash"
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Fan:
    """10, 50 and 90 % of a monthly column; arrays [months], index m = the end of month m + 1; NaN where nobody knows.

    ``alive`` counts the companies with a row, ``known`` those of them whose value is known.
    """

    column: str
    months: Array
    p10: Floats
    p50: Floats
    p90: Floats
    alive: Array
    known: Array


def fan(ensemble: Ensemble, column: str) -> Fan:
    """The fan of ``column`` among the living, with the number alive by month."""
    return fan_of(column, ensemble.monthly(column), ensemble.monthly(ALWAYS_KNOWN))


def fan_of(column: str, values: Array, always: Array) -> Fan:
    """The fan of ``values`` [trials, months]; ``always`` is a column that every living company has."""
    alive = np.count_nonzero(~np.isnan(always), axis=0)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice")
        low, middle, high = np.nanquantile(values, QUANTILES, axis=0)
    known = np.count_nonzero(~np.isnan(values), axis=0)
    return Fan(column, np.arange(1, values.shape[1] + 1), low, middle, high, alive, known)


def shares_by_value(ensemble: Ensemble, column: str) -> dict[int, Floats]:
    """For a column of codes (stages): {code: share [months] of the companies whose code is known}, NaN where none."""
    values = ensemble.monthly(column)
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    shares: dict[int, Floats] = {}
    for code in np.unique(values[known]).tolist():
        with np.errstate(invalid="ignore"):
            shares[int(code)] = (values == code).sum(axis=0) / count
    return shares
