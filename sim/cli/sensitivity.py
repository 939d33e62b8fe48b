"""`saas-sim sensitivity`: which unknowns matter, and how much is luck."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.options import Changes, ConfigDir, Months, Name, Out, Seed, Workers, Xlsx, from_least

Points = Annotated[
    int,
    typer.Option("--points", callback=from_least(2), help="Size of the sample, a power of two; lives: × (inputs + 3)."),
]


@app.command()
def sensitivity(
    scenario: Name,
    changes: Changes = None,
    points: Points = 128,
    seed: Seed = 1,
    months: Months = 36,
    workers: Workers = None,
    out: Out = None,
    config_dir: ConfigDir = None,
    xlsx: Xlsx = False,
) -> None:
    """Tell which uncertain inputs drive survival, life and ARR, and how much is the luck of the day."""
    from sim.analysis import sensitivity as analysis
    from sim.cli.deciding import answer_folder, leave, order
    from sim.console.counting import counting
    from sim.console.decisions import say_sensitivity
    from sim.console.verdicts import say_report
    from sim.report.sensitivity import sensitivity_sheets, write_sensitivity
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, changes or [], config_dir=config_dir, months=months)
    folder = answer_folder(out, f"sensitivity-{loaded.name}")
    options = {"--points": points, "--seed": seed, "--months": months, "--config-dir": config_dir}
    command = order("sensitivity", [scenario], options, changes or [])
    with counting(f"asking what drives {loaded.name}") as tell:
        found = analysis.sensitivity(loaded, points, seed, workers, tell)
    sheets = sensitivity_sheets(found) if xlsx else None
    report = leave(folder, loaded, found.as_dict(), lambda path: write_sensitivity(found, path, command), sheets)
    say_sensitivity(found, command)
    say_report(report)
