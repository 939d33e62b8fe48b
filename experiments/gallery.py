"""The gallery: one figure and one sentence for each way to die, each beside its healthy twin.

Run with ``make gallery`` or ``python -m experiments.gallery`` (``--only closed_door`` draws one and leaves the index).
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.analysis.expectation import Companies, Finding
    from sim.analysis.statistics import Floats
    from sim.expectation import Expectation
    from sim.scenario import Scenario

FOLDER = Path(__file__).parents[1] / "docs" / "gallery"
TRIALS, SEED, MONTHS = 256, 1, 48
TOLD_AT = (36, 24, 48)  # months at which survival may be told: the first at which the two are well apart
APART = 0.1
HEAD = """# Ways to die, and not to

Each figure is one plan beside its healthy twin: the same {trials} companies on the same luck, with one decision
changed. On the left the share still going; on the right the mean of the number in which the decision shows, among the
living (where it says so, those that have ended count as nothing). Below it, what the scenario's author says should be
seen, judged by its 95 % interval; the sizes were set knowing trial runs, and tests hold them at this seed. Drawn by
`make gallery`; look closer with `saas-sim compare TWIN NAME`.
"""


@dataclass(frozen=True)
class Exhibit:
    """A scenario with its twin, as drawn."""

    name: str
    twin: str
    title: str
    question: str
    sentence: str
    findings: "tuple[Finding, ...]"
    svg: str


def names() -> list[str]:
    """Every built-in scenario that has a twin, the three of the source articles first."""
    from sim.scenario import list_scenarios, load_scenario

    first = ("closed_door", "overhire_before_pmf", "reps_without_leads")
    found = [name for name, _ in list_scenarios() if load_scenario(name).setup.twin]
    return [*first, *(name for name in found if name not in first)]


def exhibit(name: str, workers: int | None) -> Exhibit:
    """Live the scenario and its twin, and draw them."""
    from sim.analysis.expectation import columns_of, findings, live_companies
    from sim.report.dates import Calendar
    from sim.report.pairs import Line, going, pair_svg
    from sim.scenario import load_scenario

    scenario = load_scenario(name, months=MONTHS)
    twin = load_scenario(str(scenario.setup.twin), months=MONTHS)
    columns = columns_of(scenario.setup.expect)
    mine, other = live_companies([scenario, twin], columns, TRIALS, SEED, workers)
    survival = Line("companies still going", (going(mine.end_month, MONTHS), going(other.end_month, MONTHS)), True)
    wish = shown(scenario)
    calendar = Calendar(scenario.setup.company.opening.date, MONTHS)
    telling = Line(label(wish, scenario.setup.company.currency), (curve(wish, mine), curve(wish, other)))
    return Exhibit(
        name,
        twin.name,
        scenario.setup.title,
        scenario.setup.question or "",
        sentence(mine, other, twin),
        tuple(findings(mine, other)),
        pair_svg(scenario.setup.title, (survival, telling), calendar),
    )


def shown(scenario: "Scenario") -> "Expectation":
    """The first expectation about a monthly number."""
    from sim.expectation import LIVES

    return next(wish for wish in scenario.setup.expect if wish.measure not in LIVES)


def label(wish: "Expectation", currency: str) -> str:
    """What the right panel shows."""
    from sim.analysis.words import MINUS

    words = called(wish.measure) + (f" {MINUS} {called(wish.minus)}" if wish.minus else "")
    money = f", {currency}" if wish.measure in MONEY else ""
    added = ", added up" if wish.over == "sum" else ""
    return f"{words}{added}{money}, mean{' (ended: 0)' if wish.dead == 'nothing' else ''}"


def called(column: str) -> str:
    """A monthly column in words."""
    return NAMES.get(column, column.replace("_", " "))


NAMES = {
    "acv_new": "contract value of a new customer",
    "arr": "ARR",
    "csm_load": "service load",
    "grr": "gross revenue retention",
    "left": "people who left",
    "leads_per_rep": "leads per rep and month",
    "playbook": "playbook learnt",
    "raised": "money raised",
}
MONEY = frozenset({"cash", "arr", "burn", "raised", "acv_new", "output_per_rep", "cac"})


def curve(wish: "Expectation", companies: "Companies") -> "Floats":
    """The mean of the expectation's measure by month."""
    import numpy as np

    from sim.report.pairs import mean_by_month

    grid = companies.column(wish.measure)
    if wish.minus is not None:
        grid = grid - companies.column(wish.minus)
    if wish.dead == "nothing":
        grid = np.where(np.isnan(companies.column("cash")), 0.0, grid)
    if wish.over == "sum":
        grid = np.cumsum(grid, axis=1)
    return mean_by_month(grid)


def sentence(mine: "Companies", other: "Companies", twin: "Scenario") -> str:
    """Survival of both in one sentence, at the first of the usual months at which they are apart."""
    from sim.analysis.words import percent

    def shares(month: int) -> tuple[float, float]:
        return float(mine.alive(month).mean()), float(other.alive(month).mean())

    month = next((month for month in TOLD_AT if abs(shares(month)[0] - shares(month)[1]) >= APART), TOLD_AT[0])
    here, there = (percent(share) for share in shares(month))
    title = twin.setup.title[0].lower() + twin.setup.title[1:]
    return f"{here} are alive after {month} months; {there} with one decision changed ({title})."


def index(exhibits: list[Exhibit]) -> str:
    """The page that shows them all."""
    parts = [HEAD.format(trials=TRIALS)]
    for one in exhibits:
        seen = "\n".join(f"- {finding.sentence}" for finding in one.findings)
        parts.append(
            f"## {one.title}\n\n*{one.question}* {one.sentence}\n\n![{one.title}: {one.sentence}]({one.name}.svg)\n\n"
            f"`saas-sim compare {one.twin} {one.name}`\n\n{seen}\n"
        )
    return "\n".join(parts)


def main() -> None:
    """Draw the gallery."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--workers", type=int, default=None)
    asked = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    exhibits = []
    for name in asked.only or names():
        one = exhibit(name, asked.workers)
        (FOLDER / f"{name}.svg").write_text(one.svg, encoding="utf-8")
        print(f"{name}: {one.sentence}", flush=True)
        exhibits.append(one)
    if not asked.only:
        (FOLDER / "index.md").write_text(index(exhibits), encoding="utf-8")


if __name__ == "__main__":
    main()
