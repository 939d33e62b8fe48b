"""Progress: the pace of this run alone, lines ever more seldom, the estimate with its interval."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from sim.analysis.statistics import wilson
from sim.console.progress import FIRST_LINE, LONGEST_WAIT, Pace, Sparse, far_words, spell, survival_words
from sim.ensemble.runner import Progress


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def progress(done: int, found: int = 0, shares: tuple[tuple[int, int], ...] = ()) -> Progress:
    return Progress(done, 1000, math.nan, 0, shares, found)


def test_the_pace_is_that_of_what_was_lived_here() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.words(progress(400, found=400)) == ""
    clock.now = 10.0
    assert pace.words(progress(600, found=400)) == "20.0 trials/s, 20 s left"


def test_where_a_precision_is_asked_for_the_time_left_is_that_of_the_trials_it_will_take() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.begin()
    clock.now = 10.0
    unknown = Progress(100, 20_000, math.nan, 0, capped=True)
    assert pace.words(unknown) == "10.0 trials/s, at most 33 min left"
    assert far_words(unknown) == "100 of at most 20,000"
    known = replace(unknown, expected=400)
    assert pace.words(known) == "10.0 trials/s, about 30 s left"
    assert far_words(known) == "100 of about 400 (at most 20,000)"
    assert far_words(progress(100)) == "100 of 1,000"


def test_lines_come_ever_more_seldom() -> None:
    clock = Clock()
    sparse = Sparse(clock)
    said = []
    for second in range(7200):
        clock.now = float(second)
        if sparse.due():
            said.append(second)
    waits = [later - earlier for earlier, later in pairwise(said)]
    assert said[0] == FIRST_LINE
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


@pytest.mark.parametrize(("seconds", "said"), [(8.2, "8 s"), (600, "10 min"), (12_000, "3 h 20 min")])
def test_a_time_is_spelt_for_people(seconds: float, said: str) -> None:
    assert spell(seconds) == said


def test_survival_comes_with_its_interval() -> None:
    assert survival_words(progress(0)) == ""
    one = wilson(30, 40)
    said = survival_words(progress(40, shares=((30, 40),)))
    assert said == f"75% ({one.low:.0%} to {one.high:.0%}) alive at the horizon"
    assert survival_words(progress(80, shares=((30, 40), (20, 40)))).count("(") == 2
    many = survival_words(progress(200, shares=((30, 40), (20, 40), (10, 40), (40, 40))))
    assert many == "25% to 100% alive at the horizon, by plan"
