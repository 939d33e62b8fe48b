"""Stress tests whose answer is known: a company that lives on its cash alone."""

from math import log2
from typing import Any

import pytest

from sim.analysis.stress import Search, size_words, stress
from sim.battery import Stress, read_battery
from sim.changes import Change
from sim.errors import InputError
from sim.scenario import Scenario
from tests.worlds import PAYROLL, base, toy

CASH = 400_000.0  # fifteen payrolls: alive after twelve months
TRIALS = 20


def alone(**changes: Any) -> Scenario:
    return toy({"company.opening.cash": CASH, **changes})


def one(name: str, title: str = "", parts: tuple[str, ...] = (), **given: Any) -> Stress:
    return Stress(name, title or name, (Change.model_validate(given),), "here.yaml", parts=parts)


HALF = one("half", path="company.opening.cash", scale=0.5)
PRICE = one("price", path="market.segments.*.acv", scale=0.5)
LITTLE = one("little", path="company.opening.cash", scale=0.95)


def test_a_company_that_lives_on_its_cash_breaks_on_its_cash() -> None:
    test = stress(alone(), TRIALS, battery=[PRICE, LITTLE, HALF], workers=1)
    worst, *others = test.effects
    assert (worst.name, worst.survival.value) == ("half", -1.0)
    assert "breaks first on “half”: 100" in test.headline
    assert worst.break_even is not None
    assert worst.break_even.size is not None
    # twelve payrolls are the least that twelve months take
    assert worst.break_even.low <= log2(CASH / (12 * PAYROLL)) <= worst.break_even.high
    little = next(effect for effect in others if effect.name == "little")
    assert little.survival.value == 0.0
    assert little.break_even is not None
    assert little.break_even.size is None  # .95 to the power of 4 still leaves twelve payrolls
    assert any("No size tried" in line and "“little”" in line for line in test.lines)


def test_what_touches_nothing_is_said_to_change_nothing() -> None:
    test = stress(alone(), TRIALS, battery=[PRICE], workers=1)
    assert not test.effects[0].felt
    assert (test.effects[0].survival.value, test.effects[0].arr_end.value) == (0.0, 0.0)
    assert test.effects[0].break_even is None
    assert "Changes nothing here: “price”." in test.lines
    assert "No single stress" in test.headline


def test_a_plan_that_is_below_the_line_already_gets_a_line_of_its_own() -> None:
    scenario = base(36)
    test = stress(scenario.replace({"company.opening.cash": 1_000_000}), 16, battery=[HALF], search=False, workers=1)
    assert test.survival.value < 0.5
    assert test.below == test.survival.value / 2
    assert stress(alone(), TRIALS, battery=[HALF], below=0.8, search=False, workers=1).below == 0.8


def test_a_plan_that_is_below_the_line_that_was_asked_for_is_said_to_be_broken() -> None:
    scenario = base(36).replace({"company.opening.cash": 2_000_000})
    test = stress(scenario, 16, battery=[HALF], below=0.9, workers=1)
    assert 0 < test.survival.value < 0.9
    assert test.broken
    assert test.headline.startswith("This plan is broken before any stress: ")
    assert "under the 90 % below which it counts as broken" in test.headline
    assert "breaks first" not in " ".join(test.lines)
    assert test.effects[0].break_even is None
    assert not stress(alone(), TRIALS, battery=[LITTLE], below=0.9, search=False, workers=1).broken
    nobody = stress(alone(**{"company.opening.cash": 100_000.0}), TRIALS, battery=[HALF], workers=1)
    assert nobody.headline.startswith(f"None of {TRIALS} companies is alive at 12 months")


def test_a_search_uses_all_companies_where_the_first_ones_lie_below_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = base(24).replace({"company.opening.cash": 1_250_000})
    plan = stress(scenario, 32, battery=[], search=False, workers=1)
    few = next(number for number in range(1, 32) if _alive(scenario, number) < plan.survival.value)
    monkeypatch.setattr("sim.analysis.stress.SEARCHED", few)
    test = stress(scenario, 32, battery=[HALF], below=plan.survival.value, workers=1)
    found = test.effects[0].break_even
    assert found is not None
    assert found.points[0] == (0.0, plan.survival.value)


def _alive(scenario: Scenario, number: int) -> float:
    return stress(scenario, number, battery=[], search=False, workers=1).survival.value


def test_no_more_than_all_companies_can_be_lost() -> None:
    test = stress(alone(), TRIALS, battery=[HALF], workers=1)
    assert test.effects[0].survival.low == -1.0
    assert "“half”: 100 (74 to 100) points fewer" in test.headline


def test_the_same_whatever_the_workers() -> None:
    battery = read_battery(only=["win_rate", "ramp"])
    first, second = (stress(base(12), 16, battery=battery, search=False, workers=workers) for workers in (1, 2))
    assert first.as_dict() == second.as_dict()
    assert first.lines == second.lines


@pytest.mark.parametrize("line", [0.05, 0.3, 0.5, 0.9])
def test_a_search_ends_where_a_falling_share_crosses_the_line(line: float) -> None:
    def share(size: float) -> float:
        return 1.0 / (1.0 + size)

    search = Search(line, {0.0: 1.0, 1.0: share(1.0)})
    while (size := search.next_size()) is not None:
        assert size not in search.points
        search.points[size] = share(size)
    found, truth = search.result(), 1.0 / line - 1.0
    if truth > 4:
        assert found.size is None
        assert found.tried == 4.0
    else:
        assert found.size is not None
        assert found.low <= truth <= found.high
        assert found.size == pytest.approx(truth, rel=0.15)


def test_sizes_are_said_in_the_stresss_own_terms() -> None:
    assert size_words(HALF.changes, 2.0) == "× 0.25"
    assert size_words(one("a", path="a", add=6).changes, 0.5) == "+ 3"
    assert size_words(one("a", path="a", add=6).changes, 0.5, unit="months") == "+ 3 months"
    assert size_words(one("a", path="a", odds=0.5).changes, 1.0) == "odds × 0.5"
    assert size_words(HALF.changes, 2.0, together=True) == "2 times as strong"


def test_numbers_out_of_range_are_refused() -> None:
    for given in ({"trials": 0}, {"seed": -1}, {"below": 1.5}, {"workers": 0}):
        with pytest.raises(InputError, match="out of range"):
            stress(alone(), battery=[HALF], **given)  # type: ignore[arg-type]
