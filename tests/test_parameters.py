"""docs/model/parameters.md: each input has one mechanism, each mechanism inputs that are real and something that shows
it. Values are not held: the page is written anew when they change."""

import re

import pytest

from experiments.lawbook import ROOT, showing
from experiments.parameters import HEADS, RESULT, Mechanism, bounds, inputs, mechanisms, owner
from experiments.paths import exists
from sim.quantities import Unit
from sim.ranges import Limits
from sim.scenario import load_scenario
from sim.sources import assumptions


def test_each_mechanism_is_there_in_order() -> None:
    assert [mechanism.id for mechanism in mechanisms()] == [f"C{number}" for number in range(1, 48)]


@pytest.mark.parametrize("mechanism", mechanisms(), ids=[mechanism.id for mechanism in mechanisms()])
def test_its_paths_are_real_and_something_shows_it(mechanism: Mechanism) -> None:
    assert [path for path in mechanism.paths if not exists(path)] == []
    for shown in mechanism.shown:
        assert showing(shown) if re.fullmatch(r"L\d+", shown) else (ROOT / "tests" / shown).is_file(), shown


def test_every_input_belongs_to_a_mechanism() -> None:
    assert [one.key for one in assumptions(load_scenario("base")) if owner(one.key) is None] == []


def test_the_longest_beginning_owns_a_path() -> None:
    assert owner("success.health.cooling") == "C29"
    assert owner("success.health.alerts.notice") == "C30"
    assert owner("market.segments.small.closure") == "C35"
    assert owner("market.segments.small.acv") == "C1"
    assert owner("astrology.sign") is None


def test_the_page_names_every_input_under_its_mechanism() -> None:
    parts = dict(re.findall(r"^## (C\d+)\n(.*?)(?=^## |\Z)", RESULT.read_text(encoding="utf-8"), re.M | re.S))
    missing = [
        (key, one.key) for key, rows in inputs().items() for one in rows if f"`{one.key}`" not in parts.get(key, "")
    ]
    assert missing == [], "make claims writes it anew"


def test_the_page_says_what_is_allowed_and_whose_number_it_is() -> None:
    rows = [line.split(" | ") for line in RESULT.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert {len(row) for row in rows} == {len(HEADS)}
    assert {row[HEADS.index("mark")] for row in rows} == {"decision", "world", "setting"}
    share = Unit("share", "share")
    least = Limits(share, low=0.0, high=1.0, open_low=True)
    assert bounds(least) == "> 0, ≤ 1"
    assert bounds(Limits(share, low=1.0, whole=True)) == "≥ 1, whole"
    assert bounds(Limits(share)) == "any"
