"""`saas-sim causes`: what killed them, and what would have saved them."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.asking import asking, command_line, counted, folder_for
from sim.cli.options import AskOptions, Changes, Name, from_least, takes
from sim.cli.why import PageXlsx, beside, ensemble_for, scenario_for, watching


@app.command()
@takes(AskOptions, trials=96)
def causes(
    scenario: Name,
    changes: Changes = None,
    deaths: Annotated[
        int | None, typer.Option("--deaths", callback=from_least(2), help="Deaths looked into; 24 unless given.")
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", callback=from_least(1), help="Fresh days in each of their worlds; 12.")
    ] = None,
    checks: Annotated[bool, typer.Option(help="Ask again: another seed, perturbed assumptions.")] = True,
    xlsx: PageXlsx = False,
    *,
    options: AskOptions,
) -> None:
    """Say why companies die: luck, which decision, or doom; by remedies tried in their worlds."""
    from sim.analysis import causes as room
    from sim.analysis.remedies import load_remedies
    from sim.analysis.sorting import causes_settings
    from sim.analysis.why_summary import add_to_summary
    from sim.analysis.why_words import causes_verdict
    from sim.console.why import say_causes, say_page
    from sim.ensemble.store import LIVES_FILE
    from sim.report.causes_page import write_causes
    from sim.report.causes_sheets import causes_sheets

    asked = {name: value for name, value in (("deaths", deaths), ("days", days)) if value is not None}
    spec = causes_settings(options.config_dir).model_copy(update=asked)
    remedies = load_remedies(options.config_dir)
    loaded = scenario_for(scenario, changes, options, remedies)
    flags = {"--deaths": deaths, "--days": days, "--no-checks": not checks}
    command = command_line("causes", [scenario], {**options.again, **flags}, changes or [])
    folder = folder_for(options.out, loaded.name, "causes")
    with asking(folder, loaded, command, options.workers, (spec, remedies), xlsx) as question:
        ensemble = ensemble_for(loaded, options, question)
        total = room.lives_needed(ensemble, spec, remedies, checks)
        found = counted(
            "fresh days",
            lambda tell: room.causes(ensemble, remedies, spec, checks, question.crew, watching(tell, total)),
            total,
        )
        say_causes(found, causes_verdict(found))
        add_to_summary(folder, found, ensemble)
        page = write_causes(found, folder / "causes.html", command)
        if xlsx:
            beside(page, causes_sheets(found))
        question.settle(f"causes-{LIVES_FILE}")
        say_page(page)
