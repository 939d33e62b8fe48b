"""A scenario: the question that is asked of the simulator, complete, checked and frozen."""

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sim import loading
from sim.checking import checked
from sim.errors import InputError
from sim.loading import COMMAND_LINE, ROOT, Composed, Layer
from sim.patches import apply, read_changes
from sim.quantities import changed, plain
from sim.ranges import Limits, Range, parse_range
from sim.schema import DESCEND, Place, locate, numbers, rebuild
from sim.tables import ID, contained, read_rows, read_samples
from sim.uncertainty import Group, correlated_groups

if TYPE_CHECKING:
    from sim.setup import Setup

MOST_MONTHS = 600
IN_PYTHON = "changed in Python"
SAMPLES = "samples"
CORRELATIONS = "correlations"
TITLE = "title"
TOLD = ("story", "question", "twin", "expect", "source", "real")  # goes with the title


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: the file, the key in it, and for defaults the key of its source."""

    file: str
    key: str = ""
    own: bool = True  # the user's, not built in

    @property
    def source(self) -> str | None:
        """The source's key in sources.yaml, ``assumed``, or None where the value is the user's own."""
        from sim.sources import lookup

        found = None if self.own else lookup(self.file, self.key)
        return found.source if found else None


@dataclass(frozen=True)
class Scenario:
    """Frozen record of a scenario.

    ``setup``: typed inputs at their central values. ``ranges``: the uncertain ones by path. ``groups``: those that move
    together. ``provenance``: the origin of every value by path. ``data``: plain resolved data, ranges as typed.
    ``hash``: the same for the same data and months in every process. ``words``: what loads it again on the command
    line; None where it was changed in Python.
    """

    name: str
    setup: "Setup"
    ranges: dict[str, Range]
    groups: tuple[Group, ...]
    provenance: dict[str, Origin]
    months: int
    data: dict[str, Any] = field(repr=False)
    hash: str
    words: tuple[str, ...] | None = field(default=None, compare=False)

    def at(self, values: Mapping[str, float]) -> "Setup":
        """The inputs with some numbers replaced, brought inside their bounds, as plain records to live by (see
        ``quantities.plain``); paths as in ``ranges``."""
        tree: dict[str, Any] = {}
        for path, value in values.items():
            span = self.ranges.get(path)
            limits = span.limits if span is not None else self.limits(path)
            *above, last = _names(path)
            branch = tree
            for name in above:
                branch = branch.setdefault(name, {})
            branch[last] = limits.fit(value)
        setup: Setup = _with(self._bare, tree)
        return setup

    @cached_property
    def _bare(self) -> "Setup":
        return plain(self.setup)

    def __getstate__(self) -> dict[str, Any]:
        """What is sent to another process, which makes its own plain records."""
        return {name: value for name, value in vars(self).items() if name != "_bare"}

    def limits(self, path: str) -> Limits:
        """What the number at a path may be. InputError where no number stands there."""
        place = locate(type(self.setup), self.data, path)
        limits = place.limits() if place is not None else None
        if limits is None:
            raise InputError("no such number in this scenario", key=path, allowed="the path of a number")
        return limits

    def replace(self, changes: Mapping[str, Any]) -> "Scenario":
        """Another scenario with values changed by path; ``*`` stands for every name, None deletes an entry.

        Raises InputError as loading does.
        """
        data = copy.deepcopy(self.data)
        touched = [found for path, value in changes.items() for found in apply(data, path, value, IN_PYTHON)]

        def origin(path: str) -> Origin:
            for above in _upwards(path):
                if _touched(above, touched):
                    return Origin(IN_PYTHON)
                if above in self.provenance:
                    return self.provenance[above]
            return Origin(self.name)

        return _build(self.name, data, origin, lambda _: None, self.months, type(self.setup))

    def with_months(self, months: int) -> "Scenario":
        """The same question over another horizon."""
        months = _check_months(months)
        return replace(self, months=months, hash=_hash(self.data, months))

    def to_yaml(self) -> str:
        """The resolved scenario as a file that can be run alone."""
        import yaml

        return str(yaml.safe_dump({ROOT: self.data}, sort_keys=False, allow_unicode=True, width=120))


def load_scenario(
    name: str | Path,
    overrides: Sequence[str] = (),
    config_dir: str | Path | None = None,
    months: int = 60,
    root: "type[BaseModel] | None" = None,
) -> Scenario:
    """The scenario ``name`` (or the resolved file that a run left), with changes ``scenario.key=value``.

    ``config_dir``: the user's folder, in which scenario/NAME.yaml is looked up first. ``months``: the horizon.
    ``root``: the type of the whole, where it is not the company's. Raises InputError for anything that cannot be used.
    """
    if root is None:
        from sim.setup import Setup as root  # noqa: N813 (a late import: the type pulls in the whole model)
    months = _check_months(months)
    choices, changes = read_changes(overrides)
    path = Path(name)
    if path.suffix == ".yaml":
        if choices:
            allowed = "changes of values: the file inherits from no other"
            raise InputError("no group to choose", file=COMMAND_LINE, value=choices[0], allowed=allowed)
        composed = loading.read_alone(path)
    else:
        composed = loading.compose(str(name), choices, None if config_dir is None else Path(config_dir))
    data = _whole_ranges(composed, root)
    for told in TOLD:
        if _of_another(composed, told):
            data.pop(told, None)
    touched = [found for key, value in changes for found in apply(data, key, value, COMMAND_LINE)]

    def layer(key: str) -> Layer | None:
        return None if _touched(key, touched) else _layer_of(composed, key)

    def origin(key: str) -> Origin:
        for above in _upwards(key):  # what is missing belongs to the file that gave what it is missing from
            if _touched(above, touched):
                return Origin(COMMAND_LINE)
            found = layer(above)
            if found is not None:
                return Origin(found.file, (found.find(above) or ("",))[0], found.own)
        return Origin(composed.layers[-1].file)

    data = loading.resolved(data, composed.layers[-1].file)
    folder = () if config_dir is None else ("--config-dir", str(config_dir))
    words = (str(name), *folder, *overrides)
    loaded = replace(_build(path.stem, data, origin, layer, months, root), words=words)
    twin = getattr(loaded.setup, "twin", None)
    if path.suffix != ".yaml" and twin is not None:
        _check_twin(twin, origin("twin").file, config_dir)
    return loaded


def _check_twin(twin: str, file: str, config_dir: str | Path | None) -> None:
    """InputError where a scenario names a twin that is not there."""
    files = loading.scenario_files(None if config_dir is None else Path(config_dir))
    if twin not in files:
        raise loading.unknown_scenario(twin, files, "twin", file)


def list_scenarios(config_dir: str | Path | None = None) -> list[tuple[str, str]]:
    """Name and title of every scenario, in order."""
    files = loading.scenario_files(None if config_dir is None else Path(config_dir))
    return [(name, loading.title_of(path)) for name, path in files.items()]


def _build(
    name: str,
    data: dict[str, Any],
    origin: Callable[[str], Origin],
    layer: Callable[[str], Layer | None],
    months: int,
    root: Any,
) -> Scenario:
    def file(path: str) -> str:
        return origin(path).file

    data = rebuild(Place(root), data, _inliner(file, layer))
    ranges: dict[str, Range] = {}
    provenance: dict[str, Origin] = {}

    take = _taker(file, ranges)

    def central(place: Place, value: Any, path: str) -> Any:
        if _has_inputs_inside(place, value):
            return DESCEND
        provenance[path] = origin(path)
        if place.limits() is None:
            # rows of lists may hold ranges too, but share one origin
            return rebuild(place, value, take, path) if place.row else value
        return take(place, value, path)

    setup = checked(root, rebuild(Place(root), data, central), data, file)
    known = [path for path, _, _ in numbers(root, data)]
    groups = correlated_groups(data.get(CORRELATIONS) or {}, known, file(CORRELATIONS))
    return Scenario(name, setup, ranges, groups, provenance, months, data, _hash(data, months))


def _has_inputs_inside(place: Place, value: Any) -> bool:
    """Whether the values inside are inputs of their own: those of a record or a map, or the numbers of a list."""
    if isinstance(value, dict):
        return place.limits() is None and bool(place.model or place.members or place.is_map)
    first = place.step(0, value) if isinstance(value, list) else None
    return first is not None and first.limits() is not None


def _taker(file: Callable[[str], str], ranges: dict[str, Range]) -> Callable[[Place, Any, str], Any]:
    """A visitor that puts the median in the place of a range, and notes the range."""

    def visit(place: Place, value: Any, path: str) -> Any:
        limits = place.limits()
        if limits is None:
            return DESCEND
        parsed = parse_range(value, limits, file=file(path), key=path) if isinstance(value, str | dict) else value
        if not isinstance(parsed, Range):
            if isinstance(parsed, int | float) and limits.touches(parsed):
                raise InputError("out of bounds", file=file(path), key=path, value=value, allowed=limits.describe())
            return parsed
        ranges[path] = parsed
        return parsed.median()

    return visit


def _inliner(file: Callable[[str], str], layer: Callable[[str], Layer | None]) -> Callable[[Place, Any, str], Any]:
    """A visitor that puts the contents of CSV files in the place of their names."""

    def find(name: str, path: str) -> Path:
        found = layer(path)
        if found is not None:
            return contained(found.path.parent, name, file=found.file, key=path)
        # typed by the user: any file, seen from where the command is given
        return contained(Path.cwd(), name, file=file(path), key=path, anywhere=True)

    def visit(place: Place, value: Any, path: str) -> Any:
        if place.row is not None and isinstance(value, str):
            return read_rows(find(value, path), place.row)
        if place.row is not None and isinstance(value, list):
            _check_ids(value, file(path), path)
        if place.limits() is not None and isinstance(value, dict) and isinstance(value.get(SAMPLES), str):
            return {**value, SAMPLES: read_samples(find(value[SAMPLES], path))}
        return DESCEND

    return visit


def _check_ids(rows: list[Any], file: str, path: str) -> None:
    seen = set()
    for index, row in enumerate(rows):
        name = row.get(ID) if isinstance(row, dict) else None
        if name is not None and name in seen:
            raise InputError(
                "the same id twice", file=file, key=f"{path}.{index}.{ID}", value=name, allowed="each id once"
            )
        seen.add(name)


def _whole_ranges(composed: Composed, root: Any) -> dict[str, Any]:
    """The data with each range as the last file gave it: merging two ranges key by key would make a third."""

    def visit(place: Place, value: Any, path: str) -> Any:
        if place.limits() is None or not isinstance(value, dict):
            return DESCEND
        found = _layer_of(composed, path)
        return (found.find(path) or ("", value))[1] if found else value

    fixed: dict[str, Any] = rebuild(Place(root), composed.data, visit)
    return fixed


def _layer_of(composed: Composed, path: str) -> Layer | None:
    """The last file that says something about ``path``."""
    return next((layer for layer in reversed(composed.layers) if layer.find(path) is not None), None)


def _of_another(composed: Composed, told: str) -> bool:
    """Whether what is told comes from a file before the one that gave the title: it belongs to another question."""
    found = _layer_of(composed, told)
    titled = [layer for layer in composed.layers if layer.find(TITLE) is not None]
    return found is not None and any(
        composed.layers.index(found) <= composed.layers.index(layer) for layer in titled[:-1]
    )


def _upwards(path: str) -> list[str]:
    """The path, then what it stands in, out to the first name."""
    names = path.split(".")
    return [".".join(names[:length]) for length in range(len(names), 0, -1)]


def _touched(path: str, changed: list[str]) -> bool:
    """Whether one of the changed paths is this one, above it or inside it."""
    return any(f"{path}.".startswith(f"{other}.") or other.startswith(f"{path}.") for other in changed)


def _check_months(months: int) -> int:
    if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= MOST_MONTHS:
        allowed = f"a whole number from 1 to {MOST_MONTHS}"
        raise InputError("the horizon cannot be used", key="months", value=months, allowed=allowed)
    return months


def _hash(data: Mapping[str, Any], months: int) -> str:
    text = json.dumps({"data": data, "months": months}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest()


@cache
def _names(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _with(record: Any, tree: Mapping[str, Any]) -> Any:
    """A copy of a record, map or list with the leaves of ``tree`` put in."""
    if isinstance(record, list | tuple):
        rows = list(record)
        for name, new in tree.items():
            rows[int(name)] = _value(rows[int(name)], new)
        return type(record)(rows)
    if isinstance(record, Mapping):
        return {**record, **{name: _value(record[name], new) for name, new in tree.items()}}
    values = {name: _value(getattr(record, name), new) for name, new in tree.items()}
    return record.model_copy(update=values) if isinstance(record, BaseModel) else changed(record, **values)


def _value(old: Any, new: Any) -> Any:
    return _with(old, new) if isinstance(new, dict) else new
