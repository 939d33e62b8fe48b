"""A loaded scenario: changes, worlds, identity, provenance, assumptions."""

import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.scenario import Origin, Scenario, list_scenarios, load_scenario
from sim.sources import assumptions
from sim.uncertainty import draw
from tests.toy_scenario import Hire, Toy, built_in, mine, write

__all__ = ["built_in", "mine"]

pytestmark = pytest.mark.usefixtures("built_in")


def _load(name: Any = "base", *overrides: str, **options: Any) -> Scenario:
    return load_scenario(name, overrides, root=Toy, **options)


@pytest.fixture
def base() -> Scenario:
    return _load()


def test_setup_stands_at_the_middle_of_each_range(base: Scenario) -> None:
    assert base.setup.title == "The base company"
    assert base.setup.company.opening.cash == 3.7e6
    assert base.setup.company.opening.date == date(2026, 1, 1)
    assert base.setup.market.accounts == round((10_000 * 50_000) ** 0.5)
    assert set(base.ranges) == {
        "market.accounts",
        "market.win_rate",
        "market.churn.mid",
        "market.drift",
        "market.patience",
        "market.steps.1",
    }
    assert base.data["market"]["win_rate"] == "15% to 30%"


def test_replace_changes_deletes_and_checks_again(base: Scenario) -> None:
    changed = base.replace(
        {"scenario.plan.hires.rep.*.month": 12, "plan.hires.rep.second": None, "market.win_rate": 0.5}
    )
    assert changed.setup.plan.hires == {"rep": {"first": Hire(month=12, count=1)}}
    assert "market.win_rate" not in changed.ranges
    assert changed.provenance["market.win_rate"] == Origin("changed in Python")
    assert changed.provenance["market.drift"] == base.provenance["market.drift"]
    assert base.setup.plan.hires["rep"]["first"].month == 6
    assert (
        changed.replace({"plan.hires.rep.second": Hire(month=8, count=1)}).setup.plan.hires["rep"]["second"].month == 8
    )
    added = base.replace(
        {"perils.w": {"kind": "rival", "strength": "10% to 20%"}, "company.opening.date": date(2027, 2, 1)}
    )
    assert "perils.w.strength" in added.ranges
    assert added.setup.company.opening.date == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"market.win_rat": 0.2}, "market.win_rat: unknown key.*did you mean win_rate"),
        ({"market.win_rate": 1.2}, "market.win_rate: out of bounds .*1.2.*above 0, below 1"),
        ({"market.win_rate": 1e-300}, "market.win_rate: out of bounds .*above 0"),
        ({"market.win_rate": "30% to 20%"}, "inverted"),
        ({"plan.hires.rep.third": None}, "nothing to delete"),
        ({"plan.hires.sdr.third": None}, "nothing to delete"),
        ({"plan.hires.engineer.*.month": 2}, "nothing stands there"),
        ({"company.name.first": 2}, "inside a single value"),
        ({"plan.hires.rep.frist.month": 2}, "frist.count: a value is missing.*did you mean first"),
        ({"plan.hires.repp.first": {"month": 1, "count": 1}}, "hires.repp: .*rep, engineer; did you mean rep"),
    ],
)
def test_a_change_that_cannot_be_is_refused(base: Scenario, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        base.replace(changes)
    assert caught.value.file == "changed in Python"


def test_at_puts_in_a_world_and_touches_nothing_else(base: Scenario) -> None:
    world = draw(base.ranges, base.groups, 1, 0)
    at = base.at(world)
    assert at.market.win_rate == world["market.win_rate"]
    assert at.market.churn == {"small": 0.2, "mid": world["market.churn.mid"]}
    assert at.market.steps == [3, world["market.steps.1"]]
    assert at.plan is base.at({}).plan
    assert base.at({}).market.win_rate == base.setup.market.win_rate


def test_at_brings_values_inside_the_bounds_and_takes_any_number(base: Scenario) -> None:
    at = base.at({"market.accounts": 0.2, "market.churn.mid": 3.0, "plan.hires.rep.first.count": 2.6})
    assert (at.market.accounts, at.market.churn["mid"], at.plan.hires["rep"]["first"].count) == (1, 1, 3)
    with pytest.raises(InputError, match="no such number"):
        base.at({"market.sise": 1})


def test_a_range_in_a_row_of_a_list_is_an_input_too(base: Scenario) -> None:
    row = {"id": "a", "mrr": "1k to 2k", "start": "2025-01-01", "billing": "annual"}
    changed = base.replace({"company.opening.customers": [row]})
    assert changed.at({"company.opening.customers.0.mrr": 1234}).company.opening.customers[0].mrr == 1234
    assert changed.setup.company.opening.customers[0].mrr != 1234
    assert changed.replace({"company.opening.customers.0.mrr": 5}).setup.company.opening.customers[0].mrr == 5
    with pytest.raises(InputError, match="no such row"):
        changed.replace({"company.opening.customers.3.mrr": 5})


def test_hash_knows_content_and_horizon_in_every_process(base: Scenario) -> None:
    assert base.hash == _load().hash
    assert len({base.hash, base.with_months(12).hash, base.replace({"market.win_rate": 0.5}).hash}) == 3
    assert base.with_months(12).with_months(60).hash == base.hash
    code = "from sim.scenario import _hash; print(_hash({'b': [1, 0.1], 'a': {'y': None, 'x': 'é'}}, 60))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True, text=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_a_scenario_goes_to_a_worker_and_back(base: Scenario) -> None:
    again = pickle.loads(pickle.dumps(base))
    assert again == base


def test_the_resolved_file_alone_is_the_same_scenario(mine: Path) -> None:
    write(
        mine,
        {
            "scenario/full.yaml": (
                "defaults: [overhire, _self_]\ncompany: {opening: {customers: rows.csv, cash: {samples: cash.csv}}}\n"
                "story: Prices — in ${scenario.company.name}\n"
            ),
            "scenario/rows.csv": "id,mrr,start,billing\na,10,2025-01-01,annual\n",
            "scenario/cash.csv": "1M\n2M\n",
        },
    )
    full = _load("full", "scenario.plan.hires.rep.first.month=3", config_dir=mine)
    assert full.setup.story == "Prices — in A company"
    alone = write(mine / "elsewhere", {"scenario/copy.yaml": full.to_yaml()})
    bare = full.to_yaml().replace("scenario:\n", "").replace("\n  ", "\n").removeprefix("  ")
    write(alone, {"scenario/bare.yaml": bare})
    same = [_load("copy", config_dir=alone), _load("bare", config_dir=alone), _load(alone / "scenario" / "copy.yaml")]
    assert [scenario.hash for scenario in same] == [full.hash] * 3
    assert same[0].ranges == full.ranges
    assert same[0].setup == full.setup


@pytest.mark.parametrize("months", [0, -3, 601, True, 1.5, "12", None])
def test_a_horizon_that_cannot_be_is_refused(months: Any) -> None:
    with pytest.raises(InputError, match=r"months: .*from 1 to 600"):
        load_scenario("base", months=months, root=Toy)


def test_scenarios_are_listed_with_their_titles(mine: Path) -> None:
    write(mine, {"scenario/base.yaml": "title: 'Mine: first'\n", "scenario/broken.yaml": "title: [\n"})
    assert list_scenarios() == [("base", "The base company"), ("overhire", "Eight reps too early")]
    assert list_scenarios(mine) == [
        ("base", "Mine: first"), ("broken", ""), ("overhire", "Eight reps too early"), ("own", "My company"),
    ]  # fmt: skip


def test_listing_needs_neither_hydra_nor_pydantic_nor_pandas() -> None:
    code = "import sim.loading, sys; print({'hydra', 'omegaconf', 'pandas', 'scipy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "set()\n"


def test_each_value_knows_its_file_and_source(mine: Path) -> None:
    write(mine, {"scenario/own.yaml": "defaults: [overhire, _self_]\nmarket: {drift: 1}\n"})
    own = _load("own", "scenario.plan.hires.rep.first.month=3", config_dir=mine)
    where = {path: (origin.file, origin.key, origin.source) for path, origin in own.provenance.items()}
    assert where["market.win_rate"] == ("market/mid.yaml", "win_rate", "survey")
    assert where["market.churn.mid"] == ("market/mid.yaml", "churn.mid", "assumed")
    assert where["market.drift"] == (str(mine / "scenario/own.yaml"), "market.drift", None)
    assert where["plan.hires.rep.first.count"] == ("plan/eight.yaml", "hires.rep.first.count", None)
    assert where["plan.hires.rep.first.month"] == ("command line", "", None)
    assert where["perils.winter.start"][:2] == ("peril/winter.yaml", "start")
    assert where["title"][0] == "scenario/overhire.yaml"


def test_the_table_of_assumptions_tells_sourced_from_assumed_and_own() -> None:
    rows = {row.key: row for row in assumptions(_load("base", "scenario.market.drift=1"))}
    rate, churn, drift = rows["market.win_rate"], rows["market.churn.small"], rows["market.drift"]
    assert (rate.source_title, rate.year, rate.assumed, rate.mark) == ("A survey", "2026", False, "world")
    assert (rate.low, rate.high, rate.meaning) == (pytest.approx(0.15), pytest.approx(0.3), "Share of deals won")
    assert (churn.assumed, churn.value, churn.low, churn.high, churn.unit) == (True, 0.2, 0.01, 0.5, "share")
    assert (drift.own, drift.assumed, drift.file, drift.value) == (True, False, "command line", 1)
    assert (rows["market.steps.0"].value, rows["market.steps.1"].source_title) == (3, "A survey")
    assert "title" not in rows


def test_the_words_that_load_a_scenario_again(mine: Path) -> None:
    change = "scenario.company.name=Ours"
    loaded = load_scenario("base", [change], config_dir=mine, root=Toy)
    assert loaded.words == ("base", "--config-dir", str(mine), change)
    assert loaded.with_months(12).words == loaded.words
    assert loaded.replace({"company.name": "Theirs"}).words is None
