"""Changes of a scenario: ``scenario.plan.hires.rep.first.month=6`` on the command line, paths and values in Python."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from sim.errors import InputError
from sim.loading import COMMAND_LINE, ROOT, check_values, merged
from sim.ranges import RANGE_KEYS

ANY = "*"
_CHOICE = re.compile(rf"\+?[\w/]+@{ROOT}(?:\.\w+)*=[\w-]+")
_PATH = re.compile(rf"[~+]*(?:{ROOT}\b|[\w/]+[.@][^=]*=)")
_FORM = "scenario.key=value, such as scenario.plan.hires.rep.first.month=6"


def read_changes(texts: Sequence[str]) -> tuple[list[str], list[tuple[str, Any]]]:
    """Replaced groups (for Hydra) and changes as (path, value), from texts of the command line; null deletes."""
    choices, changes = [], []
    for text in texts:
        if _CHOICE.fullmatch(text):
            choices.append(text)
            continue
        key, equals, value = text.partition("=")
        deletes = key.startswith("~")
        key = key.lstrip("~+")
        if not key.startswith(f"{ROOT}.") or not (equals or deletes):
            hint = f"{ROOT}.{key}={value}" if equals and key[:1].isalpha() and not key.startswith(ROOT) else ""
            raise InputError("not a change", file=COMMAND_LINE, value=text, allowed=_FORM, hint=hint)
        path = key.removeprefix(f"{ROOT}.")
        changes.append((path, None if deletes else _value(path, value, text)))
    return choices, changes


def meant_as_change(text: str) -> bool:
    """Whether a text among names is a change: it begins with a path. What else holds "=" is a name typed wrongly."""
    return _PATH.match(text) is not None


def _value(path: str, value: str, text: str) -> Any:
    """A value in Hydra's override grammar: numbers, words, [lists], {maps}, 'quoted text'."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    allowed = "one value; text with commas, brackets or quotes in quotes of its own"
    try:
        parsed = OverridesParser.create().parse_override(f"key={value}")
    except HydraException:
        raise InputError("not a value", file=COMMAND_LINE, key=path, value=text, allowed=allowed) from None
    if parsed.is_sweep_override():
        raise InputError("several values", file=COMMAND_LINE, key=path, value=value, allowed=allowed)
    found = parsed.value()
    check_values(found, COMMAND_LINE, path)
    return found


def plain(value: Any) -> Any:
    """A Python value as the plain data that YAML would have given."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value.item() if hasattr(value, "item") else value  # NumPy's numbers


def apply(data: dict[str, Any], path: str, value: Any, file: str) -> list[str]:
    """Put ``value`` at ``path`` of ``data``, in place; ``*`` stands for every name. Returns the paths changed."""
    names = path.removeprefix(f"{ROOT}.").split(".")
    changed = []
    for found in list(expand(data, names)):
        _put(data, found, plain(value), file)
        changed.append(".".join(found))
    if not changed:
        raise InputError("nothing stands there to change", file=file, key=path, value=value, allowed="existing names")
    return changed


def expand(data: Any, names: Sequence[str], done: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths that ``names`` stand for in ``data``: ``*`` is every name (of what is not deleted)."""
    if ANY not in names:
        yield (*done, *names)
        return
    turn = names.index(ANY)
    for name in names[:turn]:
        data = _child(data, name)
    options = (
        list(data)
        if isinstance(data, dict)
        else [str(index) for index in range(len(data) if isinstance(data, list) else 0)]
    )
    for option in options:
        inner = _child(data, option)
        if inner is not None:
            yield from expand(inner, names[turn + 1 :], (*done, *names[:turn], option))


def _child(data: Any, name: str) -> Any:
    if isinstance(data, dict):
        return data.get(name)
    return data[int(name)] if isinstance(data, list) and name.isdecimal() and int(name) < len(data) else None


def _put(data: Any, names: tuple[str, ...], value: Any, file: str) -> None:
    key = ".".join(names)
    for step, name in enumerate(names):
        last = step == len(names) - 1
        if isinstance(data, list) and not (name.isdecimal() and int(name) < len(data)):
            allowed = f"a row from 0 to {len(data) - 1}"
            raise InputError("no such row", file=file, key=key, value=name, allowed=allowed)
        if not isinstance(data, dict | list):
            allowed = f"a value at {'.'.join(names[:step])}"
            raise InputError("the key leads inside a single value", file=file, key=key, value=data, allowed=allowed)
        place: Any = int(name) if isinstance(data, list) else name
        present = isinstance(data, list) or name in data
        if last:
            if value is None and not present:
                hint = next(iter(get_close_matches(name, data, 1)), "")
                raise InputError("there is nothing to delete", file=file, key=key, allowed=", ".join(data), hint=hint)
            old = data[place] if present else None
            whole = isinstance(value, dict) and set(value) <= RANGE_KEYS
            data[place] = value if whole else merged(old, value)
            return
        if not present or data[place] is None:
            if value is None:
                hint = next(iter(get_close_matches(name, data, 1)), "") if isinstance(data, dict) else ""
                raise InputError("there is nothing to delete", file=file, key=key, allowed=", ".join(data), hint=hint)
            data[place] = {}
        data = data[place]
