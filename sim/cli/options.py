"""Options that several commands share, and their checks."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from sim.errors import InputError


def from_least(least: int) -> Callable[[typer.CallbackParam, int | None], int | None]:
    """A check that an option is a number from ``least``, where it is given."""

    def check(parameter: typer.CallbackParam, value: int | None) -> int | None:
        if value is not None and value < least:
            allowed = f"a whole number from {least}"
            raise InputError("is out of range", key=parameter.opts[0], value=value, allowed=allowed)
        return value

    return check


Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="A name (`saas-sim scenarios`) or a run's config.yaml.")]
Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="scenario.key=value", help="Changes, such as scenario.plan.hires.rep.first.month=6."),
]
Trials = Annotated[int, typer.Option("--trials", callback=from_least(1), help="How many companies live.")]
Seed = Annotated[int, typer.Option("--seed", callback=from_least(0), help="The same seed gives the same numbers.")]
Months = Annotated[int, typer.Option("--months", callback=from_least(1), help="Horizon.")]
Workers = Annotated[
    int | None, typer.Option("--workers", callback=from_least(1), help="Processes; all cores unless given.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for the results; runs/SCENARIO unless given.")]
Events = Annotated[bool, typer.Option("--events", help="Keep every event, too.")]
ConfigDir = Annotated[
    Path | None, typer.Option("--config-dir", help="Your own folder: DIR/scenario/NAME.yaml is run as NAME.")
]
