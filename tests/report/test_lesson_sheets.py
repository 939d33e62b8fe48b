"""What a spreadsheet is given stays text."""

import csv
from pathlib import Path

import pytest

from sim.classroom.lesson import Team
from sim.report.lesson_sheets import plain, safe, write_history
from tests.classroom.desks import case, lesson


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@sum", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-0.9", "+5", "12k", "plain", ""])
def test_numbers_and_words_stay(text: str) -> None:
    assert safe(text) == text


def test_values_are_shown_as_they_are_typed() -> None:
    shown = [plain(value) for value in (None, True, False, 3, 0.35, 110_000.0, "sales")]
    assert shown == ["none", "yes", "no", "3", "0.35", "110000", "sales"]


def test_the_history_has_a_row_for_each_decision(tmp_path: Path) -> None:
    key = "plan.hires.rep.first.count"
    team = Team("=red", "_red", ({key: 3}, {}), ("", "why not"))
    path = write_history(
        type(lesson())(**{**vars(lesson()), "teams": {"=red": team}}), case(), tmp_path / "decisions.csv"
    )
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert [(row["round"], row["team"], row["key"], row["before"], row["after"], row["note"]) for row in rows] == [
        ("1", "'=red", key, "8", "3", ""),
        ("2", "'=red", "", "", "", "why not"),
    ]
    assert rows[0]["date"] == "January 2027"
