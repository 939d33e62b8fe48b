"""Map a function over items on one machine, in this process or in several.

Nothing here knows what is mapped; results carry the index of their item, so the order of completion does not matter.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WAITING_PER_WORKER = 3  # items handed out ahead: enough to keep a worker busy, few enough to keep memory flat
MOST_LOSSES = 3  # times that an item may go down with its worker before the run gives up


class WorkersLost(RuntimeError):  # noqa: N818 (named for what happened)
    """Worker processes keep dying on the same items (out of memory, or killed from outside)."""


def imap(fn: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[tuple[int, Result]]:
    """(index, fn(item)) for every item, as completed; in this process where ``workers`` is 1.

    ``items`` are taken as they are needed. An exception of ``fn`` is raised here; closing the iterator before its end
    stops the workers.
    """
    if workers == 1:
        return ((index, fn(item)) for index, item in enumerate(items))
    return _imap_processes(fn, items, workers)


def available_workers() -> int:
    """Cores that this process may use."""
    from loky import cpu_count

    return int(cpu_count())


def _imap_processes(fn: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[tuple[int, Result]]:
    from concurrent.futures import FIRST_COMPLETED, Future, wait
    from concurrent.futures.process import BrokenProcessPool

    from loky import get_reusable_executor

    source = enumerate(items)
    again: deque[tuple[int, Item]] = deque()
    running: dict[Future[Result], tuple[int, Item]] = {}
    losses: dict[int, int] = {}
    try:
        while True:
            # a pool that lost a worker is replaced by a new one here
            executor = get_reusable_executor(max_workers=workers, initializer=_leave_interrupts_to_the_parent)
            while len(running) < workers * WAITING_PER_WORKER:
                item = again.popleft() if again else next(source, None)
                if item is None:
                    break
                running[executor.submit(fn, item[1])] = item
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                item = running.pop(future)
                try:
                    result = future.result()
                except BrokenProcessPool as error:
                    _count_loss(losses, item[0], error)
                    again.append(item)
                else:
                    yield item[0], result
    finally:
        if running:
            executor.shutdown(wait=True, kill_workers=True)


def _count_loss(losses: dict[int, int], index: int, error: Exception) -> None:
    losses[index] = losses.get(index, 0) + 1
    if losses[index] > MOST_LOSSES:
        raise WorkersLost(f"worker processes died {losses[index]} times over the same work: {error}") from error


def _leave_interrupts_to_the_parent(*_: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
