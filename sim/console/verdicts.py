"""Verdicts and comparisons in plain words and tables."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from sim.console.terminal import out, say, table

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison
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


def say_comparisons(comparisons: "Sequence[Comparison]", opening: date | None, command: str) -> None:
    """Paired differences against the first plan, with intervals, flips both ways and a sentence each; ``opening`` None:
    they open on different dates, and months are counted."""
    from sim.analysis.words import counted, month_name

    for comparison in comparisons:
        say()
        say(comparison.sentence, "bold", fold=True)
        shown = table(f"{comparison.b} minus {comparison.a}", "difference", "95 % interval", numbers=True)
        for month, interval in comparison.survival.items():
            _row(shown, f"survival, {month_name(opening, month)}, in points", interval, 100.0, ".1f")
        for month, interval in comparison.failures.items():
            _row(shown, f"dead or closed by {month_name(opening, month)}, in points", interval, 100.0, ".1f")
        _row(shown, "mean life up to the horizon, months", comparison.runway_months, 1.0, ".1f")
        _row(shown, "ARR at the end (dead = 0)", comparison.arr_end, 1.0, ",.0f")
        out().print(shown)
        say(
            f"Of {counted(comparison.trials, 'pair')} on the same luck, by {month_name(opening, comparison.month)}: "
            f"{comparison.rescued:,} fail only with {comparison.a}, {comparison.ruined:,} only with {comparison.b} "
            "(a sale is no failure)."
        )
    say()
    say(f"Again: {command}")


def say_question(setup: "Setup", name: str) -> None:
    """What the scenario asks, and how to see the answer: beside its twin, on the same luck."""
    if setup.question:
        say()
        say(f"Question: {setup.question}", fold=True)
    if setup.twin:
        say(f"Its twin, the one decision changed: saas-sim compare {setup.twin} {name}")


def say_lines(title: str, lines: "Sequence[str]") -> None:
    """A heading and sentences below it; nothing where there are none."""
    if lines:
        say()
        say(title, "bold")
    for line in lines:
        say(line, fold=True)


def _row(shown: Table, what: str, interval: "Interval", factor: float, form: str) -> None:
    value, low, high = (f"{number * factor:+{form}}" for number in (interval.value, interval.low, interval.high))
    shown.add_row(what, value, f"{low} to {high}")


def say_report(report: Path) -> None:
    """Where the report is."""
    say(f"Report: {report}")
