"""The command line as a user meets it: help, listings, a run, its replay; every mistake is one message and exit 2."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sim.__main__ import main

ROOT = Path(__file__).parents[1]
COMMANDS = (
    *("run", "compare", "grid", "resume", "scenarios", "show", "replay", "causes", "autopsy", "no-return"),
    *("stress", "pitch", "sensitivity", "optimise", "classroom"),
)
SCENARIOS = {"base", "overhire_before_pmf", "hire_after_playbook", "zirtual", "box"}
SMALL = ("--trials", "16", "--months", "12", "--workers", "1", "--seed", "7")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a small run of ``base``, and what the terminal said."""
    out = tmp_path_factory.mktemp("cli") / "run"
    done = saas_sim("run", "base", *SMALL, "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out, done.stdout


def saas_sim(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sim", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one message of a command that cannot be carried out."""
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert said.err.count("\n") == 1
    return said.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "base", "=closed_dor"), "unknown scenario (given: '=closed_dor')"),
        (("compare", "base", "+closed_dor"), "unknown scenario (given: '+closed_dor')"),
        (("compare", "base", "closed_dor=1"), "unknown scenario (given: 'closed_dor=1')"),
        (("compare", "@closed_dor", "base", "scenario.title=x"), "unknown scenario (given: '@closed_dor')"),
        (("run", "=closed_dor"), "unknown scenario (given: '=closed_dor')"),
        (("run", "-closed_dor"), "neither a name nor an option (given: '-closed_dor')"),
        (("compare", "base", "-closed_dor"), "neither a name nor an option (given: '-closed_dor')"),
    ],
)
def test_a_name_typed_wrongly_is_said_to_be_one_whatever_it_begins_with(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    error = refusal(capsys, *arguments)
    assert said in error
    assert "did you mean closed_door?" in error


def test_what_is_no_path_gets_no_path_as_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    assert "did you mean" not in refusal(capsys, "run", "base", "=x")
    assert "did you mean scenario.plan.x=1?" in refusal(capsys, "run", "base", "plan.x=1")
    assert "No such option: --trails (Possible options: --trials)" in refusal(capsys, "run", "base", "--trails", "3")


def test_show_lists_the_decisions_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "base", "--decisions"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"plan\.hires\.rep\.first\.month +– +a whole number", said)
    assert "market.segments.mid.win_rate" not in said


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(re.search(rf"\b{command}\b", said) for command in COMMANDS)


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "--help"]) == 0
    assert f"saas-sim {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--trials", "0"), "--trials"),
        (("--trials", "-5"), "--trials"),
        (("--trials", "many"), "--trials"),
        (("--months", "0"), "--months"),
        (("--workers", "0"), "--workers"),
        (("--seed", "-1"), "--seed"),
        (("--trails", "5"), "--trails"),
        (("--config-dir", "nowhere"), "nowhere"),
        (("scenario.company.cash_at_bank=1",), "cash_at_bank"),
        (("scenario.company",), "scenario.company"),
    ],
)
def test_a_bad_option_is_named_and_nothing_is_made(
    desk: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], named: str
) -> None:
    assert named in refusal(capsys, "run", "base", *arguments)
    assert list(desk.iterdir()) == []


@pytest.mark.usefixtures("desk")
def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "simulate" in refusal(capsys, "simulate", "base")


def test_an_unknown_scenario_meets_the_nearest_name(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refusal(capsys, "run", "bsae")
    assert "bsae" in said
    assert "base" in said
    assert list(desk.iterdir()) == []


@pytest.mark.usefixtures("desk")
def test_a_name_is_not_read_as_markup(capsys: pytest.CaptureFixture[str]) -> None:
    assert "[red]base[/red]" in refusal(capsys, "show", "[red]base[/red]")


@pytest.mark.parametrize("place", ["taken", "taken/below"])
def test_an_out_that_cannot_be_a_folder_is_refused(desk: Path, capsys: pytest.CaptureFixture[str], place: str) -> None:
    (desk / "taken").write_text("mine")
    assert "taken" in refusal(capsys, "run", "base", *SMALL, "--out", place)
    assert (desk / "taken").read_text() == "mine"
    assert [path.name for path in desk.iterdir()] == ["taken"]


@pytest.mark.parametrize("names", [("base",), ("base", "base"), ("base", "scenario.plan.hires=null")])
def test_a_comparison_needs_two_scenarios(
    desk: Path, capsys: pytest.CaptureFixture[str], names: tuple[str, ...]
) -> None:
    assert "two names or more" in refusal(capsys, "compare", *names)
    assert list(desk.iterdir()) == []


def test_scenarios_are_listed_one_to_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines]
    assert set(names) >= SCENARIOS
    assert len(set(names)) == len(names)
    assert all(len(line.split()) > 2 for line in lines)


def test_show_gives_each_input_its_source_and_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "base", "scenario.plan.hires.rep.first.month=6"]) == 0
    said = capsys.readouterr().out
    changed = next(line for line in said.splitlines() if line.strip().startswith("plan.hires.rep.first.month"))
    assert changed.split()[1] == "6"
    assert "assumed" in said
    assert ".yaml" in said


def test_show_yaml_can_be_edited_and_run_again(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "base", "--yaml"]) == 0
    text = capsys.readouterr().out
    assert yaml.safe_load(text)["scenario"]["company"]["opening"]
    mine = desk / "mine" / "scenario"
    mine.mkdir(parents=True)
    (mine / "copied.yaml").write_text(text)
    assert main(["show", "copied", "--config-dir", "mine", "--yaml"]) == 0
    assert yaml.safe_load(capsys.readouterr().out) == yaml.safe_load(text)


def test_a_run_leaves_its_files_and_says_where(finished: tuple[Path, str]) -> None:
    out, said = finished
    files = {path.name for path in out.iterdir() if path.is_file()}
    assert files >= {
        "outcomes.parquet", "monthly.parquet", "config.yaml", "summary.json", "run.json", "report.html"
    }  # fmt: skip
    assert str(out / "report.html") in said
    assert json.loads((out / "summary.json").read_text())["trials"] == 16


def test_a_run_says_the_command_that_repeats_it(finished: tuple[Path, str]) -> None:
    _, said = finished
    command = next(line[line.index("saas-sim run") :] for line in said.splitlines() if "saas-sim run base" in line)
    words = shlex.split(command)
    options = dict(zip(words[3::2], words[4::2], strict=False))
    assert options["--trials"] == "16"
    assert options["--seed"] == "7"
    assert options["--months"] == "12"


def test_a_trial_is_replayed_as_it_was(finished: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = finished
    assert main(["replay", str(out), "--trial", "3"]) == 0
    said = capsys.readouterr().out
    assert "base, seed 7, trial 3" in said
    assert "The stored row says the same." in said


def test_a_month_is_exported_as_an_opening(
    finished: tuple[Path, str], desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, _ = finished
    assert main(["replay", str(out), "--trial", "3", "--export", "2", "--to", "opening.yaml"]) == 0
    written = (desk / "opening.yaml").read_text()
    assert yaml.safe_load(written)
    assert "opening.yaml" in capsys.readouterr().out
    assert "opening.yaml" in refusal(
        capsys, "replay", str(out), "--trial", "4", "--export", "2", "--to", "opening.yaml"
    )
    assert (desk / "opening.yaml").read_text() == written


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--trial", "16"), "--trial"),
        (("--trial", "-1"), "--trial"),
        (("--trial", "1", "--export", "2"), "--to"),
        (("--trial", "1", "--to", "x.yaml"), "--export"),
        (("--trial", "1", "--export", "13", "--to", "x.yaml"), "--export"),
        (("--trial", "1", "--scenario", "box"), "box"),
    ],
)
def test_a_replay_that_cannot_be_is_refused(
    finished: tuple[Path, str],
    desk: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    named: str,
) -> None:
    out, _ = finished
    assert named in refusal(capsys, "replay", str(out), *arguments)
    assert list(desk.iterdir()) == []


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_a_folder_without_a_run_is_refused(capsys: pytest.CaptureFixture[str], folder: str) -> None:
    assert folder in refusal(capsys, "replay", folder, "--trial", "0")


def test_a_comparison_says_what_the_second_plan_changes(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("base", "overhire_before_pmf", "hire_after_playbook")
    assert main(["compare", *names, *SMALL, "--out", "store"]) == 0
    said = capsys.readouterr().out
    assert "overhire_before_pmf minus base" in said
    assert "hire_after_playbook minus base" in said
    assert "saas-sim compare base overhire_before_pmf hire_after_playbook" in said
    summary = json.loads((desk / "store" / "summary.json").read_text())
    assert len(summary["differences"]) == 2
    assert [plan["name"] for plan in summary["choice"]["plans"]] == list(names)
    assert summary["choice"]["sentence"][:30] in said


@pytest.mark.skipif(os.name != "posix", reason="signals are sent the POSIX way")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupted_run_says_how_to_go_on(tmp_path: Path, workers: str) -> None:
    command = [sys.executable, "-m", "sim", "run", "base", "--trials", "100000", "--workers", workers, "--out", "run"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    ) as process:
        assert process.stderr is not None
        assert "running base" in process.stderr.readline()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the parent and its workers
        said = process.stderr.read()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "saas-sim resume run" in said


@pytest.mark.parametrize("more", [(), ("--export", "2", "--to", "opening.yaml")])
def test_a_trial_that_fails_again_is_one_line(
    finished: tuple[Path, str],
    desk: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("no customers\nto divide by")

    monkeypatch.setattr("sim.company.Company.run", broken)
    assert main(["replay", str(finished[0]), "--trial", "3", *more]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: base, seed 7, trial 3, day 0 failed: ZeroDivisionError: no customers to divide")
    assert said.err.count("\n") == 1
    assert list(desk.iterdir()) == []
