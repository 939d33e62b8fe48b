"""From an order on the command line to companies that have lived, a report, and a verdict."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sim.cli.app import FAILED
from sim.cli.asking import command_line, resume_line, stopping
from sim.cli.options import WORKBOOK, RunOptions

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison
    from sim.ensemble.engines import Engine
    from sim.ensemble.ensemble import Ensemble
    from sim.ensemble.runner import EnsembleRun
    from sim.scenario import Scenario

RUNS = Path("runs")
REPORT = "report.html"


@dataclass(frozen=True)
class Order:
    """What a run was asked for; ``command`` is the line that repeats it. ``grid``: a grid's axes, as data."""

    verb: str
    names: Sequence[str]
    changes: Sequence[str]
    options: RunOptions
    grid: Mapping[str, Any] | None = None
    flags: Mapping[str, Any] = field(default_factory=dict)

    @property
    def command(self) -> str:
        """The same numbers again, whatever the engine and the folder."""
        return command_line(self.verb, self.names, {**self.flags, **self.options.again}, self.changes)

    @property
    def kept(self) -> dict[str, Any]:
        """What a run's folder keeps of it, for `saas-sim resume`."""
        return {"verb": self.verb, "command": self.command, "grid": self.grid, "xlsx": self.options.xlsx}


def live(order: Order) -> None:
    """Run one scenario or a comparison, say what came out; exit 3 where trials failed, 4 where the machine gave up."""
    from sim.scenario import load_scenario

    asked = order.options
    loaded = [
        load_scenario(name, order.changes, config_dir=asked.config_dir, months=asked.months) for name in order.names
    ]
    live_scenarios(order, loaded, "-".join(scenario.name for scenario in loaded))


def live_scenarios(order: Order, loaded: "Sequence[Scenario]", name: str) -> None:
    """Run scenarios that are loaded; ``name`` is that of the folder where none was asked for."""
    from sim.console.inputs import say_notes
    from sim.ensemble.runner import run_ensembles
    from sim.ensemble.store import check_writable, free_folder

    asked = order.options
    folder = asked.out or free_folder(name, RUNS)
    check_writable(folder)
    say_notes(loaded)
    work = run_ensembles(
        loaded,
        trials=asked.most,
        seed=asked.seed,
        engine=asked.made(),
        out=folder,
        events=asked.events,
        precision=asked.precision,
        order=order.kept,
    )
    _see_through(work, folder, order.kept)


def go_on(folder: Path, engine: "Engine") -> None:
    """Go on with the run in ``folder``. InputError where there is none; a finished one is left as it is."""
    from sim.ensemble.restore import restore
    from sim.ensemble.runner import run_ensembles

    left = restore(folder)
    if left is None:
        typer.echo(f"The run in {folder} is finished: nothing is left to do.")
        return
    work = run_ensembles(
        left.scenarios,
        left.trials,
        left.seed,
        out=folder,
        events=left.events,
        engine=engine,
        precision=left.precision,
        order=left.order,
    )
    _see_through(work, folder, left.order)


def _see_through(work: "EnsembleRun", folder: Path, kept: Mapping[str, Any]) -> None:
    """Follow a run to its end and conclude it."""
    from sim.console.progress import follow

    with _stopping(work, folder):
        names = [scenario.name for scenario in work.scenarios]
        ensembles = follow(work, " and ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} plans")
        _conclude(ensembles, folder, kept)
        work.settle()
    if any(ensemble.failures for ensemble in ensembles):
        raise typer.Exit(FAILED)


MOST_NAMED = 3


@contextmanager
def _stopping(work: "EnsembleRun", folder: Path) -> Iterator[None]:
    """Whatever stops a run, said in a few lines, with the command that goes on."""
    from sim.console.progress import say_failures
    from sim.ensemble.runner import AllTrialsFailed

    try:
        with stopping(folder, resume_line(folder), work.cancel):
            yield
    except AllTrialsFailed as error:
        say_failures(error.failures)
        raise typer.Exit(FAILED) from None


def _conclude(ensembles: "list[Ensemble]", folder: Path, kept: Mapping[str, Any]) -> None:
    """Write the summary, the report and perhaps a workbook, and say the verdict."""
    from sim.console.progress import say_failures
    from sim.console.verdicts import say_report

    conclude = {"run": _conclude_run, "compare": _conclude_comparison, "grid": _conclude_grid}[kept["verb"]]
    comparisons = conclude(ensembles, folder / REPORT, kept)
    if kept["xlsx"]:
        from sim.report.workbook import write_workbook

        write_workbook(ensembles, comparisons, folder / WORKBOOK)
    for ensemble in ensembles:
        say_failures(ensemble.failures)
    say_report(folder / REPORT)


def _conclude_run(ensembles: "list[Ensemble]", report: Path, kept: Mapping[str, Any]) -> "Sequence[Comparison]":
    from sim.analysis.expectation import companies_of, findings
    from sim.analysis.summary import write_summary
    from sim.analysis.verdict import verdict
    from sim.console.verdicts import EXPECTED, say_lines, say_question, say_verdict
    from sim.notes import notes_on
    from sim.report.page import write_report

    scenario = ensembles[0].scenario
    write_summary(ensembles[0])
    said = verdict(ensembles[0], kept["command"])
    say_question(scenario.setup, scenario.name)
    say_verdict(said, kept["command"])
    say_lines(EXPECTED, [finding.sentence for finding in findings(companies_of(ensembles[0]))])
    write_report(ensembles[0], said, report, kept["command"], notes_on(scenario))
    return ()


def _conclude_comparison(ensembles: "list[Ensemble]", report: Path, kept: Mapping[str, Any]) -> "Sequence[Comparison]":
    from sim.analysis.choosing import choose
    from sim.analysis.compare import common_opening
    from sim.analysis.expectation import expectation_lines
    from sim.analysis.summary import write_summary
    from sim.console.verdicts import EXPECTED, say_choice, say_lines
    from sim.report.comparison import write_comparison

    choice = choose(ensembles)
    write_summary(ensembles, choice.comparisons, choice)
    say_choice(choice, common_opening(ensembles), kept["command"])
    say_lines(EXPECTED, expectation_lines(ensembles))
    write_comparison(choice, ensembles, report, kept["command"])
    return choice.comparisons


def _conclude_grid(ensembles: "list[Ensemble]", report: Path, kept: Mapping[str, Any]) -> "Sequence[Comparison]":
    from sim.analysis.grid import axes_from, evaluate
    from sim.analysis.summary import write_summary
    from sim.console.grids import say_grid
    from sim.report.grid import write_grid

    grid = evaluate(*axes_from(kept["grid"]), ensembles)
    write_summary(ensembles, grid.comparisons)
    say_grid(grid, kept["command"])
    write_grid(grid, ensembles, report, kept["command"])
    return grid.comparisons
