"""Perturbed assumptions: the same scenario, had its makers guessed a little differently."""

from typing import Any

from sim.analysis.remedies import moved_range
from sim.luck import stream_key
from sim.scenario import Scenario
from sim.schema import locate
from sim.sources import assumptions

MARK = "world"


def perturbed(scenario: Scenario, shift: float, seed: int) -> Scenario:
    """Every assumed number of the world moved by ``shift`` of the way to the lower or the upper end of its range.

    A coin keyed by (seed, path) picks the end; an uncertain number is moved with its whole curve. Sourced numbers, the
    user's own, whole numbers and decisions stay, and so does zero: what is switched off stays off.
    """
    changes: dict[str, Any] = {}
    for row in assumptions(scenario):
        if row.mark != MARK or not row.assumed or row.low is None or row.high is None or not row.value:
            continue
        place = locate(type(scenario.setup), scenario.data, row.key)
        limits = place.limits() if place is not None else None
        if limits is None or limits.whole:
            continue
        end = row.high if stream_key(seed, "perturbed", row.key) % 2 else row.low
        away = shift * (end - row.value)
        span = scenario.ranges.get(row.key)
        changes[row.key] = (
            limits.fit(row.value + away) if span is None else moved_range(span, lambda value, away=away: value + away)
        )
    return scenario.replace(changes) if changes else scenario
