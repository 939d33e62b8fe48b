"""Other guesses: a scenario with its assumed numbers moved, to see whether a finding rests on one of them."""

import numpy as np

from sim.errors import InputError
from sim.luck import stream_key
from sim.scenario import Scenario
from sim.sources import assumptions

STRENGTH = 0.5  # of the way from a number to the ends of the range in which it may lie
MOST_TRIES = 20
WORLD = "world"


def perturbed(scenario: Scenario, seed: int, number: int) -> Scenario:
    """The scenario with every assumed, single-valued world number drawn anew around its value, half-way at most to the
    ends of its stated range. Numbers of the user, sourced ones, decisions and ranges stay."""
    rows = [
        row
        for row in assumptions(scenario)
        if row.assumed and row.mark == WORLD and row.key not in scenario.ranges
        and row.low is not None and row.high is not None and row.low < row.high
    ]  # fmt: skip
    for attempt in range(MOST_TRIES):
        key = stream_key(seed, "perturbed", number, attempt)
        shares = np.random.Generator(np.random.Philox(key=key)).uniform(-STRENGTH, STRENGTH, len(rows))
        wanted = {}
        for row, share in zip(rows, shares.tolist(), strict=True):
            assert row.low is not None
            assert row.high is not None
            end = row.high if share > 0 else row.low
            wanted[row.key] = row.value + abs(share) * (end - row.value)
        try:
            return scenario.replace({path: _typed(scenario, path, value) for path, value in wanted.items()})
        except InputError:
            continue  # numbers that contradict each other: another draw
    raise InputError("its assumed numbers cannot be moved", value=scenario.name, allowed="ranges that go together")


def _typed(scenario: Scenario, path: str, value: float) -> float:
    """The value inside the field's bounds, whole where it must be."""
    return scenario.limits(path).fit(value)
