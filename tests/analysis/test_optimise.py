"""A search on objectives whose best point is known, and on a company that only frugal founders keep alive."""

import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.analysis import optimise as room
from sim.analysis.freedom import Freedom, read_freedom
from sim.analysis.optimise import Aim, optimise, read_aim
from sim.analysis.paired import Lot
from sim.analysis.searching import search
from sim.analysis.statistics import Interval
from sim.errors import InputError
from sim.scenario import Scenario
from tests.worlds import base, toy

SALARY = "company.founders.salary"


@pytest.fixture(autouse=True)
def fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less of what is only repeated."""
    monkeypatch.setattr(room, "FRESH_TRIALS", 16)
    monkeypatch.setattr(room, "GUESS_TRIALS", 8)
    monkeypatch.setattr(room, "GUESSES", 2)


def free(path: str, low: float, high: float, whole: bool = False, current: float | None = None) -> Freedom:
    return Freedom(path, low, high, whole, "", current)


def dear() -> Scenario:
    """A founder whose salary of 312,000 eats 400,000 within sixteen months: dead by month 24."""
    return toy({"company.opening.cash": 400_000.0}, months=24)


def test_the_top_of_a_hill_is_found() -> None:
    def judge(settings: list[dict[str, float]]) -> list[float]:
        return [-((one["x"] - 7) ** 2) - 4 * (one["y"] - 0.3) ** 2 for one in settings]

    tried = search([free("x", 1, 24, whole=True), free("y", 0, 1)], judge, 80, seed=1)
    best = max(tried, key=lambda one: judge([one])[0])
    assert best["x"] == pytest.approx(7, abs=1)
    assert best["y"] == pytest.approx(0.3, abs=0.15)
    assert all(isinstance(one["x"], int) and 1 <= one["x"] <= 24 for one in tried)
    assert tried == search([free("x", 1, 24, whole=True), free("y", 0, 1)], judge, 80, seed=1)


def test_the_plan_itself_is_tried_first_and_nothing_twice() -> None:
    judged: list[dict[str, float]] = []

    def judge(settings: list[dict[str, float]]) -> list[float]:
        judged.extend(settings)
        return [0.0] * len(settings)

    search([free("x", 1, 3, whole=True, current=2)], judge, 12, seed=1)
    assert judged[0] == {"x": 2}
    assert len({one["x"] for one in judged}) == len(judged) == 3


def test_a_dear_founder_is_found_to_be_too_dear() -> None:
    scenario = dear()
    found = optimise(scenario, [read_freedom(f"{SALARY}=100k..400k", scenario)], candidates=10, trials=16, workers=1)
    assert found.plan.survival == 0.0
    assert found.winner.survival == 1.0
    assert found.winner.values[SALARY] * 2 < 400_000  # two years' pay, with tax on top
    assert (found.searched.survival.value, found.fresh.survival.value) == (1.0, 1.0)
    assert len(found.guesses) == 2
    assert "+100 points" in found.headline
    assert found.winner.on_front


def test_a_decision_that_changes_nothing_gives_no_clear_gain() -> None:
    scenario = dear()
    found = optimise(scenario, [read_freedom("policies.layoffs.pause_months=2..9", scenario)], candidates=6, trials=8,
                     workers=1)  # fmt: skip
    assert found.fresh.aim.value == found.searched.aim.value == 0.0
    assert found.headline.startswith("No clear gain")


def test_the_same_whatever_the_workers() -> None:
    scenario = base(12)
    freed = [read_freedom("plan.hires.rep.first.count=1..4", scenario)]
    first, second = (optimise(scenario, freed, candidates=3, trials=4, workers=workers) for workers in (1, 2))
    assert first.as_dict() == second.as_dict()


def lot(ends: list[float], arr: list[float]) -> Lot:
    return Lot(np.arange(len(ends)), np.array(ends), np.array(arr), np.zeros(len(ends)), 12, {})


def test_aims_count_survival_revenue_or_both() -> None:
    one = lot([np.inf, 3.0], [200.0, 0.0])
    assert read_aim("survival").values(one, 100.0).tolist() == [1.0, 0.0]
    assert read_aim("arr").values(one, 100.0).tolist() == [200.0, 0.0]
    assert read_aim("0.1").values(one, 100.0).tolist() == [1.2, 0.0]
    for text in ("profit", "-1", "0", "nan", "inf"):
        with pytest.raises(InputError, match="no value to search for"):
            read_aim(text)
    assert Aim("survival").weight == 0.0


def test_without_optuna_the_user_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(InputError, match="pip install"):
        search([free("x", 0, 1)], lambda settings: [0.0] * len(settings), 2, seed=1)


@pytest.mark.parametrize("given", [{"candidates": 0}, {"trials": 0}, {"seed": -1}])
def test_numbers_out_of_range_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="out of range"):
        optimise(dear(), [free(SALARY, 1, 2)], **given)


def test_something_must_be_free_and_each_once() -> None:
    for freed in ([], [free(SALARY, 1, 2)] * 2):
        with pytest.raises(InputError, match="decisions to search over"):
            optimise(dear(), freed)


def test_a_gain_in_survival_that_no_company_shows_is_not_known_to_be_none() -> None:
    """Sixteen companies that all live on both plans leave room for some that would not."""
    scenario = base(4)
    found = optimise(scenario, [read_freedom("plan.hires.rep.first.count=1..3", scenario)], Aim("survival"), 2, 4, 1, 1)
    assert found.fresh.aim == found.fresh.survival
    assert found.fresh.aim.low < 0 < found.fresh.aim.high


def test_a_winner_that_is_clearly_worse_on_fresh_companies_is_not_said_to_be_perhaps_nothing() -> None:
    scenario = base(4)
    found = optimise(scenario, [read_freedom("plan.hires.rep.first.count=1..3", scenario)], Aim("survival"), 2, 4, 1, 1)
    for low, high, said in ((-0.12, -0.02, "clearly less than the plan is worth"), (-0.12, 0.02, "may be nothing")):
        fresh = replace(found.fresh, aim=Interval((low + high) / 2, low, high))
        assert room._lines(replace(found, fresh=fresh))[0].endswith(
            f"against the plan, which {'is ' * (high < 0)}{said}."
        )
