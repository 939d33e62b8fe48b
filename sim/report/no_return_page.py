"""The page on when it was too late."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.analysis.no_return import NoReturn
from sim.analysis.statistics import quantile
from sim.analysis.why_words import no_return_verdict, sign_value
from sim.report.asked import calendar_for, facts_of_dead, question_facts
from sim.report.dates import Calendar
from sim.report.page import Page, Section, write_page
from sim.report.tables import Table, cells
from sim.report.tiles import Tile
from sim.report.why_figures import (
    chances_plate,
    turns_plate,
)
from sim.report.wording import percent


def write_no_return(found: NoReturn, path: Path, command: str) -> Path:
    """Write the page on when it was too late. Returns ``path``."""
    verdict = no_return_verdict(found)
    calendar = calendar_for(found.scenario)
    sections = []
    if found.last:
        life = replace(calendar, months=min(found.months, max(found.last.values()) + 1))
        plates = [turns_plate(found, attempt, life) for attempt in found.attempts]
        sections = [
            Section("chances", "How the chance fades", [], [chances_plate(found)]),
            Section("turns", "Company by company", [ORDERED], plates, [_turns_table(found, calendar)]),
            Section("signs", "What could be seen", [SIGNS], tables=[_signs_table(found)]),
        ]
    looked_into = f"{len(found.last)} deaths, {found.days} fresh days from each month on"
    page = Page(
        kind="The point of no return",
        title=found.scenario.setup.title,
        story="",
        question="Until when could they have been saved?",
        source="",
        headline=verdict.headline,
        lines=verdict.lines[1:],
        tiles=_no_return_tiles(found),
        sections=sections,
        facts=question_facts(found.scenario, facts_of_dead(found, looked_into), found.seed, command),
    )
    return write_page(page, path)


ORDERED = (
    "Chances from few days jump up and down; here they are brought into order (a rescue that begins later saves no "
    "more) before they are read."
)
SIGNS = (
    "At the last review at which the better rescue was still an even bet: what management saw in the companies that "
    "died of it, against what it saw in the same month in those still going at the horizon."
)


def _no_return_tiles(found: NoReturn) -> list[Tile]:
    tiles = []
    for attempt in found.attempts:
        could = attempt.before_end
        value = f"{quantile(np.array(could), 0.5):.0f} months" if could else "never"
        note = f"before the end; for {len(could)} of {len(found.last)} an even bet at first"
        tiles.append(Tile(f"Too late: {attempt.title}", value, note))
    return tiles


def _turns_table(found: NoReturn, calendar: Calendar) -> Table:
    def until(turn: int | None) -> str:
        return "never an even bet" if turn is None else f"{calendar.nth(turn - 1)} ({turn - 1})"

    rows = [
        cells(f"company {trial}", f"{calendar.nth(last)} ({last})", *(until(one.turn[trial]) for one in found.attempts))
        for trial, last in found.last.items()
    ]
    heads = ("company", "last month", *(f"{one.title}: the last even bet" for one in found.attempts))
    return Table("Until when", heads, rows)


def _signs_table(found: NoReturn) -> Table:
    rows = [
        cells(
            sign.words, sign_value(found, sign, sign.seen), sign_value(found, sign, sign.others), percent(sign.apart)
        )
        for sign in found.signs
    ]  # fmt: skip
    heads = ("what management saw", "the dead, then", "the living, then", "tells apart")
    return Table("Signs, the clearest first", heads, rows, frozenset({1, 2, 3}), "" if rows else "Too few companies.")
