"""L26 and L29 for the perils of money: key account, payroll surprise, debt called, wire delayed; covenants (C42)."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.clock import Clock
from sim.trial import simulate
from tests.worlds import (
    CONSTANT_CHURN,
    NEARLY_ALL,
    RICH,
    SEGMENT,
    base,
    column,
    customer_row,
    same_life,
    staff_row,
    toy,
)

PERILS: dict[str, dict[str, Any]] = {
    "key_account_leaves": {"start": 5, "accounts": 1, "severity": 1.0},
    "payroll_surprise": {"start": 3, "months": 30, "severity": 1.0},
    "debt_called": {"start": 7, "severity": 1.0},
    "wire_delayed": {"start": 2, "months": 30, "delay_months": 2.0, "severity": 1.0},
}
LOAN = {"id": "d", "principal": 400_000.0, "rate": 0.08, "months": 48}
STRUCK = {  # a company that each of them touches
    "finance.pay_cycle": "biweekly",
    "company.opening.debt": [LOAN],
    "company.opening.customers": [customer_row(id="a", count=3), customer_row(id="b", mrr=9_000.0)],
    "company.opening.wires": [{"id": "w", "amount": 500_000.0, "due": date(2027, 4, 3)}],
}


@pytest.mark.parametrize("kind", PERILS)
def test_a_peril_of_severity_nought_or_after_the_horizon_changes_nothing(kind: str) -> None:
    """L26: bit-identical, facts included; at full severity it is not."""
    scenario = base(24).replace(STRUCK)
    peril = {"kind": kind} | PERILS[kind]
    for trial in range(3):
        plain = simulate(scenario, 6, trial, events=True)
        for changes in ({"severity": 0.0}, {"start": 25}):
            struck = scenario.replace({f"perils.{kind}": peril | changes})
            assert same_life(plain, simulate(struck, 6, trial, events=True))
        struck = scenario.replace({f"perils.{kind}": peril})
        assert not same_life(plain, simulate(struck, 6, trial, events=True))


def test_the_largest_account_takes_its_revenue_along() -> None:
    """The largest of four contracts goes in its month, whole or in part; what is left is what was there before."""
    customers = [customer_row(id="small", count=3), customer_row(id="big", mrr=9_000.0)]
    loyal = CONSTANT_CHURN | RICH | {f"{SEGMENT}.renewal": NEARLY_ALL, "company.opening.customers": customers}
    for severity, left in ((1.0, 3_000.0), (0.5, 7_500.0)):
        peril = {"kind": "key_account_leaves", "start": 5, "accounts": 1, "severity": severity}
        mrr = column(simulate(toy(loyal | {"perils.key": peril}), 1, 0), "mrr")
        assert list(mrr[:4]) == [12_000.0] * 4
        assert list(mrr[4:]) == [left] * 8


# Two salaries make 12,000 a fortnight; 24,500 come in each month: enough for two pay dates, not for the year's 26.
NARROW: dict[str, Any] = CONSTANT_CHURN | {
    "finance.pay_cycle": "biweekly",
    "finance.collection_days": 0.0,
    "company.opening.date": date(2027, 2, 1),
    "company.opening.cash": 5_000.0,
    "company.founders.salary": 182_000.0,
    "company.opening.staff": [staff_row(salary=130_000.0)],
    "company.opening.customers": [customer_row(mrr=24_500.0, start="2026-06-01", term_months=24, billing="monthly")],
    "policies.layoffs.enabled": True,
    "policies.layoffs.runway_months": 6.0,
    "policies.layoffs.keep": {},
    "people.severance_months": 0.0,
    "people.layoff_shock": 0.0,
}


def test_fortnightly_pay_budgeted_as_two_dates_a_month_fails_in_a_month_with_three() -> None:
    """L29: who budgets 24 pay dates sees a small profit and dies on the third pay day of July; who budgets 26 sees a
    loss of 1,500 a month, lets somebody go, and lives."""
    surprise = {"perils.payroll": {"kind": "payroll_surprise", "start": 1, "months": 24, "severity": 1.0}}
    told, blind = simulate(toy(NARROW), 1, 0), simulate(toy(NARROW | surprise), 1, 0, events=True)
    assert told.outcome["end"] != "dead"
    end = next(event for event in blind.events if event.kind == "dead")
    day = Clock(date(2027, 2, 1), 12).date_at(end.time)
    assert (blind.outcome["cause"], day) == ("payroll", date(2027, 7, 30))
    in_july = [
        event for event in blind.events if event.who == "payroll" and event.kind == "cash" and event.time > 150.0
    ]
    assert len(in_july) == 2  # the third was not met
    assert min(column(blind, "runway")) > 100.0  # and nobody had seen it coming


def test_the_surprise_touches_no_other_pay_cycle() -> None:
    """L29: twice a month or monthly, nothing is forgotten."""
    surprise = {"perils.payroll": {"kind": "payroll_surprise", "start": 1, "months": 24, "severity": 1.0}}
    for cycle in ("monthly", "semimonthly"):
        plain = toy(NARROW | {"finance.pay_cycle": cycle})
        rows = [simulate(scenario, 1, 0).rows for scenario in (plain, plain.replace(surprise))]
        np.testing.assert_array_equal(np.array(rows[0]), np.array(rows[1]))


def _owing(**changes: Any) -> dict[str, Any]:
    return {"company.opening.debt": [{"id": "d", "principal": 240_000.0, "rate": 0.0, "months": 24} | changes]}


def test_a_broken_covenant_makes_the_whole_loan_due() -> None:
    """C42: 1,000,000 less 36,000 a month passes below the covenant of 800,000 in the sixth month: 180,000 then fall due
    at once, and no instalment later."""
    free, bound = (column(simulate(toy(_owing(**c)), 1, 0), "cash") for c in ({}, {"covenant": 800_000.0}))
    np.testing.assert_allclose(free, 1_000_000.0 - 36_000.0 * np.arange(1, 13), atol=0.01)
    np.testing.assert_allclose(bound[:5], free[:5], atol=0.01)
    np.testing.assert_allclose(bound[5:], free[5] - 180_000.0 - 26_000.0 * np.arange(7), atol=0.01)


def test_a_called_loan_kills_who_cannot_pay_it() -> None:
    """C42: with a covenant of 100,000 and 190,000 in the bank, the loan is called in the third month and not paid."""
    poor = {"company.opening.cash": 190_000.0} | _owing(covenant=100_000.0)
    life = simulate(toy(poor), 1, 0)
    assert (life.outcome["end"], life.outcome["cause"], life.outcome["end_month"]) == ("dead", "debt repaid", 3.0)
    spared = simulate(toy({"company.opening.cash": 190_000.0} | _owing()), 1, 0)
    assert spared.outcome["end_month"] == 6.0


def test_lenders_who_panic_call_everything() -> None:
    """C42: the peril calls all that is left, or its share; the rest goes on in smaller instalments."""
    for severity in (1.0, 0.5):
        peril = {"perils.bank": {"kind": "debt_called", "start": 7, "severity": severity}}
        cash = column(simulate(toy(_owing() | peril), 1, 0), "cash")
        left = 180_000.0 * severity
        after = 10_000.0 * (1.0 - severity) + 26_000.0
        np.testing.assert_allclose(cash[5], 1_000_000.0 - 36_000.0 * 6, atol=0.01)
        np.testing.assert_allclose(cash[6:], cash[5] - left - after * np.arange(1, 7), atol=0.01)


def test_a_wire_that_comes_two_months_later_comes_too_late() -> None:
    """C41: money agreed for April saves a company that dies in May when it comes in June."""
    wire = {
        "company.opening.cash": 110_000.0,
        "company.opening.wires": [{"id": "w", "amount": 500_000.0, "due": date(2027, 4, 10)}],
    }
    late = {"perils.wire": {"kind": "wire_delayed", "start": 3, "months": 6, "delay_months": 2.0, "severity": 1.0}}
    assert simulate(toy(wire), 1, 0).outcome["end"] != "dead"
    life = simulate(toy(wire | late), 1, 0)
    assert (life.outcome["end"], life.outcome["end_month"]) == ("dead", 5.0)
    half = {"perils.wire": late["perils.wire"] | {"severity": 0.25}}
    arrived = column(simulate(toy(wire | half), 1, 0), "raised")
    assert list(np.flatnonzero(arrived)) == [3]
