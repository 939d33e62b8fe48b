"""Changes as data: what they move, by how much at which size, and what is refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from sim.changes import Change, ChangeError, changed, moved
from sim.quantities import Unit, odds
from sim.ranges import Beta, Limits, parse_range
from sim.trial import simulate
from tests.worlds import base, same_life, toy

SHARE = Limits(Unit("share", "share"), 0.0, 1.0)
AMOUNT = Limits(Unit("money", "positive"), 0.0)
PLACES = (0.05, 0.5, 0.95)
WIN = "market.segments.mid.win_rate"


def change(**given: Any) -> Change:
    return Change.model_validate(given)


def test_at_size_nought_the_scenario_is_itself_and_a_neutral_change_changes_no_bit() -> None:
    scenario = base(12)
    shock = change(path=WIN, scale=0.5)
    assert changed(scenario, [shock], 0.0) is scenario
    neutral = [change(path=WIN, scale=1), change(path="sales.ramp_months", add=0), change(path=WIN, odds=1)]
    after = changed(scenario, neutral)
    for trial in range(3):
        assert same_life(simulate(scenario, 1, trial, events=True), simulate(after, 1, trial, events=True))


@pytest.mark.parametrize(
    ("typed", "limits"),
    [
        ("16% to 28%", SHARE),
        ({"low": 0.1, "high": 0.2}, SHARE),
        ({"shape": "triangular", "min": 0.1, "mode": 0.2, "max": 0.4}, SHARE),
        ({"shape": "uniform", "min": "10%", "max": 0.4}, SHARE),
        ({"shape": "beta", "a": 2, "b": 5}, SHARE),
        ("20k to 31k", AMOUNT),
        ({"mean": 100, "sd": 20}, AMOUNT),
        ({"samples": [1, 5, 9]}, AMOUNT),
    ],
)
def test_scaling_a_range_scales_what_it_gives_on_the_same_luck(typed: Any, limits: Limits) -> None:
    before = parse_range(typed, limits)
    after = parse_range(moved(typed, limits, lambda value: 0.75 * value), limits)
    rough = 0.02 if (limits is SHARE and "to" in str(typed)) or "low" in str(typed) else 1e-9
    for u in PLACES:
        assert after.quantile(u) == pytest.approx(0.75 * before.quantile(u), rel=rough)


@pytest.mark.parametrize("typed", ["16% to 28%", {"shape": "beta", "a": 2, "b": 5}])
def test_odds_of_a_range_are_multiplied(typed: Any) -> None:
    by = change(path=WIN, odds=0.6).moved(2.0)
    before, after = parse_range(typed, SHARE), parse_range(moved(typed, SHARE, by, (Beta,)), SHARE)
    for u in PLACES:
        assert odds(after.quantile(u)) == pytest.approx(0.36 * odds(before.quantile(u)), rel=0.03)


UNIFORM = {"shape": "uniform", "min": 10_000, "max": 40_000}


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("20k to 31k", {"at_least": 24_000.0}),
        ("20k to 31k", {"at_most": 24_000.0}),
        ("20k to 31k", {"add": -25_000.0}),
        (UNIFORM, {"at_least": 24_000.0}),
        (UNIFORM, {"at_most": 24_000.0}),
    ],
)
def test_a_curve_that_is_cut_stands_by_its_points(typed: Any, way: dict[str, float]) -> None:
    cut = change(path="a", **way)
    before, after = parse_range(typed, AMOUNT), parse_range(moved(typed, AMOUNT, cut.moved(1.0), cut.bent), AMOUNT)
    for u in PLACES:
        assert after.quantile(u) == pytest.approx(max(cut.moved(1.0)(before.quantile(u)), 0.0), rel=0.02, abs=250)


def test_what_is_high_enough_already_stays_as_typed() -> None:
    for typed in ("20k to 31k", {"samples": [8_000, 9_000]}, "12k", 12_000):
        floor = change(path="a", at_least=5)
        assert moved(typed, AMOUNT, floor.moved(1.0), floor.bent) == typed
    assert changed(base(12), [change(path="policies.freeze.runway_months", at_least=1)]) == base(12)


def test_size_is_a_power_of_factors_and_a_multiple_of_what_is_added() -> None:
    assert change(path="a", scale=0.5).moved(2.0)(8.0) == pytest.approx(2.0)
    assert change(path="a", add=3).moved(0.5)(8.0) == pytest.approx(9.5)
    assert change(path="a", odds=3).moved(1.0)(0.5) == pytest.approx(0.75)
    assert change(path="a", odds=3).moved(1.0)(1.0) == 1.0


def test_each_change_sees_those_before_it_and_wildcards_reach_all() -> None:
    scenario = toy()
    peril = {"kind": "wire_delayed", "start": 1, "months": 0, "delay_months": 2, "severity": 1}
    after = changed(
        scenario,
        [change(path="perils.late", set=peril), change(path="perils.late.months", add=6)],
        0.5,
    )
    assert after.setup.perils["late"].months == 3.0  # type: ignore[union-attr]
    leads = changed(scenario, [change(path="people.roles.*.lead_months", add=2)]).setup.people.roles
    assert all(
        role.lead_months == before.lead_months + 2
        for role, before in zip(leads.values(), scenario.setup.people.roles.values(), strict=True)
    )


def test_numbers_stay_inside_their_bounds_and_whole() -> None:
    after = changed(toy(), [change(path="success.window_days", scale=0.001)], 9.0)
    assert after.setup.success.window_days >= 0
    accounts = changed(toy(), [change(path="market.segments.mid.accounts", scale=0.333)]).setup.market
    assert isinstance(accounts.segments["mid"].accounts, int)
    assert moved("90% to 97%", SHARE, lambda value: 2 * value) == pytest.approx(1.0)


def test_what_is_not_there_is_left_alone_and_null_deletes() -> None:
    scenario = base(12)
    assert scenario.setup.plan.hires["rep"]["first"].month is None
    assert changed(scenario, [change(path="plan.hires.rep.*.month", add=2)]).hash == scenario.hash
    assert changed(scenario, [change(path="perils.storm.severity", scale=2)]) is scenario
    assert changed(scenario, [change(path="perils.storm", set=None)]) is scenario
    assert "rep" not in changed(scenario, [change(path="plan.hires.rep", set=None)]).setup.plan.hires


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"path": "market.segmants.*.win_rate", "scale": 2}, "no such input"),
        ({"path": "market.segments.mid.win_rat", "scale": 2}, "no such input"),
        ({"path": "policies.freeze.enabled", "scale": 2}, "no number stands there"),
        ({"path": "market.segments.mid.acv", "odds": 2}, "only a share has odds"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(ChangeError, match=problem):
        changed(base(12), [change(**given)], file="mine.yaml")


def test_a_misspelt_path_behind_nothing_meets_the_nearest_name() -> None:
    with pytest.raises(ChangeError, match="did you mean budgets"):
        changed(base(12), [change(path="plan.budgts.*.*.per_month", scale=2)])


@pytest.mark.parametrize("ways", [{}, {"scale": 2, "add": 1}, {"scale": 0}, {"scale": "2*3"}, {"eval": "1"}])
def test_a_change_says_one_thing_in_numbers(ways: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        change(path="a", **ways)
