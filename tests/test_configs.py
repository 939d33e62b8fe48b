"""The files in configs/: each composes, every scenario runs, and the real companies fare as they did."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sim.journal import ABSORBING, MONTHLY, Trial
from sim.loading import built_in
from sim.report.figures import BESIDE, MONEY
from sim.scenario import list_scenarios, load_scenario
from sim.trial import simulate

CONFIGS = built_in()
SCENARIOS = [name for name, _ in list_scenarios()]
PLACES = {"company": ".company", "market": ".market", "plan": ".plan", "policies": ".policies", "mechanics": ""}
OPTIONS = [(group, path.stem) for group in PLACES for path in sorted((CONFIGS / group).glob("*.yaml"))]
PERILS = sorted(path.stem for path in (CONFIGS / "peril").glob("*.yaml"))
REAL = sorted(path.stem for path in (CONFIGS / "real").glob("*.yaml"))
LINES = 3


def _parts(group: str, name: str) -> list[str]:
    """The file itself, or the files that it only puts together."""
    content = yaml.safe_load((CONFIGS / group / f"{name}.yaml").read_text(encoding="utf-8"))
    return list(content["defaults"]) if set(content) == {"defaults"} else [name]


def _trials(name: str, trials: int, months: int) -> list[Trial]:
    scenario = load_scenario(name, months=months)
    return [simulate(scenario, 1, trial) for trial in range(trials)]


def _middle(trials: list[Trial], column: str, first: int, last: int) -> float:
    """Median over the trials that lived so long of a column's sum over months ``first`` to ``last`` (1 = the first)."""
    place = MONTHLY.index(column)
    sums = [sum(row[place] for row in trial.rows[first - 1 : last]) for trial in trials if len(trial.rows) >= last]
    return float(np.median(sums))


def test_every_group_is_known_here() -> None:
    groups = {path.parent.name for path in CONFIGS.glob("*/*.yaml")}
    assert groups == {*PLACES, "peril", "real", "remedy", "scenario", "stress"}


@pytest.mark.parametrize(("group", "name"), OPTIONS)
def test_every_file_of_a_group_can_be_chosen(group: str, name: str) -> None:
    # a file about a market of its own is chosen in the scenario that has this market
    named = [path.stem for path in (CONFIGS / "scenario").glob("*.yaml") if f"/{group}: {name}\n" in path.read_text()]
    host = "base" if not named or "base" in named else named[0]
    scenario = load_scenario(host, [f"{group}@scenario{PLACES[group]}={name}"])
    used = {origin.file for origin in scenario.provenance.values()}
    assert {f"{group}/{part}.yaml" for part in _parts(group, name)} <= used


@pytest.mark.parametrize("name", PERILS)
def test_every_peril_can_be_added(name: str, tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    text = f"defaults:\n  - base\n  - /peril@perils.mine: {name}\n  - _self_\ntitle: With a peril\n"
    (tmp_path / "scenario" / "mine.yaml").write_text(text)
    scenario = load_scenario("mine", config_dir=tmp_path)
    assert list(scenario.setup.perils) == ["mine"]
    assert not scenario.setup.perils["mine"].harmless()


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_runs_and_tells_its_story(name: str) -> None:
    trials = _trials(name, 2, 6)
    assert all(trial.rows and np.isfinite(trial.outcome["cash_end"]) for trial in trials)
    setup = load_scenario(name).setup
    assert setup.title
    assert "\n" not in setup.title
    assert len(setup.story) > 100


@pytest.mark.parametrize("name", ["zirtual", "box", "domo", "zenefits", "bench", "olive"])
def test_real_companies_name_their_facts_their_assumptions_and_their_source(name: str) -> None:
    setup = load_scenario(name).setup
    assert "own numbers:" in setup.story
    assert "Assumed:" in setup.story
    assert "https://" in (setup.source or "")


@pytest.mark.parametrize("name", REAL)
def test_what_a_real_company_was_seen_to_do_has_a_source_and_is_drawn(name: str) -> None:
    points = load_scenario(name, months=12).setup.real
    assert points
    assert all(point.source for point in points)
    assert {point.metric for point in points} <= {subject.key for subject in (*MONEY, *BESIDE)}


def test_points_of_a_real_company_stay_with_its_story(tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    ours = tmp_path / "scenario" / "ours.yaml"
    ours.write_text("defaults:\n  - box\n  - _self_\ntitle: Ours\n")
    setup = load_scenario("ours", config_dir=tmp_path).setup
    assert (setup.real, setup.expect, setup.question, setup.source) == ([], [], None, None)
    ours.write_text("defaults:\n  - box\n  - _self_\nfinance: {interest: 0.01}\n")
    assert load_scenario("ours", config_dir=tmp_path).setup.real


def test_zirtual_ends_in_summer_2015_with_four_hundred_people() -> None:
    trials = _trials("zirtual", 32, 24)
    ends: list[Any] = [trial.outcome["end_month"] for trial in trials if trial.outcome["end"] in ABSORBING]
    assert np.mean([11.5 <= end <= 17 for end in ends]) > 0.6
    assert len(ends) >= 28
    assert 360 < _middle(trials, "heads", 12, 12) < 460
    assert 0.3e6 < _middle(trials, "burn", 10, 12) / LINES < 0.6e6


def test_box_grows_as_it_did_and_lives() -> None:
    trials = _trials("box", 8, 24)
    assert sum(trial.outcome["end"] in ABSORBING for trial in trials) <= 1
    assert max(trial.outcome["events"] for trial in trials) < 10_000
    for first, real in ((1, 58.8e6), (13, 124.2e6)):
        assert real / 1.5 < _middle(trials, "mrr", first, first + 11) < real * 1.5
    assert 900 < _middle(trials, "heads", 24, 24) < 1050
    assert 250 < _middle(trials, "customers", 24, 24) < 430  # bands of a hundred: 34,000 in January 2014


def test_domo_has_half_a_year_of_money_and_its_listing_brings_what_it_brought() -> None:
    trials = _trials("domo", 24, 9)
    raised, cash = MONTHLY.index("raised"), MONTHLY.index("cash")
    listed = [trial for trial in trials if sum(row[raised] for row in trial.rows[:3]) > 0]
    assert 12 <= len(listed) < 24
    assert 3.5 < 72e6 / (_middle(trials, "burn", 1, 2) / 2) - 1 < 6.5
    assert np.mean([trial.rows[5][cash] for trial in listed]) == pytest.approx(206e6, rel=0.1)
    assert _middle(trials, "mrr", 1, 9) == pytest.approx(110.5e6, rel=0.1)


def test_zenefits_triples_its_reps_and_grows_in_a_straight_line() -> None:
    trials = _trials("zenefits", 16, 18)
    assert _middle(trials, "arr", 8, 8) == pytest.approx(45e6, rel=0.15)
    assert _middle(trials, "arr", 13, 13) == pytest.approx(60e6, rel=0.15)
    assert max(trial.rows[12][MONTHLY.index("arr")] for trial in trials) < 100e6
    assert _middle(trials, "heads_rep", 9, 9) > 3 * _middle(trials, "heads_rep", 1, 1)
    assert _middle(trials, "heads", 13, 13) - _middle(trials, "heads", 15, 15) > 200
    assert _middle(trials, "heads", 18, 18) == pytest.approx(1070, rel=0.1)


def test_bench_grows_and_halves_its_loss_and_does_not_grow_out_of_it() -> None:
    trials = _trials("bench", 32, 27)
    assert _middle(trials, "mrr", 1, 12) == pytest.approx(49e6, rel=0.1)
    assert _middle(trials, "burn", 1, 12) == pytest.approx(15e6, rel=0.25)
    ends: list[Any] = [trial.outcome["end_month"] for trial in trials if trial.outcome["end"] in ABSORBING]
    assert len(ends) >= 20
    assert 17 <= np.median(ends) <= 24
    assert {trial.outcome["cause"] for trial in trials if trial.outcome["end"] == "dead"} >= {"debt repaid"}


def test_olive_spends_what_it_raised_by_the_autumn_of_2023() -> None:
    trials = _trials("olive", 16, 52)
    ends: list[Any] = [trial.outcome["end_month"] for trial in trials if trial.outcome["end"] in ABSORBING]
    assert len(ends) >= 14
    assert 39 <= np.median(ends) <= 48
    for month, real in ((18, 1000), (25, 1400), (29, 850)):
        assert _middle(trials, "heads", month, month) == pytest.approx(real, rel=0.1)
    assert _middle(trials, "grr", 36, 36) < _middle(trials, "grr", 12, 12)
