"""Luck is found by purpose and index: the order of asking is no input, and another day begins on its date."""

import numpy as np
import pytest

from sim.luck import BLOCK, Luck, stream_key

SHAPE = (2, 1, 1)


def test_a_value_belongs_to_its_index_not_to_the_order_of_asking() -> None:
    forwards, backwards = Luck(1, 2), Luck(1, 2)
    far = 3 * BLOCK
    first = [forwards.uniform("answer", k, 0.0) for k in range(far)]
    second = [backwards.uniform("answer", k, 0.0) for k in reversed(range(far))]
    assert first == second[::-1]
    rows = [forwards.rows("lead", SHAPE, 0.0).at(k) for k in (200, 0, 63, 64)]
    assert rows == [backwards.rows("lead", SHAPE, 0.0).at(k) for k in (200, 0, 63, 64)]


def test_purposes_kinds_trials_seeds_and_days_are_strangers() -> None:
    values = [
        Luck(1, 1).uniform("a", 0, 0.0), Luck(1, 1).uniform("b", 0, 0.0), Luck(1, 2).uniform("a", 0, 0.0),
        Luck(2, 1).uniform("a", 0, 0.0), Luck(1, 1, day=1).uniform("a", 0, 0.0), Luck(1, 1).normal("a", 0, 0.0),
        Luck(1, 1).exponential("a", 0, 0.0),
    ]  # fmt: skip
    assert len(set(values)) == len(values)


def test_parts_of_a_key_do_not_run_together() -> None:
    assert stream_key(1, 23) != stream_key(12, 3)
    assert stream_key("a", "b") == stream_key("a", "b") < 2**128


def test_a_row_holds_uniforms_then_normals_then_exponentials() -> None:
    luck = Luck(5, 0)
    rows = np.array([luck.rows("lead", SHAPE, 0.0).at(k) for k in range(4_000)])
    assert rows.shape == (4_000, 4)
    assert rows[:, :2].min() >= 0
    assert rows[:, :2].max() < 1
    means, errors = rows.mean(axis=0), rows.std(axis=0) / np.sqrt(len(rows))
    np.testing.assert_array_less(np.abs(means - [0.5, 0.5, 0.0, 1.0]), 4 * errors)
    assert rows[:, 3].min() > 0


def test_the_luck_of_another_day_begins_on_its_date() -> None:
    same, other, redrawn = Luck(1, 1), Luck(1, 1, day=7), Luck(1, 1, day=7, redraw_from=100.0)
    for kind in ("uniform", "normal", "exponential"):
        assert getattr(redrawn, kind)("x", 3, 99.9) == getattr(same, kind)("x", 3, 0.0)
        assert getattr(redrawn, kind)("x", 3, 100.0) == getattr(other, kind)("x", 3, 0.0)
    assert redrawn.rows("x", SHAPE, 99.9).at(1) == same.rows("x", SHAPE, 0.0).at(1)
    assert redrawn.rows("x", SHAPE, 100.0).at(1) == other.rows("x", SHAPE, 0.0).at(1)


def test_arrivals_are_a_poisson_stream_that_grows_when_asked() -> None:
    arrivals = Luck(1, 1).arrivals("paid", 0.0)
    few = list(arrivals.reach(5.0))
    many = arrivals.reach(3_000.0)
    assert many[: len(few)] == few
    assert many[0] == 0.0
    assert many[-1] > 3_000.0
    gaps = np.diff(many)
    assert gaps.min() > 0
    assert gaps.mean() == pytest.approx(1.0, abs=4 / np.sqrt(len(gaps)))
