"""configs/sources.yaml: every default number has an entry, no entry is idle, no default lies outside its range."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.errors import InputError
from sim.loading import built_in
from sim.quantities import Unit
from sim.ranges import RANGE_KEYS, Limits, Range, parse_range
from sim.scenario import list_scenarios, load_scenario
from sim.sources import ASSUMED, FILE, assumptions, lookup

CONFIGS = built_in()
ANYTHING = Limits(Unit("number", "real"))
CHOICES = ("decision", "assumed: ")  # notes that stand in for a range: nothing to be right or wrong about
NO_INPUTS = {
    FILE,
    "sanity.yaml",  # the table of published ranges names its sources itself
    "neutral.yaml",  # the switches of the mechanisms: settings that change nothing, and examples of some that do
}
SLACK = 1e-9


@cache
def _register() -> dict[str, Any]:
    return dict(yaml.safe_load((CONFIGS / FILE).read_text(encoding="utf-8")))


def _files() -> list[str]:
    names = (path.relative_to(CONFIGS).as_posix() for path in sorted(CONFIGS.rglob("*.yaml")))
    return [name for name in names if name not in NO_INPUTS and not name.startswith("real/")]  # real/: sources inside


def _number(value: Any) -> float | None:
    """The central value of a number or range as typed; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | dict):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, dict) and not (value and set(value) <= RANGE_KEYS):
        return None
    try:
        parsed = parse_range(value, ANYTHING)
    except InputError:
        return None
    return parsed.median() if isinstance(parsed, Range) else float(parsed)


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, float]]:
    number = _number(value)
    if number is not None:
        yield key, number
    elif isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, f"{key}.{name}" if key else str(name))


@cache
def _numbers(file: str) -> dict[str, float]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load((CONFIGS / file).read_text(encoding="utf-8"), loader)  # a safe loader
    return dict(_leaves({name: value for name, value in (content or {}).items() if name != "defaults"}))


def test_the_walk_finds_numbers_ranges_and_lists_but_no_words() -> None:
    content = {"a": 1, "b": {"c": "2 to 4", "d": {"low": 1, "high": 3}, "e": "round a"}, "f": [5, "monthly"], "g": True}
    assert dict(_leaves(content)) == {"a": 1, "b.c": 3, "b.d": 2, "f.0": 5}
    assert len(_numbers("mechanics/standard.yaml")) > 150


@pytest.mark.parametrize("file", _files())
def test_every_number_has_a_source_or_is_said_to_be_assumed(file: str) -> None:
    assert [key for key in _numbers(file) if lookup(file, key) is None] == []


@pytest.mark.parametrize("file", _files())
def test_no_default_lies_outside_its_range(file: str) -> None:
    outside = []
    for key, value in _numbers(file).items():
        found = lookup(file, key)
        if found is None or found.low is None or found.high is None:
            continue
        slack = SLACK * max(1.0, abs(value))
        if not found.low - slack <= value <= found.high + slack:
            outside.append(f"{key}: {value:g} outside {found.low:g} to {found.high:g}")
    assert outside == []


def test_no_entry_is_left_of_a_number_or_a_file_that_is_gone() -> None:
    idle = []
    for file, entries in _register()["values"].items():
        keys = _numbers(file) if file in _files() else {}
        for name in entries:
            if not any(key == name or fnmatchcase(key, name) or key.rpartition(".")[0] == name for key in keys):
                idle.append(f"{file}: {name}")
    assert idle == []


def test_every_entry_names_a_known_source_and_every_source_is_used() -> None:
    named = {entry["source"] for entries in _register()["values"].values() for entry in entries.values()}
    assert named - {ASSUMED} == set(_register()["sources"])
    for source in _register()["sources"].values():
        assert source.keys() == {"title", "year", "address"}
        assert all(source.values())


def test_an_assumption_has_a_range_or_says_why_not() -> None:
    bare = []
    for file, entries in _register()["values"].items():
        for name, entry in entries.items():
            span = entry.get("range")
            if span is None and entry["source"] == ASSUMED and not entry.get("note", "").startswith(CHOICES):
                bare.append(f"{file}: {name}")
            assert span is None or (len(span) == 2 and span[0] <= span[1]), f"{file}: {name}"
    assert bare == []


@pytest.mark.parametrize("name", [name for name, _ in list_scenarios()])
def test_no_number_of_a_scenario_is_missing_from_the_table_of_assumptions(name: str) -> None:
    rows = assumptions(load_scenario(name))
    assert len(rows) > 200
    assert [row.key for row in rows if not row.assumed and not (row.source_title and row.year and row.address)] == []
    assert [row.key for row in rows if not Path(CONFIGS / row.file).is_file()] == []
