"""Money has no natural size: a company in another currency lives the same life."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.journal import MONTHLY
from sim.ranges import parse_number
from sim.scenario import Scenario
from sim.schema import DESCEND, Place, rebuild
from sim.setup import Setup
from sim.trial import simulate
from tests.worlds import bare, column, customer_row, staff_row

FACTOR = 8.0
MONEY_COLUMNS = {
    "cash", "burn", "collected", "raised", "payroll", "spend", "mrr", "mrr_new", "mrr_expansion", "mrr_contraction",
    "mrr_reactivated", "mrr_churned", "arr", "seen_arr", "acv_new", "output_per_rep", "cost_per_rep", "cac", "ltv",
    "content_rank", "service_cost",
}  # fmt: skip
MONEY_OUTCOMES = {"arr_end", "cash_end", "mrr_end", "money_raised", "money_burnt"}
# Of amounts rounded to the cent.
RATIOS = {"runway", "seen_runway", "ltv_cac", "payback", "magic_number", "burn_multiple", "grr", "nrr"}
CENTS = 5.0  # what a few hundred bookings, each rounded to the cent, may add up to
SHAPE_KEYS = ("low", "high", "min", "mode", "max", "mean", "sd")


def _scaled(value: Any) -> Any:
    """A typed amount or range of amounts, eight times as large."""
    if isinstance(value, str):
        ends = [parse_number(part) for part in value.split(" to ")]
        assert None not in ends, value
        return " to ".join(repr(FACTOR * end) for end in ends if end is not None)
    if isinstance(value, dict):
        return {name: FACTOR * number if name in SHAPE_KEYS else number for name, number in value.items()}
    return FACTOR * value


def _squashed(ratio: np.ndarray) -> np.ndarray:
    """A ratio between -1 and 1: where next to nothing is divided by, a cent moves it far."""
    return ratio / (1.0 + np.abs(ratio))


def in_smaller_money(scenario: Scenario) -> tuple[Scenario, list[str]]:
    """The scenario with all its money in units an eighth the size, and the paths that were touched."""
    touched: list[str] = []

    def visit(place: Place, value: Any, path: str) -> Any:
        limits = place.limits()
        if limits is None or not limits.unit.name.startswith("money") or value is None:
            return DESCEND
        touched.append(path)
        return _scaled(value)

    data = rebuild(Place(Setup), scenario.data, visit)
    return scenario.replace({name: part for name, part in data.items() if isinstance(part, dict)}), touched


@pytest.fixture(scope="module")
def full() -> Scenario:
    """The base company with something of each kind in its opening, and ranges of money among its inputs."""
    return bare(36).replace(
        {
            "company.opening.customers": [
                customer_row(id=billing, billing=billing, count=3, start=date(2026, 9, 1), activated=None)
                for billing in ("annual", "quarterly", "monthly")
            ],
            "company.opening.staff": [
                staff_row(id="e", count=5),
                staff_row(id="r", role="rep", salary=90_000.0, quota=450_000.0),
                staff_row(id="offer", role="rep", salary=95_000.0, start=date(2027, 3, 1)),
            ],
            "company.opening.receivables": [{"id": "r", "amount": 40_000.0, "due": date(2027, 2, 10)}],
            "company.opening.wires": [{"id": "w", "amount": 500_000.0, "due": date(2027, 3, 3)}],
            "company.opening.payables": [{"id": "p", "amount": 20_000.0, "due": date(2027, 1, 20)}],
            "company.opening.debt": [{"id": "d", "principal": 120_000.0, "rate": 0.1, "months": 24}],
            "company.opening.pipeline": [
                {"id": "deal", "segment": "mid", "acv": 30_000.0, "opened": date(2026, 12, 1)}
            ],
            "company.opening.monthly_spend": 12_000.0,
            "finance.overhead": {"shape": "triangular", "min": 5_000, "mode": 10_000, "max": 20_000},
        }
    )


def test_every_amount_is_found(full: Scenario) -> None:
    """The walk finds money in records, maps, rows, ranges and steps."""
    _, touched = in_smaller_money(full)
    expected = {
        "company.opening.cash", "company.opening.customers.0.mrr", "company.opening.staff.1.quota",
        "company.opening.debt.0.principal", "company.opening.pipeline.0.acv", "market.segments.mid.acv",
        "people.roles.rep.salary", "funding.rounds.a.size", "funding.rounds.a.bar", "sales.quota",
        "marketing.paid.cost_per_visit", "finance.overhead", "plan.budgets.content.start.per_month",
    }  # fmt: skip
    assert expected <= set(touched)


def test_eight_times_the_money_changes_no_month_end_or_share(full: Scenario) -> None:
    """All amounts times eight: every month, count, share and end is the same, every amount eight times as large."""
    larger, _ = in_smaller_money(full)
    ends = set()
    for trial in range(16):
        small, large = simulate(full, 3, trial), simulate(larger, 3, trial)
        assert len(small.rows) == len(large.rows)
        for name in MONTHLY:
            small_column, large_column = column(small, name), column(large, name)
            if name in RATIOS:
                small_column, large_column = _squashed(small_column), _squashed(large_column)
            near = 1e-3 if name == "ltv" else 1e-6  # budgets follow an ARR that is rounded to the cent
            factor, slack = (FACTOR, CENTS) if name in MONEY_COLUMNS else (1.0, 1e-5)
            np.testing.assert_allclose(large_column, factor * small_column, rtol=near, atol=slack, err_msg=name)
        for name, value in small.outcome.items():
            if name in MONEY_OUTCOMES:
                assert large.outcome[name] == pytest.approx(FACTOR * value, rel=1e-6, abs=CENTS), name
            else:
                assert repr(large.outcome[name]) == repr(value), name
        ends.add(small.outcome["end"])
    assert len(ends) > 1
