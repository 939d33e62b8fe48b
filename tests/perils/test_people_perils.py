"""Perils of the people: a founder leaves, and employees come to cost more."""

import numpy as np
import pytest

from sim.trial import simulate
from tests.laws.floors import gain
from tests.worlds import EVEN_ODDS, base, column, company, lives, mean_and_error, staff_row, survived, toy

COST = {"kind": "employee_cost_step", "start": 4, "months": 3, "severity": 0.25}
LEAVES = {"kind": "founder_leaves", "start": 7, "months": 12, "severity": 0.5, "morale": 0.4, "doubt": 0.8}


def test_a_cost_step_raises_pay_by_its_share_while_it_lasts() -> None:
    """§10: with fixed pay, payroll is a quarter higher in its three months and the same before and after."""
    staffed = {"company.opening.staff": [staff_row(count=3)], "company.opening.cash": 1e7}
    plain = column(simulate(toy(staffed), 1, 0), "payroll")
    struck = column(simulate(toy(staffed | {"perils.step": COST}), 1, 0), "payroll")
    assert struck / plain == pytest.approx(np.r_[np.ones(3), np.full(3, 1.25), np.ones(6)])


def test_a_cost_step_for_good_kills_some() -> None:
    """§10: a quarter more for everybody from month seven on: fewer live at month 36."""
    step = COST | {"start": 7, "months": 600}
    first, second = lives(base(36), 240), lives(base(36).replace({"perils.step": step}), 240)
    died, error = gain(survived(first, 36), survived(second, 36))
    assert died < -3 * error


def test_when_a_founder_leaves_half_of_the_hours_and_the_pay_go() -> None:
    """§10, C17: the founders' pay halves from the month on, and comes back with whoever grows into the chair."""
    rich = {"company.opening.cash": 1e7, "company.founders.count": 2}
    plain = column(simulate(toy(rich), 1, 0), "payroll")
    struck = column(simulate(toy(rich | {"perils.leaves": LEAVES | {"start": 4, "months": 3}}), 1, 0), "payroll")
    assert struck / plain == pytest.approx(np.r_[np.ones(3), np.full(3, 0.5), np.ones(6)])


def test_a_founder_who_leaves_early_takes_sales_along() -> None:
    """§10, C17: while founders are the ones who sell, half of their hours are a good part of the orders."""
    first, second = lives(base(24), 64), lives(base(24).replace({"perils.leaves": LEAVES}), 64)
    orders, error = gain(*([column(life, "orders")[6:18].sum() for life in trials] for trials in (first, second)))
    assert orders < -3 * error
    morale = mean_and_error([column(life, "morale")[6] for life in second])[0]
    assert morale < 0.9


def test_the_rep_who_goes_is_the_one_who_sold_most() -> None:
    """§10, C18: with two reps at work for half a year, the better seller of the two quits in the seventh month."""
    peril = {"kind": "best_rep_leaves", "start": 7, "months": 6, "recent_months": 6, "reps": 1, "severity": 1.0}
    reps = [{"id": name, "role": "rep", "start": "2026-01-01", "salary": 90_000.0} for name in ("a", "b")]
    changes = {
        "company.opening.staff": [staff_row(), *reps], "marketing.network": {"sqls": 30.0, "fade_months": 1e9},
        "company.opening.cash": 1e8, "perils.best": peril,
    }  # fmt: skip
    scenario = toy(changes | EVEN_ODDS)
    for trial in range(8):
        before = company(scenario.with_months(6), trial=trial)
        before.run()
        sold = {member.name: sum(rep.history[-6:]) for member, rep in before.sales.reps.items()}
        events = simulate(scenario, 1, trial, events=True).events
        (struck,) = [event for event in events if event.kind == "peril"]
        left = {event.who for event in events if event.kind == "quit" and event.time == struck.time}
        assert left == {max(sold, key=lambda name: sold[name])}
        assert struck.amount == max(sold.values())
