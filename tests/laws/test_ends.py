"""§11 and L28: every kind of end comes about, once, and nothing happens after it."""

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.coroner import ENDED_BY, UNPAID
from sim.journal import ABSORBING, ENDS
from sim.trial import simulate
from tests.laws.identities import assert_books_balance
from tests.worlds import base, column, customer_row, staff_row, toy

SIM = Path(__file__).parents[2] / "sim"

# Every policy there is, with every force and every blur, at once.
EVERYTHING: dict[str, Any] = {
    **{f"policies.{name}.enabled": True for name in ("shrink", "gated_hiring", "pivot", "price", "unit_economics")},
    "policies.close_down.reserve": 1.0,
    "policies.hire_csms.customers_per_csm": 25.0,
    "policies.hire_csms.churn_slope": 0.002,
    "seeing": {"every_months": 3, "closing_months": 1, "noise": 0.2, "noise_growth": 0.4, "peer_review": 0.2},
    "forces": {"strength": 0.1, "free": 1, "span": 8},
}
CLOSES_AT_TWO_MONTHS: dict[str, Any] = {
    "company.opening.cash": 100_000.0,
    "policies.close_down.enabled": True,
    "policies.close_down.runway_months": 2.0,
}
# What leads to each proximate cause, by its shortest way.
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "payroll": ("dead", {"company.opening.cash": 60_000.0}),
    "overhead": ("dead", {"company.opening.cash": 30_000.0, "finance.overhead": 9_000.0}),
    "marketing": (
        "dead", {"company.opening.cash": 30_000.0, "plan.budgets.paid.start": {"month": 1, "per_month": 9_000.0}},
    ),
    "tools": ("dead", {"company.opening.cash": 30_000.0, "people.tools": 5_000.0}),
    "severance": (
        "dead",
        {
            "company.opening.cash": 128_000.0,
            "company.opening.staff": [staff_row(count=10)],
            "people.severance_months": 6.0,
            "policies.layoffs.enabled": True,
        },
    ),
    "payables": (
        "dead",
        {
            "company.opening.cash": 30_000.0,
            "company.opening.payables": [{"id": "p", "amount": 40_000.0, "due": "2027-01-20"}],
        },
    ),
    "closed by founders": (
        "closed",
        CLOSES_AT_TWO_MONTHS,
    ),
    "closed by investors": (
        "closed",
        {"company.opening.cash": 1e7, "funding.enabled": True, "funding.patience_months": 5.0},
    ),
    "acquired in distress": (
        "acquired",
        {
            "company.opening.cash": 150_000.0,
            "company.opening.customers": [customer_row(count=9)],
            "policies.close_down.accept_offers": True,
            "funding.offer": {"runway_months": 12.0, "hazard": 1.0, "power": 0.0},
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("cause", WAYS)
def test_every_cause_ends_a_life_once(cause: str) -> None:
    """L28: the end is noted once, last, at its own time; books balance until then."""
    end, changes = WAYS[cause]
    alive = assert_books_balance(toy(changes, months=12), 1, 0)
    assert (alive.ended, alive.cause) == (end, cause)
    assert cause in UNPAID | ENDED_BY


@cache
def ordinary(name: str, changed: bool) -> list[tuple[str, str]]:
    """Ends and causes of ordinary companies whose books were checked."""
    scenario = base(60, name).replace(EVERYTHING if changed else {})
    found = []
    for trial in range(20):
        alive = assert_books_balance(scenario, 2, trial)
        found.append((str(alive.ended), alive.cause))
    return found


@pytest.mark.parametrize("name", ["base", "overhire_before_pmf"])
@pytest.mark.parametrize("changed", [False, True])
def test_ordinary_lives_end_by_the_list(name: str, changed: bool) -> None:
    """L27 and L28 with every policy, force and blur on and off; causes are of the fixed lists."""
    for end, cause in ordinary(name, changed):
        assert cause in {"dead": UNPAID, "closed": ENDED_BY, "acquired": ENDED_BY}.get(end, {""})


def test_all_five_ends_occur() -> None:
    """Among ordinary companies each kind of end is seen."""
    seen = {end for name in ("base", "overhire_before_pmf") for end, _ in ordinary(name, False)}
    assert seen == set(ENDS)


def test_every_payment_has_its_place_in_the_list() -> None:
    """A new kind of payment must be added to the proximate causes: the reasons named in the code are all there."""
    named: set[str] = set()
    for path in SIM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "pay":
                named |= {arg.value for arg in node.args[1:] if isinstance(arg, ast.Constant)}
    assert named
    assert named <= UNPAID


def test_closing_in_good_order_leaves_what_is_left() -> None:
    """Closed by its founders with money in the bank: it stays there, and nobody went unpaid."""
    end, changes = WAYS["closed by founders"]
    life = simulate(toy(changes | {"company.opening.staff": [staff_row()]}, months=12), 1, 0, events=True)
    assert life.outcome["end"] == end in ABSORBING
    assert life.outcome["cash_end"] == column(life, "cash")[-1] > 0


def test_founders_without_pay_live_longer() -> None:
    """Many go unpaid before the end: with pay waived under four months of runway the same money lasts longer."""
    poor = {"company.opening.cash": 400_000.0, "company.opening.staff": [staff_row(count=1)]}
    months = [
        simulate(toy(poor | {"policies.close_down.founders_unpaid_months": unpaid}, months=36), 1, 0).outcome
        for unpaid in (0.0, 4.0)
    ]
    assert months[1]["months_lived"] > months[0]["months_lived"] + 2
