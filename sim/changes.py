"""Typed changes of a scenario as data: a path, one of six things to do to what stands there, and a size.

A change is never evaluated text: ``{path: market.segments.*.win_rate, scale: 0.75}``. At size 1 it does what it says,
at size 0 nothing, in between and beyond as much of it: ``scale`` and ``odds`` to the power of the size, ``add`` times
the size; ``set``, ``at_least`` and ``at_most`` are all or nothing. A range keeps its curve and the luck that picks from
it; its ends are moved. Stress tests and remedies are such changes.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import model_validator

from sim.errors import InputError
from sim.loading import ROOT
from sim.patches import ANY, apply, expand
from sim.quantities import Positive, Real, Spec, odds, probability, setting
from sim.ranges import OPEN_GAP, TAIL, Bell, Beta, Limits, Range, Samples, parse_range
from sim.scenario import Scenario
from sim.schema import KIND, Place, inside, locate

NOTHING, FULL = 0.0, 1.0
ENDS = ("low", "high", "min", "mode", "max")
SAMPLED = 199  # points by which a curve stands that a change would bend into another
WAYS = ("set", "scale", "add", "odds", "at_least", "at_most")
GRADED = ("scale", "add", "odds")


class Change(Spec):
    """One change of a scenario."""

    path: str = setting("Where, from the root of the scenario; * stands for every name", min_length=1)
    of_kind: str | None = setting("Only records of this kind (a peril's), where the path names records", default=None)
    set: Any = setting("The value to put there (null deletes an entry)", default=None)
    scale: Positive | None = setting("Factor of the number or range there", default=None)
    add: Real | None = setting("What is added to the number or range there", default=None)
    odds: Positive | None = setting("Factor of the odds of the share there", default=None)
    at_least: Real | None = setting("What the number or range there is raised to where it is lower", default=None)
    at_most: Real | None = setting("What the number or range there is lowered to where it is higher", default=None)

    @model_validator(mode="after")
    def _one_way(self) -> "Change":
        if len(self.model_fields_set & set(WAYS)) != 1:
            raise ValueError(f"a change is a path with exactly one of {', '.join(WAYS)}")
        return self

    @property
    def graded(self) -> bool:
        """Whether there can be less or more of it."""
        return bool(self.model_fields_set & set(GRADED))

    @property
    def relative(self) -> bool:
        """Whether the new value follows from the old one."""
        return "set" not in self.model_fields_set

    @property
    def bent(self) -> tuple[type[Range], ...]:
        """The curves that it would bend into others, so that moving their ends is not enough."""
        if self.odds is not None:
            return (Beta,)
        return () if self.graded else (Range,)

    def moved(self, size: float) -> Callable[[float], float]:
        """What becomes of a number."""
        if self.scale is not None:
            factor = self.scale**size
            return lambda value: value * factor
        if self.odds is not None:
            factor = self.odds**size
            return lambda value: value if value in (0.0, 1.0) else probability(odds(value) * factor)
        if self.at_least is not None:
            floor = self.at_least
            return lambda value: max(value, floor)
        if self.at_most is not None:
            ceiling = self.at_most
            return lambda value: min(value, ceiling)
        step = (self.add or 0.0) * size
        return lambda value: value + step


class ChangeError(InputError):
    """A change that is wrong in itself: its path leads nowhere, or what it does cannot be done to what stands there."""


def changed(scenario: Scenario, changes: Sequence[Change], size: float = FULL, file: str = "") -> Scenario:
    """The scenario after ``changes``, in order, each seeing those before it; at size 0 the scenario itself.

    What meets nothing, or what is so already, changes nothing: the scenario itself where that holds for all.
    ChangeError where a path leads nowhere or holds no number to move, another InputError where the result is no
    scenario; ``file`` is who asked for the change.
    """
    if size == NOTHING:
        return scenario
    data = copy.deepcopy(scenario.data)
    wanted: dict[str, Any] = {}
    for change in changes:
        for path in places(scenario, data, change.path, file):
            now = _at(data, path)
            if change.of_kind is not None and (not isinstance(now, Mapping) or now.get(KIND) != change.of_kind):
                continue
            value = _number(scenario, data, path, change, size, file) if change.relative else change.set
            if value == now:
                continue  # as it is, or there is nothing to take away
            apply(data, path, value, file)
            wanted[path] = value
    return scenario.replace(wanted) if wanted else scenario


def places(scenario: Scenario, data: dict[str, Any], path: str, file: str = "") -> list[str]:
    """The paths that a path with wildcards stands for. ChangeError where it leads nowhere in any scenario."""
    names = path.removeprefix(f"{ROOT}.").split(".")
    _must_lead(scenario, data, names[: names.index(ANY)] if ANY in names else names, path, file)
    found = list(expand(data, names))
    for one in found:
        _must_lead(scenario, data, one, ".".join(one), file)
    return [".".join(one) for one in found]


def _must_lead(scenario: Scenario, data: Any, names: Sequence[str], path: str, file: str) -> None:
    """Refuse a name that no scenario has; an entry that this one lacks is no mistake."""
    place: Place | None = Place(type(scenario.setup))
    for name in names:
        if data is None or place is None:
            return
        options, place = place.names(data), place.step(name, data)
        if place is None:
            hint = next(iter(get_close_matches(name, options, 1)), "")
            allowed = ", ".join(options) or "a path to a value"
            problem = "leads nowhere (no such input)"
            raise ChangeError(problem, file=file, key="path", value=path, allowed=allowed, hint=hint)
        data = inside(data, name)


def _at(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = inside(data, name) if isinstance(data, Mapping | list) else None
    return data


def _number(scenario: Scenario, data: Any, path: str, change: Change, size: float, file: str) -> Any:
    """What becomes of the number or range at ``path``; None where none has been given there."""
    place = locate(type(scenario.setup), data, path)
    if place is None:
        return None  # inside an entry that this scenario lacks
    limits, value = place.limits(), _at(data, path)
    if limits is None:
        allowed = "the path of a number; for anything else say what it becomes (set)"
        raise ChangeError("no number stands there to move", file=file, key=path, value=value, allowed=allowed)
    if change.odds is not None and limits.unit.scale != "share":
        raise ChangeError("only a share has odds", file=file, key=path, allowed="scale or add for other numbers")
    return None if value is None else moved(value, limits, change.moved(size), change.bent, path)


def moved(
    value: Any, limits: Limits, move: Callable[[float], float], bent: tuple[type[Range], ...] = (), key: str = ""
) -> Any:
    """A typed number or range with ``move`` (rising) done to it, brought inside the bounds; as typed where nothing
    moves. ``bent``: the curves of which ``move`` would make others; they stand by points from then on."""
    parsed = parse_range(value, limits, key=key) if isinstance(value, str | dict) else value
    if not isinstance(parsed, Range):
        after = limits.fit(move(parsed))
        return value if after == parsed else after
    shape = _ends(value, parsed)
    if isinstance(parsed, bent) or (_is_positive(parsed) and move(shape["low"]) <= 0):
        shape = {"samples": [parsed.quantile((place + 0.5) / SAMPLED) for place in range(SAMPLED)]}
    after = _with_ends(shape, limits, move)
    return value if after == shape else after


def _is_positive(parsed: Range) -> bool:
    """Whether its curve has no value at zero and below."""
    return isinstance(parsed, Bell) and parsed.scale == "positive"


def _with_ends(shape: dict[str, Any], limits: Limits, move: Callable[[float], float]) -> Any:
    inside_only = limits.unit.scale == "share" and "low" in shape  # a logit has no value at 0 and 1

    def end(number: float) -> float:
        fitted = limits.fit(move(number))
        return min(max(fitted, OPEN_GAP), 1.0 - OPEN_GAP) if inside_only else fitted

    if "samples" in shape:
        return {**shape, "samples": [end(number) for number in shape["samples"]]}
    after = {name: end(number) if name in ENDS else number for name, number in shape.items()}
    spread = [after[name] for name in ENDS if name in after]
    return spread[0] if max(spread) == min(spread) else after


def _ends(value: Any, parsed: Range) -> dict[str, Any]:
    """A range as a mapping whose ends can be moved."""
    if isinstance(parsed, Samples):
        return {"samples": list(parsed.values)}
    if isinstance(value, str):
        low, _, high = value.partition(" to ")
        numbers = (parse_range(end.strip(), parsed.limits) for end in (low, high))
        return dict(zip(("low", "high"), numbers, strict=True))
    shape = {name: parse_range(end, parsed.limits) if name != "shape" else end for name, end in value.items()}
    if "mean" in shape:
        mean, sd = float(shape["mean"]), float(shape["sd"])
        return {"shape": "normal", "low": mean - TAIL * sd, "high": mean + TAIL * sd}
    return {"min": 0.0, "max": 1.0, **shape} if isinstance(parsed, Beta) else shape
