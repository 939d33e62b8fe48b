"""C3, C4, C14, C15, L9, L17, L20: teaching a market, and what a product does for it."""

from typing import Any

import numpy as np

from tests.worlds import SEGMENT, bare, base, column, lives, mean_and_error

TRIALS = 24
RICH: dict[str, Any] = {"company.opening.cash": 60_000_000.0, "funding.enabled": False}
NO_PLAN = {"plan.budgets.*": None, "policies.grow_marketing.enabled": False}
TAUGHT = {"marketing.education.weight": 0.7}


def total(life: Any, name: str, first: int, last: int) -> float:
    """Sum of a monthly column from month ``first`` to month ``last``."""
    return float(column(life, name)[first - 1 : last].sum())


def paired(first: list[Any], second: list[Any], measure: Any) -> tuple[float, float, float]:
    """Mean of a measure in the first, mean difference to the second, and its standard error."""
    ours, theirs = np.array([measure(life) for life in first]), np.array([measure(life) for life in second])
    gap, error = mean_and_error(ours - theirs)
    return float(ours.mean()), gap, error


def test_an_untaught_market_turns_leads_away_and_a_complex_product_more() -> None:
    """C3: fewer SQLs become opportunities while hardly anybody knows what the product is for; more so when it is hard
    to explain; and a market that is taught converts as published."""
    kept = {}
    for name, changes in {
        "known": TAUGHT
        | {
            "marketing.education.opening": 1.0,
            "marketing.education.known": 1.0,
            "marketing.education.fade_months": 1e9,
        },
        "simple": TAUGHT | {f"{SEGMENT}.complexity": 0.5, f"{SEGMENT}.self_sourced": 0.0},
        "complex": TAUGHT | {f"{SEGMENT}.complexity": 2.0, f"{SEGMENT}.self_sourced": 0.0},
        "off": {f"{SEGMENT}.self_sourced": 0.0},
    }.items():
        found = lives(bare(12).replace(RICH | NO_PLAN | {f"{SEGMENT}.self_sourced": 0.0} | changes), TRIALS)
        sqls = sum(total(life, "sqls", 1, 12) for life in found)
        kept[name] = sum(total(life, "opportunities", 1, 12) for life in found) / sqls
    error = np.sqrt(kept["off"] * (1 - kept["off"]) / 1_000)
    assert abs(kept["known"] - kept["off"]) < 1e-12
    assert kept["off"] - kept["simple"] > 4 * error / 2
    assert kept["simple"] - kept["complex"] > 4 * error


def test_events_visits_and_brand_teach_and_time_forgets() -> None:
    """C3: each way of being seen raises awareness; without any it fades."""

    def known(budgets: dict[str, Any]) -> float:
        life = lives(base(12).replace(RICH | NO_PLAN | TAUGHT | budgets), 1)[0]
        return float(column(life, "awareness")[-1])

    alone = known({})
    assert alone < 0.07  # from a tenth, in a year
    for channel in ("content", "paid", "events", "brand"):
        assert known({f"plan.budgets.{channel}": {"start": {"month": 1, "per_month": 12_000.0}}}) > 1.2 * alone


def test_brand_raises_what_other_channels_get_credit_for() -> None:
    """C15: brand has no leads of its own in any count; with it more of the others' SQLs become opportunities."""
    brand = {"plan.budgets.brand": {"start": {"month": 1, "per_month": 15_000.0}}}
    without = lives(base(24).replace(RICH | TAUGHT), TRIALS)
    with_it = lives(base(24).replace(RICH | TAUGHT | brand), TRIALS)

    def conversion(life: Any) -> float:
        return total(life, "opportunities", 7, 24) / total(life, "sqls", 7, 24)

    mean, gap, error = paired(with_it, without, conversion)
    assert gap > 4 * error
    assert gap > 0.1 * mean


def test_the_naive_budget_starves_what_works_slowly_and_unseen() -> None:
    """C15: budgets that follow last-touch SQLs leave content and brand below the plan's share, and bring fewer
    opportunities in the fourth year than the plan they left, at the same spend."""
    budgets = {
        f"plan.budgets.{channel}": {"start": {"month": 1, "per_month": amount}}
        for channel, amount in (("content", 14_000.0), ("paid", 5_000.0), ("events", 3_000.0), ("brand", 6_000.0))
    }
    endless = {"marketing.content.visits_cap": None, "policies.grow_marketing.enabled": False}
    fixed = base(48).replace(RICH | TAUGHT | endless | budgets)
    naive = fixed.replace({"policies.last_touch": {"enabled": True, "trust": 0.9, "window_months": 3}})
    plan, touched = lives(fixed, TRIALS), lives(naive, TRIALS)
    mean, gap, error = paired(plan, touched, lambda life: total(life, "opportunities", 37, 48))
    assert gap > 4 * error
    assert gap > 0.08 * mean
    _, gap, error = paired(plan, touched, lambda life: float(column(life, "content_rank")[-1]))
    assert gap > 4 * error
    _, gap, error = paired(plan, touched, lambda life: float(column(life, "awareness")[-1]))
    assert gap > 4 * error


def test_content_begun_a_year_later_starves_the_scale_up_and_events_do_not() -> None:
    """L9: the same monthly content spend, begun a year later, leaves fewer SQLs in months 19-30; events begun a year
    later bring in those months what they would have brought anyway."""
    for channel, monthly in (("content", 12_000.0), ("events", 12_000.0)):
        early, late = (
            lives(
                base(30).replace(
                    RICH | NO_PLAN | {f"plan.budgets.{channel}": {"start": {"month": m, "per_month": monthly}}}
                ),
                TRIALS,
            )
            for m in (1, 13)
        )
        mean, gap, error = paired(early, late, lambda life: total(life, "sqls", 19, 30))
        if channel == "content":
            assert gap > 4 * error
            assert gap > 0.12 * mean
        else:
            assert abs(gap) < max(4 * error, 0.04 * mean)


def test_the_kind_of_benefit_orders_wins_and_activation() -> None:
    """C4: at equal quality a product that brings revenue wins most and is taken up fastest, a compliance tool least."""
    won, in_time = {}, {}
    for benefit in ("revenue", "saving", "compliance"):
        scenario = base(18).replace(RICH | {f"{SEGMENT}.benefit": benefit})
        found = lives(scenario, TRIALS)
        won[benefit] = np.array([total(life, "orders", 1, 18) for life in found])
        in_time[benefit] = np.nanmean(np.concatenate([column(life, "activated_in_time") for life in found]))
    for better, worse in (("revenue", "saving"), ("saving", "compliance")):
        gap, error = mean_and_error(won[better] - won[worse])
        assert gap > 4 * error
        assert in_time[better] > in_time[worse] + 0.03


def test_a_tool_that_must_be_bought_is_bought_by_price() -> None:
    """C4: a price half as high again costs a compliance tool more of its orders than a product that brings revenue,
    when both would otherwise win alike."""
    many = {"marketing.network": {"sqls": 200.0, "fade_months": 1e9}, "company.founders.hours": 1e6,
            f"{SEGMENT}.accounts": 1_000_000, f"{SEGMENT}.pioneers": 1.0, "product.opening_fit": 0.6,
            f"{SEGMENT}.price_elasticity": 1.0}  # fmt: skip
    kept = {}
    for benefit in ("revenue", "compliance"):
        alike = {f"{SEGMENT}.benefit": benefit, f"product.benefits.{benefit}.win_odds": 1.0}
        scenario = base(9).replace(RICH | many | alike)
        listed, dear = (lives(scenario.replace({"market.price": price}), 8) for price in (1.0, 1.5))
        kept[benefit] = np.array(
            [total(b, "orders", 1, 9) / total(a, "orders", 1, 9) for a, b in zip(listed, dear, strict=True)]
        )
    gap, error = mean_and_error(kept["revenue"] - kept["compliance"])
    assert gap > 4 * error
    assert gap > 0.05


def test_a_free_tier_raises_users_not_cash() -> None:
    """L17: sign-ups multiply and free users come by the thousand; customers, recurring revenue and cash are lower than
    without; fit is learnt more slowly."""
    paid = {"plan.budgets.paid": {"start": {"month": 1, "per_month": 15_000.0}}}
    fixed = base(30).replace(RICH | paid | {"policies.grow_marketing.enabled": False})
    charging, free = lives(fixed, TRIALS), lives(fixed.replace({"marketing.free_tier.enabled": True}), TRIALS)
    signups = [total(life, "signups", 1, 30) for life in free]
    assert np.mean(signups) > 3 * np.mean([total(life, "signups", 1, 30) for life in charging])
    assert np.mean([column(life, "free_users")[-1] for life in free]) > 1_000
    for name in ("cash", "mrr", "customers", "fit"):
        _, gap, error = paired(charging, free, lambda life, name=name: float(column(life, name)[-1]))
        assert gap > 4 * error, name


def test_what_is_free_keeps_some_from_buying() -> None:
    """C11: of those who came to buy, some are content with what costs nothing."""
    web = {"plan.budgets.paid": {"start": {"month": 1, "per_month": 30_000.0}}, f"{SEGMENT}.self_sourced": 0.0,
           "marketing.free_tier.upgrade": 0.0, "marketing.free_tier.blur": 0.0}  # fmt: skip
    priced = base(18).replace(RICH | web | {"policies.grow_marketing.enabled": False})
    free = priced.replace({"marketing.free_tier.enabled": True})
    mean, gap, error = paired(lives(priced, TRIALS), lives(free, TRIALS), lambda life: total(life, "sqls", 1, 18))
    assert gap > 4 * error
    assert gap < 0.4 * mean


def test_charging_reveals_what_free_users_hid() -> None:
    """C11: from the month in which all must pay there are no free users, and learning goes on at its old pace."""
    paid = {"plan.budgets.paid": {"start": {"month": 1, "per_month": 15_000.0}}}
    tier = {"marketing.free_tier.enabled": True, "marketing.free_tier.blur": 0.2, "product.fit_ceiling": 0.8}
    free = lives(base(24).replace(RICH | paid | tier), TRIALS)
    ended = lives(base(24).replace(RICH | paid | tier | {"marketing.free_tier.charge_month": 13}), TRIALS)
    for life in ended:
        assert column(life, "free_users")[11] > 0
        assert column(life, "free_users")[12:].sum() == 0
    _, gap, error = paired(ended, free, lambda life: float(np.diff(column(life, "fit")[12:18]).sum()))
    assert gap > 4 * error


def test_without_references_growth_stops_at_the_pioneers() -> None:
    """L20: in a market of 300 accounts with 36 pioneers the company that nobody will vouch for stops at the pioneers'
    number; with references it goes on into the mainstream."""
    small = RICH | {f"{SEGMENT}.accounts": 300, f"{SEGMENT}.closure": 0.0, "product.opening_fit": 0.6,
                    "product.fit_ceiling": 0.85, "market.lost_months": 6.0, f"{SEGMENT}.win_rate": 0.28,
                    "plan.budgets.paid": {"start": {"month": 1, "per_month": 20_000.0}}}  # fmt: skip
    alone = lives(base(72).replace(small | {f"{SEGMENT}.references_needed": 1_000.0}), 10)
    vouched = lives(base(72).replace(small), 10)
    for life in alone:
        won = np.cumsum(column(life, "customers_won"))
        assert won[-1] <= 36
    late = [total(life, "customers_won", 61, 72) for life in alone]
    early = [total(life, "customers_won", 7, 18) for life in alone]
    assert np.mean(late) < 0.4 * np.mean(early)
    assert np.mean(late) < 0.15 * np.mean([total(life, "customers_won", 61, 72) for life in vouched])
    mean, gap, error = paired(vouched, alone, lambda life: total(life, "customers_won", 1, 72))
    assert gap > 4 * error
    assert mean - gap > 0.75 * 36
    assert mean > 3 * 36


def test_a_platform_brings_leads_until_it_does_not() -> None:
    """C14: a partner's shop window brings leads at once and for a fee; on the day of the cut-off they stop, and part of
    the customers who came by it leave."""
    partner = {"marketing.platform.sqls": 15.0, "marketing.platform.cut_off": 0.0}
    cut = {"perils.off": {"kind": "platform_cutoff", "start": 19, "months": 120.0, "severity": 1.0}}
    alone = lives(base(24).replace(RICH), TRIALS)
    kept = lives(base(24).replace(RICH | partner), TRIALS)
    lost = lives(base(24).replace(RICH | partner | cut), TRIALS)
    _, gap, error = paired(kept, alone, lambda life: total(life, "sqls", 1, 18))
    assert gap > 4 * error
    for ours, theirs in zip(kept, lost, strict=True):
        assert (column(ours, "sqls")[:18] == column(theirs, "sqls")[:18]).all()
    _, gap, error = paired(kept, lost, lambda life: total(life, "sqls", 20, 24))
    assert gap > 4 * error
    _, gap, error = paired(lost, kept, lambda life: total(life, "customers_lost", 19, 20))
    assert gap > 4 * error
