"""Fresh days: companies lived again in worlds already known, under the plan and under changes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.crew import Workers
from sim.ensemble.lives import LifeKey, lives
from sim.journal import ABSORBING
from sim.scenario import Scenario

PLAN = "plan"
Watch = Callable[[int], None]  # told how many lives have just been lived


@dataclass(frozen=True)
class FreshDays:
    """Which of some worlds' fresh days end alive: ``lived`` [variants, worlds, days]; ``names`` [variants], the plan
    first; ``trials`` [worlds]."""

    names: tuple[str, ...]
    trials: NDArray[np.int64]
    lived: NDArray[np.bool_]

    def of(self, name: str) -> NDArray[np.bool_]:
        """[worlds, days] of one variant."""
        return np.asarray(self.lived[self.names.index(name)])

    def chance(self, name: str) -> NDArray[np.floating[Any]]:
        """Share of days on which each world's company lives [worlds]."""
        return np.asarray(self.of(name).mean(axis=1))

    def gain(self, name: str) -> NDArray[np.floating[Any]]:
        """What a variant adds to each world's chance of living [worlds]."""
        return np.asarray(self.chance(name) - self.chance(PLAN))


def still_going(outcome: Mapping[str, Any]) -> bool:
    """Whether a life is one: no end before the horizon (a sale in distress is an end)."""
    return outcome["end"] not in ABSORBING


def fresh_days(
    scenarios: Mapping[str, Scenario],
    trials: Sequence[int],
    days: int,
    seed: int,
    workers: Workers = None,
    watch: Watch | None = None,
) -> FreshDays:
    """Live days 1 to ``days`` in the worlds of ``trials`` under each of ``scenarios``: the same days for all of them,
    so that their differences are paired."""
    names, places = tuple(scenarios), {trial: place for place, trial in enumerate(trials)}
    keys = [LifeKey(v, trial, day) for v in range(len(names)) for trial in trials for day in range(1, days + 1)]
    lived = np.zeros((len(names), len(trials), days), dtype=bool)
    for key, life in lives(list(scenarios.values()), keys, seed, workers=workers):
        lived[key.scenario, places[key.trial], key.day - 1] = still_going(life.outcome)
        if watch is not None:
            watch(1)
    return FreshDays(names, np.asarray(trials, dtype=np.int64), lived)
