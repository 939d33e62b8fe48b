"""Perturbed assumptions: assumed numbers of the world move, inside their ranges, and nothing else does."""

import pytest

from sim.analysis.perturbation import perturbed
from sim.sources import assumptions
from tests.worlds import base


def test_only_assumed_numbers_of_the_world_move_and_none_leaves_its_range() -> None:
    before = {row.key: row for row in assumptions(base())}
    after = perturbed(base(), 0.25, 1)
    moved = 0
    for row in assumptions(after):
        old = before[row.key]
        if row.value == pytest.approx(old.value):
            continue
        moved += 1
        assert (old.mark, old.assumed) == ("world", True), row.key
        assert old.low is not None
        assert old.high is not None
        assert old.low <= row.value <= old.high, row.key
    assert moved > 100


def test_off_stays_off_and_no_shift_is_no_change() -> None:
    off = [
        row.key for row in assumptions(base()) if row.mark == "world" and row.assumed and row.value == 0 and row.high
    ]
    after = {row.key: row.value for row in assumptions(perturbed(base(), 0.25, 1))}
    assert off
    assert [key for key in off if after[key] != 0] == []
    still = {row.key: row.value for row in assumptions(perturbed(base(), 0.0, 1))}
    assert still == pytest.approx({row.key: row.value for row in assumptions(base())}, rel=1e-6)


def test_the_coins_are_the_seeds() -> None:
    assert perturbed(base(), 0.25, 1).hash == perturbed(base(), 0.25, 1).hash
    assert perturbed(base(), 0.25, 1).hash != perturbed(base(), 0.25, 2).hash
