"""Filled sheets: CSV or YAML files in one folder, one for each team, named after it. Nothing in a sheet ever runs."""

import os
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sim.classroom.fields import Field, nearest
from sim.errors import InputError
from sim.loading import read_data
from sim.quantities import Spec, setting
from sim.tables import contained, read_rows

SUFFIXES = (".csv", ".yaml", ".yml")
LOCKED = "~$"  # how office programs call the mark beside a file that is open in them
LARGEST = 1_000_000  # bytes of a sheet
LONGEST = 60  # characters of a team's name
MOST_ERRORS = 8  # of one sheet that are told
T = TypeVar("T")


class SheetRow(Spec):
    """A row of a decision sheet; only ``key`` and ``new`` are read."""

    group: str | None = setting("Heading", default=None)
    key: str = setting("What is decided")
    meaning: str | None = setting("What it is", default=None)
    unit: str | None = setting("What it counts", default=None)
    allowed: str | None = setting("What may be written", default=None)
    current: str | None = setting("The value in force", default=None)
    new: str | None = setting("The team's value; blank: as it is", default=None)


@dataclass(frozen=True)
class Sheet:
    """A team's sheet: what it changes, by key, or why it cannot be used (a line for each reason); ``file`` with the
    folder where it lies; ``stray``: of no kind that a sheet is, so that it makes no team."""

    team: str
    file: str
    changes: dict[str, Any]
    refusal: str = ""
    stray: bool = False


def team_files(folder: Path) -> dict[str, Path]:
    """The sheets of a folder by file name, in order: CSV and YAML files that are not hidden."""
    return {name: path for name, path in _visible(folder).items() if _is_sheet(path)}


def _visible(folder: Path) -> dict[str, Path]:
    """What lies in a folder, but for hidden files and for folders that are not called like a sheet."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return {
        path.name: path
        for path in paths
        if not path.name.startswith(".") and (path.suffix.lower() in SUFFIXES or not path.is_dir())
    }


def _is_sheet(path: Path) -> bool:
    return not _why_none(path)


def _why_none(path: Path) -> str:
    """Why a file is no sheet; "" for a sheet."""
    if path.is_dir():
        return "a folder"
    if path.suffix.lower() not in SUFFIXES or path.name.startswith(LOCKED):
        return "not a sheet"
    if shown_name(path) != path.name:
        return "its name is not text in UTF-8"
    return "" if team_of(path) else "its name is no team's"


def shown_name(path: Path) -> str:
    """A file's name as text, whatever its bytes."""
    return os.fsencode(path.name).decode("utf-8", "backslashreplace")


def team_of(path: Path) -> str:
    """Whose sheet a file is: the team bears its name; what cannot be printed in it is left out."""
    name = unicodedata.normalize("NFC", Path(shown_name(path)).stem)
    return "".join(letter for letter in name if letter.isprintable())[:LONGEST].strip()


def known_as(team: str) -> str:
    """The name by which a team is known again, however it is written."""
    return unicodedata.normalize("NFC", team).casefold()


def read_sheets(folder: Path, read: Callable[[Path, str, str], dict[str, Any]]) -> list[Sheet]:
    """All sheets of a folder, strays last; ``read(path, shown, team)`` gives what one says. A sheet that cannot be
    used is named, and the rest are read."""
    sheets: list[Sheet] = []
    teams: set[str] = set()
    for name, path in team_files(folder).items():
        team, shown = team_of(path), f"{folder.name}/{name}"
        try:
            if known_as(team) in teams:
                raise InputError("a second sheet of this team", file=shown, value=team, allowed="one sheet a team")
            teams.add(known_as(team))
            sheets.append(Sheet(team, shown, read(readable(folder, name, shown), shown, team)))
        except InputError as error:
            sheets.append(Sheet(team, shown, {}, str(error)))
    return sheets + [_stray(folder, path) for path in _visible(folder).values() if not _is_sheet(path)]


def _stray(folder: Path, path: Path) -> Sheet:
    shown = f"{folder.name}/{shown_name(path)}"
    allowed = ", ".join(f"TEAM{ending}" for ending in SUFFIXES)
    return Sheet(team_of(path), shown, {}, f"{shown}: {_why_none(path)}; allowed: {allowed}", stray=True)


def readable(folder: Path, name: str, shown: str) -> Path:
    """The sheet, where it is one: in the folder itself, of a known size; ``shown`` names it in errors."""
    path = contained(folder, name, file=shown)
    if path.stat().st_size > LARGEST:
        raise InputError("too large", file=shown, value=path.stat().st_size, allowed=f"at most {LARGEST:,} bytes")
    return path


def read_sheet(path: Path, name: str, fields: Mapping[str, Field]) -> dict[str, Any]:
    """What a sheet changes against the values in force, by key. InputError for what cannot be used, all of it."""

    def one(key: str, value: Any) -> Any:
        field = fields.get(key)
        if field is None:
            allowed = f"the {len(fields)} keys of this round's sheet"
            hint = nearest(key, fields)
            raise InputError("not on the sheet", file=name, key=key, value=value, allowed=allowed, hint=hint)
        return field.read(value, name)

    def changed(key: str, read: Any) -> bool:
        current = fields[key].current
        return read != current or isinstance(read, bool) != isinstance(current, bool)

    return {key: read for key, read in read_each(read_cells(path, name), one).items() if changed(key, read)}


def read_each(cells: Mapping[str, Any], read: Callable[[str, Any], T]) -> dict[str, T]:
    """Each cell as ``read(key, value)`` takes it. InputError naming all that it refuses, a line for each."""
    found: dict[str, T] = {}
    errors: list[InputError] = []
    for key, value in cells.items():
        try:
            found[key] = read(key, value)
        except InputError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        more = [f"and {len(errors) - MOST_ERRORS} more"] if len(errors) > MOST_ERRORS else []
        raise InputError("\n".join([*map(str, errors[:MOST_ERRORS]), *more]))
    return found


def read_cells(path: Path, name: str) -> dict[str, Any]:
    """Key and value of each filled row of a CSV, or each leaf of a YAML file."""
    if path.suffix.lower() == ".csv":
        try:
            rows = read_rows(path, SheetRow)
        except InputError as error:
            where = error.file.replace(str(path), name)
            raise InputError(
                error.problem, file=where, key=error.key, value=error.value, allowed=error.allowed, hint=error.hint
            ) from None
        cells: dict[str, Any] = {}
        for row in rows:
            key = row["key"].strip()
            if key in cells:
                raise InputError("the key appears twice", file=name, key=key, allowed="each key once")
            if (row.get("new") or "").strip():
                cells[key] = row["new"].strip().removeprefix("'")
        return cells
    return dict(_leaves(read_data(path, name)))


def _leaves(tree: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in tree.items():
        path = f"{above}.{name}" if above else str(name)
        found += _leaves(value, path) if isinstance(value, Mapping) else [(path, value)]
    return found
