"""Sheets to fill in, and the decisions as a table: CSV whose text stays text in a spreadsheet, and YAML."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.classroom.fields import NONE, Field, sheet_fields
from sim.classroom.lesson import Lesson
from sim.classroom.policy import policy
from sim.classroom.predictions import Question
from sim.ensemble.disk import write_text
from sim.ranges import parse_number
from sim.report.dates import Calendar
from sim.report.sheets import RISKY
from sim.scenario import Scenario

HEADS = ("group", "key", "meaning", "unit", "allowed", "current", "new")
HISTORY = ("round", "month", "date", "team", "key", "meaning", "unit", "before", "after", "note")


def plain(value: Any) -> str:
    """A value as a sheet shows it, and takes it back."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{text}" if text.startswith(RISKY) and parse_number(text) is None else text


def write_table(path: Path, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """A CSV file in one go."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    write_text(path, out.getvalue())
    return path


def write_decisions(fields: Mapping[str, Field], path: Path) -> Path:
    """A round's decision sheet: CSV, or YAML by the ending of ``path``."""
    if path.suffix == ".yaml":
        write_text(path, "\n".join(_yaml(fields)) + "\n")
        return path
    rows = [
        (
            one.group, one.key, one.meaning, one.unit, one.allowed,
            "" if one.current is None and not one.place.optional else plain(one.current), "",
        )
        for one in fields.values()
    ]  # fmt: skip
    return write_table(path, HEADS, rows)


def _yaml(fields: Mapping[str, Field]) -> list[str]:
    """A tree in which every leaf is commented out, with its value in force: taking the mark away decides it."""
    lines = ["# A decision is made by taking the # away, here and at the names above it, and changing the value."]
    done: list[str] = []
    for one in sorted(fields.values(), key=lambda field: field.key.split(".")):
        *above, last = one.key.split(".")
        shared = next((place for place, (a, b) in enumerate(zip(done, above, strict=False)) if a != b), None)
        kept = min(len(done), len(above)) if shared is None else shared
        lines += [f"#{'  ' * level}{name}:" for level, name in enumerate(above) if level >= kept]
        done = above
        indent = "  " * len(above)
        lines.append(f"#{indent}# {one.meaning} ({', '.join(filter(None, (one.unit, one.allowed)))})")
        lines.append(f"#{indent}{last}: {'null' if one.current is None else plain(one.current)}")
    return lines


def write_questions(questions: Sequence[Question], path: Path) -> Path:
    """The prediction sheet."""
    rows = [("prediction", one.key, one.meaning, one.unit, one.allowed, "", "") for one in questions]
    return write_table(path, HEADS, rows)


def write_history(lesson: Lesson, scenario: Scenario, path: Path) -> Path:
    """Every decision of every team, a row each, for grading."""
    calendar = Calendar(scenario.setup.company.opening.date, lesson.months)
    rows: list[tuple[str, ...]] = []
    for team in lesson.teams.values():
        for number, changes in enumerate(team.decisions, start=1):
            month = lesson.starts[number - 1]
            so_far = policy(scenario, team.decisions[: number - 1], lesson.starts)
            fields = sheet_fields(so_far, number, month)
            again = "decided otherwise after the round was seen" if number in team.again else ""
            start = (str(number), str(month), calendar.nth(month), team.name)
            rows += [
                (*start, key, fields[key].meaning, fields[key].unit, plain(fields[key].current), plain(value), again)
                for key, value in changes.items()
            ]
            if not changes:
                note = " / ".join(team.refusals[number - 1].splitlines()) or again or "changed nothing"
                rows.append((*start, "", "", "", "", "", note))
    return write_table(path, HISTORY, rows)
