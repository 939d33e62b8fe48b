"""The pages on the model: every mechanism has its place, every path printed is real, every mutant still fits."""

import re
from pathlib import Path

import pytest

from experiments.ablation import is_neutral, switches
from experiments.lawbook import ROOT, law_tests, showing
from experiments.mutants import page, register
from experiments.paths import exists, paths_in
from sim.scenario import load_scenario

MODEL = ROOT / "docs" / "model.md"
PAGES = sorted((ROOT / "docs" / "model").glob("*.md"))
MECHANISMS = [f"C{number}" for number in range(1, 48)]
ROW = re.compile(r"^\| (C\d+) \| .* \| \[[^\]]+\]\((\S+)\) \|$", re.MULTILINE)
WITHOUT_SWITCH = {"C1", "C18", "C40", "C43", "C46"}
ALWAYS_ON = {"C2", "C13", "C16", "C22", "C23", "C33", "C35"}  # neutral by a number of their own, not by a switch


def test_the_index_has_each_mechanism_once_and_its_page_tells_of_it() -> None:
    rows = ROW.findall(MODEL.read_text(encoding="utf-8"))
    assert [name for name, _ in rows] == MECHANISMS
    for name, page_ in rows:
        headings = re.findall(r"^## .*$", (MODEL.parent / page_).read_text(encoding="utf-8"), re.MULTILINE)
        assert any(re.search(rf"\b{name}\b", heading) for heading in headings), f"{name} has no heading in {page_}"


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_every_parameter_path_on_a_page_is_real(path: Path) -> None:
    named = paths_in(path.read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not exists(name)] == []


def test_a_path_is_judged_by_where_it_leads() -> None:
    assert exists("market.segments.mid.renewal")
    assert exists("market.segments.*.renewal")
    assert exists("people.focus.{win, learning}")
    assert exists("perils.price_war.severity")
    assert not exists("market.segments.mid.renewals")
    assert not exists("market.segments.nobody.renewal")
    assert not exists("people.focus.{win, luck}")
    assert not exists("plan.budgets.astrology")


def test_pages_that_are_named_are_there() -> None:
    for path in (MODEL, *PAGES):
        for file in re.findall(r"`((?:sim|tests|configs)/[\w/]+\.(?:py|yaml))`", path.read_text(encoding="utf-8")):
            assert (ROOT / file).is_file(), f"{path.name}: {file}"
        for test in re.findall(r"`(test_\w+)`", path.read_text(encoding="utf-8")):
            assert any(key.endswith(f"::{test}") for key in law_tests()), f"{path.name}: {test}"


def test_every_law_has_its_words_and_a_test_that_a_mutant_should_turn_red() -> None:
    laws, mutants = register()
    assert list(laws) == [f"L{number}" for number in range(1, 31)]
    aimed_at = {test for mutant in mutants for test in mutant.tests}
    for law in laws:
        assert any(test.key in aimed_at for test in showing(law)), law


def test_every_mutant_fits_the_code_and_names_tests_that_exist() -> None:
    _, mutants = register()
    assert [mutant.what for mutant in mutants if not mutant.fits()] == []
    assert {test for mutant in mutants for test in mutant.tests} <= law_tests().keys()
    assert len({mutant.what for mutant in mutants}) == len(mutants)


def test_the_table_of_laws_says_what_has_not_been_run() -> None:
    laws, mutants = register()
    text = page(laws, mutants, [], 0.0)
    assert text.count("| not run yet |") > len(laws)


def test_every_switch_can_be_thrown_both_ways() -> None:
    base = load_scenario("base")
    for switch in switches():
        assert switch.example or switch.scenario, switch.key
        off = base if is_neutral(base, switch) else base.replace(switch.neutral)
        assert is_neutral(off, switch), switch.key
        assert not switch.example or off.replace(switch.example).hash != off.hash, switch.key
    switched = {switch.key.partition("-")[0] for switch in switches()}
    assert set(MECHANISMS) - switched - WITHOUT_SWITCH == ALWAYS_ON
