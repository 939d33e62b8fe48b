"""A promise to investors: what a pitch says there will be, month by month, read from a CSV file."""

import math
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.errors import UNSET, InputError
from sim.quantities import MONTHS_PER_YEAR, Money, Number, Real, Spec, setting
from sim.tables import read_rows

YEAR = int(MONTHS_PER_YEAR)
ARR = "arr"
FIGURES = (ARR, "customers", "heads", "cash")
_MONTH = re.compile(r"\d{4}-\d{2}")
_ALLOWED = "a date as 2027-12-31 (its month's end is meant), 2027-12, or the number of a month (1 is the first)"


class PromiseRow(Spec):
    """One line of a promise; a blank cell promises nothing."""

    month: str = setting("Date, or number of the month, at whose end this is to hold")
    arr: Money | None = setting("Annual recurring revenue", default=None)
    customers: Number | None = setting("Customers", default=None)
    heads: Number | None = setting("People on the payroll, founders included", default=None)
    cash: Real | None = setting("Money in the bank", default=None)


@dataclass(frozen=True)
class Promised:
    """What is to hold at the end of ``month`` (1 = the first): figures of ``FIGURES`` by name."""

    month: int
    figures: dict[str, float]


def read_promise(path: str | Path, opening: date, longest: int) -> tuple[Promised, ...]:
    """The promise in a CSV file, in order of time; ``longest`` is the last month that can be simulated.

    Raises InputError with file and line: no such file, unknown or missing columns, a cell that is no number, a month
    that is none, comes twice, or lies before the opening or after ``longest``; no ARR at all.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError("there is no such file", file=str(file), allowed="a CSV file month,arr,customers,heads,cash")
    try:
        rows = read_rows(file, PromiseRow, (ARR,))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=str(file)) from error
    promised: dict[int, Promised] = {}
    for row in rows:
        month = _month(str(row["month"]), opening, str(file))
        figures = {name: float(row[name]) for name in FIGURES if row.get(name) is not None}
        if month in promised:
            raise InputError("the month comes twice", file=str(file), key="month", value=row["month"], allowed="once")
        if month > longest:
            allowed = f"a month up to {longest} months after the opening"
            raise InputError("lies too far ahead", file=str(file), key="month", value=row["month"], allowed=allowed)
        if not figures or not all(map(math.isfinite, figures.values())):
            allowed = f"a finite number under at least one of {', '.join(FIGURES)}"
            raise InputError("promises nothing", file=str(file), key="month", value=row["month"], allowed=allowed)
        promised[month] = Promised(month, figures)
    if not any(ARR in one.figures for one in promised.values()):
        raise InputError("promises no ARR", file=str(file), key=ARR, value=UNSET, allowed="ARR in at least one line")
    return tuple(promised[month] for month in sorted(promised))


def _month(text: str, opening: date, file: str) -> int:
    """The number of the month that a cell names."""
    day: date | None = None
    try:
        if _MONTH.fullmatch(text):
            day = date.fromisoformat(f"{text}-01")
        elif not text.isdecimal():
            day = date.fromisoformat(text)
    except ValueError:
        raise InputError("not a month", file=file, key="month", value=text, allowed=_ALLOWED) from None
    number = int(text) if day is None else (day.year - opening.year) * YEAR + day.month - opening.month + 1
    if number < 1:
        allowed = f"a month from the opening on ({opening.isoformat()})"
        raise InputError("lies before the opening", file=file, key="month", value=text, allowed=allowed)
    return number
