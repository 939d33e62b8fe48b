"""How fast, how lean and how precise the simulator is: ratios taken in one run, printed and kept in docs/benchmarks.md.

A *bare timeout* is what one event costs SimPy when nothing else happens: staggered ``env.timeout`` calls over 1,000
processes. Speeds are given in bare timeouts, so that they can be compared between machines. What is compared is
interleaved and repeated, and medians are taken, because the machine may be busy with something else.

Run with ``make bench`` or ``python -m experiments.bench``; ``--quick`` for a look at everything, ``--only speed`` for a
part. Only a whole run writes the page; what stands there below its mark is kept.
"""

import argparse
import os
import platform
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np

from experiments.bench.measure import PROCESSES, TIMEOUTS, Measure, Plan, bare_timeouts, seconds
from experiments.bench.memory import memory
from experiments.bench.speed import speed
from experiments.bench.variance import variance

RESULT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
PARTS = ("speed", "variance", "memory")
MARK = "<!-- kept by make bench: what is below is written by hand -->"
FULL = Plan(
    trials=64,
    repeats=5,
    ensemble_trials=192,
    memory_trials=(1_000, 20_000),
    fake_trials=(5_000, 10_000, 20_000, 40_000, 200_000),
    variance_trials=1_024,
    workers=os.cpu_count() or 1,
)
QUICK = replace(
    FULL,
    trials=8,
    repeats=1,
    ensemble_trials=32,
    memory_trials=(100, 400),
    fake_trials=(500, 1_000, 2_000),
    variance_trials=192,
)
TITLES = {"speed": "How fast", "variance": "How precise", "memory": "How lean"}


def measure(part: str, plan: Plan) -> list[Measure]:
    """Every measure of a part."""
    from sim import load_scenario

    if part == "speed":
        return speed(load_scenario("base"), plan)
    return variance(plan) if part == "variance" else memory(plan)


def processor() -> str:
    """The processor's name as the system gives it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def page(parts: dict[str, list[Measure]]) -> str:
    """The tables as Markdown, with the machine and the date."""
    bare = median(seconds(bare_timeouts) for _ in range(3)) / TIMEOUTS * 1e6
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Written by `make bench`. Ratios are taken within one run; a *bare timeout* is one staggered `env.timeout`",
            f"of SimPy over {PROCESSES:,} processes, here {bare:.2f} µs. Intervals are 95 %.",
            "",
            f"- Machine: {processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}",
            f"- Python {platform.python_version()}, NumPy {np.__version__}",
            f"- Date: {datetime.now(UTC):%Y-%m-%d}",
            *(line for part, measures in parts.items() for line in table(TITLES[part], measures)),
            "",
        ]
    )


def table(title: str, measures: Sequence[Measure]) -> list[str]:
    """A section with its table."""
    judged = {True: "met", False: "missed", None: "–"}
    rows = [f"| {m.what} | {m.value} | {m.goal} | {judged[m.met]} | {m.how} |" for m in measures]
    return ["", f"## {title}", "", "| measure | value | goal | | how |", "|---|---|---|---|---|", *rows]


def keep(text: str, path: Path = RESULT) -> None:
    """Write the page; what was written by hand below its mark stays."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    by_hand = old[old.index(MARK) :] if MARK in old else MARK + "\n"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{text}\n{by_hand}", encoding="utf-8")


def main() -> None:
    """Measure, print, and keep the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="measure these parts, write nothing")
    parser.add_argument("--quick", action="store_true", help="a few trials of everything, write nothing")
    parser.add_argument("--trials", type=int, help="companies of one timing")
    parser.add_argument("--repeats", type=int, help="repeats of each timing")
    parser.add_argument("--ensemble-trials", type=int, help="companies of an ensemble")
    parser.add_argument("--memory-trials", type=int, nargs=2, metavar=("FEW", "MANY"))
    parser.add_argument("--fake-trials", type=int, nargs="+", metavar="TRIALS", help="three sizes or more")
    parser.add_argument("--variance-trials", type=int, help="companies of each plan whose variance is taken")
    options = parser.parse_args()
    asked = {
        name: value for name, value in vars(options).items() if value is not None and name not in ("only", "quick")
    }
    asked = {name: tuple(value) if isinstance(value, list) else value for name, value in asked.items()}
    text = page({part: measure(part, replace(QUICK if options.quick else FULL, **asked)) for part in options.only})
    print(text)
    if not options.quick and tuple(options.only) == PARTS:
        keep(text)


if __name__ == "__main__":
    main()
