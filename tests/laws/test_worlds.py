"""Worlds and luck: what is drawn belongs to its trial and purpose, whoever else draws."""

import pickle
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.ensemble.runner import run_ensemble
from sim.quantities import changed
from sim.scenario import Scenario
from sim.trial import realise, run, simulate
from tests.worlds import base, column, company, same_life, same_rows, toy


@pytest.fixture(scope="module")
def short() -> Scenario:
    """A year of the base company."""
    return base(12)


def test_the_first_trials_of_a_long_run_are_a_shorter_run(short: Scenario) -> None:
    """Prefix: the first 32 of 64 companies are those of a run of 32, and their worlds are equal."""
    few = run_ensemble(short, 32, seed=5, workers=1).result()
    many = run_ensemble(short, 64, seed=5, workers=1).result()
    assert few.outcomes.astype(object).equals(many.outcomes.iloc[:32].astype(object))
    np.testing.assert_array_equal(few.monthly("cash"), many.monthly("cash")[:32])


def test_a_world_is_the_same_alone_and_among_others(short: Scenario) -> None:
    """Prefix: the world of trial 20 does not ask which trials were realised before."""
    before = realise(short, 5, 20)
    for trial in (0, 40, 3, 20):
        again = realise(short, 5, trial)
    assert again == before
    assert realise(short, 6, 20).setup != before.setup
    assert realise(short, 5, 21).setup != before.setup


def test_a_life_leaves_its_world_as_it_was(short: Scenario) -> None:
    """Values in, values out: trials share what no range touches, so nobody may change it."""
    world = realise(short, 5, 3)
    before = pickle.dumps(world)
    run(world)
    assert pickle.loads(before) == world
    assert realise(short, 5, 3) == world


def test_one_worker_and_two_give_the_same_numbers(short: Scenario) -> None:
    """The number of workers is no input."""
    alone = run_ensemble(short, 32, seed=2, workers=1).result()
    pair = run_ensemble(short, 32, seed=2, workers=2).result()
    pd.testing.assert_frame_equal(alone.outcomes, pair.outcomes)
    for name in ("cash", "mrr", "queue"):
        np.testing.assert_array_equal(alone.monthly(name), pair.monthly(name))


def test_a_life_can_be_lived_again() -> None:
    """The same scenario, seed, trial and day: the same life to the last bit; any other of them: another life."""
    scenario = base(24)
    life = simulate(scenario, 1, 4, events=True)
    assert same_life(life, simulate(scenario, 1, 4, events=True))
    for other in (simulate(scenario, 2, 4), simulate(scenario, 1, 5), simulate(scenario, 1, 4, day=1)):
        assert not same_rows(life.rows, other.rows)


def test_a_longer_horizon_changes_nothing_before_it() -> None:
    """The first 18 months are the same whether 18 or 30 are asked for."""
    for trial in range(6):
        assert same_rows(simulate(base(18), 1, trial).rows, simulate(base(30), 1, trial).rows[:18])


def test_another_day_in_the_same_world() -> None:
    """Days differ in luck, not in the world: the hidden ceiling is the same, the leads are not."""
    world = realise(base(12), 1, 0)
    first, second = run(world, 0), run(world, 1)
    assert column(first, "fit_ceiling")[0] == column(second, "fit_ceiling")[0]
    assert list(column(first, "opportunities")) != list(column(second, "opportunities"))


def test_redrawing_the_luck_from_a_date_leaves_the_past_alone() -> None:
    """Redrawn from the first day of month 13, a year is the same to the last bit, and the future another."""
    differ = 0
    for trial in range(8):
        world = realise(base(30), 1, trial)
        first = run(world)
        redrawn = run(world, day=3, redraw_from=date(2028, 1, 1), events=True)
        assert same_rows(first.rows[:12], redrawn.rows[:12])
        orders = [event.who for event in redrawn.events if event.kind == "order"]
        assert len(orders) == len(set(orders)), "two customers of one name"
        differ += not same_rows(first.rows, redrawn.rows)
    assert differ == 8


# An input that only one scenario has: what it adds must disturb nobody else's luck.
ADDED: dict[str, dict[str, Any]] = {
    "a range": {"sales.quota": "400k to 600k"},
    "a peril with a range": {
        "perils.late": {"kind": "funding_winter", "start": 11, "months": "3 to 9", "severity": "40% to 90%"}
    },
    "an engineer": {"plan.hires.engineer.more": {"count": 1, "month": 3}},
}


@pytest.mark.parametrize("added", ADDED)
def test_an_input_that_only_one_scenario_has_disturbs_no_other_draw(short: Scenario, added: str) -> None:
    """Pairing: all other ranges draw the same worlds."""
    more = short.replace(ADDED[added])
    skip = {"sales", "perils", "plan"}
    for trial in (0, 17, 40):
        first, second = realise(short, 1, trial).setup, realise(more, 1, trial).setup
        for name in vars(first):
            if name not in skip:
                assert getattr(first, name) == getattr(second, name), name
        assert changed(first.sales, quota=0.0) == changed(second.sales, quota=0.0)


def test_leads_meet_the_same_luck_whoever_works_them() -> None:
    """Pairing: with one more engineer, the k-th lead of each channel is the same company with the same budget."""
    shared = 0
    for trial in range(4):
        alone = company(base(12), 1, trial)
        helped = company(base(12).replace(ADDED["an engineer"]), 1, trial)
        alone.run()
        helped.run()
        orders = [
            {event.who: event.amount for event in which.journal.events if event.kind == "order"}
            for which in (alone, helped)
        ]
        both = orders[0].keys() & orders[1].keys()
        shared += len(both)
        assert all(orders[0][who] == orders[1][who] for who in both)
    assert shared > 5


def test_a_holder_of_a_post_is_the_same_person_in_every_scenario() -> None:
    """Pairing: the first rep of a group has the same skill whether two or eight are hired, early or late, alone or
    after others."""

    def skills(count: int, month: int, others: dict[str, Any]) -> dict[str, float]:
        hires = {"plan.hires.rep.first": {"count": count, "month": month}} | others
        lived = company(toy({**hires, "company.opening.cash": 1e9}, months=18))
        lived.run()
        return {member.name: rep.skill for member, rep in lived.sales.reps.items()}

    few = skills(2, 2, {})
    many = skills(8, 6, {"plan.hires.engineer.before": {"count": 3, "month": 1}})
    assert len(few) == 2
    assert len(many) == 8
    assert few.items() <= many.items()
