"""Turns of the helm: decisions of a date hold from then on, and not a day earlier."""

from typing import Any

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario import Scenario, load_scenario
from sim.trial import reopened, simulate
from tests.worlds import RICH, base, column, company, lives, same_life, same_rows, toy

PROMPT = RICH | {"people.roles.*.lead_months": 0.0, "people.hires_per_recruiter": 1e6}
MONTH = 9
TURNS: dict[str, dict[str, Any]] = {
    "hires": {"hires": {"rep": {"more": {"count": 3, "month": MONTH}}, "engineer": {"after_a": {"count": 0}}}},
    "budgets": {"budgets": {"paid": {"more": {"month": MONTH, "per_month": 40_000.0}}}},
    "founders": {"founders": {"product": 0.1, "selling": 0.8, "service": 0.05}},
    "price": {"price": 1.4},
}


def turned(scenario: Scenario, month: int = MONTH, **turn: Any) -> Scenario:
    return scenario.replace({"turns.later": {"month": month, **turn}})


def engineers(hire: dict[str, Any], turn: dict[str, Any], month: int, months: int = 12) -> list[int]:
    """Engineers at each month's end, where a turn changes what is planned for them."""
    changes = PROMPT | {
        "plan.hires.engineer.some": hire,
        "turns.later": {"month": month, "hires": {"engineer": {"some": turn}}},
    }
    return [int(number) for number in column(lives(toy(changes, months), 1)[0], "heads_engineer")]


@pytest.mark.parametrize("kind", [*TURNS, "policies"])
def test_nothing_moves_before_the_date(kind: str) -> None:
    """Cash, revenue, heads and all else are bit-identical up to the date, and not for ever after it."""
    scenario = base(18, "overhire_before_pmf")
    policies = scenario.data["policies"] | {"backfill": False, "freeze": {"enabled": True, "runway_months": 30}}
    turn = TURNS.get(kind) or {"policies": policies}
    apart = 0
    for trial in range(4):
        plain, other = simulate(scenario, 1, trial), simulate(turned(scenario, **turn), 1, trial)
        assert same_rows(plain.rows[: MONTH - 1], other.rows[: MONTH - 1])
        apart += not same_rows(plain.rows, other.rows)
    assert apart > 0


def test_a_turn_that_says_nothing_changes_nothing() -> None:
    scenario = base(18)
    assert all(same_life(simulate(scenario, 1, trial), simulate(turned(scenario), 1, trial)) for trial in range(4))


def test_a_turn_on_the_opening_is_the_plan() -> None:
    """What is decided for month 1 is what a plan would have said."""
    scenario = base(12)
    hire = {"count": 3, "month": 4}
    as_turn = turned(scenario, 1, hires={"rep": {"first": hire}})
    as_plan = scenario.replace({"plan.hires.rep.first": None}).replace({"plan.hires.rep.first": hire})
    assert same_rows(simulate(as_turn, 1, 2).rows, simulate(as_plan, 1, 2).rows)


def test_posts_opened_stay_and_the_rest_follows_the_new_plan() -> None:
    """Two are there: four in all means two more, one in all none fewer; those not yet opened lapse."""
    assert engineers({"count": 2, "month": 3}, {"count": 4, "month": 8}, 6)[-1] == 4
    assert engineers({"count": 2, "month": 3}, {"count": 1, "month": 3}, 6)[-1] == 2
    assert engineers({"count": 2, "month": 9}, {"count": 0, "month": 9}, 6)[-1] == 0
    assert engineers({"count": 2, "month": 4}, {"count": 2, "month": 9}, 3) == [0] * 8 + [2] * 4


def test_repeated_posts_keep_their_rhythm() -> None:
    """One each second month from month 2, three times in all; from month 5 on two each time."""
    hire = {"count": 1, "month": 2, "every_months": 2, "times": 3}
    assert engineers(hire, hire | {"count": 2}, 5) == [0, 1, 1, 2, 2, 4, 4, 4, 4, 4, 4, 4]


def test_a_gate_may_be_taken_from_a_post() -> None:
    """A post that waits for a gate which never opens comes once it waits no longer."""
    waiting = {"count": 1, "gate": "efficiency"}
    assert engineers(waiting, {"count": 1, "month": 7, "gate": None}, 5) == [0] * 6 + [1] * 6


@pytest.mark.parametrize("month", [4, 8, 9, 13])
def test_a_turn_goes_on_over_a_seam(month: int) -> None:
    """Exported before, at or after its date, a company without luck ends where it would have ended."""
    hires = {"engineer": {"some": {"count": 3, "month": 9}, "new": {"count": 1, "month": 15}}}
    changes = PROMPT | {
        "plan.hires.engineer.some": {"count": 1, "month": 3},
        "turns.later": {"month": 9, "hires": hires},
    }
    scenario = toy(changes, 24)
    whole, again = simulate(scenario, 1, 0), simulate(reopened(scenario, 1, 0, month), 1, 0)
    for name in ("cash", "heads_engineer"):
        np.testing.assert_allclose(column(again, name)[: 24 - month], column(whole, name)[month:], atol=0.005)


def test_founders_and_prices_are_those_of_the_turn() -> None:
    scenario = turned(base(12), 6, founders=TURNS["founders"]["founders"], price=1.4)
    here = company(scenario)
    here.run()
    assert here.setup.company.founders.selling == 0.8
    assert here.setup.company.founders.count == scenario.setup.company.founders.count
    assert {segment.price for segment in here.market.segments.values()} == {1.4}
    assert [event.who for event in here.journal.events if event.kind == "turn"] == ["later"]


def test_a_turn_is_checked_as_the_plan_is() -> None:
    with pytest.raises(InputError, match=r"turns\.later\.hires\.rep\.more\.gate.*playbok.*did you mean playbook"):
        turned(load_scenario("base"), hires={"rep": {"more": {"count": 1, "gate": "playbok"}}})
    with pytest.raises(InputError, match="more than all"):
        turned(load_scenario("base"), founders={"product": 0.9, "selling": 0.9, "service": 0.0})
