"""causes, autopsy and no-return from the command line: verdict, page, part of the summary; mistakes cost nothing."""

import json
from pathlib import Path

import openpyxl
import pytest

from sim.__main__ import main

NAME = "overhire_before_pmf"
SMALL = ("--trials", "16", "--months", "24", "--workers", "1", "--seed", "7")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_causes_leaves_a_verdict_a_page_and_its_part_of_the_summary(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["causes", NAME, *SMALL, "--deaths", "2", "--days", "2", "--no-checks", "--xlsx"]) == 0
    said = capsys.readouterr().out
    folder = desk / "runs" / f"{NAME}-causes"
    summary = json.loads((folder / "summary.json").read_text())
    part = summary["causes"]
    assert summary["trials"] == 16
    assert len(part["deaths"]) == 2
    assert sum(share["value"] for share in part["shares"].values()) == pytest.approx(1)
    assert "By the ledger" in said
    assert "Too few deaths were looked into" in said
    assert part["shares"]["doomed"]["low"] is None
    page = (folder / "causes.html").read_text()
    assert f"saas-sim causes {NAME} --trials 16 --seed 7 --months 24 --deaths 2 --days 2 --no-checks" in page
    assert "Wait for the playbook" in page
    assert "--xlsx" not in page
    assert (folder / "outcomes.parquet").exists()
    deaths = openpyxl.load_workbook(folder / "causes.xlsx")["Deaths"]
    assert [row[0] for row in deaths.iter_rows(min_row=2, values_only=True)] == part["deaths"]


def test_no_return_and_autopsy_on_a_run_that_is_there(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-return", NAME, *SMALL, "--deaths", "1", "--days", "1", "--xlsx", "--out", "run"]) == 0
    assert "months before the last" in capsys.readouterr().out
    assert main(["autopsy", "run", "--worst", "--days", "1", "--workers", "1", "--xlsx"]) == 0
    summary = json.loads((desk / "run" / "summary.json").read_text())
    assert summary["no_return"]["days"] == 1
    trial = summary["autopsy"]["trial"]
    assert summary["autopsy"]["lives"]["plan"]["days"] <= 1
    page = (desk / "run" / f"autopsy-{trial}.html").read_text()
    assert f"saas-sim autopsy run --trial {trial} --days 1" in page
    assert (desk / "run" / "no-return.html").exists()
    assert "Chances" in openpyxl.load_workbook(desk / "run" / "no-return.xlsx").sheetnames
    life = openpyxl.load_workbook(desk / "run" / f"autopsy-{trial}.xlsx")["Life"]
    assert ("company", trial) in list(life.iter_rows(max_col=2, values_only=True))


def test_a_company_beyond_the_usual_number_is_looked_into_where_none_is_named(desk: Path) -> None:
    options = ("--months", "3", "--days", "1", "--workers", "1", "--out", "far")
    assert main(["autopsy", "base", "--trial", "999", *options]) == 0
    page = (desk / "far" / "autopsy-999.html").read_text()
    assert "saas-sim autopsy base --seed 1 --months 3 --trial 999 --days 1" in page


def test_one_company_needs_no_others(desk: Path) -> None:
    options = ("--trial", "3", "--months", "12", "--days", "1", "--workers", "1", "--out", "one")
    assert main(["autopsy", "base", *options]) == 0
    first = (desk / "one" / "autopsy-3.html").read_bytes()
    left = ["autopsy-3-lives.parquet", "autopsy-3.html", "summary.json"]
    assert sorted(path.name for path in (desk / "one").iterdir()) == left
    assert main(["autopsy", "base", *options]) == 0
    assert (desk / "one" / "autopsy-3.html").read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("autopsy", "base"), "--trial"),
        (("autopsy", "base", "--median", "--worst"), "--trial"),
        (("autopsy", "base", "--trial", "-1"), "--trial"),
        (("autopsy", "base", "--trial", "8", "--trials", "8"), "--trial: no such company (given: 8); allowed: 0 to 7;"),
        (("causes", "base", "--deaths", "1"), "--deaths"),
        (("causes", "bsae"), "did you mean base"),
        (("no-return", "base", "--days", "0"), "--days"),
        (("no-return", "base", "--config-dir", "nowhere"), "nowhere"),
    ],
)
def test_a_mistake_is_one_message_and_makes_nothing(
    desk: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], named: str
) -> None:
    assert named in refusal(capsys, *arguments)
    assert list(desk.iterdir()) == []


def test_a_remedy_that_cannot_be_read_stops_before_anybody_lives(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "mine" / "remedy").mkdir(parents=True)
    text = "title: Mine\nkind: decision\nchanges: [{path: policies.freez.enabled, set: true}]\n"
    (desk / "mine" / "remedy" / "mine.yaml").write_text(text)
    assert "did you mean freeze" in refusal(capsys, "causes", "base", "--config-dir", "mine")
    assert not (desk / "runs").exists()


def test_anothers_folder_is_left_alone(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "taken").mkdir()
    (desk / "taken" / "summary.json").write_text('{"scenario": "box", "seed": 1}')
    assert "another run" in refusal(capsys, "autopsy", "base", "--trial", "0", "--out", "taken")
    assert [path.name for path in (desk / "taken").iterdir()] == ["summary.json"]


@pytest.mark.usefixtures("desk")
def test_a_comparisons_folder_holds_no_one_company(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "base", NAME, "--trials", "2", "--months", "3", "--workers", "1", "--out", "both"]) == 0
    capsys.readouterr()
    assert "comparison" in refusal(capsys, "autopsy", "both", "--trial", "0")


def test_a_life_that_fails_is_one_line(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr("sim.trial.run", broken)
    options = ("--trial", "0", "--months", "3", "--days", "1", "--workers", "1")
    assert main(["autopsy", "base", *options]) == 3
    said = capsys.readouterr()
    assert "no such luck" in said.err
    assert "Traceback" not in said.err
    assert not (desk / "runs").exists()
