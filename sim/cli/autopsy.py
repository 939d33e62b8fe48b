"""`saas-sim autopsy`: one company's life and death as a page."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli.app import app
from sim.cli.living import Order
from sim.cli.options import Changes, ConfigDir, Months, Out, Seed, Trials, Workers, from_least
from sim.cli.why import counted, ensemble_for, folder_for, may_add, order_for
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.analysis.remedies import Remedy
    from sim.ensemble.ensemble import Ensemble
    from sim.scenario import Scenario

Pick = Literal["median", "worst"]


@app.command()
def autopsy(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO|DIR", help="A scenario, or the folder of a run.")],
    changes: Changes = None,
    trial: Annotated[int | None, typer.Option("--trial", callback=from_least(0), help="Which company.")] = None,
    median: Annotated[bool, typer.Option("--median", help="The company in the middle.")] = False,
    worst: Annotated[bool, typer.Option("--worst", help="The company that ended first.")] = False,
    days: Annotated[
        int, typer.Option("--days", callback=from_least(1), help="Other days for the plan and each remedy.")
    ] = 32,
    trials: Trials = 64,
    seed: Seed = 1,
    months: Months = 60,
    workers: Workers = None,
    out: Out = None,
    config_dir: ConfigDir = None,
) -> None:
    """Look into one company's life: what happened when, and what else could have."""
    from sim.analysis.remedies import load_remedies

    if (trial is not None) + median + worst != 1:
        allowed = "--trial NUMBER, --median or --worst, one of them"
        raise InputError("which company?", key="--trial", allowed=allowed)
    order = order_for("autopsy", scenario, changes, trials, seed, months, workers, out, config_dir)
    remedies = load_remedies(config_dir)
    how: Pick = "worst" if worst else "median"
    if Path(scenario).is_dir():
        _look(order, *_stored(order, trial, how), days, remedies)
    elif trial is not None:
        _look(order, *_alone(order, trial, remedies), days, remedies)
    else:
        _look(order, *_picked(order, how, remedies), days, remedies)


def _stored(order: Order, trial: int | None, how: Pick) -> "tuple[Scenario, int, Path, Ensemble | None, int]":
    """A company of a run that is kept in a folder; the page goes there, too."""
    from sim.analysis.autopsy import pick
    from sim.life import open_run

    if order.changes:
        raise InputError("a run that is over cannot be changed", value=order.changes[0], allowed="a scenario's name")
    folder = Path(order.names[0])
    try:
        ensemble = open_run(folder, trial or 0)
    except InputError as error:
        if error.key != "--scenario":
            raise
        raise InputError("this is a comparison", file=str(folder), allowed="the folder of one scenario's run") from None
    which = pick(ensemble, how) if trial is None else trial
    return ensemble.scenario, which, order.options.out or folder, ensemble, ensemble.seed


def _alone(order: Order, trial: int, remedies: "list[Remedy]") -> "tuple[Scenario, int, Path, Ensemble | None, int]":
    """One company of a scenario, without the others."""
    from sim.analysis.remedies import lay_on
    from sim.scenario import load_scenario

    scenario = load_scenario(
        order.names[0], order.changes, config_dir=order.options.config_dir, months=order.options.months
    )
    for remedy in remedies:
        lay_on(remedy, scenario)
    return scenario, trial, folder_for(order), None, order.options.seed


def _picked(order: Order, how: Pick, remedies: "list[Remedy]") -> "tuple[Scenario, int, Path, Ensemble | None, int]":
    """The company in the middle, or the worst off, of as many as the order asks for."""
    from sim.analysis.autopsy import pick

    folder = folder_for(order)
    ensemble = ensemble_for(order, folder, remedies)
    return ensemble.scenario, pick(ensemble, how), folder, ensemble, order.options.seed


def _look(
    order: Order,
    scenario: "Scenario",
    trial: int,
    folder: Path,
    ensemble: "Ensemble | None",
    seed: int,
    days: int,
    remedies: "list[Remedy]",
) -> None:
    """Live the other days, say the verdict, and write the page."""
    from sim.analysis import autopsy as room
    from sim.analysis.sorting import causes_settings
    from sim.analysis.why_summary import add_to_summary
    from sim.analysis.why_words import autopsy_verdict
    from sim.console.why import say_autopsy, say_page
    from sim.report.autopsy_page import write_autopsy

    may_add(folder, scenario.name, seed)
    spec, total = causes_settings(order.options.config_dir), room.lives_needed(scenario, remedies, days)
    found = counted(
        f"company {trial}", total,
        lambda told: room.autopsy(scenario, trial, seed, days, remedies, spec, order.options.workers, told),
    )  # fmt: skip
    say_autopsy(autopsy_verdict(found))
    folder.mkdir(parents=True, exist_ok=True)
    add_to_summary(folder, found, ensemble)
    again = shlex.join(["saas-sim", "autopsy", order.names[0]]) if Path(order.names[0]).is_dir() else order.command
    say_page(write_autopsy(found, folder / f"autopsy-{trial}.html", f"{again} --trial {trial} --days {days}"))
