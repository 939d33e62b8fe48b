"""The library of ways to die: each scenario is complete, differs from its twin in few keys, and shows what it says."""

from typing import Any

import pytest

from sim.analysis.expectation import columns_of, findings, live_companies
from sim.scenario import list_scenarios, load_scenario

SEED, TRIALS = 1, 256
FEW, FEW_TRIALS = ("closed_door", "payroll_surprise"), 24  # what shows in few companies, for every test run
ALL = {name: load_scenario(name) for name, _ in list_scenarios()}
ASKING = [name for name, scenario in ALL.items() if scenario.setup.question]
PAIRS = [name for name in ASKING if ALL[name].setup.twin]
# real companies, and how many of each live
CASES = {
    "box": 16, "zirtual": 32, "china_supplier_2002": 16, "domo": 64, "zenefits": 64, "bench": 64, "olive": 64,
}  # fmt: skip
MOST_CHANGED = 6
TOLD = {"title", "story", "question", "twin", "expect", "source", "real"}


def _leaves(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        return {key: leaf for name, inner in value.items() for key, leaf in _leaves(inner, f"{path}.{name}").items()}
    return {path: value}


def _changed(name: str, twin: str) -> set[str]:
    """The inputs in which two scenarios differ; one added or left out whole counts once."""
    mine, other = ({k: v for k, v in ALL[one].data.items() if k not in TOLD} for one in (name, twin))
    here, there = _leaves(mine), _leaves(other)
    keys = {key for key in here.keys() | there.keys() if here.get(key) != there.get(key)}
    return {".".join(key.split(".")[:5]) for key in keys}


def _judged(name: str, trials: int) -> list[Any]:
    expect, twin = ALL[name].setup.expect, ALL[name].setup.twin
    months = max(one.month for one in expect)
    scenarios = [load_scenario(one, months=months) for one in (name, twin) if one]
    lived = live_companies(scenarios, columns_of(expect), trials, SEED)
    return findings(lived[0], lived[1] if twin else None)


def test_the_library_is_there() -> None:
    assert len(PAIRS) >= 15
    assert {"closed_door", "overhire_before_pmf", "reps_without_leads"} <= set(PAIRS)
    assert set(CASES) <= set(ASKING)


@pytest.mark.parametrize("name", ASKING)
def test_a_scenario_that_asks_is_complete(name: str) -> None:
    setup = ALL[name].setup
    assert all((setup.title, setup.story, setup.question, setup.source, setup.expect))
    assert setup.twin or setup.real
    assert setup.question is not None
    assert setup.question.endswith("?")
    assert len(setup.expect) >= 2


@pytest.mark.parametrize("name", PAIRS)
def test_its_twin_tells_its_own_story_and_differs_in_few_inputs(name: str) -> None:
    twin = str(ALL[name].setup.twin)
    assert ALL[twin].setup.story != ALL[name].setup.story
    assert ALL[twin].setup.title != ALL[name].setup.title
    assert not ALL[twin].setup.expect
    assert 1 <= len(_changed(name, twin)) <= MOST_CHANGED


def test_nobody_is_a_twin_of_nobody() -> None:
    wanted = {ALL[name].setup.twin for name in PAIRS}
    assert {name for name in ALL if name.endswith("_done_right")} | {"hire_after_playbook"} <= wanted


@pytest.mark.parametrize("name", FEW)
def test_what_is_expected_shows_in_few_companies(name: str) -> None:
    found = _judged(name, FEW_TRIALS)
    assert [one.sentence for one in found if one.answer == "not seen"] == []
    assert any(one.answer == "seen" for one in found)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAIRS)
def test_what_is_expected_is_seen_beside_the_twin(name: str) -> None:
    assert [one.sentence for one in _judged(name, TRIALS) if one.answer != "seen"] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_what_is_expected_of_a_real_company_is_seen(name: str) -> None:
    assert [one.sentence for one in _judged(name, CASES[name]) if one.answer != "seen"] == []
