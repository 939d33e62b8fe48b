"""Stopping when enough is known: what is tested is the coverage of the stopped procedure, not of a look."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from sim.ensemble.precision import FIRST_LOOK, Rule, share, shift
from sim.errors import InputError
from sim.intervals import Interval
from sim.uncertainty import BLOCK

Draw = Callable[[np.random.Generator, float, int, int], np.ndarray]


def independent(rng: np.random.Generator, p: float, runs: int, blocks: int) -> np.ndarray:
    """[runs, blocks] survivors of 16 whose luck has nothing in common."""
    return rng.binomial(BLOCK, p, (runs, blocks))


def by_world(rng: np.random.Generator, p: float, runs: int, blocks: int) -> np.ndarray:
    """[runs, blocks] survivors of 16 worlds spread evenly: in good ones nearly all live, in bad ones nearly none."""
    if p > 0.5:
        return BLOCK - by_world(rng, 1 - p, runs, blocks)
    worlds = (np.arange(BLOCK) + rng.random((runs, blocks, BLOCK))) / BLOCK
    chance = p * (1 + 0.9 * np.where(worlds < 0.5, 1, -1)) if p > 0.4 else 2 * p * worlds
    return np.asarray((rng.random(worlds.shape) < chance).sum(axis=2))


def stopped(rule: Rule, alive: np.ndarray) -> tuple[int, Interval]:
    """Blocks and interval with which the rule leaves a run whose blocks have ``alive`` survivors."""
    blocks = [(int(count), BLOCK) for count in alive]
    for look in rule.looks():
        if rule.enough(blocks[:look]):
            return look, share(blocks[:look])
    return look, share(blocks[:look])


def stopped_difference(rule: Rule, up: np.ndarray, down: np.ndarray) -> tuple[int, Interval]:
    blocks = [(int(rise), int(fall), BLOCK) for rise, fall in zip(up, down, strict=True)]
    for look in rule.looks():
        if rule.enough_difference(blocks[:look]):
            return look, shift(blocks[:look])
    return look, shift(blocks[:look])


def coverage(draw: Draw, p: float, target: float, runs: int, seed: int) -> tuple[float, float]:
    """(share of runs whose interval holds the truth, mean blocks) under the stopped procedure."""
    most = 3 * max(FIRST_LOOK, int(4 * p * (1 - p) / target**2 / BLOCK))
    rule = Rule(target, most * BLOCK)
    rng = np.random.default_rng(seed)
    ends = [stopped(rule, draw(rng, p, 1, most)[0]) for _ in range(runs)]
    held = [interval.low <= p <= interval.high for _, interval in ends]
    return float(np.mean(held)), float(np.mean([count for count, _ in ends]))


def test_what_is_expected_is_the_first_look_wide_enough_for_the_root_law() -> None:
    rule = Rule(0.02, 20_000)
    looks = list(rule.looks())
    assert rule.expected(Interval(0.5, 0.46, 0.54), 30) == min(look for look in looks if look >= 4 * 30)
    assert rule.expected(Interval(0.5, 0.499, 0.501), 3) == FIRST_LOOK
    assert rule.expected(Interval(0.5, 0.499, 0.501), 60) == min(look for look in looks if look >= 60)
    assert rule.expected(Interval(0.5, 0.0, 1.0), 30) == looks[-1]


def test_looks_are_few_and_end_with_all_trials() -> None:
    looks = list(Rule(0.02, 100_000).looks())
    assert (looks[0], looks[-1]) == (FIRST_LOOK, 100_000 // BLOCK)
    assert all(one < two for one, two in pairwise(looks))
    assert all(two >= 1.2 * one for one, two in pairwise(looks[:-1]))
    assert list(Rule(0.02, 100).looks()) == [7]
    assert list(Rule(0.02, FIRST_LOOK * BLOCK).looks()) == [FIRST_LOOK]


def test_enough_is_a_matter_of_the_reported_interval() -> None:
    blocks = [(8 + place % 3 - 1, BLOCK) for place in range(60)]
    margin = share(blocks).margin
    assert Rule(margin, 10_000).enough(blocks)
    assert not Rule(margin * 0.99, 10_000).enough(blocks)
    assert share([(16, 16)] * 60).low < 1  # all alive is no certainty
    assert not Rule(0.001, 10_000).enough([(16, 16)] * 60)
    assert not Rule(0.02, 10_000).enough([(0, 0)] * 60)  # nothing finished


def test_a_difference_is_known_from_its_pairs() -> None:
    blocks = [(3 + place % 2, 1, BLOCK) for place in range(60)]
    margin = shift(blocks).margin
    assert shift(blocks).value == pytest.approx(2.5 / 16)
    assert Rule(margin, 10_000).enough_difference(blocks)
    assert not Rule(margin * 0.99, 10_000).enough_difference(blocks)
    unchanged = [(0, 0, BLOCK)] * FIRST_LOOK
    assert not Rule(0.001, 10_000).enough_difference(unchanged)


def test_worlds_spread_evenly_need_fewer_trials() -> None:
    blocks = [coverage(draw, 0.5, 0.03, 40, 1)[1] for draw in (independent, by_world)]
    assert blocks[1] < 0.6 * blocks[0]


@pytest.mark.parametrize("target", [0.0, -0.1, 0.6, float("nan")])
def test_a_target_that_means_nothing_is_refused(target: float) -> None:
    with pytest.raises(InputError, match="precision"):
        Rule(target, 1000)


@pytest.mark.parametrize("draw", [independent, by_world])
@pytest.mark.parametrize(("p", "target"), [(0.5, 0.04), (0.1, 0.03), (0.02, 0.01)])
def test_the_stopped_interval_covers_at_a_glance(draw: Draw, p: float, target: float) -> None:
    # 200 runs of a procedure that covers 94 %: a share below .88 has a chance of one in a thousand
    assert coverage(draw, p, target, 200, 2)[0] >= 0.88


REPEATS = 2000
ACCEPTED = 0.92


@pytest.mark.slow
@pytest.mark.parametrize("draw", [independent, by_world])
@pytest.mark.parametrize(
    ("p", "target"),
    [
        *((0.5, target) for target in (0.05, 0.03, 0.02)),
        *((0.1, target) for target in (0.03, 0.02)),
        (0.05, 0.02),
        *((0.02, target) for target in (0.02, 0.01, 0.005)),
        (0.98, 0.01),
    ],
)
def test_the_stopped_interval_covers(draw: Draw, p: float, target: float) -> None:
    assert coverage(draw, p, target, REPEATS, 3)[0] >= ACCEPTED


@pytest.mark.slow
@pytest.mark.parametrize(("up", "down"), [(0.15, 0.05), (0.02, 0.01), (0.05, 0.05), (0.3, 0.0)])
@pytest.mark.parametrize("target", [0.02, 0.01])
def test_the_stopped_difference_covers(up: float, down: float, target: float) -> None:
    rng, held = np.random.default_rng(4), []
    most = 3 * max(FIRST_LOOK, int(4 * (up + down - (up - down) ** 2) / target**2 / BLOCK))
    for _ in range(REPEATS):
        flips = rng.multinomial(BLOCK, [up, down, 1 - up - down], most)
        _, interval = stopped_difference(Rule(target, most * BLOCK), flips[:, 0], flips[:, 1])
        held.append(interval.low <= up - down <= interval.high)
    assert np.mean(held) >= ACCEPTED
