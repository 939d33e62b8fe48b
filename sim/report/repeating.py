"""What it takes to repeat a page, and the calendar that it is read by."""

from collections.abc import Iterable

from sim import __version__
from sim.report.dates import Calendar
from sim.scenario import Scenario


def facts_of(scenario: Scenario, seed: int, lived: Iterable[tuple[str, str]], command: str) -> list[tuple[str, str]]:
    return [
        ("Scenario", scenario.name),
        *lived,
        ("Horizon", f"{scenario.months} months, from {scenario.setup.company.opening.date.isoformat()}"),
        ("Seed", str(seed)),
        ("Version", f"saas-sim {__version__}"),
        ("Configuration", scenario.hash),
        ("To repeat it", command),
    ]


def calendar_for(scenario: Scenario) -> Calendar:
    return Calendar(scenario.setup.company.opening.date, scenario.months)
