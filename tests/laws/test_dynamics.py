"""L10, L11, L16, L19 and L20 as a report would draw them: found where a scenario brings them about, not without."""

from typing import Any

import pytest

from sim.analysis.dynamics import Pattern
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.runner import run_ensemble
from sim.report.dynamics import dynamics_plates, found
from sim.report.figures import calendar_of
from sim.scenario import Scenario
from tests.laws.floors import CALM, floor
from tests.worlds import EVEN_ODDS, RICH, SEGMENT, base, customer_row, toy

CROWD: dict[str, Any] = EVEN_ODDS | RICH | {
    "product.opening_fit": 0.6, "product.fit_ceiling": 0.6, "product.drift": 0.0, "company.founders.hours": 1e5,
    f"{SEGMENT}.renewal": 0.7, "marketing.network.sqls": 40.0, "marketing.funnel.sql_to_opportunity": 0.5,
}  # fmt: skip
OVERLOADED: dict[str, Any] = RICH | {
    "company.opening.customers": [customer_row(count=40, activated=None)], f"{SEGMENT}.service_hours": 0.5,
    f"{SEGMENT}.closure": 0.0, "success.quality_speed": 0.35, "success.give_up_days": 120.0,
}  # fmt: skip
SMALL_MARKET: dict[str, Any] = CALM | {
    f"{SEGMENT}.accounts": 300, f"{SEGMENT}.closure": 0.0, f"{SEGMENT}.win_rate": 0.28, "product.opening_fit": 0.6,
    "product.fit_ceiling": 0.85, "market.lost_months": 6.0,
    "plan.budgets.paid": {"start": {"month": 1, "per_month": 20_000.0}},
}  # fmt: skip
TEACHING: dict[str, Any] = {
    "people.roles.*.leaving": 0.0, "people.hires_per_recruiter": 1_000.0, f"{SEGMENT}.cycle_months": 0.5,
    "plan.hires.rep": {"wave": {"count": 12, "month": 13}},
}  # fmt: skip
PROMISING: dict[str, Any] = CALM | {"plan.hires.rep": {"wave": {"count": 8, "month": 6}}}

CASES: dict[str, tuple[Scenario, dict[str, Any], int]] = {
    "hysteresis": (toy(OVERLOADED | {"success.quality_recovery": 0.35}, 24), {"success.quality_recovery": 0.1}, 8),
    "churn_wall": (base(42).replace(PROMISING), {"sales.promise": {"over": 0.7, "pressure": 0.6}}, 32),
    "hidden_churn": (
        toy(CROWD | {f"{SEGMENT}.term_months": 6}, 36),
        {"sales.contracts.multi_year.years": 3, "sales.contracts.multi_year.discount": 0.15}, 8,
    ),
    "mentor_dip": (floor(6, TEACHING | {"sales.mentoring.load": 0.0}, 18), {"sales.mentoring.load": 0.3}, 16),
    "plateau": (base(60).replace(SMALL_MARKET), {f"{SEGMENT}.references_needed": 1_000.0}, 10),
}  # fmt: skip


def ensemble(scenario: Scenario, trials: int) -> Ensemble:
    return run_ensemble(scenario, trials=trials, seed=1, workers=1).result()


def pattern(lived: Ensemble, key: str) -> Pattern:
    return next(one for one, _ in found(lived, calendar_of(lived)) if one.key == key)


@pytest.mark.parametrize("key", CASES)
def test_what_a_scenario_brings_about_is_drawn_and_what_it_does_not_is_not(key: str) -> None:
    """L10, L11, L16, L19, L20: with its mechanism each is met more often than without, and drawn; without it is not."""
    scenario, mechanism, trials = CASES[key]
    without, lived = ensemble(scenario, trials), ensemble(scenario.replace(mechanism), trials)
    assert pattern(without, key).possible.any()
    assert not pattern(without, key).occurs
    assert pattern(lived, key).share.low > pattern(without, key).share.value
    plates, absent = dynamics_plates(lived, calendar_of(lived))
    drawn = {plate.key: plate for plate in plates}[key.replace("_", "-")]
    assert "<path" in drawn.svg
    assert "months since" in drawn.svg or "Jan" in drawn.svg
    assert drawn.reading.count(".") >= 1
    assert any(character.isdigit() for character in drawn.alt)
    assert len(plates) + len(absent) == len(CASES)
