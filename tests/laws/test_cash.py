"""L1, L27, L28 and billing: cash is arithmetic, to the cent and to the day."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from sim.clock import Clock
from sim.journal import ENDS
from sim.trial import simulate
from tests.laws.identities import assert_books_balance
from tests.worlds import CONSTANT_CHURN, NEARLY_ALL, OPENING, PAYROLL, SEGMENT, base, column, customer_row, toy

FRIDAY = 4


def fortnights(number: int) -> list[date]:
    """The first pay Fridays on or after the opening, counted from Friday 8 January 2010."""
    day = OPENING
    while (day - date(2010, 1, 8)).days % 14:
        day += timedelta(days=1)
    return [day + timedelta(days=14 * turn) for turn in range(number)]


# cycle: pay of one date, and the dates by the calendar
PAY: dict[str, tuple[float, list[date]]] = {
    "monthly": (26_000.0, [date(2027, m, d) for m, d in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31))]),
    "semimonthly": (13_000.0, [date(2027, m, d) for m, d in ((1, 15), (1, 31), (2, 15), (2, 28), (3, 15))]),
    "biweekly": (12_000.0, fortnights(5)),
}


@pytest.mark.parametrize("cycle", PAY)
@pytest.mark.parametrize("dates", [1, 2, 4])
@pytest.mark.parametrize("missing", [0.0, 0.01])
def test_fixed_burn_and_no_sales_die_at_cash_over_burn_on_the_pay_date(cycle: str, dates: int, missing: float) -> None:
    """L1: money for k pay dates lasts through the k-th and fails on the next; one cent less fails on the k-th."""
    pay, calendar = PAY[cycle]
    scenario = toy({"finance.pay_cycle": cycle, "company.opening.cash": dates * pay - missing})
    for trial in range(3):
        life = simulate(scenario, 1, trial, events=True)
        end = next(event for event in life.events if event.kind == "dead")
        paid = [event for event in life.events if event.who == "payroll" and event.kind == "cash"]
        assert life.outcome["cause"] == "payroll"
        assert len(paid) == (dates if missing == 0.0 else dates - 1)
        assert Clock(OPENING, 12).date_at(end.time) == calendar[len(paid)]
        assert life.outcome["cash_end"] == pytest.approx(0.0 if missing == 0.0 else pay - 0.01)


def test_fortnightly_pay_falls_on_fridays() -> None:
    """L1: a fortnightly company dies on a Friday."""
    life = simulate(toy({"finance.pay_cycle": "biweekly", "company.opening.cash": 12_000.0}), 1, 0, events=True)
    end = next(event for event in life.events if event.kind == "dead")
    assert Clock(OPENING, 12).date_at(end.time).weekday() == FRIDAY


def test_all_bills_together_make_the_burn() -> None:
    """L1: with pay of 26,000 and bills of 14,000 a month, 200,000 last five months and fail in the sixth."""
    bills = {"finance.overhead": 9_000.0, "people.tools": 5_000.0, "company.opening.cash": 200_000.0}
    life = simulate(toy(bills), 1, 0)
    assert list(column(life, "cash")) == [160_000.0, 120_000.0, 80_000.0, 40_000.0, 0.0]
    assert list(column(life, "runway")) == [4.0, 3.0, 2.0, 1.0, 0.0]
    assert (life.outcome["end"], life.outcome["end_month"]) == ("dead", 6.0)


# 100,000 in the bank, 26,000 a month out, ten customers of 1,000 a month: the first month k in which
# 100,000 + what was collected < 26,000 k; collected are 10,000 k, 30,000 for each quarter begun, 120,000 for the year.
@pytest.mark.parametrize(("billing", "month"), [("monthly", 7), ("quarterly", 8), ("annual", 9)])
@pytest.mark.parametrize("rows", [1, 10])
def test_prepaid_customers_put_off_the_end_as_arithmetic_says(billing: str, month: int, rows: int) -> None:
    """Prepaid against monthly billing: the same revenue, and two months more of life."""
    customers = [customer_row(id=f"c{n}", billing=billing, count=10 // rows) for n in range(rows)]
    loyal = CONSTANT_CHURN | {f"{SEGMENT}.renewal": NEARLY_ALL}
    opening = {"company.opening.cash": 100_000.0, "company.opening.customers": customers}
    life = simulate(toy(loyal | opening), 1, 0)
    assert (life.outcome["end"], life.outcome["end_month"]) == ("dead", float(month))
    collected = {"monthly": 10_000.0 * (month - 1), "quarterly": 90_000.0, "annual": 120_000.0}[billing]
    assert column(life, "collected").sum() == collected


@pytest.mark.parametrize("name", ["base", "overhire_before_pmf"])
def test_books_balance_in_whole_lives(name: str) -> None:
    """L27 and L28 in ordinary companies, month by month and to the cent."""
    for trial in range(6):
        assert_books_balance(base(60, name), 3, trial)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["base", "overhire_before_pmf", "hire_after_playbook"])
def test_books_balance_in_many_lives(name: str) -> None:
    """L27 and L28 over many companies."""
    for trial in range(300):
        assert_books_balance(base(60, name), 4, trial)


def test_books_balance_when_everything_is_owed_at_the_opening() -> None:
    """L27 with receivables, wires, payables, a loan, instalments, leavers and commissions in the same company."""
    owed: dict[str, Any] = {
        "company.opening.receivables": [{"id": "r", "amount": 12_345.67, "due": date(2027, 2, 10)}],
        "company.opening.wires": [{"id": "w", "amount": 500_000.0, "due": date(2027, 3, 3)}],
        "company.opening.payables": [{"id": "p", "amount": 3_333.33, "due": date(2027, 1, 20)}],
        "company.opening.debt": [{"id": "d", "principal": 100_000.0, "rate": 0.1, "months": 7}],
        "company.opening.customers": [
            customer_row(id=billing, billing=billing, start=date(2026, 5, 17), count=7, activated=None)
            for billing in ("annual", "quarterly", "monthly")
        ],
    }
    for trial in range(3):
        assert_books_balance(base(24).replace(owed), 5, trial)


def test_interest_and_debt_are_booked_as_agreed() -> None:
    """L27: 120,000 owed over a year at 12 % cost 10,000 a month and 1 % of what is still owed."""
    loan = {"id": "d", "principal": 120_000.0, "rate": 0.12, "months": 12}
    life = simulate(toy({"company.opening.debt": [loan]}), 1, 0)
    cash = np.concatenate(([1_000_000.0], column(life, "cash")))
    expected = [PAYROLL + 10_000.0 + 0.01 * (120_000.0 - 10_000.0 * month) for month in range(12)]
    np.testing.assert_allclose(-np.diff(cash), expected, atol=0.005)
    np.testing.assert_allclose(column(life, "burn"), np.array(expected) - 10_000.0, atol=0.005)


def test_only_the_company_itself_leaves_the_fact_of_an_end() -> None:
    """L28: among the facts there is one end, also where customers go out of business."""
    closing = {"company.opening.customers": [customer_row(id=f"c{n}") for n in range(20)], f"{SEGMENT}.closure": 0.2}
    life = simulate(toy(closing), 1, 0, events=True)
    assert column(life, "customers_lost").sum() > 0
    assert sum(event.kind in ENDS for event in life.events) == 1
