"""The law tests as they stand in tests/: what each says, and which laws it belongs to."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
FOLDERS = ("laws", "perils")
LAW = re.compile(r"\bL\d+\b")


@dataclass(frozen=True)
class LawTest:
    """A test of the model's behaviour: ``laws/test_x.py::test_y``, what it says, and its laws (L…, maybe none)."""

    key: str
    says: str
    laws: tuple[str, ...]
    slow: bool


def _is_slow(function: ast.FunctionDef) -> bool:
    return any("mark.slow" in ast.unparse(decorator) for decorator in function.decorator_list)


def _read(path: Path) -> Iterator[LawTest]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not (isinstance(node, ast.FunctionDef) and node.name.startswith("test_")):
            continue
        says = " ".join((ast.get_docstring(node) or "").split())
        key = f"{path.relative_to(TESTS).as_posix()}::{node.name}"
        yield LawTest(key, says, tuple(dict.fromkeys(LAW.findall(says.partition(":")[0]))), _is_slow(node))


@cache
def law_tests() -> dict[str, LawTest]:
    """All tests of tests/laws and tests/perils by key, in the order of files and lines."""
    paths = (path for folder in FOLDERS for path in sorted((TESTS / folder).glob("test_*.py")))
    return {test.key: test for path in paths for test in _read(path)}


def showing(law: str) -> list[LawTest]:
    """The tests that show a law."""
    return [test for test in law_tests().values() if law in test.laws]
