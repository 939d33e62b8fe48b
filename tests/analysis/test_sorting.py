"""Deaths sorted from few days: certain ones by name, the others unclear, more days telling more."""

from math import comb
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.sorting import SORTS, below, causes_settings, gains, sort_death
from sim.errors import InputError

SPEC = causes_settings()
DAYS = 16


def test_the_posterior_is_the_beta_distribution() -> None:
    generator = np.random.default_rng(1)
    draws = generator.beta(3 + 0.5, 9 + 0.5, 200_000)
    others = generator.beta(8 + 0.5, 4 + 0.5, 200_000)
    assert below(3, 12, 0.3, 0.5) == pytest.approx((draws < 0.3).mean(), abs=0.005)
    assert gains(3, 8, 12, 0.15, 0.5) == pytest.approx((others > draws + 0.15).mean(), abs=0.005)


@pytest.mark.parametrize(
    ("plan", "remedies", "named", "sort", "remedy"),
    [
        (14, {"a": 16}, ["a"], "bad luck", ""),
        (1, {"a": 13, "b": 2}, ["a", "b"], "decision", "a"),
        (1, {"a": 13}, [], "unclear", ""),  # it helped nobody in the other half: no cause
        (0, {"a": 0, "b": 0}, ["a"], "doomed", ""),
        (0, {}, [], "unclear", ""),  # nothing tried: nothing known
        (5, {"a": 7}, ["a"], "unclear", ""),
    ],
)
def test_what_a_death_is(plan: int, remedies: dict[str, int], named: list[str], sort: str, remedy: str) -> None:
    found = sort_death(plan, remedies, named, DAYS, SPEC)
    assert (found.sort, found.remedy) == (sort, remedy)
    assert found.sort in SORTS


def test_two_days_tell_nothing_where_many_would() -> None:
    assert sort_death(0, {"a": 1}, ["a"], 2, SPEC).sort == "unclear"
    assert sort_death(0, {"a": 20}, ["a"], 40, SPEC).sort == "decision"


@pytest.mark.parametrize(("after", "sort"), [(168, "unclear"), (220, "decision")])
def test_a_small_gain_is_no_cause_however_sure(after: int, sort: str) -> None:
    assert sort_death(120, {"a": after}, ["a"], 400, SPEC).sort == sort  # 12 points, and 25


def test_the_more_may_be_named_the_surer_each_must_be() -> None:
    hits = next(
        hits
        for hits in range(DAYS + 1)
        if gains(1, hits, DAYS, SPEC.gain, SPEC.prior) >= SPEC.sure
    )  # fmt: skip
    many = [f"r{number}" for number in range(20)]
    assert sort_death(1, {"r0": hits}, ["r0"], DAYS, SPEC).sort == "decision"
    assert sort_death(1, dict.fromkeys(many, 0) | {"r0": hits}, many, DAYS, SPEC).sort != "decision"


@pytest.mark.parametrize("chance", [0.05, 0.3, 0.6, 0.9])
def test_a_remedy_without_effect_is_seldom_called_a_cause(chance: float) -> None:
    def weight(hits: int) -> float:
        return comb(DAYS, hits) * chance**hits * (1 - chance) ** (DAYS - hits)

    wrong = sum(
        weight(plan) * weight(after)
        for plan in range(DAYS + 1)
        for after in range(DAYS + 1)
        if sort_death(plan, {"a": after}, ["a"], DAYS, SPEC).sort == "decision"
    )
    assert wrong < 1 - SPEC.sure


def test_settings_are_ones_own_where_there_is_a_file_and_checked(tmp_path: Path) -> None:
    assert causes_settings(tmp_path) == SPEC
    (tmp_path / "causes.yaml").write_text(
        (Path("configs") / "causes.yaml").read_text().replace("deaths: 24", "deaths: 9")
    )
    assert causes_settings(tmp_path).deaths == 9
    (tmp_path / "causes.yaml").write_text("sure: 2\n")
    with pytest.raises(InputError, match=r"causes\.yaml"):
        causes_settings(tmp_path)
