"""The condition under which a verdict turns: found where there is one, never where there is none."""

import numpy as np
import pytest

from sim.analysis.compare import compare_settings
from sim.analysis.turning import Measure, Sign, Split, find_split

SPEC = compare_settings().condition
TURN = 14.0


def sign(values: np.ndarray, key: str = "sqls") -> Sign:
    return Sign(key, "SQLs", " a month", "number", "in the quarter to", 6, True, values)


def pairs(count: int, seed: int, gain: float, loss: float) -> tuple[np.ndarray, Measure]:
    """SQLs a month and who lives with either plan: B saves a share ``gain`` where there are 14 SQLs or more, and costs
    a share ``loss`` where there are fewer."""
    luck = np.random.default_rng(seed)
    sqls, lives, flips = luck.uniform(4, 24, count), luck.random(count) < 0.5, luck.random(count)
    after = np.where(sqls >= TURN, lives | (flips < gain), lives & (flips >= loss))
    return sqls, Measure("survival", lives, after, True)


def split(count: int, seed: int, gain: float, loss: float, others: int = 4) -> Split | None:
    """The split found among the sign that matters and ``others`` that do not."""
    sqls, measure = pairs(count, seed, gain, loss)
    noise = np.random.default_rng(seed + 1).normal(size=(others, count))
    signs = [*(sign(values, f"noise {place}") for place, values in enumerate(noise)), sign(sqls)]
    return find_split(measure, signs, np.arange(count), SPEC, among=4)


def test_a_verdict_that_turns_is_found_with_its_threshold() -> None:
    found = split(800, 1, 0.6, 0.5)
    assert found is not None
    assert found.sign.key == "sqls"
    assert abs(found.threshold - TURN) < 3
    assert found.below.high < 0 < found.above.low
    # half of the pairs are alive without: B saves 60 % of the others above 14, and loses 50 % of these below
    assert found.above.low < 0.3 < found.above.high
    assert found.below.low < -0.25 < found.below.high
    assert found.pairs == 400
    assert abs(found.share_below - 0.5) < 0.15


def test_the_half_that_chooses_has_no_part_in_the_judgement() -> None:
    """Where the verdict turns in the first half of the blocks only, nothing is said."""
    sqls, measure = pairs(800, 1, 0.6, 0.5)
    trials = np.arange(800)
    second = trials // 16 % 2 == 1
    kept = Measure("survival", measure.a, np.where(second, measure.a, measure.b), True)
    assert find_split(measure, [sign(sqls)], trials, SPEC, among=1) is not None
    assert find_split(kept, [sign(sqls)], trials, SPEC, among=1) is None


def test_plans_that_change_nothing_never_turn() -> None:
    assert split(800, 1, 0.0, 0.0) is None


def test_a_plan_that_gains_everywhere_never_turns() -> None:
    assert split(800, 1, 0.6, -0.0) is None


def test_few_companies_say_nothing() -> None:
    assert split(2 * SPEC.fewest, 1, 0.9, 0.9) is None


def test_companies_without_the_sign_take_no_part() -> None:
    sqls, measure = pairs(800, 1, 0.6, 0.5)
    known = np.random.default_rng(2).random(800) < 0.8
    found = find_split(measure, [sign(np.where(known, sqls, np.nan))], np.arange(800), SPEC, among=1)
    assert found is not None
    assert found.pairs == known[np.arange(800) // 16 % 2 == 1].sum()
    assert find_split(measure, [sign(np.full(800, np.nan))], np.arange(800), SPEC, among=1) is None


@pytest.mark.parametrize("yes_or_no", [True, False])
def test_the_measure_may_be_a_number(yes_or_no: bool) -> None:
    sqls, measure = pairs(800, 1, 0.6, 0.5)
    scaled = Measure("arr_end", 1e6 * measure.a, 1e6 * measure.b, False)
    found = find_split(measure if yes_or_no else scaled, [sign(sqls)], np.arange(800), SPEC, among=1)
    assert found is not None
    assert found.below.high < 0 < found.above.low


@pytest.mark.slow
@pytest.mark.parametrize(("gain", "loss"), [(0.2, 0.0), (0.1, -0.1), (0.0, 0.0)])
def test_a_verdict_that_does_not_turn_is_seldom_said_to(gain: float, loss: float) -> None:
    """Whatever is looked at: in at most one case of twenty."""
    said = 0
    for seed in range(200):
        luck = np.random.default_rng(seed)
        lives, flips = luck.random(640) < 0.5, luck.random(640)
        after = (lives | (flips < gain)) & ~(lives & (flips < loss))
        signs = [sign(values) for values in luck.normal(size=(40, 640))]
        said += find_split(Measure("survival", lives, after, True), signs, np.arange(640), SPEC, among=1) is not None
    assert said <= 0.05 * 200
