"""Indices of functions whose indices are known."""

import numpy as np
import pytest

from sim.analysis.indices import Index, prcc, saltelli, sobol
from sim.analysis.statistics import Interval

SLOPES = np.array([4.0, 2.0, 0.0, 1.0])  # an additive function: each input's share is its slope squared over their sum
POINTS = 1024


def mixed(a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    rows = []
    for column in range(a.shape[1]):
        one = a.copy()
        one[:, column] = b[:, column]
        rows.append(one)
    return rows


def test_an_additive_function_has_the_shares_of_its_squared_slopes() -> None:
    a, b = saltelli(POINTS, 4, seed=1)
    found = sobol(a @ SLOPES, b @ SLOPES, np.array([one @ SLOPES for one in mixed(a, b)]), seed=1)
    for index, truth in zip(found, SLOPES**2 / (SLOPES**2).sum(), strict=True):
        assert index.total.value == pytest.approx(truth, abs=0.03)
        assert index.first.value == pytest.approx(truth, abs=0.03)
        assert index.total.low <= truth <= index.total.high
    assert found[2].total.value == found[2].first.value == found[2].total.high == 0.0


def test_ishigamis_function_has_its_known_indices() -> None:
    def ishigami(u: np.ndarray) -> np.ndarray:
        x = np.pi * (2 * u - 1)
        return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))

    a, b = saltelli(4 * POINTS, 3, seed=2)
    found = sobol(ishigami(a), ishigami(b), np.array([ishigami(one) for one in mixed(a, b)]), seed=2)
    # Saltelli et al. (2008): first .314, .442, 0; total .558, .442, .244
    assert [index.first.value for index in found] == pytest.approx([0.314, 0.442, 0.0], abs=0.03)
    assert [index.total.value for index in found] == pytest.approx([0.558, 0.442, 0.244], abs=0.03)


def test_an_output_that_never_differs_has_no_drivers() -> None:
    flat = np.ones(64)
    found = sobol(flat, flat, np.ones((2, 64)), seed=1)
    assert all(index.total.value == index.first.value == 0.0 for index in found)
    assert [one.value for one in prcc(np.random.default_rng(1).random((64, 2)), flat, seed=1)] == [0.0, 0.0]


def test_samples_fill_the_cube_evenly_and_repeat() -> None:
    a, b = saltelli(64, 3, seed=5)
    assert np.array_equal(a, saltelli(64, 3, seed=5)[0])
    assert not np.array_equal(a, saltelli(64, 3, seed=6)[0])
    for column in (*a.T, *b.T):
        assert sorted(np.floor(column * 64).astype(int)) == list(range(64))


def test_a_partial_rank_correlation_sees_through_a_companion() -> None:
    draws = np.random.default_rng(3).standard_normal((600, 4))
    driver, inert, noise = draws[:, 0], 0.8 * draws[:, 0] + 0.6 * draws[:, 1], draws[:, 2]
    output = np.exp(driver + 0.5 * noise)  # monotone, not linear
    found = prcc(np.column_stack([driver, inert, draws[:, 3]]), output, seed=1)
    assert np.corrcoef(inert, np.log(output))[0, 1] > 0.5
    assert found[0].low > 0.6
    assert found[1].spans_zero
    assert found[2].spans_zero


def test_an_estimate_outside_what_a_share_can_be_is_shown_at_its_edge() -> None:
    shares = Index(Interval(-0.02, -0.1, 0.03), Interval(1.1, 0.9, 1.3)).as_shares()
    assert shares == Index(Interval(0.0, 0.0, 0.03), Interval(1.0, 0.9, 1.0))
