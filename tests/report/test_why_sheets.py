"""The workbooks of causes, no-return and autopsy as another program reads them: totals that follow, names as text."""

import re
from dataclasses import replace
from pathlib import Path
from statistics import mean, median
from typing import Any

import openpyxl
import pytest

from sim.analysis.autopsy import Autopsy, autopsy
from sim.analysis.causes import Causes, causes
from sim.analysis.no_return import NoReturn, no_return, no_return_settings
from sim.analysis.remedies import Remedy, load_remedies
from sim.analysis.sorting import SORTS, causes_settings
from sim.changes import Change
from sim.ensemble.runner import run_ensemble
from sim.report.autopsy_sheets import autopsy_sheets
from sim.report.causes_sheets import causes_sheets
from sim.report.no_return_sheets import no_return_sheets
from sim.report.sheets import Sheet, write_sheets
from tests.analysis.dying import too_late_to_raise
from tests.worlds import toy

ATTACK = "=cmd|' /C calc'!A0"
BROKE = replace(too_late_to_raise().replace({"title": ATTACK}), name="=broke")
EARLIER = load_remedies(names=["raise_earlier"])[0]
REMEDIES = [
    replace(EARLIER, name="=raise"),
    *load_remedies(names=["no_winter", "promise_less"]),
    Remedy("odd", ATTACK, "placebo", (Change(path="product.custom.most", set=0.4),), "odd.yaml"),
]


@pytest.fixture(scope="module")
def killed() -> Causes:
    spec = causes_settings().model_copy(update={"deaths": 4, "fewest": 4, "days": 4, "survivors": 0})
    return causes(run_ensemble(BROKE, trials=4, seed=1, workers=1).result(), REMEDIES, spec, True, 1)


@pytest.fixture(scope="module")
def late() -> NoReturn:
    spec = no_return_settings().model_copy(update={"deaths": 2, "days": 2})
    return no_return(run_ensemble(BROKE, trials=2, seed=1, workers=1).result(), spec, 1)


@pytest.fixture(scope="module")
def one() -> Autopsy:
    return autopsy(BROKE, 0, 1, 3, REMEDIES, workers=1)


class Book:
    """A workbook opened again: its formulas, and the values that they had when it was written."""

    def __init__(self, sheets: list[Sheet], folder: Path) -> None:
        path = write_sheets(sheets, folder / "book.xlsx")
        self.live, self.now = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
        self.heads = {sheet.name: list(sheet.heads) for sheet in sheets}
        self.first = {sheet.name: sheet.first_row for sheet in sheets}

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of a sheet as values now, by head (of heads that repeat the last)."""
        rows = self.now[name].iter_rows(min_row=self.first[name], values_only=True)
        return [dict(zip(self.heads[name], row, strict=False)) for row in rows]

    def formula(self, name: str, row: int, head: str) -> str:
        """The formula in a row (0: the first below the heads), in the first column of that head."""
        found = self.live[name].cell(self.first[name] + row, self.heads[name].index(head) + 1)
        assert found.data_type == "f"
        return str(found.value)

    def ranges(self, formula: str, here: str) -> list[list[Any]]:
        """The values of each range that a formula on sheet ``here`` names."""
        named = re.findall(r"(?:(\w+)!)?\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)", formula)
        assert named
        return [
            [cell.value for row in self.now[sheet or here][f"{left}{top}:{right}{low}"] for cell in row]
            for sheet, left, top, right, low in named
        ]

    def only_range(self, name: str, row: int, head: str) -> list[Any]:
        (values,) = self.ranges(self.formula(name, row, head), name)
        return values

    def no_name_is_a_formula(self) -> None:
        cells = [cell for page in self.live for row in page.iter_rows() for cell in row]
        calls = re.compile(
            r"=(COUNT|COUNTIF|SUM|SUMPRODUCT|AVERAGE|AVERAGEIF|MAX|IF)\(|=[A-Z]\d+[-/][A-Z]\$?\d+$|=100\*\(G"
        )
        assert {cell.value for cell in cells if cell.data_type == "f" and not calls.match(cell.value)} == set()
        named = [cell for cell in cells if cell.value in (ATTACK, "=broke", "=raise")]
        assert named
        assert {(cell.data_type, cell.quotePrefix) for cell in named} == {("s", True)}
        assert "Assumptions" in self.live.sheetnames


def test_the_sorts_are_counted_from_the_deaths(killed: Causes, tmp_path: Path) -> None:
    book = Book(causes_sheets(killed), tmp_path)
    book.no_name_is_a_formula()
    rows, deaths = book.rows("Causes"), len(killed.deaths)
    for place, sort in enumerate(SORTS):
        counted = book.only_range("Causes", place, "deaths").count(sort)
        assert (rows[place]["sort"], rows[place]["deaths"]) == (sort, counted)
        assert rows[place]["share"] == pytest.approx(counted / deaths)
    total = len(SORTS)
    assert rows[total]["deaths"] == sum(book.only_range("Causes", total, "deaths")) == deaths
    named = {row["remedy"]: row["deaths"] for row in rows[total + 1 :]}
    assert "=raise" in named
    for place, (name, count) in enumerate(named.items(), start=total + 1):
        assert book.only_range("Causes", place, "deaths").count(name) == count


def test_remedies_ledger_and_checks_are_all_there(killed: Causes, tmp_path: Path) -> None:
    book = Book(causes_sheets(killed), tmp_path)
    remedies = book.rows("Remedies")
    assert [row["remedy"] for row in remedies[:-1]] == [
        *(effect.remedy.name for effect in killed.effects), *(tried.remedy.name for tried in killed.left_out)
    ]  # fmt: skip
    kinds, gains = book.ranges(book.formula("Remedies", len(remedies) - 1, "gain, points"), "Remedies")
    placebos = [gain for kind, gain in zip(kinds, gains, strict=True) if kind == "placebo"]
    assert remedies[-1]["gain, points"] == pytest.approx(mean(placebos))
    ledger = book.rows("Ledger")
    for place, row in enumerate(ledger):
        if row["which"] == "all":
            assert row["companies"] == sum(book.only_range("Ledger", place, "companies")) == killed.failed
    assert [row["which"] for row in ledger].count("all") == 2
    assert {row["asked again"] for row in book.rows("Checks")} == {check.what for check in killed.checks}


def test_what_is_typical_follows_from_the_companies(late: NoReturn, tmp_path: Path) -> None:
    book = Book(no_return_sheets(late), tmp_path)
    book.no_name_is_a_formula()
    assert any(attempt.before_end for attempt in late.attempts)
    for place, (attempt, row) in enumerate(zip(late.attempts, book.rows("Rescues"), strict=True)):
        assert len(book.only_range("Rescues", place, "companies")) == row["companies"] == len(late.last)
        turns = book.only_range("Rescues", place, "an even bet at first")
        assert turns == list(attempt.turn.values())
        assert row["an even bet at first"] == len(attempt.before_end)
        assert row["never one"] == len(late.last) - len(attempt.before_end)
        typical = row["months before the end, median"]
        before = [value for value in book.only_range("Rescues", place, "months before the end, median") if value != ""]
        assert [value for value in before if value is not None] == attempt.before_end
        assert typical == (median(attempt.before_end) if attempt.before_end else None)


def test_the_curve_is_the_mean_of_the_chances(late: NoReturn, tmp_path: Path) -> None:
    book = Book(no_return_sheets(late), tmp_path)
    every = (late.going_on, *late.attempts)
    for place, row in enumerate(book.rows("Curve")):
        for attempt in every:
            head = f"chance: {attempt.title}"
            months, chances = book.ranges(book.formula("Curve", place, head), "Curve")
            here = [
                chance for month, chance in zip(months, chances, strict=True) if month == row["months before the end"]
            ]
            assert row[head] == pytest.approx(mean(here)) == pytest.approx(attempt.curve[place].value)


def test_a_life_adds_up(one: Autopsy, tmp_path: Path) -> None:
    book = Book(autopsy_sheets(one), tmp_path)
    book.no_name_is_a_formula()
    life = {row["figure"]: (place, row["value"]) for place, row in enumerate(book.rows("Life"))}
    assert life["end"][1] == one.outcome["end"]
    for figure, count in (("months told", len), ("orders", sum), ("most cash at a month's end", max)):
        place, value = life[figure]
        assert value == pytest.approx(count(book.only_range("Life", place, "value")))  # type: ignore[operator]
    days = book.rows("Days")
    total = len(one.redrawn)
    assert days[total]["lives on"] == sum(book.only_range("Days", total, "lives on"))
    for place, redrawn in enumerate(one.redrawn):
        assert days[place]["share"] == pytest.approx(redrawn.lived.value)
        assert days[place]["months with cash, mean"] == mean(book.only_range("Days", place, "months with cash, mean"))
    cash = book.rows("Cash")
    assert len(cash) == one.days * total
    for place, row in enumerate(cash):
        held = [value for value in book.only_range("Cash", place, "months with cash") if value is not None]
        assert row["months with cash"] == len(held)


def test_where_nobody_died_the_workbook_says_so(tmp_path: Path) -> None:
    rich = toy({"company.opening.cash": 1e9})
    ensemble = run_ensemble(rich, trials=2, seed=1, workers=1).result()
    for sheets in (causes_sheets(causes(ensemble, [], workers=1)), no_return_sheets(no_return(ensemble, workers=1))):
        assert [sheet.name for sheet in sheets[1:]] == ["Assumptions"]
        book = Book(sheets, tmp_path)
        assert "None of 2 companies" in str(book.live.worksheets[0]["A1"].value)
