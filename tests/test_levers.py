"""Levers: shocks multiply while they last and leave nothing behind."""

import pytest

from sim.levers import Lever, Levers


def test_factors_multiply_and_are_taken_back_without_a_trace() -> None:
    lever = Lever()
    for factor in (0.1, 0.7, 1.3):
        lever.add(factor)
    assert lever.value == pytest.approx(0.091)
    for factor in (0.7, 0.1, 1.3):
        lever.remove(factor)
    assert lever.value == 1.0


def test_the_order_of_shocks_is_no_input() -> None:
    one, other = Lever(), Lever()
    for factor in (0.1, 0.7, 1.3):
        one.add(factor)
    for factor in (1.3, 0.1, 0.7):
        other.add(factor)
    assert one.value == other.value


def test_a_shock_lasts_as_long_as_its_block_even_when_it_fails() -> None:
    levers = Levers()
    odds = levers.declare("odds")
    with levers.scaled("odds", 0.5), levers.scaled("odds", 0.5):
        assert odds.value == 0.25
    assert odds.value == 1.0
    with pytest.raises(RuntimeError, match="broken"), levers.scaled("odds", 0.5):
        raise RuntimeError("broken")
    assert odds.value == 1.0


def test_nobody_pulls_a_lever_that_was_not_declared() -> None:
    with pytest.raises(KeyError), Levers().scaled("odds", 0.5):
        pass
