"""The folder of a run: what it is a run of, parts while it runs, merged files at its end.

``parts/`` holds finished chunks and the run's identity; a run that finds its own identity there goes on from it.
A folder that holds a different run is never written to.
"""

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.ensemble.chunk import Chunk, Job
from sim.ensemble.ensemble import RUN_FILE
from sim.errors import InputError

RUNS = Path("runs")
PARTS = "parts"
IDENTITY_FILE = "identity.json"
CONFIG_FILE = "config.yaml"
SUMMARY_FILE = "summary.json"
TABLES = ("outcomes", "monthly", "events")


def free_folder(name: str, under: Path = RUNS) -> Path:
    """``runs/base``, or ``runs/base-2`` … where taken; creates nothing."""
    number, folder = 1, under / _plain(name)
    while folder.exists():
        number += 1
        folder = under / f"{_plain(name)}-{number}"
    return folder


class Store:
    """A run's folder, opened for this run. InputError where it cannot hold it."""

    def __init__(self, out: Path, scenarios: Sequence[Any], identity: dict[str, Any]) -> None:
        self.out, self.parts = out, out / PARTS
        self.identity = identity
        try:
            self._open(scenarios)
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"cannot be written to: {reason}", key="out", value=str(out)) from error

    def _open(self, scenarios: Sequence[Any]) -> None:
        if self.out.exists() and not self.out.is_dir():
            raise InputError("is a file, not a folder", key="out", value=str(self.out), allowed="a new folder")
        held = self._held()
        if held is not None and held != self.identity:
            problem = _other(held, unfinished=(self.parts / IDENTITY_FILE).exists())
            raise InputError(problem, key="out", value=str(self.out), allowed="a new folder")
        self.parts.mkdir(parents=True, exist_ok=True)
        for scenario in scenarios:
            name = CONFIG_FILE if len(scenarios) == 1 else f"config-{_plain(scenario.name)}.yaml"
            _write(self.out / name, scenario.to_yaml())
        _write(self.parts / IDENTITY_FILE, _json(self.identity))

    def _held(self) -> dict[str, Any] | None:
        """The identity of the run that is here: None where there is none, {} where it is no run that we know."""
        for path in (self.parts / IDENTITY_FILE, self.out / RUN_FILE):
            if path.exists():
                try:
                    held = json.loads(path.read_text(encoding="utf-8"))
                    return dict(held.get("identity", held))
                except (ValueError, AttributeError):
                    return {}
        ours = (PARTS, CONFIG_FILE, SUMMARY_FILE, *(f"{name}.parquet" for name in TABLES))
        return {} if any((self.out / name).exists() for name in ours) else None

    def finished(self, job: Job) -> Chunk | None:
        """What a job left here earlier; None where it has to be run."""
        from sim.ensemble.parts import read_part

        return read_part(self.parts, job)

    def merge(self, jobs: Sequence[Job], events: bool) -> None:
        """Merge the parts of all ``jobs`` into one file of each kind."""
        from sim.ensemble.parts import merge

        for name in TABLES if events else TABLES[:2]:
            merge(self.parts, jobs, name, self.out / f"{name}.parquet")

    def finish(self, run_info: dict[str, Any]) -> None:
        """Leave run.json, the mark of a finished run, and drop the parts."""
        _write(self.out / RUN_FILE, _json(run_info))
        shutil.rmtree(self.parts)


def _other(held: dict[str, Any], unfinished: bool) -> str:
    """What a folder holds that is not this run."""
    if not (unfinished and held.get("scenarios")):
        return "already holds another run"
    first = held["scenarios"][0]
    names = " and ".join(str(one["name"]) for one in held["scenarios"])
    events = " --events" if held.get("events") else ""
    return (
        f"holds an unfinished run of {names}; to go on: the same command with "
        f"--trials {held['trials']} --seed {held['seed']} --months {first['months']}{events}"
    )


def write_json(path: Path, content: dict[str, Any]) -> None:
    """A JSON file, whole or not at all; the same bytes for the same content."""
    _write(path, _json(content))


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> None:
    draft = path.with_name(path.name + ".draft")
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)


def _plain(name: str) -> str:
    """A scenario's name as part of a file's name."""
    return re.sub(r"[^\w.=-]+", "_", name)
