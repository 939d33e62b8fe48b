"""`saas-sim pitch`: a promise to investors against the model."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.options import Changes, ConfigDir, Name, Out, Seed, Trials, Workers, Xlsx

Promise = Annotated[
    Path, typer.Argument(metavar="promise.csv", help="Columns month, arr, customers, heads, cash; blanks allowed.")
]
Inputs = Annotated[
    list[str] | None,
    typer.Option("--believe", metavar="INPUT", help="Look into this range only; can be repeated."),
]
LONGEST = 120


@app.command()
def pitch(
    scenario: Name,
    promise: Promise,
    changes: Changes = None,
    believe: Inputs = None,
    trials: Trials = 200,
    seed: Seed = 1,
    workers: Workers = None,
    out: Out = None,
    config_dir: ConfigDir = None,
    xlsx: Xlsx = False,
) -> None:
    """Hold a promise against the model: arithmetic, its odds, and what you would have to believe."""
    from sim.analysis import pitch as analysis
    from sim.cli.deciding import answer_folder, leave, order
    from sim.console.counting import counting
    from sim.console.decisions import say_pitch
    from sim.console.verdicts import say_report
    from sim.promise import read_promise
    from sim.report.pitch import pitch_sheets, write_pitch
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, changes or [], config_dir=config_dir, months=LONGEST)
    promised = read_promise(promise, loaded.setup.company.opening.date, LONGEST)
    loaded = loaded.with_months(promised[-1].month)
    folder = answer_folder(out, f"pitch-{loaded.name}")
    paths = [path.removeprefix("scenario.") for path in believe or ()]
    options = {"--believe": paths, "--trials": trials, "--seed": seed, "--config-dir": config_dir}
    command = order("pitch", [scenario, str(promise)], options, changes or [])
    with counting(f"holding the promise against {loaded.name}") as tell:
        found = analysis.pitch(loaded, promised, trials, seed, paths, workers, tell)
    sheets = pitch_sheets(found) if xlsx else None
    report = leave(folder, loaded, found.as_dict(), lambda path: write_pitch(found, path, command), sheets)
    say_pitch(found, command)
    say_report(report)
