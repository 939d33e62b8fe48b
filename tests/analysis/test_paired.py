"""Several scenarios on the same luck, as arrays."""

from typing import Any

import numpy as np
import pytest

from sim.analysis.paired import Lot, Work, check_numbers, difference, live_lots, lot
from sim.ensemble.lived import Lived
from sim.errors import InputError
from sim.trial import simulate
from tests.worlds import base, column


def life(end: str, month: float, arr: float, rows: int = 0) -> Lived:
    outcome: dict[str, Any] = {"end": end, "end_month": month, "arr_end": arr, "cash_end": 7.0}
    return Lived(outcome, np.arange(rows, dtype=float).reshape(rows, 1))


def test_the_dead_and_closed_have_no_revenue_and_the_sold_keep_theirs() -> None:
    lived = [life("dead", 3.2, 9.0, 3), life("acquired", 5.0, 9.0, 5), life("alive", np.nan, 9.0, 6)]
    found = lot(lived, range(3), 6, ["cash"])
    assert found.end_month.tolist() == [3.2, 5.0, np.inf]
    assert found.life.tolist() == [3.2, 5.0, 6.0]
    assert found.arr_end.tolist() == [0.0, 9.0, 9.0]
    assert found.alive(4).tolist() == [False, True, True]
    assert np.isnan(found.rows["cash"][0, 3:]).all()
    assert found.rows["cash"][2].tolist() == [0, 1, 2, 3, 4, 5]


def test_lots_are_the_lives_that_trials_live() -> None:
    scenarios = [base(6), base(6).replace({"company.opening.cash": 600_000})]
    told: list[tuple[int, int]] = []
    work = Work(lambda done, expected: told.append((done, expected)))
    found = live_lots(scenarios, range(2, 5), 9, ["cash"], workers=1, work=work)
    for scenario, one in zip(scenarios, found, strict=True):
        assert one.trials.tolist() == [2, 3, 4]
        for place, trial in enumerate(one.trials):
            lived = simulate(scenario, 9, int(trial))
            assert one.rows["cash"][place, : len(lived.rows)].tolist() == column(lived, "cash").tolist()
            assert one.cash_end[place] == lived.outcome["cash_end"]
    assert (told[0], told[-1]) == ((0, 6), (6, 6))


def test_joining_is_living_more_at_once() -> None:
    whole = live_lots([base(3)], 4, 1, ["arr"], workers=1)[0]
    first, rest = (live_lots([base(3)], trials, 1, ["arr"], workers=1)[0] for trials in (range(2), range(2, 4)))
    assert first.joined(rest).same_as(whole)
    assert np.array_equal(first.joined(rest).rows["arr"], whole.rows["arr"], equal_nan=True)
    assert whole.first(2).same_as(first)
    assert not first.same_as(rest)


def test_two_identical_plans_show_no_difference() -> None:
    ends = np.where(np.arange(32) % 2, np.inf, 5.0)
    one = Lot(np.arange(32), ends, np.arange(32.0), np.zeros(32), 12, {})
    found = difference(one, one)
    for interval in (found.survival, found.arr_end, found.life):
        assert interval.value == 0.0
        assert interval.spans_zero


@pytest.mark.parametrize("given", [{"trials": 0}, {"seed": -1}, {"workers": 0}, {"trials": True}, {"points": 2.5}])
def test_numbers_that_cannot_be_used_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="out of range"):
        check_numbers(**given)
    check_numbers(trials=1, seed=0, workers=None)
