"""`saas-sim grid`: one scenario at several values of some inputs, on the same luck."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import app
from sim.cli.living import Order, live_scenarios
from sim.cli.options import Name, RunOptions, takes
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.analysis.grid import Axis

MOST_PLANS = 400
FEWEST_VALUES = 2
SHORT_NAMES = 2  # last parts of a path that name it, more where two would be called the same
OPENING, CLOSING = "[{(", "]})"
EXAMPLE = "scenario.plan.hires.rep.first.month=1,3,6"


@app.command()
@takes(RunOptions)
def grid(
    scenario: Name,
    values: Annotated[
        list[str],
        typer.Argument(
            metavar="scenario.key=A,B,C…",
            help="Values between commas; several such keys are crossed. One value is a change of every plan. A value "
            "that holds a comma stands in brackets or in double quotes.",
        ),
    ],
    crossed: Annotated[
        bool, typer.Option("--crossed/--paired", help="Every combination, or the first with the first and so on.")
    ] = True,
    *,
    options: RunOptions,
) -> None:
    """Let a company live at several values of some inputs, on the same luck: a table and a figure."""
    from sim.analysis.grid import axes_data, combinations
    from sim.scenario import load_scenario

    axes, changes = read_axes(values)
    check_axes(axes, crossed)
    order = Order("grid", (scenario,), values, options, axes_data(axes, crossed), {"--paired": not crossed})
    loaded = []
    for plan in combinations(axes, crossed):
        own = [f"{axis.path}={value}" for axis, value in zip(axes, plan, strict=True)]
        words = ", ".join(f"{axis.short}={value}" for axis, value in zip(axes, plan, strict=True))
        found = load_scenario(scenario, [*changes, *own], config_dir=options.config_dir, months=options.months)
        loaded.append(replace(found, name=f"{found.name} {words}"))
    base = loaded[0].name.partition(" ")[0]
    live_scenarios(order, loaded, f"{base}-grid")


def read_axes(texts: Sequence[str]) -> "tuple[list[Axis], list[str]]":
    """Axes, and changes that hold one value. InputError where a text is neither."""
    from sim.analysis.grid import Axis

    lists = {}
    changes = []
    for text in texts:
        path, equals, value = text.partition("=")
        found = split_values(value, text)
        if not equals or len(found) == 1:
            changes.append(text)
            continue
        if path in lists:
            raise InputError("the same key twice", key=path, value=text, allowed="all its values in one list")
        if len(set(found)) < len(found):
            raise InputError("the same value twice", key=path, value=value, allowed="each value once")
        lists[path] = found
    shorts = short_names(list(lists))
    return [Axis(path, short, tuple(lists[path])) for path, short in shorts.items()], changes


def check_axes(axes: "Sequence[Axis]", crossed: bool) -> None:
    """InputError where the axes do not make a grid of a size that can be run."""
    if not axes:
        raise InputError("a grid needs a key with several values", allowed=EXAMPLE)
    lengths = [len(axis.values) for axis in axes]
    if not crossed and len(set(lengths)) > 1:
        counts = ", ".join(f"{axis.short}: {len(axis.values)}" for axis in axes)
        raise InputError("--paired needs lists of one length", value=counts)
    plans = 1
    for length in lengths if crossed else lengths[:1]:
        plans *= length
    if plans > MOST_PLANS:
        raise InputError("too many plans", value=plans, allowed=f"up to {MOST_PLANS}")


def split_values(text: str, whole: str) -> list[str]:
    """The values between commas; a comma in brackets or quotes belongs to its value. InputError on an empty value and
    on a bracket or quote that is not closed."""
    values, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        depth += 0 if quote else (letter in OPENING) - (letter in CLOSING)
        if letter == "," and not depth and not quote:
            values.append("")
        else:
            values[-1] += letter
    if depth or quote:
        raise InputError("a bracket or a quote is not closed", value=whole, allowed=EXAMPLE)
    values = [value.strip() for value in values]
    if len(values) >= FEWEST_VALUES and "" in values:
        allowed = f'{EXAMPLE}; a value with a comma in it, such as \'"10,000 to 20,000","15,000"\', in quotes'
        raise InputError("an empty value in a list", value=whole, allowed=allowed)
    return values


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """Each path by its last parts: as few as tell them apart."""
    count = SHORT_NAMES
    longest = max((len(path.split(".")) for path in paths), default=count)
    while True:
        shorts = {path: ".".join(path.removeprefix("scenario.").split(".")[-count:]) for path in paths}
        if len(set(shorts.values())) == len(paths) or count >= longest:
            return shorts
        count += 1
