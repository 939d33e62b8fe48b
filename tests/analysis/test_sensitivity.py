"""Sensitivity of companies whose answer is known: cash alone decides, or the day alone."""

from typing import Any

import pytest

from sim.analysis.sensitivity import PRCC, SOBOL, _luck, sensitivity
from sim.analysis.statistics import Interval
from sim.errors import InputError
from sim.scenario import Scenario
from tests.worlds import CONSTANT_CHURN, SEGMENT, base, customer_row, toy

INERT = f"{SEGMENT}.acv"
COST = "people.load"
POINTS = 32


def alone(**changes: Any) -> Scenario:
    """One founder on a salary with a loaded cost that nobody knows, and prices that nobody pays."""
    unknown = {COST: "1 to 2", INERT: "10k to 30k"}
    return toy({"company.opening.cash": 450_000.0, **unknown, **changes})


def test_what_alone_decides_drives_and_what_is_inert_never_does() -> None:
    found = sensitivity(alone(), POINTS, workers=1)
    assert found.method == SOBOL
    assert found.lived == POINTS * (2 + 3)
    for one in found.outputs[:2]:
        assert [driver.path for driver in one.drivers] == [COST, INERT]
        assert one.drivers[0].index is not None
        assert one.drivers[0].index.total.value == pytest.approx(1.0, abs=0.35)
        assert one.drivers[1].index is not None
        assert one.drivers[1].index.total.value == one.drivers[1].index.total.high == 0.0
        assert not one.drivers[1].clear
        assert one.luck.value == 0.0
    assert COST in found.headline
    assert any("No clear part" in line and INERT in line for line in found.lines)


def test_where_only_the_day_differs_all_is_luck() -> None:
    # customers who toss a coin at each month's end, and a price that is nobody's
    row = customer_row(count=1, start="2026-07-01")
    scenario = alone(
        **{"company.opening.customers": [row], f"{SEGMENT}.renewal": 0.5, **CONSTANT_CHURN, COST: 1.0,
           "company.opening.cash": 1e7}
    )  # fmt: skip
    found = sensitivity(scenario, POINTS, workers=1)
    arr = next(one for one in found.outputs if one.output == "arr")
    assert arr.luck.value == pytest.approx(1.0, abs=0.4)
    assert arr.drivers[0].index is not None
    assert arr.drivers[0].index.total.value == 0.0


def test_correlated_inputs_are_judged_by_ranks() -> None:
    tied = {"correlations.both": {"a": COST, "b": INERT, "rho": 0.7}}
    found = sensitivity(alone(**tied), 64, workers=1)
    assert found.method == PRCC
    assert found.points == 128
    life = next(one for one in found.outputs if one.output == "runway")
    assert life.drivers[0].path == COST
    assert life.drivers[0].correlation is not None
    assert life.drivers[0].correlation.high < -0.5  # many live to the horizon, and tie
    assert not life.drivers[1].clear
    assert life.luck.value == 0.0


def test_the_same_whatever_the_workers() -> None:
    first, second = (sensitivity(base(12), 2, workers=workers).as_dict() for workers in (1, 2))
    assert first == second


@pytest.mark.parametrize("points", [0, 1, 3, 100])
def test_a_sample_is_a_power_of_two(points: int) -> None:
    with pytest.raises(InputError, match="points"):
        sensitivity(alone(), points, workers=1)


def test_a_scenario_without_ranges_is_refused() -> None:
    with pytest.raises(InputError, match="is a range"):
        sensitivity(toy(), 4, workers=1)


def test_luck_that_may_be_anything_is_not_said_to_be_known() -> None:
    assert "cannot be told" in _luck(Interval(2.13, -0.4, 4.6))
    assert _luck(Interval(0.8, 0.63, 1.2)).startswith("Luck of the day makes 80 % of the differences")
    assert _luck(Interval(0.2, -0.1, 0.5)).startswith("Luck of the day makes 20 %")
