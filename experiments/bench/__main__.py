"""How fast and how lean the simulator is: ratios taken in one run, printed and kept in docs/benchmarks.md.

A *bare timeout* is what one event costs SimPy when nothing else happens: staggered ``env.timeout`` calls over 1,000
processes. Speeds are given in bare timeouts, so that they can be compared between machines. What is compared is
interleaved and repeated, and medians are taken, because the machine may be busy with something else.

Run with ``make bench`` or ``python -m experiments.bench``; a quick look with ``--repeats 1 --memory-trials 100 400``.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sim.journal import Trial
    from sim.scenario import Scenario

RESULT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
SEED = 1
PROCESSES = 1_000
TIMEOUTS = 200_000
LEAD_FACTOR = "marketing.lead_factor"
MEMORY_MONTHS = 3
KIB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """How much is measured: trials of one timing, repeats of it, trials of the two memory runs."""

    trials: int
    repeats: int
    ensemble_trials: int
    memory_trials: tuple[int, int]


@dataclass(frozen=True)
class Measure:
    """One line of the table; ``met`` is None where nothing is judged."""

    what: str
    value: str
    goal: str
    met: bool | None
    how: str


def seconds(work: Callable[[], object]) -> float:
    """Time that ``work`` takes by the clock on the wall."""
    start = perf_counter()
    work()
    return perf_counter() - start


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


def lives(scenario: "Scenario", trials: int) -> "list[Trial]":
    """The first ``trials`` companies of ``scenario``."""
    from sim.trial import simulate

    return [simulate(scenario, SEED, trial) for trial in range(trials)]


def cost_of_a_month(scenario: "Scenario", plan: Plan) -> Measure:
    """Time for a company-month lived, monthly rows on, in bare timeouts."""
    months = sum(len(life.rows) for life in lives(scenario, plan.trials))
    ratios, per_trial = [], []
    for _ in range(plan.repeats):
        bare = seconds(bare_timeouts) / TIMEOUTS
        took = seconds(lambda: lives(scenario, plan.trials))
        ratios.append(took / months / bare)
        per_trial.append(took / plan.trials)
    value, goal = median(ratios), 400
    how = f"{plan.trials} trials, {months:,} months, {median(per_trial) * 1e3:.1f} ms a trial; one life each"
    return Measure("a company-month of `base`, in bare timeouts", f"{value:.0f}", f"≤ {goal}", value <= goal, how)


def events_per_sql(scenario: "Scenario", plan: Plan) -> Measure:
    """SimPy events for each additional SQL when the leads are doubled, over companies that live equally long."""
    from sim.journal import MONTHLY

    column = MONTHLY.index("sqls")
    doubled = scenario.replace({LEAD_FACTOR: 2 * _number(scenario, LEAD_FACTOR)})
    events = sqls = pairs = 0.0
    for one, two in zip(lives(scenario, plan.trials), lives(doubled, plan.trials), strict=True):
        if len(one.rows) != len(two.rows):
            continue
        pairs += 1
        events += two.outcome["events"] - one.outcome["events"]
        sqls += _total(two, column) - _total(one, column)
    if sqls <= 0:
        return Measure("SimPy events per additional SQL", "unknown", "≤ 2", None, "no additional SQL was seen")
    value, goal = events / sqls, 2.0
    how = f"leads doubled; {pairs:.0f} of {plan.trials} pairs that live equally long, {sqls:,.0f} SQLs more"
    return Measure("SimPy events per additional SQL", f"{value:.2f}", f"≤ {goal:.0f}", value <= goal, how)


def _total(life: "Trial", column: int) -> float:
    return float(np.nansum([row[column] for row in life.rows]))


def _number(scenario: "Scenario", path: str) -> float:
    value: Any = scenario.setup
    for name in path.split("."):
        value = getattr(value, name)
    return float(value)


def two_workers(scenario: "Scenario", plan: Plan) -> Measure:
    """How much faster two workers finish an ensemble than one; the pool is started beforehand."""
    from sim import run_ensemble

    def finish(workers: int) -> None:
        run_ensemble(scenario, trials=plan.ensemble_trials, seed=SEED, workers=workers).result()

    finish(2)
    ratios = []
    for _ in range(plan.repeats):
        alone = seconds(lambda: finish(1))
        ratios.append(alone / seconds(lambda: finish(2)))
    value, goal = median(ratios), 1.7
    each = alone / plan.ensemble_trials * 1e3
    how = f"{plan.ensemble_trials} trials, workers started beforehand; {each:.1f} ms a trial with one"
    return Measure("two workers against one", f"{value:.2f} ×", f"≥ {goal} ×", value >= goal, how)


def peak_memory(plan: Plan) -> Measure:
    """Peak memory of the parent for many trials against few, each in a process of its own."""
    few, many = plan.memory_trials
    small, large = (median(_child("memory", trials) for _ in range(2)) for trials in (few, many))
    value, goal = large / small, 1.2
    sizes = f"{small / MIB:.0f} and {large / MIB:.0f} MiB"
    how = f"{sizes}, the parent of two workers, stored to disk, horizon {MEMORY_MONTHS} months"
    what = f"peak memory, {many:,} trials against {few:,}"
    return Measure(what, f"{value:.2f} ×", f"≤ {goal} ×", value <= goal, how)


def first_trial(plan: Plan) -> Measure:
    """Time from the start of a fresh process until its first company has lived."""
    value = median(seconds(lambda: _child("first", 1)) for _ in range(plan.repeats + 1))
    how = "fresh process, scenario loaded, one trial lived with one worker; reported, not judged"
    return Measure("from the start to the first trial", f"{value:.2f} s", "about 1 s", None, how)


def _child(task: str, trials: int) -> float:
    command = [sys.executable, "-m", "experiments.bench", "--child", task, "--trials", str(trials)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=RESULT.parents[1])
    return float(done.stdout.split()[-1])


def remember(trials: int) -> float:
    """Peak memory in bytes of this process after an ensemble of ``trials`` stored to disk."""
    import resource

    from sim import load_scenario, run_ensemble

    scenario = load_scenario("base", months=MEMORY_MONTHS)
    with tempfile.TemporaryDirectory() as folder:
        run_ensemble(scenario, trials=trials, seed=SEED, workers=2, out=Path(folder) / "run").result()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak if sys.platform == "darwin" else peak * KIB)


def live_once(trials: int) -> float:
    """Load the base company and let it live ``trials`` times."""
    from sim import load_scenario

    return float(len(lives(load_scenario("base"), trials)))


CHILDREN: dict[str, Callable[[int], float]] = {"memory": remember, "first": live_once}


def processor() -> str:
    """The processor's name as the system gives it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def measure(plan: Plan) -> list[Measure]:
    """Every measure of the table."""
    from sim import load_scenario

    scenario = load_scenario("base")
    return [
        cost_of_a_month(scenario, plan),
        events_per_sql(scenario, plan),
        two_workers(scenario, plan),
        peak_memory(plan),
        first_trial(plan),
    ]


def page(measures: list[Measure]) -> str:
    """The table as Markdown, with the machine and the date."""
    bare = median(seconds(bare_timeouts) for _ in range(3)) / TIMEOUTS * 1e6
    judged = {True: "met", False: "missed", None: "–"}
    rows = [f"| {m.what} | {m.value} | {m.goal} | {judged[m.met]} | {m.how} |" for m in measures]
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Written by `make bench`. Ratios are taken within one run; a *bare timeout* is one staggered `env.timeout`",
            f"of SimPy over {PROCESSES:,} processes, here {bare:.2f} µs.",
            "",
            f"- Machine: {processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}",
            f"- Python {platform.python_version()}, NumPy {np.__version__}",
            f"- Date: {datetime.now(UTC):%Y-%m-%d}",
            "",
            "| measure | value | goal | | how |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main() -> None:
    """Measure, print, and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=64)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--ensemble-trials", type=int, default=192)
    parser.add_argument("--memory-trials", type=int, nargs=2, default=(1_000, 20_000), metavar=("FEW", "MANY"))
    parser.add_argument("--child", choices=sorted(CHILDREN), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(CHILDREN[options.child](options.trials))
        return
    few, many = options.memory_trials
    text = page(measure(Plan(options.trials, options.repeats, options.ensemble_trials, (few, many))))
    print(text)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
