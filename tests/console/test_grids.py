"""A grid's figures: a level that all share is alike, a difference that nobody has is none."""

import math

from sim.analysis.statistics import Interval
from sim.console.grids import _spelt


def test_a_figure_without_an_interval_says_why() -> None:
    level, change = (1.0, ",.0f"), (1.0, "+,.0f")
    assert _spelt(Interval(0.0, 0.0, 0.0), *level) == "0 (alike)"
    assert _spelt(Interval(0.0, 0.0, 0.0), *change) == "+0 (none differs)"
    assert _spelt(Interval(5.0, 5.0, 5.0), *change) == "+5 (alike)"
    assert _spelt(Interval(5.0, 4.0, 6.0), *level) == "5 (4 to 6)"
    assert _spelt(Interval(5.0, -math.inf, math.inf), *level) == "5 (too few companies for an interval)"
