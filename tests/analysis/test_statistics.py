"""Intervals: worked by hand where that is possible, by coverage where it is not."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.analysis.statistics import (
    Interval,
    difference_interval,
    mean_interval,
    quantile,
    quantile_interval,
    ratio_interval,
    share_difference_interval,
    share_difference_within,
    share_interval,
    wilson,
)
from sim.analysis.words import amount_margin, points_margin


def blocks_of(counts: list[int]) -> np.ndarray:
    """0/1 hits in full blocks of 16, the given number of hits in each."""
    return np.concatenate([np.arange(16) < count for count in counts])


def test_share_from_block_means() -> None:
    counts = [4, 8, 12, 8, 6, 10, 8, 8, 9, 7]
    share = share_interval(blocks_of(counts))
    means = np.array(counts) / 16
    margin = stats.t.ppf(0.975, 9) * means.std(ddof=1) / math.sqrt(10)
    assert (share.value, share.low, share.high) == pytest.approx((0.5, 0.5 - margin, 0.5 + margin))
    assert share.margin == pytest.approx(margin)


def test_a_partial_block_counts_for_the_estimate_only() -> None:
    whole = blocks_of([4, 8, 12, 8, 6, 10, 8, 8, 9, 7])
    longer = share_interval(np.append(whole, [True] * 5))
    assert longer.value == pytest.approx(85 / 165)
    assert longer.margin == pytest.approx(share_interval(whole).margin)


def test_blocks_follow_trial_numbers_where_trials_are_missing() -> None:
    hits = blocks_of([4, 8, 12, 8, 6, 10, 8, 8, 9, 7, 5])
    trials = np.arange(len(hits))
    kept = trials != 20
    share = share_interval(hits[kept], trials[kept])
    full = np.array([4, 12, 8, 6, 10, 8, 8, 9, 7, 5]) / 16
    assert share.margin == pytest.approx(stats.t.ppf(0.975, 9) * full.std(ddof=1) / math.sqrt(10))


@pytest.mark.parametrize("counts", [[8] * 9, [0] * 20, [0] * 19 + [8], [16] * 12])
def test_few_blocks_and_extreme_shares_get_wilson(counts: list[int]) -> None:
    hits = blocks_of(counts)
    share = share_interval(hits)
    known = stats.binomtest(int(hits.sum()), len(hits)).proportion_ci(method="wilson")
    assert (share.low, share.high) == pytest.approx((known.low, known.high), abs=1e-12)


def test_a_difference_of_shares_stays_within_all_companies() -> None:
    """Nearly all flip, some blocks fewer: the plain interval would pass the whole."""
    before, after = blocks_of([16] * 12), ~blocks_of([16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 10])
    for change in (
        share_difference_interval(before, after),
        share_difference_within(before, after, np.ones(len(before), dtype=bool)),
    ):
        assert change.low == -1.0
        assert points_margin(change).endswith(" to 100")


def test_how_sure_a_difference_is_in_words() -> None:
    alone = mean_interval(np.array([5.0]))
    assert points_margin(alone) == amount_margin(alone) == "too few companies for an interval"
    assert amount_margin(Interval(1.0, -11_000.0, 13_000.0)) == "±12k"
    assert points_margin(Interval(-0.22, -0.29, -0.15)) == "±7"
    assert points_margin(Interval(1.0, 0.72, 1.0)) == "72 to 100"
    assert points_margin(Interval(0.0, -0.02, 0.1)) == "−2 to +10"


def test_wilson_reaches_the_ends() -> None:
    assert wilson(0, 10).low == 0.0
    assert wilson(10, 10).high == 1.0
    assert math.isnan(share_interval(np.array([])).value)


def test_mean_of_few_trials_is_the_plain_t_interval() -> None:
    mean = mean_interval(np.array([1.0, 2.0, 4.0]))
    low, high = stats.t.interval(0.95, 2, loc=7 / 3, scale=stats.sem([1, 2, 4]))
    assert (mean.low, mean.high) == pytest.approx((low, high))
    assert mean_interval(np.array([1.0])).high == math.inf


def test_paired_differences_cancel_what_is_common() -> None:
    common = np.random.default_rng(1).normal(0, 100, 320)
    difference = difference_interval(common, common + 2 + np.tile([0.1, -0.1], 160))
    assert difference.value == pytest.approx(2)
    assert difference.margin < 0.01
    assert not difference.spans_zero


def test_few_flips_do_not_make_a_certain_difference() -> None:
    alive = np.zeros(500, bool)
    rescued = alive.copy()
    rescued[7] = True
    difference = share_difference_interval(alive, rescued)
    assert difference.value == pytest.approx(1 / 500)
    assert difference.spans_zero
    same = share_difference_interval(alive, alive)
    assert same.value == 0
    assert same.low < 0 < same.high


def test_bonett_and_price_by_hand() -> None:
    # 8 pairs up, 2 down of 40: (9 - 3) / 42 and its standard error
    change = np.array([1] * 8 + [-1] * 2 + [0] * 30)
    difference = share_difference_interval(np.where(change < 0, 1, 0), np.where(change > 0, 1, 0))
    error = math.sqrt(12 - 36 / 42) / 42
    assert difference.value == pytest.approx(0.15)
    assert (difference.low, difference.high) == pytest.approx((6 / 42 - 1.959964 * error, 6 / 42 + 1.959964 * error))


@pytest.mark.parametrize(("q", "value"), [(0.1, 1), (0.25, 3), (0.5, 5), (0.9, 9), (1.0, 10), (0.0, 1)])
def test_quantile_is_the_first_value_that_enough_do_not_exceed(q: float, value: float) -> None:
    assert quantile(np.arange(10, 0, -1), q) == value


def test_quantiles_beyond_the_horizon_are_infinite() -> None:
    runway = np.array([3.0] * 40 + [math.inf] * 60)
    assert quantile(runway, 0.4) == 3
    assert quantile(runway, 0.41) == math.inf
    interval = quantile_interval(runway, 0.38)
    assert (interval.value, interval.low, interval.high) == (3, 3, math.inf)
    assert math.isnan(quantile(np.array([]), 0.5))


def test_quantile_interval_is_fixed_by_the_seed() -> None:
    values = np.random.default_rng(3).exponential(10, 500)
    assert quantile_interval(values, 0.5, seed=1) == quantile_interval(values, 0.5, seed=1)
    assert quantile_interval(values, 0.5, seed=1) != quantile_interval(values, 0.5, seed=2)


def test_blocks_that_are_alike_make_a_narrow_quantile() -> None:
    alike = np.tile(np.arange(16.0), 40)
    assert quantile_interval(alike, 0.5).margin == 0
    assert quantile_interval(np.sort(alike), 0.5).margin > 1


def test_ratio_by_jackknife_equals_the_mean_where_all_weigh_the_same() -> None:
    made = np.random.default_rng(4).binomial(4, 0.7, 320).astype(float)
    ratio = ratio_interval(made, np.full(320, 4.0))
    mean = mean_interval(made / 4)
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((mean.value, mean.low, mean.high))
    assert math.isnan(ratio_interval(made, np.zeros(320)).value)
    lonely = ratio_interval(np.array([1.0, 0.0]), np.array([2.0, 0.0]))
    assert lonely.value == 0.5
    assert math.isnan(lonely.low)


def stratified(rng: np.random.Generator, runs: int, blocks: int) -> np.ndarray:
    """[runs, 16 · blocks] numbers in (0, 1), each sixteenth once in a block."""
    strata = rng.permuted(np.broadcast_to(np.arange(16), (runs, blocks, 16)), axis=2)
    return ((strata + rng.random(strata.shape)) / 16).reshape(runs, -1)


def covered(interval: Interval, truth: float) -> bool:
    return interval.low <= truth <= interval.high


REPEATS = 2000


@pytest.mark.slow
@pytest.mark.parametrize("blocks", [10, 16, 31])
@pytest.mark.parametrize("p", [0.5, 0.2, 0.1, 0.02])
def test_share_interval_covers(p: float, blocks: int) -> None:
    """Chance depends on the world (80 % of its variance at p = .5); truth known by construction."""
    rng = np.random.default_rng(11)
    worlds = stratified(rng, REPEATS, blocks)
    chance = p * (1 + 0.9 * np.where(worlds < 0.5, 1, -1)) if p > 0.4 else 2 * p * worlds
    hits = rng.random(worlds.shape) < chance
    coverage = np.mean([covered(share_interval(row), p) for row in hits])
    assert coverage >= 0.92
    if p > 0.4:
        binomial = np.mean([wilson(row.sum(), row.size).margin for row in hits])
        assert np.mean([share_interval(row).margin for row in hits]) < 0.75 * binomial


@pytest.mark.slow
def test_difference_quantile_and_ratio_intervals_cover() -> None:
    rng = np.random.default_rng(12)
    worlds = stratified(rng, 600, 20)
    noise = rng.exponential(1.0, worlds.shape)
    lives = (1 + worlds) * noise
    flips_a, flips_b = rng.random(worlds.shape) < 0.3 * worlds, rng.random(worlds.shape) < 0.5 * worlds
    due = rng.poisson(1 + 3 * worlds).astype(float)
    made = rng.binomial(due.astype(int), 0.8 - 0.2 * worlds).astype(float)
    big = np.random.default_rng(13).random(4_000_000)
    median = float(np.median((1 + big) * np.random.default_rng(14).exponential(1.0, big.size)))
    kept = (0.8 + 3 * 0.8 / 2 - 0.2 / 2 - 3 * 0.2 / 3) / 2.5  # E[due × chance] / E[due]
    hit = {
        "mean": [covered(mean_interval(row), 1.5) for row in lives],
        "share": [covered(share_difference_interval(a, b), 0.1) for a, b in zip(flips_a, flips_b, strict=True)],
        "quantile": [covered(quantile_interval(row, 0.5), median) for row in lives],
        "ratio": [covered(ratio_interval(a, b), kept) for a, b in zip(made, due, strict=True)],
    }
    assert {name: np.mean(found) >= 0.92 for name, found in hit.items()} == dict.fromkeys(hit, True)


@pytest.mark.slow
def test_difference_of_shares_covers_with_few_flips() -> None:
    rng = np.random.default_rng(15)
    change = rng.choice([1, -1, 0], p=[0.02, 0.01, 0.97], size=(REPEATS, 320))
    found = [covered(share_difference_interval(row < 0, row > 0), 0.01) for row in change]
    assert np.mean(found) >= 0.92
