"""The page of a sensitivity analysis: what drives each outcome, and the luck that is left."""

from pathlib import Path

from sim.analysis.sensitivity import SOBOL, Driver, Drivers, Sensitivity
from sim.analysis.statistics import Interval
from sim.analysis.words import counted
from sim.report.asked import assumptions_section, question_facts
from sim.report.bars import Bar, bars_plate
from sim.report.page import Page, Section, write_page
from sim.report.style import Plate
from sim.report.tables import Cell, Table
from sim.report.tiles import Tile
from sim.report.wording import MINUS, between, percent

SHOWN = 12  # bars of a figure; the table has all
SOBOL_TEXT = (
    "The total index (the bar) is the share of all differences that would be left if everything but this input were "
    "known; the part alone (first order) is the share that would vanish if it alone were known. Luck is the day: other "
    "leads, other people, the same world. Whiskers are 95 % intervals from the bootstrap; totals add up to more than 1 "
    "where inputs work together. Whatever nudges a company on the brink can tip it, so a small total beside a part "
    "alone of nought is the day's luck speaking through an input."
)
PRCC_TEXT = (
    "Inputs of this scenario are correlated, so shares of variance have no meaning: each bar is the partial "
    "correlation of ranks between input and outcome, the other inputs held fixed. A whisker that crosses zero may "
    "be chance."
)
LUCK = "luck of the day"


def write_sensitivity(found: Sensitivity, path: Path, command: str) -> Path:
    """Write the page to ``path``; the same analysis gives the same bytes."""
    setup = found.scenario.setup
    text = SOBOL_TEXT if found.method == SOBOL else PRCC_TEXT
    sections = [
        Section(one.output, f"What drives {one.title}", [text] if place == 0 else [], [_plate(one)], [_table(one)])
        for place, one in enumerate(found.outputs)
    ]
    page = Page(
        kind="Sensitivity",
        title=setup.title,
        story=setup.story or "",
        question="Which of the things we do not know matter?",
        source=setup.source or "",
        headline=found.headline,
        lines=found.lines[1:],
        tiles=[_tile(one) for one in found.outputs],
        sections=[*sections, assumptions_section(found.scenario)],
        facts=question_facts(found.scenario, counted(found.lived, "company", "companies"), found.seed, command),
    )
    return write_page(page, path)


def _tile(one: Drivers) -> Tile:
    note = f"95 % interval {between(one.luck.low, one.luck.high)}; the rest is the world"
    return Tile(f"Luck's share of {one.title}", percent(one.luck.value), note)


def _plate(one: Drivers) -> Plate:
    bars = [Bar(driver.path, weight(driver), _said(driver)) for driver in one.drivers[:SHOWN]]
    label = "partial correlation of ranks"
    if one.drivers[0].index is not None:
        bars.insert(0, Bar(LUCK, one.luck, f"{one.luck.value:.2f}", hollow=True))
        label = "total index (share of the variance)"
    return bars_plate(f"drivers-{one.output}", f"Drivers of {one.title}", "", bars, label, _plain)


def weight(driver: Driver) -> Interval:
    found = driver.index.total if driver.index is not None else driver.correlation
    assert found is not None
    return found


def _said(driver: Driver) -> str:
    if driver.index is not None:
        return f"{driver.index.total.value:.2f} (alone {_number(driver.index.first.value)})"
    return _number(weight(driver).value, "+")


def _number(value: float, sign: str = "") -> str:
    return f"{value:{sign}.2f}".replace("-", MINUS)


def _plain(value: float) -> str:
    return f"{value:g}".replace("-", MINUS)


def _table(one: Drivers) -> Table:
    by_index = one.drivers[0].index is not None
    heads = ("input", "total index", "first order") if by_index else ("input", "rank correlation")
    rows = [
        [Cell(driver.meaning, detail=driver.path), *(_cell(interval) for interval in _intervals(driver))]
        for driver in one.drivers
    ]
    if by_index:
        rows.insert(0, [Cell("Luck of the day", detail="the same world, another day"), _cell(one.luck), Cell("")])
    return Table(f"Every uncertain input, for {one.title}", heads, rows, numbers=frozenset({1, 2}), folded=True)


def _intervals(driver: Driver) -> list[Interval]:
    if driver.index is not None:
        return [driver.index.total, driver.index.first]
    return [weight(driver)]


def _cell(interval: Interval) -> Cell:
    return Cell(_number(interval.value), detail=f"{_number(interval.low)} to {_number(interval.high)}")
