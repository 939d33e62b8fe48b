"""A run loses nothing: real processes die at every write, are killed, interrupted or meet a full disk; going on leaves
the bytes of an undisturbed run."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which
from time import monotonic, sleep

import pytest

from sim.ensemble.shelf import SHELF_FILE
from tests.ensemble.crashing import differences

ROOT = Path(__file__).parents[2]
SMALL = ("--trials", "48", "--months", "6", "--seed", "3")
PATIENCE = 120
TOO_BIG = 80_000  # bytes that no file may pass: fewer than a chunk's months, more than a run's charter

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and limits are those of POSIX")


def crash(what: str, folder: Path, every: int) -> list[str]:
    command = [sys.executable, "-m", "tests.ensemble.crashing", what, str(folder), str(every)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from sim.__main__ import main
sys.exit(main(sys.argv[2:]))
"""


# root may write where nobody may: it loses that right for the program it becomes (on others nothing is to be lost)
HUMBLE = """
import ctypes, os, sys
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, right, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "sim", *sys.argv[1:]])
"""


def start(*words: str, limit: int | None = None, humble: bool = False) -> subprocess.Popen[str]:
    """A command in a session of its own, with a limit to its files' size, or without root's right to write anywhere."""
    program = ["-c", HUMBLE] if humble else ["-m", "sim"] if limit is None else ["-c", LIMITED, str(limit)]
    return subprocess.Popen(
        [sys.executable, *program, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def saas_sim(*words: str, limit: int | None = None, humble: bool = False) -> tuple[int, str]:
    process = start(*words, limit=limit, humble=humble)
    said, _ = process.communicate()
    return process.returncode, said


def wait_for(condition: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < end, "it did not happen"
        sleep(0.02)


def parts_of(out: Path) -> list[Path]:
    return list((out / "parts").glob("0*.json"))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "run"
    code, said = saas_sim("run", "base", *SMALL, "--engine", "serial", "--out", str(out))
    assert code == 0, said
    return out


def test_a_death_at_a_write_loses_nothing(tmp_path: Path) -> None:
    tried = crash("fakes", tmp_path, every=5)
    assert len(tried) > 10
    assert all(line.isdecimal() for line in tried), tried


def test_an_answer_that_dies_at_a_write_loses_nothing(tmp_path: Path) -> None:
    tried = crash("stress", tmp_path, every=9)
    assert len(tried) > 2
    assert all(line.isdecimal() for line in tried), tried


@pytest.mark.slow
@pytest.mark.parametrize("what", ["fakes", "command", "stress", "causes"])
def test_a_death_at_any_write_loses_nothing(tmp_path: Path, what: str) -> None:
    tried = crash(what, tmp_path, every=1)
    assert len(tried) > 30
    assert all(line.isdecimal() for line in tried), tried


@pytest.mark.skipif(which("ps") is None, reason="finds the workers by ps")
@pytest.mark.parametrize("engine", ["local", "dask"])
def test_a_killed_parent_loses_nothing(tmp_path: Path, undisturbed: Path, engine: str) -> None:
    out = tmp_path / "run"
    process = start("run", "base", *SMALL, "--engine", engine, "--workers", "2", "--out", str(out))
    wait_for(lambda: bool(parts_of(out)))
    workers = workers_of(process.pid)
    process.kill()
    process.wait()
    wait_for(lambda: not any(map(lives, workers)))
    assert not (out / "run.json").exists()
    code, said = saas_sim("resume", str(out), "--engine", "serial")
    assert code == 0, said
    assert differences(undisturbed, out) == []
    assert "is finished" in saas_sim("resume", str(out))[1]


def test_an_interrupted_run_loses_nothing(tmp_path: Path, undisturbed: Path) -> None:
    out = tmp_path / "run"
    process = start("run", "base", *SMALL, "--workers", "2", "--out", str(out))
    wait_for(lambda: bool(parts_of(out)))
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate()
    assert process.returncode == 130
    assert f"saas-sim resume {out}" in said
    code, said = saas_sim("resume", str(out), "--workers", "2")
    assert code == 0, said
    assert differences(undisturbed, out) == []


@pytest.mark.skipif(which("ps") is None, reason="finds the workers by ps")
def test_a_killed_worker_changes_nothing(tmp_path: Path, undisturbed: Path) -> None:
    out = tmp_path / "run"
    process = start("run", "base", *SMALL, "--workers", "2", "--out", str(out))
    wait_for(lambda: bool(parts_of(out)))
    killed = [worker for worker in workers_of(process.pid) if end(worker)]
    said, _ = process.communicate()
    assert process.returncode == 0, said
    assert killed
    assert differences(undisturbed, out) == []


def workers_of(parent: int) -> list[int]:
    """Processes that a run started for its lives."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in found.splitlines()]
    return [int(pid) for pid, above, words in rows if int(above) == parent and "popen_loky" in words]


def lives(worker: int) -> bool:
    try:
        os.kill(worker, 0)
    except ProcessLookupError:
        return False
    return True


def end(worker: int) -> bool:
    try:
        os.kill(worker, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


DEADLY = ("overhire_before_pmf", "scenario.company.opening.cash=700000", "--months", "12")
QUESTIONS = {
    "stress": ("stress", "base", "--trials", "32", "--months", "12", "--no-search"),
    "causes": ("causes", *DEADLY, "--trials", "24", "--deaths", "6", "--days", "4", "--no-checks"),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folder of each question's answer, undisturbed."""
    folder = tmp_path_factory.mktemp("answers")
    for verb, words in QUESTIONS.items():
        code, said = saas_sim(*words, "--out", str(folder / verb))
        assert code == 0, said
    return {verb: folder / verb for verb in QUESTIONS}


@pytest.mark.parametrize(
    ("verb", "blow"), [("stress", signal.SIGKILL), ("causes", signal.SIGKILL), ("causes", signal.SIGINT)]
)
def test_an_answer_that_is_killed_or_interrupted_loses_nothing(
    tmp_path: Path, answers: dict[str, Path], verb: str, blow: signal.Signals
) -> None:
    out = tmp_path / "cut"
    log = out / "parts" / SHELF_FILE
    process = start(*QUESTIONS[verb], "--workers", "2", "--out", str(out))
    wait_for(lambda: log.exists() and log.stat().st_size > 0)
    os.killpg(process.pid, blow)
    said, _ = process.communicate()
    assert process.returncode == (130 if blow == signal.SIGINT else -blow)
    if blow == signal.SIGINT:
        assert f"saas-sim resume {out}" in said
        assert "Traceback" not in said
    code, said = saas_sim("resume", str(out), "--workers", "2")
    assert code == 0, said
    assert differences(answers[verb], out) == []
    assert "is finished" in saas_sim("resume", str(out))[1]


def test_a_disk_that_is_full_under_an_answer_is_one_message(tmp_path: Path, answers: dict[str, Path]) -> None:
    out = tmp_path / "cut"
    code, said = saas_sim(*QUESTIONS["stress"], "--workers", "2", "--out", str(out), limit=20_000)
    assert code == 4, said
    assert said.count("error:") == 1
    assert "too large" in said
    assert "Traceback" not in said
    assert f"saas-sim resume {out}" in said
    assert (out / "parts" / SHELF_FILE).stat().st_size > 0
    code, said = saas_sim("resume", str(out), "--workers", "2")
    assert code == 0, said
    assert differences(answers["stress"], out) == []


def refused_and_gone_on(out: Path, limit: int, *words: str) -> None:
    """A run that no file may pass ``limit`` bytes in ends with one message; with more room it goes on."""
    code, said = saas_sim("run", "base", *words, "--out", str(out), limit=limit)
    assert code == 4, said
    assert said.count("error:") == 1
    assert "too large" in said
    assert "Traceback" not in said
    assert f"saas-sim resume {out}" in said
    code, said = saas_sim("resume", str(out), "--engine", "serial")
    assert code == 0, said


def test_a_disk_that_is_full_at_the_end_is_one_message(tmp_path: Path, undisturbed: Path) -> None:
    limit = (undisturbed / "report.html").stat().st_size - 1
    refused_and_gone_on(tmp_path / "run", limit, *SMALL, "--engine", "serial")
    assert differences(undisturbed, tmp_path / "run") == []


def test_a_disk_that_is_full_under_way_is_one_message(tmp_path: Path) -> None:
    words = ("--trials", "32", "--months", "24", "--workers", "2")
    assert saas_sim("run", "base", *words, "--out", str(tmp_path / "whole"))[0] == 0
    out = tmp_path / "run"
    refused_and_gone_on(out, TOO_BIG, *words)
    assert differences(tmp_path / "whole", out) == []


@pytest.mark.skipif(os.getuid() == 0 and sys.platform != "linux", reason="root may write anywhere here")
def test_a_folder_that_may_not_be_written_to_is_one_message(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    for out in (closed, closed / "run"):
        code, said = saas_sim(
            "run", "base", *SMALL, "--engine", "serial", "--out", str(out), humble=sys.platform == "linux"
        )
        assert code == 2, said
        assert said.count("\n") == 1
        assert str(out) in said
        assert "Permission denied" in said
    assert list(closed.iterdir()) == []
