"""L16 and the refund clause: what contracts hide, and what they show (C26)."""

from typing import Any

import numpy as np

from sim.journal import Trial
from tests.worlds import EVEN_ODDS, RICH, SEGMENT, column, lives, mean_and_error, toy

TRIALS = 16
# Ten orders a month or so, a fifth to a quarter of customers lost at each anniversary, everybody activated in time.
SELLING: dict[str, Any] = EVEN_ODDS | RICH | {
    "product.opening_fit": 0.6,
    "product.fit_ceiling": 0.6,
    "product.drift": 0.0,
    "success.ability_spread": 0.3,
    "company.founders.hours": 1e5,
    f"{SEGMENT}.renewal": 0.75,
    "marketing.network.sqls": 40.0,
    "marketing.funnel.sql_to_opportunity": 0.5,
}  # fmt: skip


def _selling(changes: dict[str, Any], months: int) -> list[Trial]:
    return lives(toy(SELLING | changes, months=months), TRIALS)


def _difference(first: list[Trial], second: list[Trial], name: str, months: slice) -> tuple[float, float]:
    """Mean paired difference (second less first) of a column's sum over some months, and its standard error."""
    pairs = zip(first, second, strict=True)
    return mean_and_error([float(column(b, name)[months].sum() - column(a, name)[months].sum()) for a, b in pairs])


def _jump(life: Trial, end: int) -> float:
    """Monthly logo churn of the year after the first long contracts end, less that of the months after the first
    anniversary before it."""
    churn = column(life, "logo_churn")
    return float(churn[end : end + 12].mean() - churn[12:end].mean())


def test_multi_year_discounts_bring_cash_now_and_hide_churn_until_the_third_anniversary() -> None:
    """L16: three years at 15 % off and paid at once: more cash in the first year, less churn in the second and third,
    more in the fourth; and no more yearly value per order than is paid for a year."""
    yearly = _selling({}, 50)
    several = _selling({"sales.contracts.multi_year.years": 3, "sales.contracts.multi_year.discount": 0.15}, 50)
    cash, error = _difference(yearly, several, "collected", slice(0, 12))
    assert cash > 4 * error
    hidden, error = _difference(yearly, several, "customers_lost", slice(12, 36))
    assert hidden < -4 * error
    shown, error = mean_and_error([_jump(b, 36) - _jump(a, 36) for a, b in zip(yearly, several, strict=True)])
    assert shown > 0.005 + 4 * error
    acv = np.nanmean([column(life, "acv_new") for life in several]) / 24_000.0
    takers = 1.0 - np.exp(-6.0 * 0.15)
    assert abs(acv - (1.0 - 0.15 * takers)) < 0.01
    later, error = _difference(yearly, several, "collected", slice(12, 24))
    assert later < cash - 4 * error


def test_two_years_hide_churn_until_the_second_anniversary() -> None:
    """L16: with two years signed, the first cohorts' churn shows in months 25 to 36."""
    yearly = _selling({}, 38)
    two = _selling({"sales.contracts.multi_year.years": 2, "sales.contracts.multi_year.discount": 0.15}, 38)
    hidden, error = _difference(yearly, two, "customers_lost", slice(12, 24))
    assert hidden < -4 * error
    shown, error = mean_and_error([_jump(b, 24) - _jump(a, 24) for a, b in zip(yearly, two, strict=True)])
    assert shown > 0.005 + 4 * error


def test_a_refund_clause_wins_more_and_costs_little_where_value_is_there() -> None:
    """C26: more orders; of a fit product a few in a hundred ask for their money back, of an unfit one many, within the
    first months instead of after a year."""
    clause = {"sales.contracts.refund.months": 3.0}
    plain, refund = _selling({}, 18), _selling(clause, 18)
    more, error = _difference(plain, refund, "customers_won", slice(0, 18))
    assert more > 4 * error
    won, back = (sum(column(life, name).sum() for life in refund) for name in ("customers_won", "refunded"))
    assert 0.0 < back / won < 0.06
    bad = {"product.opening_fit": 0.2, "product.fit_ceiling": 0.2}
    unfit, warned = _selling(bad, 18), _selling(bad | clause, 18)
    early = np.array(
        [column(life, "refunded")[:12].sum() / column(life, "customers_won")[:12].sum() for life in warned]
    )
    share, error = mean_and_error(early)
    assert share > 2 * back / won + 4 * error
    sooner, error = _difference(unfit, warned, "customers_lost", slice(0, 12))
    assert sooner > 4 * error


def test_claims_teach_the_product() -> None:
    """C26: a clause exposes problems: a young product learns faster from those who want their money back."""
    young = {
        "product.opening_fit": 0.2,
        "product.fit_ceiling": 0.9,
        "product.learning": 0.2,
        "company.founders.hours": 20.0,
    }
    young |= {
        "company.opening.staff": [{"id": "e", "role": "engineer", "start": "2024-01-01", "salary": 1.0, "count": 5}],
        f"{SEGMENT}.deal_units": 0.001,
        "product.telemetry_hours": 0.0,
    }
    clause = {"sales.contracts.refund.months": 3.0}
    differences = [
        column(b, "fit")[-1] - column(a, "fit")[-1]
        for a, b in zip(_selling(young, 12), _selling(young | clause, 12), strict=True)
    ]
    more, error = mean_and_error(differences)
    assert more > 4 * error
