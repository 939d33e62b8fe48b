"""The page on one company's life and death."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.analysis.autopsy import Autopsy, Moment
from sim.analysis.why_words import autopsy_verdict
from sim.journal import DEPARTMENTS
from sim.monthly import MOST
from sim.report.asked import calendar_for, question_facts
from sim.report.dates import Calendar
from sim.report.page import Page, Section, write_page
from sim.report.patches import patches_table
from sim.report.style import Plate
from sim.report.tables import Table, cells
from sim.report.tiles import Tile
from sim.report.why_figures import (
    beside_plate,
    cash_plate,
    fan_of_days,
    one_stages_plate,
)
from sim.report.wording import compact, measured

TOP_ROOM = 1.08  # of the largest amount, at the top of figures that share a scale
SHOWN_TOP = 95  # percentile of the cash shown: one lucky day should not flatten all others


def write_autopsy(found: Autopsy, path: Path, command: str) -> Path:
    """Write the page on one company's life. Returns ``path``."""
    verdict = autopsy_verdict(found)
    page = Page(
        kind="Autopsy" if found.failed else "A life",
        title=f"Company {found.trial} of {found.scenario.name}",
        story="",
        question=found.scenario.setup.title,
        source="",
        headline=verdict.headline,
        lines=verdict.lines[1:],
        tiles=_autopsy_tiles(found),
        sections=_autopsy_sections(found),
        facts=question_facts(
            found.scenario,
            [("Company", f"trial {found.trial}"), ("Redrawn days", f"{found.days} for the plan and each remedy")],
            found.seed,
            command,
        ),
    )
    return write_page(page, path)


def _autopsy_tiles(found: Autopsy) -> list[Tile]:
    outcome, currency = found.outcome, found.scenario.setup.company.currency
    lived, months = float(outcome["months_lived"]), found.months
    raised = f"{compact(outcome['money_raised'])} raised"
    return [
        Tile("Lived", f"{lived:.1f} months", f"of a horizon of {months}"),
        Tile(
            "Cash burnt",
            measured(outcome["money_burnt"], "money", currency),
            raised,
        ),
        Tile("Same plan, other days", f"{found.plan.hits} of {found.days}", "end alive"),
    ]


def _autopsy_sections(found: Autopsy) -> list[Section]:
    calendar, currency = calendar_for(found.scenario), found.scenario.setup.company.currency
    life = replace(calendar, months=min(found.months, len(found.rows) + 1))
    sections = [
        Section(
            "life", "What happened", [], [cash_plate(found, life, currency)], [moments_table(found.moments, currency)]
        ),
        Section("stages", "How far each department had come", [], [one_stages_plate(found, life, DEPARTMENTS)]),
        Section("seen", "What management saw, and what was so", [SEEN_TEXT], _seen_plates(found, life, currency)),
    ]
    cash = np.concatenate([one.cash.ravel() for one in found.redrawn] + [found.monthly("cash")])
    top = TOP_ROOM * float(np.nanpercentile(cash, SHOWN_TOP)) if np.isfinite(cash).any() else 1.0
    top = max(top, TOP_ROOM * found.scenario.setup.company.opening.cash, 1.0)
    fans = [fan_of_days(one, found, calendar, currency, top) for one in found.redrawn]
    sections.append(
        Section(
            "days", "What else could have happened", [DAYS_TEXT], fans, [patches_table(found.tried, found.left_out)]
        )
    )
    return sections


SEEN_TEXT = (
    "Reports come late and with errors where the scenario says so; where the two lines are one, management saw the "
    "truth at once. Fit and playbook are hidden from it in every scenario."
)
DAYS_TEXT = (
    "Thin lines: cash on other days in the same world, a cross where the company ends; the thick line is the life that "
    "was lived. Lines that leave at the top have raised money. All figures share one scale and the same days."
)


def moments_table(moments: Sequence[Moment], currency: str) -> Table:
    """What happened in a life, day by day."""
    rows = [
        cells(one.date.isoformat(), one.what, one.who, measured(one.amount, "money", currency) if one.amount else "")
        if one.kind not in COUNTS
        else cells(one.date.isoformat(), f"{one.amount:.0f} {one.what} in a month", one.who, "")
        for one in moments
    ]
    return Table("Day by day", ("date", "what", "who", "amount"), rows, frozenset({3}), folded=True)


HIDDEN = (("fit", "fit"), ("ceiling", "fit_ceiling"), ("playbook", "playbook"))
COUNTS = frozenset({"aged out", "churned", "refused"})


def _seen_plates(found: Autopsy, calendar: Calendar, currency: str) -> list[Plate]:
    def capped(name: str) -> np.ndarray:
        values = found.monthly(name)
        return np.where(values >= MOST, np.nan, values)

    return [
        beside_plate(
            "seen-runway", "Runway", "Months of cash at committed burn.", "months",
            {"true": capped("runway"), "seen": capped("seen_runway")}, calendar,
        ),
        beside_plate(
            "seen-arr", "Recurring revenue", "Annual recurring revenue.", f"ARR ({currency})",
            {"true": found.monthly("arr"), "seen": found.monthly("seen_arr")}, calendar,
        ),
        beside_plate(
            "seen-fit", "Fit and playbook", "Hidden: how well the product fits, what it could become, and how well "
            "it is known how to sell it.", "share",
            {name: found.monthly(column) for name, column in HIDDEN},
            calendar,
        ),
        beside_plate(
            "seen-reps", "Leads and reps", "Opportunities that a rep gets in a month (mean of three), and reps.",
            "number", {"leads": found.monthly("leads_per_rep"), "reps": found.monthly("heads_rep")}, calendar,
        ),
    ]  # fmt: skip
