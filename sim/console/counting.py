"""A bar for lives that are chosen as the work goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from sim.console.terminal import err


@contextmanager
def counting(title: str, total: int | None = None) -> Iterator[Callable[[int, int], None]]:
    """Gives what to call with (lives done, lives expected); a bar on a terminal, a line before and after elsewhere.

    ``total``: lives expected, where that is known before.
    """
    console = err()
    started, lived = monotonic(), 0

    def remember(done: int, _expected: int) -> None:
        nonlocal lived
        lived = done

    if not console.is_terminal:
        console.print(Text(f"{title} …" if total is None else f"{title}: {_lives(total)} …"), soft_wrap=True)
        yield remember
    else:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        )  # fmt: skip
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(title, total=total)

            def show(done: int, expected: int) -> None:
                remember(done, expected)
                bar.update(task, total=expected, completed=done)

            yield show
    console.print(Text(f"{_lives(lived)} in {monotonic() - started:.0f} s"), soft_wrap=True)


def _lives(number: int) -> str:
    from sim.analysis.words import counted

    return counted(number, "life", "lives")
