"""The next round's milestone: the ARR at which investors' answer is even, reached while there is money left."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.ensemble import Ensemble
from sim.quantities import MONTHS_PER_YEAR


@dataclass(frozen=True)
class Bar:
    """The first round on the ladder whose ARR (``arr``, money per year) the company has not reached at its opening."""

    round: str
    arr: float


def next_bar(setup: Any) -> Bar | None:
    """The next round's bar; None where there are no rounds, or all bars were reached before the opening."""
    if not setup.funding.enabled:
        return None
    opening = float(sum(row.mrr * row.count for row in setup.company.opening.customers) * MONTHS_PER_YEAR)
    return next((Bar(name, terms.bar) for name, terms in setup.funding.rounds.items() if terms.bar > opening), None)


def reached_by(ensemble: Ensemble, bar: Bar, runway: float) -> NDArray[np.bool_]:
    """bool [trials, months]: by each month's end, ARR was at the bar at some month's end with ``runway`` months of cash
    (a round that came before counts as cash)."""
    with np.errstate(invalid="ignore"):
        there = (ensemble.monthly("arr") >= bar.arr) & (ensemble.monthly("runway") >= runway)
    return np.asarray(np.logical_or.accumulate(there, axis=1))
