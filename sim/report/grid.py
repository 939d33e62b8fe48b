"""The report on a grid of plans: a curve along one input, a heat map over two, a row of points for more."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.analysis.grid import Cell, Grid
from sim.analysis.statistics import Interval
from sim.analysis.words import share_margin
from sim.ensemble.ensemble import Ensemble
from sim.report.figures import currency
from sim.report.page import ASSUMED_TEXT, Page, Section, facts, failure_words, write_page
from sim.report.style import BLUE, INK, SOFT, WIDE, Plate, drawing, render, share_axis
from sim.report.tables import Table, assumption_tables, cells
from sim.report.wording import between, measured, percent, signed, signed_between
from sim.sources import assumptions

TWO = 2
CELL_HEIGHT, ROW_HEIGHT, FOOT = 0.55, 0.26, 0.75  # inches
DARK = 0.55  # share above which a cell's text is white
LONGEST_LABEL = 34
GRID_TEXT = (
    "Every plan meets the same companies on the same luck. The bars and the figures in brackets are the 95 % "
    "simulation error of each plan by itself; differences between plans are surer than that, and stand in the table."
)
MANY_TEXT = (
    "Company by company against the first plan. With many plans some intervals miss zero by chance alone: one in "
    "twenty, where nothing differs; and the best of many looks better than it is."
)


def write_grid(grid: Grid, ensembles: Sequence[Ensemble], path: Path, command: str) -> Path:
    """Write the report on a grid to ``path``; the same run gives the same bytes."""
    first, label = ensembles[0], currency(ensembles[0])
    sections = [
        Section("grid", "How they fare", [GRID_TEXT], [grid_plate(grid)], [levels_table(grid, label)]),
        Section(
            "differences",
            "What changes against the first plan",
            [MANY_TEXT],
            tables=[against_table(grid, label)],
        ),
        Section(
            "assumptions",
            "What the first plan rests on",
            [ASSUMED_TEXT],
            tables=assumption_tables(assumptions(first.scenario), label),
        ),
    ]
    setup = first.scenario.setup
    page = Page(
        kind="Grid",
        title=setup.title,
        story=setup.story or "",
        question=" × ".join(f"{axis.path} = {', '.join(axis.values)}" for axis in grid.axes),
        source=setup.source or "",
        headline=grid.sentence,
        lines=[],
        tiles=[],
        sections=sections,
        facts=facts(ensembles, command),
        warnings=failure_words(ensembles),
    )
    return write_page(page, path)


def levels_table(grid: Grid, label: str) -> Table:
    """Each plan's own numbers with their intervals."""
    heads = (*(axis.short for axis in grid.axes), "alive at the horizon", "mean life", "ARR at the end (dead = 0)")
    rows = [
        cells(
            *cell.values,
            f"{percent(cell.survival.value)} ({between(cell.survival.low, cell.survival.high)})",
            spelt(cell.runway_months, "months"),
            spelt(cell.arr_end, "money per year", label),
        )
        for cell in grid.cells
    ]
    count = len(grid.axes)
    return Table("Each plan", heads, rows, frozenset(range(count, count + 3)))


def spelt(interval: Interval, unit: str, label: str = "") -> str:
    """A value with its interval."""
    return f"{measured(interval.value, unit, label)} ({between(interval.low, interval.high, unit, label)})"


def against_table(grid: Grid, label: str) -> Table:
    """Paired differences of each plan against the first."""
    heads = (*(axis.short for axis in grid.axes), "alive at the horizon", "mean life", "ARR at the end (dead = 0)")
    rows = []
    for cell in grid.cells:
        if cell.against is not None:
            one = cell.against
            changes = ((one.survival[max(one.survival)], "points"), (one.runway_months, "months"))
            said = [f"{signed(i.value, unit)} ({signed_between(i.low, i.high, unit)})" for i, unit in changes]
            arr = one.arr_end
            said.append(f"{signed(arr.value, 'money', label)} ({signed_between(arr.low, arr.high, 'money')})")
            rows.append(cells(*cell.values, *said))
    count = len(grid.axes)
    return Table(f"Minus {grid.words(grid.cells[0])}", heads, rows, frozenset(range(count, count + 3)))


def grid_plate(grid: Grid) -> Plate:
    """Survival at the horizon over the grid."""
    if grid.crossed and len(grid.axes) == TWO:
        svg = heat_map(grid)
    elif len(grid.axes) == 1:
        svg = curve(grid)
    else:
        svg = points(grid)
    said = "; ".join(
        f"{grid.words(cell)}: {percent(cell.survival.value)} ({between(cell.survival.low, cell.survival.high)})"
        for cell in grid.cells
    )
    title = f"Alive after {grid.months} months"
    return Plate("grid", title, "Share of companies with no end by the horizon.", f"{title}. {said}.", svg, wide=True)


def curve(grid: Grid) -> str:
    """Survival along one input, with error bars; to scale where its values are numbers."""
    axis = grid.axes[0]
    places = numeric(axis.values) or [float(place) for place in range(len(axis.values))]
    with drawing(WIDE, bottom=FOOT) as axes:
        share_axis(axes, "companies still going", top=1.02)
        middle = [cell.survival.value for cell in grid.cells]
        axes.errorbar(
            places, middle, yerr=errors(grid.cells), color=BLUE, marker="o", markersize=5, capsize=3, linewidth=1.8
        )
        axes.set_xticks(places, [shortened(value) for value in axis.values])
        axes.set_xlabel(axis.path)
        return render(axes, "grid")


def errors(plans: Sequence[Cell]) -> list[list[float]]:
    """How far each interval reaches below and above its value."""
    found = [cell.survival for cell in plans]
    return [[one.value - one.low for one in found], [one.high - one.value for one in found]]


def heat_map(grid: Grid) -> str:
    """Survival over two inputs: the first downwards, the second across."""
    down, across = grid.axes
    shares = np.array([cell.survival.value for cell in grid.cells]).reshape(len(down.values), len(across.values))
    height = FOOT + 0.12 + CELL_HEIGHT * len(down.values)
    with drawing((WIDE[0], height), bottom=FOOT, left=2.2) as axes:
        axes.grid(visible=False)
        edges = (np.arange(count + 1) - 0.5 for count in reversed(shares.shape))
        axes.pcolormesh(*edges, shares, cmap="Blues", vmin=0, vmax=1, edgecolors="white", linewidth=1.2)
        axes.invert_yaxis()
        for place, cell in enumerate(grid.cells):
            row, column = divmod(place, len(across.values))
            colour = "white" if cell.survival.value > DARK else INK
            text = f"{percent(cell.survival.value)} ({share_margin(cell.survival)})"
            axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=8.5)
        axes.set_xticks(range(len(across.values)), [shortened(value) for value in across.values])
        axes.set_yticks(range(len(down.values)), [shortened(value) for value in down.values])
        axes.set_xlabel(across.path)
        axes.set_ylabel(down.short)
        axes.yaxis.set_label_coords(-0.25, 0.5)
        return render(axes, "grid")


def points(grid: Grid) -> str:
    """Survival of every plan, one to a row."""
    height = FOOT + 0.12 + ROW_HEIGHT * len(grid.cells)
    with drawing((WIDE[0], height), bottom=FOOT, left=3.2) as axes:
        rows = list(range(len(grid.cells)))
        middle = [cell.survival.value for cell in grid.cells]
        axes.errorbar(middle, rows, xerr=errors(grid.cells), color=BLUE, marker="o", linestyle="none", capsize=3)
        axes.axvline(middle[0], color=SOFT, linewidth=0.8)
        axes.set_yticks(rows, [shortened(grid.words(cell)) for cell in grid.cells])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xlim(0, 1)
        axes.set_xticks(ticks := [0, 0.25, 0.5, 0.75, 1], [percent(tick) for tick in ticks])
        axes.set_xlabel("companies still going at the horizon")
        return render(axes, "grid")


def numeric(values: Sequence[str]) -> list[float] | None:
    """The values as numbers; None where one is none."""
    try:
        found = [float(value) for value in values]
    except ValueError:
        return None
    return found if all(np.isfinite(found)) else None


def shortened(text: str) -> str:
    """A text that fits beside an axis."""
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"
