"""A pitch whose answer is known by arithmetic: customers who stay, reps who are counted, cash that runs out."""

from typing import Any

import numpy as np
import pytest

from sim.analysis.believing import ALWAYS, INSIDE, NEVER, OUTSIDE, Probe, value_at
from sim.analysis.paired import live_lots
from sim.analysis.pitch import COLUMNS, arithmetic, belief_value, pitch, ramped_rep_years, reached_first
from sim.errors import InputError
from sim.promise import Promised
from sim.scenario import Scenario
from tests.worlds import CONSTANT_CHURN, NEARLY_ALL, PAYROLL, SEGMENT, base, customer_row, staff_row, toy

CASH = 200_000.0  # seven payrolls: gone in the eighth month
STAYING = {f"{SEGMENT}.renewal": NEARLY_ALL, **CONSTANT_CHURN}
TRIALS = 16


def steady(**changes: Any) -> Scenario:
    """Ten customers of 1,000 a month who pay yearly and never leave: ARR 120,000."""
    rows = {"company.opening.customers": [customer_row(count=10)]}
    return toy({**STAYING, **rows, "company.opening.cash": 1e7, **changes})


def promise(*points: tuple[int, float], **more: float) -> list[Promised]:
    return [Promised(month, {"arr": arr, **more}) for month, arr in points]


def test_a_promise_below_what_is_certain_is_kept_and_one_above_is_not() -> None:
    found = pitch(steady(), promise((6, 119_000.0), (12, 121_000.0)), TRIALS, workers=1)
    assert [(one.chance.value, one.percentile) for one in found.kept] == [(1.0, 0.0), (0.0, 1.0)]
    assert found.whole.value == 0.0
    assert "kept by 0 %" in found.headline
    assert found.beliefs == ()
    assert any("nothing to believe otherwise" in line for line in found.lines)


def test_the_dead_keep_nothing() -> None:
    dying = steady(**{"company.opening.cash": CASH, f"{SEGMENT}.closure": 0.0})
    paid = [customer_row(count=10, billing="annual", start="2026-07-01")]
    found = pitch(dying.replace({"company.opening.customers": paid}), promise((12, 1.0)), TRIALS, workers=1)
    alive = found.lot.alive(12)
    assert found.kept[0].chance.value == alive.mean()
    assert found.milestones[-1].chance.value <= 1.0


def test_what_reps_can_carry_is_years_times_quota_times_attainment() -> None:
    reps = [staff_row(id=f"r{number}", role="rep", start="2025-01-01") for number in range(3)]
    scenario = steady(**{"company.opening.staff": reps, "sales.quota": 400_000.0})
    (lot,) = live_lots([scenario], 4, 1, COLUMNS, workers=1)
    found = arithmetic(scenario, lot, 12, 620_000.0)
    assert found.rep_years == pytest.approx(3.0)
    assert found.capacity == pytest.approx(3 * 400_000 * found.attainment)
    assert 0.42 < found.attainment < 0.49
    assert found.bookings == pytest.approx(500_000.0, rel=1e-3)
    assert found.needed == pytest.approx(500_000 / 1_200_000, rel=1e-3)


def test_newcomers_lose_one_time_constant_of_ramp() -> None:
    reps = np.array([[0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2]], float)
    assert ramped_rep_years(reps, 2.0) == pytest.approx((12 - 4) / 12)
    assert ramped_rep_years(np.full((2, 12), np.nan), 2.0) == 0.0


def test_a_milestone_counts_only_before_cash_is_short() -> None:
    (lot,) = live_lots([steady()], 2, 1, COLUMNS, workers=1)
    lot.rows["arr"] = np.array([[1, 2, 3, 9, 9], [1, 2, 9, 9, 9], [9, 9, 9, 9, 9], [1, 1, 1, 1, 1]], float)
    lot.rows["runway"] = np.array([[9, 9, 2, 9, 9], [9, 9, 9, 2, 9], [2, 2, 2, 2, 2], [9, 9, 9, 9, 9]], float)
    assert reached_first(lot, 5.0).tolist() == [False, True, False, False]


def test_the_value_to_believe_is_the_one_that_arithmetic_gives() -> None:
    """All is certain but what serving a customer costs: the money lasts, or it does not."""
    rows = [customer_row(count=10)]
    scenario = steady(**{"company.opening.customers": rows, "finance.hosting": "900 to 2000"})
    # payroll and hosting against cash and the year's invoice: alive only where hosting is cheap enough
    cash = 12 * PAYROLL + 12 * 10 * 1_200.0 - 120_000.0
    scenario = scenario.replace({"company.opening.cash": cash})
    found = pitch(scenario, promise((11, 1.0)), TRIALS, workers=1)
    (belief,) = found.beliefs
    assert belief.path == "finance.hosting"
    assert belief.chance_low == 1.0
    assert belief.chance_high == 0.0
    assert belief.where == INSIDE
    assert belief.value is not None
    kept = [pitch(scenario.replace({"finance.hosting": value}), promise((11, 1.0)), 4, workers=1) for value in
            (belief.value * 0.8, belief.value * 1.25)]  # fmt: skip
    assert [one.kept[0].chance.value for one in kept] == [1.0, 0.0]


@pytest.mark.parametrize(("centre", "rising", "where"), [
    (0.5, True, INSIDE), (0.5, False, INSIDE), (3.0, True, OUTSIDE), (-3.0, True, OUTSIDE), (3.0, False, OUTSIDE),
    (9.0, True, NEVER), (-9.0, True, ALWAYS),
])  # fmt: skip
def test_a_probe_finds_where_the_chance_is_a_half(centre: float, rising: bool, where: str) -> None:
    def chance(place: float) -> float:
        share = min(max(0.5 + (place - centre) / 10, 0.0), 1.0)
        return share if rising else 1.0 - share

    probe = Probe()
    while (place := probe.next_place()) is not None:
        assert place not in probe.points
        probe.points[place] = chance(place)
    found, judged = probe.result()
    if where in (NEVER, ALWAYS):
        assert found is None
    else:
        assert found == pytest.approx(centre)
    assert judged == where


def test_an_inert_input_is_never_an_answer() -> None:
    scenario = steady(**{f"{SEGMENT}.self_sourced": "0.1 to 0.2"})
    found = pitch(scenario, promise((12, 130_000.0)), TRIALS, workers=1)
    assert [one.where for one in found.beliefs] == [NEVER]
    assert any("No value of any one" in line for line in found.lines)


def test_a_value_on_a_range_is_counted_from_its_centre() -> None:
    span = base(12).ranges["market.segments.mid.win_rate"]
    assert value_at(span, 0.0) == pytest.approx(span.median())
    assert value_at(span, 1.6449) == pytest.approx(span.quantile(0.95), rel=1e-3)


@pytest.mark.parametrize(("value", "unit", "said"), [
    (0.0449, "share", "4.5 %"), (0.996, "share", "100 %"), (0.31, "share", "31 %"), (31_000.0, "money", "31k"),
    (1.354, "factor", "1.35"), (None, "share", "–"),
])  # fmt: skip
def test_a_belief_is_said_in_a_few_figures(value: float | None, unit: str, said: str) -> None:
    assert belief_value(value, unit) == said


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(InputError, match="beyond the horizon"):
        pitch(steady(), promise((13, 1.0)), TRIALS)
    with pytest.raises(InputError, match="no range of this scenario"):
        pitch(base(12), promise((12, 1.0)), 2, inputs=["sales.quota"], workers=1)
    with pytest.raises(InputError, match="out of range"):
        pitch(steady(), promise((12, 1.0)), 0)
