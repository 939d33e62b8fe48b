"""A lesson as an instructor meets it: made, played by three teams, concluded; a bad sheet is named, the rest go on."""

import csv
import json
from pathlib import Path

import pytest

from sim.__main__ import main
from sim.classroom import lesson as lessons
from sim.ensemble.ensemble import open_ensemble
from sim.ensemble.runner import run_ensemble
from sim.scenario import load_scenario
from tests.classroom.desks import CASE, hand_in

MONTHS, TRIALS = 12, 4
SMALL = ("--rounds", "3", "--months", str(MONTHS), "--trials", str(TRIALS), "--trial", "1", "--seed", "5")
MARKUP, FORMULA = "Red <b>", "=1+1"
FIRST = "plan.hires.rep.first.count"


def play(folder: Path, *options: str) -> None:
    assert (
        main(["classroom", str(folder), "--config-dir", str(folder.parent / "mine"), "--workers", "1", *options]) == 0
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson that three teams have played to its end."""
    desk = tmp_path_factory.mktemp("classroom")
    settings = (Path(__file__).parents[2] / "configs" / "classroom.yaml").read_text(encoding="utf-8")
    (desk / "mine" / "scenario").mkdir(parents=True)
    (desk / "mine" / "classroom.yaml").write_text(settings.replace("autopsy_days: 8", "autopsy_days: 1"))
    folder = desk / "lesson"
    assert main(["classroom", CASE, "--out", str(folder), "--config-dir", str(desk / "mine"), *SMALL]) == 0
    hand_in(folder, 0, {f"{MARKUP}.csv": {"alive_end": "70%", "killer": "reps scattered"}, "Idle.csv": {}})
    hand_in(
        folder, 1, {f"{MARKUP}.csv": {FIRST: 2}, "Idle.csv": {}, f"{FORMULA}.csv": {"plan.hires.rep.fist.count": 2}}
    )
    play(folder)
    hand_in(folder, 2, {f"{MARKUP}.csv": {"plan.hires.rep.round_2.count": 2}, "Idle.csv": {}})
    play(folder)
    play(folder, "--round", "3")
    return folder


def state(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / lessons.LESSON_FILE).read_text(encoding="utf-8")))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_team_has_its_pages_and_sheets(folder: Path) -> None:
    assert state(folder)["concluded"] is True
    for team in ("Red_b_", "Idle", "_1_1"):
        own = {path.name for path in (folder / "teams" / team).iterdir()}
        assert {"dashboard-1.html", "dashboard-2.html", "dashboard-3.html", "autopsy.html"} <= own
        assert {"decisions-2.csv", "decisions-2.yaml", "decisions-3.csv", "decisions-3.yaml"} <= own
    assert (folder / "results.html").exists()
    assert (folder / "instructor" / "debrief.html").exists()


def test_the_case_sheet_does_not_tell_the_answer(tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "scenario"
    mine.mkdir(parents=True)
    (mine / "riddle.yaml").write_text(
        f"defaults: [{CASE}, _self_]\ntitle: A riddle\nquestion: What next?\n"
        "expect: [{says: It dies, measure: alive, month: 12, versus: itself, at_most: 1.0}]\n"
    )
    assert (
        main(["classroom", "riddle", "--out", str(tmp_path / "l"), "--config-dir", str(tmp_path / "mine"), *SMALL]) == 0
    )
    text = (tmp_path / "l" / "case.html").read_text(encoding="utf-8")
    assert "What next?" in text
    assert "It dies" not in text
    assert "riddle" not in text


def test_a_bad_sheet_is_named_and_the_rest_went_on(folder: Path) -> None:
    with (folder / "instructor" / "decisions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    notes = {(row["round"], row["team"]): row["note"] for row in rows}
    assert "did you mean plan.hires.rep.first.count" in notes["1", f"'{FORMULA}"]
    assert [(row["key"], row["before"], row["after"]) for row in rows if row["team"] == MARKUP and row["key"]] == [
        (FIRST, "8", "2"),
        ("plan.hires.rep.round_2.count", "0", "2"),
    ]


def test_names_from_files_are_escaped(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        assert MARKUP not in path.read_text(encoding="utf-8"), path
    assert "Red &lt;b&gt;" in (folder / "results.html").read_text(encoding="utf-8")


def test_doing_nothing_is_the_scenario_itself(folder: Path) -> None:
    """The team that changed nothing, and the one whose sheet was refused, end as the scenario's own companies do."""
    (lives,) = (folder / "instructor" / "lives").iterdir()
    own = run_ensemble(load_scenario(CASE, months=MONTHS), trials=TRIALS, seed=5, workers=1).result()
    for name in (CASE, "team Idle", f"team {FORMULA}"):
        scenario = lessons.scenario_of(folder, lessons.load(folder))
        found = open_ensemble(lives, type(scenario)(**{**vars(scenario), "name": name}))
        for column in ("end", "end_month", "arr_end", "cash_end", "money_raised"):
            assert found.outcomes[column].astype(str).tolist() == own.outcomes[column].astype(str).tolist()
    text = (folder / "results.html").read_text(encoding="utf-8")
    assert "hire_after_playbook" in text


def test_the_last_round_played_again_is_the_same_to_the_byte(folder: Path) -> None:
    before = contents(folder)
    play(folder)
    assert contents(folder) == before


def test_a_lesson_cut_short_goes_on(folder: Path) -> None:
    """The pages and the conclusion that are missing come again, the same."""
    before = contents(folder)
    for name in ("results.html", "instructor/debrief.html", "teams/Idle/dashboard-3.html"):
        (folder / name).unlink()
    held = state(folder) | {"concluded": False}
    (folder / lessons.LESSON_FILE).write_text(json.dumps(held), encoding="utf-8")
    play(folder)
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((CASE,), "--out"),
        (("overhire", "--out", "new"), "unknown scenario"),
        (("overhire",), "unknown scenario"),
        ((CASE, "--out", "new", "--rounds", "99"), "--rounds"),
        ((CASE, "--out", "new", "--trial", "4", "--trials", "4"), "--trial"),
        ((".",), "holds no lesson"),
    ],
)
def test_what_cannot_be_made_is_one_message_and_no_folder(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["classroom", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--round", "1"), "allowed: 3"),
        (("--out", "x"), "cannot be changed"),
        (("--trials", "9"), "--trials: a lesson"),
    ],
)
def test_what_cannot_be_played_is_said(
    folder: Path, options: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["classroom", str(folder), *options]) == 2
    assert said in capsys.readouterr().err


def test_a_round_waits_for_its_sheets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classroom", CASE, "--out", str(tmp_path / "l"), *SMALL]) == 0
    assert main(["classroom", str(tmp_path / "l")]) == 2
    assert "no sheets are there yet" in capsys.readouterr().err
    (tmp_path / "l" / lessons.LESSON_FILE).write_text("{}")
    assert main(["classroom", str(tmp_path / "l")]) == 2
    assert "is damaged" in capsys.readouterr().err


def test_a_bad_prediction_is_told_apart_from_a_bad_decision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each refused sheet is named with its folder, and only whose decisions were refused is said to change nothing."""
    folder = tmp_path / "l"
    assert main(["classroom", CASE, "--out", str(folder), *SMALL]) == 0
    hand_in(folder, 0, {"Red.csv": {"alive_end": "120%"}, "Blue.csv": {"alive_end": "20%"}})
    hand_in(folder, 1, {"Red.csv": {FIRST: 2}, "Blue.csv": {FIRST: "many"}})
    capsys.readouterr()
    assert main(["classroom", str(folder)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "refused: round-1/Blue.csv: plan.hires.rep.first.count: not allowed here (given: 'many')" in said
    assert "refused: predictions/Red.csv: alive_end: not allowed here (given: '120%')" in said
    assert "Until then Blue changed nothing." in said
    assert "Until then Red predicted nothing" in said
    hand_in(folder, 0, {"Red.csv": {"alive_end": "12%"}, "Blue.csv": {"alive_end": "99%"}})
    assert main(["classroom", str(folder), "--round", "1"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "note: predictions/Blue.csv: this team's predictions are on record" in said
    assert "refused: predictions/Red" not in said
    assert "note: predictions/Red.csv: mended after round 1 was seen" in said


def test_help_says_what_the_folder_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classroom", "--help"]) == 0
    said = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "Folder of a new lesson" in said
    assert "SCENARIO-COMMAND" not in said


def test_the_twin_is_the_one_that_the_scenario_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine" / "scenario"
    mine.mkdir(parents=True)
    (mine / "other.yaml").write_text("defaults: [base, _self_]\ntitle: Ours, otherwise\n")
    for name, twin in (("ours", "other"), ("lost", "othr")):
        (mine / f"{name}.yaml").write_text(f"defaults: [base, _self_]\ntitle: Ours\ntwin: {twin}\n")
    options = ("--config-dir", str(tmp_path / "mine"), *SMALL)
    assert main(["classroom", "ours", "--out", str(tmp_path / "l"), *options]) == 0
    assert state(tmp_path / "l")["twin"] == "other"
    assert (tmp_path / "l" / "instructor" / "twin.yaml").exists()
    assert main(["classroom", "lost", "--out", str(tmp_path / "m"), *options]) == 2
    assert "twin: unknown scenario (given: 'othr')" in capsys.readouterr().err
    assert not (tmp_path / "m").exists()
