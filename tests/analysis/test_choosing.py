"""One of several plans: the best is named, and whom it cannot be told from."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.choosing import choose, level_lines
from sim.analysis.compare import compare
from sim.analysis.summary import rounded
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.runner import run_ensemble
from tests.analysis.toys import ALIVE, toy
from tests.ensemble.fakes import FakeScenario, simulate

NOW = FakeScenario(name="now", title="Hire now", months=48)
LATER = FakeScenario(name="later", title="Hire later", months=48)
NEVER = FakeScenario(name="never", title="Hire nobody", months=48)
DEAD = ("dead", 10.0)


def plan(scenario: FakeScenario, living: int, of: int = 200) -> Ensemble:
    """The first ``living`` companies live, of an order in which blocks are alike."""
    order = np.random.default_rng(5).permutation(of)
    return toy([ALIVE if place < living else DEAD for place in order], scenario=scenario)


def test_two_plans_have_the_sentence_of_their_comparison() -> None:
    plans = [plan(NOW, 60), plan(LATER, 120)]
    found = choose(plans)
    assert found.sentence == compare(*plans).sentence
    assert (found.leader, found.ahead_of, found.level_with) == ("later", ("now",), ())


def test_the_best_of_three_is_named_with_whom_it_beats_and_whom_it_does_not() -> None:
    found = choose([plan(NOW, 60), plan(LATER, 120), plan(NEVER, 119)])
    assert (found.leader, found.ahead_of, found.level_with) == ("later", ("now",), ("never",))
    assert found.sentence.startswith("Of 3 plans “Hire later” keeps most companies alive at 36 months, 60 % (±7).")
    assert "Clearly fewer live with “Hire now” (30 ±9 points)." in found.sentence
    assert "Not clearly other than “Hire nobody” (\u22120.5 points; " in found.sentence
    assert [(one.a, one.b) for one in found.comparisons] == [("now", "later"), ("now", "never")]


def test_the_best_of_many_must_be_ahead_more_clearly_than_one_of_two() -> None:
    """What is clear between two plans alone is not where twenty might have been the best."""
    near = [plan(replace(NEVER, name=f"n{place}", title=f"Plan {place}"), 100) for place in range(20)]
    best = plan(LATER, 107)
    assert choose([near[0], best]).ahead_of == ("n0",)
    assert choose([*near, best]).ahead_of == ()


def test_the_same_plan_twice_cannot_be_told_apart() -> None:
    found = choose([plan(NOW, 60), plan(LATER, 60), plan(NEVER, 60)])
    assert (found.leader, found.ahead_of, found.level_with) == ("now", (), ("later", "never"))
    assert all(one.condition is None and one.arr_end.value == 0 for one in found.comparisons)


def test_plans_that_share_a_title_are_called_by_their_names() -> None:
    plans = [plan(replace(one, title="Ours"), living) for one, living in ((NOW, 60), (LATER, 120), (NEVER, 90))]
    assert "“later” keeps most" in choose(plans).sentence


def test_every_plan_has_its_own_figures_and_they_are_plain_data() -> None:
    found = choose([plan(NOW, 60), plan(LATER, 0), plan(NEVER, 119)])
    plain = rounded(found.as_dict())
    assert json.loads(json.dumps(plain)) == plain
    assert [one["name"] for one in plain["plans"]] == ["now", "later", "never"]
    assert plain["plans"][0]["survival"][0]["value"] == 0.3
    assert plain["plans"][1]["stake_kept"]["value"] is None
    lines = level_lines(found, None)
    assert lines[0].what == "alive at the end of month 12"
    assert [one.value for one in lines[0].intervals if one] == [0.3, 0.0, 0.595]
    assert len({line.what for line in lines}) == len(lines)


@pytest.mark.slow
def test_no_plan_is_clearly_ahead_where_all_are_alike() -> None:
    """Four plans with one hazard and their own luck: one is said to be ahead of another in one case of twenty at most,
    allowing for the noise of 200 repeats."""
    said = 0
    for seed in range(200):
        plans = []
        for place in range(4):
            lives = run_ensemble(
                FakeScenario(name=f"p{place}", hazard=0.03, months=12),
                176,
                seed=1000 * place + seed,
                workers=1,
                simulate_fn=simulate,
            ).result()
            lives.seed = seed
            plans.append(lives)
        said += bool(choose(plans).ahead_of)
    limit = 0.05 + 2 * np.sqrt(0.05 * 0.95 / 200)
    assert said <= limit * 200
