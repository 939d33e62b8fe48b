"""Finance: invoices, pay dates and bills, worked by hand."""

from datetime import date
from typing import Any

import pytest

from sim.company import Company
from tests.worlds import (
    CONSTANT_CHURN,
    NEARLY_ALL,
    PAYROLL,
    RICH,
    SEGMENT,
    column,
    company,
    customer_row,
    lives,
    staff_row,
    toy,
)

LOYAL = RICH | CONSTANT_CHURN | {f"{SEGMENT}.renewal": NEARLY_ALL}


def collected(rows: list[dict[str, Any]], changes: dict[str, Any] | None = None) -> list[float]:
    """Collections of a year, month by month."""
    life = lives(toy(LOYAL | {"company.opening.customers": rows} | (changes or {})), 1)[0]
    return [float(amount) for amount in column(life, "collected")]


@pytest.mark.parametrize(
    ("billing", "expected"),
    [
        ("annual", [12_000.0] + [0.0] * 11),
        ("quarterly", [3_000.0, 0.0, 0.0] * 4),
        ("monthly", [1_000.0] * 12),
    ],
)
def test_a_year_of_1000_a_month_by_billing(billing: str, expected: list[float]) -> None:
    assert collected([customer_row(billing=billing)]) == expected


def test_a_contract_under_way_pays_its_next_instalments() -> None:
    """Begun on 15 October: the next quarters are invoiced on the 14th or 15th of January, April, July; the year that
    begins in October pays again."""
    under_way = collected([customer_row(billing="quarterly", start=date(2026, 10, 15))])
    assert under_way == [3_000.0, 0.0, 0.0] * 4
    whole = collected([customer_row(billing="annual", start=date(2026, 10, 15))])
    assert whole == [0.0] * 9 + [12_000.0, 0.0, 0.0]


def test_a_short_contract_is_invoiced_as_a_whole() -> None:
    """Six months, billed for the year: 6,000 at each renewal."""
    assert collected([customer_row(term_months=6)]) == [6_000.0, 0, 0, 0, 0, 0, 6_000.0, 0, 0, 0, 0, 0]


def test_money_comes_late_and_not_all_of_it() -> None:
    """Forty days late and one in ten never: January's invoice is in the bank in February."""
    late = {"finance.collection_days": 40.0, "finance.bad_debt": 0.1}
    assert collected([customer_row(billing="monthly")], late) == [0.0] + [900.0] * 11


def paid(here: Company, at: float) -> float:
    """What the next pay date costs."""
    before = here.treasury.cash
    here.env.run(until=at)
    assert here.finance.pay_staff(at)
    return (before - here.treasury.cash) / 100.0


def test_a_newcomer_is_paid_for_the_days_worked() -> None:
    """120,000 a year from 11 January: 21 of 31 days of 10,000; the whole of February."""
    here = company(toy({"company.opening.staff": [staff_row(start="2027-01-11")], "company.founders.salary": 0.0}))
    assert paid(here, 31.0) == pytest.approx(10_000 * 21 / 31, abs=0.01)
    assert paid(here, 59.0) == 10_000.0


def test_a_leaver_is_paid_to_the_last_day() -> None:
    """Gone after 7 of 28 days of February."""
    here = company(toy({"company.opening.staff": [staff_row()], "company.founders.salary": 0.0}))
    assert paid(here, 31.0) == 10_000.0
    here.env.run(until=38.0)
    here.people.remove(here.people.staff[0], "quit")
    assert paid(here, 59.0) == 2_500.0
    assert paid(here, 90.0) == 0.0


@pytest.mark.parametrize(
    ("cycle", "share", "dates"), [("monthly", 12, 12), ("semimonthly", 24, 24), ("biweekly", 26, 27)]
)
def test_a_payment_is_its_share_of_the_salary(cycle: str, share: int, dates: int) -> None:
    """A twelfth, a twenty-fourth, a twenty-sixth: and in 2027, which begins and ends on a pay Friday, one more."""
    life = lives(toy(RICH | {"finance.pay_cycle": cycle}), 1, events=True)[0]
    payments = [event.amount for event in life.events if event.who == "payroll"]
    assert set(payments) == {-312_000.0 / share}
    assert len(payments) == dates


def test_employers_cost_is_on_top_of_pay() -> None:
    life = lives(toy(RICH | {"people.load": 1.3}), 1)[0]
    assert column(life, "payroll")[0] == pytest.approx(1.3 * PAYROLL)


def test_founders_may_go_unpaid() -> None:
    here = company(toy())
    here.finance.founders_paid = False
    assert paid(here, 31.0) == 0.0


def test_the_months_bills() -> None:
    """Two heads' tools, hosting of three customers, overhead and budgets."""
    bills = {
        "people.tools": 500.0, "finance.hosting": 100.0, "finance.overhead": 2_000.0,
        "company.opening.staff": [staff_row()], "company.opening.customers": [customer_row(count=3)],
    }  # fmt: skip
    here = company(toy(bills))
    assert here.finance.pay_bills({"content": 700.0, "paid": 50.0, "events": 0.0})
    assert here.treasury.month == {
        "marketing": -75_000, "tools": -100_000, "hosting": -30_000, "overhead": -200_000,
    }  # fmt: skip


def test_interest_is_a_twelfth_of_the_yearly_rate() -> None:
    here = company(toy({"finance.interest": 0.06}))
    here.finance.earn_interest()
    assert here.treasury.month == {"interest": 500_000}  # half a percent of a million


def test_debts_are_paid_in_the_order_in_which_they_fall_due() -> None:
    """A bill overdue at the opening is paid first; the one that cash cannot meet is the end."""
    bills = [
        {"id": "late", "amount": 30_000.0, "due": date(2027, 3, 10)},
        {"id": "old", "amount": 1_000.0, "due": date(2026, 11, 1)},
    ]
    life = lives(toy({"company.opening.payables": bills, "company.opening.cash": 80_000.0}), 1, events=True)[0]
    payables = [(event.time, event.amount) for event in life.events if event.who == "payables" and event.amount]
    assert payables == [(31.0, -1_000.0)]
    assert (life.outcome["end"], life.outcome["cause"]) == ("dead", "payables")


def test_what_the_company_has_bound_itself_to() -> None:
    """Founder 26,000, an engineer and an accepted offer of 10,000 each, three heads' tools, overhead and budgets."""
    bound = {
        "company.opening.staff": [staff_row(), staff_row(id="offer", start=date(2027, 6, 1))],
        "people.tools": 100.0,
        "finance.overhead": 1_000.0,
    }
    here = company(toy(bound))
    assert here.finance.committed({"content": 500.0}) == pytest.approx(46_000 + 300 + 1_000 + 500)
    here.finance.founders_paid = False
    assert here.finance.committed({}) == pytest.approx(20_000 + 300 + 1_000)
