"""What is shown while companies live, and when that stops early or fails."""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.text import Text

from sim.console.terminal import err

if TYPE_CHECKING:
    from sim.ensemble.chunk import Failure
    from sim.ensemble.ensemble import Ensemble
    from sim.ensemble.runner import EnsembleRun, Progress

SHOWN_FAILURES = 5
MOST_SHARES = 3  # scenarios whose survival is shown each by itself
FIRST_LINE, LINES_GROW, LONGEST_WAIT = 10.0, 1.5, 300.0  # seconds between lines where there is no terminal
MINUTE, HOUR = 60, 3600


def follow(work: "EnsembleRun", title: str) -> "list[Ensemble]":
    """Run to the end with a bar on a terminal, or with a few lines elsewhere."""
    from sim.analysis.words import counted

    console = err()
    started = monotonic()
    if console.is_terminal:
        _bar(console, work, title)
    else:
        _lines(console, work, title)
    ensembles = work.results()
    lived = sum(ensemble.trials for ensemble in ensembles)
    done = counted(lived, "company", "companies")
    console.print(Text(f"{done} in {monotonic() - started:.0f} s"), soft_wrap=True)
    return ensembles


def _bar(console: Console, work: "EnsembleRun", title: str) -> None:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[words]}", markup=False),
    )
    pace = Pace(monotonic)
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None, words="")
        for progress in work:
            words = " · ".join(filter(None, (pace.words(progress), survival_words(progress))))
            bar.update(task, total=progress.expected or progress.total, completed=progress.done, words=words)


def _lines(console: Console, work: "EnsembleRun", title: str) -> None:
    """A line before, and while it goes on a line now and then, ever more seldom."""
    console.print(Text(f"running {title} …"), soft_wrap=True)
    pace, sparse = Pace(monotonic), Sparse(monotonic)
    for progress in work:
        if sparse.due() and progress.done < progress.total:
            words = (far_words(progress), pace.words(progress), survival_words(progress))
            console.print(Text("  " + ", ".join(filter(None, words))), soft_wrap=True)
        else:
            pace.begin()


def far_words(progress: "Progress") -> str:
    """How far a run is: of all its trials, of those that it will probably take, or of the most that it may."""
    most = f"at most {progress.total:,}"
    if progress.expected is not None:
        return f"{progress.done:,} of about {progress.expected:,} ({most})"
    return f"{progress.done:,} of {most if progress.capped else f'{progress.total:,}'}"


class Pace:
    """How fast a run goes; what was on disk before it began is no work of this one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began: float | None = None

    def begin(self) -> None:
        """Start the clock, the first time."""
        if self._began is None:
            self._began = self._clock()

    def words(self, progress: "Progress") -> str:
        """Trials per second and the time left; empty while neither is known."""
        self.begin()
        assert self._began is not None
        seconds, lived = self._clock() - self._began, progress.done - progress.found
        if lived <= 0 or seconds <= 0:
            return ""
        rate = lived / seconds
        speed = f"{rate:,.0f} trials/s" if rate >= MINUTE else f"{rate:.1f} trials/s"
        end = progress.total if progress.expected is None else progress.expected
        how = "about " if progress.expected is not None else "at most " if progress.capped else ""
        return f"{speed}, {how}{spell(max(end - progress.done, 0) / rate)} left"


class Sparse:
    """When a line is due: first soon, then ever more seldom."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._wait = clock, FIRST_LINE
        self._next = clock() + self._wait

    def due(self) -> bool:
        """Whether it is time for a line."""
        now = self._clock()
        if now < self._next:
            return False
        self._wait = min(self._wait * LINES_GROW, LONGEST_WAIT)
        self._next = now + self._wait
        return True


def spell(seconds: float) -> str:
    """A time to wait: 40 s, 12 min, 3 h 20 min."""
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    if seconds < HOUR:
        return f"{seconds / MINUTE:.0f} min"
    hours, rest = divmod(round(seconds / MINUTE), MINUTE)
    return f"{hours} h {rest} min"


def survival_words(progress: "Progress") -> str:
    """The running estimate of survival at the horizon with its 95 % interval, by scenario where there are few."""
    from sim.analysis.statistics import wilson

    found = [wilson(alive, done) for alive, done in progress.shares if done]
    if not found:
        return ""
    if len(progress.shares) > MOST_SHARES:
        low, high = min(one.value for one in found), max(one.value for one in found)
        return f"{low:.0%} to {high:.0%} alive at the horizon, by plan"
    shares = [f"{one.value:.0%} ({one.low:.0%} to {one.high:.0%})" for one in found]
    return f"{' / '.join(shares)} alive at the horizon"


def say_stopped(folder: Path, again: str, reason: str = "") -> None:
    """What a run that was stopped leaves behind, why, and how to go on."""
    console = err()
    why = f"error: {reason}\n" if reason else ""
    console.print(Text(f"{why}stopped; what is finished is kept in {folder}. To go on:"), soft_wrap=True)
    console.print(Text(f"  {again}"), soft_wrap=True)


def say_going_on(folder: Path, kept: int) -> None:
    """What is there already of an answer that was stopped."""
    from sim.analysis.words import counted

    err().print(
        Text(f"going on: {counted(kept, 'life', 'lives')} of it {'is' if kept == 1 else 'are'} kept in {folder}"),
        soft_wrap=True,
    )


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
