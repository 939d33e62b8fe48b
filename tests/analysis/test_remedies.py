"""Remedies: a closed grammar of patches, laid on a scenario or said not to fit."""

from pathlib import Path
from typing import Any

import pytest

from sim.analysis.remedies import Remedy, lay_on, load_remedies, read_remedy
from sim.changes import Change
from sim.errors import InputError
from sim.scenario import Scenario
from tests.worlds import base


def remedy(*changes: dict[str, Any], kind: Any = "decision") -> Remedy:
    return Remedy("mine", "Mine", kind, tuple(Change(**change) for change in changes), "mine.yaml")


def laid(scenario: Scenario, *changes: dict[str, Any]) -> Scenario:
    found = lay_on(remedy(*changes), scenario).scenario
    assert found is not None
    return found


def test_what_ships_has_eight_decisions_two_circumstances_and_placebos() -> None:
    kinds = [one.kind for one in load_remedies()]
    assert kinds.count("decision") == 8
    assert kinds.count("circumstance") == 2
    assert kinds.count("placebo") >= 3


@pytest.mark.parametrize("one", load_remedies(), ids=lambda one: one.name)
def test_each_that_ships_can_be_laid_on_each_kind_of_company_or_says_why_not(one: Remedy) -> None:
    for name in ("base", "over_promise", "custom_trap", "zirtual"):
        tried = lay_on(one, base(name=name))
        assert (tried.scenario is None) == bool(tried.why_not)


def test_each_decision_that_ships_changes_some_scenario_that_ships() -> None:
    names = ("base", "over_promise", "custom_trap")
    for one in load_remedies():
        if one.kind != "circumstance":
            assert any(lay_on(one, base(name=name)).scenario for name in names), one.name


@pytest.mark.parametrize(
    ("change", "path", "expected"),
    [
        ({"path": "plan.budgets.paid.*.per_month", "scale": 2}, "plan.budgets.paid.start.per_month", 12_000.0),
        ({"path": "company.founders.product", "add": 0.05}, "company.founders.product", 0.38),
        ({"path": "company.founders.product", "add": -5}, "company.founders.product", 0.0),  # inside its bounds
        ({"path": "policies.freeze.runway_months", "at_least": 12}, "policies.freeze.runway_months", 12.0),
        ({"path": "policies.layoffs.runway_months", "at_most": 3}, "policies.layoffs.runway_months", 3.0),
        ({"path": "policies.hire_reps.gate", "set": "product"}, "policies.hire_reps.gate", "product"),
    ],
)
def test_each_way_of_changing(change: dict[str, Any], path: str, expected: Any) -> None:
    value: Any = laid(base(), change).data
    for name in path.split("."):
        value = value[name]
    assert value == pytest.approx(expected) if isinstance(expected, float) else value == expected


def test_an_uncertain_number_is_moved_with_its_whole_curve() -> None:
    path = "market.segments.mid.win_rate"
    before, after = base().ranges[path], laid(base(), {"path": path, "scale": 0.5}).ranges[path]
    for point in (0.1, 0.5, 0.9):
        assert after.quantile(point) == pytest.approx(before.quantile(point) / 2, rel=0.02)


def test_records_are_taken_away_by_kind() -> None:
    stormy = base().replace(
        {"perils.one": {"kind": "wire_delayed", "start": 1, "months": 9, "delay_months": 2, "severity": 1.0}}
    )
    gone = laid(stormy, {"path": "perils.*", "of_kind": "wire_delayed", "set": None})
    assert gone.setup.perils == {}
    other = lay_on(remedy({"path": "perils.*", "of_kind": "funding_winter", "set": None}), stormy)
    assert other.scenario is None


@pytest.mark.parametrize(
    "change",
    [
        {"path": "policies.backfill", "set": True},  # as it is
        {"path": "policies.freeze.runway_months", "at_least": 1},
        {"path": "plan.budgets.brand.*.per_month", "scale": 3},  # nothing there
        {"path": "perils.storm.severity", "scale": 0.5},
    ],
)
def test_what_changes_nothing_is_not_tried(change: dict[str, Any]) -> None:
    tried = lay_on(remedy(change), base())
    assert tried.scenario is None
    assert tried.why_not == "changes nothing in this scenario"


def test_what_makes_no_scenario_says_why() -> None:
    tried = lay_on(remedy({"path": "company.founders.product", "set": 0.9}), base())
    assert tried.scenario is None
    assert "founders' hours" in tried.why_not


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("title: T\nkind: wish\nchanges: [{path: a, set: 1}]\n", "kind"),
        ("title: T\nkind: decision\nchanges: []\n", "changes"),
        ("title: T\nkind: decision\nchanges: [{path: a, set: 1, scale: 2}]\n", "exactly one"),
        ("title: T\nkind: decision\nchanges: [{path: a}]\n", "exactly one"),
        ("title: T\nkind: decision\nchanges: [{path: a, scael: 2}]\n", "scale"),
        ("title: T\nkind: decision\nchanges: [{path: a, set: '${oc.env:HOME}'}]\n", "resolvers"),
        ("title: T\nkind: decision\ndefaults: [base]\nchanges: [{path: a, set: 1}]\n", "defaults"),
    ],
)
def test_a_file_that_is_no_remedy_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        read_remedy(file)
    assert "wrong.yaml" in str(caught.value)
    assert named in str(caught.value)


@pytest.mark.parametrize("path", ["polcies.freeze.enabled", "policies.freez.enabled", "plan.hires.rep.*.cuont"])
def test_a_path_that_leads_nowhere_meets_the_nearest_name(path: str) -> None:
    with pytest.raises(InputError, match=r"mine\.yaml: path: leads nowhere .*did you mean"):
        lay_on(remedy({"path": path, "set": True}), base())


def test_a_word_cannot_be_multiplied() -> None:
    with pytest.raises(InputError, match=r"policies\.hire_reps\.gate"):
        lay_on(remedy({"path": "policies.hire_reps.gate", "scale": 2}), base())


def test_ones_own_stand_in_for_built_in_ones_and_are_found_by_name(tmp_path: Path) -> None:
    (tmp_path / "remedy").mkdir()
    text = "title: Mine\nkind: decision\nchanges: [{path: policies.backfill, set: false}]\n"
    (tmp_path / "remedy" / "feed_the_reps.yaml").write_text(text)
    assert [one.title for one in load_remedies(tmp_path, ["feed_the_reps"])] == ["Mine"]
    assert len(load_remedies(tmp_path)) == len(load_remedies())
    with pytest.raises(InputError, match="did you mean feed_the_reps"):
        load_remedies(tmp_path, ["feed_reps"])
