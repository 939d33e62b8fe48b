"""What the terminal shows: progress while companies live, then plain words and tables.

Progress goes to stderr and results to stdout. What a user typed (names, values) is never read as markup.
"""

import sys
from collections.abc import Sequence
from datetime import date
from math import isnan
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison
    from sim.analysis.statistics import Interval
    from sim.analysis.verdict import Verdict
    from sim.ensemble.chunk import Failure
    from sim.ensemble.ensemble import Ensemble
    from sim.ensemble.runner import EnsembleRun
    from sim.life import Life
    from sim.scenario import Scenario

FILE_WIDTH = 160
SHOWN_FAILURES = 5
LONGEST_VALUE = 48


def _out() -> Console:
    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else FILE_WIDTH)


def _err() -> Console:
    return Console(stderr=True, highlight=False, markup=False)


def _say(text: str = "", style: str = "", fold: bool = False) -> None:
    """One line; folded between words where asked, else commands and paths can be copied as they are."""
    _out().print(Text(text, style), soft_wrap=not fold)


def follow(work: "EnsembleRun", title: str) -> "list[Ensemble]":
    """Run to the end with a bar on a terminal, or with a line before and after elsewhere."""
    console = _err()
    started = monotonic()
    if console.is_terminal:
        _bar(console, work, title)
    else:
        console.print(Text(f"running {title} …"), soft_wrap=True)
        for _ in work:
            pass
    ensembles = work.results()
    lived = sum(ensemble.trials for ensemble in ensembles)
    console.print(Text(f"{lived:,} companies in {monotonic() - started:.0f} s"), soft_wrap=True)
    return ensembles


def _bar(console: Console, work: "EnsembleRun", title: str) -> None:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[alive]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None, alive="")
        for progress in work:
            alive = f"{progress.alive:.0%} alive at the horizon" if progress.done > progress.failed else ""
            bar.update(task, total=progress.total, completed=progress.done, alive=alive)


def say_verdict(verdict: "Verdict", command: str) -> None:
    """The verdict's sentences, the one that stands for all first."""
    _say()
    if verdict.headline not in verdict.lines:
        _say(verdict.headline, "bold", fold=True)
    for line in verdict.lines:
        _say(line, "bold" if line == verdict.headline else "", fold=command not in line)


def say_comparisons(comparisons: "Sequence[Comparison]", opening: date | None, command: str) -> None:
    """Paired differences against the first plan, with intervals, flips both ways and a sentence each; ``opening`` None:
    they open on different dates, and months are counted."""
    from sim.analysis.words import counted, month_name

    for comparison in comparisons:
        _say()
        _say(comparison.sentence, "bold", fold=True)
        table = _table(f"{comparison.b} minus {comparison.a}", "difference", "95 % interval", numbers=True)
        for month, interval in comparison.survival.items():
            _row(table, f"survival, {month_name(opening, month)}, in points", interval, 100.0, ".1f")
        for month, interval in comparison.failures.items():
            _row(table, f"dead or closed by {month_name(opening, month)}, in points", interval, 100.0, ".1f")
        _row(table, "mean life up to the horizon, months", comparison.runway_months, 1.0, ".1f")
        _row(table, "ARR at the end (dead = 0)", comparison.arr_end, 1.0, ",.0f")
        _out().print(table)
        _say(
            f"Of {counted(comparison.trials, 'pair')} on the same luck, by {month_name(opening, comparison.month)}: "
            f"{comparison.rescued:,} fail only with {comparison.a}, {comparison.ruined:,} only with {comparison.b} "
            "(a sale is no failure)."
        )
    _say()
    _say(f"Again: {command}")


def _row(table: Table, what: str, interval: "Interval", factor: float, form: str) -> None:
    value, low, high = (f"{number * factor:+{form}}" for number in (interval.value, interval.low, interval.high))
    table.add_row(what, value, f"{low} to {high}")


def say_report(report: Path) -> None:
    """Where the report is."""
    _say(f"Report: {report}")


def say_stopped(folder: Path, again: str) -> None:
    """What an interrupted run leaves behind, and how to go on."""
    console = _err()
    console.print(Text(f"stopped; what is finished is kept in {folder}. To go on:"), soft_wrap=True)
    console.print(Text(f"  {again}"), soft_wrap=True)


def say_failures(failures: "Sequence[Failure]") -> None:
    """Trials that raised an error, each with the command that replays it."""
    if not failures:
        return
    console = _err()
    count = f"{len(failures):,} trial{'s' if len(failures) > 1 else ''}"
    console.print(Text(f"{count} failed and {'are' if len(failures) > 1 else 'is'} left out:"), soft_wrap=True)
    for failure in failures[:SHOWN_FAILURES]:
        where = f"{failure.scenario}, seed {failure.seed}, trial {failure.trial}, day {failure.day}"
        console.print(Text(f"  {where}: {failure.error}\n    {failure.replay}"), soft_wrap=True)
    if len(failures) > SHOWN_FAILURES:
        console.print(Text(f"  and {len(failures) - SHOWN_FAILURES:,} more"), soft_wrap=True)


def show_inputs(scenario: "Scenario") -> None:
    """Every input of a scenario: value, source or "assumed", and the file that set it."""
    _say(f"{scenario.name}: {scenario.setup.title}", "bold")
    table = _table("input", "value", "source", "file")
    for path, origin in sorted(scenario.provenance.items()):
        value = str(_leaf(scenario.data, path))
        shown = value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"
        table.add_row(*map(Text, (path, shown, origin.source or "", str(origin.file))))
    _out().print(table)


def _leaf(data: object, path: str) -> object:
    """The value at a dotted path of nested maps and lists."""
    for name in path.split("."):
        if isinstance(data, dict):
            data = data[name]
        elif isinstance(data, list):
            data = data[int(name)]
    return data


def show_life(life: "Life") -> None:
    """One company's life: events by date, key figures by month, and how it ended."""
    _say(f"{life.scenario}, seed {life.seed}, trial {life.trial}, day {life.day}: {life.ending}", "bold")
    events = _table("date", "event", "who", "amount")
    for event in life.events:
        amount = f"{event.amount:,.0f}" if event.amount else ""
        events.add_row(event.date.isoformat(), Text(event.kind), Text(event.who), amount)
    _say()
    _out().print(events)
    months = _table("month's end", *(column.replace("_", " ") for column in life.columns), numbers=True)
    for day, values in life.months:
        months.add_row(day.isoformat(), *("–" if isnan(value) else f"{value:,.0f}" for value in values))
    _say()
    _out().print(months)
    _say()
    _say(life.agreement)


def _table(*headers: str, numbers: bool = False) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, header in enumerate(headers):
        table.add_column(Text(header), overflow="fold", justify="right" if numbers and number else "left")
    return table
