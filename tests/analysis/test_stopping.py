"""A run that was to stop when it knew enough says how it stopped, alone and in a comparison."""

from collections.abc import Sequence
from typing import Any

import pytest

from sim.analysis.compare import compare
from sim.analysis.stopping import stopping_of
from sim.analysis.summary import summarise
from sim.analysis.survival import survival_at
from sim.analysis.verdict import verdict
from sim.ensemble.ensemble import Ensemble
from tests.analysis.toys import ALIVE, toy
from tests.ensemble.fakes import FakeScenario

HALF = [ALIVE, ("dead", 5.0)] * 200
MOST = [ALIVE, ALIVE, ALIVE, ("dead", 5.0)] * 100


def asked(precision: float, ends: Sequence[tuple[str, float]] = HALF, name: str = "fake", most: int = 400) -> Ensemble:
    ensemble = toy(ends, scenario=FakeScenario(name=name), causes=[("tax", "x")] * len(ends))
    identity: dict[str, Any] = {"trials": most, "precision": precision}
    ensemble.run_info = {"identity": identity}
    return ensemble


def test_nothing_is_said_where_nothing_was_asked() -> None:
    ensemble = toy(HALF)
    assert stopping_of([ensemble]) is None
    assert summarise(ensemble)["precision"] is None
    assert "asked for" not in " ".join(verdict(asked(0.2)).lines[:1])


def test_a_run_that_knew_enough_says_after_how_many() -> None:
    # blocks of 16 with 8 alive in each do not differ: any precision is reached
    found = stopping_of([asked(0.02, most=10_000)])
    assert found is not None
    assert found.enough
    assert found.sentence == (
        "Survival at 24 months is known to ±0 points after 400 companies, within the ±2 asked for: the "
        "run stopped there."
    )
    assert found.sentence in verdict(asked(0.02, most=10_000)).lines
    assert summarise(asked(0.02))["precision"] == {"asked": 0.02, "reached": 0.0, "trials": 400, "enough": True}


def test_a_run_whose_trials_ran_out_says_so_plainly() -> None:
    uneven = [ALIVE] * 150 + [("dead", 5.0)] * 250
    found = stopping_of([asked(0.001, uneven)])
    assert found is not None
    assert not found.enough
    assert found.reached == pytest.approx(survival_at(asked(0.001, uneven), 24).margin)
    assert "which is not the ±0.1 asked for: the 400 trials allowed ran out first." in found.sentence


def test_a_comparison_is_judged_by_its_difference() -> None:
    first, second = asked(0.3), asked(0.3, MOST, "other")
    found = stopping_of([first, second])
    assert found is not None
    assert found.plans == 2
    assert found.sentence.startswith("The difference in survival at 24 months is known to ±")
    assert "400 companies each" in found.sentence
    assert compare(first, second).sentence.endswith(found.sentence)
