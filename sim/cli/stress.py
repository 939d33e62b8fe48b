"""`saas-sim stress`: the investor's battery on a scenario."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.options import Changes, ConfigDir, Months, Name, Out, Seed, Trials, Workers, Xlsx

Only = Annotated[list[str] | None, typer.Option("--only", metavar="NAME", help="This stress alone; can be repeated.")]
Below = Annotated[
    float | None, typer.Option("--below", help="Share alive at which the plan counts as broken; 0.5 unless given.")
]
NoSearch = Annotated[bool, typer.Option("--no-search", help="Do not look for the size at which each breaks the plan.")]


@app.command()
def stress(
    scenario: Name,
    changes: Changes = None,
    only: Only = None,
    below: Below = None,
    no_search: NoSearch = False,
    trials: Trials = 160,
    seed: Seed = 1,
    months: Months = 36,
    workers: Workers = None,
    out: Out = None,
    config_dir: ConfigDir = None,
    xlsx: Xlsx = False,
) -> None:
    """Put a plan under an investor's stresses: what it breaks on first, and at which size."""
    from sim.analysis import stress as analysis
    from sim.battery import read_battery
    from sim.cli.deciding import answer_folder, leave, order
    from sim.console.counting import counting
    from sim.console.decisions import say_stress
    from sim.console.verdicts import say_report
    from sim.report.stress import stress_sheets, write_stress
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, changes or [], config_dir=config_dir, months=months)
    battery = read_battery(config_dir, only or ())
    folder = answer_folder(out, f"stress-{loaded.name}")
    options = {
        "--only": only, "--below": below, "--no-search": no_search, "--trials": trials, "--seed": seed,
        "--months": months, "--config-dir": config_dir,
    }  # fmt: skip
    command = order("stress", [scenario], options, changes or [])
    with counting(f"stressing {loaded.name}") as tell:
        test = analysis.stress(loaded, trials, seed, battery, below, not no_search, workers, tell)
    sheets = stress_sheets(test) if xlsx else None
    report = leave(folder, loaded, test.as_dict(), lambda path: write_stress(test, path, command), sheets)
    say_stress(test, command)
    say_report(report)
