"""One round: read what the teams decided, and live each company on to the round's end on the luck that all share.

A life is lived from the opening each time, with all decisions so far on their dates (``sim/turns.py``). What lies
before a date does not depend on what is decided on it, so a company goes on exactly where its team saw it stand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sim.classroom.fields import Field, sheet_fields
from sim.classroom.lesson import PREDICTIONS, Lesson, Team, round_folder, team_folder
from sim.classroom.policy import decided, policy
from sim.classroom.predictions import questions, read_prediction
from sim.classroom.sheets import Sheet, read_sheet, read_sheets, team_files, team_of
from sim.classroom.spec import ClassroomSpec, classroom_settings
from sim.errors import InputError
from sim.journal import ABSORBING, MONTHLY, Event, Trial
from sim.scenario import Scenario
from sim.trial import simulate

ON_RECORD = "this team's predictions are on record and stay as they were first played; this later sheet does not count"
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

    ``ignored``: teams that needed no sheet; ``late``: of each prediction sheet that came too late, what is said.
    """

    lesson: Lesson
    number: int
    courses: tuple[Course, ...]
    refused: tuple[Sheet, ...]
    ignored: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


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
    sheets = read_sheets(
        round_folder(folder, number),
        lambda path, file, name: read_sheet(path, file, fields_for(lesson, scenario, before.get(name), number)),
    )
    late: list[str] = []
    if number == 1:
        asked = questions(spec or classroom_settings(), lesson.months, scenario.setup.company.currency)
        lesson, late = _predicted(lesson, folder, [one.key for one in asked])
    teams, refused, ignored = dict(before), [], []
    for given in sheets:
        known = teams.get(given.team)
        if known is not None and len(known.decisions) >= number:
            refused.append(given)  # a second sheet of the same team
            continue
        team = known or Team(given.team, team_folder(given.team, teams), ({},) * (number - 1), ("",) * (number - 1))
        if number > 1 and live(lesson, scenario, team, number - 1).over:
            ignored.append(given.team)
            continue
        sheet = _fitting(given, lesson, scenario, team, number)
        if sheet.refusal:
            refused.append(sheet)
        teams[team.name] = replace(
            team, decisions=(*team.decisions, sheet.changes), refusals=(*team.refusals, sheet.refusal)
        )
    for name, team in teams.items():
        if len(team.decisions) < number:  # handed in nothing: it goes on as it was
            teams[name] = replace(team, decisions=(*team.decisions, {}), refusals=(*team.refusals, ""))
    if not teams:
        where = round_folder(folder, number)
        raise InputError("no team takes part", file=str(where), allowed="a CSV or YAML file for each team")
    after = replace(lesson, teams=dict(sorted(teams.items())), played=number, concluded=False)
    courses = []
    for team in after.teams.values():
        courses.append(live(after, scenario, team, number))
        told()
    return Played(after, number, tuple(courses), tuple(refused), tuple(ignored), tuple(late))


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


def _predicted(lesson: Lesson, folder: Path, asked: Sequence[str]) -> tuple[Lesson, list[str]]:
    """What the teams have committed to before the first round, and what is said of sheets that come too late.

    What was given once stays. Who has seen the first round predicts no more; only a sheet that was refused then may
    be mended.
    """
    sheets = read_sheets(folder / PREDICTIONS, lambda path, file, _: read_prediction(path, file, asked))
    held = {team.casefold(): given for team, given in lesson.predictions.items()}
    refused = {team_of(Path(file)).casefold() for file in lesson.refused_predictions}
    seen = {team.casefold() for team in lesson.teams} - refused
    taken, late = [], []
    for sheet in sheets:
        team = sheet.team.casefold()
        if sheet.refusal and sheet.file in lesson.refused_predictions:
            taken.append(sheet)
        elif team in held:
            late += [f"{sheet.file}: {ON_RECORD}"] if sheet.refusal or sheet.changes != held[team] else []
        elif team in seen:
            late.append(f"{sheet.file}: {TOO_LATE}")
        else:
            taken.append(sheet)
    given = {sheet.team: sheet.changes for sheet in taken if not sheet.refusal}
    committed = replace(
        lesson,
        predictions=dict(sorted((lesson.predictions | given).items())),
        refused_predictions={sheet.file: sheet.refusal for sheet in taken if sheet.refusal},
    )
    return committed, late
