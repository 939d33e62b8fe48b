"""One company's life as dated events and monthly figures."""

from math import isnan
from typing import TYPE_CHECKING

from rich.text import Text

from sim.console.terminal import out, say, table

if TYPE_CHECKING:
    from sim.life import Life


def show_life(life: "Life") -> None:
    """One company's life: events by date, key figures by month, and how it ended."""
    say(f"{life.scenario}, seed {life.seed}, trial {life.trial}, day {life.day}: {life.ending}", "bold")
    events = table("date", "event", "who", "amount")
    for event in life.events:
        amount = f"{event.amount:,.0f}" if event.amount else ""
        events.add_row(event.date.isoformat(), Text(event.kind), Text(event.who), amount)
    say()
    out().print(events)
    months = table("month's end", *(column.replace("_", " ") for column in life.columns), numbers=True)
    for day, values in life.months:
        months.add_row(day.isoformat(), *("–" if isnan(value) else f"{value:,.0f}" for value in values))
    say()
    out().print(months)
    say()
    say(life.agreement)
