"""Broken on purpose: which law tests notice when a mechanism is taken out?

experiments/mutants.yaml lists lines to break and the tests that should then fail. Each is broken in a copy of the
project, never here. Run with ``make mutants`` or ``python -m experiments.mutants`` (``--only PART …`` prints those of a
file, test or name, and writes nothing).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import yaml

from experiments.lawbook import ROOT, LawTest, law_tests, showing

RESULT = ROOT / "docs" / "laws.md"
FILE = Path(__file__).with_suffix(".yaml")
COPIED = ("sim", "configs", "tests", "experiments", "docs", "pyproject.toml", "Makefile", "README.md")
PASSED, FAILED = 0, 1  # what pytest answers
PATIENCE = 600.0  # seconds for one test
RED, GREEN, BROKEN, SICK, NOT_RUN = "red", "GREEN", "cannot run", "fails unbroken", "not run yet"


@dataclass(frozen=True)
class Mutant:
    """A line broken on purpose: in ``file``, ``old`` becomes ``new``; ``tests`` should then fail."""

    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def fits(self) -> bool:
        """Whether the line is still there."""
        return self.old in (ROOT / self.file).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Finding:
    """A mutant before one test: red is what is wanted."""

    mutant: Mutant
    test: str
    colour: str


def register() -> tuple[dict[str, str], list[Mutant]]:
    """The laws in business words, and the mutants."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    mutants = [Mutant(**{**entry, "tests": tuple(entry["tests"])}) for entry in content["mutants"]]
    return content["laws"], mutants


@contextmanager
def copies(number: int) -> Iterator["SimpleQueue[Path]"]:
    """So many copies of the project to break things in."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        free: SimpleQueue[Path] = SimpleQueue()
        for name in range(number):
            copy = Path(folder) / str(name)
            copy.mkdir()
            for part in COPIED:
                if (ROOT / part).is_dir():
                    shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
                elif (ROOT / part).exists():
                    shutil.copy2(ROOT / part, copy / part)
            free.put(copy)
        yield free


def ask(copy: Path, test: str) -> str:
    """The colour of one test in a copy of the project."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", f"tests/{test}"]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        code = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, timeout=PATIENCE, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return RED
    return {PASSED: GREEN, FAILED: RED}.get(code, BROKEN)


def unbroken(free: "SimpleQueue[Path]", tests: Iterable[str], workers: int) -> set[str]:
    """The tests that fail while nothing is broken: they can say nothing."""
    copy = free.get()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", str(workers)]
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    paths = [f"tests/{test}" for test in dict.fromkeys(tests)]
    said = subprocess.run([*command, *paths], cwd=copy, env=environment, capture_output=True, text=True, check=False)
    free.put(copy)
    if said.returncode == PASSED:
        return set()
    failed = re.findall(r"^(?:FAILED|ERROR) tests/([\w/.]+::\w+)", said.stdout, re.MULTILINE)
    if not failed:
        raise RuntimeError(said.stdout[-2000:] + said.stderr[-2000:])
    return set(failed)


def judge(mutant: Mutant, free: "SimpleQueue[Path]", sick: set[str]) -> list[Finding]:
    """Break the line in a copy, ask its tests, and mend it."""
    copy = free.get()
    path = copy / mutant.file
    text = path.read_text(encoding="utf-8")
    try:
        if mutant.old not in text:
            return [Finding(mutant, test, BROKEN) for test in mutant.tests]
        path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        return [Finding(mutant, test, SICK if test in sick else ask(copy, test)) for test in mutant.tests]
    finally:
        path.write_text(text, encoding="utf-8")
        free.put(copy)


def run(mutants: Sequence[Mutant], workers: int) -> Iterator[Finding]:
    """What the tests say to each mutant."""
    with copies(workers) as free, ThreadPoolExecutor(workers) as pool:
        sick = unbroken(free, (test for mutant in mutants for test in mutant.tests), workers)
        for found in pool.map(lambda mutant: judge(mutant, free, sick), mutants):
            yield from found


def wanted(mutants: Iterable[Mutant], parts: Sequence[str] | None) -> list[Mutant]:
    """Those that a part of their name, file or tests picks."""
    return [
        mutant
        for mutant in mutants
        if parts is None or any(part in " ".join((mutant.what, mutant.file, *mutant.tests)) for part in parts)
    ]


def status(tests: Sequence[LawTest], found: Sequence[Finding], planned: bool) -> str:
    """Whether what is said of some tests has been seen to fail."""
    if any(finding.colour == RED for finding in found):
        green = sum(finding.colour != RED for finding in found)
        return f"{RED}, but {green} unnoticed" if green else RED
    if found:
        return f"**{found[0].colour}**"
    if planned:
        return NOT_RUN
    return "twin of a quick test" if all(test.slow for test in tests) else "no mutant"


def _cells(mutants: Sequence[Mutant], tests: Sequence[LawTest], found: Sequence[Finding]) -> tuple[str, str]:
    """The mutants that turn some tests red, and the status."""
    keys = {test.key for test in tests}
    mine = [finding for finding in found if finding.test in keys]
    red = dict.fromkeys(finding.mutant.what for finding in mine if finding.colour == RED)
    planned = any(keys & set(mutant.tests) for mutant in mutants)
    return "; ".join(red) or "–", status(tests, mine, planned)


def _named(test: LawTest) -> str:
    return f"`{test.key.removeprefix('laws/')}`" + (" (slow)" if test.slow else "")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def page(laws: dict[str, str], mutants: Sequence[Mutant], found: Sequence[Finding], minutes: float) -> str:
    """The tables as Markdown."""
    asked = len(found)
    red = sum(finding.colour == RED for finding in found)
    lines = []
    for law, says in laws.items():
        tests = showing(law)
        lines.append(_row(law, says, "<br>".join(map(_named, tests)), *_cells(mutants, tests, found)))
    others = [
        _row(_named(test), test.says.partition(". ")[0], *_cells(mutants, [test], found))
        for test in law_tests().values()
        if not test.laws
    ]
    unnoticed = [
        f"- {finding.mutant.what} (`{finding.mutant.file}`): `{finding.test}` stays {finding.colour}"
        for finding in found
        if finding.colour != RED
    ]
    return "\n".join(
        [
            "# Laws, and what breaks them",
            "",
            f"Written by `make mutants`, {datetime.now(UTC):%Y-%m-%d}: {len({f.mutant.what for f in found})} of"
            f" {len(mutants)} mutants run against {asked} tests in {minutes:.0f} minutes,"
            f" {red} turned red, {asked - red} not.",
            "A mutant is a line broken on purpose in a copy of the project (experiments/mutants.yaml); a law that no",
            "mutant turns red would say nothing.",
            "",
            "| law | in business words | tests | mutants that turn it red | status |",
            "|---|---|---|---|---|",
            *lines,
            "",
            "## Mutants that a test did not notice",
            "",
            *(unnoticed or ["None."]),
            "",
            "## What else the model must show",
            "",
            "| test | in business words | mutants that turn it red | status |",
            "|---|---|---|---|",
            *others,
            "",
        ]
    )


def main() -> None:
    """Break, ask, print, and keep the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="+", metavar="PART", help="some mutants; nothing is written")
    options = parser.parse_args()
    laws, mutants = register()
    started = time.monotonic()
    found = []
    for finding in run(wanted(mutants, options.only), options.workers):
        found.append(finding)
        print(f"{finding.colour:10} {finding.mutant.what:50} {finding.test}", flush=True)
    if options.only is None:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(page(laws, mutants, found, (time.monotonic() - started) / 60), encoding="utf-8")


if __name__ == "__main__":
    main()
