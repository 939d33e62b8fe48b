"""The 133 claims of the source articles, each with what carries it and where its effect is seen.

The rows are kept in docs/claims/*.yaml. ``make claims`` writes them to docs/claims.md; ``make claims-sample`` (or
``python -m experiments.claims --sample 20 --seed N``) draws some rows at random and prints each beside its figures:
the law test or the command that it names is run, and its numbers are shown.

A row's ``shown`` lists laws (L10), tests, commands of saas-sim, ``look`` (companies compared, see experiments.looks) or
``not visible``.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from experiments.lawbook import ROOT, law_tests, showing
from experiments.looks import Look

RESULT = ROOT / "docs" / "claims.md"
FOLDER = ROOT / "docs" / "claims"
ROWS_OF_ARTICLE = (35, 25, 21, 27, 25)
ARTICLES = (
    "Eight stages, and three ways to die",
    "Sales: big and small customers",
    "Customer success beyond marketing",
    "Six forces, and a marketplace for suppliers",
    "A roadmap, and software sold as a service",
)
NOT_VISIBLE, LOOK, COMMAND, TEST = "not visible", "look", "saas-sim ", "tests/"
TRIALS = 64  # companies of a command


@dataclass(frozen=True)
class Claim:
    """A row: the claim in own words, the mechanism and the parameter that carry it, where and how its effect shows."""

    id: str
    claim: str
    mechanism: str
    path: str
    shown: tuple[str, ...]
    effect: str
    looks: tuple[Look, ...] = ()

    @property
    def visible(self) -> bool:
        """Whether some run shows it."""
        return self.shown != (NOT_VISIBLE,)


def ids() -> list[str]:
    """The ids that there must be."""
    return [f"{article}.{row}" for article, rows in enumerate(ROWS_OF_ARTICLE) for row in range(1, rows + 1)]


def _looks(entry: Any) -> tuple[Look, ...]:
    entries = entry if isinstance(entry, list) else [entry] if entry else []
    return tuple(Look(**{**one, "see": tuple(one["see"])}) for one in entries)


def claims() -> list[Claim]:
    """All rows, by article and number."""
    rows = [row for path in sorted(FOLDER.glob("*.yaml")) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    found = []
    for row in rows:
        shown = row["shown"] if isinstance(row["shown"], list) else [row["shown"]]
        found.append(
            Claim(
                row["id"], row["claim"], row["mechanism"], row["path"], tuple(shown), row["effect"],
                _looks(row.get(LOOK)),
            )
        )  # fmt: skip
    return sorted(found, key=lambda claim: tuple(map(int, claim.id.split("."))))


def named_by(shown: str) -> list[str]:
    """The tests (``laws/test_x.py::test_y``) that a law's id or a test's path names; the slow ones only by path."""
    if shown.startswith(TEST):
        wanted = shown.removeprefix(TEST)
        return [key for key in law_tests() if key == wanted or key.startswith(f"{wanted}::")]
    return [test.key for test in showing(shown) if not test.slow]


# -- running -----------------------------------------------------------------------------------------------------------


def figures(claim: Claim) -> Iterator[str]:
    """What is seen when a claim's evidence is run, line by line."""
    for shown in claim.shown:
        if shown == NOT_VISIBLE:
            yield NOT_VISIBLE
        elif shown == LOOK:
            for look in claim.looks:
                yield look.describe()
                yield from (f"  {seen.line()}" for seen in look.run())
        elif shown.startswith(COMMAND):
            yield shown
            yield from (f"  {line}" for line in command(shown)[1])
        else:
            yield from run_tests(named_by(shown))


def command(shown: str, trials: int = TRIALS) -> tuple[int, list[str]]:
    """Run a command of saas-sim: what it answers, and what it prints without the list of files."""
    with tempfile.TemporaryDirectory() as folder:
        words = [*shown.split()[1:], "--trials", str(trials), "--out", str(Path(folder) / "run")]
        said = subprocess.run(
            [sys.executable, "-m", "sim", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        lines = [line for line in said.stdout.splitlines() if line.strip() and folder not in line]
        return said.returncode, lines or said.stderr.splitlines()[-3:]


def run_tests(keys: list[str]) -> Iterator[str]:
    """Run law tests and give the numbers that they end with."""
    from experiments.figures import MARK

    words = ["-q", "-s", "-x", "-m", "slow or not slow", "-p", "no:cacheprovider", "-p", "experiments.figures"]
    said = subprocess.run(
        [sys.executable, "-m", "pytest", *words, *(TEST + key for key in keys)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    for line in said.stdout.splitlines():
        if line.startswith(MARK):
            yield line.removeprefix(MARK)
    yield "  the law holds" if said.returncode == 0 else f"  << the law does not hold: {said.stdout.splitlines()[-1]}"


def sample(number: int, seed: int) -> None:
    """Print some rows drawn at random beside their figures."""
    for claim in random.Random(seed).sample(claims(), number):
        print(f"\n{claim.id}  {claim.claim}\n  carried by {claim.mechanism}, `{claim.path}`\n  said: {claim.effect}")
        for line in figures(claim):
            print(f"    {line}", flush=True)


# -- the page ----------------------------------------------------------------------------------------------------------


def _shown(claim: Claim) -> str:
    parts = []
    for shown in claim.shown:
        if shown == LOOK:
            parts += [f"{look.describe()}: {', '.join(look.see)}" for look in claim.looks]
        elif shown.startswith(TEST):
            parts.append(f"`{shown.removeprefix(TEST)}`")
        else:
            parts.append(f"`{shown}`" if shown.startswith(COMMAND) else shown)
    return "<br>".join(parts)


def page() -> str:
    """All rows as Markdown."""
    rows = claims()
    unseen = [claim for claim in rows if not claim.visible]
    lines = [
        "# Claims",
        "",
        f"The {len(rows)} claims of the five source articles in own words: what carries each (docs/model.md), a",
        "parameter by which it can be changed, where its effect shows, and what is seen. Written by `make claims`",
        "from `docs/claims/*.yaml`; `make claims-sample` runs twenty of them, drawn at random.",
        "",
        f"**{len(rows) - len(unseen)} are seen in a run, {len(unseen)} are not**"
        f"{': ' if unseen else ''}{', '.join(c.id for c in unseen)}.",
        "A row that is seen may name a part that is not; it says so.",
    ]
    for article, title in enumerate(ARTICLES):
        lines += ["", f"## {article} {title}", "", "| id | claim | carried by | parameter | shown by | what is seen |"]
        lines.append("|---|---|---|---|---|---|")
        for claim in rows:
            if claim.id.startswith(f"{article}."):
                cells = (
                    claim.id, claim.claim, claim.mechanism, f"`{claim.path}`", _shown(claim), claim.effect
                )  # fmt: skip
                lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Write the page, or print a sample."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, help="rows to draw and run; nothing is written")
    parser.add_argument("--seed", type=int, default=None, help="of the draw")
    options = parser.parse_args()
    if options.sample:
        seed = random.randrange(10_000) if options.seed is None else options.seed
        print(f"{options.sample} rows drawn with --seed {seed}")
        sample(options.sample, seed)
        return
    RESULT.write_text(page(), encoding="utf-8")
    print(f"{RESULT.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
