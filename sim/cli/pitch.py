"""`saas-sim pitch`: a promise to investors against the model."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.asking import asking, command_line, counted, folder_for
from sim.cli.options import AnswerOptions, Changes, Name, Trials, Xlsx, takes

Promise = Annotated[
    Path, typer.Argument(metavar="promise.csv", help="Columns month, arr, customers, heads, cash; blanks allowed.")
]
Inputs = Annotated[
    list[str] | None,
    typer.Option("--believe", metavar="INPUT", help="Look into this range only; can be repeated."),
]
LONGEST = 120


@app.command()
@takes(AnswerOptions)
def pitch(
    scenario: Name,
    promise: Promise,
    changes: Changes = None,
    believe: Inputs = None,
    trials: Trials = 200,
    xlsx: Xlsx = False,
    *,
    options: AnswerOptions,
) -> None:
    """Hold a promise against the model: arithmetic, its odds, and what you would have to believe."""
    from sim.analysis import pitch as analysis
    from sim.cli.deciding import leave, unused
    from sim.console.decisions import say_pitch
    from sim.console.verdicts import say_report
    from sim.ensemble.store import LIVES_FILE
    from sim.promise import read_promise
    from sim.report.pitch import write_pitch
    from sim.report.pitch_sheets import pitch_sheets
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, changes or [], config_dir=options.config_dir, months=LONGEST)
    promised = read_promise(promise, loaded.setup.company.opening.date, LONGEST)
    loaded = loaded.with_months(promised[-1].month)
    folder = unused(folder_for(options.out, loaded.name, "pitch"))
    paths = [path.removeprefix("scenario.") for path in believe or ()]
    flags = {"--trials": trials, "--believe": paths}
    command = command_line("pitch", [scenario, str(promise)], {**options.again, **flags}, changes or [])
    with asking(folder, loaded, command, options.workers, promised, xlsx) as question:
        found = counted(
            f"holding the promise against {loaded.name}",
            lambda tell: analysis.pitch(loaded, promised, trials, options.seed, paths, question.crew, tell),
        )
        sheets = pitch_sheets(found) if xlsx else None
        report = leave(folder, loaded, found.as_dict(), lambda path: write_pitch(found, path, command), sheets)
        say_pitch(found, command)
        question.settle(LIVES_FILE)
        say_report(report)
