"""Workbooks as another program reads them: live totals that are right, and text that never becomes a formula."""

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sim.analysis.compare import compare
from sim.analysis.survival import alive_at, ends
from sim.ensemble.runner import run_ensembles
from sim.report.sheets import Formula, Number, Sheet, write_sheets
from sim.report.workbook import write_workbook
from tests.worlds import toy

ATTACKS = ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "'x")
DYING = {"company.opening.cash": 200_000.0}


@pytest.fixture(scope="module")
def ensembles() -> list[Any]:
    from dataclasses import replace

    titled = toy({"title": "=cmd|' /C calc'!A0", "company.opening.cash": 400_000.0})
    plans = [replace(titled, name="rich"), replace(toy(DYING), name="=poor")]
    return run_ensembles(plans, trials=20, workers=1).results()


@pytest.fixture(scope="module")
def path(ensembles: list[Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(ensembles, [compare(*ensembles)], tmp_path_factory.mktemp("book") / "book.xlsx")


def test_the_summary_counts_the_outcomes(ensembles: list[Any], path: Path) -> None:
    live, now = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    assert live.sheetnames == ["Summary", "Differences", "Months", "Outcomes", "Assumptions"]
    rows = {row[0].value: row[1:] for row in live["Summary"].iter_rows(min_row=3)}
    for line, row in {row[0].value: row[1:] for row in now["Summary"].iter_rows(min_row=3)}.items():
        for place, ensemble in enumerate(ensembles):
            if line == "alive at 12 months":
                assert row[place].value == alive_at(ensemble, 12).mean()
            elif line.startswith("end: "):
                assert row[place].value == ends(ensemble)[line.removeprefix("end: ")]
            else:
                continue
            assert counted(rows[line][place].value, now, place) == pytest.approx(row[place].value)


def counted(formula: str, book: Any, place: int) -> float:
    """What a formula of the summary would give, counted from the cells that it names."""
    outcomes = book["Outcomes"]
    wanted = re.findall(r'Outcomes!\$([A-Z]+)\$2:\$[A-Z]+\$(\d+),(?:[A-Z]+\$3|"(<=)?([^"]+)")', formula)
    columns = [[outcomes[f"{letter}{row}"].value for row in range(2, int(last) + 1)] for letter, last, _, _ in wanted]
    plan = [value == place + 1 for value in columns[0]]
    _, _, below, text = wanted[1]
    hits = [
        here and (value is not None and value <= float(text) if below else value == text)
        for here, value in zip(plan, columns[1], strict=True)
    ]
    share = sum(hits) / sum(plan)
    return 1 - share if below else share


def test_names_that_look_like_formulas_are_text(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    formulas = [cell for cell in cells if cell.data_type == "f"]
    assert formulas
    assert {cell.parent.title for cell in formulas} == {"Summary"}
    assert all("COUNTIF" in cell.value or "AVERAGEIF" in cell.value for cell in formulas)
    named = [cell for cell in cells if cell.value in ("=poor", "=cmd|' /C calc'!A0")]
    assert len(named) > 20
    assert {(cell.data_type, cell.quotePrefix) for cell in named if cell.row > 2} == {("s", True)}


def test_every_dangerous_beginning_is_quoted(tmp_path: Path) -> None:
    write_sheets([Sheet("A", ("text",), [[attack] for attack in (*ATTACKS, "plain")])], tmp_path / "a.xlsx")
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["A"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [*ATTACKS, "plain"]
    assert [cell.quotePrefix for cell in cells] == [True] * len(ATTACKS) + [False]


def test_months_outcomes_and_assumptions_are_all_there(path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    months = list(book["Months"].iter_rows(min_row=3, values_only=True))
    assert len(months) == 2 * 12
    assert months[0][3].date() == date(2027, 1, 31)
    assert months[0][4] == 1.0
    assert book["Outcomes"].max_row == 1 + 40
    keys = {row[1] for row in book["Assumptions"].iter_rows(min_row=3, values_only=True)}
    assert {"market.segments.mid.win_rate", "finance.hosting"} <= keys
    differences = {row[1]: row[2] for row in book["Differences"].iter_rows(min_row=3, values_only=True)}
    assert differences["alive at the end of month 12, points"] == -100.0


def test_the_same_content_gives_the_same_bytes_and_unknown_numbers_are_blank(tmp_path: Path) -> None:
    sheets = [
        Sheet("A", ("x",), [[Number(float("nan"), "share")], [float("inf")], [None], [Formula("=1+1", 2.0)], [True]])
    ]
    first, second = (write_sheets(sheets, tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert first == second
    values = [
        row[0]
        for row in openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)["A"].iter_rows(2, values_only=True)
    ]
    assert values == [None, None, None, 2, True]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert not any("macro" in name.lower() or "external" in name.lower() for name in archive.namelist())
