"""imap: every item once, its index beside it, whatever dies on the way."""

import os
import signal
from itertools import count
from pathlib import Path

import pytest

from sim.ensemble.engines import WorkersLost, imap


def square(number: int) -> int:
    return number * number


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def die_once(item: tuple[int, str]) -> int:
    number, mark = item
    if number == 5 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("workers", [1, 2])
def test_every_item_comes_back_with_its_index(workers: int) -> None:
    assert sorted(imap(square, range(2, 30), workers)) == [(i, (i + 2) ** 2) for i in range(28)]


@pytest.mark.parametrize("workers", [1, 2])
def test_items_are_taken_as_needed_and_closing_stops(workers: int) -> None:
    results = imap(square, count(), workers)
    first = [next(results) for _ in range(10)]
    results.close()  # type: ignore[attr-defined]
    assert all(value == index**2 for index, value in first)
    with pytest.raises(StopIteration):
        next(results)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_reaches_the_caller(workers: int) -> None:
    with pytest.raises(ValueError, match="three"):
        list(imap(fail_at_three, range(6), workers))


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    items = [(number, str(tmp_path / "died")) for number in range(20)]
    assert sorted(imap(die_once, items, 2)) == [(number, number) for number in range(20)]
    assert (tmp_path / "died").exists()


def test_work_that_always_kills_its_worker_is_given_up() -> None:
    with pytest.raises(WorkersLost):
        list(imap(die, range(4), 2))
