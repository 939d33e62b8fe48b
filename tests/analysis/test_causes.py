"""Causes on companies whose cause of death is known by construction."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.analysis.causes import Causes, causes, judge, lives_needed
from sim.analysis.redraws import FreshDays
from sim.analysis.remedies import Remedy, load_remedies
from sim.analysis.scarcity import companies_for
from sim.analysis.sorting import SORTS, causes_settings
from sim.analysis.why_words import causes_verdict
from sim.changes import Change
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.runner import run_ensemble
from sim.scenario import Scenario
from tests.analysis.dying import HUNGRY, MONTHS, starving, too_late_to_raise
from tests.worlds import toy

SEED, TRIALS = 3, 16
SPEC = causes_settings().model_copy(update={"deaths": 8, "survivors": 4, "days": 12, "survivor_days": 2})
HANDFUL = SPEC.fewest - 2
INERT = Remedy(
    "inert", "Change what nobody uses", "decision", (Change(path="product.custom.most", set=0.5),), "inert.yaml"
)


def lived(scenario: Scenario) -> Ensemble:
    return run_ensemble(scenario, trials=TRIALS, seed=SEED, workers=1).result()


def asked(scenario: Scenario, remedies: list[Remedy] | None = None, checks: bool = False, **spec: Any) -> Causes:
    told: list[int] = []
    ensemble, settings = lived(scenario), SPEC.model_copy(update=spec)
    found = causes(ensemble, remedies, settings, checks, 1, told.append)
    needed = lives_needed(ensemble, settings, load_remedies() if remedies is None else remedies, checks)
    assert sum(told) == needed or checks
    return found


@pytest.fixture(scope="module")
def hungry() -> Causes:
    few = ["feed_the_reps", "raise_earlier", "spend_to_runway", "wait_for_playbook", "no_winter"]
    return asked(starving(), [*load_remedies(names=few), INERT], checks=True)


def test_a_company_that_only_starves_is_told_to_feed_the_reps(hungry: Causes) -> None:
    assert [effect.remedy.name for effect in hungry.effects if effect.named] == ["feed_the_reps"]
    assert set(hungry.decisions) == {"feed_the_reps"}
    assert hungry.shares["decision"].value > 0.5
    assert "Feed the reps" in causes_verdict(hungry).headline


def test_what_changes_nothing_that_matters_is_never_a_cause(hungry: Causes) -> None:
    inert = next(effect for effect in hungry.effects if effect.remedy is INERT)
    assert (inert.gain.value, inert.rescued, inert.named) == (0, 0, False)
    assert hungry.plan_lives.value < 0.1


def test_shares_are_exclusive_and_whole(hungry: Causes) -> None:
    assert sum(share.value for share in hungry.shares.values()) == pytest.approx(1)
    assert set(hungry.shares) == set(SORTS)
    assert set(hungry.sorts) == set(hungry.deaths)
    for share in hungry.shares.values():
        assert 0 <= share.low <= share.value <= share.high <= 1


def test_it_holds_for_other_companies_and_is_asked_under_other_assumptions(hungry: Causes) -> None:
    assert [check.what for check in hungry.checks] == [f"seed {SEED + 1}", "perturbed assumptions"]
    other = hungry.checks[0]
    assert other.deaths == 4
    assert other.gains["feed_the_reps"].value == pytest.approx(
        next(e.gain.value for e in hungry.effects if e.remedy.name == "feed_the_reps"), abs=0.4
    )
    assert set(other.decisions) <= {"feed_the_reps"}


def test_a_handful_of_deaths_is_counted_and_not_shared_out() -> None:
    """No interval, no root; the verdict names the deaths, and how many companies would give enough."""
    found = asked(starving(), [*load_remedies(names=["feed_the_reps"]), INERT], True, deaths=HANDFUL)
    said = causes_verdict(found)
    assert said.headline.startswith(f"Too few deaths were looked into to say why base dies: {HANDFUL} of ")
    assert "%" not in " ".join(said.lines)
    assert not any(effect.named for effect in found.effects)
    for interval in (found.plan_lives, *found.shares.values(), *(one.gain for one in found.effects)):
        assert np.isnan([interval.low, interval.high]).all()
    assert f"the same plan lives on {found.days_lived()} of {HANDFUL * SPEC.days} days" in said.lines[2]
    fed = next(effect for effect in found.effects if effect.remedy.name == "feed_the_reps")
    assert found.days_lived(fed) > found.days_lived()
    assert all(np.isnan(share.low) for share in found.checks[0].shares.values())


def test_few_companies_that_die_say_how_many_would_have_to_live() -> None:
    found = replace(asked(starving(), [INERT], deaths=3), failed=3, trials=96, spec=SPEC)
    assert found.cause
    assert "At this rate about 192 companies (--trials 192) give 6 deaths." in causes_verdict(found).headline
    assert companies_for(6, 3, 96) == 192
    assert companies_for(6, 5, 96) == 128  # whole blocks


def test_no_gain_passes_what_is_possible() -> None:
    found = asked(too_late_to_raise(), deaths=7, days=2)
    for effect in found.effects:
        for gain in (effect.gain, effect.chosen, effect.judged):
            assert -1 <= gain.low <= gain.high <= 1
    assert "the same in every world" in causes_verdict(found).lines[2]


def test_only_a_raise_could_have_saved_it() -> None:
    found = asked(too_late_to_raise(), deaths=4, fewest=4)
    assert [effect.remedy.name for effect in found.effects if effect.named] == ["raise_earlier"]
    assert found.decisions == {"raise_earlier": 1.0}


def test_without_sales_and_money_it_is_doomed() -> None:
    found = asked(toy({"company.opening.cash": 200_000.0}, 12), deaths=4, fewest=4)
    assert found.shares["doomed"].value == 1
    assert found.plan_lives.value == 0
    assert causes_verdict(found).headline.startswith("No decision tried is a clear root")


def test_where_the_plan_usually_lives_death_is_bad_luck() -> None:
    lucky = toy(HUNGRY | {"plan.budgets.paid": {"start": {"month": 1, "per_month": 13_500.0}}}, MONTHS)
    found = asked(lucky, [INERT], days=24)
    assert 0 < found.failed < TRIALS / 2
    assert found.shares["bad luck"].value > 0.5
    assert found.decisions == {}


def test_where_nobody_died_there_is_no_cause() -> None:
    found = asked(toy({"company.opening.cash": 1e9}), [INERT], checks=True)
    assert found.deaths == ()
    assert found.checks == ()
    assert causes_verdict(found).lines == [causes_verdict(found).headline]


def test_the_same_question_has_the_same_answer_whatever_the_workers() -> None:
    spec = SPEC.model_copy(update={"deaths": 3, "days": 3, "survivors": 0})
    ensemble = lived(starving())
    alone, together = (causes(ensemble, [INERT], spec, False, workers) for workers in (1, 2))
    assert alone.sorts == together.sorts
    assert alone.effects == together.effects


def test_no_death_is_laid_to_a_remedy_that_helped_only_in_its_own_half() -> None:
    deaths, days = 12, SPEC.days
    lived = np.zeros((3, deaths, days), dtype=bool)
    lived[1, 0::2] = True  # helps every other company: all those of the first half, none of the second
    lived[2] = True  # helps all
    remedies = [Remedy(name, name, "decision", ()) for name in ("half", "all")]
    found = FreshDays(("plan", "half", "all"), np.arange(deaths), lived)
    sorts, named = judge(found, remedies, SPEC)
    assert named == [["half", "all"], ["all"]]
    assert {one.remedy for one in sorts.values()} == {"all"}
    sorts, named = judge(FreshDays(("plan", "half"), np.arange(deaths), lived[:2]), remedies[:1], SPEC)
    assert named == [["half"], []]
    assert {one.sort for one in sorts.values()} == {"unclear", "doomed"}


def test_a_remedy_is_named_on_one_half_and_judged_on_the_other(hungry: Causes) -> None:
    fed = next(effect for effect in hungry.effects if effect.remedy.name == "feed_the_reps")
    assert np.mean([fed.chosen.value, fed.judged.value]) == pytest.approx(fed.gain.value)
