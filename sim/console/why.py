"""Causes, autopsies and points of no return in plain words and tables."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from sim.console.terminal import out, say, table

if TYPE_CHECKING:
    from sim.analysis.causes import Causes
    from sim.analysis.no_return import NoReturn
    from sim.analysis.statistics import Interval
    from sim.analysis.verdict import Verdict


def say_causes(found: "Causes", verdict: "Verdict") -> None:
    """The verdict, and a row for each remedy."""
    _say_verdict(verdict)
    if not found.deaths or found.too_few:
        return
    shown = table("remedy, points of the chance of living", "gain", "95 %", "rescues", "kills", numbers=True)
    for effect in (*found.kinds("decision"), *found.kinds("circumstance"), *found.kinds("placebo")):
        mark = {"circumstance": " (nobody's decision)", "placebo": " (placebo)"}.get(effect.remedy.kind, "")
        named = " *" if effect.named else ""
        shown.add_row(
            Text(f"{effect.remedy.title}{mark}{named}"), *_points(effect.gain), f"{effect.rescued:.1%}",
            f"{effect.kills.value:.1%}",
        )  # fmt: skip
    say()
    out().print(shown)
    say("* named: helps clearly more than a placebo on one half of the dead, and again on the other.", fold=True)


def say_no_return(found: "NoReturn", verdict: "Verdict") -> None:
    """The verdict, and the chance of rescue by months before the end."""
    _say_verdict(verdict)
    if not found.last:
        return
    attempts = [*found.attempts, found.going_on]
    shown = table("months before the last", *(attempt.title for attempt in attempts), numbers=True)
    for before in sorted(found.going_on.curve, reverse=True)[::STEP]:
        shown.add_row(str(before), *(f"{attempt.curve[before].value:.0%}" for attempt in attempts))
    say()
    out().print(shown)


STEP = 3  # months from one row to the next


def say_autopsy(verdict: "Verdict") -> None:
    """The verdict on one life."""
    _say_verdict(verdict)


def say_page(page: Path) -> None:
    """Where the page is."""
    say()
    say(f"Page: {page}")


def _say_verdict(verdict: "Verdict") -> None:
    say()
    for line in verdict.lines:
        say(line, "bold" if line == verdict.headline else "", fold=True)


def _points(gain: "Interval") -> tuple[str, str]:
    value, low, high = (_signed(100 * number) for number in (gain.value, gain.low, gain.high))
    return value, "no world differs" if gain.low == gain.high else f"{low} to {high}"


def _signed(number: float) -> str:
    """With its sign, where a tenth of it is left."""
    return f"{number:+.1f}" if f"{abs(number):.1f}" != "0.0" else "0.0"
