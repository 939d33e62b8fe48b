"""`saas-sim run`, `compare` and `resume`: companies live, and what came out is said."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.asking import ask_again
from sim.cli.living import Order, go_on, live
from sim.cli.options import Changes, EngineOptions, Name, RunOptions, takes
from sim.errors import InputError

FEWEST_COMPARED = 2


@app.command()
@takes(RunOptions)
def run(scenario: Name, changes: Changes = None, *, options: RunOptions) -> None:
    """Let one scenario's company live many times: verdict here, report in a file."""
    live(Order("run", (scenario,), tuple(changes or ()), options))


@app.command()
@takes(RunOptions)
def compare(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="A B [C]… [scenario.key=value]…", help="Names; changes apply to each.")
    ],
    *,
    options: RunOptions,
) -> None:
    """Let several scenarios' companies live on the same luck: what B, C … change against A."""
    from sim.patches import meant_as_change

    names = tuple(text for text in scenarios if not meant_as_change(text))
    changes = tuple(text for text in scenarios if meant_as_change(text))
    if len(names) < FEWEST_COMPARED or len(set(names)) < len(names):
        raise InputError("a comparison is between different scenarios", value=[*names], allowed="two names or more")
    live(Order("compare", names, changes, options))


@app.command()
@takes(EngineOptions)
def resume(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run or an answer that was stopped.")],
    *,
    options: EngineOptions,
) -> None:
    """Go on with a run or an answer that was stopped, killed or ran out of disk: what is finished is not done again."""
    if not ask_again(folder, options):
        go_on(folder, options.made())
