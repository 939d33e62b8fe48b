"""L4 and L7: what a narrower funnel takes away, and what more reps on the same leads cannot add."""

from typing import Any

import numpy as np
import pytest

from sim.scenario import Scenario
from tests.worlds import ENDLESS_HOURS, EVEN_ODDS, RICH, SEGMENT, column, lives, mean_and_error, staff_row, toy

FUNNEL = {"visit_to_signup": 0.05, "signup_to_mql": 0.25, "mql_to_sql": 0.4, "sql_to_opportunity": 0.5}
TRIALS = 30

# 20,000 visits a month bought one by one: 100 SQLs, 50 opportunities, 25 orders.
BOUGHT_LEADS: dict[str, Any] = {
    "plan.budgets.paid.all": {"month": 1, "per_month": 20_000.0},
    "marketing.paid": {"cost_per_visit": 1.0, "visits_cap": 1e12, "quality_loss": 0.0},
    **{f"marketing.funnel.{step}": rate for step, rate in FUNNEL.items()},
}


def market(changes: dict[str, Any] | None = None) -> Scenario:
    """A company that can handle whatever its funnel brings."""
    return toy(EVEN_ODDS | ENDLESS_HOURS | RICH | BOUGHT_LEADS | (changes or {}))


def orders(scenario: Scenario) -> np.ndarray:
    """Orders of a year, trial by trial."""
    return np.array([column(life, "orders").sum() for life in lives(scenario, TRIALS)])


@pytest.fixture(scope="module")
def usual() -> np.ndarray:
    """Orders of the whole funnel."""
    return orders(market())


@pytest.mark.parametrize("step", FUNNEL)
def test_a_funnel_step_a_fifth_lower_brings_a_fifth_fewer_orders(usual: np.ndarray, step: str) -> None:
    """L4: rates multiply, so that each step counts alike while there are hours for every lead."""
    fewer = orders(market({f"marketing.funnel.{step}": 0.8 * FUNNEL[step]}))
    gap, error = mean_and_error((fewer - 0.8 * usual) / usual.mean())
    assert error < 0.02
    assert abs(gap) < 4 * error


def test_orders_are_leads_times_rates(usual: np.ndarray) -> None:
    """L4: 100 SQLs a month, half of them opportunities, half of those won; the last deals are still open at the end."""
    mean, error = mean_and_error(usual)
    cycle = 0.2
    assert abs(mean - 25.0 * (12.0 - cycle)) < 4 * error


def test_a_lower_step_costs_less_where_selling_time_binds() -> None:
    """L4: founders with hours for a third of the deals lose few orders when the funnel brings a fifth fewer."""
    busy = {
        "company.founders": {"hours": 120.0, "selling": 1.0, "product": 0.0, "service": 0.0},
        "sales.founder_hours_per_deal": 36.0,
    }
    before = orders(market(busy))
    after = orders(market(busy | {"marketing.funnel.mql_to_sql": 0.8 * FUNNEL["mql_to_sql"]}))
    loss, error = mean_and_error(1.0 - after / before)
    assert loss + 4 * error < 0.2


# -- L7 ---------------------------------------------------------------------------------------------------------------

# Thirty opportunities a month, a quarter won, 24,000 a year each: 2.16 million a year to share among the reps.
FEW_LEADS: dict[str, Any] = {
    f"{SEGMENT}.win_rate": 0.25,
    f"{SEGMENT}.cycle_months": 1.0,
    "plan.budgets.paid.all.per_month": 12_000.0,
    "company.founders.selling": 0.0,
    "company.founders.service": 1.0,
    "company.founders.product": 0.0,
    "people.load": 1.25,
    "sales.base_share": 0.5,
    "sales.skill_spread": 0.0,
    "sales.weak_share": 0.0,
    "sales.income_slope": 0.0,
    "sales.ramp_months": 1.0,
    "sales.deals_per_rep": 14.0,
    "sales.selling_hours": 42.0,
    "sales.hours_per_deal": 3.0,
}


def team(reps: int) -> list[Any]:
    """A year of a team of ramped reps on 90,000 base, 225,000 all in."""
    staff = [staff_row(id="reps", role="rep", salary=90_000.0, count=reps)]
    return lives(market(FEW_LEADS | {"company.opening.staff": staff}), TRIALS)


def test_twice_the_reps_on_the_same_leads_sell_below_their_cost() -> None:
    """L7: eight reps earn their keep; sixteen share the same orders and none of them does."""
    few, many = team(8), team(16)
    total, total_error = mean_and_error(
        [column(b, "orders").sum() - column(a, "orders").sum() for a, b in zip(few, many, strict=True)]
    )
    assert abs(total) < 4 * total_error + 6.0  # the same orders, give or take the queue of the smaller team
    for lives_of, reps in ((few, 8), (many, 16)):
        output, error = mean_and_error([column(life, "output_per_rep")[-1] for life in lives_of])
        cost = column(lives_of[0], "cost_per_rep")[-1]
        assert cost == 225_000.0
        assert abs(output - 2_160_000.0 / reps) < 4 * error
        assert (output - 4 * error > cost) if reps == 8 else (output + 4 * error < cost)
    assert np.mean([column(life, "leads_per_rep")[-1] for life in many]) == pytest.approx(30.0 / 16.0, rel=0.1)
