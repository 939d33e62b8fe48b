"""C25, C27, C36: what is lost between departments, and how long it takes to be worth a CSM."""

from math import exp, log

import numpy as np
import pytest

from sim.quantities import DAYS_PER_MONTH
from tests.laws.test_promises import sold
from tests.worlds import EVEN_ODDS, RICH, base, column, company, lives, mean_and_error, staff_row, toy

LOSS, TOGETHER = 0.5, 0.6


def test_what_is_lost_in_handing_over_is_done_again() -> None:
    """C27: a loss of a half makes onboarding half as long again, in hours and in time; a house in which success is
    everybody's business prevents its share of that."""
    taken = []
    for changes in ({}, {"success.handover.loss": LOSS}, {"success.handover": {"loss": LOSS, "together": TOGETHER}}):
        alive = company(base(12).replace(changes))
        customer = sold(alive, 0.0)
        taken.append((customer.onboarding, customer.activation_luck))
    plain, lossy, together = np.array(taken)
    assert lossy / plain == pytest.approx([1.0 + LOSS] * 2)
    assert together / plain == pytest.approx([1.0 + LOSS * (1.0 - TOGETHER)] * 2)


def test_lost_handovers_lose_the_first_thirty_days() -> None:
    """C27: with hours for everybody, twice the onboarding leaves the square root of the share that was late before."""
    ample = EVEN_ODDS | RICH | {"company.founders.hours": 1e7, "marketing.network.sqls": 60.0}
    late = {}
    for loss in (0.0, 1.0):
        trials = lives(toy(ample | {"success.handover.loss": loss}, months=12), 12)
        late[loss] = mean_and_error([1.0 - np.nanmean(column(life, "activated_in_time")[2:]) for life in trials])
    (before, error), (after, its_error) = late[0.0], late[1.0]
    assert log(after) / log(before) == pytest.approx(0.5, abs=4 * np.hypot(error / before, its_error / after))


def test_who_shares_the_value_promises_less() -> None:
    """C25: the share prevented comes off the over-promise of everybody."""
    over = {}
    for together in (0.0, 0.5, 1.0):
        alive = company(base(12).replace({"sales.promise.over": 0.8, "success.handover.together": together}))
        over[together] = alive.sales.promises.over(None)
    assert over == pytest.approx({0.0: 0.8, 0.5: 0.4, 1.0: 0.0})


def test_new_csms_grow_and_a_leader_shortens_it() -> None:
    """C36: a CSM in month t gives 1 - exp(-t / ramp) of the hours; a manager who knows the trade saves a part."""
    ramp, leader = 3.0, 0.5
    csm = staff_row(id="c", role="csm", start="2026-10-01")
    manager = staff_row(id="m", role="manager")
    months = 92.0 / DAYS_PER_MONTH  # from the first of October to the opening
    worth = {}
    for name, staff in {"alone": [csm], "led": [csm, manager]}.items():
        changes = {"company.opening.staff": staff, "success.growing": {"ramp_months": ramp, "leader": leader}}
        worth[name] = company(toy(changes)).success.handover.csms()
    assert worth["alone"] == pytest.approx(1.0 - exp(-months / ramp))
    assert worth["led"] == pytest.approx(1.0 - exp(-months / (ramp * (1.0 - leader))))
    assert company(toy({"company.opening.staff": [csm]})).success.handover.csms() == 1.0


def test_serving_is_counted_against_winning() -> None:
    """C34: a year of a customer's service over CAC, from pay with its load and hosting."""
    changes = {"company.opening.staff": [staff_row(id="c", role="csm", salary=80_000.0)], "finance.hosting": 50.0}
    changes |= {"success.health.enabled": False}
    life = lives(base(24).replace(RICH | changes), 1)[0]
    cost, customers, cac = (column(life, name) for name in ("service_cost", "customers", "cac"))
    known = ~np.isnan(column(life, "serve_to_win"))
    assert known.sum() > 6
    np.testing.assert_allclose(column(life, "serve_to_win")[known], 12.0 * cost[known] / customers[known] / cac[known])
    assert np.isnan(column(life, "in_use")).all()
    told = lives(base(24).replace(RICH | changes | {"success.health.enabled": True}), 1)[0]
    used = column(told, "in_use") / column(told, "customers")
    told_of = ~np.isnan(used)
    assert told_of.sum() > 6
    assert ((used[told_of] > 0.0) & (used[told_of] <= 1.0)).all()
