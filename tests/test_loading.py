"""Composing files, what a file may not do, and bad input: one clear message each, nothing run."""

import threading
from pathlib import Path
from typing import Any

import hydra
import pytest
from omegaconf import OmegaConf

from sim.errors import InputError
from sim.loading import compose
from sim.scenario import Scenario, load_scenario
from tests.toy_scenario import Toy, built_in, mine, write

__all__ = ["built_in", "mine"]

pytestmark = pytest.mark.usefixtures("built_in")


def _load(name: str = "base", *overrides: str, **options: Any) -> Scenario:
    return load_scenario(name, overrides, root=Toy, **options)


def _own(mine: Path, text: str, *overrides: str) -> Scenario:
    write(mine, {"scenario/own.yaml": text})
    return _load("own", *overrides, config_dir=mine)


INHERITS = "defaults: [base, _self_]\n"


def test_a_difference_inherits_adds_and_overrides() -> None:
    over = _load("overhire")
    assert over.setup.perils["winter"].start == 18
    assert over.setup.plan.hires["rep"].keys() == {"first"}
    assert over.setup.story == ""  # it gives a title, and no story of its own


@pytest.mark.parametrize("name", ["base", "overhire"])
def test_files_are_merged_as_hydra_merges_them(built_in: Path, name: str) -> None:
    with hydra.initialize_config_dir(str(built_in), version_base="1.3"):
        composed = hydra.compose("config", [f"+scenario={name}"])
    assert compose(name, [], None).data == OmegaConf.to_container(composed)["scenario"]  # type: ignore[call-overload,index]


def test_a_range_replaces_the_earlier_one_whole() -> None:
    assert _load("overhire").data["market"]["patience"] == {"shape": "uniform", "min": 1, "max": 4}
    changed = _load("base", "scenario.market.patience={shape: uniform, min: 2, max: 3}")
    assert changed.data["market"]["patience"] == {"shape": "uniform", "min": 2, "max": 3}


def test_the_users_files_come_first_and_null_deletes(mine: Path) -> None:
    write(mine, {"plan/two.yaml": "hires: {rep: {mine: {month: 1, count: 2}}}\n"})
    assert _own(mine, INHERITS).setup.plan.hires["rep"].keys() == {"mine"}
    assert _own(mine, INHERITS + "plan: {hires: {rep: null}}\n").setup.plan.hires == {}


def test_a_file_without_self_still_wins_over_what_it_inherits(mine: Path) -> None:
    assert _own(mine, "defaults: [base]\ntitle: Mine\n").setup.title == "Mine"


def test_overrides_take_ranges_maps_deletions_wildcards_and_whole_groups() -> None:
    changed = _load(
        "base",
        "scenario.market.win_rate=15% to 35%",
        "++scenario.perils.rival={kind: rival, strength: 20%}",
        "~scenario.plan.hires.rep.second",
        "scenario.plan.hires.rep.*.month=3",
        "scenario.market.patience=null",
        "scenario.title='A title, with a comma'",
    )
    assert changed.ranges["market.win_rate"].quantile(0.95) == pytest.approx(0.35)
    assert changed.setup.perils["rival"].strength == 0.2
    assert {name: hire.month for name, hire in changed.setup.plan.hires["rep"].items()} == {"first": 3}
    assert changed.setup.market.patience is None
    assert changed.setup.title == "A title, with a comma"
    assert _load("base", "plan@scenario.plan=eight").setup.plan.hires["rep"]["first"].count == 8


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("scenario.market.win_rat=0.2", "market.win_rat: unknown key .*did you mean win_rate"),
        ("scenario.hires.rep.first.month=2", "hires: unknown key.*did you mean plan.hires"),
        ("market.win_rate=0.2", "not a change.*did you mean scenario.market.win_rate"),
        ("scenario.market.win_rate", "not a change"),
        ("hydra.run.dir=x", "not a change"),
        ("hydra/launcher=x", "not a change"),
        ("plan@hydra.plan=two", "not a change"),
        ("plan@scenario.plan=eigth", "does not exist.*did you mean"),
        ("scenario.market.win_rate=1.2", "out of bounds .*1.2.*above 0, below 1"),
        ("scenario.market.win_rate=nan", "not a finite number"),
        ("scenario.market.drift=inf", "not a finite number"),
        ("scenario.market.win_rate=true", "market.win_rate: not a number .*True"),
        ("scenario.market.win_rate=[1]", "market.win_rate: not a number"),
        ("scenario.market.accounts=2.5", "market.accounts: not a whole number .*2.5"),
        ("scenario.market.accounts=1,2", "several values"),
        ("scenario.market.accounts=1)", "not a value"),
        ("scenario.plan.hires=3", "plan.hires: not names with values"),
        ("scenario.market.churn=[1]", "market.churn: not names with values"),
        ("scenario.market.steps={a: 1}", "market.steps: .*list"),
        ("scenario.company.opening.date=2026-02-30", "not a date"),
        ("scenario.perils.winter.start=18", "perils.winter.kind: a value is missing; allowed: funding_winter, rival"),
        ("scenario.perils.w={kind: funding_wintr}", "no such kind .*did you mean funding_winter"),
        ("~scenario.plan.hires.rep.third", "nothing to delete"),
        ("scenario.title=${oc.env:HOME}", "title: resolvers are not allowed"),
        ("scenario.title=${scenario.no.such}", "leads nowhere"),
        ("scenario.x={_target_: os.system}", "not allowed"),
        ("scenario.company.opening.customers=none.csv", "no such file"),
    ],
)
def test_an_override_that_cannot_be_is_refused(override: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        _load("base", override)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (INHERITS + "marktes: {}\n", "own.yaml: marktes: unknown key.*did you mean market"),
        (INHERITS + "market: {drift: abc}\n", "own.yaml: market.drift: not a number .*abc"),
        (INHERITS + "market: {drift: .nan}\n", "own.yaml: market.drift: not a finite"),
        (INHERITS + "market: {drift: 3 to 2}\n", "own.yaml: market.drift: .*inverted"),
        (INHERITS + "perils:\n  x:\n    kind: rival\n    strength: ???\n", "perils.x.strength: a value is missing"),
        (INHERITS + "perils: {x: {kind: rival}}\n", "own.yaml: perils.x.strength: a value is missing"),
        (INHERITS + "hydra: {callbacks: {x: {_target_: os.system}}}\n", "own.yaml: hydra: .*not allowed"),
        (INHERITS + "scenario: {hydra: {x: 1}}\n", "own.yaml: scenario.hydra: .*not allowed"),
        (INHERITS + "market: {_target_: os.system}\n", "own.yaml: market._target_: .*not allowed"),
        (INHERITS + "market: {x: [{_partial_: true}]}\n", "own.yaml: market.x.0._partial_: .*not allowed"),
        (INHERITS + "story: ${oc.env:HOME}\n", "own.yaml: story: resolvers are not allowed"),
        (INHERITS + "story: ${hydra:runtime.cwd}\n", "resolvers are not allowed"),
        (INHERITS + "story: ${oc.env:${scenario.title}}\n", "resolvers are not allowed"),
        (INHERITS + "story: ${scenario.story}\n", "own.yaml"),
        ("# @package _global_\n" + INHERITS, "own.yaml: @package: .*only fill the scenario"),
        ("#@package hydra\n" + INHERITS, "@package"),
        ("defaults: [base, /plan@_global_: two, _self_]\n", "only fill the scenario"),
        ("defaults: [base, /plan@_global_.hydra.x: two, _self_]\n", "not allowed in defaults|only fill the scenario"),
        ("defaults: [base, override /hydra/launcher: joblib, _self_]\n", "own.yaml"),
        ("defaults: [base, '/plan@plan': '${oc.env:HOME}', _self_]\n", "own.yaml"),
        ("defaults: [../../secret, _self_]\n", "own.yaml"),
        ("defaults: [own, _self_]\n", "inherits from itself"),
        ("defaults: [bse, _self_]\n", "does not exist.*did you mean base"),
        (INHERITS + "title: [\n", "own.yaml: not YAML"),
        (INHERITS + "title: a\ntitle: b\n", "own.yaml: not YAML.*duplicate"),
        ("- a\n- b\n", "own.yaml: "),
        (INHERITS + "company: {opening: {customers: ../secret.csv}}\n", "customers: the file lies outside the folder"),
        (INHERITS + "company: {opening: {customers: /etc/hostname}}\n", "customers: the file lies outside the folder"),
        (INHERITS + "company: {opening: {customers: none.csv}}\n", "customers: there is no such file .*none.csv"),
        (INHERITS + "market: {drift: {samples: ../secret.csv}}\n", "drift: the file lies outside the folder"),
        (INHERITS + "market: {drift: {samples: rows.csv}}\n", "rows.csv, line 2: not a number"),
        (INHERITS + "company: {opening: {customers: rows.csv}}\n", "rows.csv, line 2: mrr: .*-5"),
        (INHERITS + "correlations: {x: {a: market.drift, b: market.drft, rho: 0.5}}\n", "did you mean market.drift"),
        (
            INHERITS + "correlations:\n"
            "  x: {a: market.drift, b: market.patience, rho: 0.9}\n"
            "  y: {a: market.drift, b: market.accounts, rho: 0.9}\n"
            "  z: {a: market.accounts, b: market.patience, rho: -0.9}\n",
            "own.yaml: .*cannot hold together",
        ),
        (
            INHERITS + "company: {opening: {customers: [{id: a, mrr: 1, start: 2025-01-01, billing: annual}, "
            "{id: a, mrr: 1, start: 2025-01-01, billing: annual}]}}\n",
            "the same id twice",
        ),
    ],
)
def test_a_file_that_cannot_be_is_refused(mine: Path, text: str, words: str) -> None:
    write(
        mine,
        {"scenario/rows.csv": "id,mrr,start,billing\na,-5,2025-01-01,annual\n", "secret.csv": "1\n", "secret.yaml": ""},
    )
    with pytest.raises(InputError, match=words) as caught:
        _own(mine, text)
    assert "\n" not in str(caught.value)


def test_a_file_of_another_group_is_held_to_the_same_rules(mine: Path) -> None:
    write(mine, {"plan/evil.yaml": "hires: {}\n_target_: os.system\n"})
    with pytest.raises(InputError, match=r"plan/evil.yaml: _target_"):
        _own(mine, "defaults: [base, override /plan: evil, _self_]\n")


def test_a_table_of_contents_in_the_users_folder_is_never_read(mine: Path) -> None:
    write(mine, {"config.yaml": "hydra: {callbacks: {x: {_target_: os.abort}}}\nscenario: {title: wrong}\n"})
    assert _own(mine, INHERITS + "title: right\n").setup.title == "right"


def test_no_resolver_answers_not_even_one_registered_elsewhere(mine: Path) -> None:
    asked: list[str] = []
    OmegaConf.register_new_resolver("spy", lambda: asked.append("x") or "x")
    try:
        with pytest.raises(InputError):
            _own(mine, INHERITS + "story: ${spy:}\n")
        with pytest.raises(InputError):
            _own(mine, "defaults: [base, '/plan@plan': '${spy:}', _self_]\n")
        assert not asked
        assert OmegaConf.has_resolver("spy")
    finally:
        OmegaConf.clear_resolver("spy")


def test_bytes_that_are_no_text_are_refused(mine: Path) -> None:
    (mine / "scenario/own.yaml").write_bytes(b"title: \xff\xfe\n")
    with pytest.raises(InputError, match=r"own.yaml: .*UTF-8"):
        _load("own", config_dir=mine)


@pytest.mark.parametrize("name", ["bas", "", "../base", "config", "/etc/passwd"])
def test_an_unknown_scenario_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(InputError, match=r"unknown scenario.*base, overhire"):
        _load(name)


@pytest.mark.parametrize("name", ["a,b", "a.b", "a=b", "a[b]", "a${b}", "a\\b"])
def test_a_name_that_would_be_read_as_something_else_is_refused(mine: Path, name: str) -> None:
    write(mine, {f"scenario/{name}.yaml": INHERITS})
    with pytest.raises(InputError, match="cannot have this name"):
        _load(name, config_dir=mine)


@pytest.mark.parametrize("name", ["café", "spring plan", "2027-q1", "-x"])
def test_a_name_in_any_script_is_taken_as_it_stands(mine: Path, name: str) -> None:
    write(mine, {f"scenario/{name}.yaml": INHERITS})
    assert _load(name, config_dir=mine).name == name


def test_a_missing_folder_or_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        _load(config_dir=tmp_path / "none")
    with pytest.raises(InputError, match=r"none.yaml"):
        _load(str(tmp_path / "none.yaml"))


def test_a_file_run_alone_may_not_inherit(mine: Path) -> None:
    with pytest.raises(InputError, match=r"inherits from others.*--config-dir"):
        _load(str(mine / "scenario/own.yaml"))


def test_scenarios_load_in_several_threads_at_once() -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(_load("overhire").hash)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_the_story_of_another_company_is_not_inherited_with_a_title(mine: Path) -> None:
    assert _own(mine, INHERITS + "title: Ours\n").setup.story == ""
    assert _own(mine, INHERITS + "title: Ours\nstory: Two founders\n").setup.story == "Two founders"
    assert _own(mine, INHERITS).setup.story == "from mechanics"
    assert _own(mine, INHERITS + "title: Ours\n", "scenario.story=typed").setup.story == "typed"


@pytest.mark.usefixtures("built_in")
def test_a_group_that_is_not_there_yet_needs_a_plus() -> None:
    with pytest.raises(InputError, match=r"write \+peril@scenario\.perils\.winter=…"):
        _load("base", "peril@scenario.perils.winter=winter")
    assert _load("base", "+peril@scenario.perils.winter=winter").setup.perils["winter"].start == 18


@pytest.mark.parametrize(
    ("change", "allowed"),
    [("plan.hires=null", "allowed: a mapping"), ("company.name=null", "allowed: text")],
)
@pytest.mark.usefixtures("built_in")
def test_what_is_allowed_is_said_in_plain_words(change: str, allowed: str) -> None:
    with pytest.raises(InputError, match=allowed):
        _load("base", f"scenario.{change}")
