"""One uniform number gives one binomial count."""

import numpy as np
import pytest
from scipy.stats import binom

from sim.binomial import inverse_binomial


@pytest.mark.parametrize(("trials", "chance"), [(1, 0.3), (12, 0.05), (200, 0.8), (700, 0.5)])
def test_it_is_the_quantile_of_the_binomial(trials: int, chance: float) -> None:
    for luck in (1e-9, 0.01, 0.25, 0.5, 0.75, 0.99, 1 - 1e-9):
        assert inverse_binomial(luck, trials, chance) == binom.ppf(luck, trials, chance)


def test_many_accounts_follow_the_normal_law_to_within_an_account() -> None:
    lucks = np.linspace(0.001, 0.999, 200)
    found = np.array([inverse_binomial(luck, 50_000, 0.9) for luck in lucks])
    assert np.abs(found - binom.ppf(lucks, 50_000, 0.9)).max() <= 1.0


@pytest.mark.parametrize(("chance", "expected"), [(0.0, 0), (1.0, 9), (-0.1, 0), (1.1, 9)])
def test_certainty_needs_no_luck(chance: float, expected: int) -> None:
    assert inverse_binomial(0.5, 9, chance) == expected


def test_none_of_none() -> None:
    assert inverse_binomial(0.5, 0, 0.5) == 0


def test_more_luck_is_never_fewer_accounts() -> None:
    counts = [inverse_binomial(luck, 40, 0.37) for luck in np.linspace(0, 1 - 1e-12, 500)]
    assert counts == sorted(counts)
    assert counts[-1] <= 40
