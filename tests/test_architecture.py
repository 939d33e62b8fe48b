"""The house holds its plan: imports point one way, libraries stay in their rooms, files and functions stay short."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SIM = ROOT / "sim"
LONGEST_FILE = 400
LONGEST_FUNCTION = 60

# From the foundation up; a room (a module or a package of sim) imports from its own floor and from those below.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "quantities", "luck", "journal", "levers", "clock", "agenda", "binomial"}),
    frozenset({"ranges", "schema", "checking", "uncertainty", "treasury", "people", "leading", "customers", "market"}),
    frozenset({"intervals"}),
    frozenset(
        {
            "departments",
            "perils",
            "opening",
            "plan",
            "management",
            "policies",
            "seeing",
            "segment_economics",
            "forces",
            "roadmap",
            "scorecard",
            "monthly",
            "coroner",
            "reopen",
            "export",
            "expectation",
            "track",
            "turns",
        }
    ),
    frozenset({"setup"}),
    frozenset(
        {"company", "tables", "loading", "patches", "sources", "scenario", "changes", "battery", "promise", "notes"}
    ),
    frozenset({"posterior", "trial"}),
    frozenset({"ensemble"}),
    frozenset({"analysis"}),
    frozenset({"classroom"}),
    frozenset({"report", "life"}),
    frozenset({"console"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# The rooms in which a library may be used; what is not named here may be used anywhere.
ABOVE_TRIAL = frozenset().union(*FLOORS[FLOOR["ensemble"] :])
INPUTS = frozenset({"cli", "scenario", "loading", "patches"})
LIBRARIES: dict[str, frozenset[str]] = {
    "simpy": frozenset(FLOOR) - ABOVE_TRIAL,
    "pandas": ABOVE_TRIAL,
    "pyarrow": ABOVE_TRIAL,
    "loky": frozenset({"ensemble"}),
    "dask": frozenset({"ensemble"}),
    "distributed": frozenset({"ensemble"}),
    "matplotlib": frozenset({"report"}),
    "jinja2": frozenset({"report"}),
    "xlsxwriter": frozenset({"report"}),
    "optuna": frozenset({"analysis"}),
    "hydra": INPUTS,
    "omegaconf": INPUTS,
    "typer": frozenset({"cli", "__main__"}),
    "rich": frozenset({"console", "cli", "__main__"}),
}
HEAVY = {
    "dask",
    "distributed",
    "loky",
    "jinja2",
    "scipy",
    "pandas",
    "pyarrow",
    "matplotlib",
    "hydra",
    "pydantic",
    "simpy",
    "numpy",
    "xlsxwriter",
    "optuna",
}

FILES = sorted(SIM.rglob("*.py"))
MODULES = [path for path in FILES if path != SIM / "__init__.py"]


def name(path: Path) -> str:
    return path.relative_to(SIM).as_posix()


def room(path: Path) -> str:
    return path.relative_to(SIM).parts[0].removesuffix(".py")


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that matters when the program runs: imports for the type checker alone are left out."""
    for child in ast.iter_child_nodes(tree):
        if is_for_types(child):
            continue
        yield child
        yield from nodes(child)


def imported(path: Path, tree: ast.AST | None = None) -> set[str]:
    """Dotted names of what a file imports, wherever in it."""
    tree = tree or ast.parse(path.read_text(encoding="utf-8"))
    package = ("sim", *path.relative_to(SIM).parts[:-1])
    found: set[str] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *(node.module or "").split(".")]).rstrip(".")
            found |= {f"{stem}.{alias.name}" for alias in node.names}
    return found


def rooms_used(path: Path) -> set[str]:
    targets = {target.split(".")[1] for target in imported(path) if target.startswith("sim.")}
    return targets - {room(path), "__version__"}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_point_down(path: Path) -> None:
    here = room(path)
    assert here in FLOOR, f"give sim/{here} a floor in FLOORS"
    for target in rooms_used(path):
        assert target in FLOOR, f"{name(path)} imports sim.{target}, which has no floor in FLOORS"
        assert FLOOR[target] <= FLOOR[here], f"{name(path)} imports sim.{target}, which stands above it"


def test_no_room_needs_itself_through_another() -> None:
    graph: dict[str, set[str]] = {}
    for path in MODULES:
        graph.setdefault(room(path), set()).update(rooms_used(path))
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"rooms import each other in a circle: {' -> '.join(error.args[1])}")
    assert set(order) >= set(graph)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    libraries = {target.split(".")[0] for target in imported(path)}
    for library in libraries & LIBRARIES.keys():
        assert room(path) in LIBRARIES[library], f"{library} has no place in sim/{name(path)}"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            lines = node.end_lineno - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("module", ["sim", "sim.cli", "sim.__main__"])
def test_the_command_line_starts_without_heavy_libraries(module: str) -> None:
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "sim" in done.stdout.split()
    assert not HEAVY & set(done.stdout.split())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import simpy", {"simpy"}),
        ("from sim.luck import Luck", {"sim.luck.Luck"}),
        ("from . import errors", {"sim.errors"}),
        ("def f():\n    from pandas import Series", {"pandas.Series"}),
        ("if TYPE_CHECKING:\n    import pandas", set()),
    ],
)
def test_imports_are_read(code: str, expected: set[str]) -> None:
    assert imported(SIM / "some_module.py", ast.parse(code)) == expected
