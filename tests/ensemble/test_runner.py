"""Runs: the same numbers however they are cut, prefixes, failures, cancelling, refusals."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.ensemble.ensemble import Ensemble
from sim.ensemble.runner import AllTrialsFailed, RunCancelled, run_ensemble, run_ensembles
from sim.errors import InputError
from tests.ensemble.fakes import HARDER_ALONE, FakeScenario, simulate

BASE = FakeScenario()


def lived(scenario: FakeScenario = BASE, trials: int = 80, **options: Any) -> Ensemble:
    return run_ensemble(scenario, trials, **{"workers": 1, "simulate_fn": simulate, **options}).result()


def assert_same(a: Ensemble, b: Ensemble) -> None:
    pd.testing.assert_frame_equal(a.outcomes, b.outcomes)
    pd.testing.assert_frame_equal(a.redrawn, b.redrawn)
    for column in ("cash", "grr", "renewed"):
        np.testing.assert_array_equal(a.monthly(column), b.monthly(column))


def test_outcomes_are_those_of_the_trials_themselves() -> None:
    ensemble = lived(trials=20)
    for row in ensemble.outcomes.to_dict("records"):
        trial = simulate(BASE, 1, row["trial"])
        alone = simulate(replace(BASE, rounds=False), 1, row["trial"])
        assert (row["scenario"], row["seed"], row["day"]) == ("fake", 1, 0)
        assert row["end"] == trial.outcome["end"]
        assert row["no_new_money_end"] == alone.outcome["end"]
        assert row["no_new_money_month"] == pytest.approx(alone.outcome["end_month"], nan_ok=True)
        assert row["arr_end"] == trial.outcome["arr_end"]
    assert list(ensemble.outcomes["trial"]) == list(range(20))


def test_monthly_has_a_row_for_each_trial_and_nothing_after_the_end() -> None:
    ensemble = lived(trials=20)
    cash = ensemble.monthly("cash")
    assert cash.shape == (20, BASE.months)
    for number in range(20):
        rows = simulate(BASE, 1, number).rows
        np.testing.assert_array_equal(cash[number, : len(rows)], np.float32([row[0] for row in rows]))
        assert np.isnan(cash[number, len(rows) :]).all()
    with pytest.raises(KeyError):
        ensemble.monthly("happiness")


def test_workers_folder_and_memory_make_no_difference(tmp_path: Path) -> None:
    alone = lived()
    assert_same(alone, lived(workers=2))
    assert_same(alone, lived(out=tmp_path / "one"))
    assert_same(alone, lived(workers=2, out=tmp_path / "two"))


def test_a_longer_run_begins_with_the_shorter_one() -> None:
    short, long = lived(trials=40).outcomes, lived(trials=90).outcomes
    pd.testing.assert_frame_equal(short, long.iloc[:40], check_categorical=False)


def test_progress_counts_up_to_the_total() -> None:
    steps = list(run_ensemble(BASE, 50, workers=1, simulate_fn=simulate))
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 50)
    assert all(step.total == 50 for step in steps)
    assert math.isnan(steps[0].alive)
    alive = sum(simulate(BASE, 1, trial).outcome["end"] != "dead" for trial in range(50))
    assert steps[-1].alive == pytest.approx(alive / 50)


def test_without_rounds_the_second_life_is_the_first() -> None:
    outcomes = lived(replace(BASE, rounds=False), trials=20).outcomes
    assert (outcomes["end"].astype(str) == outcomes["no_new_money_end"].astype(str)).all()
    pd.testing.assert_series_equal(outcomes["end_month"], outcomes["no_new_money_month"], check_names=False)


def test_same_luck_without_new_money() -> None:
    outcomes = lived(replace(BASE, months=400)).outcomes
    ratio = outcomes["end_month"] / outcomes["no_new_money_month"]
    np.testing.assert_allclose(ratio.dropna(), HARDER_ALONE)


def test_spread_holds_other_days_of_the_first_worlds() -> None:
    spread = lived(trials=80).spread
    assert spread is not None
    assert list(spread.trials) == list(range(10))
    assert spread.end_month.shape == (10, 4)
    for place, trial in enumerate(spread.trials):
        days = [simulate(BASE, 1, int(trial), day=day).outcome["end_month"] for day in range(4)]
        np.testing.assert_array_equal(spread.end_month[place], days)
    assert lived(trials=63).spread is None


def test_a_trial_that_raises_is_named_and_the_others_go_on() -> None:
    ensemble = lived(replace(BASE, broken=(3, 40)), trials=64, workers=2)
    first_days = [failure for failure in ensemble.failures if failure.day == 0]
    assert [(f.scenario, f.seed, f.trial) for f in first_days] == [("fake", 1, 3), ("fake", 1, 40)]
    assert "ZeroDivisionError: no customers to divide by" in first_days[0].error
    assert first_days[1].replay == 'simulate(load_scenario("fake"), seed=1, trial=40, day=0)'
    assert len(ensemble.outcomes) == 62
    whole = lived(trials=64)
    kept = [trial for trial in range(64) if trial not in (3, 40)]
    np.testing.assert_array_equal(ensemble.monthly("cash"), whole.monthly("cash")[kept])
    spread = ensemble.spread
    assert spread is not None
    assert 3 not in spread.trials


def test_a_failure_without_new_money_says_so() -> None:
    (failure,) = lived(replace(BASE, broken_alone=(5,)), trials=16).failures
    assert failure.trial == 5
    assert "without new money" in failure.error


def test_when_all_trials_fail_there_is_no_ensemble() -> None:
    with pytest.raises(AllTrialsFailed) as caught:
        lived(replace(BASE, broken=tuple(range(8))), trials=8)
    assert len(caught.value.failures) == 8


@pytest.mark.parametrize("workers", [1, 2])
def test_a_cancelled_run_has_no_result(workers: int) -> None:
    run = run_ensemble(BASE, 200, workers=workers, simulate_fn=simulate)
    for progress in run:
        if progress.done >= 32:
            run.cancel()
    assert progress.done < 200
    with pytest.raises(RunCancelled):
        run.result()


def test_several_scenarios_share_one_run(tmp_path: Path) -> None:
    plans = [BASE, replace(BASE, name="safer", hazard=0.01)]
    run = run_ensembles(plans, 40, workers=1, out=tmp_path / "both", simulate_fn=simulate)
    assert [progress.total for progress in run][-1] == 80
    for plan, ensemble in zip(plans, run.results(), strict=True):
        assert_same(ensemble, lived(plan, trials=40))


def test_events_only_on_request(tmp_path: Path) -> None:
    assert lived(trials=4).events().empty
    for out in (None, tmp_path / "events"):
        events = lived(trials=4, events=True, out=out).events()
        expected = [len(simulate(BASE, 1, trial, events=True).events) for trial in range(4)]
        assert [int((events["trial"] == trial).sum()) for trial in range(4)] == expected
        assert list(events.columns) == ["trial", "day", "time", "kind", "who", "amount"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("trials", 0), ("trials", 2.5), ("trials", True), ("seed", -1), ("seed", 2**63), ("workers", 0)],
)
def test_numbers_out_of_range_are_refused(tmp_path: Path, key: str, value: Any) -> None:
    with pytest.raises(InputError, match=key):
        run_ensemble(BASE, **{key: value, "out": tmp_path / "never", "simulate_fn": simulate})
    assert not (tmp_path / "never").exists()


def test_one_name_twice_is_refused() -> None:
    with pytest.raises(InputError, match="twice"):
        run_ensembles([BASE, BASE], 4)
