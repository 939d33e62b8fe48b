"""No seam: a company exported at a month's end and opened again stands where it stood, and goes on."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from sim.company import Company
from sim.luck import Luck
from sim.scenario import Scenario
from sim.trial import realise, reopened, simulate
from tests.laws.identities import assert_books_balance
from tests.worlds import (
    CONSTANT_CHURN,
    NEARLY_ALL,
    SEGMENT,
    base,
    column,
    company,
    customer_row,
    lives,
    staff_row,
    toy,
)

LOYAL = CONSTANT_CHURN | {f"{SEGMENT}.renewal": NEARLY_ALL}

# Customers of each billing begun in the middle of each month, reps on their way, debts and dues: and no luck at all.
CERTAIN: dict[str, Any] = LOYAL | {
    "company.founders.selling": 0.0,
    "company.opening.customers": [
        customer_row(id=f"{billing} {month}", billing=billing, count=2, start=date(2026, month, 15))
        for billing in ("annual", "quarterly", "monthly")
        for month in range(1, 13)
    ],
    "company.opening.staff": [
        staff_row(),
        staff_row(id="r", role="rep", start=date(2026, 11, 1), quota=400_000.0),
        staff_row(id="coming", role="csm", start=date(2027, 5, 3)),
    ],
    "company.opening.receivables": [{"id": "r", "amount": 40_000.0, "due": date(2027, 6, 10)}],
    "company.opening.debt": [{"id": "d", "principal": 120_000.0, "rate": 0.1, "months": 18}],
}


def certain(months: int = 30) -> Scenario:
    """The company in which nothing is left to chance."""
    return toy(CERTAIN, months)


@pytest.mark.parametrize("month", [1, 4, 9, 13])
def test_a_company_without_luck_goes_on_as_if_it_had_not_been_closed(month: int) -> None:
    """Export and reopen: pay, commissions' guarantee, renewals, instalments, receivables and the loan go on: the cash
    of every later month is the same to the cent."""
    whole = simulate(certain(), 1, 0)
    again = simulate(reopened(certain(), 1, 0, month), 1, 0)
    ahead = 30 - month
    for name in ("cash", "mrr", "heads", "customers", "payroll", "collected"):
        np.testing.assert_allclose(column(again, name)[:ahead], column(whole, name)[month:], atol=0.005, err_msg=name)


def opened(scenario: Scenario, trial: int) -> Company:
    """The company of a trial on its opening date."""
    return Company(realise(scenario, 1, trial).setup, scenario.months, Luck(1, trial))


@pytest.mark.parametrize("month", [5, 14, 26])
def test_cash_revenue_and_heads_are_exact(month: int) -> None:
    """Export and reopen ordinary companies: cash, MRR, customers and heads are what they were, to the cent."""
    scenario = base(36)
    lived = [(trial, life) for trial, life in enumerate(lives(scenario, 12)) if len(life.rows) > month][:6]
    assert len(lived) == 6
    for trial, life in lived:
        row = {name: column(life, name)[month - 1] for name in ("cash", "mrr", "customers")}
        heads = column(life, "heads")[month - 1]
        here = opened(reopened(scenario, 1, trial, month), trial)
        assert here.treasury.cash == round(row["cash"] * 100)
        assert here.success.mrr == round(row["mrr"] * 100)
        assert here.success.active == row["customers"]
        assert len(here.people.staff) + here.setup.company.founders.count == heads


def test_fit_playbook_and_ramp_are_where_they_were() -> None:
    """Export and reopen: what was learnt is not forgotten, and a rep does not start again."""
    scenario = base(36, "overhire_before_pmf")
    before = company(scenario.with_months(8), 1, 3)
    before.run()
    after = opened(reopened(scenario, 1, 3, 8), 3)
    assert after.product.main_fit() == before.product.main_fit()
    assert after.sales.playbook() == pytest.approx(before.sales.playbook())
    assert after.success.quality == before.success.quality
    assert len(after.sales.reps) > 2
    ramps = [sorted(which.sales.ramp(member) for member in which.sales.reps) for which in (before, after)]
    np.testing.assert_allclose(ramps[1], ramps[0], atol=0.02)  # dates are whole days


def test_reopened_companies_keep_their_books() -> None:
    """L27 and L28 hold in a company that was opened again, and in one opened twice."""
    scenario = base(24)
    for trial in range(4):
        once = reopened(scenario, 1, trial, 11)
        assert_books_balance(once, 1, trial)
        assert_books_balance(reopened(once, 1, trial, 5), 1, trial)


def test_a_company_that_ended_cannot_be_exported_later() -> None:
    """There is nothing to open after the end."""
    with pytest.raises(ValueError, match="ended before the end of month 6"):
        reopened(toy({"company.opening.cash": 60_000.0}), 1, 0, 6)


def test_posts_already_opened_are_not_opened_again() -> None:
    """Export and reopen: two engineers planned for month 2 and one each half year do not come twice."""
    hires = {
        "plan.hires.engineer.first": {"count": 2, "month": 4},
        "plan.hires.admin.more": {"count": 1, "month": 4, "every_months": 6, "times": 3},
        "company.opening.cash": 1e9,
    }
    scenario = toy(hires, months=30)
    heads = column(simulate(scenario, 1, 0), "heads")
    assert heads[-1] == 1 + 2 + 3
    for month in (1, 8, 20):
        again = column(simulate(reopened(scenario, 1, 0, month).with_months(30 - month), 1, 0), "heads")
        assert again[-1] == heads[-1], f"reopened after month {month}"


def test_money_burnt_and_raised_are_counted_from_the_opening() -> None:
    """A company that raised five million and was opened again has burnt what it has spent since."""
    raised = {"company.opening.wires": [{"id": "w", "amount": 5_000_000.0, "due": date(2027, 2, 3)}]}
    life = simulate(reopened(toy(raised), 1, 0, 6), 1, 0)
    assert life.outcome["money_burnt"] == pytest.approx(column(life, "burn").sum())


def test_a_wire_on_its_way_survives_every_export() -> None:
    """Money promised for September is still promised when the company is exported in March."""
    promised = {"company.opening.wires": [{"id": "w", "amount": 500_000.0, "due": date(2027, 9, 9)}]}
    again = reopened(toy(promised), 1, 0, 2)
    assert [(row.amount, row.due) for row in again.setup.company.opening.wires] == [(500_000.0, date(2027, 9, 9))]


def test_contracts_that_end_with_the_month_are_billed_once() -> None:
    """A year's contracts, begun on each day around the turn of a month, are invoiced once a year, reopened or not."""
    rows = [customer_row(id=f"c{number}", start=date(2026, 1, 20) + timedelta(days=number)) for number in range(60)]
    scenario = toy(LOYAL | {"company.opening.customers": rows, "company.opening.cash": 1e9}, 30)
    month = 14
    whole, again = simulate(scenario, 1, 0), simulate(reopened(scenario, 1, 0, month), 1, 0)
    assert column(again, "cash")[11] == column(whole, "cash")[month + 11]
