"""Ranges as typed, their curves, and how worlds are spread over blocks of trials."""

import math
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.quantities import Unit
from sim.uncertainty import (
    BLOCK,
    Group,
    Limits,
    Range,
    correlated_groups,
    draw,
    normal_on_scale,
    parse_number,
    parse_range,
)

SHARE = Limits(Unit("share", "share"), 0, 1)
MONEY = Limits(Unit("money", "positive"), 0)
REAL = Limits(Unit("number", "real"))
COUNT = Limits(Unit("count", "positive"), 1, whole=True)
OPEN = Limits(Unit("share", "share"), 0, 1, open_low=True, open_high=True)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("15%", 0.15),
        ("10k", 10_000),
        ("1.5M", 1.5e6),
        ("2bn", 2e9),
        ("-3", -3),
        (" .5 ", 0.5),
        ("1e-4", 1e-4),
        ("1_000", 1000),
    ],
)
def test_a_number_may_be_typed_as_people_type_it(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", ["", "lots", "10 k people", "nan", "inf", "1,5", "5%%"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "limits", "low", "middle", "high"),
    [
        ("10k to 50k", MONEY, 10_000, math.sqrt(10_000 * 50_000), 50_000),
        ("-1 to 2", REAL, -1, 0.5, 2),
        ("20% to 80%", SHARE, 0.2, 0.5, 0.8),
    ],
)
def test_low_and_high_are_the_five_and_ninety_five_percent_points(
    text: str, limits: Limits, low: float, middle: float, high: float
) -> None:
    span = parse_range(text, limits)
    assert [span.quantile(0.05), span.median(), span.quantile(0.95)] == pytest.approx([low, middle, high])


def test_shapes_have_their_own_inverse() -> None:
    triangular = parse_range({"shape": "triangular", "min": 0, "mode": 1, "max": 4}, MONEY)
    assert triangular.quantile(0.25) == pytest.approx(1)  # a quarter of the area lies left of the mode
    assert triangular.median() == pytest.approx(4 - math.sqrt(6))
    assert parse_range({"shape": "uniform", "min": 2, "max": 4}, MONEY).quantile(0.25) == pytest.approx(2.5)
    assert parse_range({"shape": "beta", "a": 1, "b": 1}, SHARE).quantile(0.3) == pytest.approx(0.3)
    assert parse_range({"shape": "beta", "a": 1, "b": 1, "min": 2, "max": 4}, MONEY).median() == pytest.approx(3)
    assert parse_range({"shape": "normal", "mean": 5, "sd": 2}, REAL).normal_scale() == (5, 2)
    samples = parse_range({"samples": [3, "1k", 2]}, MONEY)
    assert [samples.quantile(u) for u in (0.1, 0.5, 0.9)] == [2, 3, 1000]


def test_tails_stop_at_the_bounds_and_counts_are_whole() -> None:
    wide = parse_range({"shape": "normal", "mean": 1, "sd": 5}, MONEY)
    assert wide.quantile(0.01) == 0
    share = parse_range({"shape": "normal", "mean": 0.5, "sd": 5}, OPEN)
    assert 0 < share.quantile(0.001) < share.quantile(0.999) < 1
    assert parse_range("2 to 4", COUNT).median() == 3
    assert isinstance(parse_range("2 to 4", COUNT).quantile(0.3), int)
    assert isinstance(parse_range("10k", COUNT), int)


@pytest.mark.parametrize(
    ("value", "limits", "words"),
    [
        ("50k to 10k", MONEY, "inverted"),
        ("10 to 10", MONEY, "inverted"),
        ("15 to 30%", SHARE, "percentage"),
        ("20% to 120%", SHARE, "outside the bounds"),
        ("0 to 5", MONEY, "above 0"),
        ("-5 to 5", MONEY, "outside the bounds"),
        ({"low": 1, "high": 2, "shape": ["normal"]}, MONEY, "no such shape"),
        ("a to b", MONEY, "not a number"),
        ({"low": 1, "high": math.nan}, MONEY, "finite"),
        ({"low": 1, "high": math.inf}, MONEY, "finite"),
        ({"low": 1}, MONEY, "no such shape"),
        ({"low": 1, "high": 2, "shape": "cauchy"}, MONEY, "no such shape"),
        ({"shape": "uniform", "min": -1, "max": 2}, MONEY, "outside"),
        ({"shape": "triangular", "min": 1, "mode": 5, "max": 4}, MONEY, "inverted"),
        ({"shape": "beta", "a": 0, "b": 1}, SHARE, "above 0"),
        ({"shape": "normal", "mean": 1, "sd": -1}, REAL, "negative"),
        ({"samples": []}, MONEY, "list"),
        ({"samples": [-1, 2]}, MONEY, "outside"),
        ({"low": True, "high": 2}, MONEY, "not a number"),
    ],
)
def test_a_range_that_cannot_be_is_refused_with_file_key_and_value(value: Any, limits: Limits, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        parse_range(value, limits, file="mine.yaml", key="market.size")
    error = caught.value
    assert (error.file, error.key, error.value) == ("mine.yaml", "market.size", value)
    assert error.allowed
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@given(
    low=st.floats(0.001, 0.5), width=st.floats(0.001, 0.499), u=st.floats(1e-9, 1 - 1e-9), v=st.floats(1e-9, 1 - 1e-9)
)
def test_quantiles_rise_and_stay_inside(low: float, width: float, u: float, v: float) -> None:
    for limits in (SHARE, MONEY, OPEN):
        span = parse_range({"low": low, "high": low + width}, limits)
        first, last = sorted((u, v))
        assert span.quantile(first) <= span.quantile(last)
        assert limits.hold(span.quantile(u))


@given(low=st.floats(0.001, 0.5), width=st.floats(0.001, 0.499), u=st.floats(0.01, 0.99))
def test_a_range_comes_back_from_its_mean_and_deviation(low: float, width: float, u: float) -> None:
    for limits in (SHARE, MONEY, REAL):
        span = parse_range({"low": low, "high": low + width}, limits)
        assert normal_on_scale(limits, *span.normal_scale()).quantile(u) == pytest.approx(span.quantile(u))


def test_any_shape_has_a_mean_and_deviation_on_the_units_scale() -> None:
    mean, sd = parse_range({"shape": "uniform", "min": 0.2, "max": 0.8}, SHARE).normal_scale()
    assert mean == pytest.approx(0)
    assert 0.5 < sd < 1
    assert all(map(math.isfinite, parse_range({"samples": [0, 0, 5]}, MONEY).normal_scale()))


RANGES: dict[str, Range] = {name: parse_range("10 to 20", MONEY) for name in ("a", "b", "c")}


def _worlds(
    ranges: dict[str, Range], trials: int, groups: tuple[Group, ...] = (), seed: int = 1
) -> list[dict[str, float]]:
    return [draw(ranges, groups, seed, trial) for trial in range(trials)]


def test_the_first_trials_of_a_long_run_are_a_shorter_run() -> None:
    long = _worlds(RANGES, 100)
    assert [draw(RANGES, (), 1, trial) for trial in reversed(range(37))] == long[36::-1]


def test_each_block_takes_one_value_from_each_sixteenth() -> None:
    uniform = {"a": parse_range({"shape": "uniform", "min": 0, "max": 16}, MONEY)}
    for block in range(5):
        values = [draw(uniform, (), 3, block * BLOCK + place)["a"] for place in range(BLOCK)]
        assert sorted(map(math.floor, values)) == list(range(BLOCK))


def test_an_input_that_only_one_scenario_has_disturbs_no_other() -> None:
    fewer = {name: RANGES[name] for name in ("c", "a")}
    assert [(world["a"], world["c"]) for world in _worlds(RANGES, 40)] == [
        (world["a"], world["c"]) for world in _worlds(fewer, 40)
    ]


def test_worlds_differ_by_seed_and_nothing_is_drawn_where_nothing_is_uncertain() -> None:
    assert _worlds(RANGES, 3, seed=1) != _worlds(RANGES, 3, seed=2)
    assert draw({}, (), 1, 5) == {}


@pytest.mark.parametrize("rho", [0.3, 0.8, -0.6])
def test_a_group_reaches_its_correlation_and_leaves_each_spread_alone(rho: float) -> None:
    groups = correlated_groups({"pair": {"a": "a", "b": "scenario.b", "rho": rho}}, list(RANGES))
    worlds = np.log([list(world.values()) for world in _worlds(RANGES, 3200, groups)])
    found = np.corrcoef(worlds.T)
    assert found[0, 1] == pytest.approx(rho, abs=0.05)
    assert abs(found[0, 2]) < 0.05
    alone = np.log([list(world.values()) for world in _worlds(RANGES, 3200)])
    assert np.sort(worlds[:, 0]) == pytest.approx(np.sort(alone[:, 0]))
    assert worlds[:, 2] == pytest.approx(alone[:, 2])


def test_a_member_that_is_fixed_leaves_the_rest_of_the_group_as_it_was() -> None:
    matrix = [[1, 0.5, 0.2], [0.5, 1, 0.3], [0.2, 0.3, 1]]
    groups = correlated_groups({"three": {"inputs": ["a", "b", "c"], "matrix": matrix}}, list(RANGES))
    without = {name: RANGES[name] for name in ("a", "c")}
    assert [world["c"] for world in _worlds(RANGES, 40, groups)] == [
        world["c"] for world in _worlds(without, 40, groups)
    ]


def test_pairs_that_share_an_input_are_one_group() -> None:
    pairs = {"one": {"a": "a", "b": "b", "rho": 0.9}, "two": {"a": "b", "b": "c", "rho": 0.4}}
    (group,) = correlated_groups(pairs, list(RANGES))
    assert group.inputs == ("a", "b", "c")
    assert group.matrix[0] == (1.0, 0.9, 0.0)


@pytest.mark.parametrize(
    ("correlations", "words"),
    [
        ({"x": {"a": "a", "b": "b", "rho": 0.9}, "y": {"a": "b", "b": "c", "rho": 0.9}}, "cannot hold together"),
        (
            {"x": {"inputs": ["a", "b", "c"], "matrix": [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]}},
            "cannot hold together",
        ),
        ({"x": {"a": "a", "b": "bb", "rho": 0.9}}, "no such number.*did you mean b"),
        ({"x": {"a": "a", "b": "b", "rho": 1.9}}, "between -1 and 1"),
        ({"x": {"a": "a", "b": "b", "rho": math.nan}}, "between -1 and 1"),
        ({"x": {"a": "a", "b": "a", "rho": 0.9}}, "two inputs"),
        ({"x": {"inputs": ["a", "b"], "matrix": [[1, 0.2], [0.3, 1]]}}, "symmetric"),
        ({"x": {"inputs": ["a", "b"], "matrix": [[1, 0.2]]}}, "a row and a column"),
        ({"x": {"a": "a"}}, "not a correlation"),
    ],
)
def test_correlations_that_cannot_be_are_refused(correlations: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        correlated_groups(correlations, list(RANGES), "mine.yaml")
    assert caught.value.file == "mine.yaml"
    assert caught.value.key.startswith("correlations.")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**40), trial=st.integers(0, 10**6))
def test_any_trial_can_be_drawn_alone_and_again(seed: int, trial: int) -> None:
    first = draw(RANGES, (), seed, trial)
    draw(RANGES, (), seed + 1, trial + BLOCK)
    assert draw(RANGES, (), seed, trial) == first
    assert all(value > 0 for value in first.values())
