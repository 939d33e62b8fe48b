"""Sales: who wins what, what reps earn, and what a leaver takes along."""

from math import exp
from typing import Any

import pytest

from sim.company import Company
from sim.customers import Deal
from sim.departments.channels import LEAD_SHAPE
from tests.worlds import RICH, SEGMENT, column, company, lives, staff_row, toy

TEAM: dict[str, Any] = RICH | {
    f"{SEGMENT}.win_rate": 0.2,
    f"{SEGMENT}.price_elasticity": 1.0,
    f"{SEGMENT}.references_needed": 6.0,
    f"{SEGMENT}.references_slope": 2.0,
    f"{SEGMENT}.acv": 24_000.0,
    f"{SEGMENT}.acv_spread": 0.0,
    f"{SEGMENT}.cycle_months": 2.0,
    f"{SEGMENT}.cycle_spread": 0.0,
    f"{SEGMENT}.deal_units": 1.0,
    "product.opening_fit": 0.3,
    "product.fit_ceiling": 0.9,
    "sales": {
        "quota": 480_000.0, "base_share": 0.5, "draw_months": 3.0, "deals_per_rep": 10.0, "selling_hours": 40.0,
        "hours_per_deal": 5.0, "depth_power": 1.0, "founder_hours_per_deal": 20.0, "founder_skill": 1.5,
        "founder_playbook": 0.6, "ramp_months": 2.0, "room_at_start": 0.4, "skill_spread": 0.0, "weak_share": 0.0,
        "income_slope": 0.0, "income_smoothing": 0.5, "pipeline_lost": 0.5, "freshness_months": 1.0,
        "patience_months": 1.5, "patience_spread": 0.0, "fit_reference": 0.6, "fit_power": 2.0,
        "playbook_reference": 0.8, "playbook_power": 1.0,
    },
    "people.roles.rep.salary": 96_000.0,
}  # fmt: skip
REP = {"company.opening.staff": [staff_row(id="r", role="rep", salary=96_000.0)]}
NEW_REP = {"company.opening.staff": [staff_row(id="r", role="rep", salary=96_000.0, start="2027-01-01")]}


def lead(here: Company, number: int = 0, channel: str = "paid", pioneer: bool = True) -> Deal:
    """An opportunity that has just arrived."""
    luck = here.luck.rows(f"lead {channel}", LEAD_SHAPE, 0.0).at(number)
    deal = Deal(channel, number, here.market.segments["mid"], luck, here.env.now)
    deal.pioneer = pioneer
    return deal


def odds(here: Company, deal: Deal, ability: float = 1.0, maturity: float = 0.8, depth: float = 1.0) -> float:
    """Odds of winning."""
    p = here.sales.winning.chance(deal, ability, maturity, depth)
    return p / (1 - p)


# Win rate 0.2 is odds of 1/4; fit is half of the reference, so that its factor is 1/4.
PLAIN = 0.25 * 0.25


def test_win_odds_multiply_factor_by_factor() -> None:
    """C22, by hand: each factor alone."""
    here = company(toy(TEAM))
    deal = lead(here)
    assert odds(here, deal) == pytest.approx(PLAIN)
    assert odds(here, deal, ability=1.4) == pytest.approx(1.4 * PLAIN)
    assert odds(here, deal, maturity=0.4) == pytest.approx(0.5 * PLAIN)
    assert odds(here, deal, depth=0.5) == pytest.approx(0.5 * PLAIN)
    here.product.fit["mid"] = 0.6
    assert odds(here, deal) == pytest.approx(0.25)
    here.success.detraction = 0.3
    assert odds(here, deal) == pytest.approx(0.25 * exp(-0.3))


def test_who_the_lead_is_matters() -> None:
    """A mainstream account waits for references; a friend's word helps; a lead that has waited has cooled."""
    here = company(toy(TEAM | {"marketing.referral.odds": 1.7}))
    mainstream = lead(here, pioneer=False)
    assert odds(here, mainstream) == pytest.approx(PLAIN / (1 + exp(3)))
    here.market.segments["mid"].references = 6
    assert odds(here, mainstream) == pytest.approx(PLAIN / 2)
    assert odds(here, lead(here, channel="referral")) == pytest.approx(1.7 * PLAIN)
    late = lead(here)
    late.taken = late.arrived + 30.4375
    assert odds(here, late) == pytest.approx(PLAIN / exp(1))
    late.quality = 0.6
    assert odds(here, late) == pytest.approx(0.6 * PLAIN / exp(1))


def test_a_higher_price_loses_deals_and_brings_more_a_deal() -> None:
    here = company(toy(TEAM | {"market.price": 2.0}))
    assert odds(here, lead(here)) == pytest.approx(PLAIN / 2)
    assert here.sales.contract_value(lead(here)) == 48_000.0


def test_a_lever_scales_the_odds_of_all() -> None:
    here = company(toy(TEAM))
    with here.levers.scaled("win odds", 0.5):
        assert odds(here, lead(here)) == pytest.approx(0.5 * PLAIN)
    assert odds(here, lead(here)) == pytest.approx(PLAIN)


def test_founders_have_room_for_the_hours_they_give() -> None:
    """200 hours · 0.4 at 20 hours a deal: four deals; three while raising takes a quarter."""
    here = company(toy(TEAM | {"funding.founder_time": 0.25}))
    assert here.sales.founders.room == 4.0
    here.funding.raising = True
    here.founders_busy()
    assert here.sales.founders.room == 3.0


def test_founders_take_what_waits_when_they_are_back_from_raising() -> None:
    """While raising takes all their hours a lead waits; on the day of the answer they take it."""
    here = company(toy(TEAM | {"funding.founder_time": 1.0}))
    here.funding.raising = True
    here.founders_busy()
    here.sales.take(lead(here))
    assert len(here.sales.desk.waiting) == 1
    here.env.run(until=10.0)
    here.funding.raising = False
    here.founders_busy()
    assert len(here.sales.desk.waiting) == 0
    assert here.sales.founders.busy == 1.0


def test_a_rep_ramps_and_gets_room_with_it() -> None:
    """1 − 1/e after two months; room from 4 to 10."""
    here = company(toy(TEAM | NEW_REP))
    member, rep = next(iter(here.sales.reps.items()))
    assert here.sales.ramp(member) == 0.0
    assert rep.room == 4.0
    here.env.run(until=2 * 30.4375)
    here.sales.month_end(here.env.now)
    assert here.sales.ramp(member) == pytest.approx(1 - exp(-1))
    assert rep.room == pytest.approx(4.0 + 6.0 * (1 - exp(-1)))


def test_too_many_deals_make_every_one_shallow() -> None:
    """40 selling hours are enough for eight deals at five hours; ten get four fifths of what they need."""
    here = company(toy(TEAM | REP))
    rep = next(iter(here.sales.reps.values()))
    for busy, depth in ((8.0, 1.0), (10.0, 0.8)):
        rep.busy = busy
        assert here.sales.depth(rep) == depth


def test_a_deal_is_decided_after_its_cycle() -> None:
    here = company(toy(TEAM))
    here.sales.take(lead(here))
    here.env.run(until=2 * 30.4375 - 0.01)
    assert here.sales.decided == 0
    here.env.run(until=2 * 30.4375 + 0.01)
    assert here.sales.decided == 1
    assert here.sales.founders.busy == 0.0


def test_commission_is_paid_on_bookings_and_guaranteed_at_first() -> None:
    """Half of 192,000 is variable: 8,000 a month on target, a fifth of each booking against a quota of 480,000."""
    here = company(toy(TEAM | NEW_REP))
    member, rep = next(iter(here.sales.reps.items()))
    deal = lead(here)
    deal.seller = rep
    here.sales._win(deal, rep)
    assert member.pay == pytest.approx(96_000.0 / 480_000.0 * 24_000.0)  # 4,800
    assert here.sales.variable_pay(31.0) == 800_000  # the guarantee is more
    member.pay = 10_000.0
    assert here.sales.variable_pay(59.0) == 1_000_000  # the commission is more
    assert here.sales.variable_pay(120.0) == 0  # the guarantee is over
    assert [round(month) for month in rep.history] == [24_000, 0, 0]


def test_missed_income_is_felt_slowly() -> None:
    """On target one feels 1; without commission half of it, with half of the weight each month: 0.75, 0.625 …"""
    here = company(toy(TEAM | REP))
    member = next(iter(here.sales.reps))
    felt = []
    for day in (31.0, 59.0, 90.0):
        here.sales.variable_pay(day)
        felt.append(member.income)
    assert felt == [0.75, 0.625, 0.5625]


def test_a_leaver_drops_deals_and_takes_knowledge_along() -> None:
    """Of forty deals with a rep who leaves, those whose luck says so go cold; the others go on with the team's skill;
    no lesson is learnt from them and no commission is owed."""
    staff = [staff_row(id=name, role="rep", salary=96_000.0) for name in ("a", "b")]
    certain = {f"{SEGMENT}.win_rate": 0.999999, "company.opening.staff": staff, "company.founders.selling": 0.0}
    here = company(toy(TEAM | certain | {"sales.deals_per_rep": 100.0}))
    leaver, stayer = here.sales.reps
    here.sales.reps[stayer].room = 0.0
    for number in range(40):
        here.sales.take(lead(here, number))
    before = here.sales.playbooks["mid"].seen
    here.people.remove(leaver, "quit")
    here.env.run(until=70.0)
    assert here.sales.decided == 40
    assert 10 <= here.tally.orders <= 30
    assert here.sales.playbooks["mid"].seen <= before
    assert leaver.pay == stayer.pay == 0.0


def test_deals_teach_and_a_founders_deal_teaches_more() -> None:
    here = company(toy(TEAM | {"sales.playbook.founder_weight": 1.5}))
    here.sales.take(lead(here))
    here.env.run(until=70.0)
    assert here.sales.playbooks["mid"].seen == 1.5


def test_reps_with_free_time_find_leads_themselves() -> None:
    """A ramped idle rep finds 1.2 a month, one with half of its deals open half of that, and a complex product
    halves it again."""
    for complexity, expected in ((1.0, 1.2), (2.0, 0.6)):
        alone = REP | {f"{SEGMENT}.self_sourced": 1.2, f"{SEGMENT}.complexity": complexity}
        here = company(toy(TEAM | alone))
        assert here.sales.self_sourced() == pytest.approx(expected, rel=1e-6)
        next(iter(here.sales.reps.values())).busy = 5.0
        assert here.sales.self_sourced() == pytest.approx(expected / 2, rel=1e-6)


def test_what_a_rep_costs_and_what_a_quota_needs() -> None:
    """96,000 base is 192,000 on target, 240,000 with taxes; a quota of 480,000 takes 20 orders, 100 leads a year."""
    here = company(toy(TEAM | REP | {"people.load": 1.25, "people.tools": 1_000.0}))
    assert here.sales.cost_per_rep(next(iter(here.sales.reps))) == 252_000.0
    assert here.sales.leads_needed() == pytest.approx(100 / 12)


def test_leads_that_nobody_has_time_for_are_lost() -> None:
    """Without a seller every opportunity ages out after six weeks."""
    leads = {
        "marketing.network.sqls": 20.0,
        "marketing.funnel.sql_to_opportunity": 0.9,
        "company.founders.selling": 0.0,
    }
    life = lives(toy(TEAM | leads), 1)[0]
    assert column(life, "orders").sum() == 0
    came, lost = column(life, "opportunities").sum(), column(life, "aged_out").sum()
    assert lost + column(life, "queue")[-1] == came
    assert lost > 0.7 * came


def test_a_weak_rep_has_the_weak_skill() -> None:
    here = company(toy(TEAM | REP | {"sales.weak_share": 1.0, "sales.weak_skill": 0.3}))
    assert next(iter(here.sales.reps.values())).skill == 0.3
