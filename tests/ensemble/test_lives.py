"""Chosen lives: the same company as anywhere else, whatever the workers and the order of the asking."""

from datetime import date

import numpy as np
import pytest

from sim import load_scenario, realise, run, simulate
from sim.ensemble.lives import BATCH, LifeKey, lives
from sim.journal import MONTHLY

SEED = 3
BASE = load_scenario("base", months=12)
NEVER = BASE.replace({"plan.hires.rep": None})
KEYS = [
    LifeKey(1, 2),
    LifeKey(0, 5, day=2),
    LifeKey(0, 5),
    LifeKey(0, 1, day=1, redraw_from=date(2027, 6, 1)),
]


def test_a_chosen_life_is_the_trial_of_that_key() -> None:
    found = dict(lives([BASE, NEVER], KEYS, SEED, columns=("cash", "mrr"), workers=1))
    assert set(found) == set(KEYS)
    expected = {
        KEYS[0]: simulate(NEVER, SEED, 2),
        KEYS[1]: simulate(BASE, SEED, 5, day=2),
        KEYS[2]: simulate(BASE, SEED, 5),
        KEYS[3]: run(realise(BASE, SEED, 1), day=1, redraw_from=KEYS[3].redraw_from),
    }
    cash = MONTHLY.index("cash")
    for key, life in expected.items():
        assert found[key].outcome == pytest.approx(life.outcome, nan_ok=True)
        assert found[key].rows.shape == (len(life.rows), 2)
        np.testing.assert_array_equal(found[key].rows[:, 0], [row[cash] for row in life.rows])


def test_workers_and_order_change_nothing() -> None:
    keys = [LifeKey(0, trial, day) for trial in range(BATCH // 2) for day in range(3)]
    alone = {key: lived.outcome["cash_end"] for key, lived in lives([BASE], keys, SEED, workers=1)}
    together = {key: lived.outcome["cash_end"] for key, lived in lives([BASE], keys[::-1], SEED, workers=2)}
    assert alone == together
    assert len(set(alone.values())) > BATCH
