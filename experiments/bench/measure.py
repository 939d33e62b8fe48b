"""What is measured and how it is written down: a line of the table, how much is measured, time by the clock."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from math import isnan
from time import perf_counter, process_time

from sim.intervals import Interval

SEED = 1
PROCESSES = 1_000
TIMEOUTS = 200_000
KIB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """How much is measured: trials of one timing and repeats of it, trials of the ensembles, of the memory runs (real
    ones, then made-up ones) and of each plan whose variance is taken."""

    trials: int
    repeats: int
    ensemble_trials: int
    memory_trials: tuple[int, ...]
    fake_trials: tuple[int, ...]
    variance_trials: int
    workers: int


@dataclass(frozen=True)
class Measure:
    """One line of the table; ``met`` is None where nothing is judged."""

    what: str
    value: str
    goal: str
    met: bool | None
    how: str


def at_least(what: str, value: Interval, goal: float | None, how: str) -> Measure:
    """A ratio with its interval, judged by its value; ``goal`` None: reported, not judged."""
    wanted = "–" if goal is None else f"≥ {goal:g} ×"
    return Measure(what, ratio_words(value), wanted, None if goal is None else value.value >= goal, how)


def ratio_words(value: Interval) -> str:
    """2.3 × (1.8 to 2.9)."""
    if isnan(value.value):
        return "unknown"
    return f"{value.value:.2f} × ({value.low:.2f} to {value.high:.2f})"


def seconds(work: Callable[[], object]) -> float:
    """Time that ``work`` takes by the clock on the wall."""
    start = perf_counter()
    work()
    return perf_counter() - start


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor time that ``work`` takes in this process: it does not count what others do meanwhile."""
    start = process_time()
    work()
    return process_time() - start


def bare_timeouts() -> None:
    """Let ``TIMEOUTS`` timeouts of 1,000 staggered processes pass."""
    import simpy

    env = simpy.Environment()

    def wait(offset: float) -> Generator[simpy.Event, None, None]:
        yield env.timeout(offset)
        while True:
            yield env.timeout(1.0)

    for number in range(PROCESSES):
        env.process(wait(number / PROCESSES))
    env.run(until=TIMEOUTS / PROCESSES)
