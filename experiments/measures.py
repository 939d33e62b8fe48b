"""What can be measured of a company's health, each by a name that configs/sanity.yaml uses.

A measure takes the evidence and what the metric gives it, and returns an estimate with its 95 % interval. Ratios pool
companies; medians and quantiles are over companies, once a year (at months 12, 24 …), since surveys ask once a year.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.evidence import YEAR, Evidence, Floats
from experiments.watching import RepYears, Watched
from sim.analysis.statistics import (
    UNKNOWN,
    Interval,
    quantile_interval,
    ratio_interval,
    share_interval,
)
from sim.analysis.survival import FAILED, alive_at, runway_values, survival_at
from sim.uncertainty import BLOCK

HALF = 0.5
RAMPED_MONTHS = 6  # months of a rep's life that do not count for attainment
SETTLED = slice(12, 18)  # months of a rep's life in which output is that of a ramped rep
RAMPED = 0.9  # share of the settled output at which a rep counts as ramped
SMOOTHED = 3  # months over which output is averaged
FIRST_HALF, FOURTH_QUARTER = slice(0, 6), slice(9, 12)
RESAMPLES = 400
TAIL = 2.5  # percent cut off on each side

Measure = Callable[..., Interval]
MEASURES: dict[str, Measure] = {}


def measure(function: Measure) -> Measure:
    """Enter a function in the table of measures."""
    MEASURES[function.__name__] = function
    return function


def _pooled(evidence: Evidence, above: Floats, below: Floats, where: NDArray[np.bool_]) -> Interval:
    """Sum of one column over the sum of another, months of all companies pooled where both are known."""
    known = where & ~np.isnan(above) & ~np.isnan(below)
    tops, bottoms = (np.where(known, part, 0.0).sum(axis=1) for part in (above, below))
    return ratio_interval(tops, bottoms, evidence.trials)


def _quantile(evidence: Evidence, values: Floats, where: NDArray[np.bool_], q: float = HALF) -> Interval:
    """Quantile over companies and years of a column [trials, months]."""
    rows, months = np.nonzero(where & ~np.isnan(values))
    return quantile_interval(values[rows, months], q, evidence.trials[rows])


# -- life and death ----------------------------------------------------------------------------------------------------


@measure
def survival(evidence: Evidence, month: int) -> Interval:
    """Share of companies without any end by ``month``."""
    return survival_at(evidence.ensemble, month)


@measure
def failed(evidence: Evidence, month: int) -> Interval:
    """Share of companies dead or closed by ``month``."""
    return share_interval(_failed(evidence) & ~alive_at(evidence.ensemble, month), evidence.trials)


@measure
def failed_between(evidence: Evidence, first: int, last: int) -> Interval:
    """Share of the failures within the horizon that fall between two months."""
    hits, months = _failed(evidence), runway_values(evidence.ensemble)
    return ratio_interval(hits & (months >= first) & (months <= last), hits, evidence.trials)


@measure
def acquired(evidence: Evidence, month: int) -> Interval:
    """Share of companies acquired by ``month``."""
    hits = _ends(evidence) == "acquired"
    return share_interval(hits & ~alive_at(evidence.ensemble, month), evidence.trials)


@measure
def months_from_money_to_acquisition(evidence: Evidence) -> Interval:
    """Mean months from the last money raised (or the opening) to an acquisition."""
    raised = np.nan_to_num(evidence.column("raised")) > 0
    months = np.arange(1, raised.shape[1] + 1)
    last = (raised * months).max(axis=1)
    hits = _ends(evidence) == "acquired"
    waited = np.where(hits, np.nan_to_num(runway_values(evidence.ensemble), posinf=0.0) - last, 0.0)
    return ratio_interval(waited, hits, evidence.trials)


def _ends(evidence: Evidence) -> NDArray[Any]:
    return np.asarray(evidence.ensemble.outcomes["end"].to_numpy(dtype=object))


def _failed(evidence: Evidence) -> NDArray[np.bool_]:
    return np.isin(_ends(evidence).astype(str), FAILED)


# -- money -------------------------------------------------------------------------------------------------------------


@measure
def raised_round(evidence: Evidence, name: str, month: int) -> Interval:
    """Share of companies that had a round's money by ``month``."""
    return share_interval(np.asarray(_month_of_round(evidence, name) <= month), evidence.trials)


@measure
def months_to_round(evidence: Evidence, name: str) -> Interval:
    """Median months to a round's money, of those that got it."""
    months = _month_of_round(evidence, name)
    got = np.isfinite(months)
    return quantile_interval(months[got], HALF, evidence.trials[got])


@measure
def bridges_for_each(evidence: Evidence, name: str) -> Interval:
    """Bridges from existing investors for each round of a name."""
    funding = evidence.ensemble.scenario.setup.funding
    raised = np.nan_to_num(evidence.column("raised"))
    smallest = min(terms.size for terms in funding.rounds.values())
    bridges = ((raised > 0) & (raised < smallest)).sum(axis=1)
    return ratio_interval(bridges, np.isfinite(_month_of_round(evidence, name)), evidence.trials)


def _month_of_round(evidence: Evidence, name: str) -> Floats:
    """The month in which a round's money came [trials], inf where it never did: rounds come in order, each larger
    than a bridge."""
    rounds = evidence.ensemble.scenario.setup.funding.rounds
    smallest = min(terms.size for terms in rounds.values())
    big = np.nan_to_num(evidence.column("raised")) >= smallest
    reached = big.cumsum(axis=1) > list(rounds).index(name)
    return np.asarray(np.where(reached.any(axis=1), reached.argmax(axis=1) + 1.0, np.inf))


# -- size and growth ---------------------------------------------------------------------------------------------------


@measure
def arr_quantile(evidence: Evidence, month: int, q: float) -> Interval:
    """Quantile of ARR, in thousands, of those alive at the end of ``month``."""
    return _thousands(_quantile(evidence, evidence.column("arr"), _only(evidence, month), q))


@measure
def reached(evidence: Evidence, arr: float, month: int) -> Interval:
    """Share of companies that were ever at an ARR by ``month``."""
    ever = np.asarray((evidence.column("arr")[:, :month] >= arr).any(axis=1))
    return share_interval(ever, evidence.trials)


@measure
def beyond(evidence: Evidence, arr: float, month: int) -> Interval:
    """Share of companies with at least an ARR at the end of ``month``; the ended have none."""
    return share_interval(evidence.column("arr")[:, month - 1] >= arr, evidence.trials)


@measure
def growth_quantile(evidence: Evidence, q: float, above: float = 0.0, below: float = np.inf) -> Interval:
    """Quantile of the yearly growth of those now in an ARR band."""
    arr = evidence.column("arr")
    growth = np.full_like(arr, np.nan)
    before = arr[:, :-YEAR]
    growth[:, YEAR:] = np.where(before > 0, arr[:, YEAR:] / np.where(before > 0, before, 1.0) - 1.0, np.nan)
    return _quantile(evidence, growth, evidence.band(above, below, yearly=True), q)


def _only(evidence: Evidence, month: int) -> NDArray[np.bool_]:
    lived = evidence.band()
    return np.asarray(lived & (np.arange(1, lived.shape[1] + 1) == month))


def _thousands(money: Interval) -> Interval:
    return Interval(money.value / 1e3, money.low / 1e3, money.high / 1e3)


# -- the funnel --------------------------------------------------------------------------------------------------------


@measure
def win_rate(evidence: Evidence, **band: Any) -> Interval:
    """Orders over decided deals."""
    orders = evidence.column("orders")
    return _pooled(evidence, orders, orders + evidence.column("lost"), evidence.band(**band))


@measure
def cycle(evidence: Evidence, **band: Any) -> Interval:
    """Mean months from taking up a deal to its decision."""
    months, decided = evidence.column("cycle_months"), evidence.column("orders") + evidence.column("lost")
    return _pooled(evidence, months * decided, np.where(np.isnan(months), np.nan, decided), evidence.band(**band))


@measure
def leads_per_rep(evidence: Evidence, **band: Any) -> Interval:
    """Opportunities for each rep and month, in months with reps."""
    reps = evidence.column("heads_rep")
    return _pooled(evidence, evidence.column("opportunities"), reps, evidence.band(**band) & (reps > 0))


@measure
def contract_value(evidence: Evidence, **band: Any) -> Interval:
    """ARR in thousands for each customer."""
    return _thousands(_pooled(evidence, evidence.column("arr"), evidence.column("customers"), evidence.band(**band)))


@measure
def lone_rep_output(evidence: Evidence) -> Interval:
    """New ACV in thousands a year of reps who were alone for the three months measured."""
    reps = evidence.column("heads_rep")
    alone = reps == 1
    alone[:, : SMOOTHED - 1] = False
    for months in range(1, SMOOTHED):
        alone[:, months:] &= reps[:, :-months] == 1
    output = evidence.column("output_per_rep")
    return _thousands(_pooled(evidence, output, np.ones_like(output), alone))


# -- customers and unit economics --------------------------------------------------------------------------------------


@measure
def median_of(evidence: Evidence, column: str, **band: Any) -> Interval:
    """Median of a monthly column over companies and years."""
    return _quantile(evidence, evidence.column(column), evidence.band(**band, yearly=True))


@measure
def logo_churn(evidence: Evidence, **band: Any) -> Interval:
    """Customers lost a month over those there at its beginning."""
    lost = evidence.column("customers_lost")
    before = evidence.column("customers") + lost - evidence.column("customers_won")
    return _pooled(evidence, lost, before, evidence.band(**band))


@measure
def cac_ratio(evidence: Evidence, **band: Any) -> Interval:
    """Median of a year's sales and marketing cost over the year's new contract value."""
    won, value = evidence.column("customers_won"), evidence.column("acv_new")
    sold = evidence.year(np.where(won > 0, won * np.nan_to_num(value), 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = _acquisition(evidence) / sold
    return _quantile(evidence, ratio, evidence.band(**band, yearly=True) & (sold > 0))


@measure
def sales_and_marketing(evidence: Evidence) -> Interval:
    """Sales and marketing cost over revenue, years with at least one new customer pooled."""
    return _pooled(evidence, _acquisition(evidence), evidence.year(evidence.column("mrr")), evidence.band(yearly=True))


def _acquisition(evidence: Evidence) -> Floats:
    """Sales and marketing cost of the last year (founders' time is not in it); NaN where nobody was won."""
    return np.asarray(evidence.column("cac") * evidence.year(evidence.column("customers_won")))


def _service_pay(evidence: Evidence) -> Floats:
    people = evidence.ensemble.scenario.setup.people
    return np.asarray(evidence.column("heads_csm") * people.roles["csm"].salary / YEAR * people.load)


@measure
def gross_margin(evidence: Evidence, **band: Any) -> Interval:
    """Share of recurring revenue left after hosting and the pay of customer success."""
    revenue = evidence.column("mrr")
    hosting = evidence.ensemble.scenario.setup.finance.hosting * evidence.column("customers")
    return _pooled(evidence, revenue - hosting - _service_pay(evidence), revenue, evidence.band(**band))


@measure
def service_cost(evidence: Evidence, **band: Any) -> Interval:
    """Pay of customer success over recurring revenue."""
    return _pooled(evidence, _service_pay(evidence), evidence.column("mrr"), evidence.band(**band))


@measure
def arr_per_head(evidence: Evidence, **band: Any) -> Interval:
    """Median ARR in thousands for each head, founders among them."""
    ratio = evidence.column("arr") / evidence.column("heads")
    return _thousands(_quantile(evidence, ratio, evidence.band(**band, yearly=True)))


# -- reps and customers one by one -------------------------------------------------------------------------------------


def _ratio(evidence: Evidence, parts: Callable[[Watched], tuple[float, float]]) -> Interval:
    """Pooled ratio over the watched companies of the two numbers that each gives."""
    pairs = np.array([parts(company) for company in evidence.watched], dtype=float).reshape(-1, 2)
    return ratio_interval(pairs[:, 0], pairs[:, 1], np.array([company.trial for company in evidence.watched]))


def attainments(rep: RepYears) -> list[float]:
    """Share of quota sold in each full year of a rep's life from the seventh month on."""
    years = range(RAMPED_MONTHS, len(rep.sold) - YEAR + 1, YEAR)
    return [sum(rep.sold[start : start + YEAR]) / rep.quota for start in years]


def _attained(company: Watched) -> Floats:
    return np.array([share for rep in company.reps for share in attainments(rep)])


@measure
def at_quota(evidence: Evidence) -> Interval:
    """Share of ramped rep-years at or above quota."""
    return _ratio(evidence, lambda company: ((_attained(company) >= 1.0).sum(), len(_attained(company))))


@measure
def mean_attainment(evidence: Evidence) -> Interval:
    """Mean share of quota sold in ramped rep-years."""
    return _ratio(evidence, lambda company: (_attained(company).sum(), len(_attained(company))))


@measure
def below_mean(evidence: Evidence) -> Interval:
    """Share of ramped rep-years that sold less than their mean."""
    mean = mean_attainment(evidence).value
    return _ratio(evidence, lambda company: ((_attained(company) < mean).sum(), len(_attained(company))))


@measure
def rep_attrition(evidence: Evidence) -> Interval:
    """Leavers over rep-years."""

    def parts(company: Watched) -> tuple[float, float]:
        return sum(rep.left for rep in company.reps), sum(rep.months for rep in company.reps) / YEAR

    return _ratio(evidence, parts)


@measure
def rep_quits(evidence: Evidence) -> Interval:
    """Reps who quit, over rep-years."""
    quits = evidence.ensemble.outcomes["reps_left"].to_numpy(dtype=float)
    return ratio_interval(quits, np.nansum(evidence.column("heads_rep"), axis=1) / YEAR, evidence.trials)


@measure
def first_half_output(evidence: Evidence) -> Interval:
    """Monthly output in the first six months over that of months 10 to 12, of reps who stay a year."""

    def parts(company: Watched) -> tuple[float, float]:
        stayed = [rep.sold for rep in company.reps if len(rep.sold) >= YEAR]
        return sum(float(np.mean(s[FIRST_HALF])) for s in stayed), sum(
            float(np.mean(s[FOURTH_QUARTER])) for s in stayed
        )

    return _ratio(evidence, parts)


@measure
def ramp_months(evidence: Evidence) -> Interval:
    """Month by which smoothed output first comes near that of the settled months, of reps who stay that long; its
    interval by bootstrap over blocks."""
    blocks: dict[int, Floats] = {}
    for company in evidence.watched:
        for rep in company.reps:
            if len(rep.sold) >= SETTLED.stop:
                block = company.trial // BLOCK
                blocks[block] = blocks.get(block, np.zeros(SETTLED.stop)) + np.array(rep.sold[: SETTLED.stop])
    if not blocks:
        return UNKNOWN
    curves = np.array(list(blocks.values()))
    generator = np.random.default_rng(len(curves))
    picks = generator.integers(0, len(curves), (RESAMPLES, len(curves)))
    low, high = np.percentile([_ramped(curves[pick].sum(axis=0)) for pick in picks], [TAIL, 100 - TAIL])
    return Interval(_ramped(curves.sum(axis=0)), float(low), float(high))


def _ramped(curve: Floats) -> float:
    """The middle of the first window in which a rep's curve of monthly output comes near its settled level."""
    smoothed = np.convolve(curve, np.ones(SMOOTHED) / SMOOTHED, mode="valid")
    near = smoothed >= RAMPED * curve[SETTLED].mean()
    return float(near.argmax()) + SMOOTHED / 2


@measure
def activated_in_time(evidence: Evidence) -> Interval:
    """Share of customers of at least a year ago that were activated in time."""
    return _ratio(evidence, lambda company: (sum(c.in_time for c in company.customers), len(company.customers)))


@measure
def kept(evidence: Evidence, in_time: bool) -> Interval:
    """12-month retention, closures of customers among the losses, of those activated in time or of the others."""

    def parts(company: Watched) -> tuple[float, float]:
        group = [customer.kept for customer in company.customers if customer.in_time is in_time]
        return sum(group), len(group)

    return _ratio(evidence, parts)
