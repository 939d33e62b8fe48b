"""A worker's piece of work: some trials of one scenario, turned into a few flat columns.

A chunk is one block of worlds (16 consecutive trials, each also run without new money on the same luck), or a few of
the first worlds on other days. Only a finished chunk's columns leave the worker, never a company.
"""

import pickle
import shlex
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.engines import Shared
from sim.journal import ABSORBING, MONTHLY, OUTCOME, Trial
from sim.uncertainty import BLOCK

Simulate = Callable[..., Trial]

TEXTS = frozenset({"end", "cause", "led_by", "no_new_money_end"})
EVENT_COLUMNS = ("trial", "day", "time", "kind", "who", "amount")


@dataclass(frozen=True)
class Failure:
    """A trial that raised: its key, the error in one line and how to see it again."""

    scenario: str
    seed: int
    trial: int
    day: int
    error: str
    replay: str


@dataclass(frozen=True)
class Job:
    """Which trials of which scenario (by its place in the run), on which days."""

    scenario: int
    first_trial: int
    trials: int
    first_day: int = 0
    days: int = 1

    @property
    def name(self) -> str:
        """Sorts by scenario, trial and day."""
        return f"{self.scenario:04d}-{self.first_trial:08d}-{self.first_day}"

    @property
    def block(self) -> int:
        """The block of worlds it belongs to."""
        return self.first_trial // BLOCK

    @property
    def first_days(self) -> bool:
        """Whether it holds the trials themselves, not other days in their worlds."""
        return self.first_day == 0

    @property
    def keys(self) -> Iterator[tuple[int, int]]:
        """(trial, day) of every company."""
        for trial in range(self.first_trial, self.first_trial + self.trials):
            for day in range(self.first_day, self.first_day + self.days):
                yield trial, day


@dataclass(frozen=True)
class Task:
    """What all chunks of one scenario share.

    ``twin`` is the scenario without new money (None where it has none); ``parts`` = where finished chunks are written,
    as every worker finds it, and ``folder`` the run's as the user named it; ``alone`` = the run has no other scenario.
    """

    scenario: Any
    twin: Any
    seed: int
    events: bool
    parts: Path | None
    simulate: Simulate | None
    folder: str = ""
    alone: bool = True

    def replay(self, trial: int, day: int) -> str:
        """How to run one company again: from the run's folder where it is a first day in one, else in Python."""
        if self.parts is None or day:
            return f'simulate(load_scenario("{self.scenario.name}"), seed={self.seed}, trial={trial}, day={day})'
        command = ["saas-sim", "replay", self.folder, "--trial", str(trial)]
        return shlex.join(command if self.alone else [*command, "--scenario", self.scenario.name])


@dataclass
class Tally:
    """What the work cost: seconds in the worker, companies run, their events and months lived."""

    seconds: float = 0.0
    companies: int = 0
    events: float = 0.0
    months: float = 0.0

    def add(self, other: "Tally") -> None:
        """Take another's work in."""
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Chunk:
    """The facts of a job. ``rows`` [rows, 2 + len(MONTHLY)] begin with trial and month; columns by name elsewhere.

    ``done`` and ``alive`` tell the trials (first days) that finished and those alive at the horizon: bit k for the k-th
    trial of the block.
    """

    outcomes: dict[str, list[Any]] = field(default_factory=dict)
    rows: NDArray[Any] = field(default_factory=lambda: np.empty((0, 2 + len(MONTHLY))))
    events: dict[str, list[Any]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    done: int = 0
    alive: int = 0


def pack(task: Any) -> Shared:
    """What many chunks share, as bytes: made once in the parent, opened once in each worker."""
    from loky.cloudpickle_wrapper import dumps  # also takes functions that were typed into a session

    return Shared(dumps(task))


@lru_cache(maxsize=16)
def _unpack(packed: bytes) -> Task:
    task: Task = pickle.loads(packed)
    return task


def work(item: tuple[Task | bytes, Job]) -> Chunk:
    """Run a job; where the run has a folder the facts are written there and only counts come back."""
    task, job = item
    if isinstance(task, bytes):
        task = _unpack(task)
    chunk = run_job(task, job)
    if task.parts is None:
        chunk.rows = chunk.rows.astype(np.float32)
        return chunk
    from sim.ensemble.parts import write_parts

    write_parts(task.parts, job, task.scenario.name, task.seed, chunk)
    return Chunk(failures=chunk.failures, tally=chunk.tally, done=chunk.done, alive=chunk.alive)


def run_job(task: Task, job: Job) -> Chunk:
    """The facts of a job's companies. A trial that raises becomes a Failure; the others go on."""
    chunk = Chunk()
    outcomes: list[dict[str, Any]] = []
    rows: list[tuple[float, ...]] = []
    events: list[tuple[Any, ...]] = []
    started = time.perf_counter()
    for trial, day in job.keys:
        try:
            life, outcome = _live(task, trial, day, chunk.tally)
        except Exception as error:
            chunk.failures.append(_failure(task, trial, day, error))
            continue
        outcomes.append({"trial": trial, "day": day, **outcome})
        if day == 0:
            chunk.done |= 1 << trial % BLOCK
            chunk.alive |= (outcome["end"] not in ABSORBING) << trial % BLOCK
            rows.extend((trial, month, *row) for month, row in enumerate(life.rows, start=1))
        events.extend((trial, day, *event) for event in life.events)
    chunk.tally.seconds = time.perf_counter() - started
    chunk.outcomes = {name: [row[name] for row in outcomes] for name in ("trial", "day", *OUTCOME)}
    if rows:
        chunk.rows = np.array(rows, dtype=np.float64)
    if task.events:
        columns = zip(*events, strict=True) if events else ((),) * len(EVENT_COLUMNS)
        chunk.events = {name: list(column) for name, column in zip(EVENT_COLUMNS, columns, strict=True)}
    return chunk


def _live(task: Task, trial: int, day: int, tally: Tally) -> tuple[Trial, dict[str, Any]]:
    """A company's life and its outcome with a value per name of ``OUTCOME``."""
    simulate = task.simulate or _model()
    life = simulate(task.scenario, task.seed, trial, day=day, events=task.events and day == 0)
    _count(tally, life)
    outcome = {name: life.outcome.get(name) for name in OUTCOME}
    if day == 0:
        alone = life
        if task.twin is not None:
            try:
                alone = simulate(task.twin, task.seed, trial, day=day, events=False)
            except Exception as error:
                error.add_note("in the same company without new money")
                raise
            _count(tally, alone)
        outcome["no_new_money_end"] = alone.outcome["end"]
        outcome["no_new_money_month"] = alone.outcome["end_month"]
    return life, outcome


def _count(tally: Tally, life: Trial) -> None:
    tally.companies += 1
    tally.events += life.outcome.get("events") or 0
    tally.months += life.outcome.get("months_lived") or 0


def _model() -> Simulate:
    from sim.trial import simulate

    return simulate


def _failure(task: Task, trial: int, day: int, error: Exception) -> Failure:
    return Failure(task.scenario.name, task.seed, trial, day, error_line(error), task.replay(trial, day))


def error_line(error: Exception) -> str:
    """An error and the place where it was raised, in one line."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    notes = "".join(f", {note}" for note in getattr(error, "__notes__", ()))
    text = f"{type(error).__name__}: {error} ({Path(last.filename).name}, line {last.lineno}{notes})"
    return " ".join(text.split())
