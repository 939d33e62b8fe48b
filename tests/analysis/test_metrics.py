"""Fans, stages and cohorts of monthly rows written by hand."""

import numpy as np
import pytest

from sim.analysis.cohorts import activation_by_cohort, renewal_by_cohort
from sim.analysis.metrics import fan, shares_by_value
from sim.ensemble.ensemble import Ensemble
from tests.analysis.toys import ALIVE, toy
from tests.ensemble.fakes import FakeScenario

NAN = float("nan")


def with_rows(**columns: np.ndarray) -> Ensemble:
    trials, months = columns["cash"].shape
    return toy([ALIVE] * trials, scenario=FakeScenario(months=months), rows=columns)


def test_fan_is_among_the_living() -> None:
    cash = np.arange(1.0, 12.0)[:, None] + np.array([0.0, 100.0, 200.0])
    cash[6:, 1:] = NAN
    cash[:, 2] = NAN
    found = fan(with_rows(cash=cash), "cash")
    assert found.months.tolist() == [1, 2, 3]
    assert found.alive.tolist() == [11, 6, 0]
    assert (found.p10[0], found.p50[0], found.p90[0]) == pytest.approx((2, 6, 10))
    assert found.p50[1] == pytest.approx(103.5)
    assert np.isnan([found.p10[2], found.p50[2], found.p90[2]]).all()


def test_unknown_is_not_zero() -> None:
    cash = np.ones((4, 2))
    grr = np.array([[NAN, 0.8], [NAN, 0.9], [NAN, NAN], [NAN, 1.0]])
    found = fan(with_rows(cash=cash, grr=grr), "grr")
    assert found.alive.tolist() == [4, 4]
    assert found.known.tolist() == [0, 3]
    assert np.isnan(found.p50[0])
    assert found.p50[1] == pytest.approx(0.9)


def test_stages_as_shares_of_the_living() -> None:
    stage = np.array([[0, 1, 2], [0, 0, NAN], [0, 1, NAN]])
    shares = shares_by_value(with_rows(cash=stage, stage=stage), "stage")
    assert list(shares) == [0, 1, 2]
    np.testing.assert_allclose(shares[1], [0, 2 / 3, 0])
    np.testing.assert_allclose(sum(shares.values()), 1)


def test_renewal_pools_terms_and_leaves_out_quarters_without_any() -> None:
    due = np.zeros((4, 8))
    made = np.zeros((4, 8))
    due[:, 3], made[:, 3] = [10, 0, 0, 0], [5, 0, 0, 0]
    due[:, 5], made[:, 5] = [0, 1, 1, 0], [0, 1, 1, 0]
    due[:, 7], made[:, 7] = [1, 1, 1, 1], [1, 1, 1, 1]
    cohorts = renewal_by_cohort(with_rows(cash=np.ones((4, 8)), renewals_due=due, renewed=made))
    assert [(cohort.first, cohort.last, cohort.number) for cohort in cohorts] == [(4, 6, 3.0), (7, 8, 1.0)]
    assert [cohort.share.value for cohort in cohorts] == pytest.approx([7 / 12, 1.0])
    assert 0 <= cohorts[0].share.low <= cohorts[0].share.high <= 1


def test_activation_is_the_mean_of_what_is_known() -> None:
    shares = np.array([[NAN, NAN, NAN, 0.5, 1.0, NAN], [NAN, NAN, NAN, 0.0, NAN, NAN]])
    (cohort,) = activation_by_cohort(with_rows(cash=np.ones((2, 6)), activated_in_time=shares))
    assert (cohort.first, cohort.last, cohort.share.value) == (4, 6, pytest.approx(0.5))
