"""What management has decided carries over a seam: prices, cuts, cities; and the rival that has entered."""

from typing import TYPE_CHECKING, Any

from sim.departments.teams import HOME
from sim.people import OPENING
from sim.quantities import DAYS_PER_MONTH

if TYPE_CHECKING:
    from sim.company import Company

PRICE, SPEND, CITY = "price of ", "marketing to ", "lessons in "
CUT, SHRUNK, UNPAID = "budgets kept", "shrunk to founders", "founders unpaid"
FORMER, OVERHEAD = "spend before shrinking", "overhead before shrinking"
BETWEEN = ": "  # a city and a segment


def standing(company: "Company") -> dict[str, float]:
    """Decisions in force, by name; only those that differ from the plan's."""
    management, finance = company.management, company.finance
    found = {
        f"{PRICE}{name}": segment.price
        for name, segment in company.market.segments.items()
        if segment.price != company.setup.market.price
    }
    found |= {f"{SPEND}{name}": share for name, share in management.spend.items()}
    if management.cut != 1.0:
        found[CUT] = management.cut
    if not finance.founders_paid:
        found[UNPAID] = 1.0
    if management.shrunk:
        found |= {SHRUNK: 1.0, FORMER: management.former_spend, OVERHEAD: finance.opening_overhead}
    for city, playbooks in company.sales.teams.local.items():
        found |= {f"{CITY}{city}{BETWEEN}{name}": playbook.seen for name, playbook in playbooks.items()}
    return found


def stand(company: "Company", found: dict[str, float]) -> None:
    """Put them in force again."""
    management, finance, teams = company.management, company.finance, company.sales.teams
    for name, segment in company.market.segments.items():
        segment.price = found.get(f"{PRICE}{name}", segment.price)
        if f"{SPEND}{name}" in found:
            management.set_spend(name, found[f"{SPEND}{name}"])
    management.cut = found.get(CUT, 1.0)
    finance.founders_paid = UNPAID not in found
    if SHRUNK in found:
        management.shrunk = True
        management.former_spend = found[FORMER]
        finance.opening_overhead = found[OVERHEAD]
    for name, seen in found.items():
        if name.startswith(CITY):
            city, _, sold_to = name.removeprefix(CITY).partition(BETWEEN)
            playbook = teams.found(city)[sold_to]
            playbook.learn(seen - playbook.seen)


def cities(company: "Company", names: dict[Any, str], left: set[str]) -> dict[str, Any]:
    """The teams of the plan with their reps, who are rows of the new roster (``names`` by member), and the hire groups
    that still bring them some (``left``); a team with neither is no more."""
    changes: dict[str, Any] = {}
    for city, team in company.setup.plan.teams.items():
        here = [
            f"{OPENING}{name}"
            for member, name in names.items()
            if member.role == "rep" and company.sales.teams.of(member) == city != HOME
        ]
        groups = [*(group for group in team.groups if group in left), *here]
        changes[f"plan.teams.{city}"] = {"groups": groups} if groups else None
    return changes


def entered(company: "Company", kind: str) -> float | None:
    """Months since a rival entered; none where it has not."""
    day = company.entries.get(kind)
    return None if day is None else (company.env.now - day) / DAYS_PER_MONTH
