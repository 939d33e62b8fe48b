"""`saas-sim sensitivity`: which unknowns matter, and how much is luck."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.asking import asking, command_line, counted, folder_for
from sim.cli.options import AnswerOptions, Changes, Months, Name, Xlsx, from_least, takes

Points = Annotated[
    int,
    typer.Option("--points", callback=from_least(2), help="Size of the sample, a power of two; lives: × (inputs + 3)."),
]


@app.command()
@takes(AnswerOptions)
def sensitivity(
    scenario: Name,
    changes: Changes = None,
    points: Points = 128,
    months: Months = 36,
    xlsx: Xlsx = False,
    *,
    options: AnswerOptions,
) -> None:
    """Tell which uncertain inputs drive survival, life and ARR, and how much is the luck of the day."""
    from sim.analysis import sensitivity as analysis
    from sim.cli.deciding import leave, unused
    from sim.console.decisions import say_sensitivity
    from sim.console.verdicts import say_report
    from sim.ensemble.store import LIVES_FILE
    from sim.report.sensitivity import write_sensitivity
    from sim.report.sensitivity_sheets import sensitivity_sheets
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, changes or [], config_dir=options.config_dir, months=months)
    folder = unused(folder_for(options.out, loaded.name, "sensitivity"))
    flags = {"--points": points, "--months": months}
    command = command_line("sensitivity", [scenario], {**options.again, **flags}, changes or [])
    with asking(folder, loaded, command, options.workers, None, xlsx) as question:
        found = counted(
            f"asking what drives {loaded.name}",
            lambda tell: analysis.sensitivity(loaded, points, options.seed, question.crew, tell),
        )
        sheets = sensitivity_sheets(found) if xlsx else None
        report = leave(folder, loaded, found.as_dict(), lambda path: write_sensitivity(found, path, command), sheets)
        say_sensitivity(found, command)
        question.settle(LIVES_FILE)
        say_report(report)
