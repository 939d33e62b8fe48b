"""Fit is learnt from customers, up to a ceiling that nobody sees."""

from typing import Any

import pytest

from tests.worlds import RICH, column, company, lives, staff_row, toy

# One founder gives 60 of the 120 hours of contact that full learning takes; four engineers of the four needed.
PRODUCT: dict[str, Any] = {
    "company.founders": {"hours": 200.0, "product": 0.3},
    "company.opening.staff": [staff_row(count=4)],
    "product": {
        "fit_ceiling": 0.8, "opening_fit": 0.4, "learning": 0.2, "drift": 0.01, "contact_needed": 120.0,
        "telemetry_hours": 0.0, "engineers_needed": 4.0, "velocity_cap": 1.5,
    },
}  # fmt: skip


def test_a_month_of_learning_by_hand() -> None:
    """ΔF = 0.2 · √1 · 0.5 · (0.8 − 0.4) − 0.01 · 0.4 = 0.036; then 0.1 · 0.364 − 0.00436."""
    life = lives(toy(PRODUCT), 1)[0]
    assert column(life, "fit")[0] == pytest.approx(0.436)
    assert column(life, "fit")[1] == pytest.approx(0.436 + 0.1 * 0.364 - 0.00436)


def test_fit_settles_below_its_ceiling() -> None:
    """Learning and drift balance where 0.1 · (0.8 − F) = 0.01 · F."""
    life = lives(toy(PRODUCT | RICH, months=120), 1)[0]
    assert column(life, "fit")[-1] == pytest.approx(0.08 / 0.11, abs=1e-4)
    assert column(life, "fit").max() < 0.8


@pytest.mark.parametrize(
    ("changes", "gain"),
    [
        ({"company.founders.product": 0.0}, 0.0),  # nobody talks to customers
        ({"company.opening.staff": []}, 0.0),  # nobody builds
        ({"company.founders": {"product": 1.0, "selling": 0.0, "service": 0.0}}, 0.08),  # 200 hours are no better than the 120 needed
        ({"company.opening.staff": [staff_row()]}, 0.02),  # a quarter of the team: half the speed
        ({"company.opening.staff": [staff_row(count=40)]}, 0.04 * 1.5**0.5),  # too many: the cap
    ],
)
def test_what_learning_needs(changes: dict[str, Any], gain: float) -> None:
    here = company(toy(PRODUCT | changes))
    here.product.month_end()
    assert here.product.main_fit() == pytest.approx(0.4 + gain - 0.004)


def test_customers_usage_counts_as_contact() -> None:
    here = company(toy(PRODUCT | {"product.telemetry_hours": 2.0, "company.founders.product": 0.0}))
    here.success.active = 30
    assert here.product.contact() == 0.5


def test_an_idea_cannot_open_above_its_ceiling() -> None:
    here = company(toy(PRODUCT | {"product.fit_ceiling": 0.3}))
    assert here.product.main_fit() == 0.3


def test_raising_money_takes_the_founder_from_customers() -> None:
    here = company(toy(PRODUCT | {"funding.founder_time": 0.4}))
    assert here.product.contact() == 0.5
    here.funding.raising = True
    assert here.product.contact() == pytest.approx(0.3)
