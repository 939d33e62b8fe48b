"""L21, L30 and the size of a round: what growth costs before it pays, and what money can and cannot buy."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.journal import Trial
from sim.trial import simulate
from tests.laws.floors import CALM
from tests.worlds import base, column, lives, mean_and_error, survived

CASH = 30_000_000.0
NOBODY_REACTS = {
    f"policies.{name}.enabled": False
    for name in ("layoffs", "freeze", "shrink", "grow_marketing", "hire_reps", "close_down")
}
# Money enough, no rounds, nobody who reacts: what the plan costs and brings shows by itself.
UNDISTURBED: dict[str, Any] = {
    "company.opening.cash": CASH,
    "funding.enabled": False,
    **NOBODY_REACTS,
}
FIXED_SPENDING: dict[str, Any] = {
    "funding.enabled": False,
    **NOBODY_REACTS,
    "policies.close_down.founders_unpaid_months": 0.0,
    "policies.close_down.accept_offers": False,
}


# -- L21 -------------------------------------------------------------------------------------------------------------


@cache
def bought(spend: float) -> list[Trial]:
    """Lives with so much paid acquisition a month, all else equal."""
    return lives(base(60).replace(UNDISTURBED | {"plan.budgets.paid.start.per_month": spend}), 20)


def test_the_trough_deepens_with_bought_growth_at_rising_cac() -> None:
    """L21: three times the paid budget, and three times that: customers cost more each time, and the deepest point of
    the cash curve lies lower each time, paired."""
    depths, cacs = [], []
    for spend in (12_000.0, 36_000.0, 108_000.0):
        depths.append(np.array([CASH - column(life, "cash").min() for life in bought(spend)]))
        cacs.append(np.log([np.nanmean(column(life, "cac")[24:]) for life in bought(spend)]))
    for less, more in ((0, 1), (1, 2)):
        deeper, error = mean_and_error(depths[more] - depths[less])
        assert deeper > 3 * error
        dearer, error = mean_and_error(cacs[more] - cacs[less])
        assert dearer > 3 * error


def test_a_healthy_company_turns_profitable_around_year_three() -> None:
    """L21, 2.1: with a product that can fit and a market that listens: money in during the first year, some revenue in
    the second, the first half year without burn between the ends of the second and the fourth year."""
    healthy = UNDISTURBED | {"product.fit_ceiling": 0.85, "marketing.lead_factor": 1.2}
    turned, years = [], []
    for life in lives(base(60).replace(healthy), 24):
        burn = column(life, "burn")
        halves = np.convolve(burn, np.ones(6) / 6, "valid")
        turned.append(np.argmax(halves <= 0) + 6 if (halves <= 0).any() else 99)
        years.append([column(life, "collected")[12 * year : 12 * year + 12].sum() for year in range(3)])
    assert 24 < np.median(turned) < 48
    income = np.mean(years, axis=0)
    assert income[0] < 0.3 * income[1] < 0.3 * income[2]


# -- twice the round -------------------------------------------------------------------------------------------------


def test_twice_the_money_at_fixed_spending_buys_life_and_no_revenue() -> None:
    """Month by month both have the same ARR while both live; the richer lives longer, and that is all."""
    once, twice = (base(60).replace(FIXED_SPENDING | {"company.opening.cash": cash}) for cash in (3.7e6, 7.4e6))
    longer = 0
    for trial in range(12):
        first, second = simulate(once, 1, trial), simulate(twice, 1, trial)
        together = min(len(first.rows), len(second.rows))
        for name in ("arr", "customers", "heads", "sqls"):
            assert np.array_equal(column(first, name)[:together], column(second, name)[:together])
        assert len(second.rows) >= len(first.rows)
        longer += len(second.rows) > len(first.rows)
    assert longer >= 6


# A product that fits as running companies' do, for good: what is left to differ is who knows how to sell, and leads.
FITTING: dict[str, Any] = {
    "product.fit_ceiling": 0.7, "product.opening_fit": 0.6, "product.learning": 0.0, "product.drift": 0.0,
    "policies.hire_csms.enabled": True,
    "plan.hires.rep": {"first": {"count": 2, "month": 2}},
}  # fmt: skip
MATURE = {"company.opening.history": {"months": 12, "deals_decided": 120}}
NEVER_LEARNT = {"sales.playbook.deals_needed": 10_000.0}
LEADS = {"marketing.lead_factor": 3.0}  # more than two reps and the founders can work
TWICE = {"company.opening.cash": 7.4e6}
ON_REPS = {"plan.hires.rep.more": {"count": 8, "month": 3}}


def bought_by_spending(changes: dict[str, Any], trials: int = 12) -> tuple[float, float]:
    """ARR at month 24 that the second half of a doubled round buys when it is spent on eight reps, paired."""
    kept = base(24).replace(FIXED_SPENDING | FITTING | TWICE | changes)
    arr = [np.array([t.outcome["arr_end"] for t in lives(arm, trials, 2)]) for arm in (kept, kept.replace(ON_REPS))]
    return mean_and_error(arr[1] - arr[0])


def test_money_spent_to_runway_buys_revenue_only_where_leads_wait_for_those_who_know_how_to_sell() -> None:
    """Twice the round, and the second half spent on eight more reps: with a mature playbook and leads in plenty ARR
    grows; without the leads, or where nobody ever learns how it is sold, it buys less than half of that.

    A playbook that is merely young is no such bar: fed with leads, ten reps write it within the year.
    """
    fed, error = bought_by_spending(MATURE | LEADS)
    assert fed > 3 * error
    for without in (MATURE, NEVER_LEARNT | LEADS):
        less, its_error = bought_by_spending(without)
        assert less + 2 * its_error < fed / 2


def lone_rep(changes: dict[str, Any], trials: int) -> tuple[np.ndarray, np.ndarray]:
    """New ACV a year of the only rep, from month 13 to 36: the mean of each company, and single years."""
    alone = {"plan.hires.rep": {"first": {"count": 1, "month": 6}}, "policies.hire_reps.enabled": False}
    sold = [column(t, "output_per_rep")[12:] for t in lives(base(36).replace(CALM | alone | changes), trials, 2)]
    years = [part[begin : begin + 12] for part in sold for begin in (0, 12)]
    known = [[np.nanmean(part) for part in parts if np.isfinite(part).sum() > 6] for parts in (sold, years)]
    return np.array(known[0]), np.array(known[1])


def test_a_lone_rep_sells_no_miracles() -> None:
    """With a quota of 500,000 and all the leads to himself a rep in the base company stays below quota on average; even
    with a fitting product, a mature playbook and three times the leads his hours keep him below 900,000, which hardly
    a year in ten exceeds."""
    quota = base(36).setup.sales.quota
    mean, error = mean_and_error(lone_rep({}, 16)[0])
    assert mean + 3 * error < quota
    fitting = {path: value for path, value in FITTING.items() if path.startswith("product")}
    companies, years = lone_rep(fitting | MATURE | LEADS, 16)
    mean, error = mean_and_error(companies)
    assert mean + 3 * error < 900_000
    assert np.mean(years > 900_000) < 0.1


# -- L30 -------------------------------------------------------------------------------------------------------------

SCALING = 8  # reps in one wave
EARLY, CONSISTENT = (2, 12), (19, 43)  # months in which the wave may come
FIRST_SIGN, SCALE = 10_000.0, 100_000.0  # monthly recurring revenue: a few customers, and a business that scales


@cache
def scaler(trial: int, first: int, last: int) -> Trial:
    """The base company whose wave of reps comes in a random month; two come with the founders' decided deals."""
    month = int(np.random.default_rng([trial, first]).integers(first, last))
    plan = {
        "policies.hire_reps.enabled": False,  # who scales when is the plan's alone
        "plan.hires.rep.first": {"count": 2, "gate": "founder_deals"},
        "plan.hires.rep.wave": {"count": SCALING, "month": month},
    }
    return simulate(base(60).replace(plan), 1, trial)


def first_month(life: Trial, revenue: float) -> int | None:
    """The month, counted from nought, at whose end monthly recurring revenue is there for the first time."""
    there = column(life, "mrr") >= revenue
    return int(np.argmax(there)) if there.any() else None


def team_before_scale(life: Trial) -> float:
    """The largest team that the opening money paid: before a round, and before the company scales."""
    funded = column(life, "raised") > 0
    ends = [first_month(life, SCALE), int(np.argmax(funded)) if funded.any() else None]
    return float(column(life, "heads")[: max(1, min((end for end in ends if end is not None), default=60))].max())


def team_at_first_sign(life: Trial) -> float:
    """Heads in the month when revenue first shows; unknown where it never does."""
    month = first_month(life, FIRST_SIGN)
    return np.nan if month is None else float(column(life, "heads")[month])


def assert_premature_scaling_hurts(trials: int) -> tuple[np.ndarray, np.ndarray]:
    """L30 over paired worlds, the base company with everything on; companies are classed by their plan's dates.

    Bigger teams: the largest on the opening money is larger, and of those that get to the same first revenue the early
    ones are more people by then. Returns who passes 100,000 a month, early and consistent.
    """
    early, late = ([scaler(k, *when) for k in range(trials)] for when in (EARLY, CONSISTENT))
    for measure in (team_before_scale, team_at_first_sign, lambda life: column(life, "burn")[:24].sum()):
        more = np.array([measure(first) - measure(second) for first, second in zip(early, late, strict=True)])
        gap, error = mean_and_error(more[~np.isnan(more)])
        assert gap > 3 * error
    reached = [np.array([float(first_month(life, SCALE) is not None) for life in arm]) for arm in (early, late)]
    for better in (reached[1] - reached[0], survived(late, 36) - survived(early, 36)):
        gap, error = mean_and_error(better)
        assert gap > 2 * error
    return reached[0], reached[1]


def test_premature_scalers_have_bigger_teams_burn_more_and_rarely_scale() -> None:
    """L30 in a small population."""
    assert_premature_scaling_hurts(200)


@pytest.mark.slow
def test_premature_scalers_in_a_big_population() -> None:
    """L30 in a big one: surely fewer than three quarters as many pass a hundred thousand a month."""
    early, late = assert_premature_scaling_hurts(640)
    few, error = mean_and_error(early - 0.75 * late)
    assert few < -2 * error


# -- L18 -------------------------------------------------------------------------------------------------------------

WINTER = {"perils.winter": {"kind": "funding_winter", "start": 13, "months": 15, "severity": 0.85}}


@cache
def winter(trials: int) -> tuple[np.ndarray, np.ndarray]:
    """Runway at the winter's start and whether it killed, of companies that would have raised and lived without it.

    Their opening cash is spread so that runways of every length are there. Nobody bridges, in the winter or without
    it: what kills is the round that fails.
    """
    mild = base(48).replace({"company.opening.cash": "1.5M to 9M", "funding.bridge": 0.0})
    calm, cold = lives(mild, trials), lives(mild.replace(WINTER), trials)
    raised = np.array([t.outcome["rounds"] > 0 and len(t.rows) >= 12 for t in calm]) & (survived(calm, 48) > 0)
    runway = np.array([column(t, "runway")[11] if len(t.rows) >= 12 else np.nan for t in calm])
    return runway[raised], 1.0 - survived(cold, 48)[raised]


def test_a_winter_kills_by_runway_at_its_start() -> None:
    """L18 in few companies: those with less than fifteen months of runway die of it, those with more hardly ever."""
    runway, killed = winter(160)
    short, long = killed[runway < 15], killed[runway >= 15]
    gap = short.mean() - long.mean()
    error = np.sqrt(short.mean() * (1 - short.mean()) / len(short) + 1 / 4 / len(long) ** 2)
    assert gap > 2 * error
    assert len(runway) > 30


@pytest.mark.slow
def test_a_winter_kills_less_the_longer_the_runway() -> None:
    """L18: falling with runway, highest under nine months, hardly anybody over twenty-five."""
    runway, killed = winter(1000)
    bins = [killed[(runway >= low) & (runway < high)] for low, high in ((0, 9), (9, 15), (15, 25), (25, 1e9))]
    shares = [part.mean() for part in bins]
    errors = [np.sqrt(max(0.01, share * (1 - share)) / len(part)) for share, part in zip(shares, bins, strict=True)]
    for shorter in range(3):
        assert shares[shorter] > shares[shorter + 1] - errors[shorter]
    assert shares[0] > shares[2] + 3 * np.hypot(errors[0], errors[2])
    assert shares[3] < 0.03 + 2 * errors[3]
