"""The roadmap: gates are measured in their order, and departments by what they behave like."""

from typing import Any

import pytest

from sim.company import Company
from sim.scorecard import Measures
from tests.worlds import company, staff_row, toy

GATES: dict[str, Any] = {
    "roadmap": {
        "idea_customers": 1, "product_customers": 10, "founder_deals": 25, "first_reps": 2, "rep_cover": 1.0,
        "ramped": 0.8, "team_reps": 3, "teams": 2, "reps_covering": 0.6, "playbook_kept": 0.8, "leads_covering": 1.0,
        "renewal": 0.68, "ltv_cac": 3.0, "payback_months": 18.0, "ahead": 2,
        "marketing_steps": [0.05, 0.12, 0.2, 0.3], "csm_steps": [1, 2, 4, 8],
    },
}  # fmt: skip


def built(changes: dict[str, Any] | None = None) -> Company:
    """A company with the roadmap above."""
    return company(toy(GATES | (changes or {})))


def test_gates_open_in_their_order() -> None:
    """Ten customers end two stages at once; reps that pay before there are customers end none."""
    here = built()
    here.roadmap.month_end(Measures(won_ever=0, ramped_reps=4, rep_cover=2.0))
    assert here.roadmap.stage == 1
    here.roadmap.month_end(Measures(won_ever=10))
    assert (here.roadmap.stage, list(here.roadmap.reached)) == (3, ["idea", "product"])
    here.roadmap.month_end(Measures(won_ever=10, ramped_reps=2, rep_cover=1.0))
    assert here.roadmap.stage == 4


@pytest.mark.parametrize(
    ("stage", "short", "enough"),
    [
        (3, {"ramped_reps": 1, "rep_cover": 5.0}, {"ramped_reps": 2, "rep_cover": 1.0}),
        (4, {"ramped_reps": 5, "reps_covering": 1.0}, {"ramped_reps": 6, "reps_covering": 0.6}),
        (6, {"leads_covering": 0.99}, {"leads_covering": 1.0}),
        (7, {"renewal": 0.67}, {"renewal": 0.68}),
        (8, {"ltv_cac": 4.0, "payback": 19.0}, {"ltv_cac": 3.0, "payback": 18.0}),
    ],
)
def test_what_each_gate_measures(stage: int, short: dict[str, float], enough: dict[str, float]) -> None:
    here = built()
    here.roadmap.stage = stage
    here.roadmap.month_end(Measures(**short))
    assert here.roadmap.stage == stage
    here.roadmap.month_end(Measures(**enough))
    assert here.roadmap.stage > stage


def test_what_is_unknown_opens_no_gate() -> None:
    """Retention before any renewal, LTV before any customer."""
    here = built()
    for stage in (3, 7, 8):
        here.roadmap.stage = stage
        here.roadmap.month_end(Measures())
        assert here.roadmap.stage == stage


def test_the_playbook_that_is_kept_ends_sales_operations() -> None:
    here = built({"sales.playbook": {"deals_needed": 10.0, "deals_slope": 1.0}})
    here.roadmap.stage = 5
    here.sales.playbooks["mid"].learn(11.0)
    here.roadmap.month_end(Measures())
    assert here.roadmap.stage == 5
    here.sales.playbooks["mid"].learn(1.0)
    here.roadmap.month_end(Measures())
    assert here.roadmap.stage == 6


def test_the_founders_deals_are_a_gate_of_their_own() -> None:
    here = built()
    here.sales.decided = 24
    here.roadmap.month_end(Measures())
    assert "founder_deals" not in here.roadmap.reached
    here.sales.decided = 25
    here.roadmap.month_end(Measures())
    assert "founder_deals" in here.roadmap.reached
    assert here.roadmap.stage == 1


def test_a_gate_is_passed_once() -> None:
    here = built()
    here.roadmap.reach("round a")
    here.env.run(until=50.0)
    here.roadmap.reach("round a")
    assert here.roadmap.reached == {"round a": 0.0}
    assert [event.who for event in here.journal.events if event.kind == "gate"] == ["round a"]


@pytest.mark.parametrize(("reps", "stage"), [(0, 1), (1, 3), (2, 3), (3, 4), (5, 4), (6, 5), (30, 5)])
def test_sales_behaves_as_large_as_it_is(reps: int, stage: int) -> None:
    staff = [staff_row(role="rep", count=reps)] if reps else []
    here = built({"company.opening.staff": staff})
    here.roadmap.month_end(Measures())
    assert here.roadmap.departments["sales"] == stage


def test_a_department_two_stages_ahead_scales_prematurely() -> None:
    """One rep (stage 3) at the idea stage is two ahead; once the idea stage is over it is not."""
    here = built({"company.opening.staff": [staff_row(role="rep")]})
    here.roadmap.month_end(Measures())
    assert (here.roadmap.misalignment, here.roadmap.premature) == (2, True)
    here.roadmap.month_end(Measures(won_ever=1))
    assert (here.roadmap.misalignment, here.roadmap.premature) == (1, False)


def test_marketing_and_service_and_money_have_stages_too() -> None:
    here = built({"company.opening.staff": [staff_row(role="csm", count=4)]})
    here.funding.done.append("a")
    here.roadmap.month_end(Measures(marketing_share=0.2))
    assert here.roadmap.departments == {"product": 1, "sales": 1, "marketing": 5, "success": 5, "finance": 4}


def test_gates_passed_before_the_opening_stay_passed() -> None:
    here = built()
    here.roadmap.restore(["founder_deals", "idea", "product"])
    assert here.roadmap.stage == 3
    assert here.roadmap.reached["product"] == 0.0
