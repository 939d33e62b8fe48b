"""What `causes`, `autopsy` and `no-return` share: an ensemble to ask about, a folder, a summary and a page."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sim.cli.app import FAILED, INTERRUPTED
from sim.cli.living import RUNS, Order
from sim.cli.options import RunOptions
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.analysis.remedies import Remedy
    from sim.ensemble.ensemble import Ensemble

Told = Callable[[int], None]


def order_for(
    verb: str,
    scenario: str,
    changes: Sequence[str] | None,
    trials: int,
    seed: int,
    months: int,
    workers: int | None,
    out: Path | None,
    config_dir: Path | None,
) -> Order:
    """What was asked for, as the order of a run."""
    options = RunOptions(workers=workers, trials=trials, seed=seed, months=months, out=out, config_dir=config_dir)
    return Order(verb, (scenario,), tuple(changes or ()), options)


def ensemble_for(order: Order, folder: Path, remedies: "Sequence[Remedy]" = ()) -> "Ensemble":
    """The companies that an order asks about, lived and kept in ``folder``; not begun where a remedy cannot be read."""
    from sim.analysis.remedies import lay_on
    from sim.console.progress import follow, say_failures, say_stopped
    from sim.ensemble.runner import AllTrialsFailed, run_ensembles
    from sim.scenario import load_scenario

    scenario = load_scenario(
        order.names[0], order.changes, config_dir=order.options.config_dir, months=order.options.months
    )
    for remedy in remedies:
        lay_on(remedy, scenario)
    work = run_ensembles(
        [scenario], trials=order.options.most, seed=order.options.seed, workers=order.options.workers, out=folder
    )
    try:
        found = follow(work, scenario.name)[0]
    except AllTrialsFailed as error:
        say_failures(error.failures)
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        work.cancel()
        say_stopped(folder, f"{order.command} --out {folder}")
        raise typer.Exit(INTERRUPTED) from None
    say_failures(found.failures)
    return found


def folder_for(order: Order) -> Path:
    """The folder asked for, or a free one named after the scenario and the question."""
    from sim.ensemble.store import free_folder

    return order.options.out or free_folder(f"{Path(order.names[0]).stem}-{order.verb}", RUNS)


def may_add(folder: Path, scenario: str, seed: int) -> None:
    """Refuse a folder that cannot be written to, or that holds another run's summary."""
    from sim.ensemble.store import SUMMARY_FILE

    if folder.exists() and not folder.is_dir():
        raise InputError("is a file, not a folder", key="--out", value=str(folder), allowed="a new folder")
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


def counted(title: str, total: int, work: Callable[[Told], Any]) -> Any:
    """The result of ``work``, which tells of each life; a life that fails, or an interruption, ends it with its exit
    code."""
    from sim.console.why import counting
    from sim.ensemble.chunk import error_line

    try:
        with counting(title, total) as told:
            return work(told)
    except KeyboardInterrupt:
        typer.echo("stopped: what was asked of the companies is lost, the companies are kept", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except InputError:
        raise
    except Exception as error:
        typer.echo(f"error: a life failed: {error_line(error)}", err=True)
        raise typer.Exit(FAILED) from None
