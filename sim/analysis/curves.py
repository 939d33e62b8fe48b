"""Plans month by month: means over all companies with their simulation error, and paired differences in survival."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.analysis.compare import paired
from sim.analysis.milestone import next_bar, reached_by
from sim.analysis.statistics import Array, Floats, Interval, mean_interval, share_difference_interval, share_interval
from sim.analysis.survival import alive_at, trial_numbers
from sim.ensemble.ensemble import Ensemble


@dataclass(frozen=True)
class Curve:
    """A plan's figure by month [months], with its pointwise 95 % band."""

    name: str
    value: Floats
    low: Floats
    high: Floats


def survival_differences(ensembles: Sequence[Ensemble]) -> list[Curve]:
    """How many more companies each other plan keeps alive than the first, at each month's end."""
    first, *others = ensembles
    found = []
    for other in others:
        pairs = paired(first, other)
        by_month = []
        for month in range(1, first.months + 1):
            before, after = pairs.of(partial(alive_at, month=month))
            by_month.append(share_difference_interval(before, after, pairs.trials))
        found.append(_curve(other.scenario.name, by_month))
    return found


def mean_curve(ensemble: Ensemble, column: str, total: bool = False) -> Curve:
    """Mean of a monthly column over all companies, 0 after an end (``total``: summed since the opening)."""
    values = np.nan_to_num(ensemble.monthly(column).astype(float), nan=0.0)
    if total:
        values = values.cumsum(axis=1)
    trials = trial_numbers(ensemble)
    return _curve(ensemble.scenario.name, [mean_interval(at_month, trials) for at_month in values.T])


def arr_curve(ensemble: Ensemble) -> Curve:
    """Mean ARR over all companies: 0 for the dead and closed, that at the sale for the acquired."""
    values = ensemble.monthly("arr").astype(float)
    sold = ensemble.outcomes["end"].to_numpy(dtype=object) == "acquired"
    last = np.where(sold, ensemble.outcomes["arr_end"].to_numpy(dtype=float), 0.0)
    ended = np.isnan(values)
    trials = trial_numbers(ensemble)
    filled = np.where(ended, last[:, None], values)
    return _curve(ensemble.scenario.name, [mean_interval(at_month, trials) for at_month in filled.T])


def milestone_curve(ensemble: Ensemble, runway: float) -> Curve | None:
    """Share of companies that have reached the next round's ARR in time; None where no round is to come."""
    bar = next_bar(ensemble.scenario.setup)
    if bar is None:
        return None
    trials, reached = trial_numbers(ensemble), reached_by(ensemble, bar, runway)
    return _curve(ensemble.scenario.name, [share_interval(at_month, trials) for at_month in reached.T])


def _curve(name: str, by_month: Sequence[Interval]) -> Curve:
    table: Array = np.array([(one.value, one.low, one.high) for one in by_month]).reshape(-1, 3)
    return Curve(name, table[:, 0], table[:, 1], table[:, 2])
