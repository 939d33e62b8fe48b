"""How a number went, month by month around an event, in the companies that met it."""

from dataclasses import dataclass

import numpy as np

from sim.analysis.statistics import Array, Floats, ratio_interval


@dataclass(frozen=True)
class Course:
    """A ratio of sums over companies by month, with its 95 % interval; NaN where no company is left.

    ``months`` [n] counts from the event (0 = its month); ``value``, ``low`` and ``high`` [n]; ``known`` [n] = the
    companies behind each.
    """

    months: Array
    value: Floats
    low: Floats
    high: Floats
    known: Array


def around(values: Floats, events: Floats, before: int, after: int) -> Floats:
    """``values`` [companies, months] moved so that column ``before`` is each company's ``events`` month (index, NaN =
    none); a row for each company with an event, NaN outside its life."""
    met = np.flatnonzero(~np.isnan(events))
    places = events[met].astype(int)[:, None] + np.arange(-before, after + 1)[None, :]
    inside = (places >= 0) & (places < values.shape[1])
    found = values[met[:, None], np.clip(places, 0, values.shape[1] - 1)].astype(np.float64)
    return np.asarray(np.where(inside, found, np.nan))


def course(top: Floats, bottom: Floats, trials: Array, first: int = 0) -> Course:
    """sum(``top``) / sum(``bottom``) [companies, months] by month; the months count from ``first``."""
    known = ~(np.isnan(top) | np.isnan(bottom))
    columns = [
        ratio_interval(top[there, month], bottom[there, month], trials[there]) for month, there in enumerate(known.T)
    ]
    value, low, high = (
        np.array([getattr(one, name) for one in columns], dtype=float) for name in ("value", "low", "high")
    )
    return Course(np.arange(first, first + len(columns)), value, low, high, known.sum(axis=0))


def trailing(values: Floats, months: int) -> Floats:
    """Sum of the last ``months`` values [companies, months]; NaN before there are so many, and after the end."""
    sums = np.cumsum(np.nan_to_num(values.astype(np.float64)), axis=1)
    sums[:, months:] -= sums[:, :-months].copy() if months < values.shape[1] else 0.0
    sums[:, : months - 1] = np.nan
    return np.asarray(sums)
