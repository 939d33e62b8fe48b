"""Every input of the base company under the mechanism that it belongs to: unit, default, source or assumed range.

``make claims`` writes docs/model/parameters.md from docs/model/mechanisms.yaml.
"""

from dataclasses import dataclass
from functools import cache

import yaml

from experiments.lawbook import ROOT
from sim.scenario import load_scenario
from sim.sources import Assumption, assumptions

REGISTER = ROOT / "docs" / "model" / "mechanisms.yaml"
RESULT = ROOT / "docs" / "model" / "parameters.md"


@dataclass(frozen=True)
class Mechanism:
    """Its id, the beginnings of its inputs' paths (``*``: any name), and the laws and tests that show it."""

    id: str
    paths: tuple[str, ...]
    shown: tuple[str, ...]


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """All mechanisms, in order."""
    register = yaml.safe_load(REGISTER.read_text(encoding="utf-8"))
    return tuple(Mechanism(key, tuple(one["paths"]), tuple(one["shown"])) for key, one in register.items())


def _length(path: str, beginning: str) -> int:
    """How many names of a path a beginning covers; 0 where it is another's."""
    names, wanted = path.split("."), beginning.split(".")
    fits = len(wanted) <= len(names) and all(a in ("*", b) for a, b in zip(wanted, names, strict=False))
    return len(wanted) if fits else 0


def owner(path: str) -> str | None:
    """The mechanism with the longest beginning of this path."""
    best = max((_length(path, one), mechanism.id) for mechanism in mechanisms() for one in mechanism.paths)
    return best[1] if best[0] else None


def inputs() -> dict[str, list[Assumption]]:
    """The base company's inputs by mechanism."""
    found: dict[str, list[Assumption]] = {mechanism.id: [] for mechanism in mechanisms()}
    for one in assumptions(load_scenario("base")):
        found[owner(one.key) or ""].append(one)
    return found


def _basis(one: Assumption) -> str:
    if not one.assumed:
        return " ".join(filter(None, (one.source_title, one.year))) or "own"
    return "assumed" if one.low is None else f"assumed, {one.low:g} to {one.high:g}"


def page() -> str:
    """All inputs as Markdown."""
    lines = [
        "# Parameters by mechanism",
        "",
        "Every number of the base company under the mechanism that it belongs to, with its unit, its default and where",
        "it comes from; formulas and state stand in the pages that [the index](../model.md) names. Written by",
        "`make claims` from `docs/model/mechanisms.yaml`.",
    ]
    found = inputs()
    for mechanism in mechanisms():
        rows = found[mechanism.id]
        lines += ["", f"## {mechanism.id}", "", f"Shown by {', '.join(mechanism.shown)}."]
        if not rows:
            lines += ["", f"Off in base: {', '.join(f'`{path}`' for path in mechanism.paths)}."]
            continue
        lines += ["", "| path | meaning | unit | default | |", "|---|---|---|---|---|"]
        for one in rows:
            cells = (f"`{one.key}`", one.meaning, one.unit, f"{one.value:,.6g}", _basis(one))
            lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Write the page."""
    RESULT.write_text(page(), encoding="utf-8")
    print(f"{RESULT.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
