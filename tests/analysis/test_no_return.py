"""The point of no return where it can be worked out: money takes about four months to come."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.no_return import FIRST, NoReturn, lives_needed, never_rising, no_return, no_return_settings
from sim.analysis.why_words import no_return_verdict
from sim.ensemble.runner import run_ensemble
from tests.analysis.dying import too_late_to_raise
from tests.worlds import toy

SPEC = no_return_settings().model_copy(update={"deaths": 3, "days": 4})


@pytest.fixture(scope="module")
def broke() -> NoReturn:
    ensemble = run_ensemble(too_late_to_raise(), trials=4, seed=2, workers=1).result()
    told: list[int] = []
    found = no_return(ensemble, SPEC, 1, told.append)
    assert sum(told) == lives_needed(ensemble, SPEC)
    return found


def test_a_raise_saves_until_the_wire_would_come_too_late(broke: NoReturn) -> None:
    cut, raised = broke.attempts
    assert (cut.name, raised.name) == ("cut", "raise")
    assert broke.best is raised
    for trial, chance in raised.chance.items():
        assert chance[0] == 1
        assert chance[-1] == 0
        turn = raised.turn[trial]
        assert turn is not None
        # payroll of 26,000 a month out of 300,000; three months to a yes, one to the wire
        assert broke.last[trial] - 7 <= turn <= broke.last[trial]


def test_nothing_can_be_cut_and_going_on_saves_nobody(broke: NoReturn) -> None:
    assert all(chance.max() == 0 for chance in broke.attempts[0].chance.values())
    assert all(turn is None for turn in broke.going_on.turn.values())


def test_the_verdict_names_the_raise_and_says_that_the_cut_was_no_help(broke: NoReturn) -> None:
    said = no_return_verdict(broke)
    assert said.headline.startswith("“Raise at once” would have been an even bet or better for 3 of 3")
    assert any("“Freeze hiring and cut to runway” would have been an even bet in no month" in x for x in said.lines)


def test_very_few_dead_companies_speak_for_themselves_alone(broke: NoReturn) -> None:
    assert not any("says little of others" in line for line in no_return_verdict(broke).lines)
    few = replace(broke, last=dict(list(broke.last.items())[:2]), failed=2, trials=48)
    assert few.spec.deaths == few.spec.fewest
    said = next(line for line in no_return_verdict(few).lines if "says little of others" in line)
    assert said.startswith("Only 2 dead companies were looked into")
    assert "--trials 80" in said  # 72 in whole blocks
    for share in broke.attempts[1].curve.values():
        assert 0 <= share.low <= share.high <= 1


def test_where_nobody_died_there_is_nothing_to_ask() -> None:
    ensemble = run_ensemble(toy({"company.opening.cash": 1e9}), trials=2, seed=2, workers=1).result()
    found = no_return(ensemble, SPEC, 1)
    assert found.last == {}
    assert len(no_return_verdict(found).lines) == 1


def test_a_series_is_brought_into_order_by_pooling_neighbours() -> None:
    assert never_rising([1.0, 0.5, 0.75, 0.25]).tolist() == [1.0, 0.625, 0.625, 0.25]
    assert never_rising([0.0, 0.3, 0.6]).tolist() == pytest.approx([0.3] * 3)
    values = np.random.default_rng(1).random(40)
    ordered = never_rising(values)
    assert (np.diff(ordered) <= 0).all()
    assert ordered.mean() == pytest.approx(values.mean())
    assert FIRST == 2
