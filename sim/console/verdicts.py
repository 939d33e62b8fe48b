"""Verdicts and comparisons in plain words and tables."""

from collections.abc import Sequence
from datetime import date
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from sim.console.terminal import out, say, table

if TYPE_CHECKING:
    from sim.analysis.choosing import Choice, Level
    from sim.analysis.compare_words import Line
    from sim.analysis.statistics import Interval
    from sim.analysis.verdict import Verdict
    from sim.setup import Setup

EXPECTED = "What was expected"


def say_verdict(verdict: "Verdict", command: str) -> None:
    """The verdict's sentences, the one that stands for all first."""
    say()
    if verdict.headline not in verdict.lines:
        say(verdict.headline, "bold", fold=True)
    for line in verdict.lines:
        say(line, "bold" if line == verdict.headline else "", fold=command not in line)


def say_choice(choice: "Choice", opening: date | None, command: str) -> None:
    """The verdict, each plan by itself, and the paired differences against the first plan with who flips; ``opening``
    None: they open on different dates, and months are counted."""
    from sim.analysis.choosing import level_lines
    from sim.analysis.compare_words import flips_words, lines_of

    say()
    say(choice.sentence, "bold", fold=True)
    say()
    shown = table("each plan by itself", *(plan.name for plan in choice.plans), numbers=True)
    for level in level_lines(choice, opening):
        shown.add_row(level.what, *(_level(one, level) for one in level.intervals))
    out().print(shown)
    for comparison in choice.comparisons:
        say()
        if comparison.sentence != choice.sentence:
            say(comparison.sentence, fold=True)
        shown = table(f"{comparison.b} minus {comparison.a}", "difference", "95 % interval", numbers=True)
        for line in lines_of(comparison, opening):
            shown.add_row(f"{line.what}{IN_UNIT[line.unit]}", *_difference(line))
        out().print(shown)
        say(flips_words(comparison, opening), fold=True)
    say()
    say(f"Again: {command}")


def say_question(setup: "Setup", name: str) -> None:
    """What the scenario asks, and how to see the answer: beside its twin, on the same luck."""
    if setup.question:
        say()
        say(f"Question: {setup.question}", fold=True)
    if setup.twin:
        say("What led to an end is what fell furthest short in its last year, not the decision behind it.")
        say(f"Its twin, the one decision changed: saas-sim compare {setup.twin} {name}")


def say_lines(title: str, lines: "Sequence[str]") -> None:
    """A heading and sentences below it; nothing where there are none."""
    if lines:
        say()
        say(title, "bold")
    for line in lines:
        say(line, fold=True)


IN_UNIT = {"points": ", points", "months": ", months", "money": ""}


def _difference(line: "Line") -> tuple[str, str]:
    """A difference and its interval."""
    interval = line.interval
    factor, form = {"points": (100.0, ".1f"), "months": (1.0, ".1f"), "money": (1.0, ",.0f")}[line.unit]
    value, low, high = (f"{number * factor:+{form}}" for number in (interval.value, interval.low, interval.high))
    return value, line.no_spread or f"{low} to {high}"


def _level(interval: "Interval | None", level: "Level") -> str:
    """A plan's own figure and how sure it is; a dash where there is none."""
    from sim.analysis.words import MINUS, amount, percent, share_margin

    if interval is None or isnan(interval.value):
        return "–"
    alone = level.no_spread(interval)
    if level.unit == "share":
        return f"{percent(interval.value)} ({alone or share_margin(interval)})"
    if level.unit == "months":
        return f"{interval.value:.1f} ({alone or f'±{interval.margin:.1f}'})"
    if not alone and interval.margin > abs(interval.value):  # "100k (±150k)" says that it could be anything
        low, high = (f"{MINUS if end < 0 else ''}{amount(end)}" for end in (interval.low, interval.high))
        return f"{low} to {high}"
    return f"{amount(interval.value)} ({alone or f'±{amount(interval.margin)}'})"


def say_report(report: Path) -> None:
    """Where the report is."""
    say(f"Report: {report}")
