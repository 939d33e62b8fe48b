"""What the pages of single questions (a stress test, a pitch, causes of death …) have in common."""

from collections.abc import Iterable

from sim import __version__
from sim.analysis.causes import Causes
from sim.analysis.no_return import NoReturn
from sim.analysis.words import counted
from sim.report.dates import Calendar
from sim.report.page import ASSUMED_TEXT, Section
from sim.report.tables import assumption_tables
from sim.scenario import Scenario
from sim.sources import assumptions


def question_facts(
    scenario: Scenario, lived: str | Iterable[tuple[str, str]], seed: int, command: str
) -> list[tuple[str, str]]:
    """What it takes to repeat a page, and nothing of the machine it ran on; ``lived``: how many companies, or facts
    about them."""
    opening = scenario.setup.company.opening.date.isoformat()
    return [
        ("Scenario", scenario.name),
        *([("Companies simulated", lived)] if isinstance(lived, str) else lived),
        ("Horizon", f"{scenario.months} months, from {opening}"),
        ("Seed", str(seed)),
        ("Version", f"saas-sim {__version__}"),
        ("Configuration", scenario.hash),
        ("To repeat it", command),
    ]


def facts_of_dead(found: Causes | NoReturn, looked_into: str) -> list[tuple[str, str]]:
    """How many lived and died, and which of them were ``looked_into``."""
    lived = f"{found.trials:,}, of which {found.failed:,} died or were closed"
    return [("Companies simulated", lived), ("Looked into", looked_into)]


def calendar_for(scenario: Scenario) -> Calendar:
    """The calendar by which a page is read."""
    return Calendar(scenario.setup.company.opening.date, scenario.months)


def each(trials: int) -> str:
    """How many companies a comparison rests on."""
    return f"{counted(trials, 'company', 'companies')} for each case, all on the same luck"


def assumptions_section(scenario: Scenario) -> Section:
    """Every number that went in."""
    label = scenario.setup.company.currency
    return Section(
        "assumptions", "What it rests on", [ASSUMED_TEXT], tables=assumption_tables(assumptions(scenario), label)
    )
