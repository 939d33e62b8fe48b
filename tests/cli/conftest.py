"""What the tests of commands share."""

from pathlib import Path

import pytest

from sim.analysis import optimise


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a promise in it."""
    monkeypatch.chdir(tmp_path)
    for name, value in (("FRESH_TRIALS", 4), ("GUESS_TRIALS", 2), ("GUESSES", 2)):
        monkeypatch.setattr(optimise, name, value)
    (tmp_path / "promise.csv").write_text("month,arr,customers\n3,10k,1\n4,20k,\n", encoding="utf-8")
    return tmp_path
