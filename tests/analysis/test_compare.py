"""Comparisons, paired trial by trial."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.analysis.compare import common_opening, compare
from sim.ensemble.runner import run_ensemble
from sim.errors import InputError
from tests.analysis.toys import ALIVE, toy
from tests.ensemble.fakes import FakeScenario, simulate

A = FakeScenario(name="now", title="Hire now", months=48)
B = FakeScenario(name="later", title="Hire later", months=48)
DEAD = ("dead", 10.0)


def test_a_plan_against_itself() -> None:
    lives = [DEAD, ALIVE] * 100
    found = compare(toy(lives, scenario=A), toy(lives, scenario=B))
    assert (found.rescued, found.ruined, found.runway_months.value, found.arr_end.value) == (0, 0, 0, 0)
    assert found.sentence == "No difference: “Hire later” and “Hire now” live the same lives in 200 trials."


def test_a_clear_rescue_says_so() -> None:
    a = toy([DEAD] * 8 + [ALIVE] * 8, scenario=A, arr=[1e6] * 16)
    b = toy([ALIVE] * 15 + [("closed", 20.0)], scenario=B, arr=[3e6] * 16)
    found = compare(a, b)
    assert (found.a, found.b, found.trials, found.month) == ("now", "later", 16, 36)
    assert (found.rescued, found.ruined) == (8, 1)
    assert list(found.survival) == [12, 24, 36, 48]
    assert found.survival[12].value == pytest.approx(8 / 16)
    assert found.survival[36].value == pytest.approx(7 / 16)
    assert found.runway_months.value == pytest.approx((8 * 38 - 28) / 16)
    assert found.arr_end.value == pytest.approx((15 * 3e6 - 8 * 1e6) / 16)
    assert found.sentence.startswith("“Hire later” keeps 44 (±31) points more companies alive at 36 months than “Hire")
    assert "(rescues 8 from failing, ruins 1 of 16), and leaves USD 2.31M (±" in found.sentence
    assert found.sentence.endswith("more ARR a company.")
    back = compare(b, a)
    assert "44 (±31) points fewer" in back.sentence
    assert back.sentence.endswith("less ARR a company.")
    assert ", and leaves" in back.sentence


def test_an_unclear_difference_claims_nothing() -> None:
    a = toy([DEAD] + [ALIVE] * 99, scenario=A, arr=[1e6] * 100)
    b = toy([ALIVE] * 100, scenario=B, arr=[1e6] * 100)
    found = compare(a, b)
    assert found.survival[36].spans_zero
    assert found.sentence.startswith(
        "No clear difference in survival at 36 months between “Hire now” and “Hire later”: the second keeps +1 points, "
        "and anything from \u22122 to +4 fits (rescues 1 from failing, ruins 0 of 100)"
    )
    assert "no clear difference in ARR" in found.sentence


def test_a_sale_ends_a_life_but_ruins_nobody() -> None:
    a = toy([DEAD] * 20 + [ALIVE] * 20, scenario=A)
    b = toy([("acquired", 10.0)] * 40, scenario=B)
    found = compare(a, b)
    assert (found.rescued, found.ruined) == (20, 0)
    assert found.survival[36].value == pytest.approx(-0.5)
    assert {month: interval.value for month, interval in found.failures.items()} == {36: -0.5, 48: -0.5}


@pytest.mark.parametrize(
    ("late", "said"),
    [(40, "At 48 months it is 40 (±"), (62, "At 48 months the difference is not clear (+2 points; ")],
)
def test_a_sign_that_turns_names_both_horizons(late: int, said: str) -> None:
    a = toy([("dead", 40.0)] * 60 + [ALIVE] * 40, scenario=A)
    dead = [DEAD] * 20
    b = toy([*dead, *[ALIVE] * 80] if late == 40 else [*dead, *[("dead", 40.0)] * 38, *[ALIVE] * 42], scenario=B)
    sentence = compare(a, b).sentence
    assert "20 (±" in sentence
    assert "points fewer companies alive at 36 months" in sentence
    assert said in sentence


def test_openings_that_differ_have_no_common_date() -> None:
    plans = [toy([ALIVE], scenario=replace(A, opening=date(year, 1, 1))) for year in (2015, 2026)]
    assert common_opening(plans[:1]) == date(2015, 1, 1)
    assert common_opening(plans) is None


def test_more_alive_but_with_less() -> None:
    a = toy([DEAD] * 8 + [ALIVE] * 8, scenario=A, arr=[9e6] * 16)
    b = toy([ALIVE] * 16, scenario=B, arr=[1e6 + n for n in range(16)])
    assert ", but leaves USD 3.5M" in compare(a, b).sentence


def test_horizons_under_three_years() -> None:
    short = [replace(plan, months=6) for plan in (A, B)]
    found = compare(toy([ALIVE, ("dead", 3.0)], scenario=short[0]), toy([ALIVE, ALIVE], scenario=short[1]))
    assert (found.month, list(found.survival)) == (6, [6])


def test_only_common_trials_are_compared() -> None:
    a = toy([DEAD, ALIVE, DEAD], scenario=A, trials=[0, 1, 2])
    b = toy([ALIVE, ALIVE], scenario=B, trials=[0, 2])
    found = compare(a, b)
    assert (found.trials, found.rescued, found.ruined) == (2, 2, 0)
    with pytest.raises(InputError, match="no trial in common"):
        compare(a, toy([ALIVE], scenario=B, trials=[7]))


def test_runs_that_do_not_pair_are_refused() -> None:
    with pytest.raises(InputError, match="months"):
        compare(toy([ALIVE], scenario=A), toy([ALIVE], scenario=replace(B, months=47)))


def test_the_dictionary_is_plain_json() -> None:
    plain = compare(toy([DEAD, ALIVE] * 20, scenario=A), toy([ALIVE] * 40, scenario=B)).as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert set(plain["survival"][0]) == {"month", "value", "low", "high"}


@pytest.mark.slow
def test_the_interval_covers_the_truth() -> None:
    """Two hazards on the same luck; the truth is the mean of exp(-hazard · months) over the worlds."""
    worlds = (np.arange(16) + 0.5) / 16
    plans = [FakeScenario(name=name, hazard=hazard, months=12) for name, hazard in (("a", 0.06), ("b", 0.04))]
    truths = [float(np.exp(-plan.hazard * 2 * worlds * 12).mean()) for plan in plans]
    covered = 0
    for seed in range(200):
        a, b = (run_ensemble(plan, 176, seed=seed, workers=1, simulate_fn=simulate).result() for plan in plans)
        interval = compare(a, b).survival[12]
        covered += interval.low <= truths[1] - truths[0] <= interval.high
    assert covered >= 0.92 * 200
