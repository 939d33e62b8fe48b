"""What is said to have led to an end."""

from typing import Any

import pytest

from sim import coroner
from sim.coroner import REASONS, led_by
from sim.quantities import DAYS_PER_MONTH, odds, probability
from tests import worlds


def ended(month: float, **windows: list[float]) -> Any:
    """The base company as it stands after so many months in which only ``windows`` was counted."""
    company = worlds.company(worlds.base())
    company.env._now = month * DAYS_PER_MONTH
    company.scorecard.arrs = [0.0] * (int(month) + 1)
    company.sales.founders.room = 0.0
    for name, values in windows.items():
        company.scorecard.windows[name].values = list(values)
    return company


def test_an_end_within_a_quarter_was_decided_at_the_start() -> None:
    assert led_by(ended(2.5)) == coroner.LITTLE_MONEY
    assert led_by(ended(4)) == coroner.SLOW_GROWTH


@pytest.mark.parametrize(("due", "led"), [(1.0, coroner.SLOW_GROWTH), (20.0, coroner.NOT_RENEWED)])
def test_one_missed_renewal_explains_nothing(due: float, led: str) -> None:
    assert led_by(ended(12, due=[due], renewed=[0.0])) == led


@pytest.mark.parametrize(
    ("spend", "gained", "led"),
    [
        ([100.0] * 9 + [200.0] * 3, 0.0, coroner.COSTS),
        ([100.0] * 9 + [200.0] * 3, 1200.0, coroner.SLOW_GROWTH),
        ([100.0] * 9 + [140.0] * 3, 0.0, coroner.SLOW_GROWTH),
        ([100.0] * 2 + [300.0] * 3, 0.0, coroner.SLOW_GROWTH),
    ],
)
def test_costs_that_outrun_revenue(spend: list[float], gained: float, led: str) -> None:
    company = ended(len(spend), spend=spend)
    company.scorecard.arrs[-1] = gained
    assert led_by(company) == led


@pytest.mark.parametrize(("room", "led"), [(0.0, coroner.SLOW_GROWTH), (60.0, coroner.FOUNDER_LEADS)])
def test_only_founders_who_sell_lack_leads(room: float, led: str) -> None:
    company = ended(6, opportunities=[0.0] * 6)
    company.sales.founders.room = room
    assert led_by(company) == led


def test_every_reason_is_of_the_list() -> None:
    lives = worlds.lives(worlds.base(), 12)
    found = {life.outcome["led_by"] for life in lives if life.outcome["end"] in ("dead", "closed", "acquired")}
    assert found
    assert found <= set(REASONS)


@pytest.mark.parametrize(("share", "led"), [(0.55, coroner.SLOW_GROWTH), (0.45, coroner.NOT_RENEWED)])
def test_odds_better_than_half_the_usual_ones_are_no_reason(share: float, led: str) -> None:
    """Many cases make a small shortfall certain; they do not make it large."""
    company = ended(12)
    usual = odds(company.sales.main_segment().spec.renewal)
    due = 10_000.0
    windows = company.scorecard.windows
    windows["due"].values, windows["renewed"].values = [due], [due * probability(share * usual)]
    assert led_by(company) == led
