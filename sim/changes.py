"""Typed changes of a scenario as data: a path, one of four things to do to what stands there, and a size.

A change is never evaluated text: ``{path: market.segments.*.win_rate, scale: 0.75}``. At size 1 it does what it says,
at size 0 nothing, in between and beyond as much of it: ``scale`` and ``odds`` to the power of the size, ``add`` times
the size; ``set`` is all or nothing. A range keeps its curve and the luck that picks from it; its ends are moved.
"""

import copy
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import model_validator

from sim.errors import InputError
from sim.loading import ROOT
from sim.patches import ANY, apply, expand
from sim.quantities import Positive, Real, Spec, odds, probability, setting
from sim.ranges import OPEN_GAP, TAIL, Beta, Limits, Range, parse_range
from sim.scenario import Scenario
from sim.schema import inside, locate

NOTHING, FULL = 0.0, 1.0
ENDS = ("low", "high", "min", "mode", "max")
SAMPLED = 199  # points by which a curve stands that a change of odds would bend into another
WAYS = ("set", "scale", "add", "odds")


class Change(Spec):
    """One change of a scenario."""

    path: str = setting("Where, from the root of the scenario; * stands for every name", min_length=1)
    set: Any = setting("The value to put there (null deletes an entry)", default=None)
    scale: Positive | None = setting("Factor of the number or range there", default=None)
    add: Real | None = setting("What is added to the number or range there", default=None)
    odds: Positive | None = setting("Factor of the odds of the share there", default=None)

    @model_validator(mode="after")
    def _one_way(self) -> "Change":
        if len(self.model_fields_set & set(WAYS)) != 1:
            raise ValueError(f"a change is a path with one of {', '.join(WAYS)}")
        return self

    @property
    def graded(self) -> bool:
        """Whether there can be less or more of it."""
        return "set" not in self.model_fields_set

    def moved(self, size: float) -> Callable[[float], float]:
        """What becomes of a number."""
        if self.scale is not None:
            factor = self.scale**size
            return lambda value: value * factor
        if self.odds is not None:
            factor = self.odds**size
            return lambda value: value if value in (0.0, 1.0) else probability(odds(value) * factor)
        step = (self.add or 0.0) * size
        return lambda value: value + step


def changed(scenario: Scenario, changes: Sequence[Change], size: float = FULL, file: str = "") -> Scenario:
    """The scenario after ``changes``, in order, each seeing those before it; at size 0 the scenario itself.

    A wildcard that meets nothing changes nothing. InputError where a path leads nowhere or holds no number to move;
    ``file`` is who asked for the change.
    """
    if size == NOTHING:
        return scenario
    data = copy.deepcopy(scenario.data)
    wanted: dict[str, Any] = {}
    for change in changes:
        for path in places(scenario, data, change.path, file):
            value = change.set if not change.graded else _number(scenario, data, path, change, size, file)
            if change.graded and value is None:
                continue  # no number has been given there
            apply(data, path, value, file)
            wanted[path] = value
    return scenario.replace(wanted) if wanted else scenario


def places(scenario: Scenario, data: dict[str, Any], path: str, file: str = "") -> list[str]:
    """The paths that a path with wildcards stands for. InputError where it leads nowhere in any scenario."""
    names = path.removeprefix(f"{ROOT}.").split(".")
    known = names[: names.index(ANY)] if ANY in names else names
    if locate(type(scenario.setup), data, ".".join(known)) is None:
        raise InputError("no such input in this scenario", file=file, key=path, allowed="paths as `show` lists them")
    return [".".join(found) for found in expand(data, names)]


def _number(scenario: Scenario, data: Any, path: str, change: Change, size: float, file: str) -> Any:
    value = data
    for name in path.split("."):
        value = inside(value, name)
    place = locate(type(scenario.setup), data, path)
    limits = place.limits() if place is not None else None
    if limits is None:
        raise InputError("no number stands there to move", file=file, key=path, allowed="the path of a number")
    if value is None:
        return None
    if change.odds is not None and limits.unit.scale != "share":
        raise InputError("only a share has odds", file=file, key=path, allowed="scale or add for other numbers")
    return moved(value, limits, change.moved(size), change.odds is not None, path)


def moved(value: Any, limits: Limits, move: Callable[[float], float], bends: bool = False, key: str = "") -> Any:
    """A typed number or range with ``move`` (rising) done to it, brought inside the bounds; ``bends``: no line."""
    parsed = parse_range(value, limits, key=key) if isinstance(value, str | dict) else value
    if not isinstance(parsed, Range):
        return limits.fit(move(parsed))

    shape = _ends(value, parsed)
    inside_only = limits.unit.scale == "share" and "low" in shape  # a logit has no value at 0 and 1

    def end(number: float) -> float:
        fitted = limits.fit(move(number))
        return min(max(fitted, OPEN_GAP), 1.0 - OPEN_GAP) if inside_only else fitted

    if bends and isinstance(parsed, Beta):
        shape = {"samples": [parsed.quantile((place + 0.5) / SAMPLED) for place in range(SAMPLED)]}
    if "samples" in shape:
        return {**shape, "samples": [end(number) for number in shape["samples"]]}
    after = {name: end(number) if name in ENDS else number for name, number in shape.items()}
    spread = [after[name] for name in ENDS if name in after]
    return spread[0] if max(spread) == min(spread) else after


def _ends(value: Any, parsed: Range) -> dict[str, Any]:
    """A range as a mapping whose ends can be moved."""
    if isinstance(value, str):
        low, _, high = value.partition(" to ")
        numbers = (parse_range(end.strip(), parsed.limits) for end in (low, high))
        return dict(zip(("low", "high"), numbers, strict=True))
    shape = {name: parse_range(end, parsed.limits) if name != "shape" else end for name, end in value.items()}
    if "mean" in shape:
        mean, sd = float(shape["mean"]), float(shape["sd"])
        return {"shape": "normal", "low": mean - TAIL * sd, "high": mean + TAIL * sd}
    return {"min": 0.0, "max": 1.0, **shape} if isinstance(parsed, Beta) else shape
