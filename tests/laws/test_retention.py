"""What keeps customers, makes them grow and wears out who serves them (C10, C27, C29-C32, C34), and L27 with it."""

from typing import Any

import numpy as np
import pytest

from sim.trial import simulate
from tests.laws.identities import assert_books_balance
from tests.worlds import (
    CONSTANT_CHURN,
    NEARLY_ALL,
    RICH,
    SEGMENT,
    base,
    column,
    customer_row,
    lives,
    mean_and_error,
    staff_row,
    toy,
)

TRIALS = 16
FIXED: dict[str, Any] = {"product.opening_fit": 0.6, "product.fit_ceiling": 0.6, "product.drift": 0.0}
# A thousand customers in their first, and a thousand in their sixth year, all served without strain.
SERVED: dict[str, Any] = CONSTANT_CHURN | RICH | FIXED | {
    "company.founders.hours": 1e6,
    f"{SEGMENT}.renewal": 0.7,
    "company.opening.customers": [customer_row(id="young", count=1_000, start="2026-07-01")],
}  # fmt: skip
OLD = {"company.opening.customers": [customer_row(id="old", count=1_000, start="2021-07-01")]}
EVERYTHING: dict[str, Any] = {
    "success.quality_recovery": 0.11,
    "success.readiness.resisting": 0.3,
    "success.readiness.change_hours": 5.0,
    "success.one_to_many.share": 0.3,
    "success.burnout.slope": 2.0,
    "success.lock_in.strength": 1.0,
    "success.renewing.owner": "csm",
    "success.renewing.bonus": 0.02,
    "success.renewing.price_step": 0.03,
    "success.renewing.champion_leaving": 0.01,
    "success.health.enabled": True,
    "success.health.alerts.notice": 0.7,
    "success.expansion.rate": 0.03,
    "success.expansion.downgrade": 0.5,
    "success.expansion.return_chance": 0.5,
    "success.expectation_years": [-0.1, 0.0],
    "sales.contracts.multi_year.years": 2,
    "sales.contracts.refund.months": 3.0,
}


def _kept(changes: dict[str, Any], trials: int = TRIALS) -> np.ndarray:
    """Share of the customers left after their renewal of month 7."""
    scenario = toy(SERVED | changes, months=8)
    return np.array([column(life, "customers")[-1] / 1_000.0 for life in lives(scenario, trials)])


def _gain(changes: dict[str, Any], over: dict[str, Any] | None = None) -> tuple[float, float]:
    """Mean paired gain in customers kept and its standard error."""
    return mean_and_error(_kept((over or {}) | changes) - _kept(over or {}))


def test_lock_in_grows_with_tenure_and_modules() -> None:
    """C10: it keeps old customers more than young ones, users of three modules more than of one; never those who never
    began to use the product."""
    lock = {"success.lock_in.strength": 1.5}
    young, young_error = _gain(lock)
    old, old_error = _gain(lock, OLD)
    assert old > young + 3 * np.hypot(old_error, young_error)
    assert young > 4 * young_error
    more, error = _gain({"success.lock_in.modules": 3.0}, lock)
    assert more > 4 * error
    unused = {"company.opening.customers": [customer_row(id="young", count=1_000, start="2026-07-01", activated=False)]}
    assert _gain(lock, unused)[0] == 0.0


def test_a_price_step_costs_renewals_and_raises_the_price_of_those_who_stay() -> None:
    """C31: 20 % more at renewal: fewer stay, and each pays 20 % more, booked as expansion; a cut is a contraction."""
    fewer, error = _gain({"success.renewing.price_step": 0.2})
    assert fewer < -4 * error
    for step, name in ((0.2, "mrr_expansion"), (-0.2, "mrr_contraction")):
        life = simulate(toy(SERVED | {"success.renewing.price_step": step}, months=8), 1, 0)
        stay = column(life, "customers")[-1]
        assert column(life, "mrr")[-1] == pytest.approx(stay * 1_000.0 * (1.0 + step))
        assert column(life, name).sum() == pytest.approx(stay * 200.0)


def test_a_champion_who_leaves_takes_renewals_along() -> None:
    """C31: fewer renewals the likelier champions leave."""
    some, error = _gain({"success.renewing.champion_leaving": 0.02})
    assert some < -3 * error
    more, error = _gain({"success.renewing.champion_leaving": 0.06}, {"success.renewing.champion_leaving": 0.02})
    assert more < -3 * error


def test_csms_with_a_share_in_renewals_keep_more() -> None:
    """C31: a renewal's owner who is a partner keeps more customers than one on a salary, who keeps more than nobody."""
    salaried, error = _gain({"success.renewing.owner": "csm"})
    assert salaried > 4 * error
    partner, error = _gain({"success.renewing.bonus": 0.03}, {"success.renewing.owner": "csm"})
    assert partner > 4 * error


def test_staff_who_resist_miss_the_first_thirty_days() -> None:
    """C27: what the boss bought and the staff resist is activated late; hours spent on the staff bring it back."""
    new = {
        "company.opening.customers": [customer_row(id=f"c{k}", activated=None) for k in range(3)],
        "marketing.network.sqls": 40.0,
        f"{SEGMENT}.win_rate": 0.5,
        f"{SEGMENT}.references_needed": 0.0,
    }
    resisting = {"success.readiness.resisting": 0.5, "success.readiness.resisting_pace": 0.1}
    arms = (new, new | resisting, new | resisting | {"success.readiness.change_hours": 30.0})
    ready, resist, talked = (
        np.array([np.nanmean(column(life, "activated_in_time")[3:]) for life in lives(toy(SERVED | arm), TRIALS)])
        for arm in arms
    )
    lost, error = mean_and_error(ready - resist)
    assert lost > 0.15 + 3 * error  # of those who have got there or been given up
    won, error = mean_and_error(talked - resist)
    assert won > 4 * error


def _owned(early: str, late: str) -> np.ndarray:
    """Expansion of ten months by who sells to young customers and who to old ones."""
    rows = [customer_row(id=f"c{k}", start="2026-12-15") for k in range(40)]
    changes = {
        "company.opening.customers": rows,
        "success.expansion.rate": 0.08,
        "success.expansion.early_owner": early,
        "success.expansion.late_owner": late,
        f"{SEGMENT}.renewal": NEARLY_ALL,
    }
    return np.array([column(life, "mrr_expansion").cumsum()[[1, -1]] for life in lives(toy(SERVED | changes), TRIALS)])


def test_the_wrong_owner_loses_expansion() -> None:
    """C32: sales sells more to the young, CSMs to the old; either in the other's place loses most of it."""
    right, wrong_early, wrong_late = _owned("sales", "csm"), _owned("csm", "csm"), _owned("sales", "sales")
    early, error = mean_and_error(right[:, 0] - wrong_early[:, 0])
    assert early > 4 * error
    assert np.array_equal(right[:, 0], wrong_late[:, 0])
    late, error = mean_and_error(right[:, 1] - wrong_late[:, 1])
    assert late > 4 * error


def test_expansion_follows_health() -> None:
    """C32: a product that fits half as well sells less on top."""
    grow = {"success.expansion.rate": 0.05}
    weak = grow | {"product.opening_fit": 0.3, "product.fit_ceiling": 0.3}
    grown = [np.array([column(life, "nrr")[-1] - column(life, "grr")[-1] for life in _year(c)]) for c in (grow, weak)]
    more, error = mean_and_error(grown[0] - grown[1])
    assert more > 0.05 + 4 * error
    plain = _year({})
    assert all(column(life, "nrr")[-1] == column(life, "grr")[-1] for life in plain)


def _year(changes: dict[str, Any]) -> list[Any]:
    return lives(toy(SERVED | changes, months=14), TRIALS)


def test_quadrants_are_shares_that_actions_move() -> None:
    """C29: the four quadrants add up to one; without actions fewer customers are willing users, and fewer renew."""
    on = {"success.health.enabled": True, "success.expectation": 0.6}
    idle = {f"success.health.actions.{name}": 0.0 for name in ("red_carpet", "train", "examine", "guide")}
    names = ("red_carpet", "train", "examine", "guide")
    for life in _year(on):
        assert sum(column(life, f"quadrant_{name}")[-1] for name in names) == pytest.approx(1.0)
    worked = np.array([column(life, "quadrant_red_carpet")[5] for life in _year(on)])
    left = np.array([column(life, "quadrant_red_carpet")[5] for life in _year(on | idle)])
    assert (worked > left + 0.1).all()
    gain, error = mean_and_error(_kept(on) - _kept(on | idle))
    assert gain > 4 * error


def test_alarms_answered_bring_users_back() -> None:
    """C30: drops in use that are noticed and answered keep more customers; noticed without a free hour, none."""
    on = {"success.health.enabled": True} | {
        f"success.health.actions.{name}": 0.0 for name in ("red_carpet", "train", "examine", "guide")
    }
    deaf, awake = _kept(on), _kept(on | {"success.health.alerts.notice": 0.8})
    gain, error = mean_and_error(awake - deaf)
    assert gain > 3 * error
    busy = on | {"company.founders.hours": 1.0}  # nobody has an hour free
    assert np.array_equal(_kept(busy), _kept(busy | {"success.health.alerts.notice": 0.8}))


def test_load_that_stays_high_drives_csms_away() -> None:
    """C34: at more than twice the load they can bear, more of ten CSMs leave within a year."""
    crew = {
        "company.opening.staff": [staff_row(id="c", role="csm", count=10)],
        "people.roles.csm.leaving": 0.02,
        "people.scatter": 0.0,
        f"{SEGMENT}.service_hours": 4.0,
        "company.founders.hours": 1.0,
    }
    calm, burnt = (
        np.array([column(life, "left").sum() for life in lives(toy(SERVED | crew | {"success.burnout.slope": s}), 24)])
        for s in (0.0, 1.0)
    )
    more, error = mean_and_error(burnt - calm)
    assert more > 1.0 + 3 * error


def test_sessions_for_many_pay_with_many_customers_only() -> None:
    """C34: one-to-many lowers load at a thousand customers and raises it at ten."""
    for count, sign in ((1_000, -1.0), (10, 1.0)):
        few = {"company.opening.customers": [customer_row(count=count, start="2026-07-01")]}
        one, many = (
            column(simulate(toy(SERVED | few | {"success.one_to_many.share": s}), 1, 0), "csm_load")[0] for s in (0, 1)
        )
        assert sign * (many - one) > 0.0


def test_what_one_expects_in_the_first_year_is_held_against_its_value() -> None:
    """C28: customers who were told to sow in the first year renew it; the same words in the third year change nothing
    now."""
    sow, error = _gain(
        {"success.expectation_years": [-0.2, 0.0], "success.value_slope": 5.0}, {"success.value_slope": 5.0}
    )
    assert sow > 4 * error
    later = _gain(
        {"success.expectation_years": [0.0, 0.0, -0.2], "success.value_slope": 5.0}, {"success.value_slope": 5.0}
    )
    assert later[0] == 0.0


@pytest.mark.parametrize("trial", range(4))
def test_every_movement_of_revenue_is_booked(trial: int) -> None:
    """L27: with all of it at work, MRR moves by new, reactivated, expansion, contraction and churned, customers by won,
    back and gone, cash by its ledger, each month to the cent."""
    alive = assert_books_balance(base(60).replace(EVERYTHING), 8, trial)
    assert any(event.kind == "expansion" for event in alive.journal.events)


def test_all_movements_occur() -> None:
    """L27: growth, cuts and returns are there to be booked."""
    rows = [customer_row(id=f"c{k}", start="2026-07-01") for k in range(200)]
    changes = SERVED | {"company.opening.customers": rows} | {
        "success.expansion.rate": 0.03, "success.expansion.downgrade": 1.0, "success.expansion.return_chance": 1.0,
        "success.expectation": 0.5, "success.expansion.return_months": 2.0, "success.ability_spread": 0.6,
    }  # fmt: skip
    life = simulate(toy(changes, months=18), 1, 0)
    for name in ("mrr_expansion", "mrr_contraction", "mrr_reactivated", "mrr_churned", "customers_back"):
        assert column(life, name).sum() > 0.0, name
    assert_books_balance(toy(changes, months=18), 1, 0)
