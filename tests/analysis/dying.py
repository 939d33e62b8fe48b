"""Small companies whose cause of death is known, because nothing else can kill or save them."""

from typing import Any

from sim.scenario import Scenario
from tests.worlds import EVEN_ODDS, OPENING, toy

MONTHS = 24

# Two reps who close half of what they get, at a payroll that the leads of twice the budget would pay for.
HUNGRY: dict[str, Any] = {
    **EVEN_ODDS,
    "company.opening": {
        "date": OPENING, "cash": 520_000.0, "customers": [], "receivables": [], "wires": [], "payables": [], "debt": [],
        "pipeline": [],
        "staff": [{"id": "r", "role": "rep", "start": "2024-01-01", "salary": 120_000.0, "count": 2}],
    },
    "company.founders.selling": 0.0,
    "plan.budgets.paid": {"start": {"month": 1, "per_month": 6_000.0}},
    "marketing.paid.visits_cap": 1_000_000.0,
    "sales.deals_per_rep": 1_000.0,
    "sales.hours_per_deal": 0.1,
    "sales.income_slope": 0.0,
    "sales.weak_share": 0.0,
}  # fmt: skip

# A founder whose salary nothing pays for, investors who always say yes, and a round that is begun when it is too late.
BROKE: dict[str, Any] = {
    "funding.enabled": True,
    "funding.intercept": 500.0,
    "funding.months": 3.0,
    "funding.months_spread": 0.3,
    "funding.wire_months": 1.0,
    "funding.rounds": {"a": {"size": 5_000_000.0, "dilution": 0.2, "bar": 1_200_000.0}},
    "policies.raise_money": {"enabled": True, "runway_months": 2.0, "arr_share": 1000.0},
    "company.opening.cash": 300_000.0,
}


def starving() -> Scenario:
    """A company that dies of too few leads, and of nothing else."""
    return toy(HUNGRY, MONTHS)


def too_late_to_raise() -> Scenario:
    """A company that only an earlier round could save."""
    return toy(BROKE, MONTHS)
