"""One life looked into: the very life of its trial, and other days of its world."""

import numpy as np
import pytest

from sim.analysis.autopsy import Autopsy, autopsy, pick, tell
from sim.analysis.remedies import load_remedies
from sim.analysis.why_words import autopsy_verdict
from sim.clock import Clock
from sim.errors import InputError
from sim.journal import Event
from sim.trial import simulate
from tests.analysis.dying import MONTHS, too_late_to_raise
from tests.analysis.toys import ALIVE, toy
from tests.worlds import OPENING

DAYS = 12


@pytest.fixture(scope="module")
def broke() -> Autopsy:
    return autopsy(too_late_to_raise(), trial=1, seed=2, days=DAYS, workers=1)


def test_it_is_the_life_of_its_trial(broke: Autopsy) -> None:
    life = simulate(too_late_to_raise(), 2, 1)
    np.testing.assert_array_equal(broke.rows, np.array(life.rows))
    assert broke.outcome["end_month"] == life.outcome["end_month"]
    assert broke.failed


def test_other_days_show_what_would_have_saved_it(broke: Autopsy) -> None:
    lives = {one.name: one.hits for one in broke.redrawn}
    assert list(lives)[:2] == ["plan", "raise_earlier"]
    assert lives["raise_earlier"] == DAYS
    assert sum(lives.values()) == DAYS
    assert broke.judged is not None
    assert (broke.judged.sort, broke.judged.remedy) == ("decision", "raise_earlier")
    assert not any(one.kind == "placebo" for one in broke.redrawn)
    assert any("“Raise earlier”: lives on 12 of 12 days." in line for line in autopsy_verdict(broke).lines)


def test_cash_of_other_days_stops_with_the_company(broke: Autopsy) -> None:
    plan, raised = broke.redrawn[0].cash, broke.redrawn[1].cash
    assert plan.shape == (DAYS, MONTHS)
    assert np.isnan(plan[:, -1]).all()
    assert np.isfinite(raised).all()


def test_what_happens_in_swarms_is_told_once_a_month() -> None:
    clock = Clock(OPENING, 12)
    events = [Event(day, "aged out", f"paid {day}", 0.0) for day in range(3, 9)]
    events += [Event(40.0, "aged out", "paid 99", 0.0), Event(12.0, "cash", "payroll", -1.0)]
    events += [Event(20.0, "order", "paid 7", 9_000.0), Event(25.0, "order", "paid 8", 9_000.0)]
    told = tell(events, clock)
    assert [(one.what, one.amount) for one in told] == [("leads left unanswered", 6), ("first order", 9_000.0)]


def test_the_middle_and_the_first_to_end() -> None:
    ensemble = toy([("dead", 20.0), ("dead", 8.0), ALIVE, ("closed", 30.0), ALIVE])
    lives = {0: 20.0, 1: 8.0, 2: 60.0, 3: 30.0, 4: 60.0}
    ensemble.outcomes["months_lived"] = [lives[trial] for trial in ensemble.outcomes["trial"]]
    assert pick(ensemble, "worst") == 1
    assert pick(ensemble, "median") == 3


def test_no_days_are_refused() -> None:
    with pytest.raises(InputError, match="days"):
        autopsy(too_late_to_raise(), 0, days=0, remedies=load_remedies())
