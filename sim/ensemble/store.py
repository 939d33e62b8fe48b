"""The folder of a run: what it is a run of, parts while it runs, merged files at its end.

``parts/`` holds finished chunks and, written first of all, the run's charter: what it takes to go on with it, even in
another process and from another folder. A run that finds its own charter there goes on from it. A folder that holds a
different run is never written to.
"""

import json
import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from sim.ensemble.chunk import Chunk, Job
from sim.ensemble.disk import drop_drafts, drop_folder, write_text
from sim.ensemble.engines import DASK, Engine, imap
from sim.ensemble.ensemble import RUN_FILE
from sim.ensemble.jobs import Plan
from sim.ensemble.lock import take
from sim.errors import InputError

RUNS = Path("runs")
PARTS = "parts"
CHARTER_FILE = "charter.json"
QUESTION_FILE = "question.json"  # the charter of a question that is asked of the run, or in a folder of its own
CONFIG_FILE = "config.yaml"
SUMMARY_FILE = "summary.json"
LIVES_FILE = "lives.parquet"  # the end of a name where several answers share a folder
TABLES = ("outcomes", "monthly", "events")
LONGEST_NAME = 120  # characters of a scenario's name in that of a file


def free_folder(name: str, under: Path = RUNS) -> Path:
    """``runs/base``, or ``runs/base-2`` … where taken; creates nothing."""
    number, folder = 1, under / _plain(name)
    while folder.exists():
        number += 1
        folder = under / f"{_plain(name)}-{number}"
    return folder


def check_writable(folder: Path, key: str = "--out") -> None:
    """Refuse a folder in which nothing can be put, before anything is done for it; nothing stays of the try."""
    made: Path | None = None
    try:
        if folder.exists() and not folder.is_dir():
            raise InputError("is a file, not a folder", key=key, value=str(folder), allowed="a new folder")
        made = topmost_missing(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise unwritable(error, key, folder) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def unwritable(error: OSError, key: str, folder: Path) -> InputError:
    """The refusal of a folder in which the system lets nothing be put."""
    allowed = "a folder that can be made and written to"
    return InputError(f"cannot be written to: {error.strerror or error}", key=key, value=str(folder), allowed=allowed)


class Store:
    """A run's folder, opened for this run and for no other process until ``settle`` or ``release``. InputError where it
    cannot hold it; then nothing is left in it.

    ``merged``: the facts of all trials are here already, and only what is made of them may be missing. ``order`` is
    what the run was asked for, in the asker's own words, kept for whoever goes on with it.
    """

    def __init__(
        self, out: Path, scenarios: Sequence[Any], identity: dict[str, Any], order: Mapping[str, Any] | None = None
    ) -> None:
        self.out, self.parts = out, out / PARTS
        self.identity = identity
        made = topmost_missing(self.parts)
        try:
            self._open(scenarios, order)
        except OSError as error:
            if made is not None:
                shutil.rmtree(made, ignore_errors=True)
            raise unwritable(error, "out", out) from error
        self.merged = (out / RUN_FILE).exists()

    def _open(self, scenarios: Sequence[Any], order: Mapping[str, Any] | None) -> None:
        if self.out.exists() and not self.out.is_dir():
            raise InputError("is a file, not a folder", key="out", value=str(self.out), allowed="a new folder")
        self._must_be_free(order)
        held, unfinished = _held(self.out)
        self._goes_on = unfinished
        if held is not None and held != self.identity:
            raise InputError(_other(held, unfinished, self.out), key="out", value=str(self.out), allowed="a new folder")
        self.parts.mkdir(parents=True, exist_ok=True)
        self._lock = take(self.out, self.parts)
        drop_drafts(self.out)
        drop_drafts(self.parts)
        files = config_files([scenario.name for scenario in scenarios])
        texts = [scenario.to_yaml() for scenario in scenarios]
        if not unfinished:
            members = [_member(*each) for each in zip(scenarios, files, texts, strict=True)]
            charter = {"identity": self.identity, "order": order and dict(order), "scenarios": members}
            write_text(self.parts / CHARTER_FILE, json.dumps(charter, ensure_ascii=False))
            (self.out / RUN_FILE).unlink(missing_ok=True)
        for file, text in zip(files, texts, strict=True):
            path = self.out / file
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                write_text(path, text)

    def _must_be_free(self, order: Mapping[str, Any] | None) -> None:
        """InputError where a question is open here, unless the run belongs to it."""
        asked = read_charter(self.out, QUESTION_FILE)
        if asked is not None and asked.get("order") != order:
            problem = f"holds an unfinished answer; {going_on(self.out)}"
            raise InputError(problem, key="out", value=str(self.out), allowed="a new folder")

    def release(self) -> None:
        """Leave the folder to other processes."""
        self._lock.release()

    def finished(self, job: Job) -> Chunk | None:
        """What a job left here earlier; None where it has to be run."""
        if not self._goes_on:
            return None
        from sim.ensemble.parts import read_index

        return read_index(self.parts, job)

    def merge(self, plan: Plan, blocks: int, run_info: dict[str, Any], engine: Engine) -> None:
        """Merge the parts of the first ``blocks`` blocks into one file of each kind, and leave run.json, the mark that
        all facts are here.

        Workers of this machine merge, a file each: a file's table of contents grows with its length and has to be held
        until it is closed, and the process that deals the work is to need no more for many trials than for few.
        """
        from sim.ensemble.parts import Merging, merge

        names = TABLES if self.identity["events"] else TABLES[:2]
        files = [
            Merging(self.parts.resolve(), plan, blocks, name, (self.out / f"{name}.parquet").resolve())
            for name in names
        ]
        here = Engine(workers=len(files)) if engine.name == DASK else engine
        for _ in imap(merge, files, here):
            pass
        write_text(self.out / RUN_FILE, _json(run_info))

    def settle(self) -> None:
        """Drop the parts: the run is finished, and so is what was made of it."""
        drop_folder(self.parts)
        self.release()


def read_charter(out: Path, file: str = CHARTER_FILE) -> dict[str, Any] | None:
    """What an unfinished run left to go on with: ``identity``, ``order`` and ``scenarios`` (an unfinished question the
    first two); None where there is none.

    InputError where it cannot be read.
    """
    path = out / PARTS / file
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"cannot be read: {error}", file=str(path)) from error


def config_files(names: Sequence[str]) -> list[str]:
    """The file of each scenario's inputs: config.yaml, or one for each, told apart by name."""
    if len(names) == 1:
        return [CONFIG_FILE]
    plain = [_plain(name) for name in names]
    return [f"config-{one if plain.count(one) == 1 else f'{one}-{place + 1}'}.yaml" for place, one in enumerate(plain)]


def _member(scenario: Any, file: str, text: str) -> dict[str, Any]:
    """One scenario of a charter: its inputs, and where each came from, which a resolved file does not say."""
    origins = {path: [origin.file, origin.key, origin.own] for path, origin in scenario.provenance.items()}
    words = scenario.words and list(scenario.words)
    return {"name": scenario.name, "file": file, "text": text, "origins": origins, "words": words}


def _held(out: Path) -> tuple[dict[str, Any] | None, bool]:
    """The identity of the run that is here, and whether it is unfinished: None where there is none, {} where it is no
    run that we know."""
    for path in (out / PARTS / CHARTER_FILE, out / RUN_FILE):
        if path.exists():
            try:
                return dict(json.loads(path.read_text(encoding="utf-8"))["identity"]), path.name == CHARTER_FILE
            except (ValueError, AttributeError, KeyError, TypeError):
                return {}, False
    ours = (CONFIG_FILE, SUMMARY_FILE, *(f"{name}.parquet" for name in TABLES))
    return ({} if any((out / name).exists() for name in ours) else None), False


def _other(held: dict[str, Any], unfinished: bool, out: Path) -> str:
    """What a folder holds that is not this run."""
    if not (unfinished and held.get("scenarios")):
        return "already holds another run"
    first, *others = held["scenarios"]
    names = f"{first['name']} and {len(others)} more" if others else str(first["name"])
    numbers = f"--trials {held['trials']} --seed {held['seed']} --months {first['months']}"
    return f"holds an unfinished run of {names} ({numbers}); {going_on(out)}"


def going_on(out: Path) -> str:
    """How what is unfinished in a folder is finished."""
    return f"to go on with it: {shlex.join(['saas-sim', 'resume', str(out)])}"


def topmost_missing(folder: Path) -> Path | None:
    """The highest of the folders that ``mkdir`` would have to make."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    return missing[-1] if missing else None


def write_json(path: Path, content: dict[str, Any]) -> None:
    """A JSON file, whole or not at all; the same bytes for the same content."""
    write_text(path, _json(content))


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(name: str) -> str:
    """A scenario's name as part of a file's name."""
    return re.sub(r"[^\w.=-]+", "_", name)[:LONGEST_NAME]
