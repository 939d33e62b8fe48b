"""C46: eight gates, each measured; what is asked of a gate is asked in its own number."""

from typing import Any

import pytest

from sim.company import Company
from sim.roadmap import STAGES
from sim.scorecard import Measures
from tests.worlds import company, staff_row, toy

# A company that passes every gate.
PASSING: dict[str, Any] = {
    "won_ever": 40, "ramped_reps": 8, "rep_cover": 1.4, "reps_covering": 0.8, "leads_covering": 1.2, "renewal": 0.85,
    "ltv_cac": 4.0, "payback": 12.0, "win_rate": 0.25, "profit_rise": 5_000.0,
}  # fmt: skip
STRICT: dict[str, Any] = {
    "roadmap.playbook_held": 0.9,
    "roadmap.training_owners": 1,
    "roadmap.quality_held": 0.8,
    "roadmap.renewal_owners": 1,
    "roadmap.custom_share": 0.1,
    "roadmap.profit_rise": 0.0,
    "company.opening.cash": 1e8,
    "company.opening.staff": [staff_row(id="m", role="manager"), staff_row(id="c", role="csm")],
}


def mature(changes: dict[str, Any] | None = None) -> Company:
    """A company with a mature playbook, a manager, a CSM, and wins as good as ever."""
    alive = company(toy(STRICT | (changes or {})), events=False)
    for playbook in alive.sales.playbooks.values():
        playbook.learn(200.0)
    alive.scorecard.windows["decided"].values = [20.0] * 12
    alive.scorecard.windows["won"].values = [5.0] * 12
    return alive


def reached(alive: Company, **changes: Any) -> int:
    """Stages behind the company after a month with such measures."""
    alive.roadmap.month_end(Measures(**(PASSING | changes)))
    return alive.roadmap.stage - 1


def test_who_passes_all_has_passed_eight() -> None:
    """All eight gates open in their order within one month's end."""
    alive = mature()
    assert reached(alive) == len(STAGES)
    assert [gate for gate in alive.roadmap.reached if gate in STAGES] == list(STAGES)


@pytest.mark.parametrize(
    ("stage", "changes"),
    [
        ("idea", {"won_ever": 0}),
        ("product", {"won_ever": 9}),
        ("playbook", {"rep_cover": 0.9}),
        ("playbook", {"ramped_reps": 1}),
        ("replication", {"ramped_reps": 5}),
        ("replication", {"reps_covering": 0.5}),
        ("marketing", {"leads_covering": 0.9}),
        ("success", {"renewal": 0.67}),
        ("success", {"renewal": float("nan")}),
        ("efficiency", {"ltv_cac": 2.9}),
        ("efficiency", {"payback": 19.0}),
        ("efficiency", {"profit_rise": -1.0}),
        ("efficiency", {"profit_rise": float("nan")}),
    ],
)
def test_each_gate_stops_who_lacks_its_measure(stage: str, changes: dict[str, Any]) -> None:
    """0.1: none can be skipped; the company stands before the gate whose measure it lacks."""
    assert reached(mature(), **changes) == STAGES.index(stage)


def test_sales_operations_need_an_owner_and_a_playbook_that_outlasts_leavers() -> None:
    """0.6: without a manager, or after leavers took a fifth of the best playbook along, the fifth gate stays shut."""
    assert reached(mature({"company.opening.staff": []})) == STAGES.index("sales_ops")
    alive = mature()
    alive.roadmap._playbooks.extend([1.0] * 12)
    for playbook in alive.sales.playbooks.values():
        playbook.learn(-135.0)  # 65 decided deals left: 0.84 of a playbook
    assert alive.sales.playbook() > alive.roadmap.spec.playbook_kept
    assert reached(alive) == STAGES.index("sales_ops")


def test_many_bad_leads_do_not_open_the_marketing_gate() -> None:
    """0.17: leads enough per rep, but the quarter's win rate has fallen by half."""
    alive = mature()
    alive.scorecard.windows["won"].values[-3:] = [2.5] * 3
    assert reached(alive, win_rate=0.25) == STAGES.index("marketing")


def test_renewal_without_an_owner_does_not_count() -> None:
    """Nobody owns renewal: the seventh gate stays shut whatever the rate."""
    staff = [staff_row(id="m", role="manager")]
    assert reached(mature({"company.opening.staff": staff})) == STAGES.index("success")


def test_each_department_has_its_stage_and_the_spread_is_misalignment() -> None:
    """0.33: a big team before any evidence stands two stages ahead: scaled prematurely."""
    crowd = {
        "company.opening.staff": [staff_row(role="rep", count=8, quota=500_000.0), staff_row(id="x", count=20)],
        "company.opening.cash": 1e8,
    }
    alive = company(toy(crowd), events=False)
    alive.roadmap.month_end(Measures())
    assert alive.roadmap.departments["sales"] == 5
    assert alive.roadmap.departments["product"] == 1
    assert alive.roadmap.misalignment == 4
    assert alive.roadmap.premature
    big = company(toy(crowd | {"roadmap.engineer_steps": [8, 15, 40]}), events=False)
    big.roadmap.month_end(Measures())
    assert big.roadmap.departments["product"] == 4
