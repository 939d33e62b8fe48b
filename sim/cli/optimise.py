"""`saas-sim optimise`: a search over the decisions that are freed."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.asking import asking, command_line, counted, folder_for
from sim.cli.options import AskOptions, Changes, Name, Xlsx, from_least, takes

Free = Annotated[
    list[str],
    typer.Option("--free", metavar="DECISION=LOW..HIGH", help="Such as plan.hires.rep.first.month=1..24; repeatable."),
]
Worth = Annotated[
    str, typer.Option("--value", help="survival, arr, or the weight of ARR beside survival, such as 0.1.")
]
Candidates = Annotated[
    int,
    typer.Option(
        "--candidates", callback=from_least(2), help="How many settings are tried, each on --trials companies first."
    ),
]


@app.command()
@takes(AskOptions, trials=48, months=36)
def optimise(
    scenario: Name,
    free: Free,
    changes: Changes = None,
    value: Worth = "survival",
    candidates: Candidates = 40,
    xlsx: Xlsx = False,
    *,
    options: AskOptions,
) -> None:
    """Search the decisions you free for a better plan, and judge the winner on fresh companies."""
    from sim.analysis import optimise as analysis
    from sim.analysis.freedom import read_freedom
    from sim.cli.deciding import leave, unused
    from sim.console.decisions import say_optimum
    from sim.console.verdicts import say_report
    from sim.ensemble.store import LIVES_FILE
    from sim.report.optimise import optimum_sheets, write_optimum
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, changes or [], config_dir=options.config_dir, months=options.months)
    freed = [read_freedom(text, loaded) for text in free]
    aim = analysis.read_aim(value)
    folder = unused(folder_for(options.out, loaded.name, "optimise"))
    flags = {"--free": free, "--value": value, "--candidates": candidates}
    command = command_line("optimise", [scenario], {**options.again, **flags}, changes or [])
    with asking(folder, loaded, command, options.workers, freed, xlsx) as question:
        found = counted(
            f"searching for a better {loaded.name}",
            lambda tell: analysis.optimise(
                loaded, freed, aim, candidates, options.trials, options.seed, question.crew, tell
            ),
        )
        sheets = optimum_sheets(found) if xlsx else None
        report = leave(folder, loaded, found.as_dict(), lambda path: write_optimum(found, path, command), sheets)
        say_optimum(found, command)
        question.settle(LIVES_FILE)
        say_report(report)
