"""L26 for every shock there is: one that has no force, or comes after the horizon, leaves every number as it was."""

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from sim.perils import PerilSpec
from sim.scenario import Scenario
from sim.trial import simulate
from tests.worlds import base, same_life, same_rows

FOLDER = Path(__file__).parents[2] / "configs" / "peril"
PERILS: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))
}
MONTHS = 36
# A company that perils of every kind can hit: it owes, it awaits a wire, a platform brings it leads, it pays by Friday.
EXPOSED: dict[str, Any] = {
    "finance.pay_cycle": "biweekly",
    "company.opening.debt": [{"id": "d", "principal": 300_000.0, "rate": 0.1, "months": 48}],
    "company.opening.wires": [{"id": "w", "amount": 500_000.0, "due": "2027-02-03"}],
    "marketing.platform.sqls": 6.0,
}


def exposed() -> Scenario:
    """The base company, open to every peril."""
    return base(MONTHS).replace(EXPOSED)


def assert_nothing_changes(peril: dict[str, Any]) -> None:
    """Paired lives with and without it are bit-identical: months, facts and outcome."""
    before = exposed()
    after = before.replace({"perils.under_test": peril})
    for trial in range(3):
        assert same_life(simulate(before, 1, trial, events=True), simulate(after, 1, trial, events=True))


@pytest.mark.parametrize("name", PERILS)
def test_a_peril_of_severity_nought_changes_nothing(name: str) -> None:
    """L26: severity 0 is bit-identical to absent."""
    assert_nothing_changes(PERILS[name] | {"severity": 0.0})


@pytest.mark.parametrize("name", PERILS)
def test_a_peril_after_the_horizon_changes_nothing(name: str) -> None:
    """L26: what would strike in the month after the last leaves every number bit-identical."""
    assert_nothing_changes(PERILS[name] | {"start": MONTHS + 1})


@pytest.mark.parametrize("name", PERILS)
def test_a_peril_as_shipped_is_felt(name: str) -> None:
    """The two laws above would hold of a peril that did nothing: moved to the first or the second year, each is felt by
    somebody."""
    before = exposed()
    rows = [simulate(before, 1, k).rows for k in range(12)]
    struck = [before.replace({"perils.under_test": PERILS[name] | {"start": start}}) for start in (2, 19)]
    assert any(not same_rows(rows[k], simulate(after, 1, k).rows) for after in struck for k in range(12))


def test_every_kind_of_peril_has_its_file() -> None:
    """The union and configs/peril/ name the same shocks."""
    union = get_args(PerilSpec)[0]
    kinds = {get_args(peril.model_fields["kind"].annotation)[0] for peril in get_args(union) or (union,)}
    assert {content["kind"] for content in PERILS.values()} == kinds
