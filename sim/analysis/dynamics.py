"""Ways in which a company's past comes back, found in its monthly rows: L10, L11, L16, L19 and L20.

Each is looked for in every company; it is worth drawing where enough companies met it. The thresholds ask for more than
the luck of small counts gives.
"""

from dataclasses import dataclass

import numpy as np

from sim.analysis.courses import around, trailing
from sim.analysis.statistics import Array, Floats, Interval, ratio_interval, share_interval
from sim.analysis.survival import trial_numbers
from sim.analysis.waves import hiring_waves
from sim.ensemble.ensemble import Ensemble

YEAR = 12
FEWEST_COMPANIES = 3
LEAST_SHARE = 0.05  # of the companies in which it could have happened

OVERLOAD_MONTHS = 2  # in a row, before which load leaves no mark
LAG = 3  # months of normal load after which an elastic service is as good as before
QUALITY_LOST = 0.1
STILL_MISSING = 0.5  # of what was lost: what returns as fast as it falls has less than a third to go by then

BEST_YEAR = 10  # customers won in the best year: fewer tell nothing
STALL = 0.4  # of the customers of the best year
STILL_ASKED = 0.75  # of the opportunities of the best year
MOST_PIONEERS = 0.5  # of all pioneers, who must have been won

DUE = 10  # terms in a year: fewer tell nothing
HIDDEN_GAP = 0.1  # yearly churn of those who could leave, less what shows
TWICE = 2.0
HALF_YEAR = 6

PROMISED = 0.2  # of an order's expectations, on average over the year of the wave
FEWEST_LOST = 5

DIP_MONTHS = 3
SENIORS_TIME = 0.95  # of the seniors' hours left for their own work: more is no load worth the name


@dataclass(frozen=True)
class Pattern:
    """Who met it and when: ``months`` [trials] is the index of the month, NaN where it did not happen; ``possible``
    [trials] tells the companies in which it could have."""

    key: str
    months: Floats
    possible: Array
    trials: Array

    @property
    def met(self) -> Array:
        """bool [trials]: the companies that met it."""
        return np.asarray(~np.isnan(self.months))

    @property
    def share(self) -> Interval:
        """Share of the companies in which it could have happened."""
        return share_interval(self.met[self.possible], self.trials[self.possible])

    @property
    def occurs(self) -> bool:
        """Whether enough companies met it to be shown."""
        return int(self.met.sum()) >= FEWEST_COMPANIES and self.share.value >= LEAST_SHARE


def _first(found: Array) -> Floats:
    """Index of the first true month of each row, NaN where there is none."""
    return np.where(found.any(axis=1), found.argmax(axis=1), np.nan)


def _ever(found: Array) -> Array:
    """Whether there is a true month in each row."""
    return np.asarray(found.any(axis=1))


def hysteresis(ensemble: Ensemble) -> Pattern:
    """L11: service quality stays down when the load has come down.

    After two or more months of load above one and at least a tenth of quality lost, three months of load at or below
    one leave more than half of the loss. The month is the first of normal load.
    """
    load, quality = (ensemble.monthly(name).astype(np.float64) for name in ("csm_load", "service_quality"))
    over = load > 1.0
    found, overloaded = np.zeros_like(over), np.zeros(len(load), dtype=bool)
    for month in range(OVERLOAD_MONTHS, load.shape[1] - LAG):
        long = over[:, month - OVERLOAD_MONTHS : month].all(axis=1)
        calm = (load[:, month : month + LAG] <= 1.0).all(axis=1)
        lost, missing = 1.0 - quality[:, month - 1], 1.0 - quality[:, month + LAG - 1]
        relieved = long & calm & (lost >= QUALITY_LOST)
        overloaded |= relieved
        found[:, month] = relieved & (missing > STILL_MISSING * lost)
    return Pattern("hysteresis", _first(found), overloaded, trial_numbers(ensemble))


def plateau(ensemble: Ensemble, pioneers: float) -> Pattern:
    """L20: customers stop coming at the pioneers' number, though as many are asked as before.

    A year brings at most two fifths of the customers of the best year before it, on at least three quarters of its
    opportunities, when half or more of the ``pioneers`` of the market, and no more than there are, have been won. The
    month is the last of that year.
    """
    won, asked = (ensemble.monthly(name).astype(np.float64) for name in ("customers_won", "opportunities"))
    total = np.cumsum(won, axis=1)
    year, chances = trailing(won, YEAR), trailing(asked, YEAR)
    met, possible = np.zeros_like(won, dtype=bool), np.zeros_like(won, dtype=bool)
    for month in range(2 * YEAR - 1, won.shape[1]):
        best = np.argmax(year[:, YEAR - 1 : month - YEAR + 1], axis=1) + YEAR - 1
        rows = np.arange(len(won))
        ripe = (total[:, month] >= MOST_PIONEERS * pioneers) & (year[rows, best] >= BEST_YEAR)
        possible[:, month] = ripe
        met[:, month] = (
            ripe
            & (total[:, month] <= pioneers)
            & (year[:, month] <= STALL * year[rows, best])
            & (chances[:, month] >= STILL_ASKED * chances[rows, best])
        )
    return Pattern("plateau", _first(met), _ever(possible), trial_numbers(ensemble))


def shown_churn(ensemble: Ensemble) -> tuple[Floats, Floats]:
    """Customers lost in the last twelve months, and the customers they are a share of (mean of those months)."""
    lost, customers = (trailing(ensemble.monthly(name), YEAR) for name in ("customers_lost", "customers"))
    ended = np.isnan(ensemble.monthly("customers"))
    return np.where(ended, np.nan, lost), np.where(ended, np.nan, customers / YEAR)


def tested_churn(ensemble: Ensemble) -> tuple[Floats, Floats]:
    """Terms that fell due in the last twelve months and were not renewed, and the terms that fell due."""
    due, renewed = (trailing(ensemble.monthly(name), YEAR) for name in ("renewals_due", "renewed"))
    ended = np.isnan(ensemble.monthly("customers"))
    return np.where(ended, np.nan, due - renewed), np.where(ended, np.nan, due)


def hidden_churn(ensemble: Ensemble) -> Pattern:
    """L16: most customers cannot leave yet, so that churn looks lower than it is.

    For half a year, of ten or more terms that fell due in the last twelve months the share not renewed is at least
    twice the share of all customers lost in them, and a tenth or more above it. The month is the first of that half
    year.
    """
    (lost, customers), (left, due) = shown_churn(ensemble), tested_churn(ensemble)
    ripe = (due >= DUE) & (customers > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        shown, tested = lost / customers, left / due
        gap = ripe & (tested - shown >= HIDDEN_GAP) & (tested >= TWICE * shown)
    long = np.zeros_like(gap)
    for month in range(gap.shape[1] - HALF_YEAR + 1):
        long[:, month] = gap[:, month : month + HALF_YEAR].all(axis=1)
    return Pattern("hidden_churn", _first(long), _ever(ripe), trial_numbers(ensemble))


def churn_wall(ensemble: Ensemble, term: int) -> Pattern:
    """L10: customers won by promises in a hiring wave leave together one ``term`` (months) later.

    In the term that begins one term after the wave five or more customers leave, and the share that leaves in a month
    is at least twice that of the term before, where the orders of the wave's first year carried promises. The month is
    the wave's.
    """
    waves, trials = hiring_waves(ensemble), trial_numbers(ensemble)
    months, whole = np.full(len(waves), np.nan), np.zeros(len(waves), dtype=bool)
    met = np.flatnonzero(~np.isnan(waves))
    lost, customers, promise = (
        around(ensemble.monthly(name), waves, 0, 2 * term - 1)
        for name in ("customers_lost", "customers", "over_promise")
    )
    first, second = slice(0, term), slice(term, 2 * term)
    whole[met] = ~np.isnan(lost).any(axis=1)
    promised = np.nan_to_num(promise[:, :YEAR]).sum(axis=1) / np.maximum((~np.isnan(promise[:, :YEAR])).sum(axis=1), 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        before, after = (lost[:, part].sum(axis=1) / customers[:, part].sum(axis=1) for part in (first, second))
    wall = (promised >= PROMISED) & (lost[:, second].sum(axis=1) >= FEWEST_LOST) & (after >= TWICE * before)
    months[met[wall]] = waves[met[wall]]
    return Pattern("churn_wall", months, whole, trials)


def mentor_dip(ensemble: Ensemble) -> Pattern:
    """L19: a hiring wave lowers what all sell together, because seniors teach instead of selling.

    Orders of one company's months are luck, so this is judged over all companies with a wave: the quarter from the
    wave's month on brings fewer orders than the quarter before it, the 95 % interval of the ratio below one, while
    seniors have lost more than a twentieth of their time to those who ask.
    """
    waves, trials = hiring_waves(ensemble), trial_numbers(ensemble)
    orders = around(ensemble.monthly("orders"), waves, DIP_MONTHS, DIP_MONTHS - 1)
    time = around(ensemble.monthly("seniors_time"), waves, 0, DIP_MONTHS - 1)
    whole = ~np.isnan(orders).any(axis=1)
    possible = np.zeros(len(waves), dtype=bool)
    possible[np.flatnonzero(~np.isnan(waves))[whole]] = True
    before, after = orders[whole, :DIP_MONTHS].sum(axis=1), orders[whole, DIP_MONTHS:].sum(axis=1)
    ratio = ratio_interval(after, before, trials[possible])
    dips = ratio.high < 1.0 and bool(np.nanmean(time[whole]) < SENIORS_TIME)
    return Pattern("mentor_dip", np.where(possible & dips, waves, np.nan), possible, trials)
