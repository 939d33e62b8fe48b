"""Where the default numbers come from: configs/sources.yaml, and the table of assumptions made from it.

``sources`` names each publication; ``values`` gives, for each default file and key in it, a source's name or the word
``assumed`` and the range in which the number may lie. A key ending in ``.*`` covers all below it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import loading
from sim.errors import InputError
from sim.ranges import HIGH_POINT, LOW_POINT
from sim.schema import inside, numbers

if TYPE_CHECKING:
    from sim.scenario import Scenario

FILE = "sources.yaml"
ASSUMED = "assumed"
ENDS = 2


@dataclass(frozen=True, slots=True)
class Sourced:
    """What stands behind a default number; ``low`` and ``high`` are None where no range is known."""

    source: str
    title: str
    year: str
    address: str
    low: float | None
    high: float | None
    note: str

    @property
    def assumed(self) -> bool:
        """Whether nobody but us says so."""
        return self.source == ASSUMED


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number of a scenario in the table of assumptions; ``value`` is the central one.

    ``own``: given by the user, whose number it is; such a number is neither sourced nor assumed.
    """

    key: str
    value: float
    unit: str
    meaning: str
    mark: str
    file: str
    source_title: str
    year: str
    address: str
    assumed: bool
    own: bool
    low: float | None
    high: float | None
    note: str


def lookup(file: str, key: str) -> Sourced | None:
    """The source of ``key`` in a default file (named from the folder of configurations); None where there is none."""
    register = _register(str(loading.built_in()))
    values = register["values"].get(file, {})
    found = next((values[name] for name in _covering(key) if name in values), None)
    if found is None:
        return None
    source = str(found.get("source", ""))
    publication = register["sources"].get(source, {})
    if source != ASSUMED and not publication:
        allowed = f"{ASSUMED}, or a key of sources"
        raise InputError("unknown source", file=FILE, key=f"{file}: {key}", value=source, allowed=allowed)
    span = found.get("range") or [None] * ENDS
    title, year, address = (str(publication.get(name) or "") for name in ("title", "year", "address"))
    return Sourced(source, title, year, address, span[0], span[1], str(found.get("note") or ""))


def assumptions(scenario: "Scenario") -> list[Assumption]:
    """Every number of a scenario with its source; the rows of the opening state are facts and stay out."""
    return list(_assumptions(scenario))


def _assumptions(scenario: "Scenario") -> Iterator[Assumption]:
    for path, place, _ in numbers(type(scenario.setup), scenario.data):
        origin = scenario.provenance[path]
        found = None if origin.own else lookup(origin.file, origin.key)
        span, limits = scenario.ranges.get(path), place.limits()
        low, high = (found.low, found.high) if found else (None, None)
        if span is not None:
            low, high = span.quantile(LOW_POINT), span.quantile(HIGH_POINT)
        yield Assumption(
            key=path,
            value=_central(scenario.setup, path),
            unit=limits.unit.name if limits else "",
            meaning=place.meaning,
            mark=place.mark,
            file=origin.file,
            source_title=found.title if found else "",
            year=found.year if found else "",
            address=found.address if found else "",
            assumed=not origin.own and (found is None or found.assumed),
            own=origin.own,
            low=low,
            high=high,
            note=found.note if found else "",
        )


def _central(setup: Any, path: str) -> float:
    for name in path.split("."):
        setup = inside(setup, name)
    return float(setup)


def _covering(key: str) -> Iterator[str]:
    """The key itself, the list it is in, then the wildcards that cover it, the nearest first."""
    yield key
    names = key.split(".")
    if names[-1].isdecimal():
        yield ".".join(names[:-1])
    for length in range(len(names) - 1, 0, -1):
        yield f"{'.'.join(names[:length])}.*"
    yield "*"


@cache
def _register(folder: str) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    path = Path(folder) / FILE
    found = yaml.load(path.read_text(encoding="utf-8"), loader) if path.is_file() else None  # a safe loader
    return {"sources": {}, "values": {}, **(found or {})}
