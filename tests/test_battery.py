"""The battery: what ships fits every scenario; what a user writes is taken or refused in words."""

from pathlib import Path

import pytest

from sim.battery import Stress, read_battery
from sim.errors import InputError
from sim.scenario import list_scenarios, load_scenario

BATTERY = read_battery()


def mine(folder: Path, text: str, name: str = "mine") -> Path:
    (folder / "stress").mkdir(exist_ok=True)
    (folder / "stress" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_investors_battery_is_complete() -> None:
    names = {stress.name for stress in BATTERY}
    assert names >= {
        "renewal_odds", "sales_cycle", "win_rate", "cost_per_lead", "ramp", "hiring_slips", "lower_price",
        "round_late", "round_half", "best_rep_leaves", "funding_winter", "incumbent",
    }  # fmt: skip
    assert any(stress.parts for stress in BATTERY)
    assert all(stress.title and stress.graded for stress in BATTERY)


@pytest.mark.parametrize("name", [name for name, _ in list_scenarios()])
def test_every_stress_fits_every_scenario(name: str) -> None:
    scenario = load_scenario(name, months=12)
    for stress in BATTERY:
        assert stress.on(scenario, 0.0) is scenario
        for size in (0.5, 1.0, 4.0):
            stress.on(scenario, size)


def test_a_user_adds_stresses_and_replaces_built_in_ones(tmp_path: Path) -> None:
    mine(tmp_path, "title: Dear engineers\nchanges: [{path: people.roles.engineer.salary, scale: 1.3}]\n")
    mine(tmp_path, "title: Half the deals\nchanges: [{path: market.segments.*.win_rate, scale: 0.5}]\n", "win_rate")
    mine(tmp_path, "title: Both\ntogether: [mine, win_rate]\n", "both")
    found: dict[str, Stress] = {stress.name: stress for stress in read_battery(tmp_path, ["mine", "win_rate", "both"])}
    assert list(found) == ["mine", "win_rate", "both"]
    assert found["win_rate"].title == "Half the deals"
    assert found["both"].changes == found["mine"].changes + found["win_rate"].changes


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title: A\nchange: []\n", "mine.yaml.*unknown key.*did you mean changes"),
        ("title: A\nchanges: [{path: a, scal: 2}]\n", "mine.yaml.*changes.0.scal.*did you mean scale"),
        ("title: A\nchanges: [{path: a}]\n", "one of set, scale, add, odds"),
        ("title: A\n", "either changes or together"),
        ("title: A\ntogether: [ramq]\n", "no such stress.*did you mean ramp"),
        ("title: A\ntogether: [weak_market]\n", "combination of combinations"),
        ("title: [\n", "not YAML"),
        ("- 1\n", "not keys with values"),
        ("title: '${oc.env:HOME}'\nchanges: [{path: a, add: 1}]\n", "resolvers are not allowed"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        read_battery(mine(tmp_path, text))


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean win_rate"):
        read_battery(only=["winrate"])
