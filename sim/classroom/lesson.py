"""A lesson's folder and its state: what is played, who takes part, and what was decided, in lesson.json.

The state is written last, whole or not at all: a round that was cut short is simply played again, with the same
numbers, and one that is played twice writes the same bytes.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sim import __version__
from sim.ensemble.store import write_json
from sim.errors import InputError
from sim.luck import stream_key
from sim.scenario import Scenario, load_scenario

LESSON_FILE, CASE_FILE = "lesson.json", "case.html"
SCENARIO_FILE, TWIN_FILE = "instructor/scenario.yaml", "instructor/twin.yaml"
SHEETS, PREDICTIONS, TEAMS, INSTRUCTOR, LIVES = "sheets", "predictions", "teams", "instructor", "instructor/lives"
DIGITS = 12  # of the key of a set of policies
FEWEST_ROUNDS, MOST_ROUNDS = 1, 12


@dataclass(frozen=True)
class Team:
    """A team: the folder of its pages, and for each round played what it decided (by key) or why its sheet was
    refused; ``again``: the rounds that it decided otherwise after it had seen them."""

    name: str
    folder: str
    decisions: tuple[dict[str, Any], ...] = ()
    refusals: tuple[str, ...] = ()
    again: tuple[int, ...] = ()

    def after(self, rounds: int) -> "Team":
        """The team as it stood after so many rounds."""
        return replace(self, decisions=self.decisions[:rounds], refusals=self.refusals[:rounds])


@dataclass(frozen=True)
class Lesson:
    """What is played: ``starts`` are the first months of the rounds (1 = the opening), ``trial`` the company whose luck
    all teams share, ``played`` the rounds that are over, ``late_predictions`` the teams that mended theirs after round
    1 was seen."""

    name: str
    twin: str | None
    seed: int
    months: int
    trials: int
    trial: int
    starts: tuple[int, ...]
    played: int = 0
    concluded: bool = False
    teams: dict[str, Team] = field(default_factory=dict)
    predictions: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused_predictions: dict[str, str] = field(default_factory=dict)
    late_predictions: tuple[str, ...] = ()

    @property
    def rounds(self) -> int:
        """How many rounds there are."""
        return len(self.starts)

    def until(self, number: int) -> int:
        """Months over at the end of round ``number``."""
        return self.starts[number] - 1 if number < self.rounds else self.months


def round_starts(months: int, rounds: int) -> tuple[int, ...]:
    """The first months of rounds that are as long as each other, but for whole months. InputError where they cannot
    be."""
    if not FEWEST_ROUNDS <= rounds <= min(MOST_ROUNDS, months):
        allowed = f"{FEWEST_ROUNDS} to {min(MOST_ROUNDS, months)}, four to six as a rule"
        raise InputError("so many rounds cannot be played", key="--rounds", value=rounds, allowed=allowed)
    return tuple(1 + months * number // rounds for number in range(rounds))


def round_folder(folder: Path, number: int) -> Path:
    """Where the sheets of a round are handed in."""
    return folder / f"round-{number}"


def team_folder(name: str, taken: Mapping[str, Team]) -> str:
    """A plain, free name for the folder of a team's pages."""
    used = {team.folder.casefold() for team in taken.values()}
    plain = re.sub(r"[^\w-]+", "_", name) or "team"
    number, found = 1, plain
    while found.casefold() in used:
        number += 1
        found = f"{plain}-{number}"
    return found


def save(folder: Path, lesson: Lesson) -> None:
    """Write the state, whole or not at all."""
    write_json(folder / LESSON_FILE, {"version": __version__, **asdict(lesson)})


def is_lesson(folder: Path) -> bool:
    """Whether a lesson is kept there."""
    return (folder / LESSON_FILE).is_file()


def load(folder: Path) -> Lesson:
    """The state of a lesson. InputError where there is none, or it was made by another version."""
    file = str(folder / LESSON_FILE)
    try:
        content = json.loads((folder / LESSON_FILE).read_text(encoding="utf-8"))
        version = content.pop("version")
        teams = {
            name: Team(one["name"], one["folder"], *(tuple(one[part]) for part in ("decisions", "refusals", "again")))
            for name, one in content.pop("teams").items()
        }
        lists = {name: tuple(content[name]) for name in ("starts", "late_predictions")}
        lesson = Lesson(**{**content, **lists, "teams": teams})
    except FileNotFoundError:
        raise InputError("holds no lesson", file=str(folder), allowed="the folder of a lesson") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"is damaged: {error!r}", file=file, allowed="what a lesson left there") from None
    if version != __version__:
        problem = f"the lesson was begun by saas-sim {version}, and this is {__version__}"
        raise InputError(problem, file=file, allowed="the same version: another may give other numbers")
    return lesson


def scenario_of(folder: Path, lesson: Lesson) -> Scenario:
    """The company as the lesson was made of it."""
    return replace(load_scenario(folder / SCENARIO_FILE, months=lesson.months), name=lesson.name)


def twin_of(folder: Path, lesson: Lesson) -> Scenario | None:
    """Its healthy twin, where there is one."""
    if lesson.twin is None:
        return None
    return replace(load_scenario(folder / TWIN_FILE, months=lesson.months), name=lesson.twin)


def lives_folder(folder: Path, scenarios: Sequence[Scenario]) -> Path:
    """Where the companies of these policies are kept, so that a conclusion cut short goes on."""
    key = stream_key(*(scenario.hash for scenario in scenarios), *(scenario.name for scenario in scenarios))
    return folder / LIVES / f"{key:032x}"[:DIGITS]
