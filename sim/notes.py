"""What a founder should know of a plan before anybody lives it: it can be run, but may not be what is meant."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sim.roadmap import STAGES

if TYPE_CHECKING:
    from sim.plan import PlanSpec
    from sim.scenario import Scenario
    from sim.setup import Setup
    from sim.turns import TurnSpec

BY_REPS = frozenset(STAGES[STAGES.index("playbook") :])  # gates that open only after ramped reps have sold
ALIKE = 0.75  # names that a slip of the hand tells apart


def notes_on(scenario: "Scenario") -> list[str]:
    """Sentences about a plan that cannot do what it says, and about names that look misspelt; empty where all is
    plain."""
    return [*_nobody_opens(scenario.setup), *_slips(scenario)]


def _nobody_opens(setup: "Setup") -> Iterator[str]:
    """A gate that only reps can open, and no rep who does not wait for it."""
    known = setup.company.opening.known
    if any(row.role == "rep" for row in setup.company.opening.staff) or (known and BY_REPS & set(known.gates)):
        return
    policy = setup.policies.hire_reps
    plans: list[PlanSpec | TurnSpec] = [setup.plan, *setup.turns.values()]
    hires = [hire for plan in plans for hire in plan.hires.get("rep", {}).values() if hire.count]
    by_policy = policy.enabled and policy.gate not in BY_REPS
    if by_policy or any(hire.gate not in BY_REPS for hire in hires):
        return
    gates = sorted({hire.gate for hire in hires if hire.gate})
    if gates:
        yield (
            f"All reps wait for the gate {' or '.join(gates)}, which opens only after ramped reps have earned their "
            "cost: nobody will ever be hired to sell. Give the first reps a month (or the gate founder_deals)."
        )


def _slips(scenario: "Scenario") -> Iterator[str]:
    """Steps that the user has added beside one with nearly the same name."""
    plan = scenario.setup.plan
    maps: dict[str, list[str]] = {f"plan.hires.{role}": list(steps) for role, steps in plan.hires.items()}
    maps |= {f"plan.budgets.{channel}": list(steps) for channel, steps in plan.budgets.items()}
    maps |= {"turns": list(scenario.setup.turns), "perils": list(scenario.setup.perils)}
    for where, names in maps.items():
        added = [name for name in names if _is_added(scenario, f"{where}.{name}")]
        for name in added:
            near = get_close_matches(name, [other for other in names if other not in added], 1, ALIKE)
            if near:
                yield f"{where}.{name} stands beside {where}.{near[0]} as one more: if that was meant, write {near[0]}."


def _is_added(scenario: "Scenario", path: str) -> bool:
    """Whether everything below a path is the user's own: nothing of it was there before."""
    inside = f"{path}."
    origins = [origin for place, origin in scenario.provenance.items() if place.startswith(inside)]
    return bool(origins) and all(origin.own for origin in origins)
