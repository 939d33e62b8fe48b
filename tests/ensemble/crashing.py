"""Processes that die at a chosen write: `python -m tests.ensemble.crashing fakes|command|stress|causes FOLDER EVERY`.

Each case is a process of its own, killed at the n-th call that puts something on disk (a draft, its fsync, its move,
the folder's fsync, a removal), then another one that goes on. Printed is a line for each case: the step, and the files
that differ from those of an undisturbed run.
"""

import importlib
import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from sim.analysis.summary import write_summary
from sim.ensemble.runner import run_ensembles
from tests.ensemble.fakes import FakeScenario, simulate

UNDISTURBED = "undisturbed"
NEVER = 10**9
LAST = ("run.json", "lives.parquet")  # left when all is there from which the rest is made


def in_a_process(work: Callable[[], object], die_at: int = NEVER) -> bool:
    """Do ``work`` in a process of its own that is killed at its ``die_at``-th write; whether it was."""
    process = os.fork()
    if process == 0:
        code = 1
        try:
            count_writes(die_at)
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


def count_writes(die_at: int) -> None:
    """Let this process be killed just before the ``die_at``-th write from here on."""
    written = 0

    def counted(call: Callable[..., Any], half: bool = False) -> Callable[..., Any]:
        def write(*given: Any, **named: Any) -> Any:
            nonlocal written
            written += 1
            if written == die_at:
                if half:
                    tear(Path(given[0]))
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **named)

        return write

    def torn(call: Callable[..., Any]) -> Callable[..., Any]:
        def write(handle: int, data: bytes, place: int) -> Any:
            if written == die_at - 1:
                call(handle, data[: len(data) // 2], place)
            return counted_call(handle, data, place)

        counted_call = counted(call)
        return write

    os.pwrite = torn(os.pwrite)
    os.fsync = counted(os.fsync)
    os.replace = counted(os.replace, half=True)
    os.unlink = counted(os.unlink)
    os.mkdir = counted(os.mkdir)
    shutil.rmtree = counted(shutil.rmtree)


def tear(draft: Path) -> None:
    """Cut a file in half, as a crash in the middle of writing leaves it."""
    with draft.open("rb+") as file:
        file.truncate(draft.stat().st_size // 2)


def try_writes(folder: Path, begin: Callable[[Path], object], go_on: Callable[[Path], object], every: int) -> None:
    """Print, for every ``every``-th write of ``begin``, what ``go_on`` leaves differently after a death there."""
    whole = folder / UNDISTURBED
    in_a_process(lambda: begin(whole))
    for step in count(1, every):
        if not dies_and_goes_on(folder / str(step), begin, go_on, step):
            return
        print(step, *differences(whole, folder / str(step)), flush=True)


def dies_and_goes_on(out: Path, begin: Callable[[Path], object], go_on: Callable[[Path], object], step: int) -> bool:
    """Whether ``begin`` had so many writes that it died at that one; ``go_on`` then finished it."""
    if not in_a_process(lambda: begin(out), step):
        return False
    known = any((out / file).exists() for file in ("parts/charter.json", "parts/question.json", *LAST))
    in_a_process(lambda: (go_on if known else begin)(out))
    return True


def differences(whole: Path, out: Path) -> list[str]:
    """Names of the files that one folder lacks, or holds with other bytes; run.json tells of the running itself."""
    names = {path.name for one in (whole, out) for path in one.iterdir()} - {"run.json"}
    return sorted(name for name in names if content(whole / name) != content(out / name))


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def live_fakes(out: Path) -> None:
    """A comparison of two made-up companies, and its summary."""
    plans = [FakeScenario(), FakeScenario("safer", hazard=0.01)]
    work = run_ensembles(plans, 16, workers=1, out=out, events=True, simulate_fn=simulate, order={"verb": "test"})
    write_summary(work.results())
    work.settle()


def command(*words: str) -> None:
    from sim.__main__ import main

    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (the process ends with it)
    assert main(words) == 0


def run_base(out: Path) -> None:
    command("run", "base", "--trials", "20", "--months", "3", "--engine", "serial", "--out", str(out))


def stress_base(out: Path) -> None:
    asked = ("--only", "ramp", "--trials", "32", "--months", "3", "--no-search", "--workers", "1")
    command("stress", "base", *asked, "--out", str(out))


def ask_causes(out: Path) -> None:
    asked = ("--trials", "16", "--months", "12", "--deaths", "2", "--days", "1", "--no-checks", "--workers", "1")
    command("causes", "overhire_before_pmf", "scenario.company.opening.cash=700000", *asked, "--out", str(out))


def resume(out: Path) -> None:
    command("resume", str(out), "--engine", "serial")


if __name__ == "__main__":
    what, where, step_by = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    for module in ("pandas", "sim.ensemble.parts", "sim.report.page", "sim.cli"):  # before the processes part
        importlib.import_module(module)
    if what == "fakes":
        try_writes(where, live_fakes, live_fakes, step_by)
    else:
        begin = {"command": run_base, "stress": stress_base, "causes": ask_causes}[what]
        try_writes(where, begin, resume, step_by)
