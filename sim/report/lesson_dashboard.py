"""A team's dashboard after a round: what its management can see, up to the date, and nothing of what is hidden."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.analysis.autopsy import tell
from sim.classroom.fields import sheet_fields
from sim.classroom.lesson import Lesson
from sim.classroom.policy import policy
from sim.classroom.rounds import Course
from sim.clock import Clock
from sim.journal import MONTHLY
from sim.monthly import MOST
from sim.report.autopsy_page import moments_table
from sim.report.dates import Calendar
from sim.report.lesson_sheets import plain
from sim.report.page import Page, Section, write_page
from sim.report.style import Plate
from sim.report.tables import Table, cells
from sim.report.tiles import Tile
from sim.report.why_figures import beside_plate
from sim.report.wording import UNKNOWN, compact, known, money
from sim.scenario import Scenario

QUARTER = 3
ENDED = {"dead": "a payment could not be met", "closed": "closed in good order", "acquired": "sold"}


def write_dashboard(course: Course, lesson: Lesson, origin: Scenario, number: int, path: Path) -> Path:
    """Write a team's page after round ``number``. Returns ``path``."""
    setup = origin.setup
    calendar = Calendar(setup.company.opening.date, lesson.months)
    label = setup.company.currency
    page = Page(
        kind=f"Round {number} of {lesson.rounds}",
        title=course.team.name,
        story="",
        question=f"{setup.company.name} at the end of {calendar.at(course.until)}",
        source="",
        headline=_headline(course, calendar, label),
        lines=_lines(course, lesson, calendar, number),
        warnings=[line for refusal in course.team.refusals[number - 1 : number] for line in refusal.splitlines()],
        tiles=_tiles(course, label),
        sections=[
            Section("figures", "How it went", [SEEN_TEXT], _plates(course, calendar, label)),
            Section("months", "Quarter by quarter", tables=[_months(course, calendar, label)]),
            Section("events", "What happened", tables=[_events(course, label)]),
            Section("decisions", "What you decided", tables=[_decisions(course, lesson, origin, calendar, number)]),
        ],
        facts=(),
    )
    return write_page(page, path)


SEEN_TEXT = "Recurring revenue and runway as reported to you; cash, people and customers are counted."


def _headline(course: Course, calendar: Calendar, label: str) -> str:
    if course.over:
        outcome = course.life.outcome
        return f"The company has ended in {calendar.at(outcome['end_month'])}: {ENDED[outcome['end']]}."
    runway = course.last("seen_runway")
    months = f"for {runway:.0f} months" if runway < MOST else "and does not burn it"
    return f"At the end of {calendar.at(course.until)} there is cash of {money(course.last('cash'), label)} {months}."


def _lines(course: Course, lesson: Lesson, calendar: Calendar, number: int) -> list[str]:
    if course.over:
        return ["There is nothing left to decide; your policy so far is still tried on all other companies."]
    if number == lesson.rounds:
        return ["This was the last round."]
    nth = calendar.nth(lesson.starts[number])
    return [f"Your next decisions hold from {nth}: fill in the sheet of round {number + 1}."]


def _tiles(course: Course, label: str) -> list[Tile]:
    if not course.rows:
        return []
    runway = course.last("seen_runway")
    return [
        Tile("Cash", money(course.last("cash"), label), f"{money(course.last('burn'), label)} burnt last month"),
        Tile("Runway", "no burn" if runway >= MOST else f"{runway:.0f} months", "as reported, at committed burn"),
        Tile("ARR", money(course.last("seen_arr"), label), "as reported"),
        Tile("Customers", f"{course.last('customers'):,.0f}", f"{_sum(course, 'customers_won'):,.0f} won last quarter"),
        Tile("People", f"{course.last('heads'):,.0f}", f"{course.last('heads_rep'):,.0f} of them reps"),
        Tile("Leads", f"{_sum(course, 'sqls'):,.0f}", "qualified last quarter"),
    ]


def _column(course: Course, name: str) -> np.ndarray:
    place = MONTHLY.index(name)
    return np.array([row[place] for row in course.rows], dtype=float)


def _sum(course: Course, name: str) -> float:
    return float(_column(course, name)[-QUARTER:].sum())


def _plates(course: Course, calendar: Calendar, label: str) -> list[Plate]:
    if len(course.rows) < 2:  # noqa: PLR2004 (a line needs two points)
        return []
    shown = replace(calendar, months=course.until)
    runway = _column(course, "seen_runway")
    lines = (
        ("cash", "Cash", "At each month's end.", f"cash ({label})", {"cash": _column(course, "cash")}),
        ("arr", "Recurring revenue", "Annual, as reported.", f"ARR ({label})", {"ARR": _column(course, "seen_arr")}),
        ("runway", "Runway", "Months of cash, as reported; gaps where nothing is burnt.", "months",
         {"runway": np.where(runway >= MOST, np.nan, runway)}),
        ("people", "People and customers", "At each month's end.", "number",
         {"customers": _column(course, "customers"), "people": _column(course, "heads"),
          "reps": _column(course, "heads_rep")}),
        ("funnel", "The funnel", "Qualified leads, and deals won and lost a month.", "a month",
         {"leads": _column(course, "sqls"), "won": _column(course, "customers_won"), "lost": _column(course, "lost")}),
        ("spend", "Money in and out", "Collected from customers, and burnt, a month.", f"a month ({label})",
         {"collected": _column(course, "collected"), "burn": _column(course, "burn")}),
    )  # fmt: skip
    return [beside_plate(*line, shown) for line in lines]


def _months(course: Course, calendar: Calendar, label: str) -> Table:
    chosen = [month for month in range(1, len(course.rows) + 1) if month % QUARTER == 0 or month == len(course.rows)]
    rows = []
    for month in chosen:
        row = dict(zip(MONTHLY, course.rows[month - 1], strict=True))
        rows.append(
            cells(
                calendar.at(month),
                compact(row["cash"]),
                compact(row["burn"]),
                UNKNOWN if row["seen_runway"] >= MOST or not known(row["seen_runway"]) else f"{row['seen_runway']:.0f}",
                compact(row["seen_arr"]),
                *(f"{row[name]:,.0f}" for name in ("customers", "heads", "heads_rep", "sqls")),
                *(f"{row[name]:,.0f}" for name in ("customers_won", "lost", "customers_lost")),
            )
        )
    heads = ("month", "cash", "burn", "runway", "ARR", "customers", "people", "reps", "leads", "won", "lost", "left")
    return Table(
        f"The last month of each quarter (money in {label})", heads, rows, numbers=frozenset(range(1, len(heads)))
    )


def _events(course: Course, label: str) -> Table:
    clock = Clock(course.scenario.setup.company.opening.date, course.scenario.months)
    day = clock.month_ends[course.until - 1]
    told = tell(course.events(day), clock)
    return replace(moments_table(told, label), folded=False)


def _decisions(course: Course, lesson: Lesson, origin: Scenario, calendar: Calendar, number: int) -> Table:
    rows = []
    for turn, changes in enumerate(course.team.decisions[:number], start=1):
        start = lesson.starts[turn - 1]
        fields = sheet_fields(policy(origin, course.team.decisions[: turn - 1], lesson.starts), turn, start)
        rows += [
            cells(calendar.nth(start), key, fields[key].meaning, plain(fields[key].current), plain(value))
            for key, value in changes.items()
        ]
    rows = rows or [cells(UNKNOWN, "", "nothing has been changed", "", "")]
    return Table("Changes so far", ("from", "decision", "meaning", "before", "after"), rows)
