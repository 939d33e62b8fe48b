"""How lean: the parent's memory against trials, and its share of the work."""

from typing import Any

import numpy as np

from experiments.bench.child import MEMORY_MONTHS, WORKERS, ask
from experiments.bench.measure import MIB, Measure, Plan
from sim.intervals import t_quantile

MOST_MEMORY = 1024  # MiB
MOST_SHARE = 0.01
CLUSTER = 100  # workers for which the parent's work is extrapolated
PER = 100_000  # trials, the unit of the slope


def memory(plan: Plan) -> list[Measure]:
    """Every measure of memory, and the parent's work."""
    return [real_memory(plan), *fake_memory(plan), *parents_work(plan)]


def real_memory(plan: Plan) -> Measure:
    """Peak memory of the parent for many real trials against few, each in a process of its own."""
    few, many = plan.memory_trials
    small, large = (ask("memory", trials)[0] for trials in (few, many))
    value, goal = large / small, 1.2
    sizes = f"{small / MIB:.0f} and {large / MIB:.0f} MiB"
    how = f"{sizes}, the parent of two workers, stored to disk, horizon {MEMORY_MONTHS} months"
    what = f"peak memory, {many:,} trials against {few:,}"
    return Measure(what, f"{value:.2f} ×", f"≤ {goal} ×", value <= goal, how)


def fake_memory(plan: Plan) -> list[Measure]:
    """Peak memory at the largest number of trials, and its slope over several, with companies that take no time."""
    sizes, largest = plan.fake_trials, plan.fake_trials[-1]
    peaks = [ask("fakes", trials)[0] / MIB for trials in sizes]
    peak = peaks[-1]
    slope, margin = line(np.array(sizes) / PER, np.array(peaks))
    listed, counts = (", ".join(f"{number:,.0f}" for number in numbers) for numbers in (peaks, sizes))
    how = f"made-up companies of {MEMORY_MONTHS} months' rows, run and stored as real ones; the parent of two workers"
    return [
        Measure(
            f"peak memory of the parent, {largest:,} trials", f"{peak:.0f} MiB", f"≤ {MOST_MEMORY} MiB",
            peak <= MOST_MEMORY, how,
        ),
        Measure(
            f"slope of that peak, MiB for {PER:,} trials more",
            f"{slope:.1f} ({slope - margin:.1f} to {slope + margin:.1f})",
            "0 within its interval",
            slope - margin <= 0,
            f"{listed} MiB at {counts} trials, line through all",
        ),
    ]  # fmt: skip


def line(x: Any, y: Any) -> tuple[float, float]:
    """(slope, half-width of its 95 % interval) of the least-squares line."""
    apart = x - x.mean()
    slope = float(apart @ y / (apart @ apart))
    rest = y - y.mean() - slope * apart
    freedom = len(x) - 2
    error = float(np.sqrt(rest @ rest / freedom / (apart @ apart)))
    return slope, t_quantile(freedom, 0.975) * error


def parents_work(plan: Plan) -> list[Measure]:
    """Processor time of the parent against that of its workers, in a stored run of full-length companies."""
    few, many = (np.array(ask("work", trials)) for trials in (plan.ensemble_trials, 4 * plan.ensemble_trials))
    dealing, merging, working = many - few  # what starting up costs is in both
    share = (dealing + merging) / working
    lived = 3 * plan.ensemble_trials
    how = (
        f"between {plan.ensemble_trials} and {4 * plan.ensemble_trials} stored trials of `base`, {WORKERS} workers: "
        f"{working / lived * 1e3:.1f} ms a trial in the workers, {dealing / lived * 1e3:.3f} ms in the parent while "
        f"they run and {merging / lived * 1e3:.3f} ms merging at the end"
    )
    return [
        Measure("the parent's processor time to its workers'", f"{share:.2%}", f"≤ {MOST_SHARE:.0%}",
                share <= MOST_SHARE, how),
        Measure(f"parent's cores that {CLUSTER} workers would keep busy", f"{CLUSTER * dealing / working:.2f}", "≤ 1",
                CLUSTER * dealing <= working, f"the first line's dealing out, × {CLUSTER}; merging comes after them"),
    ]  # fmt: skip
