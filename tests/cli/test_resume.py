"""`resume`, engines and exit codes on the command line: what cannot be gone on with is one message and exit 2."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.__main__ import main
from sim.ensemble.lock import LOCK_FILE
from sim.ensemble.runner import run_ensemble
from sim.scenario import load_scenario
from tests.ensemble.crashing import differences

SMALL = ("--trials", "20", "--months", "3", "--engine", "serial")


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert said.count("\n") == 1
    return said


def stopped(out: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """A run that was interrupted when all had lived, before anything was made of it."""

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sim.analysis.summary.write_summary", stop)
        assert main([*words, "--out", str(out)]) == 130


def test_a_comparison_with_changes_is_gone_on_with_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine" / "scenario").mkdir(parents=True)
    text = "defaults: [base, _self_]\ntitle: Mine\nplan: {hires: {rep: null}}\n"
    (tmp_path / "mine" / "scenario" / "mine.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    change = "scenario.company.opening.cash=900000"
    words = ("compare", "base", "mine", change, "--config-dir", "mine", *SMALL)
    assert main([*words, "--out", "whole"]) == 0
    stopped(tmp_path / "cut", monkeypatch, *words)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (tmp_path / "mine" / "scenario" / "mine.yaml").unlink()
    assert main(["resume", "../cut", "--engine", "serial"]) == 0
    assert differences(tmp_path / "whole", tmp_path / "cut") == []


HOLDER = """
import sys
from pathlib import Path
from sim.ensemble.lock import Lock
held = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_one_process_at_a_time_goes_on_and_one_that_is_killed_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    stopped(out, monkeypatch, "run", "base", *SMALL)
    capsys.readouterr()
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file() and path.name != LOCK_FILE}
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(out / "parts")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert f"another process ({holder.pid}) is at work" in refusal(capsys, "resume", str(out))
        again = refusal(capsys, "run", "base", *SMALL, "--out", str(out))
        assert f"{out}: another process ({holder.pid}) is at work on this run; allowed: one process" in again
        assert {path: path.read_bytes() for path in before} == before
    finally:
        holder.kill()
        holder.wait()
    assert main(["resume", str(out), "--engine", "serial"]) == 0
    assert not (out / "parts").exists()


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_a_folder_without_a_run_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert folder in refusal(capsys, "resume", folder)
    assert list(tmp_path.iterdir()) == []


def test_a_run_begun_in_python_says_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work = run_ensemble(load_scenario("base", months=3), 20, workers=1, out=tmp_path / "run")
    next(iter(work))
    work.cancel()
    assert "run_ensemble" in refusal(capsys, "resume", str(tmp_path / "run"))


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda charter: charter["identity"].update(version="0.0.1"), "0.0.1"),
        (lambda charter: charter.pop("scenarios"), "damaged"),
        (lambda charter: charter["scenarios"][0].update(text="scenario: {title: x}\n"), "config.yaml"),
    ],
)
def test_a_run_that_is_no_longer_itself_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], damage: Any, named: str
) -> None:
    stopped(tmp_path / "run", monkeypatch, "run", "base", *SMALL)
    capsys.readouterr()
    path = tmp_path / "run" / "parts" / "charter.json"
    charter = json.loads(path.read_text())
    damage(charter)
    path.write_text(json.dumps(charter))
    assert named in refusal(capsys, "resume", str(tmp_path / "run"))


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--engine", "ray"), "--engine"),
        (("--address", "tcp://127.0.0.1:9"), "--engine dask"),
        (("--engine", "serial", "--workers", "2"), "--workers"),
    ],
)
def test_an_engine_that_cannot_be_is_refused_and_nothing_is_made(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    named: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert named in refusal(capsys, "run", "base", *words)
    assert list(tmp_path.iterdir()) == []


def test_a_trial_that_raises_is_reported_and_the_others_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sim import trial

    simulate = trial.simulate

    def broken(scenario: Any, seed: int, number: int, **named: Any) -> Any:
        if number == 5:
            raise ZeroDivisionError("no customers")
        return simulate(scenario, seed, number, **named)

    monkeypatch.setattr(trial, "simulate", broken)
    out = tmp_path / "run"
    assert main(["run", "base", *SMALL, "--out", str(out)]) == 3
    said = capsys.readouterr()
    assert "base, seed 1, trial 5, day 0: ZeroDivisionError: no customers" in said.err
    assert f"saas-sim replay {out} --trial 5" in said.err
    assert (out / "report.html").exists()
    assert json.loads((out / "summary.json").read_text())["failed"] == 1
    assert not (out / "parts").exists()
