"""No seam in what management has decided and what has struck: each goes on in a company that is opened again."""

from typing import Any

import numpy as np
import pytest

from sim.company import Company
from sim.departments.health import QUADRANTS
from sim.export import export
from sim.scenario import Scenario
from sim.trial import reopened, simulate
from tests.laws.test_reopening import opened
from tests.worlds import RICH, SEGMENT, base, column, company, customer_row, staff_row, toy

MONTH = 9


def lived(scenario: Scenario, months: int = MONTH, trial: int = 0) -> Company:
    """A company at the end of a month."""
    alive = company(scenario.with_months(months), 1, trial)
    alive.run()
    return alive


def again(alive: Company, scenario: Scenario, months: int = MONTH) -> Company:
    """The company that opens where another stands."""
    return opened(scenario.replace(export(alive, months)), 0)


def test_prices_and_cuts_are_in_force_again() -> None:
    """Export and reopen: a repriced segment, budgets cut, a segment's marketing cut, founders without pay."""
    scenario = toy(RICH | {"plan.budgets.paid": {"start": {"month": 1, "per_month": 8_000.0}}})
    alive = lived(scenario)
    management = alive.management
    management.reprice(alive.market.segments["mid"], 1.32)
    management.set_cut(0.6)
    management.set_spend("mid", 0.5)
    management.pay_founders(False)
    after = again(alive, scenario)
    assert after.market.segments["mid"].price == 1.32
    assert after.management.cut == 0.6
    assert after.management.spend == {"mid": 0.5}
    assert after.management.budget()["paid"] == pytest.approx(8_000.0 * 0.6 * 0.5)
    assert not after.finance.founders_paid


def test_a_company_without_decisions_carries_none() -> None:
    """Export and reopen: nothing is said of what is as the plan has it."""
    alive = lived(toy(RICH))
    assert export(alive, MONTH)["company.opening"]["known"]["stocks"] is None


def test_who_has_shrunk_to_the_founders_stays_so() -> None:
    """Export and reopen: posts stay shut, and the way back leads to the old overhead."""
    scenario = toy(RICH | {"finance.overhead": 9_000.0})
    alive = lived(scenario)
    alive.management.shrunk, alive.management.former_spend = True, 77_000.0
    alive.finance.overhead = 4_500.0
    after = again(alive, scenario)
    assert not after.management.may_hire("rep")
    assert after.management.former_spend == 77_000.0
    assert (after.finance.overhead, after.finance.opening_overhead) == (4_500.0, 9_000.0)


INCUMBENT: dict[str, Any] = {
    "kind": "incumbent_enters", "start": 2, "months": 6.0, "severity": 1.0, "hazard": 50.0, "maturing_months": 1.0,
    "customers": 1.0, "worthwhile": 1.0, "win_odds": 0.5, "churn_odds": 1.6, "fade_months": 15.0, "shield": 0.4,
}  # fmt: skip


@pytest.mark.parametrize("month", [4, 12])
def test_an_incumbent_who_is_there_goes_on_pressing(month: int) -> None:
    """Export and reopen: its pressure goes on fading from where it was, also when nobody new may enter."""
    scenario = toy(RICH | {"perils.big": INCUMBENT}, months=30)

    entered = lived(scenario, month)
    assert entered.entries
    expected = INCUMBENT["fade_months"]
    after = again(entered, scenario, month)
    peril = after.setup.perils["big"]
    assert peril.entered_months == pytest.approx(
        (entered.env.now - entered.entries["incumbent_enters"]) / entered.days(1.0), abs=1e-9
    )
    before = peril.factors(entered, peril.entered_months)["win odds"]
    assert before < 1.0
    later = peril.factors(entered, peril.entered_months + expected)["win odds"]
    assert 1.0 - later == pytest.approx((1.0 - before) / np.e)
    after.env.process(peril.strike(after))
    after.env.run(until=1.0)
    assert after.sales.winning.lever.value == pytest.approx(peril.factors(after, peril.entered_months)["win odds"])


CLOSED = {
    "plan.launch": {"month": 4, "contact": 0.0}, "product.opening_fit": 0.2, "marketing.network.sqls": 40.0,
    "company.opening.staff": [staff_row(count=5)], "marketing.funnel.sql_to_opportunity": 1.0,
    f"{SEGMENT}.cycle_months": 0.2, f"{SEGMENT}.cycle_spread": 0.0,
}  # fmt: skip


def test_a_rework_under_way_is_finished_and_not_begun_again() -> None:
    """Export and reopen: the months left are left, nothing can be sold meanwhile, and the second version comes once."""
    scenario = toy(RICH | CLOSED, months=30)
    alive = lived(scenario, 7)
    launch = alive.product.launch
    assert launch.rework_until is not None
    left = launch.rework_until - alive.env.now
    assert left > 0
    after = again(alive, scenario, 7)
    again_launch = after.product.launch
    assert again_launch.rework_until == pytest.approx(left)
    assert again_launch.believed == launch.believed
    assert again_launch.open_share(0.0, 30.0) == 0.0
    assert again_launch.stuck
    whole = simulate(scenario, 1, 0, events=True)
    over = [event.time for event in whole.events if event.kind == "rework over"]
    part = simulate(reopened(scenario, 1, 0, 7), 1, 0, events=True)
    assert [event.time + alive.env.now for event in part.events if event.kind == "rework over"] == pytest.approx(over)


def test_a_truth_that_has_not_come_out_yet_still_comes_out() -> None:
    """Export and reopen between launch and rework: the deals heard since are counted, and the rework follows."""
    scenario = toy(RICH | CLOSED | {"product.belief.shock_deals": 100}, months=30)
    alive = lived(scenario, 6)
    assert alive.product.launch.stuck
    assert alive.product.launch.rework_until is None
    after = reopened(scenario, 1, 0, 6)
    assert opened(after, 0).product.launch.stuck
    kinds = [event.kind for event in simulate(after, 1, 0, events=True).events]
    assert kinds.count("rework") == kinds.count("rework over") == 1


def test_reps_stay_in_their_cities_and_cities_keep_their_playbooks() -> None:
    """Export and reopen: a city is still the city of its reps, who go on from what it learnt; posts to come join."""
    hires = {
        "plan.hires.rep.here": {"count": 2, "month": 2},
        "plan.hires.rep.east": {"count": 2, "month": 2},
        "plan.hires.rep.late": {"count": 1, "month": 20},
        "plan.teams": {"east": {"groups": ["east", "late"]}},
    }
    scenario = base(30).replace(RICH | {"policies.hire_reps.enabled": False} | hires)
    alive = lived(scenario, 12)
    after = again(alive, scenario, 12)
    number = {
        city: [sum(which.sales.teams.of(member) == city for member in which.sales.reps) for which in (alive, after)]
        for city in ("home", "east")
    }
    assert number["east"][0] == number["east"][1] > 0
    assert number["home"][0] == number["home"][1] > 0
    assert "late" in after.setup.plan.teams["east"].groups
    assert after.sales.teams.local["east"]["mid"].seen == pytest.approx(alive.sales.teams.local["east"]["mid"].seen)
    assert after.sales.teams.spread("mid") == pytest.approx(alive.sales.teams.spread("mid"))


def test_customers_stay_in_their_quadrants() -> None:
    """Export and reopen: as many are willing, in use, about to raise an alarm, and asking for too much."""
    health = {"success.health.enabled": True, "success.health.alerts.notice": 0.5}
    rows = [customer_row(id=f"c{number}") for number in range(40)]
    scenario = toy(RICH | health | {"company.opening.customers": rows, f"{SEGMENT}.closure": 0.0}, months=24)
    alive = lived(scenario)
    after = again(alive, scenario)
    for place, name in enumerate(QUADRANTS):
        assert after.success.health.shares()[place] == pytest.approx(alive.success.health.shares()[place]), name
    assert after.success.desk.running == pytest.approx(alive.success.desk.running)
    whole, part = simulate(scenario, 1, 0), simulate(reopened(scenario, 1, 0, MONTH), 1, 0)
    for name in QUADRANTS:
        gone = column(whole, f"quadrant_{name}")[MONTH : MONTH + 2]
        np.testing.assert_allclose(column(part, f"quadrant_{name}")[:2], gone, atol=1e-9)
