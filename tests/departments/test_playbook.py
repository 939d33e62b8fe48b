"""The playbook is written by decided deals and leaves with leavers."""

from math import exp

import pytest

from sim.departments.playbook import Playbook, PlaybookSpec

SPEC = PlaybookSpec(
    deals_needed=60.0,
    deals_slope=15.0,
    founder_weight=1.5,
    rep_floor=0.25,
    forgetting=0.35,
    forgetting_team=1.5,
    transfer=0.4,
    diffusion=0.05,
)


@pytest.mark.parametrize(("deals", "maturity"), [(0, 1 / (1 + exp(4))), (60, 0.5), (75, 0.7311), (120, 0.9820)])
def test_maturity_is_logistic_in_decided_deals(deals: int, maturity: float) -> None:
    playbook = Playbook(SPEC)
    for _ in range(deals):
        playbook.learn(1.0)
    assert playbook.maturity == pytest.approx(maturity, abs=1e-4)


def test_what_nobody_can_ever_learn_is_not_known() -> None:
    """Hundreds of slopes short, where a power of e has no number any longer."""
    assert Playbook(SPEC.model_copy(update={"deals_needed": 1e9})).maturity == pytest.approx(0.0)


def test_a_leaver_takes_less_from_a_larger_team() -> None:
    """Of 70 lessons a lone rep takes 0.35 / 2.5 = 14 %, one of six 0.35 / 7.5."""
    alone, many = Playbook(SPEC), Playbook(SPEC)
    alone.learn(70.0)
    many.learn(70.0)
    alone.forget(1)
    many.forget(6)
    assert alone.seen == pytest.approx(70.0 * (1 - 0.14))
    assert many.seen == pytest.approx(70.0 * (1 - 0.35 / 7.5))
    assert alone.maturity < many.maturity


def test_nobody_forgets_more_than_there_is() -> None:
    playbook = Playbook(SPEC.model_copy(update={"forgetting": 9.0}))
    playbook.learn(10.0)
    playbook.forget(1)
    assert playbook.seen == 0.0


@pytest.mark.parametrize(
    ("ramp", "skill", "lesson"),
    [(0.0, 1.0, 0.25), (1.0, 1.0, 1.0), (0.5, 1.0, 0.625), (1.0, 0.35, 0.35), (1.0, 3, 1.0)],
)
def test_a_strong_ramped_rep_teaches_most(ramp: float, skill: float, lesson: float) -> None:
    assert Playbook(SPEC).lesson(ramp, skill) == pytest.approx(lesson)
