"""What the pages of single questions (a stress test, a pitch …) have in common."""

from sim import __version__
from sim.analysis.words import counted
from sim.report.page import ASSUMED_TEXT, Section
from sim.report.tables import assumption_tables
from sim.scenario import Scenario
from sim.sources import assumptions


def question_facts(scenario: Scenario, companies: str, seed: int, command: str) -> list[tuple[str, str]]:
    """What it takes to repeat a page, and nothing of the machine it ran on."""
    opening = scenario.setup.company.opening.date.isoformat()
    return [
        ("Scenario", scenario.name),
        ("Companies simulated", companies),
        ("Horizon", f"{scenario.months} months, from {opening}"),
        ("Seed", str(seed)),
        ("Version", f"saas-sim {__version__}"),
        ("Configuration", scenario.hash),
        ("To repeat it", command),
    ]


def each(trials: int) -> str:
    """How many companies a comparison rests on."""
    return f"{counted(trials, 'company', 'companies')} for each case, all on the same luck"


def assumptions_section(scenario: Scenario) -> Section:
    """Every number that went in."""
    label = scenario.setup.company.currency
    return Section(
        "assumptions", "What it rests on", [ASSUMED_TEXT], tables=assumption_tables(assumptions(scenario), label)
    )
