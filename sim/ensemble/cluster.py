"""The same map over a dask cluster: one that is running, or one started on this machine for the run.

A cluster of our own listens on the loopback interface alone and has no dashboard; it ends with the run.
"""

import math
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from importlib import metadata
from importlib.util import find_spec
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sim import __version__
from sim.ensemble.engines import (
    WAITING_PER_WORKER,
    Engine,
    Item,
    Losses,
    Result,
    Shared,
    WorkersLost,
    leave_interrupts_to_the_parent,
)
from sim.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

LOOPBACK = "127.0.0.1"
PATIENCE = 15  # seconds that a scheduler has to answer, and then to have a worker
RECOUNT = 5  # seconds after which the workers are counted again: they come and go
MADE_OF = ("numpy", "scipy", "simpy")  # another version of these may give other numbers


def imap_cluster(
    fn: Callable[[Item], Result], items: Iterable[Item], engine: Engine
) -> Generator[tuple[int, Result], None, None]:
    """(index, fn(item)) as completed on dask; work that goes down with a worker is handed out again."""
    with _connected(engine) as client:
        yield from _mapped(client, fn, items)


def _mapped(client: "Client", fn: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[int, Result]]:
    from concurrent.futures import CancelledError

    from distributed import KilledWorker, as_completed

    source = enumerate(items)
    again: deque[tuple[int, Item]] = deque()
    running: dict[str, tuple[int, Item, Any]] = {}
    carried: dict[Any, Any] = {}
    losses = Losses()
    completed = as_completed(loop=client.loop)
    run = uuid4().hex
    asked, most = -math.inf, 0
    while True:
        if monotonic() - asked > RECOUNT:
            asked, most = monotonic(), max(sum(client.nthreads().values()), 1) * WAITING_PER_WORKER
        while len(running) < most:
            item = again.popleft() if again else next(source, None)
            if item is None:
                break
            name = f"saas-sim-{run}-{item[0]}-{uuid4().hex[:6]}"
            sent = _carry(client, item[1], carried)
            future = client.submit(fn, sent, key=name, pure=False)
            running[name] = (*item, future)
            completed.add(future)
        if not running:
            return
        future = next(completed)
        index, whole, _ = running.pop(future.key)
        error = None if future.status == "finished" else future.exception() or CancelledError("its worker is gone")
        if error is None:
            yield index, future.result()
        elif isinstance(error, KilledWorker):  # dask has tried it on several workers
            raise WorkersLost(f"worker processes kept dying over the same work: {error}") from error
        elif isinstance(error, CancelledError):
            losses.count(index, error)
            carried.clear()  # what was carried may be gone with the worker
            again.append((index, whole))
        else:
            raise error


def _carry(client: "Client", item: Any, carried: dict[Any, Any]) -> Any:
    """An item with its shared bytes replaced by a reference to those on the workers."""
    if not isinstance(item, tuple):
        return item
    for part in item:
        if isinstance(part, Shared) and part not in carried:
            carried[part] = client.scatter(part, broadcast=True, hash=False)
    return tuple(carried[part] if isinstance(part, Shared) else part for part in item)


def check(engine: Engine) -> None:
    """InputError where dask is not installed, the scheduler does not answer, or its workers run other versions."""
    if find_spec("distributed") is None:
        raise InputError(
            "this engine needs dask, which is not installed",
            key="--engine",
            value=engine.name,
            allowed="pip install 'saas-sim[dask]' first",
        )
    if engine.address is not None:
        with _connected(engine) as client:
            _check_versions(client, engine.address)


@contextmanager
def _connected(engine: Engine) -> "Iterator[Client]":
    import dask
    from distributed import Client, LocalCluster

    quiet = {"distributed.logging.distributed": "critical", "distributed.worker.multiprocessing-method": "spawn"}
    with dask.config.set(quiet):
        if engine.address is not None:
            with _answering(Client, engine.address) as client:
                yield client
            return
        try:
            cluster = LocalCluster(
                n_workers=engine.processes,
                threads_per_worker=1,
                host=LOOPBACK,
                dashboard_address=None,
                worker_dashboard_address=None,
                silence_logs="CRITICAL",
            )
        except RuntimeError as error:
            raise WorkersLost(f"the cluster on this machine did not start: {error}") from error
        with cluster, Client(cluster) as client:
            client.run(leave_interrupts_to_the_parent)
            yield client


@contextmanager
def _answering(client_type: Any, address: str) -> "Iterator[Client]":
    """A client of a running scheduler that has a worker."""
    try:
        client = client_type(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"no dask scheduler answers there: {error}", key="--address", value=address, allowed="tcp://HOST:PORT"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise InputError("this dask scheduler has no workers", key="--address", value=address) from None
        yield client


def versions() -> dict[str, str]:
    """What the numbers of a worker are made by."""
    found = {"saas-sim": __version__}
    for name in MADE_OF:
        found[name] = metadata.version(name)
    return found


def _check_versions(client: "Client", address: str) -> None:
    ours = versions()
    try:
        found = client.run(versions)
    except ImportError as error:
        problem = f"its workers lack a library of saas-sim: {error}"
        raise InputError(problem, key="--address", value=address, allowed="one lock for all machines") from None
    for worker, theirs in found.items():
        for name in ours:
            if theirs[name] != ours[name]:
                raise InputError(
                    f"the worker {worker} has {name} {theirs[name]}, this machine {ours[name]}: numbers could differ",
                    key="--address",
                    value=address,
                    allowed="one lock for all machines",
                )
