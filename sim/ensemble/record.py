"""What a run is and how it went: its identity, by which it is known again, and run.json."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from sim import __version__
from sim.ensemble.chunk import Failure, Tally
from sim.ensemble.engines import Engine
from sim.ensemble.precision import Rule

LIBRARIES = ("numpy", "scipy", "simpy", "pandas", "pyarrow")


def identity_of(scenarios: Sequence[Any], seed: int, trials: int, events: bool, rule: Rule | None) -> dict[str, Any]:
    """All that decides a run's results: two runs with one identity leave the same bytes."""
    return {
        "scenarios": [{"name": one.name, "hash": one.hash, "months": one.months} for one in scenarios],
        "seed": seed,
        "trials": trials,
        "precision": None if rule is None else rule.target,
        "events": events,
        "version": __version__,
    }


def record(
    identity: dict[str, Any],
    trials: int,
    engine: Engine,
    tally: Tally,
    failures: Sequence[Failure],
    started: datetime,
) -> dict[str, Any]:
    """Content of run.json: ``trials`` is the number that were run, also where a rule ended the run."""
    companies = max(tally.companies, 1)
    return {
        "identity": identity,
        "trials": trials,
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "where": {"platform": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()},
        "engine": engine.name,
        "workers": engine.processes if engine.address is None else None,
        "versions": _versions(),
        "speed": {
            "ms_per_trial": round(1000 * tally.seconds / companies, 3),
            "events_per_trial": round(tally.events / companies, 1),
            "months_per_trial": round(tally.months / companies, 2),
        },
        "failures": [asdict(failure) for failure in failures],
    }


def _versions() -> dict[str, str]:
    versions = {"saas-sim": __version__}
    for name in LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions
