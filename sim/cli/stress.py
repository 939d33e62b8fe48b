"""`saas-sim stress`: the investor's battery on a scenario."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.asking import asking, command_line, counted, folder_for
from sim.cli.options import AskOptions, Changes, Name, Xlsx, open_share, takes

Only = Annotated[list[str] | None, typer.Option("--only", metavar="NAME", help="This stress alone; can be repeated.")]
Below = Annotated[
    float | None,
    typer.Option(
        "--below", callback=open_share, help="Share alive at which the plan counts as broken; 0.5 unless given."
    ),
]
NoSearch = Annotated[bool, typer.Option("--no-search", help="Do not look for the size at which each breaks the plan.")]


@app.command()
@takes(AskOptions, trials=160, months=36)
def stress(
    scenario: Name,
    changes: Changes = None,
    only: Only = None,
    below: Below = None,
    no_search: NoSearch = False,
    xlsx: Xlsx = False,
    *,
    options: AskOptions,
) -> None:
    """Put a plan under an investor's stresses: what it breaks on first, and at which size."""
    from sim.analysis import stress as analysis
    from sim.battery import read_battery
    from sim.cli.deciding import leave, unused
    from sim.console.decisions import say_stress
    from sim.console.verdicts import say_report
    from sim.ensemble.store import LIVES_FILE
    from sim.report.stress import write_stress
    from sim.report.stress_sheets import stress_sheets
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, changes or [], config_dir=options.config_dir, months=options.months)
    battery = read_battery(options.config_dir, only or ())
    folder = unused(folder_for(options.out, loaded.name, "stress"))
    flags = {"--only": only, "--below": below, "--no-search": no_search}
    command = command_line("stress", [scenario], {**options.again, **flags}, changes or [])
    with asking(folder, loaded, command, options.workers, battery, xlsx) as question:
        test = counted(
            f"stressing {loaded.name}",
            lambda tell: analysis.stress(
                loaded, options.trials, options.seed, battery, below, not no_search, question.crew, tell
            ),
        )
        sheets = stress_sheets(test) if xlsx else None
        report = leave(folder, loaded, test.as_dict(), lambda path: write_stress(test, path, command), sheets)
        say_stress(test, command)
        question.settle(LIVES_FILE)
        say_report(report)
