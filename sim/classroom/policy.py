"""A team's policy: the scenario with the decisions of each round, every one in force from its round's date."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.classroom.fields import new_name, standing
from sim.errors import InputError
from sim.plan import BudgetSpec, HireSpec
from sim.scenario import Scenario
from sim.turns import FoundersTimeSpec

HIRES, BUDGETS, POLICIES = "plan.hires.", "plan.budgets.", "policies."
FOUNDERS, PRICE = "company.founders.", "market.price"
ENTRY = 4  # names that lead to an entry of hires or budgets


def policy(scenario: Scenario, rounds: Sequence[Mapping[str, Any]], starts: Sequence[int]) -> Scenario:
    """The scenario after the decisions of ``rounds``, which begin in the months ``starts``; without any, itself."""
    for number, changes in enumerate(rounds, start=1):
        scenario = decided(scenario, changes, number, starts[number - 1])
    return scenario


def decided(scenario: Scenario, changes: Mapping[str, Any], number: int, month: int, file: str = "") -> Scenario:
    """The scenario after one round's decisions. InputError, naming ``file``, where they do not fit together."""
    if not changes:
        return scenario
    wanted = _opening(scenario, changes, month) if number == 1 else _turn(scenario, changes, number, month)
    try:
        return scenario.replace(wanted)
    except InputError as error:
        raise InputError(
            error.problem, file=file, key=error.key, value=error.value, allowed=error.allowed, hint=error.hint
        ) from None


def _entries(scenario: Scenario, changes: Mapping[str, Any], month: int) -> dict[str, dict[str, Any]]:
    """Whole entries of hires and budgets, by path, with what is changed in them."""
    tree = standing(scenario)["plan"]
    found: dict[str, dict[str, Any]] = {}
    for key, value in changes.items():
        if not key.startswith((HIRES, BUDGETS)):
            continue
        names = key.split(".")
        _, part, who, name = names[:ENTRY]
        path = ".".join(names[:ENTRY])
        blank = HireSpec(count=0, month=month) if part == "hires" else BudgetSpec(month=month, per_month=0.0)
        entry = found.setdefault(path, dict(tree[part].get(who, {}).get(name) or blank.model_dump()))
        entry[names[-1]] = value
    return found


def _opening(scenario: Scenario, changes: Mapping[str, Any], month: int) -> dict[str, Any]:
    entries = _entries(scenario, changes, month)
    return entries | {key: value for key, value in changes.items() if not key.startswith((HIRES, BUDGETS))}


def _turn(scenario: Scenario, changes: Mapping[str, Any], number: int, month: int) -> dict[str, Any]:
    tree = standing(scenario)
    turn: dict[str, Any] = {"month": month}
    for path, entry in _entries(scenario, changes, month).items():
        _, part, who, name = path.split(".")
        turn.setdefault(part, {}).setdefault(who, {})[name] = entry
    for key, value in changes.items():
        if key.startswith(POLICIES):
            turn["policies"] = tree["policies"]
            _put(tree, key.split("."), value)
        elif key.startswith(FOUNDERS):
            _put(tree, key.split("."), value)
            turn["founders"] = {task: tree["company"]["founders"][task] for task in FoundersTimeSpec.model_fields}
        elif key == PRICE:
            turn["price"] = value
    return {f"turns.{new_name(number)}": turn}


def _put(tree: dict[str, Any], names: Sequence[str], value: Any) -> None:
    for name in names[:-1]:
        tree = tree[name]
    tree[names[-1]] = value
