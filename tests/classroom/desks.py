"""Small lessons for tests."""

from collections.abc import Mapping
from pathlib import Path

from sim.classroom.lesson import PREDICTIONS, Lesson, round_folder
from sim.scenario import Scenario, load_scenario

CASE = "overhire_before_pmf"
MONTHS = 18
STARTS = (1, 7, 13)


def case(months: int = MONTHS) -> Scenario:
    """The case that is played."""
    return load_scenario(CASE, months=months)


def lesson(trial: int = 0, trials: int = 4) -> Lesson:
    """Three rounds of half a year."""
    return Lesson(CASE, None, 1, MONTHS, trials, trial, STARTS)


def hand_in(folder: Path, number: int, sheets: Mapping[str, Mapping[str, object]]) -> None:
    """Sheets of a round: file name -> key -> value."""
    where = round_folder(folder, number) if number else folder / PREDICTIONS
    where.mkdir(parents=True, exist_ok=True)
    for name, rows in sheets.items():
        lines = "".join(f"{key},{value}\n" for key, value in rows.items())
        (where / name).write_text("key,new\n" + lines, encoding="utf-8")
