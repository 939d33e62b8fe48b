"""Options that commands share: a command's own defaults, and the line that repeats a command."""

import inspect
from pathlib import Path

import pytest

from sim.cli.asking import command_line, folder_for
from sim.cli.options import AnswerOptions, AskOptions, RunOptions, takes


def command(name: str, *, options: AskOptions) -> None:
    raise RuntimeError(name, options)


def test_a_command_has_the_fields_of_its_record_and_defaults_of_its_own() -> None:
    shown = inspect.signature(takes(AskOptions, trials=7)(command)).parameters
    assert list(shown) == ["name", "seed", "workers", "out", "config_dir", "trials", "months"]
    assert shown["trials"].default == 7
    assert shown["months"].default == AskOptions().months


def test_a_command_gets_its_record_filled() -> None:
    given = {"seed": 3, "workers": None, "out": None, "config_dir": None, "trials": 7, "months": 9}
    with pytest.raises(RuntimeError) as caught:
        takes(AskOptions)(command)(name="a", **given)
    assert caught.value.args == ("a", AskOptions(seed=3, trials=7, months=9))


def test_a_default_of_what_is_no_option_is_refused() -> None:
    with pytest.raises(TypeError, match="AnswerOptions has no trials"):
        takes(AnswerOptions, trials=7)


def test_what_decides_the_numbers_is_repeated_and_nothing_else() -> None:
    asked = AskOptions(workers=2, out=Path("here"), seed=3, config_dir=Path("my own"))
    flags = {"--only": ["a", "b"], "--below": None, "--no-search": True, "--events": False}
    line = command_line("stress", ["base"], {**asked.again, **flags}, ["scenario.title='x y'"])
    assert line == (
        "saas-sim stress base --trials 64 --seed 3 --months 60 --config-dir 'my own' --only a --only b --no-search "
        "'scenario.title='\"'\"'x y'\"'\"''"
    )
    assert RunOptions(precision=0.01).again["--trials"] == RunOptions(precision=0.01).most


def test_a_folder_is_named_after_scenario_and_question_unless_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert folder_for(None, "base", "stress") == Path("runs/base-stress")
    assert folder_for(Path("mine"), "base", "stress") == Path("mine")
    assert list(tmp_path.iterdir()) == []
