"""Every input of a scenario as a table."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from sim.console.terminal import out, say, table
from sim.notes import notes_on

if TYPE_CHECKING:
    from sim.scenario import Scenario

LONGEST_VALUE = 48


def show_inputs(scenario: "Scenario") -> None:
    """Every input of a scenario: value, source or "assumed", and the file that set it."""
    say(f"{scenario.name}: {scenario.setup.title}", "bold")
    say_notes([scenario])
    shown_inputs = table("input", "value", "source", "file")
    for path, origin in sorted(scenario.provenance.items()):
        value = str(_leaf(scenario.data, path))
        shown = value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"
        shown_inputs.add_row(*map(Text, (path, shown, origin.source or "", str(origin.file))))
    out().print(shown_inputs)


def show_decisions(scenario: "Scenario") -> None:
    """Every number that a founder can choose, as a search takes it: value, what is allowed, and what it is."""
    from sim.analysis.freedom import decisions

    say(f"{scenario.name}: {scenario.setup.title}", "bold")
    shown = table("decision", "value", "allowed", "what it is")
    for path, (place, value) in decisions(scenario).items():
        limits = place.limits()
        allowed = "" if limits is None else limits.bounds()
        shown.add_row(*map(Text, (path, "–" if value is None else f"{value:g}", allowed, place.meaning)))
    out().print(shown)


def say_notes(scenarios: "Iterable[Scenario]") -> None:
    """What should be known of these plans before they are lived, each once."""
    for note in dict.fromkeys(note for scenario in scenarios for note in notes_on(scenario)):
        say(f"Note: {note}", "yellow", fold=True)


def _leaf(data: object, path: str) -> object:
    """The value at a dotted path of nested maps and lists."""
    for name in path.split("."):
        if isinstance(data, dict):
            data = data[name]
        elif isinstance(data, list):
            data = data[int(name)]
    return data
