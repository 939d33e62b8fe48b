"""L11, L12, L13: what service load leaves behind, what CSMs can do, and what the first thirty days decide."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.customers import Customer
from tests.worlds import (
    CONSTANT_CHURN,
    EVEN_ODDS,
    NEARLY_ALL,
    RICH,
    SEGMENT,
    column,
    company,
    customer_row,
    lives,
    mean_and_error,
    simulate,
    staff_row,
    toy,
)

FALL, RECOVERY = 0.35, 1.0 / 9.0


def _fixed_fit(fit: float) -> dict[str, Any]:
    return {"product.opening_fit": fit, "product.fit_ceiling": fit, "product.drift": 0.0}


def _quality(recovery: float) -> tuple[np.ndarray, np.ndarray]:
    """Load and quality of a company that meets a wave of forty customers at once, with hours for half of them."""
    wave: dict[str, Any] = {
        "company.opening.customers": [customer_row(count=40, activated=None)],
        f"{SEGMENT}.service_hours": 0.5,
        f"{SEGMENT}.closure": 0.0,
        "success.quality_speed": FALL,
        "success.quality_recovery": recovery,
        "success.give_up_days": 120.0,
        f"{SEGMENT}.renewal": NEARLY_ALL,
    }
    life = simulate(toy(wave | CONSTANT_CHURN | RICH | {f"{SEGMENT}.renewal": NEARLY_ALL}, months=30), 1, 0)
    return column(life, "csm_load"), column(life, "service_quality")


def _months_to_half(quality: np.ndarray, back: int) -> int:
    """Months of normal load until half of what is missing is there again."""
    missing = 1.0 - quality[back - 1 :]
    return int(np.argmax(missing <= 0.5 * missing[0]))


def test_quality_does_not_come_back_with_the_load() -> None:
    """L11: when load is back below one, half of what quality has lost takes six months to return; if elastic, two."""
    load, quality = _quality(RECOVERY)
    high = np.flatnonzero(load > 1.0)
    assert high.size >= 2
    back = int(high[-1]) + 1  # the first month of normal load
    assert load[back:].max() < 1.0
    assert quality[:back].min() < 0.5
    missing = 1.0 - quality[back - 1]
    months = np.arange(1, len(quality) - back + 1)
    np.testing.assert_allclose(1.0 - quality[back:], missing * (1.0 - RECOVERY) ** months, rtol=1e-9)
    assert _months_to_half(quality, back) == 6
    _, elastic = _quality(FALL)
    assert _months_to_half(elastic, back) == 2


def _kept(fit: float, csms: int, trials: int = 24) -> np.ndarray:
    """Share of a thousand customers that a year's renewals leave, with the founders' hours ample for plain support."""
    changes: dict[str, Any] = {
        "company.opening.customers": [customer_row(count=1_000, start="2026-07-01")],
        "company.opening.staff": [staff_row(id="c", role="csm", count=csms)] if csms else [],
        "company.founders.hours": 1e6,
        "company.founders.service": 0.0026,  # 2,600 hours for demand of 2,500
        f"{SEGMENT}.renewal": 0.7,
        "success.renewing.owner": "csm",
        "success.renewing.touch": 1.0,
        "success.renewing.salaried": 1.0,
        "success.health.enabled": True,
        "success.health.alerts.notice": 0.7,
        "success.health.freeloading": 0.0,
    }
    scenario = toy(CONSTANT_CHURN | RICH | _fixed_fit(fit) | changes, months=8)
    return np.array([column(life, "customers")[-1] / 1_000.0 for life in lives(scenario, trials)])


def test_csms_cannot_rescue_a_bad_product() -> None:
    """L12: twenty CSMs keep many more customers of a product that fits, fewer of a weak one, none of a useless one."""
    effects = [mean_and_error(_kept(fit, 20) - _kept(fit, 0)) for fit in (0.8, 0.3, 1e-6)]
    (good, good_error), (weak, weak_error), (none, none_error) = effects
    assert good - weak > 4 * np.hypot(good_error, weak_error)
    assert weak > 4 * weak_error
    assert abs(none) < 3 * none_error + 1e-9


def _cohort() -> list[Customer]:
    """Customers who met their first anniversary, of a company with too few hours to onboard them all in time."""
    changes: dict[str, Any] = EVEN_ODDS | RICH | _fixed_fit(0.6) | {
        "marketing.network.sqls": 60.0,
        f"{SEGMENT}.renewal": 0.88,
        f"{SEGMENT}.onboarding_hours": 10.0,
        f"{SEGMENT}.service_hours": 0.0,
        "company.founders.hours": 400.0,
        "success.quality_speed": 0.0,
    }  # fmt: skip
    found: list[Customer] = []
    for trial in range(6):
        alive = company(toy(changes, months=30), trial=trial, events=False)
        mine: list[Customer] = []
        alive.success.add = _remembering(alive.success.add, mine)  # type: ignore[method-assign]
        alive.run()
        found += [customer for customer in mine if customer.start < alive.clock.month_ends[-1] - 370.0]
    return found


def _remembering(add: Callable[[Customer], None], mine: list[Customer]) -> Callable[[Customer], None]:
    def remember(customer: Customer) -> None:
        mine.append(customer)
        add(customer)

    return remember


def test_the_first_thirty_days_decide() -> None:
    """L13: of those activated within thirty days about four in five are still here after the anniversary, of the others
    a third to a half."""
    groups: dict[bool, list[float]] = {True: [], False: []}
    for customer in _cohort():
        groups[customer.in_time].append(float(customer.gone_at is None or customer.gone_at > customer.start + 369.0))
    assert min(len(group) for group in groups.values()) > 150
    in_time, error = mean_and_error(groups[True])
    late, late_error = mean_and_error(groups[False])
    assert in_time == pytest.approx(0.80, abs=0.05 + 2 * error)
    assert 0.30 - 2 * late_error < late < 0.50 + 2 * late_error
    assert in_time - late > 5 * np.hypot(error, late_error)
