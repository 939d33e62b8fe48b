"""What is shown while companies live, and when that stops early or fails."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from sim.console.terminal import err

if TYPE_CHECKING:
    from sim.ensemble.chunk import Failure
    from sim.ensemble.ensemble import Ensemble
    from sim.ensemble.runner import EnsembleRun

SHOWN_FAILURES = 5


def follow(work: "EnsembleRun", title: str) -> "list[Ensemble]":
    """Run to the end with a bar on a terminal, or with a line before and after elsewhere."""
    console = err()
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


def say_stopped(folder: Path, again: str, reason: str = "") -> None:
    """What a run that was stopped leaves behind, why, and how to go on."""
    console = err()
    why = f"error: {reason}\n" if reason else ""
    console.print(Text(f"{why}stopped; what is finished is kept in {folder}. To go on:"), soft_wrap=True)
    console.print(Text(f"  {again}"), soft_wrap=True)


def say_failures(failures: "Sequence[Failure]") -> None:
    """Trials that raised an error, each with the command that replays it."""
    if not failures:
        return
    console = err()
    count = f"{len(failures):,} trial{'s' if len(failures) > 1 else ''}"
    console.print(Text(f"{count} failed and {'are' if len(failures) > 1 else 'is'} left out:"), soft_wrap=True)
    for failure in failures[:SHOWN_FAILURES]:
        where = f"{failure.scenario}, seed {failure.seed}, trial {failure.trial}, day {failure.day}"
        console.print(Text(f"  {where}: {failure.error}\n    {failure.replay}"), soft_wrap=True)
    if len(failures) > SHOWN_FAILURES:
        console.print(Text(f"  and {len(failures) - SHOWN_FAILURES:,} more"), soft_wrap=True)
