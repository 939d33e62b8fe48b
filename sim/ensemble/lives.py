"""Chosen lives, over processes: any scenario, world and day, for analyses that ask more of some companies.

An ensemble is every world once; this is some worlds as often as a question needs: fresh days in the worlds of the
dead, remedies in them, another luck from a date on.
"""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from sim.ensemble.chunk import pack
from sim.ensemble.crew import Batch, Workers, crew_of
from sim.ensemble.lived import Lived, as_lived
from sim.ensemble.shelf import Key
from sim.journal import MONTHLY

BATCH = 16  # lives handed to a worker at once, all of one scenario


@dataclass(frozen=True)
class LifeKey:
    """Which life: the scenario's place in the list, the world (trial), the day, and from when on that day's luck."""

    scenario: int
    trial: int
    day: int = 0
    redraw_from: date | None = None


@dataclass(frozen=True)
class _Task:
    scenario: Any
    seed: int
    columns: tuple[int, ...]


def lives(
    scenarios: Sequence[Any],
    keys: Sequence[LifeKey],
    seed: int,
    columns: Sequence[str] = (),
    workers: Workers = None,
) -> Iterator[tuple[LifeKey, Lived]]:
    """Live each of ``keys`` in the world of (its scenario, ``seed``, its trial); yields as lives are finished.

    ``columns``: monthly columns wanted. The same values whatever ``workers`` (all cores unless given; a crew that keeps
    what is lived yields those first that it has) and the order of ``keys``; only the order in which they come differs.
    """
    wanted = tuple(MONTHLY.index(name) for name in columns)
    crew = crew_of(workers)
    packed = [pack(_Task(scenario, seed, wanted)) for scenario in scenarios]
    labels = [crew.label(scenario, seed, wanted) for scenario in scenarios]
    groups = _batches(keys)
    batches = [
        Batch((packed[group[0].scenario], group), labels[group[0].scenario], [_told(key) for key in group])
        for group in groups
    ]
    for place, lived in crew.live(_live, batches):
        yield from zip(groups[place], lived, strict=True)


def _told(key: LifeKey) -> Key:
    redraw = None if key.redraw_from is None else key.redraw_from.isoformat()
    return key.trial, key.day, redraw, ()


def _batches(keys: Sequence[LifeKey]) -> list[list[LifeKey]]:
    """Neighbours in one world stand together: a world is realised once for a run of its days."""
    ordered = sorted(keys, key=lambda key: (key.scenario, key.trial, key.day, key.redraw_from or date.min))
    groups = (list(group) for _, group in groupby(ordered, attrgetter("scenario")))
    return [group[start : start + BATCH] for group in groups for start in range(0, len(group), BATCH)]


@lru_cache(maxsize=16)
def _unpack(packed: bytes) -> _Task:
    task: _Task = pickle.loads(packed)
    return task


def _live(item: tuple[bytes, list[LifeKey]]) -> list[Lived]:
    from sim.trial import realise, run

    packed, keys = item
    task = _unpack(packed)
    lived: list[Lived] = []
    for trial, of_world in groupby(keys, attrgetter("trial")):
        world = realise(task.scenario, task.seed, trial)
        for key in of_world:
            lived.append(as_lived(run(world, key.day, key.redraw_from), task.columns))
    return lived
