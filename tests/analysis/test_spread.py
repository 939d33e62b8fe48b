"""The spread between worlds, on worlds whose chances are known."""

import numpy as np
import pytest
from scipy import stats

from sim.analysis.spread import (
    FEWEST_EITHER_WAY,
    QUANTILES,
    Spread,
    best_days,
    chance_quantiles,
    likeness_within,
    spread_of,
    spread_work,
    worlds_spread,
)
from sim.analysis.statistics import Interval, wilson
from tests.analysis.toys import ALIVE, NAN, toy

TENTHS = np.array(list(QUANTILES.values()))


def wins(chances: np.ndarray, days: int) -> np.ndarray:
    return np.random.default_rng(5).binomial(days, chances)


def test_worlds_that_are_alike_show_no_spread() -> None:
    assert likeness_within(wins(np.full(4000, 0.4), 8), 8) == pytest.approx(0, abs=0.02)
    assert likeness_within(np.full(30, 3), 8) == 0


def test_worlds_that_decide_everything() -> None:
    assert likeness_within(np.array([8, 0] * 10), 8) == 1
    assert list(chance_quantiles(0.3, 1.0, TENTHS)) == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("shape", [(1.0, 1.0), (2.0, 5.0), (0.5, 0.3)])
def test_the_noise_of_few_days_is_taken_away(shape: tuple[float, float]) -> None:
    chances = np.random.default_rng(6).beta(*shape, size=4000)
    likeness = likeness_within(wins(chances, 8), 8)
    assert likeness == pytest.approx(1 / (1 + sum(shape)), abs=0.03)
    found = chance_quantiles(shape[0] / sum(shape), likeness, TENTHS)
    known = [stats.beta.ppf(q, *shape) for q in (0.1, 0.5, 0.9)]
    assert list(found) == pytest.approx(known, abs=0.04)


def test_certain_or_unspread_chances_are_points() -> None:
    for mean, likeness in ((0.0, 0.5), (1.0, 0.5), (0.4, 0.0)):
        assert set(chance_quantiles(mean, likeness, TENTHS)) == {mean}
    assert likeness_within(np.array([8, 8]), 8) == 0


def test_spread_of_an_ensemble_by_month() -> None:
    good, bad = [NAN] * 7, [5.0] * 7
    worlds = toy([ALIVE if trial % 2 else ("dead", 5.0) for trial in range(8)],
                 days={trial: good if trial % 2 else bad for trial in range(8)})  # fmt: skip
    found = worlds_spread(worlds)
    assert list(found) == [12, 24]
    for spread in found.values():
        assert (spread.worlds, spread.days, spread.likeness.value) == (8, 8, 1.0)
        assert [one.value for one in spread.quantiles.values()] == [0.0, 0.0, 1.0]
        assert spread.differs
    assert worlds_spread(toy([ALIVE] * 8)) == {}


def known_worlds(rng: np.random.Generator, mean: float, likeness: float, worlds: int, days: int) -> Spread:
    """The spread found in worlds whose chances are beta-distributed, with 500 further trials for the mean."""
    size = (1 - likeness) / likeness
    chances = rng.beta(mean * size, (1 - mean) * size, worlds)
    return spread_of(rng.binomial(days, chances), days, wilson(int(rng.binomial(500, mean)), 500), seed=1)


def test_the_interval_is_wide_where_worlds_are_few_and_unknown_where_ends_are() -> None:
    rng = np.random.default_rng(7)
    few, many = (known_worlds(rng, 0.5, 0.3, worlds, 4).likeness.margin for worlds in (32, 320))
    assert few > 2 * many
    rare = np.zeros(80, dtype=int)
    rare[0] = FEWEST_EITHER_WAY - 1
    assert np.isnan(spread_of(rare, 40, Interval(0.01, 0.0, 0.02)).likeness.low)
    assert spread_of(rare, 40, Interval(0.01, 0.0, 0.02)).likeness.value > 0


def test_the_spread_is_the_same_again() -> None:
    found = [spread_of(wins(np.linspace(0.1, 0.9, 80), 4), 4, Interval(0.5, 0.46, 0.54), seed=3) for _ in range(2)]
    assert found[0] == found[1]
    assert found[0] != spread_of(wins(np.linspace(0.1, 0.9, 80), 4), 4, Interval(0.5, 0.46, 0.54), seed=4)


@pytest.mark.parametrize(("likeness", "days"), [(0.9, 2), (0.3, 2), (0.2, 4), (0.05, 19)])
def test_the_more_alike_the_days_of_a_world_the_fewer_are_run(likeness: float, days: int) -> None:
    # d = 1/r - 1 where worlds cost nothing, at least two
    assert best_days(likeness, 0.0) == pytest.approx(days, abs=1)
    assert best_days(likeness, 5.0) > best_days(likeness, 0.0)


def test_the_best_split_is_best_in_simulation() -> None:
    """Likeness .25, 240 redrawn lives: three redrawn days in 80 worlds know it better than fifteen in 16."""
    rng = np.random.default_rng(8)
    scatter = {
        days: np.std([known_worlds(rng, 0.5, 0.25, 240 // (days - 1), days).likeness.value for _ in range(400)])
        for days in (4, 16)
    }
    expected = spread_work(16, 0.25, 0.0) / spread_work(4, 0.25, 0.0)
    assert (scatter[16] / scatter[4]) ** 2 == pytest.approx(expected, rel=0.5)
    assert scatter[16] > scatter[4]


def held(shape: tuple[float, float], worlds: int, days: int, repeats: int) -> list[float]:
    """How often the intervals of p10, p50, p90 and the likeness hold the truth."""
    rng = np.random.default_rng(9)
    truth = [*chance_quantiles(*shape, TENTHS), shape[1]]
    hits = np.zeros(len(truth))
    for _ in range(repeats):
        found = known_worlds(rng, *shape, worlds, days)
        intervals = [*found.quantiles.values(), found.likeness]
        hits += [one.low <= value <= one.high for one, value in zip(intervals, truth, strict=True)]
    return list(hits / repeats)


def test_the_spread_between_known_worlds_is_covered_at_a_glance() -> None:
    # 100 repeats at 93 %: a share below .84 has a chance of one in a thousand
    assert min(held((0.6, 0.3), 80, 4, 100)) >= 0.84


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(0.62, 0.285), (0.49, 0.37), (0.5, 0.1), (0.3, 0.2)])
@pytest.mark.parametrize("worlds", [80, 320])
def test_the_spread_between_known_worlds_is_covered(shape: tuple[float, float], worlds: int) -> None:
    assert min(held(shape, worlds, 4, 1000)) >= 0.9
