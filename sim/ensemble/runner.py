"""Run the trials of one or several scenarios: the same numbers whatever the workers and the order of completion."""

import inspect
import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sim.ensemble.chunk import Chunk, Failure, Job, Simulate, Tally, Task, pack, work
from sim.ensemble.disk import DiskRefused
from sim.ensemble.engines import Engine, imap
from sim.ensemble.ensemble import Ensemble, Facts, MemoryFacts, StoredFacts, open_ensemble
from sim.ensemble.jobs import Plan
from sim.ensemble.precision import Rule
from sim.ensemble.prefix import Prefix, Stopping
from sim.ensemble.record import identity_of, record
from sim.ensemble.store import Store
from sim.errors import InputError
from sim.uncertainty import BLOCK

LARGEST = 2**63 - 1  # what a column of whole numbers holds
NO_NEW_MONEY = {"funding.enabled": False}


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` trials (all scenarios together), the share of them alive at the horizon (NaN while nothing
    is done), and how many ``failed``; ``shares`` (alive, done) of each scenario; ``found`` of the trials done were on
    disk already. Where a precision is asked for, ``total`` is only the most (``capped``), and ``expected`` the number
    after which the run will probably end (None while nothing is known)."""

    done: int
    total: int
    alive: float
    failed: int
    shares: tuple[tuple[int, int], ...] = ()
    found: int = 0
    capped: bool = False
    expected: int | None = None


class RunCancelled(RuntimeError):  # noqa: N818 (named for what happened)
    """The run was stopped before its end."""


class AllTrialsFailed(RuntimeError):  # noqa: N818 (named for what happened)
    """No trial of a scenario finished; ``failures`` says why."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__(f"no trial finished; the first error: {failures[0].error}")
        self.failures = list(failures)


def run_ensemble(
    scenario: Any,
    trials: int = 500,
    seed: int = 1,
    workers: int | None = None,
    out: Path | str | None = None,
    events: bool = False,
    simulate_fn: Simulate | None = None,
    engine: Engine | None = None,
    precision: float | None = None,
) -> "EnsembleRun":
    """Many companies of one scenario: iterate for Progress, or call ``result()``.

    Nothing is written unless ``out`` names a folder; one that holds a killed run of the same is continued.
    ``workers`` defaults to all cores of this machine; ``engine`` says where else. InputError on numbers out of range
    and on a folder that cannot be used.
    """
    return run_ensembles([scenario], trials, seed, workers, out, events, simulate_fn, engine, precision)


def run_ensembles(
    scenarios: Sequence[Any],
    trials: int = 500,
    seed: int = 1,
    workers: int | None = None,
    out: Path | str | None = None,
    events: bool = False,
    simulate_fn: Simulate | None = None,
    engine: Engine | None = None,
    precision: float | None = None,
    order: Mapping[str, Any] | None = None,
) -> "EnsembleRun":
    """The same trials of several scenarios with different names, in one store: use ``results()``.

    ``precision``: the run ends before ``trials`` when survival at the horizon (with several scenarios every difference
    from the first) is known within ± this share (95 %). ``order``: kept in ``out`` until ``settle()`` is
    called, for whoever has to go on with the run and with what is made of it.
    """
    for key, value, least in (("trials", trials, 1), ("seed", seed, 0), ("workers", workers, 1)):
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and least <= value <= LARGEST):
            raise InputError("is out of range", key=key, value=value, allowed=f"a whole number from {least}")
    names = [scenario.name for scenario in scenarios]
    if len(set(names)) < len(names):
        raise InputError("the same scenario twice", value=", ".join(names), allowed="scenarios with different names")
    folder = Path(out) if out is not None else None
    engine = engine or Engine(workers=workers)
    engine.check()
    rule = None if precision is None else Rule(precision, trials)
    return EnsembleRun(list(scenarios), trials, seed, engine, folder, events, simulate_fn, rule, order)


class EnsembleRun:
    """A run under way: iterating yields Progress; ``result()`` runs to the end; ``cancel()`` stops."""

    def __init__(
        self,
        scenarios: list[Any],
        trials: int,
        seed: int,
        engine: Engine,
        out: Path | None,
        events: bool,
        simulate_fn: Simulate | None,
        rule: Rule | None,
        order: Mapping[str, Any] | None,
    ) -> None:
        self.scenarios, self.trials, self.seed, self.engine, self.out = scenarios, trials, seed, engine, out
        self._plan = Plan(len(scenarios), trials)
        self._prefix, self._stopping = Prefix(self._plan), Stopping(self._plan, rule)
        self._identity = identity_of(scenarios, seed, trials, events, rule)
        self._store = Store(out, scenarios, self._identity, order) if out is not None else None
        self._kept = order is not None
        parts = self._store.parts.resolve() if self._store else None
        self._tasks = [
            Task(one, _without_new_money(one), seed, events, parts, simulate_fn, str(out), alone=len(scenarios) == 1)
            for one in scenarios
        ]
        self._chunks: dict[Job, Chunk] = {}
        self._failures: list[tuple[int, Job, Failure]] = []  # each with the block with which it was handed out
        self._tally = Tally()
        self._found = 0
        self._started = datetime.now(UTC)
        self._cancelled = False
        self._steps = self._run()
        self._ensembles: list[Ensemble] | None = None

    def __iter__(self) -> Iterator[Progress]:
        return self._steps

    def cancel(self) -> None:
        """Stop after the chunks under way, from any thread; finished parts stay in ``out``."""
        self._cancelled = True
        if self._store is not None and inspect.getgeneratorstate(self._steps) == inspect.GEN_CREATED:
            self._store.release()
        if inspect.getgeneratorstate(self._steps) != inspect.GEN_RUNNING:
            self._steps.close()

    def result(self) -> Ensemble:
        """The ensemble of the (first) scenario. RunCancelled or AllTrialsFailed where there is none."""
        return self.results()[0]

    def results(self) -> list[Ensemble]:
        """An ensemble for each scenario, in the order given. DiskRefused or WorkersLost where the machine gave up:
        the same call goes on from what is finished."""
        for _ in self._steps:
            pass
        if self._ensembles is None:
            raise RunCancelled("the run was stopped before its end")
        return self._ensembles

    def settle(self) -> None:
        """Drop what was kept to go on from: everything that was to be made of the run is made."""
        if self._store is not None:
            self._store.settle()

    def _run(self) -> Generator[Progress, None, None]:
        try:
            yield from self._through()
        finally:
            if self._store is not None and self._ensembles is None:
                self._store.release()

    def _through(self) -> Generator[Progress, None, None]:
        if self._store is not None and self._store.merged:
            yield from self._reopen(self._store.out)
        else:
            try:
                yield from self._live()
            except OSError as error:
                where = f" {self.out}" if self.out else ""
                raise DiskRefused(f"the results cannot be written to{where}: {error.strerror or error}") from error
        if self._ensembles is not None and not self._kept:
            self.settle()

    def _reopen(self, out: Path) -> Generator[Progress, None, None]:
        """All facts are in the folder: what was killed was the making of something of them."""
        ensembles = [open_ensemble(out, one) for one in self.scenarios]
        for one in ensembles:
            if one.outcomes.empty:
                self.settle()
                raise AllTrialsFailed(one.failures)
        found = sum(len(one.outcomes) for one in ensembles)
        yield Progress(found, found, math.nan, 0, found=found)
        self._ensembles = ensembles

    def _live(self) -> Generator[Progress, None, None]:
        handed: dict[int, tuple[int, Job]] = {}
        missing = self._missing()
        first = list(islice(missing, 1))  # what is finished before it is taken on the way there
        yield self._progress()
        with closing(imap(work, self._items(chain(first, missing), handed), self.engine)) as lived:
            for index, chunk in lived:
                self._take(*handed.pop(index), chunk)
                yield self._progress()
                if self._cancelled:
                    return
                if self._stopping.look(self._prefix):
                    break
        self._ensembles = self._finish()

    def _missing(self) -> Iterator[tuple[int, Job]]:
        """(turn, chunk) still to be run, block by block; those whose parts lie in the folder are taken on the way."""
        for turn in range(self._plan.blocks):
            if self._stopping.look(self._prefix):
                return
            for job in self._plan.turn(turn):
                chunk = self._store.finished(job) if self._store else None
                if chunk is None or chunk.failures:
                    yield turn, job
                else:
                    self._take(turn, job, chunk)
                    self._found += chunk.done.bit_count()

    def _items(
        self, missing: Iterator[tuple[int, Job]], handed: dict[int, tuple[int, Job]]
    ) -> Iterator[tuple[Task | bytes, Job]]:
        tasks: list[Any] = self._tasks if self.engine.here else [pack(task) for task in self._tasks]
        for index, (turn, job) in enumerate(missing):
            handed[index] = (turn, job)
            yield tasks[job.scenario], job

    def _take(self, turn: int, job: Job, chunk: Chunk) -> None:
        self._prefix.take(turn, job, chunk)
        self._tally.add(chunk.tally)
        self._failures += [(turn, job, failure) for failure in chunk.failures]
        if self._store is None:
            self._chunks[job] = chunk

    def _progress(self) -> Progress:
        shares = tuple(self._prefix.counts)
        alive, done = map(sum, zip(*shares, strict=True))
        failed = sum(failure.day == 0 for *_, failure in self._failures)
        share = alive / done if done else math.nan
        total = self._plan.trials * len(self.scenarios)
        blocks = self._stopping.expected(self._prefix)
        expected = None if blocks is None else min(blocks * BLOCK, self._plan.trials) * len(self.scenarios)
        return Progress(done + failed, total, share, failed, shares, self._found, self._stopping.early, expected)

    def _finish(self) -> list[Ensemble]:
        blocks = self._stopping.blocks
        trials = min(blocks * BLOCK, self.trials)
        failures = [failure for turn, _, failure in sorted(self._failures, key=_place) if turn < blocks]
        info = record(self._identity, trials, self.engine, self._tally, failures, self._started)
        if self._store is not None:
            self._store.merge(self._plan, blocks, info, self.engine)
        return [self._ensemble(place, trials, failures, info) for place in range(len(self.scenarios))]

    def _ensemble(self, place: int, trials: int, failures: Sequence[Failure], info: dict[str, Any]) -> Ensemble:
        scenario, blocks = self.scenarios[place], self._stopping.blocks
        own = [failure for failure in failures if failure.scenario == scenario.name]
        if not self._prefix.done[:blocks, place].any():
            self.settle()
            raise AllTrialsFailed(own)
        facts: Facts
        if self.out is None:
            facts = MemoryFacts([self._chunks[job] for job in self._plan.jobs(blocks) if job.scenario == place])
        else:
            facts = StoredFacts(self.out, scenario.name)
        return Ensemble(scenario, self.seed, trials, facts, own, info, self.out)


def _place(found: tuple[int, Job, Failure]) -> tuple[int, int, int]:
    _, job, failure = found
    return job.scenario, failure.trial, failure.day


def _without_new_money(scenario: Any) -> Any:
    """The same company with its rounds off; None where they are off already."""
    return scenario.replace(NO_NEW_MONEY) if scenario.setup.funding.enabled else None
