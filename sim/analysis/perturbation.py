"""Perturbed assumptions: the same scenario, had its makers guessed a little differently."""

from sim.changes import Change, changed
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
    moves = []
    for row in assumptions(scenario):
        if row.mark != MARK or not row.assumed or row.low is None or row.high is None or not row.value:
            continue
        place = locate(type(scenario.setup), scenario.data, row.key)
        limits = place.limits() if place is not None else None
        if limits is None or limits.whole:
            continue
        end = row.high if stream_key(seed, "perturbed", row.key) % 2 else row.low
        moves.append(Change(path=row.key, add=shift * (end - row.value)))
    return changed(scenario, moves)
