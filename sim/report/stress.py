"""The page of a stress test: the tornado, the table with break-evens."""

from pathlib import Path

from sim.analysis.statistics import Interval
from sim.analysis.stress import Effect, StressTest
from sim.analysis.words import counted
from sim.report.asked import assumptions_section, each, question_facts
from sim.report.bars import Bar, bars_plate
from sim.report.dates import Calendar
from sim.report.page import Page, Section, write_page
from sim.report.style import Plate
from sim.report.tables import Cell, Table
from sim.report.tiles import Tile
from sim.report.wording import MINUS, between, percent, signed, signed_between

TORNADO = (
    "Each bar is one stress on its own (hollow: several together) against the plan, company by company on the same "
    "luck; the whisker is the 95 % interval, and one that crosses zero may be nothing but luck."
)
BREAKS = (
    "The break-even is the size of the stress at which survival falls below the line; 1 is the stress as it stands. "
    "It is searched with the first companies only, so it is a reading to about a quarter of its size."
)


def write_stress(test: StressTest, path: Path, command: str) -> Path:
    """Write the page of a stress test to ``path``; the same test gives the same bytes."""
    setup, calendar = test.scenario.setup, Calendar(test.scenario.setup.company.opening.date, test.months)
    sections = [
        Section("tornado", "What hurts most", plates=[_tornado(test)]),
        Section("table", "Each stress", [BREAKS], tables=[_table(test, calendar)]),
        assumptions_section(test.scenario),
    ]
    page = Page(
        kind="Stress test",
        title=setup.title,
        story=setup.story or "",
        question="Which assumption does this plan break on first?",
        source=setup.source or "",
        headline=test.headline,
        lines=test.lines[1:],
        tiles=_tiles(test, calendar),
        sections=sections,
        facts=question_facts(test.scenario, each(test.trials), test.seed, command),
    )
    return write_page(page, path)


def _tornado(test: StressTest) -> Plate:
    bars = [Bar(one.title, _hundredfold(one.survival), _said(one.survival), bool(one.parts)) for one in test.effects]
    label = f"change of survival at {test.months} months, in points"
    return bars_plate("tornado", "Change of survival under each stress", TORNADO, bars, label, _plain)


def _said(interval: Interval) -> str:
    span = signed_between(interval.low, interval.high, "points")
    return f"{signed(interval.value, 'points', bare=True)} ({span})"


def _plain(value: float) -> str:
    return f"{MINUS if value < 0 else ''}{abs(value):g}"


def _hundredfold(interval: Interval) -> Interval:
    return Interval(100 * interval.value, 100 * interval.low, 100 * interval.high)


def _table(test: StressTest, calendar: Calendar) -> Table:
    label = test.scenario.setup.company.currency
    heads = (
        "stress",
        "going then",
        "change, points",
        "life, months",
        "ARR a company",
        f"below {percent(test.below)} at size",
    )
    rows = [
        [
            Cell(one.title, detail=", ".join(one.parts) or one.name),
            Cell(percent(one.survives.value), detail=between(one.survives.low, one.survives.high)),
            _interval(one.survival, "points"),
            _interval(one.life, "months"),
            Cell(
                signed(one.arr_end.value, "money", label, bare=True),
                detail=signed_between(one.arr_end.low, one.arr_end.high, "money"),
            ),
            _break_even(one, test.broken),
        ]
        for one in test.effects
    ]
    note = f"Going at the end of {calendar.horizon}; the plan itself: {percent(test.survival.value)}. Money in {label}."
    return Table("The battery, the worst first", heads, rows, numbers=frozenset({1, 2, 3, 4, 5}), note=note)


def _interval(interval: Interval, unit: str) -> Cell:
    return Cell(signed(interval.value, unit, bare=True), detail=signed_between(interval.low, interval.high, unit))


def _break_even(one: Effect, broken: bool) -> Cell:
    if not one.felt:
        return Cell("no effect", detail=f"needs {one.needs}" if one.needs else "")
    if one.break_even is None:
        return Cell("broken already" if broken else "not searched")
    if one.break_even.size is None:
        return Cell("no size tried does", detail=f"up to {one.break_even.tried:g} times")
    return Cell(f"{one.break_even.size:.2g}", detail=f"{one.words}, {one.break_even.low:g} to {one.break_even.high:g}")


def _tiles(test: StressTest, calendar: Calendar) -> list[Tile]:
    worst = test.effects[0]
    return [
        Tile(
            f"Going at the end of {calendar.horizon} on the plan",
            percent(test.survival.value),
            f"simulation error {between(test.survival.low, test.survival.high)}",
        ),
        Tile(
            f"The worst: {worst.title}",
            signed(worst.survival.value, "points"),
            f"95 % interval {signed_between(worst.survival.low, worst.survival.high, 'points')}",
        ),
        Tile(
            "Stresses that clearly cost lives",
            f"{sum(one.survival.high < 0 for one in test.effects)} of {len(test.effects)}",
            f"on {counted(test.trials, 'pair')} each",
        ),
    ]
