"""What is said of a plan before it is lived."""

import pytest

from sim import load_scenario
from sim.notes import notes_on

WAITING = {"plan.hires.rep": {"first": {"count": 2, "gate": "playbook"}}, "policies.hire_reps.enabled": False}


def test_the_shipped_scenarios_need_no_note() -> None:
    from sim.scenario import list_scenarios

    assert {name: notes for name, _ in list_scenarios() if (notes := notes_on(load_scenario(name)))} == {}


@pytest.mark.parametrize("gate", ["playbook", "marketing"])
def test_reps_who_all_wait_for_what_only_reps_can_do_are_told_of(gate: str) -> None:
    changes = WAITING | {"plan.hires.rep": {"first": {"count": 2, "gate": gate}}}
    notes = notes_on(load_scenario("base").replace(changes))
    assert len(notes) == 1
    assert f"gate {gate}" in notes[0]
    assert "founder_deals" in notes[0]


@pytest.mark.parametrize(
    "way_out",
    [
        {"plan.hires.rep.second": {"count": 1, "month": 3}},
        {"plan.hires.rep.second": {"count": 1, "gate": "founder_deals"}},
        {"policies.hire_reps.enabled": True, "policies.hire_reps.gate": None},
        {"company.opening.staff": [{"id": "a", "role": "rep", "start": "2024-01-01", "salary": 60_000}]},
    ],
)
def test_one_rep_who_does_not_wait_is_enough(way_out: dict[str, object]) -> None:
    assert notes_on(load_scenario("base").replace(WAITING | way_out)) == []


def test_a_step_misspelt_is_told_of_and_a_new_one_is_not() -> None:
    """`frist` beside `first` is probably a slip; `second` is not."""
    first = next(iter(load_scenario("base").setup.plan.hires["rep"]))
    slip = first[:-2] + first[-1] + first[-2]
    notes = notes_on(load_scenario("base", [f"scenario.plan.hires.rep.{slip}={{count: 3, month: 4}}"]))
    assert len(notes) == 1
    assert slip in notes[0]
    assert notes_on(load_scenario("base", ["scenario.plan.hires.rep.another={count: 3, month: 4}"])) == []
