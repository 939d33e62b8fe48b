"""What stands where in a scenario: the types of the root record, read beside plain data.

A *place* is a type seen from inside a scenario: one steps to ``plan.hires.rep.first.month`` through specs, maps
by name, lists, and unions told apart by ``kind``.
"""

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.quantities import Unit
from sim.ranges import Limits

KIND = "kind"
DESCEND: Any = object()  # a visitor's answer: look inside this value


@dataclass(frozen=True)
class Place:
    """A type with what its field says of it: the metadata of ``Annotated``, its meaning and its mark."""

    annotation: Any
    extras: tuple[Any, ...] = ()
    meaning: str = ""
    mark: str = ""
    optional: bool = False

    @property
    def model(self) -> type[BaseModel] | None:
        """The record that stands here, when it is one."""
        is_model = isinstance(self.annotation, type) and issubclass(self.annotation, BaseModel)
        return self.annotation if is_model else None

    @property
    def is_map(self) -> bool:
        """Whether names are free here."""
        return get_origin(self.annotation) in (dict, Mapping)

    @property
    def is_list(self) -> bool:
        """Whether a list stands here."""
        return get_origin(self.annotation) in (list, tuple)

    @property
    def members(self) -> tuple[type[BaseModel], ...]:
        """The records of a union told apart by ``kind``."""
        if get_origin(self.annotation) not in (Union, types.UnionType):
            return ()
        return tuple(model for arg in get_args(self.annotation) if (model := _place(arg).model) is not None)

    @property
    def row(self) -> type[BaseModel] | None:
        """The record of which a list stands here."""
        if not self.is_list:
            return None
        return _place(get_args(self.annotation)[0]).model

    def limits(self) -> Limits | None:
        """What a number with a unit may be here; None where no such number stands."""
        unit = next((extra for extra in self.extras if isinstance(extra, Unit)), None)
        return None if unit is None else _limits(unit, self.extras, self.annotation is int)

    def choices(self) -> tuple[str, ...]:
        """The fixed words that are allowed here."""
        return tuple(map(str, get_args(self.annotation))) if get_origin(self.annotation) is Literal else ()

    def names(self, data: Any) -> list[str]:
        """The names allowed inside: a record's fields, or the entries that a map has."""
        model = self.chosen(data)
        if model is not None:
            return list(model.model_fields)
        return list(data) if isinstance(data, Mapping) else []

    def chosen(self, data: Any) -> type[BaseModel] | None:
        """The record that stands here, picked by ``kind`` where it is a union."""
        if self.model is not None:
            return self.model
        kind = data.get(KIND) if isinstance(data, Mapping) else getattr(data, KIND, None)
        return next((member for member in self.members if kind in kinds(member)), None)

    def step(self, name: Any, data: Any) -> "Place | None":
        """The place one name further in, given the data that stands here; None where there is none."""
        model = self.chosen(data)
        if model is not None:
            return _fields(model).get(name)
        arguments = get_args(self.annotation)
        if self.is_map:
            return _inherit(_place(arguments[1]), self)
        if self.is_list and arguments:
            return _inherit(_place(arguments[0]), self)
        return None


def kinds(model: type[BaseModel]) -> tuple[str, ...]:
    """The words by which a record is picked from its union."""
    place = _fields(model).get(KIND)
    return place.choices() if place else ()


def _inherit(inner: Place, outer: Place) -> Place:
    """What a map's field says holds for its entries."""
    return Place(inner.annotation, inner.extras, outer.meaning, outer.mark, inner.optional)


@cache
def _fields(model: type[BaseModel]) -> dict[str, Place]:
    return {name: _of_field(info) for name, info in model.model_fields.items()}


def _of_field(info: FieldInfo) -> Place:
    inner = _place(info.annotation)
    extra = info.json_schema_extra
    mark = str(extra.get("mark", "")) if isinstance(extra, dict) else ""
    extras = (*inner.extras, *info.metadata)
    return Place(inner.annotation, extras, info.description or "", mark, inner.optional)


def _place(annotation: Any) -> Place:
    """A type with its ``Annotated`` and ``None`` taken off."""
    extras: tuple[Any, ...] = ()
    optional = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            extras += tuple(part for extra in more for part in _flat(extra))
            continue
        if get_origin(annotation) in (Union, types.UnionType):
            rest = tuple(arg for arg in get_args(annotation) if arg is not types.NoneType)
            optional = optional or len(rest) < len(get_args(annotation))
            if len(rest) == 1:
                annotation = rest[0]
                continue
            annotation = Union[rest]  # noqa: UP007 (built from a tuple)
        return Place(annotation, extras, optional=optional)


def _flat(extra: Any) -> tuple[Any, ...]:
    return tuple(extra.metadata) if isinstance(extra, FieldInfo) else (extra,)


def _limits(unit: Unit, extras: tuple[Any, ...], whole: bool) -> Limits:
    low, high, open_low, open_high = float("-inf"), float("inf"), False, False
    for extra in extras:
        if isinstance(extra, annotated_types.Ge | annotated_types.Gt):
            is_open = isinstance(extra, annotated_types.Gt)
            bound = float(extra.gt if isinstance(extra, annotated_types.Gt) else extra.ge)  # type: ignore[arg-type]
            if bound > low or (bound == low and is_open):
                low, open_low = bound, is_open
        elif isinstance(extra, annotated_types.Le | annotated_types.Lt):
            is_open = isinstance(extra, annotated_types.Lt)
            bound = float(extra.lt if isinstance(extra, annotated_types.Lt) else extra.le)  # type: ignore[arg-type]
            if bound < high or (bound == high and is_open):
                high, open_high = bound, is_open
    return Limits(unit, low, high, open_low, open_high, whole)


def locate(root: type[BaseModel], data: Any, path: str) -> Place | None:
    """The place of a dotted path in data of this type; None where the path leads nowhere."""
    place: Place | None = Place(root)
    for name in path.split("."):
        if place is None:
            return None
        place = place.step(name, data)
        data = inside(data, name)
    return place


def inside(data: Any, name: str) -> Any:
    """The value called ``name`` in a map, a list or a record; None where there is none."""
    if isinstance(data, Mapping):
        return data.get(name)
    if isinstance(data, list | tuple):
        return data[int(name)] if name.isdecimal() and int(name) < len(data) else None
    return getattr(data, name, None)


Visitor = Callable[[Place, Any, str], Any]


def rebuild(place: Place, data: Any, visit: Visitor, path: str = "") -> Any:
    """A copy of plain data in which ``visit`` may replace any value, called from the outside in.

    Entries of a map by name that are null are left out, unless null is a value there.
    """
    answer = visit(place, data, path)
    if answer is not DESCEND:
        return answer
    if isinstance(data, Mapping) and (place.is_map or place.chosen(data) is not None):
        copy = {}
        for name, value in data.items():
            inner = place.step(name, data)
            if value is None and place.is_map and not (inner and inner.optional):
                continue
            copy[name] = _inside(inner, value, visit, f"{path}.{name}" if path else str(name))
        return copy
    if isinstance(data, list | tuple) and place.is_list:
        return [_inside(place.step(index, data), value, visit, f"{path}.{index}") for index, value in enumerate(data)]
    return data


def _inside(place: Place | None, value: Any, visit: Visitor, path: str) -> Any:
    return value if place is None else rebuild(place, value, visit, path)


def numbers(root: type[BaseModel], data: Any) -> Iterator[tuple[str, Place, Any]]:
    """Every number with a unit in plain data: path, place, value; rows of lists are left out."""
    found: list[tuple[str, Place, Any]] = []

    def visit(place: Place, value: Any, path: str) -> Any:
        if place.row is not None:
            return value
        if place.limits() is None or value is None:
            return DESCEND
        found.append((path, place, value))
        return value

    rebuild(Place(root), data, visit)
    yield from found
