"""The spread between worlds, on worlds whose chances are known."""

import numpy as np
import pytest
from scipy import stats

from sim.analysis.spread import chance_quantiles, likeness_within, worlds_spread
from tests.analysis.toys import ALIVE, NAN, toy


def wins(chances: np.ndarray, days: int) -> np.ndarray:
    return np.random.default_rng(5).binomial(days, chances)


def test_worlds_that_are_alike_show_no_spread() -> None:
    assert likeness_within(wins(np.full(4000, 0.4), 8), 8) == pytest.approx(0, abs=0.02)
    assert likeness_within(np.full(30, 3), 8) == 0


def test_worlds_that_decide_everything() -> None:
    assert likeness_within(np.array([8, 0] * 10), 8) == 1
    assert chance_quantiles(0.3, 1.0) == {"p10": 0.0, "p50": 0.0, "p90": 1.0}


@pytest.mark.parametrize("shape", [(1.0, 1.0), (2.0, 5.0), (0.5, 0.3)])
def test_the_noise_of_few_days_is_taken_away(shape: tuple[float, float]) -> None:
    chances = np.random.default_rng(6).beta(*shape, size=4000)
    likeness = likeness_within(wins(chances, 8), 8)
    assert likeness == pytest.approx(1 / (1 + sum(shape)), abs=0.03)
    found = chance_quantiles(shape[0] / sum(shape), likeness)
    known = [stats.beta.ppf(q, *shape) for q in (0.1, 0.5, 0.9)]
    assert list(found.values()) == pytest.approx(known, abs=0.04)


def test_certain_or_unspread_chances_are_points() -> None:
    for mean, likeness in ((0.0, 0.5), (1.0, 0.5), (0.4, 0.0)):
        assert set(chance_quantiles(mean, likeness).values()) == {mean}
    assert likeness_within(np.array([8, 8]), 8) == 0


def test_spread_of_an_ensemble_by_month() -> None:
    good, bad = [NAN] * 7, [5.0] * 7
    worlds = toy([ALIVE if trial % 2 else ("dead", 5.0) for trial in range(8)],
                 days={trial: good if trial % 2 else bad for trial in range(8)})  # fmt: skip
    assert worlds_spread(worlds) == {
        12: {"p10": 0.0, "p50": 0.0, "p90": 1.0},
        24: {"p10": 0.0, "p50": 0.0, "p90": 1.0},
    }
    assert worlds_spread(toy([ALIVE] * 8)) == {}
