"""`saas-sim causes`: what killed them, and what would have saved them."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.options import Changes, ConfigDir, Months, Name, Out, Seed, Trials, Workers, from_least
from sim.cli.why import counted, ensemble_for, folder_for, order_for


@app.command()
def causes(
    scenario: Name,
    changes: Changes = None,
    trials: Trials = 96,
    seed: Seed = 1,
    months: Months = 60,
    deaths: Annotated[
        int | None, typer.Option("--deaths", callback=from_least(2), help="Deaths looked into; 24 unless given.")
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", callback=from_least(1), help="Fresh days in each of their worlds; 12.")
    ] = None,
    checks: Annotated[bool, typer.Option(help="Ask again: another seed, perturbed assumptions.")] = True,
    workers: Workers = None,
    out: Out = None,
    config_dir: ConfigDir = None,
) -> None:
    """Say why companies die: luck, which decision, or doom; by remedies tried in their worlds."""
    from sim.analysis import causes as room
    from sim.analysis.remedies import load_remedies
    from sim.analysis.sorting import causes_settings
    from sim.analysis.why_summary import add_to_summary
    from sim.analysis.why_words import causes_verdict
    from sim.console.why import say_causes, say_page
    from sim.report.causes_page import write_causes

    asked = {name: value for name, value in (("deaths", deaths), ("days", days)) if value is not None}
    spec, remedies = causes_settings(config_dir).model_copy(update=asked), load_remedies(config_dir)
    order = order_for("causes", scenario, changes, trials, seed, months, workers, out, config_dir)
    folder = folder_for(order)
    ensemble = ensemble_for(order, folder, remedies)
    total = room.lives_needed(ensemble, spec, remedies, checks)
    found = counted(
        "fresh days", total, lambda told: room.causes(ensemble, remedies, spec, checks, workers, told)
    )  # fmt: skip
    say_causes(found, causes_verdict(found))
    add_to_summary(folder, found, ensemble)
    flags = [f"--{name} {value}" for name, value in asked.items()] + ([] if checks else ["--no-checks"])
    say_page(write_causes(found, folder / "causes.html", " ".join([order.command, *flags])))
