"""Lives at chosen values of the uncertain inputs, on chosen days: what variance-based sensitivity asks for."""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sim.ensemble.chunk import pack
from sim.ensemble.crew import Batch, Workers, crew_of
from sim.ensemble.lived import Lived, as_lived
from sim.ensemble.lives import BATCH
from sim.journal import MONTHLY


@dataclass(frozen=True)
class Point:
    """A value for each of the inputs asked about, and the day."""

    values: tuple[float, ...]
    day: int


@dataclass(frozen=True)
class _Task:
    scenario: Any
    paths: tuple[str, ...]
    seed: int
    columns: tuple[int, ...]


def live_points(
    scenario: Any,
    paths: Sequence[str],
    points: Sequence[Point],
    seed: int,
    columns: Sequence[str] = (),
    workers: Workers = None,
) -> Iterator[tuple[int, Lived]]:
    """(index, life) of each of ``points``, as they are finished; inputs not among ``paths`` stand at their median.

    Two points with the same day meet the same luck, whatever their values. ``columns``: monthly columns wanted.
    """
    wanted = tuple(MONTHLY.index(name) for name in columns)
    crew = crew_of(workers)
    packed, label = pack(_Task(scenario, tuple(paths), seed, wanted)), crew.label(scenario, seed, wanted, tuple(paths))
    starts = range(0, len(points), BATCH)
    groups = [points[start : start + BATCH] for start in starts]
    batches = [
        Batch((packed, group), label, [(None, point.day, None, point.values) for point in group]) for group in groups
    ]
    for place, lived in crew.live(_live, batches):
        yield from ((starts[place] + offset, one) for offset, one in enumerate(lived))


@lru_cache(maxsize=4)
def _unpack(packed: bytes) -> _Task:
    task: _Task = pickle.loads(packed)
    return task


def _live(item: tuple[bytes, Sequence[Point]]) -> list[Lived]:
    from sim.trial import World, run

    packed, points = item
    task = _unpack(packed)
    lived = []
    for point in points:
        setup = task.scenario.at(dict(zip(task.paths, point.values, strict=True)))
        # one world's name for all, so that a day is the same luck whatever the values
        life = run(World(setup, task.scenario.months, task.seed, 0), point.day)
        lived.append(as_lived(life, task.columns))
    return lived
