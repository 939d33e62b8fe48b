"""Expectations: what is measured, the three answers, and what is left out."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.analysis.expectation import Companies, columns_of, companies_of, findings, live_companies, twins, values
from sim.ensemble.runner import run_ensembles
from sim.expectation import Expectation
from sim.scenario import load_scenario

MONTHS = 6


def _wish(**given: Any) -> Expectation:
    return Expectation(**{"says": "So it is.", "measure": "arr", "month": MONTHS, "at_least": 0.0, **given})


def _companies(
    arr: list[list[float]], ends: list[str] | None = None, expect: list[Expectation] | None = None
) -> Companies:
    """Companies with this ARR by month (NaN after an end); their cash is known as long as their ARR is."""
    grid = np.array(arr, dtype=float)
    lived = np.count_nonzero(~np.isnan(grid), axis=1)
    months = np.where(lived < grid.shape[1], lived, np.inf)
    here = ends or ["dead" if month < np.inf else "alive" for month in months]
    columns = {"arr": grid, "cash": grid * 0 + 1, "orders": grid * 0 + 2}
    base = load_scenario("base", months=MONTHS)
    setup = base.setup.model_copy(update={"expect": expect or []})
    scenario = base.__class__(**{**vars(base), "setup": setup})
    return Companies(scenario, np.arange(len(grid)), np.array(here), months, MONTHS, columns.__getitem__)


NONE = float("nan")


def test_the_dead_are_left_out_or_count_as_nothing() -> None:
    here = _companies([[1, 2, 3, 4, 5, 6], [1, 2, NONE, NONE, NONE, NONE]])
    assert values(_wish(), here)[0] == 6
    assert np.isnan(values(_wish(), here)[1])
    assert values(_wish(dead="nothing"), here).tolist() == [6, 0]


@pytest.mark.parametrize(
    ("over", "since", "expected"), [("sum", 1, 21), ("sum", 3, 18), ("mean", 3, 4.5), ("peak", 1, 6), ("low", 2, 2)]
)
def test_months_are_read_as_asked(over: str, since: int, expected: float) -> None:
    assert values(_wish(over=over, since=since), _companies([[1, 2, 3, 4, 5, 6]]))[0] == expected


def test_a_column_may_be_taken_off_or_divided_by() -> None:
    here = _companies([[1, 2, 3, 4, 5, 6]])
    assert values(_wish(minus="orders"), here)[0] == 4
    assert values(_wish(over="sum", per="orders"), here)[0] == 21 / 12


def test_whole_lives_are_told_apart_by_their_end() -> None:
    short = [1, 2, NONE, NONE, NONE, NONE]
    here = _companies([[1.0] * MONTHS, short, short, short], ["alive", "dead", "closed", "acquired"])
    assert values(_wish(measure="alive"), here).tolist() == [1, 0, 0, 0]
    assert values(_wish(measure="failed"), here).tolist() == [0, 1, 1, 0]
    assert values(_wish(measure="out_of_cash"), here).tolist() == [0, 1, 0, 0]
    assert values(_wish(measure="life"), here).tolist() == [6, 2, 2, 2]
    assert values(_wish(measure="alive", month=1), here).tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("bounds", "answer"),
    [
        ({"at_least": 5.0}, "seen"),
        ({"at_least": 5.0, "at_most": 15.0}, "seen"),
        ({"at_most": 5.0, "at_least": None}, "not seen"),
        ({"at_least": 15.0}, "not seen"),
        ({"at_least": 10.0}, "not clear"),
        ({"at_least": 5.0, "month": MONTHS + 1}, "not clear"),
    ],
)
def test_an_expectation_is_seen_where_the_whole_interval_is_within(bounds: dict[str, Any], answer: str) -> None:
    noise = [[9.0 + 2 * (trial % 2)] * MONTHS for trial in range(24)]
    wish = _wish(**bounds)
    mine, other = _companies(noise, expect=[wish]), _companies([[0.0] * MONTHS] * 24)
    (found,) = findings(mine, other)
    assert found.answer == answer
    assert found.sentence.startswith(answer.capitalize())


def test_few_pairs_say_nothing_and_without_the_twin_only_the_plan_itself_is_judged() -> None:
    both = [_wish(), _wish(versus="itself")]
    mine = _companies([[9.0] * MONTHS] * 4, expect=both)
    assert [one.answer for one in findings(mine, mine)] == ["not clear", "not clear"]
    assert len(findings(mine)) == 1


def test_a_run_and_lives_alone_are_judged_alike() -> None:
    scenarios = [load_scenario(name, months=MONTHS) for name in ("overhire_before_pmf", "hire_after_playbook")]
    ensembles = run_ensembles(scenarios, trials=9, seed=3, workers=1).results()
    assert [(one.scenario.name, twin.scenario.name) for one, twin in twins(ensembles)] == [
        ("overhire_before_pmf", "hire_after_playbook")
    ]
    wish = _wish(measure="cash", at_least=None, at_most=0.0)
    alone = live_companies(scenarios, columns_of([wish]), trials=9, seed=3, workers=1)
    for ensemble, here in zip(ensembles, alone, strict=True):
        assert np.allclose(values(wish, companies_of(ensemble)), values(wish, here), rtol=1e-6)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"measure": "arrr"}, "did you mean arr?"),
        ({"minus": "nothing of ours"}, "no measure"),
        ({"at_least": None}, "at_least, at_most or both"),
        ({"since": MONTHS + 1}, "since lies behind month"),
        ({"measure": "alive", "over": "sum"}, "read at the month"),
        ({"per": "orders"}, "one sum by another"),
        ({"evaluate": "1 + 1"}, "Extra inputs"),
        ({"at_least": "__import__('os')"}, "valid number"),
    ],
)
def test_an_expectation_that_cannot_be_read_is_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem.replace("?", r"\?")):
        _wish(**given)
