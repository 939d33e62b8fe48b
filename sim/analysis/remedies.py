"""Remedies: small named patches of a plan, tried on companies that died of it (``configs/remedy/``).

A remedy is fixed from the start: it changes inputs that founders (or fate, for a circumstance) could have had
otherwise, and sees neither the future nor the hidden truth. Its grammar is closed: a path with wildcards, and one of
``to``, ``scale``, ``add``, ``at_least``, ``at_most`` or ``delete``; nothing in it is ever evaluated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from sim import loading
from sim.checking import checked
from sim.errors import InputError
from sim.patches import ANY
from sim.quantities import Factor, Real, Spec, setting
from sim.ranges import Range, parse_range
from sim.scenario import Scenario
from sim.schema import Place, inside, locate

Kind = Literal["decision", "circumstance", "placebo"]
FOLDER = "remedy"
STEPS = 63  # points by which the curve of an uncertain number is kept when the number is moved


class ChangeSpec(Spec):
    """One change: where, and exactly one way in which the value there becomes another."""

    path: str = setting("Path of a value; * stands for every name", min_length=1)
    of_kind: str | None = setting("Only records of this kind (a peril's), where the path names records", default=None)
    to: Any = Field(default=None, description="The new value")
    scale: Factor | None = setting("The value times this", default=None)
    add: Real | None = setting("The value and this", default=None)
    at_least: Real | None = setting("The value, raised to this where it is lower", default=None)
    at_most: Real | None = setting("The value, lowered to this where it is higher", default=None)
    delete: Literal[True] | None = setting("The entry is taken away", default=None)

    @model_validator(mode="after")
    def _one_way(self) -> "ChangeSpec":
        ways = self.model_fields_set - {"path", "of_kind"}
        if len(ways) != 1:
            raise ValueError("a change needs exactly one of to, scale, add, at_least, at_most, delete")
        return self

    def moved(self, value: float) -> float:
        """A number after the change; only for the relative ways."""
        if self.scale is not None:
            return value * self.scale
        if self.add is not None:
            return value + self.add
        if self.at_least is not None:
            return max(value, self.at_least)
        return min(value, self.at_most) if self.at_most is not None else value

    @property
    def relative(self) -> bool:
        """Whether the new value follows from the old one."""
        return not self.model_fields_set & {"to", "delete"}


class RemedySpec(Spec):
    """A named patch. Decisions are the founders'; circumstances are nobody's and are shown apart; placebos are small
    changes that should matter to nothing: they set the base rate."""

    title: str = setting("What is done, in a few words", min_length=1)
    kind: Kind = setting("decision, circumstance or placebo")
    changes: list[ChangeSpec] = setting("What it changes", min_length=1)


@dataclass(frozen=True)
class Remedy:
    """A remedy by name, with its file."""

    name: str
    title: str
    kind: Kind
    changes: tuple[ChangeSpec, ...]
    file: str = ""


@dataclass(frozen=True)
class Tried:
    """A remedy laid on a scenario: the scenario that it makes, or why there is none."""

    remedy: Remedy
    scenario: Scenario | None
    why_not: str = ""


NOTHING_TO_CHANGE = "changes nothing in this scenario"


def load_remedies(config_dir: str | Path | None = None, names: Sequence[str] | None = None) -> list[Remedy]:
    """The built-in remedies and those of DIR/remedy/ (which stand in for built-in ones of the same name), by name.

    ``names``: only these. InputError for a file that is no remedy, or a name that is none's.
    """
    folders = [loading.built_in()] + ([] if config_dir is None else [Path(config_dir)])
    files = {path.stem: path for folder in folders for path in sorted((folder / FOLDER).glob("*.yaml"))}
    for name in names or ():
        if name not in files:
            hint = next(iter(get_close_matches(name, files, 1)), "")
            raise InputError("no such remedy", value=name, allowed=", ".join(sorted(files)), hint=hint)
    return [read_remedy(files[name]) for name in sorted(files) if names is None or name in names]


def read_remedy(path: Path) -> Remedy:
    """One remedy from its file. InputError naming file, key and value."""
    content = loading.read_alone(path).data
    spec: RemedySpec = checked(RemedySpec, content, content, lambda _: str(path))
    return Remedy(path.stem, spec.title, spec.kind, tuple(spec.changes), str(path))


def lay_on(remedy: Remedy, scenario: Scenario) -> Tried:
    """The scenario with the remedy; none where it changes nothing there or the result is no scenario."""
    changes: dict[str, Any] = {}
    for change in remedy.changes:
        changes.update(_changes(change, scenario, remedy.file))
    if not changes:
        return Tried(remedy, None, NOTHING_TO_CHANGE)
    try:
        changed = scenario.replace(changes)
    except InputError as error:
        return Tried(remedy, None, f"does not fit this scenario: {error}")
    if changed.hash == scenario.hash:
        return Tried(remedy, None, NOTHING_TO_CHANGE)
    return Tried(remedy, changed)


def _changes(change: ChangeSpec, scenario: Scenario, file: str) -> Iterator[tuple[str, Any]]:
    """(path, new value) of every place that the change finds and alters."""
    for path in list(_found(scenario.data, change.path.split("."))):
        _must_lead(scenario, path, file)
        value = _at(scenario.data, path)
        if change.of_kind is not None and (not isinstance(value, Mapping) or value.get("kind") != change.of_kind):
            continue
        if change.delete:
            if value is not None:
                yield path, None
        elif not change.relative:
            if value != change.to:
                yield path, change.to
        elif value is not None:
            yield from _moved(change, scenario, path, value, file)


def _must_lead(scenario: Scenario, path: str, file: str) -> None:
    """Refuse a path with a name that no scenario has; an entry that this one lacks is no mistake."""
    place: Place | None = Place(type(scenario.setup))
    data: Any = scenario.data
    for name in path.split("."):
        if data is None or place is None:
            return
        options, place = place.names(data), place.step(name, data)
        if place is None:
            hint = next(iter(get_close_matches(name, options, 1)), "")
            allowed = ", ".join(options) or "a path to a value"
            raise InputError("leads nowhere", file=file, key="path", value=path, allowed=allowed, hint=hint)
        data = inside(data, name)


def _found(data: Any, names: Sequence[str], done: tuple[str, ...] = ()) -> Iterator[str]:
    """Paths that ``names`` matches; what stands behind the last wildcard need not be there yet."""
    if ANY not in names:
        yield ".".join((*done, *names))
        return
    turn = names.index(ANY)
    for name in names[:turn]:
        data = inside(data, name)
    for name in data if isinstance(data, Mapping) else ():
        if data[name] is not None:
            yield from _found(data[name], names[turn + 1 :], (*done, *names[:turn], str(name)))


def _at(data: Any, path: str) -> Any:
    for name in path.split("."):
        if not isinstance(data, Mapping | list):
            return None
        data = inside(data, name)
    return data


def _moved(change: ChangeSpec, scenario: Scenario, path: str, value: Any, file: str) -> Iterator[tuple[str, Any]]:
    place = locate(type(scenario.setup), scenario.data, path)
    limits = place.limits() if place is not None else None
    if limits is None:
        allowed = "a number; for anything else say what it becomes (to)"
        raise InputError("cannot be reckoned with", file=file, key=path, value=value, allowed=allowed)
    parsed = parse_range(value, limits, file=file, key=path) if isinstance(value, str | Mapping) else value
    if isinstance(parsed, Range):
        yield path, moved_range(parsed, change.moved)
    elif limits.fit(change.moved(parsed)) != parsed:
        yield path, limits.fit(change.moved(parsed))


def moved_range(span: Range, move: Any) -> dict[str, list[float]]:
    """An uncertain number with each of its values moved: as many points of its curve as keep its shape."""
    points = ((step + 0.5) / STEPS for step in range(STEPS))
    return {"samples": [span.limits.fit(move(span.quantile(point))) for point in points]}
