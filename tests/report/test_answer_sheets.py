"""The workbooks of stress, pitch, sensitivity and optimise: differences and totals are live, names never a formula."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sim.analysis import optimise as search
from sim.analysis.freedom import read_freedom
from sim.analysis.pitch import pitch
from sim.analysis.sensitivity import sensitivity
from sim.analysis.stress import stress
from sim.battery import Stress, read_battery
from sim.changes import Change
from sim.promise import Promised
from sim.report.optimise import optimum_sheets
from sim.report.pitch_sheets import pitch_sheets
from sim.report.sensitivity_sheets import sensitivity_sheets
from sim.report.sheets import Sheet, write_sheets
from sim.report.stress_sheets import stress_sheets
from tests.worlds import base, staff_row, toy

ATTACK = "=cmd|' /C calc'!A0"
TRIALS = 8
REFERENCE = re.compile(r"(?:(?:'([^']+)'|(\w+))!)?(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)(?![\w(])")


class Book:
    """A workbook opened again, and a calculator for the few functions that ours use."""

    def __init__(self, sheets: list[Sheet], folder: Path) -> None:
        path = write_sheets(sheets, folder / "book.xlsx")
        self.live, self.now = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)

    def formulas(self) -> list[tuple[str, str, str]]:
        """Sheet, cell and text of each formula."""
        return [
            (page.title, cell.coordinate, cell.value)
            for page in self.live
            for row in page.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]

    def worth(self, sheet: str, text: str) -> Any:
        """What a formula gives, reckoned from the cells that it names."""

        def block(match: re.Match[str]) -> str:
            where, area = match[1] or match[2] or sheet, match[3].replace("$", "")
            cells = self.now[where][area]
            return repr([row[0].value for row in cells] if isinstance(cells, tuple) else cells.value)

        words = re.split(r'("[^"]*")', text[1:])
        python = [
            part if place % 2 else REFERENCE.sub(block, part).replace("=", "==") for place, part in enumerate(words)
        ]
        return eval("".join(python), {"__builtins__": {}}, CALLS)

    def check(self, quoted: bool = True) -> None:
        """Every formula gives the value that was written beside it, and no name became one."""
        formulas = self.formulas()
        assert formulas
        for sheet, cell, text in formulas:
            shown, worth = self.now[sheet][cell].value, self.worth(sheet, text)
            assert (shown if shown is not None else "") == (worth if worth == "" else pytest.approx(worth)), text
        if not quoted:
            return
        cells = [cell for page in self.live for row in page.iter_rows() for cell in row]
        named = [cell for cell in cells if cell.value == ATTACK]
        assert named
        assert {(cell.data_type, cell.quotePrefix) for cell in named} == {("s", True)}


def fits(value: Any, condition: Any) -> bool:
    sign, rest = re.fullmatch(r"(<>|[<>]?)(.*)", str(condition)).groups()  # type: ignore[union-attr]
    if sign == "<>":
        return bool(value != rest)
    if not sign:
        return str(value) == rest
    return value is not None and (value < float(rest) if sign == "<" else value > float(rest))


def count_ifs(*given: Any) -> int:
    pairs = list(zip(given[::2], given[1::2], strict=True))
    return sum(all(fits(values[at], wanted) for values, wanted in pairs) for at in range(len(given[0])))


CALLS = {
    "MAX": lambda *values: max(values[0] if isinstance(values[0], list) else values),
    "MIN": lambda values: min(value for value in values if value is not None),
    "COUNT": lambda values: sum(value is not None for value in values),
    "COUNTIF": count_ifs,
    "COUNTIFS": count_ifs,
    "SUMIF": lambda where, wanted, values: sum(
        value or 0.0 for place, value in zip(where, values, strict=True) if fits(place, wanted)
    ),
    "IF": lambda condition, yes, no: yes if condition else no,
}


def test_what_a_stress_changes_is_the_difference_to_the_plan(tmp_path: Path) -> None:
    changes = (Change.model_validate({"path": "company.opening.cash", "scale": 0.5}),)
    battery = [Stress(ATTACK, ATTACK, changes, "here.yaml"), *read_battery(only=["win_rate"])]
    test = stress(toy({"company.opening.cash": 400_000.0}), TRIALS, battery=battery, search=False, workers=1)
    book = Book(stress_sheets(test), tmp_path)
    book.check()
    totals = {row[0]: row[1] for row in book.now["Totals"].iter_rows(min_row=2, values_only=True)}
    assert totals == {
        "stresses": 2, "clearly cost lives": 1, "clearly save lives": 0, "largest loss, points": -100.0,
    }  # fmt: skip
    assert len(book.formulas()) == 2 * 2 + 4


def test_the_arithmetic_of_a_pitch_can_be_followed(tmp_path: Path) -> None:
    reps = [staff_row(id="r", role="rep", start="2025-01-01", count=2)]
    scenario = base(12).replace({"company.opening.staff": reps})
    promise = [Promised(6, {"arr": 100_000.0, "cash": 1e6}), Promised(12, {"arr": 900_000.0})]
    found = pitch(scenario, promise, TRIALS, inputs=["market.segments.mid.win_rate"], workers=1)
    book = Book(pitch_sheets(replace(found, beliefs=(replace(found.beliefs[0], meaning=ATTACK),))), tmp_path)
    book.check()
    rows = {row[0]: row[1] for row in book.now["Arithmetic"].iter_rows(min_row=2, values_only=True)}
    assert rows["bookings needed"] == pytest.approx(found.arithmetic.bookings)
    assert rows["bookings that the reps carry"] == pytest.approx(found.arithmetic.capacity)
    assert {"Promise", "Arithmetic", "Beliefs"} <= {sheet for sheet, _, _ in book.formulas()}


def test_what_inputs_explain_alone_adds_up(tmp_path: Path) -> None:
    found = sensitivity(base(4), 2, workers=1)
    first, *others = found.outputs
    named = replace(first, drivers=(replace(first.drivers[0], meaning=ATTACK), *first.drivers[1:]))
    book = Book(sensitivity_sheets(replace(found, outputs=(named, *others))), tmp_path)
    book.check()
    totals = list(book.now["Totals"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in totals] == [one.output for one in found.outputs]
    assert [row[1] for row in totals] == [len(one.drivers) for one in found.outputs]


def test_the_range_under_other_assumptions_is_that_of_the_rows_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("FRESH_TRIALS", 4), ("GUESS_TRIALS", 2), ("GUESSES", 2)):
        monkeypatch.setattr(search, name, value)
    scenario = base(4)
    freed = [read_freedom("plan.hires.rep.first.count=1..3", scenario)]
    found = search.optimise(scenario, freed, search.read_aim("survival"), 2, 4, 1, 1)
    book = Book(optimum_sheets(found), tmp_path)
    book.check(quoted=False)
    assert [sheet for sheet, _, _ in book.formulas()] == ["Winner"] * 4
