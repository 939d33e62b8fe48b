"""`saas-sim no-return`: until when they could have been saved, and what could be seen then."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.asking import asking, command_line, counted, folder_for
from sim.cli.options import AskOptions, Changes, Name, from_least, takes
from sim.cli.why import PageXlsx, beside, ensemble_for, scenario_for, watching


@app.command("no-return")
@takes(AskOptions)
def no_return(
    scenario: Name,
    changes: Changes = None,
    deaths: Annotated[
        int | None, typer.Option("--deaths", callback=from_least(1), help="Deaths looked into; 8 unless given.")
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", callback=from_least(1), help="Fresh days from each month on; 8.")
    ] = None,
    xlsx: PageXlsx = False,
    *,
    options: AskOptions,
) -> None:
    """Say when it was too late: the chance of rescue begun in month m, for every m."""
    from sim.analysis import no_return as room
    from sim.analysis.why_summary import add_to_summary
    from sim.analysis.why_words import no_return_verdict
    from sim.console.why import say_no_return, say_page
    from sim.ensemble.store import LIVES_FILE
    from sim.report.no_return_page import write_no_return
    from sim.report.no_return_sheets import no_return_sheets

    asked = {name: value for name, value in (("deaths", deaths), ("days", days)) if value is not None}
    spec = room.no_return_settings(options.config_dir).model_copy(update=asked)
    loaded = scenario_for(scenario, changes, options)
    flags = {"--deaths": deaths, "--days": days}
    command = command_line("no-return", [scenario], {**options.again, **flags}, changes or [])
    folder = folder_for(options.out, loaded.name, "no-return")
    with asking(folder, loaded, command, options.workers, spec, xlsx) as question:
        ensemble = ensemble_for(loaded, options, question)
        total = room.lives_needed(ensemble, spec)
        found = counted(
            "rescues",
            lambda tell: room.no_return(ensemble, spec, question.crew, watching(tell, total)),
            total,
        )
        say_no_return(found, no_return_verdict(found))
        add_to_summary(folder, found, ensemble)
        page = write_no_return(found, folder / "no-return.html", command)
        if xlsx:
            beside(page, no_return_sheets(found))
        question.settle(f"no-return-{LIVES_FILE}")
        say_page(page)
