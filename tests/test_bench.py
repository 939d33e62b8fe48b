"""The benchmark: its ratios on made-up numbers whose ratios are known, the naive twin's load, the page's kept part."""

from pathlib import Path

import numpy as np
import pytest

from experiments.bench import __main__ as bench
from experiments.bench.fake import simulate as fake
from experiments.bench.measure import Measure, at_least
from experiments.bench.memory import line
from experiments.bench.variance import between_worlds, block_means, jackknife, paired_ratio, stratified_ratio
from experiments.naive import Load, load_of, play
from sim.intervals import Interval
from sim.journal import MONTHLY, OUTCOME, Trial
from sim.uncertainty import BLOCK
from tests.ensemble.fakes import FakeScenario

BLOCKS = 400


def even_worlds(rng: np.random.Generator) -> np.ndarray:
    """Standard uniform worlds [blocks × 16], each sixteenth once in a block."""
    strata = rng.permuted(np.broadcast_to(np.arange(BLOCK), (BLOCKS, BLOCK)), axis=1)
    return np.asarray((strata + rng.random(strata.shape)) / BLOCK).ravel()


def holds(interval: Interval, truth: float) -> bool:
    return interval.low <= truth <= interval.high


def test_ratios_of_known_variances() -> None:
    rng = np.random.default_rng(1)
    worlds, noise = even_worlds(rng), rng.normal(0, 0.2, BLOCKS * BLOCK)
    lives = worlds + noise
    # within a block worlds scatter by 1/16 of a stratum only
    even = 0.04 + 1 / 12 / BLOCK**2
    assert holds(stratified_ratio(lives), (0.04 + 1 / 12) / even)
    other = lives + rng.normal(0, 0.1, lives.size)
    assert holds(paired_ratio(lives, other, plain=False), (2 * even + 0.01) / 0.01)
    assert holds(paired_ratio(lives, other), (2 / 12 + 0.09) / 0.01)
    independent = even_worlds(rng) + rng.normal(0, 0.2, lives.size)
    assert holds(paired_ratio(lives, independent, plain=False), 1.0)


def test_a_ratio_without_variance_is_unknown() -> None:
    same = np.ones(BLOCKS * BLOCK)
    assert np.isnan(paired_ratio(same, same).value)
    assert at_least("x", paired_ratio(same, same), 2.0, "").value == "unknown"


def test_the_worlds_share_of_the_variance() -> None:
    rng = np.random.default_rng(2)
    days = rng.normal(0, 1, (4000, 1)) + rng.normal(0, 2, (4000, 4))
    assert between_worlds(days) == pytest.approx(0.2, abs=0.02)
    assert between_worlds(np.ones((8, 4))) == 0


def test_the_jackknife_covers() -> None:
    rng = np.random.default_rng(3)
    found = [
        jackknife(lambda kept, x=x: float(np.log(x[kept, 0].var(ddof=1) / x[kept, 1].var(ddof=1))), 40)
        for x in rng.normal(0, [2.0, 1.0], (200, 40, 2))
    ]
    assert np.mean([holds(one, 4.0) for one in found]) >= 0.88


def test_block_means_are_along_the_first_axis() -> None:
    values = np.arange(2 * BLOCK)
    assert list(block_means(values)) == [7.5, 23.5]
    assert block_means(np.column_stack([values, values])).shape == (2, 2)


def test_a_line_and_how_sure_its_slope_is() -> None:
    x = np.array([1.0, 2.0, 3.0, 4.0])
    slope, margin = line(x, 5 + 2 * x)
    assert (slope, margin) == (pytest.approx(2), pytest.approx(0, abs=1e-9))
    assert line(x, np.array([1.0, -1.0, 1.0, -1.0]))[1] > 0


LOAD = Load(leads=[9, 4, 0], qualify=[5, 2, 0], open=[3, 1, 0], won=[2, 0, 1], lost=[0, 1, 0], cycle=1)


def test_the_naive_company_plays_its_load() -> None:
    company = play(LOAD, 1)
    assert (company.leads, company.ticks) == (13, LOAD.customer_months) == (13, 5)
    assert company.deals <= sum(LOAD.open)  # the last ones may still wait for a seller
    longer = Load(*([*counts, 0, 0] for counts in (LOAD.leads, LOAD.qualify, LOAD.open, LOAD.won, LOAD.lost)), cycle=1)
    assert (play(longer, 1).deals, play(longer, 1).won) == (4, 2)


def test_the_load_is_that_of_a_life() -> None:
    rows = np.zeros((3, len(MONTHLY)))
    months = {"mqls": [9.4, 4.2, 1.4], "sqls": [5, 2, 0], "opportunities": [3, 1, 0]}
    months |= {"customers_won": [2, 0, 1], "customers": [2, 1, 2]}
    for name, values in months.items():
        rows[:, MONTHLY.index(name)] = values
    life = Trial(1, 0, 0, {}, [tuple(row) for row in rows.tolist()], [])
    load = load_of(life)
    # the customer of the third month came back: it takes a lead and a deal, for the twin knows no other way
    assert (load.qualify, load.open, load.won, load.lost) == ([5, 2, 1], [3, 1, 1], [2, 0, 1], [0, 1, 0])
    assert sum(load.leads) == 15
    assert load_of(life, "sqls").leads == [5, 2, 1]


def test_a_made_up_company_has_what_a_real_one_has() -> None:
    life = fake(FakeScenario(), 1, 7)
    assert set(life.outcome) == set(OUTCOME)
    assert {len(row) for row in life.rows} == {len(MONTHLY)}
    ends = [fake(FakeScenario(), 1, trial).outcome["end"] for trial in range(400)]
    assert 150 < ends.count("dead") < 250


def test_the_page_keeps_what_was_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "benchmarks.md"
    bench.keep("# Benchmarks", path)
    path.write_text(path.read_text() + "\nWhy it is so.\n")
    table = bench.table("How fast", [Measure("speed", "3 ×", "≥ 4 ×", False, "by the clock")])
    bench.keep("\n".join(table), path)
    text = path.read_text()
    assert "| speed | 3 × | ≥ 4 × | missed | by the clock |" in text
    assert "# Benchmarks" not in text
    assert text.endswith("Why it is so.\n")
    assert text.count(bench.MARK) == 1
