"""Is the base company a sane one? Its figures beside the published ones, printed and kept in docs/sanity.md.

What is measured, and the range it must lie in, is fixed in configs/sanity.yaml and never moved to fit.

Run with ``make sanity`` or ``python -m experiments.sanity``; with another scenario (``--scenario hire_after_playbook``)
or changed inputs (``success.csm_hours=120`` behind the options) the table is only printed.
"""

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.evidence import Evidence
    from sim.analysis.statistics import Interval
    from sim.scenario import Scenario

RESULT = Path(__file__).parents[1] / "docs" / "sanity.md"
FILE = "sanity.yaml"
ASSUMED = "assumed"
BASE = "base"
SEED = 1
HORIZON = 60
WATCHED_SHARE = 4  # one company in so many is watched rep by rep; a block of worlds at least
LONG = 100  # from here on figures have no decimals
INSIDE, UNSURE, UNKNOWN = "yes", "within its error", "not seen"
UNITS = {
    "share": ("%", 100.0),
    "k USD": ("k", 1.0),
    "months": ("months", 1.0),
    "ratio": ("×", 1.0),
    "number": ("", 1.0),
}


@dataclass(frozen=True)
class Metric:
    """One line of configs/sanity.yaml."""

    key: str
    what: str
    measure: str
    given: dict[str, Any]
    unit: str
    low: float
    high: float
    sources: tuple[str, ...]
    note: str
    why: str


@dataclass(frozen=True)
class Finding:
    """A metric and what was measured."""

    metric: Metric
    measured: "Interval"

    @property
    def verdict(self) -> str:
        """Whether the figure lies in its range; one outside that its interval reaches back into is not settled."""
        metric, seen = self.metric, self.measured
        if isnan(seen.value):
            return UNKNOWN
        if metric.low <= seen.value <= metric.high:
            return INSIDE
        if seen.low <= metric.high and seen.high >= metric.low:
            return UNSURE
        return "too low" if seen.value < metric.low else "too high"

    @property
    def missed(self) -> bool:
        """Outside its range beyond doubt, or not seen at all."""
        return self.verdict not in (INSIDE, UNSURE)


def register() -> dict[str, Any]:
    """The content of configs/sanity.yaml: ``metrics`` and ``sources``."""
    import yaml

    from sim.loading import built_in

    content: dict[str, Any] = yaml.safe_load((built_in() / FILE).read_text(encoding="utf-8"))
    return content


def metrics() -> list[Metric]:
    """The frozen list of metrics, in its order."""
    return [
        Metric(
            key, entry["what"], entry["measure"], entry.get("with", {}), entry["unit"],
            float(entry["low"]), float(entry["high"]), tuple(entry["sources"]),
            entry.get("note", ""), entry.get("why", ""),
        )
        for key, entry in register()["metrics"].items()
    ]  # fmt: skip


def gather(scenario: "Scenario", trials: int, workers: int) -> "Evidence":
    """Run the ensemble, and watch some of its companies closely."""
    from experiments.evidence import Evidence
    from experiments.watching import watch
    from sim import run_ensemble
    from sim.uncertainty import BLOCK

    ensemble = run_ensemble(scenario, trials=trials, seed=SEED, workers=workers).result()
    watched = min(trials, max(BLOCK, trials // WATCHED_SHARE))
    return Evidence(ensemble, watch(scenario, SEED, watched, workers))


def find(evidence: "Evidence", wanted: list[Metric]) -> list[Finding]:
    """Measure metrics."""
    from experiments.measures import MEASURES

    return [Finding(metric, MEASURES[metric.measure](evidence, **metric.given)) for metric in wanted]


def number(value: float, unit: str) -> str:
    """A figure in its unit, to three digits."""
    if isnan(value):
        return "?"
    scaled = value * UNITS[unit][1]
    return f"{scaled:,.0f}" if abs(scaled) >= LONG or scaled == 0 else f"{scaled:.3g}"


def figures(finding: Finding) -> tuple[str, str]:
    """What was measured with its interval, and the range."""
    metric, seen = finding.metric, finding.measured
    value, low, high, least, most = (
        number(part, metric.unit) for part in (seen.value, seen.low, seen.high, metric.low, metric.high)
    )
    sign = UNITS[metric.unit][0]
    return f"{value} {sign} ({low} to {high})".replace("  ", " "), f"{least} to {most} {sign}".rstrip()


def table(findings: list[Finding]) -> str:
    """The lines of the terminal."""
    rows = [("metric", "measured (95 % interval)", "must lie in", "inside?")]
    rows += [(finding.metric.what, *figures(finding), finding.verdict) for finding in findings]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def score(findings: list[Finding]) -> str:
    """How many lie inside."""
    inside = sum(finding.verdict == INSIDE for finding in findings)
    unsure = sum(finding.verdict == UNSURE for finding in findings)
    missed = sum(finding.missed for finding in findings)
    return f"{inside} of {len(findings)} inside, {unsure} outside within their error, {missed} missed"


def _named(metric: Metric, sources: dict[str, Any]) -> str:
    names = [
        ASSUMED if key == ASSUMED else f"{sources[key]['title']}, {sources[key]['year']}" for key in metric.sources
    ]
    return "; ".join(dict.fromkeys(names))


def _row(finding: Finding, sources: dict[str, Any]) -> str:
    cells = (finding.metric.what, *figures(finding), finding.verdict, _named(finding.metric, sources))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _misses(findings: list[Finding]) -> list[str]:
    lines = []
    for finding in findings:
        if finding.verdict == INSIDE:
            continue
        seen, wanted = figures(finding)
        reason = finding.metric.why or "No reason is known: a candidate for tuning what is assumed."
        lines.append(f"- **{finding.metric.what}**: {seen}, {wanted} wanted ({finding.verdict}). {reason}")
    return lines or ["Nothing misses."]


def page(findings: list[Finding], evidence: "Evidence") -> str:
    """The table as Markdown, with what misses and why."""
    sources, ensemble = register()["sources"], evidence.ensemble
    notes = [f"- {finding.metric.what}: {finding.metric.note}" for finding in findings if finding.metric.note]
    says = [
        f"- {source['title']}, {source['year']} ({source['address']}). {source['says']}." for source in sources.values()
    ]
    return "\n".join(
        [
            "# Is the base company sane?",
            "",
            f"Written by `make sanity`: {ensemble.trials:,} companies of `{ensemble.scenario.name}` over"
            f" {ensemble.months} months, seed {ensemble.seed}; reps and customers one by one in the first"
            f" {len(evidence.watched):,}. {datetime.now(UTC):%Y-%m-%d}.",
            "",
            "The metrics and their ranges are fixed in `configs/sanity.yaml` and never moved to fit; only inputs that",
            "are `assumed` may be tuned. An interval is the simulation's own error, 95 %. Most published figures come",
            "from companies that lived and answered; here all that live in that month are asked, the failing too.",
            "",
            f"**{score(findings)}.**",
            "",
            "| metric | measured (95 % interval) | must lie in | inside? | by |",
            "|---|---|---|---|---|",
            *(_row(finding, sources) for finding in findings),
            "",
            "## What misses, and why it probably does",
            "",
            *_misses(findings),
            "",
            "## How the ranges were made",
            "",
            "Where a publication has one figure n without a spread, the range is n / 1.5 to n × 1.5 (assumed).",
            "",
            *notes,
            "",
            "## Sources",
            "",
            *says,
            "",
        ]
    )


def main() -> None:
    """Measure, print, and keep the table."""
    from sim import load_scenario

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default=BASE)
    parser.add_argument("--trials", type=int, default=512)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="inputs changed for a look")
    options = parser.parse_args()
    changes = [f"scenario.{change.removeprefix('scenario.')}" for change in options.overrides]
    evidence = gather(load_scenario(options.scenario, changes, months=HORIZON), options.trials, options.workers)
    findings = find(evidence, metrics())
    print(table(findings))
    print(f"\n{score(findings)}")
    if options.scenario == BASE and not changes:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(page(findings, evidence), encoding="utf-8")


if __name__ == "__main__":
    main()
