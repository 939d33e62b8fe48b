"""What each mechanism does to a company: the base company beside itself with one mechanism switched.

configs/neutral.yaml says how each mechanism is made exactly neutral. Where the base company has it on, it is switched
off; where it is off, it is switched to its example there. Both live on the same luck, so that differences are paired.

Run with ``make ablation`` or ``python -m experiments.ablation`` (``--only C10 C32`` prints some and writes nothing).
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison
    from sim.analysis.statistics import Interval
    from sim.ensemble.ensemble import Ensemble
    from sim.scenario import Scenario

RESULT = Path(__file__).parents[1] / "docs" / "ablation.md"
FILE = "neutral.yaml"
BASE = "base"
SEED = 1
HORIZON = 60
EARLIER = 36
MILLION = 1e6
OFF = "off"
FIRST_LOOP = ("C19", "C24-operations", "C44-freeze", "C44-layoffs")  # switches of mechanisms that it already had


@dataclass(frozen=True)
class Switch:
    """An entry of configs/neutral.yaml."""

    key: str
    what: str
    neutral: dict[str, Any]
    example: dict[str, Any]
    scenario: str | None = None


@dataclass(frozen=True)
class Finding:
    """A switch, what was done with it, and what that changed."""

    switch: Switch
    done: str
    difference: "Comparison"


def switches() -> list[Switch]:
    """All mechanisms that can be made neutral, in the order of the file."""
    import yaml

    from sim.loading import built_in

    content: dict[str, Any] = yaml.safe_load((built_in() / FILE).read_text(encoding="utf-8"))
    return [
        Switch(
            key, entry["what"], entry["paths"], entry["example"], entry.get("scenario"),
        )
        for key, entry in content.items()
    ]  # fmt: skip


def settings(scenario: "Scenario", changes: dict[str, Any]) -> list[Any]:
    """What a scenario has at the paths of some changes; None where there is nothing."""
    from sim.schema import inside

    found = []
    for path in changes:
        value: Any = scenario.data
        for name in path.split("."):
            value = inside(value, name)
        found.append(value)
    return found


def is_neutral(scenario: "Scenario", switch: Switch) -> bool:
    """Whether a scenario has a mechanism switched off, exactly."""
    pairs = zip(settings(scenario, switch.neutral), switch.neutral.values(), strict=True)
    return all(value == off or (not value and not off) for value, off in pairs)


def first_loop(scenario: "Scenario") -> "Scenario":
    """The same company with nothing but the first full loop: leads, deals, staff, service, cash and rounds."""
    off = [one for one in switches() if one.key not in FIRST_LOOP and not is_neutral(scenario, one)]
    return scenario.replace({path: value for one in off for path, value in one.neutral.items()})


def switched(scenario: "Scenario", switch: Switch) -> tuple["Scenario", str]:
    """The same company with a mechanism switched, and how."""
    from sim import load_scenario

    if switch.scenario is not None:
        return load_scenario(switch.scenario, months=scenario.months), f"`{switch.scenario}`"
    if is_neutral(scenario, switch):
        return scenario.replace(switch.example), "example"
    return scenario.replace(switch.neutral), OFF


def live(scenario: "Scenario", trials: int, workers: int) -> "Ensemble":
    """The companies of a scenario, with rounds and on their first day alone."""
    from sim.ensemble.chunk import Job, Task, pack, work
    from sim.ensemble.engines import imap
    from sim.ensemble.ensemble import Ensemble, MemoryFacts
    from sim.uncertainty import BLOCK

    task = Task(scenario, None, SEED, False, None, None)
    item = task if workers == 1 else pack(task)
    jobs = [Job(0, first, min(BLOCK, trials - first)) for first in range(0, trials, BLOCK)]
    chunks = [
        chunk for _, chunk in sorted(imap(work, [(item, job) for job in jobs], workers), key=lambda pair: pair[0])
    ]
    failures = [failure for chunk in chunks for failure in chunk.failures]
    if failures:
        raise RuntimeError(failures[0].error)
    return Ensemble(scenario, SEED, trials, MemoryFacts(chunks), [], {}, None)


def find(wanted: Iterable[Switch], trials: int, workers: int) -> Iterable[Finding]:
    """Measure switches one after the other."""
    from sim import compare, load_scenario

    scenario = load_scenario(BASE, months=HORIZON)
    usual = live(scenario, trials, workers)
    for switch in wanted:
        other, done = switched(scenario, switch)
        difference = compare(usual, live(other, trials, workers))
        if done == OFF and same(difference):
            other, done = scenario.replace(switch.example), "example (off changes nothing)"
            difference = compare(usual, live(other, trials, workers))
        yield Finding(switch, done, difference)


def same(difference: "Comparison") -> bool:
    """Whether all companies lived the same lives."""
    return difference.sentence.startswith("No difference")


def interval(seen: "Interval", scale: float, digits: int) -> str:
    """A difference with its 95 % interval, both signed."""
    value, low, high = (round(part * scale, digits) + 0.0 for part in (seen.value, seen.low, seen.high))
    return f"{value:+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"


def cells(finding: Finding) -> tuple[str, ...]:
    """One line of the table."""
    seen = finding.difference
    clear = [
        name
        for name, part in (("survival", seen.survival[HORIZON]), ("ARR", seen.arr_end))
        if not part.spans_zero and part.value
    ]
    return (
        finding.switch.key,
        finding.switch.what,
        finding.done,
        interval(seen.survival[EARLIER], 100.0, 0),
        interval(seen.survival[HORIZON], 100.0, 0),
        interval(seen.arr_end, 1.0 / MILLION, 2),
        " and ".join(clear) or ("no difference at all" if same(seen) else "neither"),
    )


def page(findings: list[Finding], trials: int) -> str:
    """The table as Markdown."""
    heads = (
        "mechanism", "when neutral", "done", f"alive at {EARLIER} months, points", f"alive at {HORIZON} months, points",
        "ARR at the end, millions a company", "told from nothing",
    )  # fmt: skip
    lines = [f"| {' | '.join(cell.replace('|', '/') for cell in cells(finding))} |" for finding in findings]
    return "\n".join(
        [
            "# What each mechanism does",
            "",
            f"Written by `make ablation`: {trials:,} companies of `{BASE}` over {HORIZON} months, seed {SEED}, each",
            "beside itself with one mechanism switched: off where the base company has it on, otherwise to the example",
            f"that `configs/{FILE}` gives, or to a scenario that needs it. Differences are paired; in brackets the",
            "95 % intervals of the simulation's own error. ARR counts 0 for the dead and closed.",
            f"{datetime.now(UTC):%Y-%m-%d}.",
            "",
            "C1, C18, C40, C43 and C46 have no neutral setting. “Neither” does not say that nothing happens: so many",
            "companies tell a few points of survival from luck and no less, and a mechanism may move what is not asked",
            "here; its law (docs/laws.md) says what it does.",
            "",
            f"| {' | '.join(heads)} |",
            "|---|---|---|---|---|---|---|",
            *lines,
            "",
        ]
    )


def main() -> None:
    """Measure, print, and keep the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=128)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=None, metavar="KEY", help="some mechanisms; nothing is written")
    options = parser.parse_args()
    wanted = [switch for switch in switches() if options.only is None or switch.key in options.only]
    findings = []
    for finding in find(wanted, options.trials, options.workers):
        findings.append(finding)
        key, _, done, *rest = cells(finding)
        print(f"{key:22} {done:10} {'  '.join(rest)}", flush=True)
    if options.only is None:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(page(findings, options.trials), encoding="utf-8")


if __name__ == "__main__":
    main()
