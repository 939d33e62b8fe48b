"""A rescue on a date: nothing before it, and from then on no posts, fewer people, a round at once."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.scenario import Scenario
from sim.trial import simulate
from tests.worlds import base, column, same_life, same_rows, toy

SEED, MONTHS = 5, 36
POLICY = {
    "enabled": True,
    "start": 10,
    "runway_months": 60.0,
    "budget_cut": 0.5,
    "order": ["sdr", "marketer", "rep", "manager", "admin", "engineer", "csm"],
    "keep": {"engineer": 1},
    "raise_now": False,
}


def rescued(scenario: Scenario, **changes: object) -> Scenario:
    return scenario.replace({"policies.rescue": POLICY | changes})


@pytest.mark.parametrize("changes", [{"enabled": False}, {"start": MONTHS + 2}])
def test_a_rescue_that_never_begins_leaves_every_life_as_it_was(changes: dict[str, object]) -> None:
    plan = base(MONTHS)
    for trial in range(4):
        before, after = (simulate(one, SEED, trial, events=True) for one in (plan, rescued(plan, **changes)))
        assert same_life(before, after)


@pytest.mark.parametrize("start", [2, 10])
def test_what_comes_before_its_month_is_untouched_and_its_month_is_not(start: int) -> None:
    plan = base(MONTHS)
    before, after = simulate(plan, SEED, 1), simulate(rescued(plan, start=start), SEED, 1)
    assert same_rows(before.rows[: start - 1], after.rows[: start - 1])
    assert not same_rows(before.rows[start - 1 : start], after.rows[start - 1 : start])


def test_it_cuts_people_to_runway_and_opens_no_post_afterwards() -> None:
    life = simulate(rescued(base(MONTHS), runway_months=500.0), SEED, 1, events=True)
    kinds = [(event.kind, event.time) for event in life.events if event.kind in ("start", "laid off")]
    cut = max(time for kind, time in kinds if kind == "laid off")
    assert sum(kind == "laid off" for kind, _ in kinds) >= 3
    assert all(time <= cut for kind, time in kinds if kind == "start")
    assert column(life, "heads_engineer")[POLICY["start"] - 1 :].max() == 1


def test_it_begins_a_round_in_its_month() -> None:
    funded = toy({"funding.enabled": True, "policies.raise_money.enabled": False}, MONTHS)
    life = simulate(rescued(funded, start=4, raise_now=True, order=[], budget_cut=0.0), SEED, 0, events=True)
    begun = [event.time for event in life.events if event.kind == "round begun"]
    assert begun[0] == np.cumsum([31, 28, 31])[-1]


def test_the_first_month_has_no_review_to_begin_at() -> None:
    with pytest.raises(InputError, match=r"policies\.rescue\.start"):
        rescued(base(MONTHS), start=1)
