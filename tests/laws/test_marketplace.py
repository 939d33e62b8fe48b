"""L22: China Supplier in 2002: renewed for effort and hope, and by what that stands or falls."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.worlds import base, column, lives, mean_and_error

NAME = "china_supplier_2002"
PLACE = "success.marketplace"
TRIALS, YEARS = 24, 2
DOLLAR = 8.28  # RMB
FEWER: dict[str, dict[str, Any]] = {
    "service labour": {f"{PLACE}.labour": 0.0},
    "equal commission": {"sales.ownership.commission": 0.0},
    "managed expectation": {"success.expectation_years": []},
}
CROWDED: dict[str, dict[str, Any]] = {
    "free members multiply": {f"{PLACE}.free_growth": 0.2},
    "traffic stands still": {f"{PLACE}.traffic_growth": 0.0},
    "suppliers sold faster than buyers come": {
        "market.segments.exporters.self_sourced": 60.0,
        f"{PLACE}.traffic_growth": 0.0,
    },
}


@cache
def _lives(name: str) -> list[dict[str, np.ndarray]]:
    """Renewals due and renewed, renewals with orders and money collected, by month, in each trial."""
    changes = (FEWER | CROWDED | {"": {}})[name]
    scenario = base(12 * YEARS, NAME)
    columns = ("renewals_due", "renewed", "due_with_orders", "collected", "burn", "service_quality")
    return [
        {column_name: np.nan_to_num(column(life, column_name)) for column_name in columns}
        for life in lives(scenario.replace(changes) if changes else scenario, TRIALS)
    ]


def _renewal(name: str, months: slice) -> np.ndarray:
    return np.array([life["renewed"][months].sum() / life["renewals_due"][months].sum() for life in _lives(name)])


def _with_orders(name: str, months: slice) -> np.ndarray:
    due = [life["renewals_due"][months] for life in _lives(name)]
    return np.array(
        [(life["due_with_orders"][months] * d).sum() / d.sum() for life, d in zip(_lives(name), due, strict=True)]
    )


FIRST, SECOND = slice(0, 12), slice(12, 24)


def test_two_clients_in_three_renew_though_one_in_three_has_had_orders() -> None:
    """L22: about 68 % renewal with at most 33 % of clients having had orders; the money of the year as reported, and
    about break-even."""
    renewal, error = mean_and_error(_renewal("", FIRST))
    assert renewal == pytest.approx(0.68, abs=0.02 + 2 * error)
    orders, error = mean_and_error(_with_orders("", FIRST))
    assert 0.25 < orders < 0.33 + 2 * error
    collected, error = mean_and_error([life["collected"][FIRST].sum() / DOLLAR for life in _lives("")])
    assert collected == pytest.approx(3.7e6, abs=3e5 + 2 * error)
    burn, error = mean_and_error([life["burn"][FIRST].sum() / DOLLAR for life in _lives("")])
    assert abs(burn) < 0.15 * collected + 2 * error


@pytest.mark.parametrize("gone", FEWER)
def test_renewal_falls_without(gone: str) -> None:
    """L22: each of the three that hold renewal up is needed."""
    loss, error = mean_and_error(_renewal("", FIRST) - _renewal(gone, FIRST))
    assert loss > 0.03 + 3 * error


@pytest.mark.parametrize("crowd", CROWDED)
def test_renewal_falls_when_suppliers_outgrow_traffic(crowd: str) -> None:
    """L22: many monks and little porridge: fewer clients get orders, and fewer renew."""
    fewer, error = mean_and_error(_with_orders("", SECOND) - _with_orders(crowd, SECOND))
    assert fewer > 0.02 + 3 * error
    loss, error = mean_and_error(_renewal("", SECOND) - _renewal(crowd, SECOND))
    assert loss > 2 * error


def test_labour_lifts_orders_and_hope() -> None:
    """L22: the service team brings orders from elsewhere, and is worth something to those who get none."""
    labour, error = mean_and_error(_with_orders("", FIRST) - _with_orders("service labour", FIRST))
    assert labour > 0.05 + 3 * error
    loss = _renewal("", FIRST).mean() - _renewal("service labour", FIRST).mean()
    assert loss > labour  # more than the orders it brings
