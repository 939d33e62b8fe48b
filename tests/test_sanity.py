"""The frozen list of metrics is well-formed, and every measure works on companies small enough to count by hand."""

import inspect
from math import isnan
from typing import Any

import numpy as np
import pytest

from experiments.evidence import Evidence
from experiments.measures import MEASURES, attainments
from experiments.sanity import ASSUMED, INSIDE, UNITS, UNSURE, Finding, Metric, find, metrics, page, register, table
from experiments.watching import RENEWAL_PASSED, YEAR_DAYS, CustomerYear, RepYears, Watched, watch
from sim import load_scenario, run_ensemble
from sim.analysis.statistics import Interval
from sim.journal import MONTHLY
from sim.trial import simulate
from tests.analysis.toys import ALIVE, NAN, toy

METRICS = metrics()
SOURCES = register()["sources"]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_a_metric_is_well_formed(metric: Metric) -> None:
    assert metric.low < metric.high
    assert metric.unit in UNITS
    assert metric.what
    assert set(metric.sources) <= {*SOURCES, ASSUMED}
    assert metric.sources
    assert metric.note or set(metric.sources) != {ASSUMED}
    inspect.signature(MEASURES[metric.measure]).bind(None, **metric.given)
    assert metric.given.get("column", "cash") in MONTHLY


def test_metrics_are_named_once_and_every_source_and_measure_is_used() -> None:
    named = {source for metric in METRICS for source in metric.sources}
    assert named - {ASSUMED} == set(SOURCES)
    assert {metric.measure for metric in METRICS} == set(MEASURES)
    assert len({metric.what for metric in METRICS}) == len(METRICS)
    for source in SOURCES.values():
        assert source.keys() == {"title", "year", "address", "says"}
        assert all(source.values())


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict", "missed"),
    [
        (0.5, 0.4, 0.6, INSIDE, False),
        (0.35, 0.3, 0.45, UNSURE, False),
        (0.3, 0.25, 0.35, "too low", True),
        (0.9, 0.8, 1.0, "too high", True),
        (NAN, NAN, NAN, "not seen", True),
    ],
)
def test_verdicts(value: float, low: float, high: float, verdict: str, missed: bool) -> None:
    metric = Metric("key", "what", "survival", {}, "share", 0.4, 0.6, (ASSUMED,), "", "")
    finding = Finding(metric, Interval(value, low, high))
    assert (finding.verdict, finding.missed) == (verdict, missed)


def grid(*rows: list[float], months: int = 24) -> np.ndarray:
    """[trials, months] of which each trial's first months are given, its last value going on."""
    return np.array([row + [row[-1]] * (months - len(row)) for row in rows], dtype=float)


def by_hand(watched: list[Watched] | None = None, **columns: np.ndarray) -> Evidence:
    """Two companies that live for 24 months."""
    rows = {"cash": np.ones((2, 24)), "arr": np.ones((2, 24)), **columns}
    return Evidence(toy([ALIVE, ALIVE], rows=rows), watched or [])


def value(measure: str, evidence: Evidence, **given: Any) -> float:
    return MEASURES[measure](evidence, **given).value


def test_ratios_pool_companies_and_respect_the_band() -> None:
    orders, lost = grid([1.0], [0.0]), grid([1.0], [4.0])
    evidence = by_hand(orders=orders, lost=lost, arr=grid([2e6], [5e5]))
    assert value("win_rate", evidence) == pytest.approx(1 / 6)
    assert value("win_rate", evidence, above=1e6) == pytest.approx(1 / 2)
    assert value("win_rate", evidence, below=1e6) == 0
    assert isnan(value("win_rate", evidence, above=3e6))


def test_medians_are_over_companies_once_a_year_and_leave_out_the_unknown() -> None:
    evidence = by_hand(grr=grid([NAN] * 12 + [0.8], [NAN] * 12 + [0.9]))
    assert value("median_of", evidence, column="grr", first=24) == pytest.approx(0.8)
    assert isnan(value("median_of", evidence, column="grr", first=25))


def test_a_year_is_the_sum_of_twelve_months() -> None:
    year = by_hand().year(grid([1.0, 2.0], [3.0]))
    assert np.isnan(year[:, :11]).all()
    assert year[:, 11].tolist() == [23, 36]
    assert year[:, 12].tolist() == [24, 36]


def test_cac_ratio_is_cost_over_new_contract_value() -> None:
    evidence = by_hand(
        customers_won=grid([1.0], [2.0]), acv_new=grid([20_000.0]) * np.ones((2, 1)), cac=grid([3e4], [3e4])
    )
    assert value("cac_ratio", evidence) == pytest.approx(1.5)


def test_growth_is_that_of_the_year_before() -> None:
    evidence = by_hand(arr=grid([1e6] * 12 + [3e6], [1e6] * 12 + [1.5e6]))
    assert value("growth_quantile", evidence, q=0.9, above=1e6) == pytest.approx(2.0)
    assert value("growth_quantile", evidence, q=0.5, above=1e6) == pytest.approx(0.5)


def test_output_counts_only_where_one_rep_was_alone_for_three_months() -> None:
    output = grid([9e9, 9e9, 6e5, 5e5, 9e9], [9e9])
    evidence = by_hand(heads_rep=grid([1.0, 1.0, 1.0, 1.0, 2.0], [2.0]), output_per_rep=output)
    assert value("lone_rep_output", evidence) == pytest.approx(550)


def test_reps_are_counted_by_full_years_after_the_ramp() -> None:
    short = RepYears(17.5, True, 120.0, (10.0,) * 17)
    long = RepYears(30.5, False, 120.0, (0.0,) * 6 + (11.0,) * 12 + (5.0,) * 12)
    assert attainments(short) == []
    assert attainments(long) == pytest.approx([1.1, 0.5])
    evidence = by_hand([Watched(0, (short, long), ()), Watched(1, (), ())])
    assert value("at_quota", evidence) == pytest.approx(1 / 2)
    assert value("mean_attainment", evidence) == pytest.approx(0.8)
    assert value("below_mean", evidence) == pytest.approx(1 / 2)
    assert value("rep_attrition", evidence) == pytest.approx(1 / 4)


def test_ramp_ends_where_output_comes_near_the_settled_level() -> None:
    rep = RepYears(18.0, False, 120.0, (0.0,) * 6 + (10.0,) * 12)
    evidence = by_hand([Watched(0, (rep,), ())])
    assert value("ramp_months", evidence) == pytest.approx(7.5)
    assert value("first_half_output", evidence) == 0


def test_customers_are_told_apart_by_activation() -> None:
    kept, lost, late = CustomerYear(True, True), CustomerYear(True, False), CustomerYear(False, False)
    evidence = by_hand([Watched(0, (), (kept, kept, kept, lost)), Watched(1, (), (late,))])
    assert value("activated_in_time", evidence) == pytest.approx(4 / 5)
    assert value("kept", evidence, in_time=True) == pytest.approx(3 / 4)
    assert value("kept", evidence, in_time=False) == 0


def test_ends_and_rounds_are_read_from_a_run() -> None:
    scenario = load_scenario("base", months=24)
    raised = grid([0.0] * 4 + [1.2e6] + [0.0], [0.0] * 7 + [12e6] + [0.0] * 9 + [20e6] + [0.0])
    ensemble = toy([("acquired", 20.0), ("dead", 24.0)], rows={"cash": np.ones((2, 24)), "raised": raised})
    ensemble.scenario = scenario
    evidence = Evidence(ensemble, [])
    assert value("raised_round", evidence, name="a", month=8) == pytest.approx(1 / 2)
    assert value("raised_round", evidence, name="b", month=17) == 0
    assert value("raised_round", evidence, name="b", month=18) == pytest.approx(1 / 2)
    assert value("months_to_round", evidence, name="a") == 8
    assert value("bridges_for_each", evidence, name="a") == 1
    assert value("months_from_money_to_acquisition", evidence) == pytest.approx(15)
    assert value("failed", evidence, month=24) == pytest.approx(1 / 2)
    assert value("failed", evidence, month=23) == 0
    assert value("failed_between", evidence, first=18, last=24) == 1
    assert value("acquired", evidence, month=24) == pytest.approx(1 / 2)


@pytest.fixture(scope="module")
def tiny() -> Evidence:
    """Sixteen base companies over two and a half years, two of them watched."""
    scenario = load_scenario("base", months=30)
    return Evidence(run_ensemble(scenario, trials=16, workers=1).result(), watch(scenario, 1, 2, workers=1))


def test_watching_changes_nothing(tiny: Evidence) -> None:
    for watched in tiny.watched:
        life = simulate(tiny.ensemble.scenario, 1, watched.trial, events=True)
        started = [event.who for event in life.events if event.kind == "start" and event.who.startswith("rep")]
        gone = [event.who for event in life.events if event.kind in ("quit", "laid off") and event.who in started]
        assert len(watched.reps) == len(started)
        assert sum(rep.left for rep in watched.reps) == len(gone)
        end = max(event.time for event in life.events)
        wins = sum(event.kind == "order" and event.time + YEAR_DAYS + RENEWAL_PASSED <= end for event in life.events)
        assert 0.9 * wins <= len(watched.customers) <= wins  # a few close within their first month, unseen


def test_every_metric_is_measured_and_told(tiny: Evidence) -> None:
    within = [metric for metric in METRICS if metric.given.get("month", 0) <= tiny.ensemble.months]
    assert 0 < len(within) < len(METRICS)
    findings = find(tiny, within)
    seen = {finding.metric.key: finding.measured for finding in findings}
    assert seen["survival_12"].value == 1
    assert 0 < seen["win_rate_early"].value < 1
    assert 1 < seen["cycle"].value < 4
    text, lines = page(findings, tiny), table(findings).splitlines()
    assert len(lines) == len(findings) + 1
    for finding in findings:
        assert f"| {finding.metric.what} |" in text
