"""From an order on the command line to companies that have lived, a report, and a verdict."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sim.cli.app import FAILED, INTERRUPTED
from sim.cli.deciding import WORKBOOK

if TYPE_CHECKING:
    from sim.ensemble.ensemble import Ensemble

RUNS = Path("runs")
REPORT = "report.html"


@dataclass(frozen=True)
class Order:
    """What a run was asked for; ``command`` is the line that repeats it."""

    verb: str
    names: list[str]
    changes: list[str]
    trials: int
    seed: int
    months: int
    workers: int | None
    out: Path | None
    events: bool
    config_dir: Path | None
    xlsx: bool = False

    @property
    def command(self) -> str:
        """The same numbers again, whatever the workers and the folder."""
        options = ["--trials", self.trials, "--seed", self.seed, "--months", self.months]
        if self.events:
            options.append("--events")
        if self.config_dir is not None:
            options += ["--config-dir", self.config_dir]
        return shlex.join(["saas-sim", self.verb, *self.names, *map(str, options), *self.changes])


def live(order: Order) -> None:
    """Run one scenario or a comparison, say what came out; exit 3 where trials failed."""
    from sim.console.progress import follow, say_failures, say_stopped
    from sim.ensemble.runner import AllTrialsFailed, run_ensembles
    from sim.ensemble.store import free_folder
    from sim.scenario import load_scenario

    loaded = [
        load_scenario(name, order.changes, config_dir=order.config_dir, months=order.months) for name in order.names
    ]
    folder = order.out or free_folder("-".join(scenario.name for scenario in loaded), RUNS)
    work = run_ensembles(
        loaded, trials=order.trials, seed=order.seed, workers=order.workers, out=folder, events=order.events
    )
    try:
        ensembles = follow(work, " and ".join(scenario.name for scenario in loaded))
    except AllTrialsFailed as error:
        say_failures(error.failures)
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        work.cancel()
        say_stopped(folder, f"{order.command} --out {shlex.quote(str(folder))}")
        raise typer.Exit(INTERRUPTED) from None
    _conclude(ensembles, folder, order)
    if any(ensemble.failures for ensemble in ensembles):
        raise typer.Exit(FAILED)


def _conclude(ensembles: "list[Ensemble]", folder: Path, order: Order) -> None:
    """Write the summary, the report and perhaps a workbook, and say the verdict."""
    from sim.analysis.compare import common_opening, compare
    from sim.analysis.summary import write_summary
    from sim.analysis.verdict import verdict
    from sim.console.progress import say_failures
    from sim.console.verdicts import say_comparisons, say_report, say_verdict
    from sim.report.page import write_comparison, write_report

    first, *others = ensembles
    comparisons = [compare(first, other) for other in others]
    command = order.command
    write_summary(ensembles if others else first, comparisons)
    report = folder / REPORT
    if comparisons:
        say_comparisons(comparisons, common_opening(ensembles), command)
        write_comparison(comparisons, ensembles, comparisons[0].sentence, report, command)
    else:
        said = verdict(first, command)
        say_verdict(said, command)
        write_report(first, said, report, command)
    if order.xlsx:
        from sim.report.workbook import write_workbook

        write_workbook(ensembles, comparisons, folder / WORKBOOK)
    for ensemble in ensembles:
        say_failures(ensemble.failures)
    say_report(report)
