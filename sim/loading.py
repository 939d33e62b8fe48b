"""From YAML files to one plain tree of data, each value knowing its file.

The recipe (Hydra 1.3, compose API only; nothing in a file can run code):

Hydra settles which files take part, in which order and at which place (its defaults list); their plain content is then
merged here, once, so that each value knows its file. The result is the one that ``hydra.compose`` would give.

- ``configs/scenario/NAME.yaml`` composes under ``scenario``; its defaults name groups from the root, so that
  ``- /plan: two_reps`` is placed at ``scenario.plan`` and ``- /mechanics@_here_: standard`` at ``scenario`` itself;
  ``_self_`` comes last, so that the file's own keys win.
- Another scenario is a difference: ``- base`` first, then additions (``- /peril@perils.winter: funding_winter`` at
  ``scenario.perils.winter``), then replacements (``- override /plan: eight_reps``; always after the additions, as Hydra
  demands), then ``_self_``. Only what the base names in its defaults can be overridden.
- With the user's folder DIR, ``DIR/scenario/NAME.yaml`` is looked up first, then the built-in files; a file of DIR that
  bears a built-in file's name stands in for it, so it cannot also inherit from it.
- Null deletes an entry of a map by name. A range written as a mapping replaces the earlier one whole.
- ``${scenario.company.name}`` or ``${.neighbour}`` copies another value; resolvers (``${name:…}``) are refused.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sim.errors import UNSET, InputError
from sim.schema import inside

ROOT = "scenario"
PRIMARY = "config"
MISSING = "???"  # "to be filled in": never stands in for a value
MOST_UNFOLDED = 20_000  # values of a file with aliases; a whole scenario has about 1,500
COMMAND_LINE = "command line"
_HERE = Path(__file__).resolve().parent
_LOCK = threading.RLock()
_PACKAGE = re.compile(r"^\s*#\s*@package\b[ \t]*(\S*)", re.MULTILINE)
_REFERENCE = re.compile(r"\$\{\.*\w+(?:\.\w+|\[\w+\])*\}")
_SPECIAL = re.compile(r"_\w+_")
_NOT_OURS = ("hydra/", "_dummy_empty_config_", PRIMARY)
_UNNAMED = re.compile(r"Could not override '([^']+)'")
_RECIPE = "a scenario written as `saas-sim show base --yaml` prints one"
_TEXT = 'in "<unicode string>",'  # what PyYAML calls a text whose file it does not know
_ALIAS = re.compile(r"\*[^\s*]")
_NAME = re.compile(r"[\w -]+")
_TITLE = re.compile(r"^(?: {2})?(title:.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a scenario, in the order of merging: where it is, and below which keys its content stands."""

    file: str
    path: Path
    own: bool  # the user's, not built in
    below: tuple[str, ...]
    content: Any

    def find(self, path: str) -> tuple[str, Any] | None:
        """Key in this file and value that bear on ``path``; None when the file says nothing about it."""
        names = path.split(".")
        if tuple(names[: len(self.below)]) != self.below:
            return None
        value, key = self.content, names[len(self.below) :]
        for name in key:
            if not isinstance(value, dict | list):
                break
            if isinstance(value, dict) and name not in value:
                return None
            value = inside(value, name)
        return None if value == MISSING else (".".join(key), value)


@dataclass(frozen=True, slots=True)
class Composed:
    """A scenario's data (below ``scenario``, references not yet resolved) and the files that gave it."""

    data: dict[str, Any]
    layers: tuple[Layer, ...]


def built_in() -> Path:
    """The folder of built-in configurations: in the wheel beside the package, in a checkout one folder up."""
    shipped = _HERE / "_configs"
    return shipped if shipped.is_dir() else _HERE.parent / "configs"


def scenario_files(config_dir: Path | None) -> dict[str, Path]:
    """Every scenario's file by name; the user's stand before built-in ones."""
    if config_dir is not None and not config_dir.is_dir():
        allowed = "a folder that holds scenario/NAME.yaml"
        raise InputError("there is no such folder", file=str(config_dir), allowed=allowed)
    folders = [built_in()] if config_dir is None else [built_in(), config_dir]
    found = {path.stem: path for folder in folders for path in sorted((folder / ROOT).glob("*.yaml"))}
    return dict(sorted(found.items()))


def group_files(group: str, config_dir: str | Path | None) -> dict[str, tuple[Path, str]]:
    """Every file of a group of plain data by name, with the name it has in errors; the user's stand before built-in
    ones."""
    built = built_in()
    found = {path.stem: (path, f"{group}/{path.name}") for path in sorted((built / group).glob("*.yaml"))}
    if config_dir is not None:
        found |= {path.stem: (path, str(path)) for path in sorted((Path(config_dir) / group).glob("*.yaml"))}
    return found


def title_of(path: Path) -> str:
    """A scenario's title, read without composing it."""
    import yaml

    try:
        line = _TITLE.search(path.read_text(encoding="utf-8-sig"))
        title = yaml.safe_load(line[1]).get("title") if line else None
    except (OSError, ValueError, yaml.YAMLError):
        return ""
    return str(title or "")


def unknown_scenario(name: str, files: Iterable[str], key: str = "", file: str = "") -> InputError:
    """What is said of a name, asked for or written under ``key`` of ``file``, that is none of ``files``."""
    known = list(files)
    hint = next(iter(get_close_matches(name, known, 1)), "")
    return InputError("unknown scenario", file=file, key=key, value=name, allowed=", ".join(known) or "none", hint=hint)


def compose(name: str, choices: Sequence[str], config_dir: Path | None) -> Composed:
    """The composed scenario ``name``; ``choices`` are replaced groups such as ``plan@scenario.plan=two_reps``."""
    files = scenario_files(config_dir)
    if name not in files:
        raise unknown_scenario(name, files)
    if not _NAME.fullmatch(name):
        problem, allowed = "a scenario cannot have this name", "letters, digits, _, - and blanks"
        raise InputError(problem, file=str(files[name]), value=name, allowed=allowed)
    with _LOCK, _no_resolvers():
        if config_dir is not None and files[name].is_relative_to(config_dir):
            _read(files[name], str(files[name]))  # refused before Hydra sees it
        return _compose(name, files[name], list(choices), config_dir)


def _compose(name: str, file: Path, choices: list[str], config_dir: Path | None) -> Composed:
    import hydra
    from hydra.core.global_hydra import GlobalHydra
    from hydra.types import RunMode

    # The user's folder holds no table of contents, and one that it held would be the place to set Hydra's own keys.
    main, primary = built_in(), PRIMARY
    overrides = [f"+{ROOT}={_quoted(name)}", *choices]
    if config_dir is not None:
        main, primary = config_dir.resolve(), ""
        overrides.append(f"hydra.searchpath=[{_quoted(f'file://{built_in().as_posix()}')}]")
    folders = [built_in()] if config_dir is None else [built_in(), config_dir]
    with _told(str(file), name, folders), hydra.initialize_config_dir(str(main), version_base="1.3"):
        loader = GlobalHydra.instance().config_loader()
        listed = loader.compute_defaults_list(primary or None, overrides, RunMode.RUN).defaults
        ours = [
            (str(entry.config_path), entry.package or "")
            for entry in listed
            if entry.config_path and not str(entry.config_path).startswith(_NOT_OURS)
        ]
        # the user's files first, so that the one to blame is named
        ours_first = sorted(dict(ours), key=lambda entry: not _is_own(entry, config_dir))
        contents = {entry: _content(entry, config_dir) for entry in ours_first}
        layers = tuple(_layer(entry, package, contents[entry], config_dir) for entry, package in ours)
    data: Any = {}
    for layer in layers:
        content: Any = layer.content
        for place in reversed(layer.below):
            content = {place: content}
        data = merged(data, content)
    return Composed(data, layers)


def read_alone(path: Path) -> Composed:
    """One file that needs no other: a resolved scenario as a run leaves it."""
    content = _read(path, path.name)
    if "defaults" in content:
        allowed = f"a file without defaults, or DIR/{ROOT}/{path.name} run by its name with --config-dir DIR"
        raise InputError("the file inherits from others", file=str(path), key="defaults", allowed=allowed)
    content = _unwrapped(content)
    return Composed(content, (Layer(str(path), path, True, (), content),))


def resolved(data: dict[str, Any], file: str) -> dict[str, Any]:
    """The data with its references replaced by what they point at."""
    from omegaconf import OmegaConf

    with _LOCK, _no_resolvers(), _told(file):
        tree: Any = OmegaConf.to_container(OmegaConf.create({ROOT: data}), resolve=True, throw_on_missing=True)
    return dict(tree[ROOT])


def check_values(content: Any, file: str, key: str = "") -> None:
    """Refuse what could reach outside the data: resolvers, Hydra's own keys, targets."""
    if isinstance(content, dict):
        for name, value in content.items():
            inner = f"{key}.{name}" if key else str(name)
            if name == "hydra" or _SPECIAL.fullmatch(str(name)):
                raise InputError(
                    "this key is not allowed in a scenario", file=file, key=inner, allowed="keys of the scenario"
                )
            if "." in str(name) or "$" in str(name):
                raise InputError(
                    "a name must not hold a dot or a dollar sign", file=file, key=inner, allowed="plain names"
                )
            check_values(value, file, inner)
    elif isinstance(content, list):
        for index, value in enumerate(content):
            check_values(value, file, f"{key}.{index}")
    elif isinstance(content, str) and "${" in _REFERENCE.sub("", content):
        allowed = "a plain reference to another value, such as ${scenario.company.name}"
        raise InputError("resolvers are not allowed", file=file, key=key, value=content, allowed=allowed)


def _is_own(config_path: str, config_dir: Path | None) -> bool:
    return config_dir is not None and (config_dir / f"{config_path}.yaml").is_file()


def _place_of(config_path: str, config_dir: Path | None) -> tuple[str, Path]:
    """The name by which a file is told, and where it is."""
    if config_dir is not None and _is_own(config_path, config_dir):
        path = config_dir / f"{config_path}.yaml"
        return str(path), path
    return f"{config_path}.yaml", built_in() / f"{config_path}.yaml"


def _content(config_path: str, config_dir: Path | None) -> dict[str, Any]:
    file, path = _place_of(config_path, config_dir)
    content = _read(path, file) if _is_own(config_path, config_dir) else _load(path.read_text(encoding="utf-8"))
    return _unwrapped({name: value for name, value in content.items() if name != "defaults"})


def _layer(config_path: str, package: str, content: dict[str, Any], config_dir: Path | None) -> Layer:
    file, path = _place_of(config_path, config_dir)
    names = package.split(".")
    if names[0] != ROOT or ".." in config_path:
        allowed = f"places inside {ROOT}, such as - /plan: NAME or - /peril@perils.NAME: NAME"
        raise InputError("a file may only fill the scenario", file=file, key="defaults", value=package, allowed=allowed)
    return Layer(file, path, _is_own(config_path, config_dir), tuple(names[1:]), content)


def read_data(path: Path, file: str) -> dict[str, Any]:
    """A file of plain data that is no scenario (``file`` names it in errors); InputError where it cannot be read."""
    with _told(file):
        content: Any = _load(path.read_text(encoding="utf-8-sig"))
    if not isinstance(content, dict):
        raise InputError("not keys with values", file=file, value=content, allowed="keys with values")
    check_values(content, file)
    return dict(content)


def _read(path: Path, file: str) -> dict[str, Any]:
    """A user's file, refused when anything in it could run or reach outside."""
    with _told(file):
        text = path.read_text(encoding="utf-8-sig")
        content: Any = _load(text)
    if not isinstance(content, dict):
        raise InputError("not a scenario", file=file, value=content, allowed="keys with values")
    for package in _PACKAGE.findall(text):
        if package not in ("_group_", ROOT):
            raise InputError(
                "a file may only fill the scenario", file=file, key="@package", value=package, allowed="none"
            )
    _check_defaults(content.get("defaults", []), file)
    check_values({name: value for name, value in content.items() if name != "defaults"}, file)
    return dict(content)


def _check_defaults(defaults: Any, file: str) -> None:
    for entry in defaults if isinstance(defaults, list) else [defaults]:
        for text in [*entry.keys(), *entry.values()] if isinstance(entry, dict) else [entry]:
            words = re.split(r"[\s/@.:]+", str(text))
            if "$" in str(text) or "hydra" in words or ".." in str(text):
                allowed = "names of built-in or your own files"
                raise InputError("not allowed in defaults", file=file, key="defaults", value=text, allowed=allowed)


def _load(text: str) -> Any:
    """YAML as Hydra reads it (safe: data only, dates stay text, 1e-4 is a number)."""
    from omegaconf import OmegaConf

    _check_unfolding(text)
    return OmegaConf.to_container(OmegaConf.create(text), resolve=False) if text.strip() else {}


def _check_unfolding(text: str) -> None:
    """Refuse aliases of aliases that a few lines of text unfold into more values than a machine can hold."""
    import yaml

    if not _ALIAS.search(text):
        return
    sizes: dict[int, int] = {}

    def size(node: yaml.Node, above: frozenset[int] = frozenset()) -> int:
        if id(node) in above:
            raise RecursionError
        if id(node) not in sizes:
            inner = above | {id(node)}
            parts = [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else node.value
            sizes[id(node)] = 1 + sum(size(part, inner) for part in parts if isinstance(part, yaml.Node))
        return sizes[id(node)]

    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is not None and size(root) > MOST_UNFOLDED:
        raise ValueError(f"its aliases (*name) unfold to {size(root):,} values, more than {MOST_UNFOLDED:,}")


def _unwrapped(content: Any) -> dict[str, Any]:
    """The keys of a scenario, also where the file keeps them below ``scenario:``."""
    if not isinstance(content, dict) or not isinstance(content.get(ROOT), dict):
        return content if isinstance(content, dict) else {}
    return dict(merged({name: value for name, value in content.items() if name != ROOT}, content[ROOT]))


def merged(old: Any, new: Any) -> Any:
    """Maps merged by name, anything else replaced; what is to be filled in replaces nothing."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return old if new == MISSING and old is not None else new
    return {**old, **{name: merged(old.get(name), value) for name, value in new.items()}}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


@contextmanager
def _no_resolvers() -> Iterator[None]:
    """No resolver answers meanwhile, not even those another library registered."""
    from omegaconf.basecontainer import BaseContainer

    kept = dict(BaseContainer._resolvers)
    BaseContainer._resolvers.clear()
    try:
        yield
    finally:
        BaseContainer._resolvers.clear()
        BaseContainer._resolvers.update(kept)


@contextmanager
def _told(file: str, name: str = "", folders: Sequence[Path] = ()) -> Iterator[None]:
    """Whatever the libraries object to, said as an InputError."""
    import yaml
    from hydra.errors import ConfigCompositionException, HydraException, MissingConfigException
    from omegaconf.errors import InterpolationResolutionError, MissingMandatoryValue, OmegaConfBaseException

    try:
        yield
    except MissingConfigException as error:
        wanted = str(error.missing_cfg_file or "")
        group, _, missing = wanted.rpartition("/")
        options = sorted({path.stem for folder in folders for path in (folder / group).glob("*.yaml")})
        hint = next(iter(get_close_matches(missing, options, 1)), "")
        problem = "the defaults name a file that does not exist"
        allowed = ", ".join(options)
        raise InputError(problem, file=file, key="defaults", value=wanted, allowed=allowed, hint=hint) from None
    except RecursionError:
        problem, allowed = "the file is nested too deep, or contains or inherits from itself", "plain keys with values"
        raise InputError(problem, file=file, value=name or UNSET, allowed=allowed) from None
    except UnicodeDecodeError:
        raise InputError("bytes that are not UTF-8 text", file=file, allowed="YAML in UTF-8") from None
    except ConfigCompositionException as error:
        unnamed = _UNNAMED.match(str(error))
        if unnamed is None:
            raise InputError(str(error).partition("\n")[0], file=file, allowed=_RECIPE) from None
        problem, allowed = "nothing of that name to replace", f"to add it, write +{unnamed[1]}=…"
        raise InputError(problem, file=file, value=unnamed[1], allowed=allowed) from None
    except MissingMandatoryValue as error:
        key = str(error.full_key or "").removeprefix(f"{ROOT}.")
        raise InputError("a value is missing", file=file, key=key, value=MISSING, allowed="a value") from None
    except InterpolationResolutionError as error:
        key = str(error.full_key or "").removeprefix(f"{ROOT}.")
        allowed = "a path that exists, from the root: ${scenario.company.name}"
        raise InputError("the reference leads nowhere", file=file, key=key, allowed=allowed) from None
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split()).replace(_TEXT, "at")
        raise InputError(f"not YAML: {problem}", file=file, allowed="YAML") from None
    except (HydraException, OmegaConfBaseException, OSError, ValueError) as error:
        raise InputError(str(error).partition("\n")[0], file=file, allowed=_RECIPE) from None
