"""A place that cannot hold the answer is found before any company lives, whatever the command."""

import errno
from pathlib import Path
from typing import Any

import pytest

from sim.__main__ import main
from sim.ensemble.store import check_writable
from sim.errors import InputError

COMMANDS = {
    "run": ("run", "base"),
    "compare": ("compare", "base", "closed_door"),
    "grid": ("grid", "base", "scenario.company.opening.cash=300000,2500000"),
    "causes": ("causes", "base"),
    "no-return": ("no-return", "base"),
    "autopsy": ("autopsy", "base", "--trial", "0"),
    "median": ("autopsy", "base", "--median"),
    "stress": ("stress", "base"),
    "pitch": ("pitch", "base", "promise.csv"),
    "sensitivity": ("sensitivity", "base"),
    "optimise": ("optimise", "base", "--free", "plan.hires.rep.first.count=1..3"),
    "classroom": ("classroom", "base"),
}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a file in it, where nobody may live."""

    def alive(*_: object, **__: object) -> None:
        raise AssertionError("a company lived")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.trial.run", alive)
    (tmp_path / "promise.csv").write_text("month,arr\n3,10k\n", encoding="utf-8")
    return tmp_path


def refusal(verb: str, out: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main([*COMMANDS[verb], "--out", out, "--workers", "1"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert [path.name for path in desk.iterdir()] == ["promise.csv"]
    return said.err


@pytest.mark.parametrize("verb", COMMANDS)
@pytest.mark.parametrize("out", ["promise.csv", "promise.csv/deep/er"])
def test_a_file_is_no_folder_and_holds_none(
    verb: str, out: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(verb, out, desk, capsys)
    assert said.startswith("error: --out: ")
    assert f"(given: '{out}'); allowed: a " in said


@pytest.mark.parametrize("verb", COMMANDS)
def test_a_place_that_is_write_protected_is_said_at_once(
    verb: str, desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def protected(**_: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("sim.ensemble.store.TemporaryFile", protected)
    assert "--out: cannot be written to: Read-only file system" in refusal(verb, "new/er", desk, capsys)


def test_nothing_stays_of_the_try(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    for name in ("new/er", "old", "old/new"):
        check_writable(tmp_path / name)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["old"]
    with pytest.raises(InputError, match="cannot be written to"):
        check_writable(Path("/dev/null/x"))
