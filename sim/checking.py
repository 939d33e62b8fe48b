"""A scenario's data against its types, and what is wrong said in the user's words."""

from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sim.errors import UNSET, InputError
from sim.ranges import RANGE_KEYS
from sim.schema import KIND, Place, inside, kinds, numbers

_KEY = "[key]"  # pydantic's mark for an error in the name of a map's entry
_PROBLEMS = {
    "extra_forbidden": "unknown key",
    "missing": "a value is missing",
    "union_tag_not_found": "a value is missing",
    "union_tag_invalid": "no such kind",
    "literal_error": "not one of the words allowed here",
    "dict_type": "not names with values",
    "date_from_datetime_parsing": "not a date",
    "date_type": "not a date",
    "list_type": "not a list",
    "model_type": "not keys with values",
    "model_attributes_type": "not keys with values",
    "bool_type": "neither true nor false",
    "bool_parsing": "neither true nor false",
    "string_type": "not text",
    "finite_number": "not a finite number",
    "float_type": "not a number",
    "int_type": "not a whole number",
    "greater_than": "out of bounds",
    "greater_than_equal": "out of bounds",
    "less_than": "out of bounds",
    "less_than_equal": "out of bounds",
}
_WORDS: dict[Any, str] = {
    bool: "true or false",
    date: "a date as 2026-01-31",
    str: "text",
    int: "a whole number",
    float: "a number",
}


def checked(
    root: type[BaseModel], central: dict[str, Any], typed: dict[str, Any], file_of: Callable[[str], str]
) -> Any:
    """The record of a scenario at its central values; InputError with file, key, value as typed and what is allowed."""
    try:
        return root.model_validate(central)
    except ValidationError as errors:
        # a misspelt name leaves its right spelling missing: the misspelling is the one to report
        found = sorted(errors.errors(include_url=False), key=lambda error: error["type"] != "extra_forbidden")
        raise _explain(root, typed, found[0], file_of) from None


def _explain(root: type[BaseModel], data: Any, error: Any, file_of: Callable[[str], str]) -> InputError:
    trail = _trail(Place(root), data, error["loc"])
    kind = str(error["type"])
    names = [name for name, _, _ in trail]
    place, value = (trail[-1][1], trail[-1][2]) if trail else (Place(root), data)
    above, around = (trail[-2][1], trail[-2][2]) if len(trail) > 1 else (Place(root), data)
    problem = _PROBLEMS.get(kind, str(error["msg"]).removeprefix("Value error, "))
    allowed = _allowed(place, kind)
    hint = ""
    if kind == "extra_forbidden":
        options = above.names(around) if above else []
        allowed = ", ".join(options)
        hint = _near(names[-1], options) or _elsewhere(root, data, names[-1])
    elif kind.startswith("union_tag") and place is not None:
        options = [word for member in place.members for word in kinds(member)]
        given = value.get(KIND, "") if isinstance(value, Mapping) else ""
        allowed, hint = ", ".join(options), _near(str(given), options) or _near_entry(trail)
        value = value.get(KIND, UNSET) if isinstance(value, Mapping) else value
        names.append(KIND)
    elif kind == "missing":
        value, hint = UNSET, _near_entry(trail)
    elif error["loc"][-1:] == (_KEY,) and above is not None:
        allowed = ", ".join(map(str, get_args(get_args(above.annotation)[0])))
        value, hint = UNSET, _near(names[-1], allowed.split(", "))
    elif place is not None and place.choices():
        hint = _near(str(value), place.choices())
    key = ".".join(names)
    value = UNSET if isinstance(value, Mapping) and not set(value) <= RANGE_KEYS else value
    return InputError(problem, file=file_of(key), key=key, value=value, allowed=allowed, hint=hint)


def _trail(place: Place | None, data: Any, loc: tuple[Any, ...]) -> list[tuple[str, Place | None, Any]]:
    """Name, place and value at each step of a pydantic location, without the tags of unions."""
    trail = []
    for step in loc:
        held = isinstance(data, Mapping) and step in data
        tag = place is not None and not held and any(step in kinds(member) for member in place.members)
        inner = None if tag or place is None else place.step(step, data)
        if inner is None and not held:
            continue
        place, data = inner, inside(data, str(step))
        if step != _KEY:
            trail.append((str(step), place, data))
    return trail


def _allowed(place: Place | None, kind: str) -> str:
    if place is None or kind == "value_error":
        return ""
    limits = place.limits()
    if limits is not None:
        return limits.describe()
    if place.choices():
        return ", ".join(place.choices())
    if place.row is not None:
        return "a list of rows, or the name of a CSV file"
    if place.model is not None:
        return ", ".join(place.model.model_fields)
    return "a mapping" if place.is_map else "a list" if place.is_list else _WORDS.get(place.annotation, "")


def _near(name: str, options: Any) -> str:
    return next(iter(get_close_matches(name, list(options), 1)), "")


def _elsewhere(root: type[BaseModel], data: Any, name: str) -> str:
    """The path at which a name does stand, when it was given in the wrong place."""
    for path, _, _ in numbers(root, data):
        names = path.split(".")
        if name in names:
            return ".".join(names[: names.index(name) + 1])
    return ""


def _near_entry(trail: list[tuple[str, Place | None, Any]]) -> str:
    """Where an entry lacks something, the entry of the same map that was perhaps meant."""
    for (name, _, _), (_, above, around) in zip(reversed(trail), reversed(trail[:-1]), strict=False):
        if above is not None and above.is_map and isinstance(around, Mapping):
            near = _near(name, [other for other in around if other != name])
            if near:
                return near
    return ""
