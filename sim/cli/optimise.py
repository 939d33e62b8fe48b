"""`saas-sim optimise`: a search over the decisions that are freed."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.options import Changes, ConfigDir, Months, Name, Out, Seed, Workers, Xlsx, from_least

Free = Annotated[
    list[str],
    typer.Option("--free", metavar="DECISION=LOW..HIGH", help="Such as plan.hires.rep.first.month=1..24; repeatable."),
]
Worth = Annotated[
    str, typer.Option("--value", help="survival, arr, or the weight of ARR beside survival, such as 0.1.")
]
Candidates = Annotated[int, typer.Option("--candidates", callback=from_least(2), help="How many settings are tried.")]
Met = Annotated[int, typer.Option("--trials", callback=from_least(1), help="Companies that each setting meets first.")]


@app.command()
def optimise(
    scenario: Name,
    free: Free,
    changes: Changes = None,
    value: Worth = "survival",
    candidates: Candidates = 40,
    trials: Met = 48,
    seed: Seed = 1,
    months: Months = 36,
    workers: Workers = None,
    out: Out = None,
    config_dir: ConfigDir = None,
    xlsx: Xlsx = False,
) -> None:
    """Search the decisions you free for a better plan, and judge the winner on fresh companies."""
    from sim.analysis import optimise as analysis
    from sim.analysis.freedom import read_freedom
    from sim.cli.deciding import answer_folder, leave, order
    from sim.console.counting import counting
    from sim.console.decisions import say_optimum
    from sim.console.verdicts import say_report
    from sim.report.optimise import optimum_sheets, write_optimum
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, changes or [], config_dir=config_dir, months=months)
    freed = [read_freedom(text, loaded) for text in free]
    aim = analysis.read_aim(value)
    folder = answer_folder(out, f"optimise-{loaded.name}")
    options = {
        "--free": free, "--value": value, "--candidates": candidates, "--trials": trials, "--seed": seed,
        "--months": months, "--config-dir": config_dir,
    }  # fmt: skip
    command = order("optimise", [scenario], options, changes or [])
    with counting(f"searching for a better {loaded.name}") as tell:
        found = analysis.optimise(loaded, freed, aim, candidates, trials, seed, workers, tell)
    sheets = optimum_sheets(found) if xlsx else None
    report = leave(folder, loaded, found.as_dict(), lambda path: write_optimum(found, path, command), sheets)
    say_optimum(found, command)
    say_report(report)
