"""Predictions: read before anything is seen, scored against the played company and against all."""

from pathlib import Path

import pytest

from sim.classroom.predictions import KILLERS, questions, ranked, read_prediction, score
from sim.classroom.sheets import read_sheets
from sim.classroom.spec import classroom_settings
from sim.coroner import DEALS_LOST, REPS_SCATTERED
from tests.analysis.toys import ALIVE, toy
from tests.classroom.desks import hand_in

SPEC = classroom_settings().model_copy(update={"survival_month": 12})
ENDS = [("dead", 8.0), ("dead", 20.0), ALIVE, ALIVE]
CAUSES = [("payroll", REPS_SCATTERED), ("payroll", DEALS_LOST), ("", ""), ("", "")]


def test_scores_by_hand() -> None:
    """Month 12: dead, shares 3/4; the horizon: dead, 1/2."""
    own = toy(ENDS, arr=[0.0, 0.0, 100.0, 300.0], causes=CAUSES)
    answers = {"alive_then": 0.5, "alive_end": 0.1, "arr_low": 0.0, "arr_high": 150.0, "killer": REPS_SCATTERED}
    found = score("red", answers, own, 0, SPEC)
    assert found.brier == pytest.approx((0.25 + 0.01) / 2)
    assert found.calibration == pytest.approx((0.25**2 + 0.4**2) / 2)
    assert found.held is True
    assert found.covered == 0.75
    assert found.right is True
    assert found.usual == 0.5
    assert score("red", answers, own, 3, SPEC).right is False


def test_who_predicts_nothing_comes_last() -> None:
    own = toy(ENDS, causes=CAUSES)
    silent, bold = score("a", {}, own, 0, SPEC), score("b", {"alive_end": 1.0}, own, 0, SPEC)
    assert [one.team for one in ranked([silent, bold])] == ["b", "a"]
    assert silent.held is None
    assert silent.right is None


def test_questions_name_what_is_asked() -> None:
    keys = {one.key for one in questions(SPEC, 36, "USD")}
    assert keys == {"alive_then", "alive_end", "arr_low", "arr_high", "killer"}
    assert "12 months" in questions(SPEC, 36, "USD")[0].meaning


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"alive_end": "120%"}, "a share from 0 to 1"),
        ({"arr_low": "2M", "arr_high": "1M"}, "the interval is empty"),
        ({"killer": "bad luck"}, KILLERS[1]),
        ({"alive_forever": 1}, "no such question"),
    ],
)
def test_a_bad_prediction_is_named(tmp_path: Path, rows: dict[str, object], said: str) -> None:
    hand_in(tmp_path, 0, {"red.csv": rows})
    asked = [one.key for one in questions(SPEC, 36, "USD")]
    (found,) = read_sheets(tmp_path / "predictions", lambda path, file, _: read_prediction(path, file, asked))
    assert said in found.refusal
    assert found.refusal.startswith("predictions/red.csv: ")


def test_a_lesson_no_longer_than_the_earlier_month_asks_once(tmp_path: Path) -> None:
    """Where both months would be the horizon there is one question, and one chance to score."""
    asked = [one.key for one in questions(SPEC, 12, "USD")]
    assert asked == ["alive_end", "arr_low", "arr_high", "killer"]
    hand_in(tmp_path, 0, {"red.csv": {"alive_then": "50%"}})
    (found,) = read_sheets(tmp_path / "predictions", lambda path, file, _: read_prediction(path, file, asked))
    assert "no such question" in found.refusal
    short = SPEC.model_copy(update={"survival_month": 36})
    answers = {"alive_then": 0.0, "alive_end": 0.75}
    assert score("red", answers, toy(ENDS, causes=CAUSES), 2, short).brier == pytest.approx(0.25**2)
