"""The sentence that opens the ranking of a lesson."""

from dataclasses import fields
from typing import Any

from sim.classroom.ranking import TEAM, Standing
from sim.intervals import Interval
from sim.report.lesson_results import _headline


def standing(name: str, gain: tuple[float, float, float]) -> Standing:
    values: dict[str, Any] = dict.fromkeys((field.name for field in fields(Standing)), 0.0)
    values |= {"name": name, "kind": TEAM, "value": Interval(2.2e6, 1e6, 3e6), "against_own": Interval(*gain)}
    return Standing(**values)


def test_nobody_decided_best_where_nobody_changed_anything() -> None:
    said = _headline([standing("alpha", (0.0, 0.0, 0.0))], "USD")
    assert said.startswith("No team's policy does better than changing nothing")
    assert "alpha" not in said


def test_the_best_is_named_with_what_its_policy_adds() -> None:
    said = _headline([standing("alpha", (4e5, 1e5, 7e5))], "USD")
    assert "alpha decided best" in said
    assert "no difference" not in said
    assert "may be no difference at all" in _headline([standing("alpha", (4e5, -1e5, 7e5))], "USD")
