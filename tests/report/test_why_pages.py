"""The pages of causes, autopsy and no-return: what is found is shown, names from files are escaped, bytes repeat."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from sim.analysis.autopsy import Autopsy, autopsy
from sim.analysis.causes import Causes, causes
from sim.analysis.no_return import NoReturn, no_return, no_return_settings
from sim.analysis.remedies import Remedy, load_remedies
from sim.analysis.sorting import causes_settings
from sim.changes import Change
from sim.ensemble.runner import run_ensemble
from sim.report.autopsy_page import write_autopsy
from sim.report.causes_page import write_causes
from sim.report.no_return_page import write_no_return
from sim.report.patches import change_words
from sim.report.why_figures import MOST_MARKS, marked
from tests.analysis.dying import too_late_to_raise
from tests.worlds import toy

NASTY = "<script>alert(1)</script> & $x$"
BROKE = too_late_to_raise().replace({"title": NASTY})
REMEDIES = [
    *load_remedies(names=["raise_earlier", "no_winter", "promise_less"]),
    Remedy("odd", f"Odd {NASTY}", "placebo", (Change(path="product.custom.most", set=0.4),), "odd.yaml"),
]


@pytest.fixture(scope="module")
def killed() -> Causes:
    spec = causes_settings().model_copy(update={"deaths": 4, "fewest": 4, "days": 4, "survivors": 0})
    return causes(run_ensemble(BROKE, trials=4, seed=1, workers=1).result(), REMEDIES, spec, True, 1)


@pytest.fixture(scope="module")
def late() -> NoReturn:
    spec = no_return_settings().model_copy(update={"deaths": 2, "days": 2})
    return no_return(run_ensemble(BROKE, trials=2, seed=1, workers=1).result(), spec, 1)


@pytest.fixture(scope="module")
def one() -> Autopsy:
    return autopsy(BROKE, 0, 1, 3, REMEDIES, workers=1)


def checked(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    for figure in re.findall(r"<svg .*?</svg>", text, re.S):
        ET.fromstring(figure)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    return text


def test_the_page_of_causes(killed: Causes, tmp_path: Path) -> None:
    text = checked(write_causes(killed, tmp_path / "page.html", "saas-sim causes mine"))
    for words in ("Raise earlier", "No funding winter", "placebo", "perturbed assumptions", "saas-sim causes mine"):
        assert words in text
    assert "not tried: changes nothing in this scenario" in text  # promise less
    again = write_causes(killed, tmp_path / "again.html", "saas-sim causes mine")
    assert again.read_bytes() == (tmp_path / "page.html").read_bytes()


def test_the_page_of_a_handful_of_deaths_holds_counts_only(killed: Causes, tmp_path: Path) -> None:
    few = replace(killed, spec=killed.spec.model_copy(update={"fewest": 5}))
    text = checked(write_causes(few, tmp_path / "page.html", "again"))
    assert "Too few deaths were looked into" in text or "Too few deaths to say why" in text
    assert "lives on, of 16 days" in text
    assert "Of these: doomed" not in text
    assert "<figure" not in text


def test_the_page_of_no_return(late: NoReturn, tmp_path: Path) -> None:
    text = checked(write_no_return(late, tmp_path / "page.html", "again"))
    assert "Raise at once: the last even bet" in text
    assert "never an even bet" in text
    assert text.count("<figure") == 3


def test_the_page_of_a_life(one: Autopsy, tmp_path: Path) -> None:
    text = checked(write_autopsy(one, tmp_path / "page.html", "again"))
    assert "Raise earlier: lives on 3 of 3 days" in text
    assert "dead: payment missed" in text
    assert one.outcome["cause"] in text
    assert text.count("<figure") == 6 + len(one.redrawn)


def test_the_page_where_nobody_died(tmp_path: Path) -> None:
    rich = toy({"company.opening.cash": 1e9, "title": NASTY})
    ensemble = run_ensemble(rich, trials=2, seed=1, workers=1).result()
    first = write_causes(causes(ensemble, [], workers=1), tmp_path / "causes.html", "again")
    second = write_no_return(no_return(ensemble, workers=1), tmp_path / "late.html", "again")
    for page in (first, second):
        assert "None of 2 companies" in checked(page)


def test_the_weightiest_moments_are_marked_in_order(one: Autopsy) -> None:
    marks = marked(one.moments)
    assert 0 < len(marks) <= MOST_MARKS
    assert any(mark.kind == "dead" for mark in marks)
    assert np.all(np.diff([mark.month for mark in marks]) >= 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"path": "a.b", "scale": 2}, "a.b × 2"),
        ({"path": "a.b", "add": -0.5}, "a.b − 0.5"),
        ({"path": "a.b", "at_least": 3}, "a.b at least 3"),
        ({"path": "a.b", "at_most": 3}, "a.b at most 3"),
        ({"path": "a.b", "set": True}, "a.b = true"),
        ({"path": "perils.*", "of_kind": "funding_winter", "set": None}, "perils.* (funding_winter) taken away"),
    ],
)
def test_a_change_in_words(change: dict[str, object], words: str) -> None:
    assert change_words(Change.model_validate(change)) == words
