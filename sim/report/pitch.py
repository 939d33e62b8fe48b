"""The page of a pitch: arithmetic, the promise on the fans, and what one would have to believe."""

from pathlib import Path

import numpy as np

from sim.analysis.believing import ALWAYS, NEVER, Belief
from sim.analysis.metrics import Fan, fan_of
from sim.analysis.pitch import ASKED, LEAST_RUNWAY, Pitch, belief_value
from sim.promise import FIGURES
from sim.report.asked import assumptions_section, question_facts
from sim.report.dates import Calendar
from sim.report.fans import Subject, fan_plate
from sim.report.page import FAN_TEXT, Page, Section, write_page
from sim.report.style import Plate
from sim.report.tables import Cell, Table, cells
from sim.report.tiles import Tile
from sim.report.wording import ROUGH, between, compact, money, percent

SUBJECTS = {
    "arr": Subject("arr", "Annual recurring revenue", "ARR ({currency})", "money", "The promise is the red line."),
    "customers": Subject("customers", "Customers", "customers", "count", "The promise is the red line.", whole=True),
    "heads": Subject("heads", "Heads", "people on the payroll", "count", "The promise is the red line.", whole=True),
    "cash": Subject("cash", "Cash", "cash ({currency})", "money", "The promise is the red line."),
}
NAMES = {"arr": "ARR", "customers": "customers", "heads": "heads", "cash": "cash"}
MONEY = frozenset({"arr", "cash"})
KEPT_TEXT = (
    "The share of all companies that are at or above each promised figure in its month; a company that has ended keeps "
    "nothing. The percentile says where the promise stands among all: at the 90 % point, nine in ten come out below."
)
BELIEF_TEXT = (
    "Each uncertain input by itself, all else as it is: the value at which the last promised ARR is kept by half of "
    "the companies. A value outside its range is a claim that the sources do not carry; where no value suffices, the "
    "promise rests on several things going well at once."
)
WORDS = {NEVER: "no value suffices", ALWAYS: "an even bet at every value tried"}


def write_pitch(pitch: Pitch, path: Path, command: str) -> Path:
    """Write the page of a pitch to ``path``; the same pitch gives the same bytes."""
    setup = pitch.scenario.setup
    calendar = Calendar(setup.company.opening.date, pitch.scenario.months)
    label = setup.company.currency
    companies = f"{pitch.trials:,}; the first {min(ASKED, pitch.trials)} of them for each value of an input"
    page = Page(
        kind="Pitch",
        title=setup.title,
        story=setup.story or "",
        question="What would have to be true for this promise to be kept?",
        source=setup.source or "",
        headline=pitch.headline,
        lines=pitch.lines[1:],
        tiles=_tiles(pitch, calendar, label),
        sections=[
            Section("arithmetic", "The arithmetic first", tables=[_arithmetic(pitch, label)]),
            Section(
                "fan",
                "The promise among what comes out",
                [KEPT_TEXT, FAN_TEXT],
                _plates(pitch, calendar, label),
                [_kept(pitch, calendar, label)],
            ),
            Section("believe", "What you would have to believe", [BELIEF_TEXT], tables=[_beliefs(pitch)]),
            assumptions_section(pitch.scenario),
        ],
        facts=question_facts(pitch.scenario, companies, pitch.seed, command),
    )
    return write_page(page, path)


def _tiles(pitch: Pitch, calendar: Calendar, label: str) -> list[Tile]:
    last, sums = pitch.last, pitch.arithmetic
    milestone = pitch.milestones[0]
    return [
        Tile(
            f"Chance of {money(last.promised, label)} ARR in {calendar.at(last.month)}",
            percent(last.chance.value),
            f"simulation error {between(last.chance.low, last.chance.high)}",
        ),
        Tile(
            "Reps can carry",
            money(sums.capacity, label),
            f"of {money(sums.bookings, label)} promised bookings",
        ),
        Tile(
            f"Reaches {milestone.name} before cash is down to {LEAST_RUNWAY:g} months",
            percent(milestone.chance.value),
            f"simulation error {between(milestone.chance.low, milestone.chance.high)}",
        ),
    ]


def _arithmetic(pitch: Pitch, label: str) -> Table:
    one = pitch.arithmetic
    rows = [
        cells("promised ARR", money(one.arr, label)),
        cells("bookings that it takes", money(one.bookings, label)),
        cells("of them to replace what is not renewed", money(one.replaced, label)),
        cells("ramped rep-years of the plan until then", f"{one.rep_years:.1f}"),
        cells("quota of a rep and year", money(one.quota, label)),
        cells("attainment, of all reps together", percent(one.attainment)),
        cells("what the reps can carry", money(one.capacity, label)),
        cells("attainment that the promise needs", "no reps" if one.needed is None else percent(one.needed)),
    ]
    note = "Founders' own deals come on top. Rep-years are those of the typical simulated company on this plan."
    return Table("No chance in it", ("line", "value"), rows, numbers=frozenset({1}), note=note, half=True)


def _plates(pitch: Pitch, calendar: Calendar, label: str) -> list[Plate]:
    rows = pitch.lot.rows
    plates = []
    for name in FIGURES:
        promised = {one.month: one.promised for one in pitch.kept if one.figure == name}
        if promised:
            fan = fan_of(name, rows[name], rows["cash"])
            plates.append(fan_plate(SUBJECTS[name], fan, calendar, label, ("promise", _line(name, promised, fan))))
    return plates


def _line(name: str, promised: dict[int, float], fan: Fan) -> Fan:
    """The promise as a line between its points, where there are any."""
    months = np.arange(1, len(fan.p50) + 1)
    values = np.interp(months, list(promised), list(promised.values()), left=np.nan, right=np.nan)
    return Fan(name, months, values, values, values, fan.alive, fan.known)


def _figure(name: str, value: float, label: str) -> str:
    return money(value, label) if name in MONEY else compact(value)


def _kept(pitch: Pitch, calendar: Calendar, label: str) -> Table:
    rows = [
        [
            Cell(calendar.dated(one.month)),
            Cell(f"{NAMES[one.figure]} {_figure(one.figure, one.promised, label)}"),
            Cell(percent(one.chance.value), detail=between(one.chance.low, one.chance.high)),
            Cell(percent(one.percentile)),
            Cell(_figure(one.figure, one.p50, label), detail=f"{compact(one.p10, ROUGH)} to {compact(one.p90, ROUGH)}"),
        ]
        for one in pitch.kept
    ]
    heads = ("end of", "promise", "kept by", "percentile", "typical of the living")
    return Table("Month by month", heads, rows, numbers=frozenset({2, 3, 4}))


def _beliefs(pitch: Pitch) -> Table:
    rows = [
        [
            Cell(one.meaning, detail=one.path),
            Cell(belief_value(one.value, one.unit), detail=_where(one)),
            Cell(f"{belief_value(one.low, one.unit)} to {belief_value(one.high, one.unit)}", detail=one.unit),
            Cell(f"{percent(one.chance_low)} to {percent(one.chance_high)}"),
        ]
        for one in pitch.beliefs
    ]
    heads = ("input", "even bet at", "range (5 to 95 %)", "chance at its ends")
    note = "The search looks up to four standard deviations from the centre of each range."
    return Table("One input at a time", heads, rows, numbers=frozenset({1, 2, 3}), note=note)


def _where(one: Belief) -> str:
    if one.value is not None:
        return f"{one.where} its range"
    return f"{WORDS[one.where]} (to {belief_value(one.extreme, one.unit)})"
