"""What a grid says of its plans: the measure is named, and one plan is told as one."""

import pytest

from sim.analysis.grid import Axis, Grid, evaluate
from tests.analysis.toys import ALIVE, toy
from tests.ensemble.fakes import FakeScenario

COMPANIES = 32


def grid(*alive: int) -> Grid:
    """Plans of which so many of 32 companies live."""
    values = tuple(str(number) for number in range(1, len(alive) + 1))
    ensembles = [
        toy([ALIVE] * number + [("dead", 9.0)] * (COMPANIES - number), scenario=FakeScenario(name=f"x={value}"))
        for value, number in zip(values, alive, strict=True)
    ]
    return evaluate([Axis("plan.x", "x", values)], True, ensembles)


@pytest.mark.parametrize(
    ("alive", "said"),
    [
        ((16, 17), "The other plan does not clearly keep more or fewer companies alive than the first (x=1)."),
        ((16, 30), "The other plan keeps clearly more companies alive than the first (x=1)."),
        ((30, 4), "The other plan keeps clearly fewer companies alive than the first (x=1)."),
        ((16, 16, 17), "None of the 2 other plans clearly keeps more or fewer companies alive than the first (x=1)."),
        (
            (16, 30, 31, 2, 16),
            "Of the 4 other plans 2 keep clearly more companies alive and 1 keeps clearly fewer than the first (x=1).",
        ),
        ((30, 2, 3), "Of the 2 other plans 2 keep clearly fewer companies alive than the first (x=1)."),
    ],
)
def test_the_sentence_says_what_differs(alive: tuple[int, ...], said: str) -> None:
    assert grid(*alive).sentence.endswith(said)


def test_the_fewest_and_the_most_are_named() -> None:
    sentence = grid(16, 30, 2).sentence
    assert "6 % of companies are alive with x=3 and 94 % with x=2, the fewest and the most." in sentence
    assert " and " not in grid(16, 16).sentence.partition(".")[0]


def test_no_interval_passes_what_is_possible() -> None:
    ensemble = toy([ALIVE] * 31 + [("dead", 59.0)], arr=[1e6] + [0.0] * 31, scenario=FakeScenario(months=60))
    cell = evaluate([Axis("plan.x", "x", ("1",))], True, [ensemble]).cells[0]
    assert cell.arr_end.low == 0.0
    assert cell.arr_end.high > 2 * cell.arr_end.value
    assert cell.runway_months.high == 60.0
    assert cell.runway_months.low < cell.runway_months.value < 60.0


def test_a_horizon_of_one_month_is_one_month() -> None:
    ensemble = toy([ALIVE] * 4, scenario=FakeScenario(months=1))
    assert evaluate([Axis("plan.x", "x", ("1",))], True, [ensemble]).sentence.startswith("After 1 month ")
