"""A lesson on the terminal: what was played, which sheets were refused, who ranks where, what to do next."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from sim.classroom.sheets import team_of
from sim.console.terminal import out, say, table

if TYPE_CHECKING:
    from sim.classroom.conclusion import Conclusion
    from sim.classroom.lesson import Lesson
    from sim.classroom.rounds import Course, Played


def say_made(folder: Path, lesson: "Lesson") -> None:
    """A lesson has been made."""
    say(f"Lesson of {lesson.rounds} rounds over {lesson.months} months: {folder}", "bold")
    say(f"Hand out {folder / 'case.html'} and the sheets in {folder / 'sheets'}.")
    say(f"Predictions go to {folder / 'predictions'}, decisions to {folder / 'round-1'}: TEAM.csv or TEAM.yaml.")
    say(f"Then: saas-sim classroom {folder}")


def say_played(folder: Path, played: "Played") -> None:
    """A round is over."""
    say()
    say(f"Round {played.number} of {played.lesson.rounds}: {played.courses[0].until} months "
        "are over.", "bold")  # fmt: skip
    shown = table("team", "changed", "cash", "customers", "people", numbers=True)
    for course in played.courses:
        shown.add_row(
            *map(Text, (course.team.name, str(len(course.team.decisions[played.number - 1])), *_state(course)))
        )
    out().print(shown)
    say_refused(played)
    for name in played.ignored:
        say(f"{name}: its company has ended, the sheet is not needed.")
    if played.number < played.lesson.rounds:
        say(f"Dashboards and next sheets: {folder / 'teams'}; hand in at {folder / f'round-{played.number + 1}'}.")


def _state(course: "Course") -> tuple[str, str, str]:
    """Cash, customers and people of a team's company; of one that has ended, how."""
    from sim.analysis.verdict import END_WORDS
    from sim.analysis.words import amount

    if course.over:
        return END_WORDS[course.life.outcome["end"]], "", ""
    return amount(course.last("cash")), f"{course.last('customers'):.0f}", f"{course.last('heads'):.0f}"


def say_refused(played: "Played") -> None:
    """Sheets that cannot be used, each with its reason and what it means for its team; the rest went on."""
    lesson, number = played.lesson, played.number
    _refuse(sheet.refusal or f"{sheet.file}: a second sheet of this team" for sheet in played.refused)
    for why in played.strays:
        say(f"not read: {why}", "bold")
    idle = [name for name, team in lesson.teams.items() if team.refusals[number - 1]]
    if idle:
        say(f"Mend the decisions and play it again: --round {number}. Until then {_all(idle)} changed nothing.")
    for why in played.notes:
        say(f"note: {why}", "bold")
    if number > 1:
        return
    _refuse(lesson.refused_predictions.values())
    silent = sorted({team_of(Path(file)) for file in lesson.refused_predictions} - set(lesson.predictions))
    if silent:
        say(f"Mend the predictions and play it again: --round {number}. Until then {_all(silent)} predicted nothing; "
            "decisions are not touched by it.")  # fmt: skip


def _refuse(refusals: Iterable[str]) -> None:
    for refusal in refusals:
        for line in refusal.splitlines():
            say(f"refused: {line}", "bold")


def _all(names: Sequence[str]) -> str:
    """ "Red", "Red and Blue", "Red, Green and Blue"."""
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last


def say_concluded(found: "Conclusion", results: Path, debrief: Path) -> None:
    """The ranking, and where its pages are."""
    from sim.analysis.words import amount, percent

    say()
    shown = table("policy", "founders' payoff", "95 %", "going", "played company", numbers=True)
    for one in found.ranking:
        value = one.value
        shown.add_row(
            Text(one.name if one.kind == "team" else f"{one.name} ({one.kind})"),
            amount(value.value), f"{amount(value.low)} to {amount(value.high)}",
            percent(one.survival.value), amount(one.played),
        )  # fmt: skip
    out().print(shown)
    say(f"Ranking: {results}")
    say(f"Debrief, for you alone: {debrief}")
