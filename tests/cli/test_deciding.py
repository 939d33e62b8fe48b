"""Stress, pitch, sensitivity and optimise as a user meets them: one folder each, all of it or nothing."""

import json
from pathlib import Path

import openpyxl
import pytest

from sim.__main__ import main

SMALL = ("--workers", "1", "--seed", "3")
MONTHS = ("--months", "4")
ASKED = {
    "stress": ("stress", "base", "--only", "win_rate", "--only", "ramp", "--trials", "4", *MONTHS),
    "pitch": ("pitch", "base", "promise.csv", "--believe", "market.segments.mid.acv", "--trials", "4"),
    "sensitivity": ("sensitivity", "base", "--points", "2", *MONTHS),
    "optimise": ("optimise", "base", "--free", "plan.hires.rep.first.count=1..3", "--candidates", "2", "--trials", "4",
                 *MONTHS),
}  # fmt: skip
SHEETS = {"stress": "Stress test", "pitch": "Promise", "sensitivity": "Sensitivity", "optimise": "Winner"}


@pytest.mark.parametrize("verb", ASKED)
def test_an_answer_is_a_folder_that_repeats_itself(verb: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED[verb], *SMALL, "--xlsx", "--out", "first"]) == 0
    said = capsys.readouterr().out
    files = {path.name for path in (desk / "first").iterdir()}
    assert files == {"summary.json", "config.yaml", "report.html", "workbook.xlsx", "lives.parquet"}
    summary = json.loads((desk / "first" / "summary.json").read_text(encoding="utf-8"))
    assert summary["scenario"] == "base"
    assert " ".join(summary["verdict"][0].split()) in " ".join(said.split())
    assert SHEETS[verb] in openpyxl.load_workbook(desk / "first" / "workbook.xlsx").sheetnames
    again = next(line for line in said.splitlines() if line.startswith("Again: ")).split()[2:]
    assert main([*again, "--workers", "2", "--xlsx", "--out", "second"]) == 0
    for name in files - {"config.yaml"}:
        first, second = ((desk / folder / name).read_bytes() for folder in ("first", "second"))
        assert first == second, name


def test_folders_are_numbered_and_one_in_use_is_refused(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main([*ASKED["stress"], *SMALL, "--no-search"]) == 0
    assert {path.name for path in (desk / "runs").iterdir()} == {"base-stress", "base-stress-2"}
    capsys.readouterr()
    assert main([*ASKED["stress"], *SMALL, "--out", "runs/base-stress"]) == 2
    assert "is in use already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("stress", "base", "--only", "winrate"), "did you mean win_rate"),
        (("stress", "base", "--below", "2"), "below"),
        (("stress", "bas"), "unknown scenario"),
        (("pitch", "base", "none.csv"), "no such file"),
        (("pitch", "base", "promise.csv", "--believe", "sales.quota"), "no range of this scenario"),
        (
            ("sensitivity", "base", "--points", "100"),
            "given: 100); allowed: a power of two",
        ),
        (("sensitivity", "base", "--points", "7"), "a power of two from 2 to "),
        (("optimise", "base", "--free", "market.segments.mid.win_rate=1%..2%"), "not a decision"),
        (
            ("optimise", "base", "--free", "plan.hires.rep.first.count=1..2", "--value", "fame"),
            "no value to search for",
        ),
        (("optimise", "base"), "--free"),
    ],
)
def test_what_cannot_be_asked_is_one_message_and_no_folder(
    arguments: tuple[str, ...], problem: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = set(desk.iterdir())
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert problem in said.err
    assert said.err.count("error: ") == 1
    assert said.out == ""
    assert set(desk.iterdir()) == before


def test_a_title_from_a_file_is_escaped_on_every_page(desk: Path) -> None:
    attack = "<script>alert(1)</script>"
    (desk / "stress").mkdir()
    content = f"title: '{attack}'\nchanges: [{{path: finance.hosting, scale: 2}}]\n"
    (desk / "stress" / "bad.yaml").write_text(content, encoding="utf-8")
    small = ("--trials", "2", *MONTHS, *SMALL, "--config-dir", ".", "--only", "bad", "--out", "out")
    assert main(["stress", "base", *small, f"scenario.title='{attack}'"]) == 0
    page = (desk / "out" / "report.html").read_text(encoding="utf-8")
    assert attack not in page
    assert "&lt;script&gt;" in page


def test_run_and_compare_write_a_workbook_where_asked(desk: Path) -> None:
    small = ("--trials", "2", *MONTHS, "--workers", "1")
    assert main(["run", "base", *small, "--xlsx", "--out", "one"]) == 0
    assert main(["compare", "base", "closed_door", *small, "--xlsx", "--out", "two"]) == 0
    assert main(["run", "base", *small, "--out", "none"]) == 0
    assert "Differences" in openpyxl.load_workbook(desk / "two" / "workbook.xlsx").sheetnames
    assert (desk / "one" / "workbook.xlsx").is_file()
    assert not (desk / "none" / "workbook.xlsx").exists()
