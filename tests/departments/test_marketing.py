"""Marketing: budgets become visits and visits become leads, channel by channel."""

from math import exp
from typing import Any

import numpy as np
import pytest

from tests.worlds import EVEN_ODDS, RICH, column, company, lives, mean_and_error, staff_row, toy

RATES: dict[str, Any] = {
    "marketing.funnel": {
        "visit_to_signup": 0.1, "signup_to_mql": 0.5, "mql_to_sql": 0.4, "sql_to_opportunity": 0.5,
    },
    "marketing.paid": {"cost_per_visit": 2.0, "visits_cap": 1_000.0, "quality_loss": 0.4},
    "marketing.content": {"cost_per_visit": 2.0, "work_months": 4.0, "rank_months": 20.0},
    "marketing.events": {"cost": 5_000.0, "mqls": 20.0, "most_per_month": 2.0},
    "marketing.outbound": {"sqls": 7.0, "ramp_months": 1.0},
}  # fmt: skip
QUIET_SALES = EVEN_ODDS | RICH | {"company.founders.selling": 0.0}


def budget(channel: str, amount: float) -> dict[str, Any]:
    """One budget from the first month on."""
    return {f"plan.budgets.{channel}.all": {"month": 1, "per_month": amount}}


def test_paid_visits_saturate_and_their_quality_falls() -> None:
    """2,000 buy 1,000 visits at small spend, but 1,000 · (1 − 1/e) = 632 where 1,000 is all there is; the leads are
    worth 1 − 0.4 · (1 − 0.632) of others."""
    here = company(toy(RATES | budget("paid", 2_000.0)))
    here.marketing.begin_month(0, {"content": 0.0, "paid": 2_000.0, "events": 0.0})
    assert here.tally.visits == pytest.approx(1_000 * (1 - exp(-1)))
    assert here.marketing.channels["paid"].quality == pytest.approx(1 - 0.4 * exp(-1))


def test_the_funnel_multiplies() -> None:
    life = lives(toy(QUIET_SALES | RATES | budget("paid", 2_000.0)), 1)[0]
    visits = column(life, "visits")[0]
    assert column(life, "signups")[0] == pytest.approx(0.1 * visits)
    assert column(life, "mqls")[0] == pytest.approx(0.05 * visits)


def test_leads_come_as_often_as_the_rates_say() -> None:
    """632 visits are 12.6 SQLs and 6.3 opportunities a month."""
    trials = lives(toy(QUIET_SALES | RATES | budget("paid", 2_000.0)), 60)
    for name, share in (("sqls", 0.02), ("opportunities", 0.01)):
        mean, error = mean_and_error([column(life, name).mean() for life in trials])
        assert abs(mean - 1_000 * (1 - exp(-1)) * share) < 4 * error


def test_content_pays_late_and_fades() -> None:
    """1,000 a month for a year, then nothing: work becomes rank over 4 months, rank fades over 20; after the first
    month 1,000 of work has become no rank, after the second 221 of it, and rank is highest a while after the end."""
    steps = {
        "plan.budgets.content.on": {"month": 1, "per_month": 1_000.0},
        "plan.budgets.content.off": {"month": 13, "per_month": 0.0},
    }
    rank = column(lives(toy(QUIET_SALES | RATES | steps, months=60), 1)[0], "content_rank")
    assert rank[0] == 0.0
    assert rank[1] == pytest.approx(1_000 * (1 - exp(-0.25)))
    assert 12 <= rank.argmax() <= 18
    assert rank[-1] < 0.2 * rank.max()


def test_content_in_balance_costs_what_a_visit_costs() -> None:
    """1,000 a month for ever at 2 a visit bring 500 visits a month (a discrete month rounds the balance a little)."""
    life = lives(toy(QUIET_SALES | RATES | budget("content", 1_000.0), months=240), 1)[0]
    assert column(life, "visits")[-1] == pytest.approx(500.0, rel=0.03)


def test_events_bring_all_their_leads_on_one_day_and_are_few() -> None:
    """20,000 would pay four events; there are two a month to go to: 40 MQLs, 16 SQLs."""
    scenario = toy(QUIET_SALES | RATES | budget("events", 20_000.0))
    trials = lives(scenario, 40)
    assert set(column(trials[0], "mqls")) == {40.0}
    mean, error = mean_and_error([column(life, "sqls").mean() for life in trials])
    assert abs(mean - 16.0) < 4 * error
    here = company(scenario)
    coming = here.marketing.begin_month(0, {"content": 0.0, "paid": 0.0, "events": 20_000.0})
    assert len({day for day, *_ in coming}) == 1


def test_the_founders_network_is_used_up() -> None:
    fading = {"marketing.network": {"sqls": 20.0, "fade_months": 10.0}}
    here = company(toy(RATES | fading))
    for month, share in ((0, 1.0), (10, exp(-1)), (20, exp(-2))):
        assert here.marketing._rates(dict.fromkeys(("content", "paid", "events"), 0.0), month)[
            "network"
        ] == pytest.approx(20.0 * share)


def test_an_sdr_ramps_up() -> None:
    """One who starts on the opening day brings nothing then, 7 · (1 − 1/e) a month after a month."""
    here = company(toy(RATES | {"company.opening.staff": [staff_row(role="sdr", start="2027-01-01")]}))
    nothing = dict.fromkeys(("content", "paid", "events"), 0.0)
    assert here.marketing._rates(nothing, 0)["outbound"] == 0.0
    here.env.run(until=30.4375)
    assert here.marketing._rates(nothing, 1)["outbound"] == pytest.approx(7 * (1 - exp(-1)))


def test_promoters_bring_leads() -> None:
    here = company(toy(RATES | {"marketing.referral.leads": 0.05}))
    here.success.promoters = 40.0
    assert here.marketing._rates(dict.fromkeys(("content", "paid", "events"), 0.0), 0)["referral"] == 2.0


def test_a_higher_rate_brings_the_same_leads_earlier() -> None:
    """The k-th lead of a channel is the same whatever the rate; at twice the rate it comes in half the time."""
    slow, fast = (company(toy(RATES)).marketing.channels["paid"] for _ in range(2))
    few = [(day, k) for month in range(4) for day, _, k in slow.month(5.0, 30.0 * month, 30.0, 1.0)[1]]
    many = [(day, k) for month in range(2) for day, _, k in fast.month(10.0, 30.0 * month, 30.0, 1.0)[1]]
    assert [k for _, k in few] == [k for _, k in many] == list(range(len(few)))
    np.testing.assert_allclose([day / 2 for day, _ in few], [day for day, _ in many])
    assert len(few) > 10


def test_an_empty_market_gives_no_leads() -> None:
    empty = QUIET_SALES | RATES | budget("paid", 2_000.0) | {"market.segments.mid.accounts": 3}
    life = lives(toy(empty), 1)[0]
    assert column(life, "opportunities").sum() <= 20
    assert column(life, "sqls")[-1] < column(life, "sqls")[0]
