"""Fans: the real company's points are drawn beside the simulated ones and said in words."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from sim.analysis.metrics import fan_of
from sim.report.dates import Calendar
from sim.report.fans import Subject, fan_plate
from sim.track import RealPoint

MONTHS = 24
SUBJECT = Subject("mrr", "Revenue", "revenue ({currency})", "money per month")
CALENDAR = Calendar(date(2012, 2, 1), MONTHS)
VALUES = np.tile(np.linspace(1e6, 2e6, MONTHS), (8, 1))


def _point(**given: object) -> RealPoint:
    return RealPoint.model_validate({"month": 12, "metric": "mrr", "value": 24e6, "source": "a filing", **given})


def test_a_sum_over_months_is_drawn_at_one_months_part() -> None:
    assert _point(months=12).a_month == 2e6
    assert _point().a_month == 24e6


def test_real_points_are_drawn_and_told() -> None:
    fan = fan_of("mrr", VALUES, VALUES)
    bare = fan_plate(SUBJECT, fan, CALENDAR, "USD")
    beside = fan_plate(SUBJECT, fan, CALENDAR, "USD", real=[_point(months=12)])
    assert "The real company" not in bare.alt
    assert "The real company (diamonds): January 2013 USD\u00a02M." in beside.alt
    assert len(beside.svg) > len(bare.svg)


def test_a_point_beyond_the_horizon_is_not_drawn() -> None:
    fan = fan_of("mrr", VALUES, VALUES)
    bare = fan_plate(SUBJECT, fan, CALENDAR, "USD")
    assert fan_plate(SUBJECT, fan, CALENDAR, "USD", real=[_point(month=MONTHS + 1)]).svg == bare.svg


@pytest.mark.parametrize(
    ("given", "problem"),
    [({"metric": "mmr"}, "did you mean mrr"), ({"months": 13}, "reach back"), ({"source": ""}, "at least 1 character")],
)
def test_a_point_that_cannot_be_read_is_refused(given: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        _point(**given)
