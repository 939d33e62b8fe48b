"""Bars with intervals: the same message in words, names that are only text."""

from sim.analysis.statistics import Interval
from sim.report.bars import Bar, bars_plate

BARS = [
    Bar("Deals take longer", Interval(-20.0, -30.0, -10.0), "−20.0 (−30.0 to −10.0)"),
    Bar("Both <b>together</b> & more", Interval(5.0, -1.0, 11.0), "+5.0", hollow=True),
]


def test_a_plate_says_in_words_what_it_draws() -> None:
    plate = bars_plate("tornado", "Survival", "How to read it", BARS, "points", str)
    assert (
        plate.alt == "Survival. points. Deals take longer: −20.0 (−30.0 to −10.0); Both <b>together</b> & more: +5.0."
    )
    assert "Deals take longer" in plate.svg
    assert "<b>" not in plate.svg
    assert plate.svg == bars_plate("tornado", "Survival", "How to read it", BARS, "points", str).svg


def test_no_bars_are_no_error() -> None:
    assert bars_plate("none", "Nothing", "", [], "points", str).svg.startswith("<svg")
