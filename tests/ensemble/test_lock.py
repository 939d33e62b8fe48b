"""One process at a time: the lock ends with its process or its release, and outlives the dropping of its folder."""

import multiprocessing
import shutil
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from sim.ensemble.lock import LOCK_FILE, Lock, Taken
from sim.ensemble.runner import run_ensemble
from sim.errors import InputError
from tests.ensemble.fakes import FakeScenario, simulate

SPAWN = multiprocessing.get_context("spawn")


def hold(parts: Path, line: Connection) -> None:
    """Another process: holds the lock until it is told to end."""
    held = Lock(parts)
    line.send("held")
    line.recv()
    held.release()


def other(parts: Path) -> tuple[Any, Connection]:
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=hold, args=(parts, there))
    process.start()
    assert here.recv() == "held"
    return process, here


@pytest.mark.parametrize("end", ["kill", "release"])
def test_the_lock_ends_with_its_holder(tmp_path: Path, end: str) -> None:
    process, line = other(tmp_path)
    with pytest.raises(Taken) as taken:
        Lock(tmp_path)
    assert taken.value.holder == str(process.pid)
    if end == "kill":
        process.kill()
    else:
        line.send("end")
    process.join()
    Lock(tmp_path).release()


def test_a_folder_that_its_holder_drops_is_locked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the opening of the lock file and its lock the run is settled."""
    from sim.ensemble import lock

    parts, opened = tmp_path / "parts", lock._open
    parts.mkdir()

    def settled(path: Path) -> int:
        monkeypatch.setattr(lock, "_open", opened)
        handle = opened(path)
        shutil.rmtree(parts)
        return handle

    monkeypatch.setattr(lock, "_open", settled)
    held = Lock(parts)
    assert (parts / LOCK_FILE).exists()
    held.release()


def test_a_run_that_is_stopped_leaves_its_folder_to_others(tmp_path: Path) -> None:
    out = tmp_path / "run"
    work = run_ensemble(FakeScenario(), 20, workers=1, out=out, simulate_fn=simulate)
    next(iter(work))
    work.cancel()
    process, line = other(out / "parts")
    with pytest.raises(InputError, match="is at work on this run"):
        run_ensemble(FakeScenario(), 20, workers=1, out=out, simulate_fn=simulate)
    line.send("end")
    process.join()
    run_ensemble(FakeScenario(), 20, workers=1, out=out, simulate_fn=simulate).result()
    assert not (out / "parts").exists()
