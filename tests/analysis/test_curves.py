"""Plans month by month."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.choosing import choose
from sim.analysis.curves import arr_curve, mean_curve, milestone_curve, survival_differences
from tests.analysis.toys import ALIVE, toy
from tests.ensemble.fakes import FakeScenario

NAN = float("nan")
PLAN = FakeScenario(name="a", months=4)
ROWS = {
    "cash": np.array([[4.0, 3.0, 2.0, 1.0], [4.0, 2.0, NAN, NAN], [4.0, NAN, NAN, NAN]]),
    "arr": np.array([[1e6, 2e6, 2e6, 1e6], [1e6, 1e6, NAN, NAN], [1e6, NAN, NAN, NAN]]),
    "runway": np.full((3, 4), 12.0),
    "burn": np.array([[1.0, 1.0, 1.0, -1.0], [0.0, 2.0, NAN, NAN], [0.0, NAN, NAN, NAN]]),
}
ENDS = [ALIVE, ("dead", 2.5), ("acquired", 1.5)]


def test_who_has_ended_has_no_more_but_a_sale_keeps_its_revenue() -> None:
    here = toy(ENDS, scenario=PLAN, rows=ROWS, arr=[1e6, 0.0, 6e6])
    assert mean_curve(here, "cash").value == pytest.approx([4.0, 5 / 3, 2 / 3, 1 / 3])
    assert mean_curve(here, "burn", total=True).value == pytest.approx([1 / 3, 4 / 3, 5 / 3, 4 / 3])
    assert arr_curve(here).value == pytest.approx([1e6, 3e6, 8e6 / 3, 7e6 / 3])


def test_a_milestone_once_reached_stays_reached() -> None:
    here = toy(ENDS, scenario=PLAN, rows=ROWS)
    curve = milestone_curve(here, 6.0)
    assert curve is not None
    assert curve.value == pytest.approx([0.0, 1 / 3, 1 / 3, 1 / 3])
    assert milestone_curve(toy(ENDS, scenario=replace(PLAN, rounds=False), rows=ROWS), 6.0) is None


def test_the_last_difference_is_that_of_the_table() -> None:
    plans = [toy(ENDS * 40, scenario=PLAN), toy([ALIVE] * 120, scenario=replace(PLAN, name="b"))]
    (curve,) = survival_differences(plans)
    table = choose(plans).comparisons[0].survival[4]
    assert (curve.name, curve.value[-1], curve.low[-1], curve.high[-1]) == ("b", table.value, table.low, table.high)
    assert curve.value == pytest.approx([0.0, 1 / 3, 2 / 3, 2 / 3])
