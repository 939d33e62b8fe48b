"""`saas-sim classroom`: a lesson made, played round by round, and concluded."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import FAILED, INTERRUPTED, app
from sim.cli.asking import counted, stopping
from sim.cli.options import AskOptions, Changes, from_least, takes
from sim.cli.why import watching
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.classroom.conclusion import Conclusion
    from sim.classroom.lesson import Lesson
    from sim.classroom.rounds import Played
    from sim.ensemble.ensemble import Ensemble
    from sim.scenario import Scenario

What = Annotated[str, typer.Argument(metavar="SCENARIO|LESSON", help="A scenario to make a lesson of, or its folder.")]
Rounds = Annotated[int, typer.Option("--rounds", callback=from_least(1), help="Rounds of a new lesson.")]
Round = Annotated[
    int | None,
    typer.Option("--round", callback=from_least(1), help="Play this round: the last one again, or the next."),
]
Trial = Annotated[
    int | None,
    typer.Option("--trial", callback=from_least(0), help="Whose luck is played; else the median of the case's plan."),
]
LessonOut = Annotated[
    Path | None,
    typer.Option("--out", help="Folder of a new lesson, needed to make one; a lesson that is played stays in its own."),
]


SETTLED = ("out", "trials", "seed", "months", "rounds", "trial")  # when the lesson was made


@dataclass(frozen=True)
class LessonOptions(AskOptions):
    """What a lesson is told."""

    out: LessonOut = None


@app.command()
@takes(LessonOptions, trials=200)
def classroom(
    context: typer.Context,
    what: What,
    changes: Changes = None,
    rounds: Rounds = 5,
    trial: Trial = None,
    round_: Round = None,
    *,
    options: LessonOptions,
) -> None:
    """Make a lesson of a scenario, or play the next round of one."""
    from sim.classroom.lesson import is_lesson, load
    from sim.scenario import load_scenario

    folder = Path(what)
    try:
        if is_lesson(folder):
            settled = [name for name in SETTLED if _typed(context, name)]
            if settled or changes:
                key = f"--{settled[0]}" if settled else ""
                problem, allowed = (
                    "a lesson that is being played cannot be changed",
                    "its folder, --round and --workers",
                )
                raise InputError(problem, key=key, value=what, allowed=allowed)
            _play(folder, load(folder), round_, options)
        elif folder.is_dir():
            raise InputError("holds no lesson", file=what, allowed="a scenario's name, or the folder of a lesson")
        else:
            scenario = load_scenario(what, changes or [], config_dir=options.config_dir, months=options.months)
            if options.out is None:
                raise InputError("a new lesson needs a folder", key="--out", allowed="a new or empty folder")
            lesson, twin = _lesson(scenario, changes or [], rounds, trial, options.out, options)
            _make(options.out, lesson, scenario, twin, options.config_dir)
    except KeyboardInterrupt:
        again = "" if round_ is None else f" --round {round_}"
        typer.echo(f"stopped: nothing is lost; go on with saas-sim classroom {options.out or folder}{again}", err=True)
        raise typer.Exit(INTERRUPTED) from None


def _typed(context: typer.Context, name: str) -> bool:
    """Whether an option stands on the command line."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _lesson(
    scenario: "Scenario",
    changes: list[str],
    rounds: int,
    trial: int | None,
    out: Path,
    asked: AskOptions,
) -> "tuple[Lesson, Scenario | None]":
    """The lesson asked for and its healthy twin, all of it checked before anything is written."""
    from sim.classroom.lesson import Lesson, round_starts
    from sim.ensemble.store import check_writable
    from sim.scenario import load_scenario

    trials, seed, months, config_dir = asked.trials, asked.seed, asked.months, asked.config_dir
    starts = round_starts(months, rounds)
    check_writable(out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError("is in use already", key="--out", value=str(out), allowed="a new or empty folder")
    called = scenario.setup.twin
    twin = None if called is None else load_scenario(called, changes, config_dir=config_dir, months=months)
    which = _median(scenario, trials, seed, asked.workers) if trial is None else trial
    if which >= trials:
        raise InputError("no such company", key="--trial", value=trial, allowed=f"0 to {trials - 1}")
    return Lesson(scenario.name, called, seed, months, trials, which, starts), twin


def _median(scenario: "Scenario", trials: int, seed: int, workers: int | None) -> int:
    """The company in the middle, on the scenario's own plan: ordinary luck."""
    from sim.analysis.autopsy import pick

    return pick(_lived([scenario], trials, seed, workers, None, f"{scenario.name} on its own plan")[0], "median")


def _lived(
    scenarios: "list[Scenario]", trials: int, seed: int, workers: int | None, out: Path | None, title: str
) -> "list[Ensemble]":
    """Each scenario's companies: read from ``out`` where they are finished there, else lived, and kept there."""
    from sim.console.progress import follow, say_failures
    from sim.ensemble.ensemble import RUN_FILE, open_ensemble
    from sim.ensemble.runner import AllTrialsFailed, run_ensembles
    from sim.ensemble.store import PARTS

    if out is not None and (out / RUN_FILE).exists() and not (out / PARTS).exists():
        return [open_ensemble(out, scenario) for scenario in scenarios]
    work = run_ensembles(scenarios, trials=trials, seed=seed, workers=workers, out=out)
    try:
        found = follow(work, title)
        work.settle()
    except AllTrialsFailed as error:
        say_failures(error.failures)
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        work.cancel()
        raise
    for one in found:
        say_failures(one.failures)
    return found


def _make(
    folder: Path, lesson: "Lesson", scenario: "Scenario", twin: "Scenario | None", config_dir: Path | None
) -> None:
    """Write the case, the sheets and the folders to hand in at; the state comes last."""
    from sim.classroom.fields import sheet_fields
    from sim.classroom.lesson import (
        CASE_FILE,
        INSTRUCTOR,
        PREDICTIONS,
        SCENARIO_FILE,
        SHEETS,
        TWIN_FILE,
        round_folder,
        save,
    )  # fmt: skip
    from sim.classroom.predictions import questions
    from sim.classroom.spec import classroom_settings
    from sim.console.classroom import say_made
    from sim.ensemble.disk import write_text
    from sim.report.lesson_case import write_case
    from sim.report.lesson_sheets import write_decisions, write_questions

    asked = questions(classroom_settings(config_dir), lesson.months, scenario.setup.company.currency)
    fields = sheet_fields(scenario, 1, 1)
    try:
        for one in (folder / SHEETS, folder / PREDICTIONS, folder / INSTRUCTOR, round_folder(folder, 1)):
            one.mkdir(parents=True, exist_ok=True)
        write_text(folder / SCENARIO_FILE, scenario.to_yaml())
        if twin is not None:
            write_text(folder / TWIN_FILE, twin.to_yaml())
        write_case(scenario, lesson, asked, folder / CASE_FILE)
        write_questions(asked, folder / SHEETS / "predictions.csv")
        for ending in ("csv", "yaml"):
            write_decisions(fields, folder / SHEETS / f"decisions.{ending}")
        save(folder, lesson)
    except OSError as error:
        raise _unwritable(error, folder) from error
    say_made(folder, lesson)


def _unwritable(error: OSError, folder: Path) -> InputError:
    return InputError(f"cannot be written to: {error.strerror or error}", key="--out", value=str(folder))


def _play(folder: Path, lesson: "Lesson", asked: int | None, options: AskOptions) -> None:
    """Play a round; the last one concludes."""
    from sim.classroom.lesson import round_folder, save, scenario_of
    from sim.classroom.rounds import next_round, play
    from sim.classroom.sheets import known_as, team_files, team_of
    from sim.classroom.spec import classroom_settings
    from sim.console.classroom import say_played
    from sim.console.counting import counting

    scenario = scenario_of(folder, lesson)
    number = next_round(lesson, folder, asked)
    names = [*lesson.teams, *map(team_of, team_files(round_folder(folder, number)).values())]
    companies = len(set(map(known_as, names)))
    with counting(f"round {number}", companies) as tell:
        did = watching(tell, companies)
        spec = classroom_settings(options.config_dir)
        played = play(lesson, scenario, folder, number, lambda: did(1), spec)
    try:
        _hand_back(folder, played, scenario)
        save(folder, played.lesson)
        say_played(folder, played)
        if number == lesson.rounds:
            _conclude(folder, played.lesson, scenario, options.workers, options.config_dir)
            save(folder, replace(played.lesson, concluded=True))
    except OSError as error:
        raise _unwritable(error, folder) from error


def _hand_back(folder: Path, played: "Played", scenario: "Scenario") -> None:
    """Each team's dashboard and next sheet, and the decisions so far."""
    from sim.classroom.lesson import INSTRUCTOR, TEAMS, round_folder
    from sim.classroom.rounds import fields_for
    from sim.report.lesson_dashboard import write_dashboard
    from sim.report.lesson_sheets import write_decisions, write_history

    lesson, number = played.lesson, played.number
    for course in played.courses:
        own = folder / TEAMS / course.team.folder
        own.mkdir(parents=True, exist_ok=True)
        write_dashboard(course, lesson, scenario, number, own / f"dashboard-{number}.html")
        if number < lesson.rounds and not course.over:
            fields = fields_for(lesson, scenario, course.team, number + 1)
            for ending in ("csv", "yaml"):
                write_decisions(fields, own / f"decisions-{number + 1}.{ending}")
    if number < lesson.rounds:
        round_folder(folder, number + 1).mkdir(exist_ok=True)
    write_history(lesson, scenario, folder / INSTRUCTOR / "decisions.csv")


def _conclude(
    folder: Path, lesson: "Lesson", scenario: "Scenario", workers: int | None, config_dir: Path | None
) -> None:
    """Every policy over all trials, ranked; the pages for all, and those for the instructor."""
    from sim.classroom.conclusion import autopsy_lives, conclude, policies
    from sim.classroom.lesson import lives_folder, twin_of
    from sim.classroom.spec import classroom_settings
    from sim.console.classroom import say_concluded
    from sim.report.lesson_results import debrief_path, write_debrief, write_results

    spec, twin = classroom_settings(config_dir), twin_of(folder, lesson)
    scenarios = policies(lesson, scenario, twin)
    lives = lives_folder(folder, scenarios)
    ensembles = _lived(scenarios, lesson.trials, lesson.seed, workers, lives, f"{len(scenarios)} policies")
    teams = scenarios[1 + (twin is not None) :]
    total = autopsy_lives(teams, spec.autopsy_days)
    command = f"saas-sim classroom {folder} --round {lesson.rounds}"
    with stopping(folder, command):
        found: Conclusion = counted(
            "autopsies", lambda tell: conclude(lesson, ensembles, spec, workers, watching(tell, total)), total
        )
    _write_autopsies(folder, found, command)
    results = write_results(found, folder / "results.html", command)
    write_debrief(found, debrief_path(folder), command)
    say_concluded(found, results, debrief_path(folder))


def _write_autopsies(folder: Path, found: "Conclusion", command: str) -> None:
    from sim.classroom.conclusion import name_of
    from sim.report.autopsy_page import write_autopsy
    from sim.report.lesson_results import autopsy_path

    for team in found.lesson.teams.values():
        write_autopsy(found.autopsies[name_of(team.name)], autopsy_path(folder, team.folder), command)
