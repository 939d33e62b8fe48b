"""Options that several commands share, and their checks."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.ensemble.engines import Engine


USUAL_TRIALS, MOST_TRIALS = 500, 20_000
WORKBOOK = "workbook.xlsx"


def from_least(least: int) -> Callable[[typer.CallbackParam, int | None], int | None]:
    """A check that an option is a number from ``least``, where it is given."""

    def check(parameter: typer.CallbackParam, value: int | None) -> int | None:
        if value is not None and value < least:
            allowed = f"a whole number from {least}"
            raise InputError("is out of range", key=parameter.opts[0], value=value, allowed=allowed)
        return value

    return check


def open_share(parameter: typer.CallbackParam, value: float | None) -> float | None:
    """A check that an option is a share between 0 and 1, where it is given."""
    if value is not None and not 0 < value < 1:
        raise InputError("is out of range", key=parameter.opts[0], value=value, allowed="a share between 0 and 1")
    return value


Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="A name (`saas-sim scenarios`) or a run's config.yaml.")]
Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="scenario.key=value", help="Changes, such as scenario.plan.hires.rep.first.month=6."),
]
Trials = Annotated[int, typer.Option("--trials", callback=from_least(1), help="How many companies live.")]
MostTrials = Annotated[
    int | None,
    typer.Option(
        "--trials", callback=from_least(1), help="How many companies live: 500, with --precision at most 20,000."
    ),
]
Precision = Annotated[
    float | None,
    typer.Option(
        "--precision", help="Stop when survival (of a comparison: its difference) is known within ± this share."
    ),
]
Seed = Annotated[int, typer.Option("--seed", callback=from_least(0), help="The same seed gives the same numbers.")]
Months = Annotated[int, typer.Option("--months", callback=from_least(1), help="Horizon.")]
Workers = Annotated[
    int | None, typer.Option("--workers", callback=from_least(1), help="Processes; all cores unless given.")
]
EngineName = Annotated[
    str, typer.Option("--engine", metavar="local|serial|dask", help="Where they live: docs/cluster.md.")
]
Address = Annotated[
    str | None,
    typer.Option("--address", metavar="tcp://HOST:PORT", help="A running dask scheduler, for --engine dask."),
]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for the results; runs/SCENARIO unless given.")]
AnswerOut = Annotated[
    Path | None, typer.Option("--out", help="Folder for the answer; runs/SCENARIO-COMMAND unless given.")
]
Events = Annotated[bool, typer.Option("--events", help="Keep every event, too.")]
Xlsx = Annotated[bool, typer.Option("--xlsx", help=f"Write {WORKBOOK}, a spreadsheet of all figures, too.")]
ConfigDir = Annotated[
    Path | None, typer.Option("--config-dir", help="Your own folder: DIR/scenario/NAME.yaml is run as NAME.")
]


# Options on which numbers depend, in the order in which a command that repeats them names them.
DECISIVE = ("trials", "seed", "months", "precision", "events", "config_dir")


class Options:
    """A record of options."""

    @property
    def again(self) -> dict[str, Any]:
        """What gives the same numbers again, whatever the engine and the folder: ``{"--seed": 1}``."""
        return {f"--{name.replace('_', '-')}": getattr(self, name) for name in DECISIVE if hasattr(self, name)}


@dataclass(frozen=True)
class EngineOptions(Options):
    """Where companies live."""

    workers: Workers = None
    engine: EngineName = "local"
    address: Address = None

    def made(self) -> "Engine":
        """The engine asked for. InputError where the options do not fit together."""
        from sim.ensemble.engines import Engine

        return Engine(self.engine, self.workers, self.address)


@dataclass(frozen=True)
class RunOptions(EngineOptions):
    """What every command that lets companies live is told, all of it optional."""

    trials: MostTrials = None
    precision: Precision = None
    seed: Seed = 1
    months: Months = 60
    out: Out = None
    events: Events = False
    xlsx: Xlsx = False
    config_dir: ConfigDir = None

    @property
    def most(self) -> int:
        """Companies that live, or that live at most where a precision is asked for."""
        return self.trials or (USUAL_TRIALS if self.precision is None else MOST_TRIALS)

    @property
    def again(self) -> dict[str, Any]:
        """What gives the same numbers again, the number of trials spelt out."""
        return {**super().again, "--trials": self.most}


@dataclass(frozen=True)
class AnswerOptions(Options):
    """What every question that is answered by chosen lives is told."""

    seed: Seed = 1
    workers: Workers = None
    out: AnswerOut = None
    config_dir: ConfigDir = None


@dataclass(frozen=True)
class AskOptions(AnswerOptions):
    """The same for a question to so many companies over so many months."""

    trials: Trials = 64
    months: Months = 60


def takes(record: type, **defaults: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the fields of ``record`` as its options, with ``defaults`` of its own for some of them; the
    command gets the record, filled, as ``options``. TypeError for a default of what is no field."""
    unknown = set(defaults) - {one.name for one in fields(record)}
    if unknown:
        raise TypeError(f"{record.__name__} has no {', '.join(sorted(unknown))}")

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(record, include_extras=True)
        own = [one for one in inspect.signature(command).parameters.values() if one.name != "options"]
        shared = [
            inspect.Parameter(
                one.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=defaults.get(one.name, one.default),
                annotation=hints[one.name],
            )
            for one in fields(record)
        ]

        @wraps(command)
        def call(**given: Any) -> None:
            options = record(**{one.name: given.pop(one.name) for one in shared})
            command(**given, options=options)

        call.__signature__ = inspect.Signature([*own, *shared])  # type: ignore[attr-defined]
        call.__annotations__ = {one.name: one.annotation for one in (*own, *shared)}
        return call

    return decorate
