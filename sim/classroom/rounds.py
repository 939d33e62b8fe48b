"""One round: read what the teams decided, and live each company on to the round's end on the luck that all share.

A life is lived from the opening each time, with all decisions so far on their dates (``sim/turns.py``). What lies
before a date does not depend on what is decided on it, so a company goes on exactly where its team saw it stand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.classroom.fields import Field, sheet_fields
from sim.classroom.lesson import PREDICTIONS, Lesson, Team, round_folder, team_folder
from sim.classroom.policy import decided, policy
from sim.classroom.predictions import questions, read_prediction
from sim.classroom.sheets import Sheet, known_as, read_sheet, read_sheets, team_files, team_of
from sim.classroom.spec import ClassroomSpec, classroom_settings
from sim.ensemble.chunk import error_line
from sim.errors import InputError
from sim.journal import ABSORBING, MONTHLY, Event, Trial
from sim.scenario import Scenario
from sim.trial import simulate

ON_RECORD = "this team's predictions are on record and stay as they were first played; this later sheet does not count"
MENDED = "mended after round 1 was seen: scored, but marked as late and placed after the others"
AGAIN = "has decided this round otherwise after it was seen; the table for grading says so"
NO_TEAM = "no team of this name has handed in decisions"
UNLIVED = "no company can be lived with these decisions"
TOO_LATE = "this team had no prediction when round 1 was first played; what comes after it was seen does not count"


@dataclass(frozen=True)
class Course:
    """A team's company after a round: its policy so far, its life, and the months of it that are over."""

    team: Team
    scenario: Scenario
    life: Trial
    until: int

    @property
    def rows(self) -> list[tuple[float, ...]]:
        """The months that are over."""
        return self.life.rows[: self.until]

    @property
    def over(self) -> bool:
        """Whether the company has ended by now."""
        outcome = self.life.outcome
        return outcome["end"] in ABSORBING and outcome["end_month"] <= self.until

    def events(self, day: float) -> list[Event]:
        """What has happened up to a day."""
        return [event for event in self.life.events if event.time <= day]

    def last(self, column: str) -> float:
        """A monthly column at the last month's end that is over; NaN where there is none."""
        return float(self.rows[-1][MONTHLY.index(column)]) if self.rows else float("nan")


@dataclass(frozen=True)
class Played:
    """A round that was played: the lesson after it, each team's company, and the sheets that were refused.

    ``ignored``: teams that needed no sheet; ``notes``: what is said of predictions that are late, or of no team;
    ``strays``: of each file that is no sheet, what is said.
    """

    lesson: Lesson
    number: int
    courses: tuple[Course, ...]
    refused: tuple[Sheet, ...]
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()


def next_round(lesson: Lesson, folder: Path, asked: int | None) -> int:
    """The round to play: the next one if sheets are there, the one asked for if it can be played. InputError else."""
    last = lesson.played
    if asked is not None:
        possible = [number for number in (last, last + 1) if 1 <= number <= lesson.rounds]
        if asked not in possible:
            allowed = " or ".join(map(str, possible))
            raise InputError("this round cannot be played now", key="--round", value=asked, allowed=allowed)
        return asked
    if last == lesson.rounds:
        return last
    waiting = round_folder(folder, last + 1)
    if not team_files(waiting):
        hint = f"saas-sim classroom {folder} --round {last + 1} to play it without any" if last else ""
        raise InputError("no sheets are there yet", file=str(waiting), allowed="a CSV or YAML file for each team",
                         hint=hint)  # fmt: skip
    return last + 1


def play(
    lesson: Lesson,
    scenario: Scenario,
    folder: Path,
    number: int,
    told: Callable[[], None] = lambda: None,
    spec: ClassroomSpec | None = None,
) -> Played:
    """Play round ``number`` with the sheets in its folder; ``told`` after each company. ``spec`` (the built-in one
    unless given) says what was to be predicted.

    A team that hands in nothing, or a sheet that cannot be used, goes on as it was. InputError where there is no team.
    """
    before = {name: team.after(number - 1) for name, team in lesson.teams.items() if number > 1}
    names = {known_as(name): name for name in before}  # the first way in which a team writes its name is its name
    sheets = [
        replace(sheet, team=(names.get if sheet.stray else names.setdefault)(known_as(sheet.team), sheet.team))
        for sheet in read_sheets(
            round_folder(folder, number),
            lambda path, file, name: read_sheet(
                path, file, fields_for(lesson, scenario, before.get(names.get(known_as(name), name)), number)
            ),
        )
    ]
    playing = _Round(lesson, scenario, number, dict(before))
    for sheet in sheets:
        playing.take(sheet)
    asked = [one.key for one in questions(spec or classroom_settings(), lesson.months, scenario.setup.company.currency)]
    given = read_sheets(folder / PREDICTIONS, lambda path, file, _: read_prediction(path, file, asked))
    playing.strays += [sheet.refusal for sheet in given if sheet.stray]
    lesson, notes = _predicted(lesson, [sheet for sheet in given if not sheet.stray], names, open_=number == 1)
    after = replace(lesson, teams=playing.settled(round_folder(folder, number)), played=number, concluded=False)
    courses: list[Course] = []
    for team in after.teams.values():
        courses.append(playing.live(after, team))
        told()
    again = {course.team.name: _marked(course.team, lesson.teams.get(course.team.name), number) for course in courses}
    after = replace(after, teams=again)
    notes += [f"{name}: {AGAIN}" for name, team in again.items() if number in team.again]
    return Played(
        after,
        number,
        tuple(courses),
        tuple(playing.refused),
        tuple(playing.ignored),
        tuple(notes),
        tuple(playing.strays),
    )


@dataclass
class _Round:
    """The sheets of one round as they are taken, one after another: the teams after them, and what was not used."""

    lesson: Lesson
    scenario: Scenario
    number: int
    teams: dict[str, Team]
    refused: list[Sheet] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    def take(self, given: Sheet) -> None:
        """Take a team's sheet; a new team begins with the case, as if it had handed in nothing so far."""
        number, known = self.number, self.teams.get(given.team)
        if given.stray and (known is None or len(known.decisions) >= number):  # else it is the team's refused sheet
            self.strays.append(given.refusal)
            return
        if known is not None and len(known.decisions) >= number:
            self.refused.append(given)  # a second sheet of the same team
            return
        late = number - 1
        team = known or Team(given.team, team_folder(given.team, self.teams), ({},) * late, ("",) * late)
        if number > 1 and live(self.lesson, self.scenario, team, late).over:
            self.ignored.append(given.team)
            return
        sheet = _fitting(given, self.lesson, self.scenario, team, number)
        if sheet.refusal:
            self.refused.append(sheet)
        self.teams[team.name] = _decided(team, sheet.changes, sheet.refusal)

    def settled(self, where: Path) -> dict[str, Team]:
        """All teams, in order; who handed in nothing goes on as it was. InputError where there is no team."""
        if not self.teams:
            raise InputError("no team takes part", file=str(where), allowed="a CSV or YAML file for each team")
        ahead = {
            name: team if len(team.decisions) == self.number else _decided(team, {}, "")
            for name, team in self.teams.items()
        }
        return dict(sorted(ahead.items()))

    def live(self, lesson: Lesson, team: Team) -> Course:
        """A team's company up to the end of the round; decisions with which none can be lived are refused."""
        try:
            return live(lesson, self.scenario, team, self.number)
        except Exception as error:
            if not team.decisions[-1]:
                raise
            refusal = f"{team.name}: {UNLIVED}: {error_line(error)}"
            self.refused.append(Sheet(team.name, team.name, {}, refusal))
            return live(lesson, self.scenario, _decided(team.after(self.number - 1), {}, refusal), self.number)


def _marked(team: Team, before: Team | None, number: int) -> Team:
    """The team, marked where it has decided a round otherwise than it did when the round was played before; a sheet
    that was refused then may be mended."""
    if before is None or len(before.decisions) < number:
        return team
    other = not before.refusals[number - 1] and before.decisions[number - 1] != team.decisions[number - 1]
    return replace(team, again=tuple(sorted({*before.again, *([number] if other else [])})))


def _decided(team: Team, changes: dict[str, Any], refusal: str) -> Team:
    """The team after one more round."""
    return replace(team, decisions=(*team.decisions, changes), refusals=(*team.refusals, refusal))


def fields_for(lesson: Lesson, scenario: Scenario, team: Team | None, number: int) -> dict[str, Field]:
    """What a team may decide in a round."""
    decisions = team.decisions[: number - 1] if team is not None else ()
    return sheet_fields(policy(scenario, decisions, lesson.starts), number, lesson.starts[number - 1])


def live(lesson: Lesson, scenario: Scenario, team: Team, number: int) -> Course:
    """A team's company up to the end of a round."""
    own = policy(scenario, team.decisions[:number], lesson.starts)
    life = simulate(own, lesson.seed, lesson.trial, events=True)
    return Course(team, own, life, lesson.until(number))


def _fitting(sheet: Sheet, lesson: Lesson, scenario: Scenario, team: Team, number: int) -> Sheet:
    """The sheet, refused where its decisions do not fit together."""
    try:
        so_far = policy(scenario, team.decisions, lesson.starts)
        decided(so_far, sheet.changes, number, lesson.starts[number - 1], sheet.file)
    except InputError as error:
        return replace(sheet, changes={}, refusal=str(error))
    return sheet


def _predicted(
    lesson: Lesson, sheets: Sequence[Sheet], names: Mapping[str, str], *, open_: bool
) -> tuple[Lesson, list[str]]:
    """What the teams have committed to before the first round, and what is said of sheets that are late or of no team.

    ``names``: how the teams write themselves. ``open_``: whether this is round 1, the only one with which predictions
    are taken. What was given once stays. Who has seen the first round predicts no more; only a sheet that was refused
    then may be mended, and is marked as late.
    """
    held = {known_as(team): given for team, given in lesson.predictions.items()}
    refused = {known_as(team_of(Path(file))) for file in lesson.refused_predictions}
    seen = {known_as(team) for team in lesson.teams} - refused if open_ else set(names)
    taken, notes = [], []
    for sheet in sheets:
        team = known_as(sheet.team)
        if team not in names:
            notes.append(f"{sheet.file}: {NO_TEAM}")
        if sheet.refusal and sheet.file in lesson.refused_predictions:
            taken.append(sheet)
        elif team in held:
            notes += [f"{sheet.file}: {ON_RECORD}"] if sheet.refusal or sheet.changes != held[team] else []
        elif team in seen or not open_:
            notes.append(f"{sheet.file}: {TOO_LATE}")
        else:
            taken.append(sheet)
    if not open_:
        return lesson, notes
    given = {sheet.team: sheet.changes for sheet in taken if not sheet.refusal}
    mended = {sheet.team for sheet in taken if not sheet.refusal} if lesson.played else set()
    notes += [f"{sheet.file}: {MENDED}" for sheet in taken if sheet.team in mended]
    committed = replace(
        lesson,
        late_predictions=tuple(
            sorted({names.get(known_as(team), team) for team in (*lesson.late_predictions, *mended)})
        ),
        predictions={
            names.get(known_as(team), team): answers for team, answers in sorted((lesson.predictions | given).items())
        },
        refused_predictions={sheet.file: sheet.refusal for sheet in taken if sheet.refusal},
    )
    return committed, notes
