"""What `causes`, `autopsy` and `no-return` share: an ensemble to ask about, and a folder that may be added to."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import FAILED
from sim.cli.asking import Tell
from sim.cli.options import AskOptions
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.analysis.remedies import Remedy
    from sim.ensemble.ensemble import Ensemble
    from sim.ensemble.question import Question
    from sim.report.sheets import Sheet
    from sim.scenario import Scenario

# Named after the page: the folder may hold the workbook of the run that is asked about.
PageXlsx = Annotated[bool, typer.Option("--xlsx", help="Write a spreadsheet of all figures beside the page, too.")]


def scenario_for(
    name: str, changes: Sequence[str] | None, options: AskOptions, remedies: "Sequence[Remedy]" = ()
) -> "Scenario":
    """The scenario asked about. InputError also where a remedy is wrong in itself, so that nobody lives in vain."""
    from sim.analysis.remedies import lay_on
    from sim.scenario import load_scenario

    scenario = load_scenario(name, changes or [], config_dir=options.config_dir, months=options.months)
    for remedy in remedies:
        lay_on(remedy, scenario)
    return scenario


def ensemble_for(scenario: "Scenario", options: AskOptions, question: "Question") -> "Ensemble":
    """The companies that are asked about: those that stand in the question's folder, or lived and kept there."""
    from sim.console.progress import follow, say_failures
    from sim.ensemble.restore import standing
    from sim.ensemble.runner import AllTrialsFailed, run_ensembles

    found = standing(question.out, scenario, options.trials, options.seed)
    if found is None:
        work = run_ensembles(
            [scenario],
            trials=options.trials,
            seed=options.seed,
            workers=options.workers,
            out=question.out,
            order=question.order,
        )
        try:
            found = follow(work, scenario.name)[0]
        except AllTrialsFailed as error:
            say_failures(error.failures)
            raise typer.Exit(FAILED) from None
        except KeyboardInterrupt:
            work.cancel()
            raise
    say_failures(found.failures)
    return found


def watching(tell: Tell, total: int) -> Callable[[int], None]:
    """What is told how many lives have just been lived, of ``total``."""
    from sim.analysis.paired import Work

    work = Work(tell)
    work.expect(total)
    return work.did


def beside(page: Path, sheets: "Sequence[Sheet]") -> Path:
    """Write a page's workbook beside it, under its name. Returns its path."""
    from sim.report.sheets import write_sheets

    return write_sheets(sheets, page.with_suffix(".xlsx"))


def may_add(folder: Path, scenario: str, seed: int) -> None:
    """Refuse a folder that cannot be written to, or that holds another run's summary."""
    from sim.ensemble.store import SUMMARY_FILE, check_writable

    check_writable(folder)
    path = folder / SUMMARY_FILE
    if not path.exists():
        return
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        other = {name: held.get(name) for name in ("scenario", "seed")} != {"scenario": scenario, "seed": seed}
    except (OSError, ValueError, AttributeError):
        other = True
    if other:
        raise InputError("already holds another run", key="--out", value=str(folder), allowed="a new folder")
