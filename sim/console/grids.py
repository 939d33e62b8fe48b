"""A grid of plans as a table."""

from typing import TYPE_CHECKING

from rich.text import Text

from sim.console.terminal import out, say, table

if TYPE_CHECKING:
    from sim.analysis.grid import Grid
    from sim.analysis.statistics import Interval


def say_grid(grid: "Grid", command: str) -> None:
    """Each plan's numbers and its paired differences against the first, with 95 % intervals."""
    from sim.analysis.words import counted

    say()
    say(grid.sentence, "bold", fold=True)
    shares, lives, money = (100.0, ".0f"), (1.0, ".1f"), (1.0, ",.0f")
    names = [axis.short for axis in grid.axes]
    levels = table(
        *names, f"alive after {counted(grid.months, 'month')}, %", "mean life, months", "ARR (dead = 0)", numbers=True
    )
    changes = table(*names, "alive, points", "mean life, months", "ARR (dead = 0)", numbers=True)
    for cell in grid.cells:
        values = [Text(value) for value in cell.values]
        found = ((cell.survival, shares), (cell.runway_months, lives), (cell.arr_end, money))
        levels.add_row(*values, *(_spelt(interval, *form) for interval, form in found))
        if cell.against is not None:
            one = cell.against
            found = ((one.survival[max(one.survival)], shares), (one.runway_months, lives), (one.arr_end, money))
            changes.add_row(*values, *(_spelt(interval, factor, f"+{form}") for interval, (factor, form) in found))
    out().print(levels)
    say(f"Minus {grid.words(grid.cells[0])}, company by company on the same luck:")
    out().print(changes)
    say(f"In brackets 95 % intervals, {counted(grid.trials, 'company', 'companies')} for each plan.")
    say()
    say(f"Again: {command}")


def _spelt(interval: "Interval", factor: float, form: str) -> str:
    from sim.analysis.words import no_spread

    value, low, high = (f"{number * factor:{form}}" for number in (interval.value, interval.low, interval.high))
    alike = "none differs" if form.startswith("+") and not interval.value else "alike"
    spread = no_spread(interval, alike) or f"{low} to {high}"
    return f"{value} ({spread})"
