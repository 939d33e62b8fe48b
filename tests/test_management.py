"""Management: the plan is carried out on its dates and at its gates; policies act on what is seen."""

from math import inf
from typing import Any

import pytest

from sim.company import Company
from sim.scorecard import Measures
from tests.worlds import RICH, column, company, lives, staff_row, toy

PROMPT = RICH | {"people.roles.*.lead_months": 0.0, "people.hires_per_recruiter": 1e6}


def heads(hires: dict[str, Any], months: int = 12, changes: dict[str, Any] | None = None) -> list[int]:
    """Engineers at each month's end."""
    life = lives(toy(PROMPT | {"plan.hires.engineer.some": hires} | (changes or {}), months), 1)[0]
    return [int(number) for number in column(life, "heads_engineer")]


def test_dated_posts_are_filled_in_their_month() -> None:
    """With no lead time, two who are planned for month 4 are there at the end of it."""
    assert heads({"count": 2, "month": 4}, 6) == [0, 0, 0, 2, 2, 2]


def test_posts_are_opened_ahead_of_their_date() -> None:
    """A lead time of three months: opened in month 2 to be filled in month 5."""
    slow = {"people.roles.engineer.lead_months": 3.0}
    assert heads({"count": 1, "month": 5}, 6, slow) == [0, 0, 0, 0, 1, 1]


def test_repeated_posts_come_as_often_as_planned() -> None:
    assert heads({"count": 1, "month": 4, "every_months": 3, "times": 3}) == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert heads({"count": 1, "month": 1, "every_months": 4}, 10)[-1] == 3


def test_posts_of_month_two_do_not_start_in_month_one() -> None:
    """January has 31 days."""
    assert heads({"count": 1, "month": 2}, 3) == [0, 1, 1]


def test_gated_posts_wait_for_the_gate_and_the_delay() -> None:
    """The gate 'idea' opens with the first customer, here on the opening day: seen at the first review, then two
    months of delay."""
    first = {"company.opening.customers": [{
        "id": "c", "segment": "mid", "mrr": 100.0, "start": "2026-12-01", "term_months": 36, "billing": "monthly",
    }], "roadmap.idea_customers": 1}  # fmt: skip
    assert heads({"count": 1, "gate": "idea"}, 5, first) == [0, 1, 1, 1, 1]
    assert heads({"count": 1, "gate": "idea", "delay_months": 2.0}, 5, first) == [0, 0, 0, 1, 1]
    assert heads({"count": 1, "gate": "product"}, 5, first) == [0] * 5


def test_budgets_change_by_step() -> None:
    """1,000 from month 1, 3,000 from month 4."""
    steps = {
        "plan.budgets.paid.a": {"month": 1, "per_month": 1_000.0},
        "plan.budgets.paid.b": {"month": 4, "per_month": 3_000.0},
    }
    life = lives(toy(RICH | steps, 5), 1)[0]
    assert list(column(life, "spend")) == [1_000.0] * 3 + [3_000.0] * 2


def test_budgets_grow_with_revenue_while_there_is_runway() -> None:
    """A fifth of 100,000 MRR is more than the plan's 10,000; at short runway the plan holds."""
    grow = {
        "plan.budgets.content.a": {"month": 1, "per_month": 6_000.0},
        "plan.budgets.paid.a": {"month": 1, "per_month": 4_000.0},
        "policies.grow_marketing": {"enabled": True, "share_of_arr": 0.2, "runway_months": 10.0},
    }
    here = company(toy(grow))
    here.management.seen = Measures(arr=1.2e6, runway=12.0)
    assert here.management.budget() == {"content": 12_000.0, "paid": 8_000.0, "events": 0.0, "brand": 0.0}
    here.management.seen = Measures(arr=1.2e6, runway=9.0)
    assert here.management.budget() == {"content": 6_000.0, "paid": 4_000.0, "events": 0.0, "brand": 0.0}


def seen(**measures: Any) -> Measures:
    """What the review looks at."""
    return Measures(**({"cash": 1e6, "runway": 24.0, "burn": 1e4, "growth": 1.0} | measures))


def review(here: Company, measures: Measures, month: int = 0) -> None:
    """A month's measures are in, and management looks at them."""
    here.management.observe(measures)
    here.management.review(month)


def reviewed(changes: dict[str, Any], *reviews: Measures) -> Company:
    """A company after some reviews."""
    here = company(toy(PROMPT | changes))
    for month, measures in enumerate(reviews):
        review(here, measures, month)
    return here


FREEZE = {"policies.freeze": {"enabled": True, "runway_months": 8.0}, "policies.backfill": True}


def test_hiring_freezes_on_short_runway_and_thaws() -> None:
    """A leaver's post waits for better days."""
    here = reviewed(FREEZE | {"company.opening.staff": [staff_row(count=2)]}, seen(runway=7.9))
    here.management.backfill(here.people.staff[0])
    assert here.people.coming("engineer") == 0
    review(here, seen(runway=8.0), 1)
    assert here.people.coming("engineer") == 1


LAYOFFS: dict[str, Any] = {
    "company.opening.staff": [
        staff_row(id="e", count=4), staff_row(id="a", role="admin", salary=60_000.0, count=2),
    ],
    "policies.layoffs": {
        "enabled": True, "runway_months": 6.0, "target_months": 10.0, "pause_months": 4.0, "budget_cut": 0.5,
        "order": ["admin", "engineer"], "keep": {"engineer": 1},
    },
    "people.severance_months": 0.0,
    "company.founders.salary": 0.0,
}  # fmt: skip


def test_layoffs_cut_to_the_target_in_the_order_of_the_policy() -> None:
    """50,000 a month is spent and 250,000 left: 25,000 are affordable for ten months; both admins (10,000) and two
    engineers (20,000) go."""
    here = reviewed(LAYOFFS, seen(cash=250_000.0, committed=50_000.0, runway=5.0))
    assert (here.people.count("admin"), here.people.count("engineer")) == (0, 2)
    assert here.management.cut == 0.5


def test_layoffs_keep_whom_the_policy_keeps_and_pause() -> None:
    """Nothing is affordable: one engineer stays; at the next review nobody else goes."""
    here = reviewed(LAYOFFS, seen(cash=1_000.0, committed=50_000.0, runway=0.02))
    assert here.people.count("engineer") == 1
    here = reviewed(LAYOFFS, *[seen(cash=250_000.0, committed=50_000.0, runway=5.0)] * 2)
    assert here.people.count("engineer") == 2


@pytest.mark.parametrize("runway", [6.0, inf])
def test_no_layoffs_with_runway_enough(runway: float) -> None:
    assert reviewed(LAYOFFS, seen(committed=50_000.0, runway=runway)).people.count("engineer") == 4


def test_no_layoffs_while_a_wire_is_on_its_way() -> None:
    here = company(toy(PROMPT | LAYOFFS))
    here.funding.wires = 1
    review(here, seen(cash=250_000.0, committed=50_000.0, runway=5.0))
    assert here.people.count("engineer") == 4


def test_reps_are_hired_when_leads_allow() -> None:
    """Ten opportunities a month are enough for a second and a third rep at three each, not for a fourth."""
    policy = {
        "policies.hire_reps": {"enabled": True, "leads_per_rep": 3.0, "at_most": 5, "gate": None},
        "company.opening.staff": [staff_row(role="rep")],
    }
    here = company(toy(PROMPT | policy))
    review(here, seen(opportunities=10.0))
    assert here.people.coming("rep") == 2
    gated = company(toy(PROMPT | policy | {"policies.hire_reps.gate": "playbook"}))
    review(gated, seen(opportunities=10.0))
    assert gated.people.coming("rep") == 0


def test_csms_are_hired_one_at_a_time_on_load() -> None:
    policy = {"policies.hire_csms": {"enabled": True, "load": 0.8}}
    assert reviewed(policy, seen(load=0.8)).people.coming("csm") == 0
    assert reviewed(policy, seen(load=0.81), seen(load=0.81)).people.coming("csm") == 1


CLOSE = {"policies.close_down": {"enabled": True, "runway_months": 1.5}}


def test_founders_close_in_good_order_when_nothing_is_left_to_try() -> None:
    here = reviewed(CLOSE, seen(runway=1.4))
    assert (here.ended, here.cause) == ("closed", "closed by founders")
    assert reviewed(CLOSE, seen(runway=1.5)).ended is None
    hopeful = company(toy(PROMPT | CLOSE))
    hopeful.funding.wires = 1
    review(hopeful, seen(runway=1.4))
    assert hopeful.ended is None


def test_founders_go_unpaid_and_are_paid_again() -> None:
    policy = {"policies.close_down.founders_unpaid_months": 4.0}
    here = reviewed(policy, seen(runway=3.9))
    assert not here.finance.founders_paid
    review(here, seen(runway=4.0), 1)
    assert here.finance.founders_paid


RAISE = {
    "funding.enabled": True,
    "funding.rounds.a": {"size": 5e6, "dilution": 0.2, "bar": 1e6},
    "policies.raise_money": {"enabled": True, "runway_months": 12.0, "arr_share": 0.5},
}


@pytest.mark.parametrize(
    ("measures", "raising"),
    [({"runway": 11.9}, True), ({"runway": 12.0}, False), ({"arr": 4.9e5}, False), ({"arr": 5e5}, True)],
)
def test_a_round_is_begun_on_runway_or_on_evidence(measures: dict[str, float], raising: bool) -> None:
    assert reviewed(RAISE, seen(**measures)).funding.raising == raising


def test_an_offer_in_distress_is_taken_by_policy() -> None:
    sure = {"funding.offer": {"runway_months": 6.0, "hazard": 1.0, "power": 0.0}}
    taken = reviewed(sure | {"policies.close_down.accept_offers": True}, seen(runway=5.0, arr=1e6))
    assert (taken.ended, taken.cause) == ("acquired", "acquired in distress")
    assert reviewed(sure, seen(runway=5.0, arr=1e6)).ended is None
    assert reviewed(sure | {"policies.close_down.accept_offers": True}, seen(runway=6.0, arr=1e6)).ended is None
