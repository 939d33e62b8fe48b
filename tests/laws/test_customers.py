"""L2 and renewal: customers stay or go by the law that their inputs name."""

import numpy as np
import pytest

from sim.trial import simulate
from tests.worlds import (
    CONSTANT_CHURN,
    ENDLESS_HOURS,
    EVEN_ODDS,
    RICH,
    SEGMENT,
    base,
    column,
    customer_row,
    lives,
    mean_and_error,
    same_rows,
    toy,
)

YEARLY = 0.07  # renewal a year: four customers in five stay from month to month
MONTHLY_STAY = YEARLY ** (1 / 12)
MIDDLE_OF_MONTH = "2026-12-15"  # renewals fall due in the middle of each month


@pytest.mark.parametrize(("rows", "count", "trials"), [(1, 200, 64), (40, 1, 64)])
def test_constant_churn_without_sales_leaves_the_geometric_law(rows: int, count: int, trials: int) -> None:
    """L2: of N customers on monthly terms N·r^t are left after t months, with the binomial's spread: one row of many
    like customers, or a row for each."""
    customers = [
        customer_row(id=f"c{n}", count=count, start=MIDDLE_OF_MONTH, term_months=1, billing="monthly")
        for n in range(rows)
    ]
    churn = CONSTANT_CHURN | RICH | {f"{SEGMENT}.renewal": YEARLY, "company.opening.customers": customers}
    left = np.array([column(life, "customers") for life in lives(toy(churn, months=9), trials)])
    share = MONTHLY_STAY ** np.arange(1, 10)
    total = rows * count
    error = np.sqrt(total * share * (1 - share) / trials)
    np.testing.assert_array_less(np.abs(left.mean(axis=0) - total * share), 4 * error)
    spread = left.var(axis=0, ddof=1) / (total * share * (1 - share))
    np.testing.assert_array_less(np.abs(spread - 1), 4 * np.sqrt(2 / (trials - 1)))


def test_constant_arrivals_fill_up_to_new_a_month_over_churn() -> None:
    """L2: with ten new customers a month and a fifth lost each month, the company ends at fifty customers."""
    changes = (
        CONSTANT_CHURN
        | EVEN_ODDS
        | ENDLESS_HOURS
        | RICH
        | {
            f"{SEGMENT}.renewal": 0.8**12,
            f"{SEGMENT}.term_months": 1,
            f"{SEGMENT}.billing": "monthly",
            "marketing.network.sqls": 40.0,
            "marketing.funnel.sql_to_opportunity": 0.5,
        }
    )
    plateaus = [column(life, "customers")[24:].mean() for life in lives(toy(changes, months=40), 40)]
    mean, error = mean_and_error(plateaus)
    assert error < 1.0
    assert abs(mean - 50.0) < 4 * error


def test_yearly_renewal_is_the_share_named() -> None:
    """L2: on yearly contracts nobody leaves before the anniversary, and the named share stays at it."""
    customers = [customer_row(id="many", count=1_000, start="2026-07-01")]
    churn = CONSTANT_CHURN | RICH | {f"{SEGMENT}.renewal": 0.8, "company.opening.customers": customers}
    for life in lives(toy(churn, months=8), 8):
        left = column(life, "customers")
        assert list(left[:5]) == [1_000.0] * 5
        assert abs(left[-1] - 800.0) < 4 * np.sqrt(1_000 * 0.8 * 0.2)
        assert np.nanmax(column(life, "renewed")) == left[-1]


def test_renewal_odds_change_nothing_before_the_first_anniversary() -> None:
    """A company without customers at the opening cannot feel its renewal odds for a year: the months are the same to
    the last bit. Afterwards they are not."""
    scenario = base(30)
    worse = scenario.replace({f"{SEGMENT}.renewal": 0.3})
    scenario = scenario.replace({f"{SEGMENT}.renewal": 0.9})
    differ = 0
    for trial in range(12):
        first, second = simulate(scenario, 2, trial), simulate(worse, 2, trial)
        assert same_rows(first.rows[:12], second.rows[:12])
        differ += not same_rows(first.rows, second.rows)
    assert differ >= 8
