"""A question that is stopped goes on where it was, whatever its command; nothing else is done in its folder."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.__main__ import main
from sim.ensemble.question import LOCK
from sim.ensemble.shelf import Shelf
from tests.cli.test_resume import HOLDER, refusal
from tests.ensemble.crashing import differences

SMALL = ("--workers", "1", "--seed", "3")
DEADLY = ("overhire_before_pmf", "scenario.company.opening.cash=700000", "--months", "12")
ASKED = {
    "stress": ("stress", "base", "--only", "win_rate", "--only", "ramp", "--trials", "20", "--months", "4"),
    "pitch": ("pitch", "base", "promise.csv", "--believe", "market.segments.mid.acv", "--trials", "20"),
    "sensitivity": ("sensitivity", "base", "--points", "4", "--months", "4"),
    "optimise": ("optimise", "base", "--free", "plan.hires.rep.first.count=1..3", "--candidates", "3", "--trials", "4",
                 "--months", "4"),
    "causes": ("causes", *DEADLY, "--trials", "6", "--deaths", "2", "--days", "1"),
    "no-return": ("no-return", *DEADLY, "--trials", "16", "--deaths", "1", "--days", "1"),
    "autopsy": ("autopsy", *DEADLY, "--trials", "16", "--worst", "--days", "20"),
    "autopsy of one": ("autopsy", *DEADLY, "--trial", "2", "--days", "20"),
}  # fmt: skip


def stopped(monkeypatch: pytest.MonkeyPatch, *words: str, after: int = 2) -> None:
    """Ask, and interrupt when so many batches are kept."""
    put, kept = Shelf.put, [0]

    def keep(*given: object) -> None:
        put(*given)  # type: ignore[arg-type]
        kept[0] += 1
        if kept[0] == after:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "put", keep)
        assert main(words) == 130


@pytest.mark.parametrize("verb", ASKED)
def test_a_question_that_is_stopped_goes_on_where_it_was(
    verb: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    batches: list[bytes] = []
    monkeypatch.setattr(Shelf, "put", _noting(Shelf.put, batches))
    assert main([*ASKED[verb], *SMALL, "--xlsx", "--out", "whole"]) == 0
    lived, batches[:] = set(batches), []
    stopped(monkeypatch, *ASKED[verb], *SMALL, "--xlsx", "--out", "cut")
    said = capsys.readouterr().err
    assert "stopped; what is finished is kept in cut. To go on:\n  saas-sim resume cut\n" in said
    kept, batches[:] = set(batches), []
    assert main(["resume", "cut", "--engine", "serial"]) == 0
    assert re.search(r"^going on: \d+ lives of it are kept in cut$", capsys.readouterr().err, re.MULTILINE)
    assert differences(desk / "whole", desk / "cut") == []
    assert set(batches) == lived - kept
    assert not (desk / "cut" / "parts").exists()
    assert main(["resume", "cut"]) == 0
    assert "nothing is left to do" in capsys.readouterr().out


def _noting(put: object, batches: list[bytes]) -> object:
    def noted(shelf: Shelf, name: bytes, *given: object) -> None:
        batches.append(name)
        put(shelf, name, *given)  # type: ignore[operator]

    return noted


def test_it_goes_on_from_another_folder_and_by_its_own_command(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "elsewhere").mkdir()
    assert main([*ASKED["pitch"], *SMALL, "--out", "whole"]) == 0
    for out in ("first", "second"):
        stopped(monkeypatch, *ASKED["pitch"], *SMALL, "--out", out)
    monkeypatch.chdir(desk / "elsewhere")
    assert main(["resume", "../first"]) == 0
    monkeypatch.chdir(desk)
    assert main([*ASKED["pitch"], *SMALL, "--out", "second"]) == 0
    for out in ("first", "second"):
        assert differences(desk / "whole", desk / out) == []
    monkeypatch.chdir(desk / "elsewhere")
    capsys.readouterr()


def test_inputs_that_have_changed_are_not_mixed(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "mine" / "stress").mkdir(parents=True)
    file = desk / "mine" / "stress" / "mine.yaml"
    text = "title: Mine\nchanges: [{path: finance.hosting, scale: 2}]\n"
    file.write_text(text)
    asked = ("stress", "base", "--only", "mine", "--config-dir", "mine", "--trials", "20", "--months", "4", *SMALL)
    stopped(monkeypatch, *asked, "--out", "cut")
    file.write_text(text.replace("2", "3"))
    before = _content(desk / "cut")
    for words in (("resume", "cut"), (*asked, "--out", "cut")):
        capsys.readouterr()
        assert "a file that it reads has changed since" in refusal(capsys, *words)
        assert _content(desk / "cut") == before
    file.write_text(text)
    assert main(["resume", "cut"]) == 0


def test_a_folder_holds_one_question_at_a_time(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (*ASKED["causes"], *SMALL)
    stopped(monkeypatch, *asked, "--out", "cut")
    capsys.readouterr()
    before = _content(desk / "cut")
    run = ("run", *DEADLY, "--trials", "6", "--seed", "3", "--engine", "serial")
    for words in (("no-return", *DEADLY, "--trials", "6", *SMALL), (*asked, "--no-checks"), run):
        said = refusal(capsys, *words, "--out", "cut")
        assert "saas-sim resume cut" in said
        assert _content(desk / "cut") == before
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER.replace("(sys.argv[1])", "(sys.argv[1]), sys.argv[2]"), "cut/parts", LOCK],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert f"another process ({holder.pid}) is at work" in refusal(capsys, "resume", "cut")
        holder.kill()
    assert main(["resume", "cut"]) == 0


def test_a_run_that_is_not_finished_is_asked_nothing(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sim.analysis.summary.write_summary", stop)
        run = ("run", *DEADLY, "--trials", "6", "--seed", "3", "--engine", "serial", "--out", "run")
        assert main(run) == 130
    capsys.readouterr()
    words = ("causes", *DEADLY, "--trials", "6", *SMALL, "--out", "run")
    assert "saas-sim resume run" in refusal(capsys, *words)
    assert main(["resume", "run"]) == 0
    lived = (desk / "run" / "run.json").read_bytes()
    assert main([*words, "--deaths", "2", "--days", "1", "--no-checks"]) == 0
    assert (desk / "run" / "run.json").read_bytes() == lived, "a run that stands is not lived again"
    assert (desk / "run" / "report.html").exists()
    assert (desk / "run" / "causes-lives.parquet").exists()


def test_a_life_that_fails_keeps_the_others(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sim import trial

    run, number = trial.run, [0]

    def broken(*given: object) -> object:
        number[0] += 1
        if number[0] == 30:
            raise ZeroDivisionError("no customers")
        return run(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(trial, "run", broken)
        assert main([*ASKED["stress"], *SMALL, "--out", "cut"]) == 3
    assert "a life failed: ZeroDivisionError: no customers" in capsys.readouterr().err
    assert main([*ASKED["stress"], *SMALL, "--out", "whole"]) == 0
    assert main(["resume", "cut"]) == 0
    assert differences(desk / "whole", desk / "cut") == []


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda charter: charter.update(), "answered on this machine"),
        (lambda charter: charter["identity"].update(version="0.0.1"), "0.0.1"),
        (lambda charter: charter["order"].pop("command"), "damaged"),
        (lambda charter: charter["order"].update(where="/nowhere/at/all"), "/nowhere/at/all"),
    ],
)
def test_a_question_that_cannot_be_asked_again_is_refused(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], damage: object, named: str
) -> None:
    stopped(monkeypatch, *ASKED["stress"], *SMALL, "--out", "cut")
    path = desk / "cut" / "parts" / "question.json"
    charter = json.loads(path.read_text())
    damage(charter)  # type: ignore[operator]
    path.write_text(json.dumps(charter))
    capsys.readouterr()
    engine = ("--engine", "dask") if "machine" in named else ()
    assert named in refusal(capsys, "resume", "cut", *engine)


def _content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}
