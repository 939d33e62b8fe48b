"""`saas-sim no-return`: until when they could have been saved, and what could be seen then."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.options import Changes, ConfigDir, Months, Name, Out, Seed, Trials, Workers, from_least
from sim.cli.why import counted, ensemble_for, folder_for, order_for


@app.command("no-return")
def no_return(
    scenario: Name,
    changes: Changes = None,
    trials: Trials = 64,
    seed: Seed = 1,
    months: Months = 60,
    deaths: Annotated[
        int | None, typer.Option("--deaths", callback=from_least(1), help="Deaths looked into; 8 unless given.")
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", callback=from_least(1), help="Fresh days from each month on; 8.")
    ] = None,
    workers: Workers = None,
    out: Out = None,
    config_dir: ConfigDir = None,
) -> None:
    """Say when it was too late: the chance of rescue begun in month m, for every m."""
    from sim.analysis import no_return as room
    from sim.analysis.why_summary import add_to_summary
    from sim.analysis.why_words import no_return_verdict
    from sim.console.why import say_no_return, say_page
    from sim.report.no_return_page import write_no_return

    asked = {name: value for name, value in (("deaths", deaths), ("days", days)) if value is not None}
    spec = room.no_return_settings(config_dir).model_copy(update=asked)
    order = order_for("no-return", scenario, changes, trials, seed, months, workers, out, config_dir)
    folder = folder_for(order)
    ensemble = ensemble_for(order, folder)
    total = room.lives_needed(ensemble, spec)
    found = counted("rescues", total, lambda told: room.no_return(ensemble, spec, workers, told))
    say_no_return(found, no_return_verdict(found))
    add_to_summary(folder, found, ensemble)
    flags = [f"--{name} {value}" for name, value in asked.items()]
    say_page(write_no_return(found, folder / "no-return.html", " ".join([order.command, *flags])))
