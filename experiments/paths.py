"""Whether a parameter path is a real one: it leads somewhere in a built-in scenario, or in base with every peril."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

BASE = "base"
ROOM = re.compile(r"[a-z_]+(?:\.(?:[a-z_0-9]+|\*|<\w+>|\{[a-z_, ]+\}))+")
OWN = ".my_"  # a name that a reader would give
FILE_ENDINGS = (".py", ".yaml", ".md", ".csv", ".html", ".parquet", ".json")


@cache
def _contexts() -> tuple[dict[str, Any], ...]:
    """The data in which a path may lead somewhere."""
    import yaml

    from sim.loading import built_in
    from sim.scenario import list_scenarios, load_scenario

    names = sorted((name for name, _ in list_scenarios()), key=lambda name: name != BASE)
    found = [dict(load_scenario(name).data) for name in names]
    perils = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in built_in().glob("peril/*.yaml")}
    return ({**found[0], "perils": perils}, *found)


@cache
def rooms() -> frozenset[str]:
    """The names with which a path begins."""
    from sim.setup import Setup

    return frozenset(Setup.model_fields)


def exists(path: str) -> bool:
    """Whether a dotted path (``*``: a name that is there, ``<name>``: any, ``{a, b}``: each) leads to a value."""
    return all(_leads(one.split(".")) for one in _each(path))


def _each(path: str) -> Iterator[str]:
    names = re.search(r"\{([a-z_, ]+)\}", path)
    if names is None:
        yield path
        return
    for name in names[1].split(","):
        yield from _each(path.replace(names[0], name.strip(), 1))


def _leads(names: list[str]) -> bool:
    from sim.schema import Place
    from sim.setup import Setup

    return any(_walk(Place(Setup), data, names) for data in _contexts())


def _walk(place: Any, data: Any, names: list[str]) -> bool:
    """Step by step through types and data."""
    from sim.schema import inside

    if place is None:
        return False
    if not names:
        return True
    name, *rest = names
    if name.startswith("<"):
        return _walk(place.step(name, data), None, rest)
    if name != "*":
        free = place.is_map and name not in (data or {}) and name not in keys(place)
        return not free and _walk(place.step(name, data), inside(data, name), rest)
    return any(_walk(place.step(one, data), inside(data, one), rest) for one in place.names(data))


def keys(place: Any) -> tuple[str, ...]:
    """The fixed words that a map may have as names."""
    from sim.schema import Place

    return Place(get_args(place.annotation)[0]).choices()


def paths_in(text: str) -> list[str]:
    """The parameter paths that a page prints in backticks."""
    told = re.findall(r"`([^`\n]+)`", text)
    named = (word.partition(":")[0].partition(" ")[0] if "{" not in word else word for word in told)
    return [
        path
        for path in named
        if ROOM.fullmatch(path)
        and path.split(".")[0] in rooms()
        and not path.endswith(FILE_ENDINGS)
        and OWN not in path
    ]
