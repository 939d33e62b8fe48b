"""Every input of the base company under the mechanism that it belongs to: unit, bounds, mark, default, source or range.

``make claims`` writes docs/model/parameters.md from docs/model/mechanisms.yaml.
"""

from dataclasses import dataclass
from functools import cache
from math import inf

import yaml

from experiments.lawbook import ROOT
from sim.ranges import Limits
from sim.scenario import load_scenario
from sim.sources import Assumption, assumptions

REGISTER = ROOT / "docs" / "model" / "mechanisms.yaml"
HEADS = ("path", "meaning", "unit", "allowed", "mark", "default", "source or range")
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
    span = "" if one.low is None or one.high is None else f", {one.low:,.6g} to {one.high:,.6g}"
    if one.assumed:
        return f"assumed{span}"
    title = " ".join(filter(None, (one.source_title, one.year))) or "own"
    linked = f"[{title}]({one.address})" if one.address.startswith("https://") and " " not in one.address else title
    return f"{linked}{span}"


def bounds(limits: Limits) -> str:
    """What a field accepts, in short."""
    words = []
    if limits.low > -inf:
        words.append(f"{'>' if limits.open_low else '≥'} {limits.low:g}")
    if limits.high < inf:
        words.append(f"{'<' if limits.open_high else '≤'} {limits.high:g}")
    return ", ".join(words + ["whole"] * limits.whole) or "any"


def page() -> str:
    """All inputs as Markdown."""
    lines = [
        "# Parameters by mechanism",
        "",
        "Every number of the base company under the mechanism that it belongs to; formulas and state stand in the",
        "pages that [the index](../model.md) names. *Allowed* are the bounds of the field's type; *mark* says whose",
        "number it is: a decision of the founders, a fact of the world, or a setting of the question. The last column",
        "has the source, or the range in which an assumed number may lie (of an uncertain one 90 % of its values).",
        "From the types and `docs/model/mechanisms.yaml`, written by `make claims`.",
    ]
    found, base = inputs(), load_scenario("base")
    for mechanism in mechanisms():
        rows = found[mechanism.id]
        lines += ["", f"## {mechanism.id}", "", f"Shown by {', '.join(mechanism.shown)}."]
        if not rows:
            lines += ["", f"Off in base: {', '.join(f'`{path}`' for path in mechanism.paths)}."]
            continue
        lines += ["", f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
        for one in rows:
            allowed = bounds(base.limits(one.key))
            cells = (f"`{one.key}`", one.meaning, one.unit, allowed, one.mark, f"{one.value:,.6g}", _basis(one))
            lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Write the page."""
    RESULT.write_text(page(), encoding="utf-8")
    print(f"{RESULT.relative_to(ROOT)} written")


if __name__ == "__main__":
    main()
