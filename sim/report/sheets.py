"""Spreadsheets: typed cells, formulas of our own with the value they have now, and text that stays text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

MOST_ROWS = 1_048_575  # rows of a sheet below its heading
WIDEST = 48
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'")  # what a spreadsheet would take for a formula, once it is edited
CREATED = datetime(2000, 1, 1)  # a fixed date, so that the same content gives the same bytes
FORMS = {"share": "0.0%", "money": "#,##0", "number": "#,##0.0##", "points": "+0.0;-0.0;0.0"}


@dataclass(frozen=True)
class Formula:
    """A formula, always one that we wrote, and the value it has now (shown by readers that do not calculate)."""

    text: str
    value: float | None
    form: str = ""


@dataclass(frozen=True)
class Number:
    """A number with its form (a key of ``FORMS``)."""

    value: float | None
    form: str


Value = Formula | Number | str | int | float | bool | date | None


@dataclass(frozen=True)
class Sheet:
    """A name, notes above, heads, and rows of values; None, NaN and infinite numbers are blank cells."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()

    @property
    def first_row(self) -> int:
        """The row (1 = the top) of the first row of values."""
        return len(self.notes) + 2

    def cells(self, head: str) -> str:
        """The values below a head, as formulas of any sheet name them: ``Deaths!$B$2:$B$25``. ValueError where no
        column has that head."""
        column = letter(list(self.heads).index(head))
        name = self.name if self.name.isalnum() else f"'{self.name}'"
        return f"{name}!${column}${self.first_row}:${column}${self.first_row + max(len(self.rows), 1) - 1}"


def letter(column: int) -> str:
    """The name of a column (0 is A)."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters


def write_sheets(sheets: Sequence[Sheet], path: Path) -> Path:
    """Write a workbook in one go; the same content gives the same bytes. Returns ``path``."""
    import xlsxwriter

    draft = path.with_name(path.name + ".draft")
    book = xlsxwriter.Workbook(str(draft))
    book.set_properties({"created": CREATED, "title": "saas-sim"})
    looks = _Looks(book)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, looks)
    book.close()
    draft.replace(path)
    return path


class _Looks:
    """The formats of a workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.note = book.add_format({"italic": True})
        self.quoted = book.add_format({"quote_prefix": True})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})
        self.forms = {name: book.add_format({"num_format": form}) for name, form in FORMS.items()}
        self.forms[""] = book.add_format({})


def _write(page: Any, sheet: Sheet, looks: _Looks) -> None:
    for row, note in enumerate(sheet.notes):
        page.write_string(row, 0, note, looks.note)
    top = len(sheet.notes)
    widths = [len(head) for head in sheet.heads]
    for column, head in enumerate(sheet.heads):
        page.write_string(top, column, head, looks.head)
    for number, values in enumerate(sheet.rows[:MOST_ROWS], start=top + 1):
        for column, value in enumerate(values):
            _cell(page, number, column, value, looks)
            if column < len(widths):
                widths[column] = max(widths[column], _width(value))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width, 8) + 1, WIDEST))
    page.freeze_panes(top + 1, 0)


def _width(value: Value) -> int:
    return len(value) if isinstance(value, str) else 10


def _cell(page: Any, row: int, column: int, value: Value, looks: _Looks) -> None:
    if isinstance(value, Formula):
        page.write_formula(row, column, value.text, looks.forms[value.form], _finite(value.value))
    elif isinstance(value, Number):
        if _finite(value.value) != "":
            page.write_number(row, column, value.value, looks.forms[value.form])
    elif isinstance(value, str):
        page.write_string(row, column, value, looks.quoted if value.startswith(RISKY) else None)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), looks.date)
    elif value is not None and _finite(float(value)) != "":
        page.write_number(row, column, float(value))


def _finite(value: float | None) -> Any:
    return value if value is not None and math.isfinite(value) else ""
