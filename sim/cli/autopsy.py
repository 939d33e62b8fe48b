"""`saas-sim autopsy`: one company's life and death as a page."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.living import Order
from sim.cli.options import Changes, ConfigDir, Months, Name, Out, Seed, Trials, Workers, from_least
from sim.cli.why import counted, ensemble_for, folder_for
from sim.errors import InputError


@app.command()
def autopsy(  # noqa: PLR0913, PLR0917 (one for each option)
    scenario: Name,
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
    from sim.analysis import autopsy as room
    from sim.analysis.remedies import load_remedies
    from sim.analysis.sorting import causes_settings
    from sim.analysis.why_summary import add_to_summary
    from sim.analysis.why_words import autopsy_verdict
    from sim.console.why import say_autopsy, say_page
    from sim.report.autopsy_page import write_autopsy

    if (trial is not None) + median + worst != 1:
        allowed = "--trial NUMBER, --median or --worst, one of them"
        raise InputError("which company?", key="--trial", allowed=allowed)
    if trial is not None and trial >= trials:
        trials = trial + 1
    spec, remedies = causes_settings(config_dir), load_remedies(config_dir)
    order = Order("autopsy", [scenario], changes or [], trials, seed, months, workers, out, False, config_dir)
    folder = folder_for(order)
    ensemble = ensemble_for(order, folder, remedies)
    which = trial if trial is not None else room.pick(ensemble, "worst" if worst else "median")
    total = room.lives_needed(ensemble.scenario, remedies, days)
    found = counted(
        f"company {which}", total,
        lambda told: room.autopsy(ensemble.scenario, which, seed, days, remedies, spec, workers, told),
    )  # fmt: skip
    say_autopsy(autopsy_verdict(found))
    add_to_summary(folder, found, ensemble)
    page = folder / f"autopsy-{which}.html"
    say_page(write_autopsy(found, page, f"{order.command} --trial {which} --days {days}"))
