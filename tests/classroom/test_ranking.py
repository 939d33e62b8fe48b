"""What a policy is worth: worked out by hand, and not won by survival alone."""

from dataclasses import replace

import numpy as np
import pytest

from sim.classroom.ranking import OWN, TEAM, payoffs, place_of, rank
from sim.classroom.spec import classroom_settings
from sim.ensemble.ensemble import Ensemble
from sim.scenario import Scenario
from tests.analysis.toys import ALIVE, toy
from tests.classroom.desks import CASE, case

M = 1_000_000.0
SPEC = classroom_settings().model_copy(update={"arr_multiple": 5.0, "distress_multiple": 1.0, "opening_capital": 1.0})


def named(name: str = CASE) -> Scenario:
    return replace(case(36).replace({"company.opening.cash": 2 * M}), name=name)


def companies(name: str, ends: list[tuple[str, float]], arr: list[float], **columns: list[float]) -> Ensemble:
    rows = np.full((len(ends), 36), np.nan)
    rows[:, 0] = 0.5 * M
    ensemble = toy(ends, scenario=named(name), arr=arr, rows={"cash": rows, "arr": rows})  # type: ignore[arg-type]
    for column, values in columns.items():
        ensemble.outcomes[column] = values
    return ensemble


def test_payoffs_by_hand() -> None:
    """Investors have put in 2M, or 12M with a round of 10M that took a fifth."""
    ends = [ALIVE, ALIVE, ("dead", 9.0), ("closed", 9.0), ("acquired", 9.0)]
    found = payoffs(
        companies(
            "a", ends, [4 * M, 4 * M, 0.0, 0.0, 0.0],
            cash_end=[0.0, M, 0.0, 1.5 * M, 0.0], money_raised=[0.0, 10 * M, 0.0, 0.0, 0.0], rounds=[0, 1, 0, 0, 0],
        ),
        SPEC,
    )  # fmt: skip
    dilution = named().setup.funding.rounds["a"].dilution
    assert found[:2] == pytest.approx([18 * M, min(9 * M, (1 - dilution) * 21 * M)])
    assert list(found[2:]) == [0.0, 0.0, 0.0]


def test_survival_alone_does_not_rank() -> None:
    """All of the timid live without revenue; one in four of the bold lives, and is worth something."""
    own = companies(CASE, [ALIVE] * 4, [0.1 * M] * 4, cash_end=[M] * 4, rounds=[0] * 4)
    timid = companies("team timid", [ALIVE] * 4, [0.1 * M] * 4, cash_end=[1.4 * M] * 4, rounds=[0] * 4)
    bold = companies("team bold", [ALIVE, *[("dead", 20.0)] * 3], [4 * M, 0.0, 0.0, 0.0], rounds=[0] * 4)
    ranking = rank([own, timid, bold], {CASE: OWN}, 3, SPEC)
    assert ranking[0].name == "team bold"
    assert ranking[0].kind == TEAM
    assert ranking[0].survival.value == 0.25
    assert ranking[0].value.value == pytest.approx(4.5 * M)
    assert ranking[0].luck == pytest.approx(-4.5 * M)
    assert not ranking[0].played_alive


def test_luck_and_decision_add_up_to_what_was_played() -> None:
    own = companies(CASE, [ALIVE] * 3, [M, 2 * M, 3 * M], rounds=[0] * 3)
    other = companies("team x", [ALIVE] * 3, [2 * M, 3 * M, 4 * M], rounds=[0] * 3)
    first, second = rank([own, other], {CASE: OWN}, 1, SPEC)
    assert first.name == "team x"
    assert first.against_own.value == pytest.approx(5 * M)
    assert second.against_own.value == 0.0
    assert first.value.value + first.luck == pytest.approx(first.played) == pytest.approx(13 * M)
    assert first.place == pytest.approx(0.5)


def test_policies_that_are_worth_the_same_share_a_place() -> None:
    own = companies(CASE, [ALIVE] * 2, [M] * 2, cash_end=[M] * 2, rounds=[0] * 2)
    same = companies("team same", [ALIVE] * 2, [M] * 2, cash_end=[M] * 2, rounds=[0] * 2)
    poor = companies("team poor", [ALIVE] * 2, [0.5 * M] * 2, cash_end=[M] * 2, rounds=[0] * 2)
    ranking = rank([own, same, poor], {CASE: OWN}, 0, SPEC)
    assert {one.name: place_of(one, ranking) for one in ranking} == {CASE: 1, "team same": 1, "team poor": 3}
