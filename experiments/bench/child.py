"""What is measured in a process of its own: ``python -m experiments.bench.child TASK TRIALS`` prints numbers."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

from experiments.bench.measure import KIB, SEED

ROOT = Path(__file__).parents[2]
MEMORY_MONTHS = 3
WORKERS = 2


def ask(task: str, trials: int) -> list[float]:
    """The numbers that a fresh process finds for a task."""
    command = [sys.executable, "-m", "experiments.bench.child", task, str(trials)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return [float(word) for word in done.stdout.splitlines()[-1].split()]


def live_once(trials: int) -> list[float]:
    """Load the base company and let it live ``trials`` times."""
    from sim import load_scenario
    from sim.trial import simulate

    scenario = load_scenario("base")
    return [float(len([simulate(scenario, SEED, trial) for trial in range(trials)]))]


def remember(trials: int) -> list[float]:
    """Peak memory in bytes of this process after a stored ensemble of real companies."""
    store(trials, fake=False)
    return [_peak()]


def remember_fakes(trials: int) -> list[float]:
    """The same with made-up companies, which take no time to live."""
    store(trials, fake=True)
    return [_peak()]


def share_the_work(trials: int) -> list[float]:
    """Processor seconds of a stored run of full-length companies: the parent's while trials run, its own after the
    last of them (merging), and the workers' together."""
    import resource

    from loky import get_reusable_executor

    from sim import load_scenario, run_ensemble

    scenario = load_scenario("base")
    run_ensemble(scenario, trials=WORKERS * 16, seed=SEED + 1, workers=WORKERS).result()  # everything is imported
    get_reusable_executor().shutdown(wait=True)
    with tempfile.TemporaryDirectory() as folder:
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), process_time()
        work = run_ensemble(scenario, trials=trials, seed=SEED, workers=WORKERS, out=Path(folder) / "run")
        dealt = start
        for progress in work:
            if progress.done < progress.total:
                dealt = process_time()
        end = process_time()
    get_reusable_executor().shutdown(wait=True)  # only the processor time of children that have ended is known
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    workers = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return [dealt - start, end - dealt, workers]


def store(trials: int, fake: bool) -> None:
    """Run an ensemble with a short horizon into a folder that is thrown away."""
    from experiments.bench.fake import simulate
    from sim import load_scenario, run_ensemble

    scenario = load_scenario("base", months=MEMORY_MONTHS)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        made_up = simulate if fake else None
        run_ensemble(scenario, trials=trials, seed=SEED, workers=WORKERS, out=out, simulate_fn=made_up).result()


def _peak() -> float:
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(peak if sys.platform == "darwin" else peak * KIB)


TASKS: dict[str, Callable[[int], list[float]]] = {
    "first": live_once,
    "memory": remember,
    "fakes": remember_fakes,
    "work": share_the_work,
}


if __name__ == "__main__":
    print(*TASKS[sys.argv[1]](int(sys.argv[2])))
