"""CSV files of the opening state: staff, customers, invoices, debts and deals, one row each.

The columns are the fields of the row's record; a column whose field has a default may be absent or blank. UTF-8 with
or without a byte-order mark; comma or semicolon (a decimal comma only with semicolon); ISO dates.
"""

import csv
import io
from collections.abc import Collection, Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.errors import UNSET, InputError
from sim.ranges import parse_number
from sim.schema import Place

ID = "id"
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def contained(folder: Path, name: str, *, file: str = "", key: str = "", anywhere: bool = False) -> Path:
    """The CSV file ``name`` beside the file that names it; InputError when it is missing or lies elsewhere."""
    try:
        path, home = (folder / name).resolve(), folder.resolve()
        outside, missing = not (anywhere or path.is_relative_to(home)), not path.is_file()
    except (OSError, ValueError, RuntimeError):
        outside, missing = False, True
    if outside:
        allowed = "a file in the folder of the file that names it, or in a folder below"
        raise InputError("the file lies outside the folder", file=file, key=key, value=name, allowed=allowed)
    if missing:
        raise InputError("there is no such file", file=file, key=key, value=name, allowed=f"a CSV file in {folder}")
    return path


def read_rows(path: Path, row_type: type[BaseModel], needed: Collection[str] = ()) -> list[dict[str, Any]]:
    """The rows of a CSV file as plain values (dates as ISO text), each checked against ``row_type``; the columns
    ``needed`` must be there although cells may be blank.

    Raises InputError with the file and the line.
    """
    header, lines, semicolon = _split(path)
    places = {name: place for name in row_type.model_fields if (place := Place(row_type).step(name, {})) is not None}
    _check_header(path, header, row_type, needed)
    rows: list[dict[str, Any]] = []
    seen: dict[Any, int] = {}
    for number, cells in lines:
        where = f"{path}, line {number}"
        _check_width(where, header, cells, semicolon)
        row = {
            name: _value(cell.strip(), places[name], semicolon, where, name)
            for name, cell in zip(header, cells, strict=False)
            if cell.strip()
        }
        _check_row(where, row, row_type)
        if row.get(ID, UNSET) in seen:
            raise InputError(
                f"the same id as in line {seen[row[ID]]}", file=where, key=ID, value=row[ID], allowed="each id once"
            )
        if ID in row:
            seen[row[ID]] = number
        rows.append(row)
    return rows


def read_samples(path: Path) -> list[float]:
    """The numbers of a one-column CSV file, with or without a heading."""
    header, lines, semicolon = _split(path)
    first = [(1, header)] if parse_number(_dotted(header[0], semicolon)) is not None else []
    samples = []
    for number, cells in [*first, *lines]:
        value = parse_number(_dotted(cells[0], semicolon))
        if len(cells) > 1 or value is None:
            raise InputError(
                "not a number", file=f"{path}, line {number}", value=",".join(cells), allowed="one column of numbers"
            )
        samples.append(value)
    return samples


def _split(path: Path) -> tuple[list[str], list[tuple[int, list[str]]], bool]:
    """Heading, numbered lines of cells, and whether semicolons separate them."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError("bytes that are not UTF-8 text", file=f"{path}, line {line}", allowed="CSV in UTF-8") from None
    semicolon = ";" in text.partition("\n")[0]
    try:
        lines = list(_lines(text, ";" if semicolon else ","))
    except csv.Error as error:
        raise InputError(f"not a CSV file: {error}", file=str(path), allowed="comma or semicolon, UTF-8") from None
    if not lines:
        raise InputError("the file is empty", file=str(path), allowed="a heading and a line for each row")
    return [cell.strip() for cell in lines[0][1]], lines[1:], semicolon


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _check_header(path: Path, header: list[str], row_type: type[BaseModel], needed: Collection[str]) -> None:
    fields = row_type.model_fields
    allowed = "the columns " + ", ".join(fields)
    for name in header:
        if name not in fields:
            hint = next(iter(get_close_matches(name.lower(), fields, 1)), "")
            raise InputError("unknown column", file=f"{path}, line 1", key=name, allowed=allowed, hint=hint)
        if header.count(name) > 1:
            raise InputError("the column appears twice", file=f"{path}, line 1", key=name, allowed="each column once")
    for name, info in fields.items():
        if (info.is_required() or name in needed) and name not in header:
            raise InputError("the column is missing", file=f"{path}, line 1", key=name, allowed=allowed)


def _check_width(where: str, header: list[str], cells: list[str], semicolon: bool) -> None:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        allowed = f"{len(header)} cells, as in the heading"
        if not semicolon:
            allowed += "; a decimal comma needs semicolons between the columns"
        raise InputError(f"{len(cells)} cells", file=where, allowed=allowed)


def _value(cell: str, place: Place, semicolon: bool, where: str, name: str) -> Any:
    """A cell as the plain value that its field takes."""
    limits = place.limits()
    if limits is not None or place.annotation in (int, float):
        number = parse_number(_dotted(cell, semicolon))
        if number is None:
            allowed = limits.bounds() if limits else "a number"
            raise InputError("not a number", file=where, key=name, value=cell, allowed=allowed)
        return int(number) if place.annotation is int and number.is_integer() else number
    if place.annotation is bool:
        return _TRUTHS.get(cell.lower(), cell)
    if place.annotation is date:
        try:
            return date.fromisoformat(cell).isoformat()
        except ValueError:
            raise InputError("not a date", file=where, key=name, value=cell, allowed="a date as 2026-01-31") from None
    return cell


def _dotted(cell: str, semicolon: bool) -> str:
    return cell.replace(",", ".") if semicolon else cell


def _check_row(where: str, row: dict[str, Any], row_type: type[BaseModel]) -> None:
    try:
        row_type.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        place = Place(row_type).step(name, row)
        missing = first["type"] == "missing"
        problem = "the cell is blank" if missing else str(first["msg"]).removeprefix("Value error, ")
        value = UNSET if missing else row.get(name, UNSET)
        choices = place.choices() if place else []
        hint = next(iter(get_close_matches(str(value), choices, 1)), "")
        allowed = _allowed(place) if place else ""
        raise InputError(problem, file=where, key=name, value=value, allowed=allowed, hint=hint) from None


def _allowed(place: Place) -> str:
    """What a cell may hold; a range is for the YAML file only."""
    limits = place.limits()
    if limits is not None:
        return limits.bounds()
    return "yes or no" if place.annotation is bool else ", ".join(place.choices())
