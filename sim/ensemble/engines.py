"""Map a function over items: in this process, in several, or on a cluster of machines.

Nothing here knows what is mapped; results carry the index of their item, so the order of completion does not matter.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from threading import Thread
from time import sleep
from typing import Any, TypeVar

from sim.errors import InputError

Item = TypeVar("Item")
Result = TypeVar("Result")

LOCAL, SERIAL, DASK = "local", "serial", "dask"
NAMES = (LOCAL, SERIAL, DASK)
WAITING_PER_WORKER = 3  # items handed out ahead: enough to keep a worker busy, few enough to keep memory flat
MOST_LOSSES = 3  # times that an item may go down with its worker before the run gives up
IDLE_SECONDS = 300  # that a worker waits for the next run: starting one and loading the model takes a second
SECONDS_BETWEEN_LOOKS = 1.0  # of a worker, at whether its parent still lives


class WorkersLost(RuntimeError):  # noqa: N818 (named for what happened)
    """Worker processes keep dying on the same items (out of memory, or killed from outside)."""


class Shared(bytes):
    """Bytes that stand in many items: a cluster carries them to each of its workers once."""


@dataclass(frozen=True)
class Engine:
    """Where work is done: ``local`` (processes of this machine), ``serial`` (this process) or ``dask``.

    ``workers``: processes, all cores unless given. ``address``: a running dask scheduler, as tcp://host:8786, which has
    its own workers; without one, dask starts a cluster on this machine. InputError where these do not fit together.
    """

    name: str = LOCAL
    workers: int | None = None
    address: str | None = None

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise InputError("no such engine", key="--engine", value=self.name, allowed=", ".join(NAMES))
        if self.address is not None and self.name != DASK:
            raise InputError("belongs to --engine dask", key="--address", value=self.address)
        if self.workers is not None and (self.address is not None or self.name == SERIAL):
            whose = "a running cluster has its own workers" if self.address else "this engine is one process"
            raise InputError(whose, key="--workers", value=self.workers, allowed="leave it out")

    def check(self) -> None:
        """See to it that it can be used, before anything is begun. InputError where it cannot."""
        if self.name == DASK:
            from sim.ensemble.cluster import check

            check(self)

    @property
    def here(self) -> bool:
        """Whether everything happens in this process."""
        return self.name == SERIAL or (self.name == LOCAL and self.processes == 1)

    @property
    def processes(self) -> int:
        """How many processes this machine gives to it."""
        return 1 if self.name == SERIAL else self.workers or available_workers()


def imap(
    fn: Callable[[Item], Result], items: Iterable[Item], engine: Engine | int = Engine()
) -> Generator[tuple[int, Result], None, None]:
    """(index, fn(item)) for every item, as completed; an ``engine`` that is a number means so many local processes.

    ``items`` are taken as they are needed. An exception of ``fn`` is raised here; closing the iterator before its end
    stops the workers.
    """
    engine = Engine(workers=engine) if isinstance(engine, int) else engine
    if engine.here:
        return ((index, fn(item)) for index, item in enumerate(items))
    if engine.name == DASK:
        from sim.ensemble.cluster import imap_cluster

        return imap_cluster(fn, items, engine)
    return _imap_processes(fn, items, engine.processes)


def available_workers() -> int:
    """Cores that this process may use."""
    from loky import cpu_count

    return int(cpu_count())


def _imap_processes(
    fn: Callable[[Item], Result], items: Iterable[Item], workers: int
) -> Generator[tuple[int, Result], None, None]:
    from concurrent.futures import FIRST_COMPLETED, Future, wait
    from concurrent.futures.process import BrokenProcessPool

    from loky import get_reusable_executor

    source = enumerate(items)
    again: deque[tuple[int, Item]] = deque()
    running: dict[Future[Result], tuple[int, Item]] = {}
    losses = Losses()
    try:
        while True:
            # a pool that lost a worker is replaced by a new one here
            executor = get_reusable_executor(max_workers=workers, timeout=IDLE_SECONDS, initializer=attend_the_parent)
            while len(running) < workers * WAITING_PER_WORKER:
                item = again.popleft() if again else next(source, None)
                if item is None:
                    break
                try:
                    running[executor.submit(fn, item[1])] = item
                except BrokenProcessPool:  # a worker died between the last result and this
                    again.appendleft(item)
                    break
            if not running and not again:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                item = running.pop(future)
                try:
                    result = future.result()
                except BrokenProcessPool as error:
                    losses.count(item[0], error)
                    again.append(item)
                else:
                    yield item[0], result
    finally:
        if running:
            executor.shutdown(wait=True, kill_workers=True)


class Losses:
    """How often each item went down with its worker."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}

    def count(self, index: int, error: BaseException) -> None:
        """One more loss of an item. WorkersLost where it has become too many."""
        self._of[index] = self._of.get(index, 0) + 1
        if self._of[index] > MOST_LOSSES:
            raise WorkersLost(f"worker processes died {self._of[index]} times over the same work: {error}") from error


def attend_the_parent() -> None:
    """In a worker of this machine: leave interrupts to the parent, and do not outlive it when it is killed."""
    leave_interrupts_to_the_parent()
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)  # what is not in the index will be lived again


def leave_interrupts_to_the_parent(*_: Any) -> None:
    """In a worker: Ctrl-C reaches every process of a terminal, and the parent is the one to act on it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
