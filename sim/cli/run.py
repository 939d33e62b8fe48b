"""`saas-sim run` and `saas-sim compare`: companies live, and what came out is said."""

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.deciding import Xlsx
from sim.cli.living import Order, live
from sim.cli.options import Changes, ConfigDir, Events, Months, Name, Out, Seed, Trials, Workers
from sim.errors import InputError

FEWEST_COMPARED = 2


@app.command()
def run(
    scenario: Name,
    changes: Changes = None,
    trials: Trials = 500,
    seed: Seed = 1,
    months: Months = 60,
    workers: Workers = None,
    out: Out = None,
    events: Events = False,
    config_dir: ConfigDir = None,
    xlsx: Xlsx = False,
) -> None:
    """Let one scenario's company live many times: verdict here, report in a file."""
    live(Order("run", [scenario], changes or [], trials, seed, months, workers, out, events, config_dir, xlsx))


@app.command()
def compare(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="A B [C]… [scenario.key=value]…", help="Names; changes apply to each.")
    ],
    trials: Trials = 500,
    seed: Seed = 1,
    months: Months = 60,
    workers: Workers = None,
    out: Out = None,
    events: Events = False,
    config_dir: ConfigDir = None,
    xlsx: Xlsx = False,
) -> None:
    """Let several scenarios' companies live on the same luck: what B, C … change against A."""
    names = [text for text in scenarios if "=" not in text]
    changes = [text for text in scenarios if "=" in text]
    if len(names) < FEWEST_COMPARED or len(set(names)) < len(names):
        raise InputError("a comparison is between different scenarios", value=names, allowed="two names or more")
    live(Order("compare", names, changes, trials, seed, months, workers, out, events, config_dir, xlsx))
