"""Survival, ends and runway of lives written by hand."""

import numpy as np
import pytest

from sim.analysis.survival import (
    alive_at,
    ends,
    ends_over_time,
    led_by,
    proximate_causes,
    runway_months,
    standard_months,
    survival_at,
    survival_curve,
)
from sim.journal import ENDS
from tests.analysis.toys import ALIVE, toy

TEN = toy(
    [("dead", 2.5), ("dead", 6.0), ("closed", 9.2), ("acquired", 12.0), ("dead", 23.9), *[ALIVE] * 3]
    + [("default_alive", float("nan"))] * 2,
    alone=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, *[float("nan")] * 3],
    causes=[("payroll", "few leads")] * 2 + [("wind-down", "slow cycle")] + [("", "")] + [("tax", "few leads")]
    + [("", "")] * 5,
)  # fmt: skip


def test_an_end_at_the_month_is_before_it() -> None:
    assert [int(alive_at(TEN, month).sum()) for month in (0, 2, 3, 5.99, 6, 11, 12, 23, 24)] == [
        10, 10, 9, 9, 8, 7, 6, 6, 5,
    ]  # fmt: skip


def test_survival_curve_runs_from_the_opening_to_the_horizon() -> None:
    curve = survival_curve(TEN)
    assert [point["month"] for point in curve] == list(range(25))
    assert (curve[0]["p"], curve[12]["p"], curve[24]["p"]) == (1.0, 0.6, 0.5)
    assert all(point["low"] <= point["p"] <= point["high"] for point in curve)
    assert survival_at(TEN, 12).value == 0.6
    assert survival_curve(TEN, new_money=False)[5]["p"] == 0.5


def test_ends_over_time_add_up() -> None:
    shares = ends_over_time(TEN)
    assert list(shares) == ["living", "acquired", "closed", "dead"]
    np.testing.assert_allclose(sum(shares.values()), 1.0)
    np.testing.assert_allclose(shares["living"], [point["p"] for point in survival_curve(TEN)])
    assert shares["dead"][[2, 3, 6, 24]].tolist() == [0, 0.1, 0.2, 0.3]
    assert shares["acquired"][[11, 12]].tolist() == [0, 0.1]


def test_ends_at_the_horizon() -> None:
    shares = ends(TEN)
    assert tuple(shares) == ENDS
    assert shares == {"default_alive": 0.2, "alive": 0.3, "acquired": 0.1, "closed": 0.1, "dead": 0.3}


def test_runway_is_unknown_beyond_the_horizon() -> None:
    runway = runway_months(TEN)
    assert (runway["p10"], runway["p50"], runway["p90"]) == (2.5, 23.9, None)
    assert runway["restricted_mean"] == pytest.approx((2.5 + 6 + 9.2 + 12 + 23.9 + 5 * 24) / 10)
    alone = runway_months(TEN, new_money=False)
    assert (alone["p10"], alone["p50"], alone["p90"]) == (1.0, 5.0, None)


def test_an_end_a_rounding_error_past_the_horizon_is_within_it() -> None:
    late = toy([("dead", 24.0000001), ALIVE])
    assert survival_at(late, 24).value == 0.5
    assert ends_over_time(late)["living"][-1] == 0.5


def test_causes_are_shares_of_the_failed() -> None:
    assert list(proximate_causes(TEN).items()) == [("payroll", 0.5), ("tax", 0.25), ("wind-down", 0.25)]
    assert led_by(TEN) == {"few leads": 0.75, "slow cycle": 0.25}
    assert proximate_causes(toy([ALIVE])) == {}


@pytest.mark.parametrize(
    ("months", "shown"), [(60, [12, 24, 36, 60]), (36, [12, 24, 36]), (30, [12, 24, 30]), (6, [6])]
)
def test_standard_months(months: int, shown: list[int]) -> None:
    assert standard_months(months) == shown
