"""Run the trials of one or several scenarios: the same numbers whatever the workers and the order of completion."""

import inspect
import math
import os
import platform
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from sim import __version__
from sim.ensemble.chunk import REDRAWN_WORLDS, Chunk, Failure, Job, Simulate, Tally, Task, pack, work
from sim.ensemble.engines import available_workers, imap
from sim.ensemble.ensemble import Ensemble, Facts, MemoryFacts, StoredFacts
from sim.ensemble.store import Store
from sim.errors import InputError
from sim.uncertainty import BLOCK

MOST_WORLDS = 320  # worlds in which other days are run, for the spread between worlds: more would tell little more
TRIALS_PER_WORLD = 8  # at most one world in so many: the sample stays a side dish
FEWEST_WORLDS = 8  # fewer say nothing about a spread
# other days in each of them: a world costs next to nothing beside a day, and two to four days in all are best where a
# world's days are alike by .4 to .2, more where they are less so (analysis.spread.best_days; measured by the benchmark)
REDRAWN_DAYS = 3
LARGEST = 2**63 - 1  # what a column of whole numbers holds
LIBRARIES = ("numpy", "scipy", "simpy", "pandas", "pyarrow")
NO_NEW_MONEY = {"funding.enabled": False}


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` trials (all scenarios together), the share of them alive at the horizon (NaN while nothing
    is done), and how many ``failed``."""

    done: int
    total: int
    alive: float
    failed: int


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
) -> "EnsembleRun":
    """Many companies of one scenario: iterate for Progress, or call ``result()``.

    Nothing is written unless ``out`` names a folder; one that holds a killed run of the same is continued.
    ``workers`` defaults to all cores. InputError on numbers out of range and on a folder that cannot be used.
    """
    return run_ensembles([scenario], trials, seed, workers, out, events, simulate_fn)


def run_ensembles(
    scenarios: Sequence[Any],
    trials: int = 500,
    seed: int = 1,
    workers: int | None = None,
    out: Path | str | None = None,
    events: bool = False,
    simulate_fn: Simulate | None = None,
) -> "EnsembleRun":
    """The same trials of several scenarios with different names, in one store: use ``results()``."""
    for key, value, least in (("trials", trials, 1), ("seed", seed, 0), ("workers", workers, 1)):
        whole = isinstance(value, int) and not isinstance(value, bool)
        if value is not None and not (whole and least <= value <= LARGEST):
            raise InputError("is out of range", key=key, value=value, allowed=f"a whole number from {least}")
    names = [scenario.name for scenario in scenarios]
    if len(set(names)) < len(names):
        raise InputError("the same scenario twice", value=", ".join(names), allowed="scenarios with different names")
    folder = Path(out) if out is not None else None
    return EnsembleRun(list(scenarios), trials, seed, workers or available_workers(), folder, events, simulate_fn)


class EnsembleRun:
    """A run under way: iterating yields Progress; ``result()`` runs to the end; ``cancel()`` stops."""

    def __init__(
        self,
        scenarios: list[Any],
        trials: int,
        seed: int,
        workers: int,
        out: Path | None,
        events: bool,
        simulate_fn: Simulate | None,
    ) -> None:
        self.scenarios, self.trials, self.seed, self.workers, self.out = scenarios, trials, seed, workers, out
        self._events = events
        self._jobs = _jobs(len(scenarios), trials)
        self._store = Store(out, scenarios, self._identity()) if out is not None else None
        parts = self._store.parts if self._store else None
        self._tasks = [
            Task(one, _without_new_money(one), seed, events, parts, simulate_fn, alone=len(scenarios) == 1)
            for one in scenarios
        ]
        self._chunks: dict[Job, Chunk] = {}
        self._done = self._alive = self._failed = 0
        self._started = datetime.now(UTC)
        self._cancelled = False
        self._steps = self._run()
        self._ensembles: list[Ensemble] | None = None

    def __iter__(self) -> Iterator[Progress]:
        return self._steps

    def cancel(self) -> None:
        """Stop after the chunks under way, from any thread; finished parts stay in ``out``."""
        self._cancelled = True
        if inspect.getgeneratorstate(self._steps) != inspect.GEN_RUNNING:
            self._steps.close()

    def result(self) -> Ensemble:
        """The ensemble of the (first) scenario. RunCancelled or AllTrialsFailed where there is none."""
        return self.results()[0]

    def results(self) -> list[Ensemble]:
        """An ensemble for each scenario, in the order given."""
        for _ in self._steps:
            pass
        if self._ensembles is None:
            raise RunCancelled("the run was stopped before its end")
        return self._ensembles

    def _run(self) -> Generator[Progress, None, None]:
        missing = self._take_finished()
        yield self._progress()
        for index, chunk in imap(work, self._items(missing), self.workers):
            self._take(missing[index], chunk)
            yield self._progress()
            if self._cancelled:
                return
        self._ensembles = self._finish()

    def _take(self, job: Job, chunk: Chunk) -> None:
        self._chunks[job] = chunk
        self._done += chunk.done
        self._alive += chunk.alive
        self._failed += sum(failure.day == 0 for failure in chunk.failures)

    def _take_finished(self) -> list[Job]:
        """The jobs still to do, after those whose parts lie in the folder."""
        if self._store is not None:
            for job in self._jobs:
                chunk = self._store.finished(job)
                if chunk is not None and not chunk.failures:
                    self._take(job, chunk)
        return [job for job in self._jobs if job not in self._chunks]

    def _items(self, jobs: Iterable[Job]) -> Iterator[tuple[Task | bytes, Job]]:
        tasks: list[Any] = self._tasks if self.workers == 1 else [pack(task) for task in self._tasks]
        return ((tasks[job.scenario], job) for job in jobs)

    def _progress(self) -> Progress:
        total = self.trials * len(self.scenarios)
        alive = self._alive / self._done if self._done else math.nan
        return Progress(self._done + self._failed, total, alive, self._failed)

    def _finish(self) -> list[Ensemble]:
        info = self._run_info()
        if self._store is not None:
            self._store.merge(self._jobs, self._events)
            self._store.finish(info)
        return [self._ensemble(index, info) for index in range(len(self.scenarios))]

    def _ensemble(self, index: int, info: dict[str, Any]) -> Ensemble:
        scenario = self.scenarios[index]
        chunks = [self._chunks[job] for job in self._jobs if job.scenario == index]
        failures = [failure for chunk in chunks for failure in chunk.failures]
        failures.sort(key=lambda failure: (failure.trial, failure.day))
        if not any(chunk.done for chunk in chunks):
            raise AllTrialsFailed(failures)
        facts: Facts = MemoryFacts(chunks) if self.out is None else StoredFacts(self.out, scenario.name)
        return Ensemble(scenario, self.seed, self.trials, facts, failures, info, self.out)

    def _identity(self) -> dict[str, Any]:
        scenarios = [{"name": s.name, "hash": s.hash, "months": s.months} for s in self.scenarios]
        version = _versions()["saas-sim"]
        return {
            "scenarios": scenarios,
            "seed": self.seed,
            "trials": self.trials,
            "events": self._events,
            "version": version,
        }

    def _run_info(self) -> dict[str, Any]:
        tally = Tally()
        for chunk in self._chunks.values():
            tally.add(chunk.tally)
        companies = max(tally.companies, 1)
        failures = [asdict(failure) for job in self._jobs for failure in self._chunks[job].failures]
        return {
            "identity": self._identity(),
            "started": self._started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "where": {"platform": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()},
            "workers": self.workers,
            "versions": _versions(),
            "speed": {
                "ms_per_trial": round(1000 * tally.seconds / companies, 3),
                "events_per_trial": round(tally.events / companies, 1),
                "months_per_trial": round(tally.months / companies, 2),
            },
            "failures": failures,
        }


def _jobs(scenarios: int, trials: int) -> list[Job]:
    """All chunks, scenarios side by side; redrawn days spread among the blocks, so that progress runs evenly."""
    worlds = min(MOST_WORLDS, trials // TRIALS_PER_WORLD)
    redraws = range(0, worlds if worlds >= FEWEST_WORLDS else 0, REDRAWN_WORLDS)
    blocks = range(0, trials, BLOCK)
    jobs: list[Job] = []
    for place, first in enumerate(blocks):
        due = range(place * len(redraws) // len(blocks), (place + 1) * len(redraws) // len(blocks))
        for scenario in range(scenarios):
            jobs.append(Job(scenario, first, min(BLOCK, trials - first)))
            for world in (redraws[number] for number in due):
                jobs.append(Job(scenario, world, min(REDRAWN_WORLDS, worlds - world), 1, REDRAWN_DAYS))
    return jobs


def _without_new_money(scenario: Any) -> Any:
    """The same company with its rounds off; None where they are off already."""
    return scenario.replace(NO_NEW_MONEY) if scenario.setup.funding.enabled else None


def _versions() -> dict[str, str]:
    versions = {"saas-sim": __version__}
    for name in LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions
