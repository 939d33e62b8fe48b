"""The report as a file: alone, escaped, described in words, the same bytes for the same run."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.choosing import choose
from sim.analysis.verdict import Verdict
from sim.ensemble.ensemble import Failure
from sim.report import comparison as comparison_page
from sim.report import page
from sim.report.comparison import write_comparison
from sim.report.dates import Calendar
from sim.report.page import write_report
from sim.report.tiles import bad_case
from sim.report.timeline import WAITING_LETTERS, Lane
from tests.report.conftest import ASSUMPTIONS, SEAM
from tests.report.fakes import FakeEnsemble

VERDICT = Verdict(lines=["Half are going after three years."], headline="The money lasts until May 2027.")
COMMAND = "saas-sim run base --trials 160 --seed 1"
SMALL: dict[str, Any] = {"trials": 64, "months": 30}
ATTACK = '<script>alert("x")</script>'
FIGURES = 16


class Reading(HTMLParser):
    """What a browser would see of a page: tags with attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


def report(folder: Path, ensemble: Any = None, name: str = "report.html") -> str:
    path = write_report(ensemble or FakeEnsemble(**SMALL), VERDICT, folder / name, COMMAND)
    assert path == folder / name
    return path.read_text(encoding="utf-8")


def comparison(folder: Path, **other: Any) -> str:
    ensembles: list[Any] = [FakeEnsemble(**SMALL), FakeEnsemble(**SMALL, **{"name": "hasty", "deadly": 0.9, **other})]
    return write_comparison(choose(ensembles), ensembles, folder / "report.html", COMMAND).read_text("utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        for room in (page, comparison_page):
            patch.setattr(room, "assumptions", lambda _: ASSUMPTIONS)
        patch.setattr(page, "seam_rows", lambda _: SEAM)
        return {
            "run": report(tmp_path_factory.mktemp("run")),
            "comparison": comparison(tmp_path_factory.mktemp("comparison")),
        }


@pytest.mark.parametrize("kind", ["run", "comparison"])
def test_nothing_is_fetched_from_anywhere(pages: dict[str, str], kind: str) -> None:
    read = Reading(pages[kind])
    assert not {"script", "link", "img", "iframe", "object", "embed", "image", "base"} & {tag for tag, _ in read.tags}
    assert not read.values("src")
    assert "@import" not in pages[kind]
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]+)\)", pages[kind]))
    assert all(
        target.startswith("#")
        for tag, attributes in read.tags
        if tag != "a"
        for target in [attributes.get("href") or "#"]
    )


@pytest.mark.parametrize("kind", ["run", "comparison"])
def test_only_sources_are_linked_and_links_never_run_anything(pages: dict[str, str], kind: str) -> None:
    targets = [target for target in Reading(pages[kind]).values("href") if not target.startswith("#")]
    assert set(targets) == {"https://example.org/survey?a=1&b=2"}
    assert pages[kind].count("http") == len(targets) + len(["http-equiv"])
    assert "javascript" not in pages[kind]


@pytest.mark.parametrize("kind", ["run", "comparison"])
def test_ids_are_unique_and_every_reference_has_its_target(pages: dict[str, str], kind: str) -> None:
    read = Reading(pages[kind])
    ids = read.values("id")
    wanted = [target[1:] for target in read.values("href") if target.startswith("#")]
    wanted += re.findall(r"url\(#([^)]+)\)", pages[kind])
    assert len(ids) == len(set(ids))
    assert set(wanted) <= set(ids)


def test_every_figure_is_described_in_words_from_its_numbers(pages: dict[str, str]) -> None:
    read = Reading(pages["run"])
    images = [attributes for _, attributes in read.tags if attributes.get("role") == "img"]
    figures = [tag for tag, _ in read.tags if tag == "figure"]
    assert len(images) == len(figures) == FIGURES
    assert all(re.search(r"\d", image["aria-label"] or "") for image in images)


def test_inputs_are_told_apart_by_who_says_so(pages: dict[str, str]) -> None:
    text = pages["run"]
    places = [text.index(part) for part in ("Your own numbers", "company.cash", "Sourced numbers", "sales.win_rate")]
    places += [text.index(part) for part in ("Assumed numbers", "product.ceiling")]
    assert places == sorted(places)


def test_names_from_files_are_text(tmp_path: Path) -> None:
    hostile: Any = FakeEnsemble(**SMALL, name=ATTACK, title=ATTACK, story=ATTACK)
    hostile.scenario.setup.plan["hires"] = {ATTACK: {ATTACK: {"count": 1, "month": 2, "gate": ATTACK}}}
    hostile.scenario.setup.company.currency = ATTACK
    hostile.failures = [Failure("base", 1, 3, 0, ATTACK, ATTACK)]
    text = report(tmp_path, hostile)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "<script" not in comparison(tmp_path, name=ATTACK, title=ATTACK)


def test_dollar_signs_are_not_formulas(tmp_path: Path) -> None:
    assert "a$b$ {x}" in comparison(tmp_path, name="a$b$ {x}")


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (report(tmp_path, name=name) for name in ("one.html", "two.html"))
    assert first == second


@pytest.mark.parametrize(
    "shape",
    [
        {"deadly": 1.0},
        {"deadly": 0.0},
        {"known": False},
        {"known": False, "deadly": 1.0},
        {"trials": 1, "months": 1},
        {"trials": 3, "months": 2, "deadly": 1.0},
        {"months": 150},
    ],
)
def test_extreme_ensembles_are_reported(tmp_path: Path, shape: dict[str, Any]) -> None:
    text = report(tmp_path, FakeEnsemble(**{**SMALL, **shape}))
    assert sum(tag == "figure" for tag, _ in Reading(text).tags) == FIGURES
    shown = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b", shown)


def test_survivors_of_no_plan_have_no_recurring_revenue(tmp_path: Path) -> None:
    assert "no company lives that long" in report(tmp_path, FakeEnsemble(**SMALL, deadly=1.0))


def test_the_verdict_comes_before_every_figure_and_once(pages: dict[str, str]) -> None:
    text = pages["run"]
    assert text.count(VERDICT.headline) == 1
    assert text.index(VERDICT.headline) < text.index(VERDICT.lines[0]) < text.index("<svg")


def test_the_footer_says_how_to_repeat_it(pages: dict[str, str]) -> None:
    footer = pages["run"].split("<footer", 1)[1]
    for fact in (COMMAND, "5f1d0c9a", "64", "30 months, from 2026-01-01"):
        assert fact in footer


def test_a_company_without_history_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "seam_rows", lambda _: [])
    assert "opened without history" in report(tmp_path)


def test_missing_trials_are_announced_first(tmp_path: Path) -> None:
    ensemble: Any = FakeEnsemble(**SMALL)
    ensemble.failures = [Failure("base", 1, 3, 0, "ZeroDivisionError: division by zero", "saas-sim replay")]
    text = report(tmp_path, ensemble)
    assert text.index("1 of 64 companies of base could not be simulated") < text.index(VERDICT.headline)


def test_plans_without_anything_are_reported(tmp_path: Path) -> None:
    ensemble: Any = FakeEnsemble(**SMALL)
    ensemble.scenario.setup.plan.update(hires={}, budgets={})
    ensemble.scenario.setup.question = None
    assert "names no hires and no budgets" in report(tmp_path, ensemble)


def test_a_comparison_shows_differences_with_intervals_and_flips(pages: dict[str, str]) -> None:
    text = pages["comparison"]
    assert "hasty minus base" in text
    assert "95 % interval" in text
    assert re.search(r"\d+ rescued, \d+ ruined", text)


def test_plans_with_different_openings_are_compared_by_month(tmp_path: Path) -> None:
    ensembles: list[Any] = [FakeEnsemble(**SMALL, name=name) for name in ("one", "two")]
    ensembles[1].scenario.setup.company.opening.date = date(2015, 1, 1)
    text = write_comparison(choose(ensembles), ensembles, tmp_path / "c.html", COMMAND).read_text("utf-8")
    assert "alive at the end of month 24" in text
    assert "30 months, from 2026-01-01, 2015-01-01" in text


def test_a_company_that_may_not_raise_hears_nothing_of_rounds(tmp_path: Path) -> None:
    ensemble: Any = FakeEnsemble(**SMALL)
    ensemble.scenario.setup.funding.enabled = False
    text = report(tmp_path, ensemble)
    assert "rounds allowed" not in text
    assert "with rounds" not in text
    assert "another round." not in text.split('id="plan"')[0].split("</nav>")[1]


def test_stages_are_described_by_numbers_alone(pages: dict[str, str]) -> None:
    said = re.search(r"Median stage at the horizon by department: ([^\"]*)", pages["run"])
    assert said is not None
    assert re.fullmatch(r"(\w+ [1-8][;.] ?)+", said[1])


def test_a_line_outside_the_simulated_range_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert report(tmp_path).count("<small>outside the simulated range") == 0
    monkeypatch.setattr(page, "seam_rows", lambda _: [SEAM[0]._replace(seen=9.0), *SEAM[1:]])
    assert report(tmp_path).count("<small>outside the simulated range") == 1


def test_long_waiting_texts_are_folded_and_their_lane_grows() -> None:
    lane = Lane("rep", [], ["+1 after round a, every 3 months, 6 times", "+2 after round b, every 6 months"] * 2, False)
    assert max(map(len, lane.lines)) <= WAITING_LETTERS
    assert lane.height > Lane("rep", [], ["+1 after launch"], False).height == 1


@pytest.mark.parametrize(
    ("months", "said"), [(None, "fewer than one in ten by Jun 2028"), (3, "one in ten by March 2026")]
)
def test_a_bad_case_beyond_the_horizon_reads_well(months: float | None, said: str) -> None:
    assert bad_case(months, Calendar(date(2026, 1, 1), 30)) == said


def test_three_plans_are_compared_in_one_report(tmp_path: Path) -> None:
    ensembles: list[Any] = [FakeEnsemble(**SMALL, name=name, title=name) for name in ("one", "two", "three")]
    text = write_comparison(choose(ensembles), ensembles, tmp_path / "c.html", COMMAND).read_text("utf-8")
    assert "<h1>two and three against one</h1>" in text
    assert "two minus one" in text
    assert "three minus one" in text


def test_the_seam_is_told_line_by_line_with_units(pages: dict[str, str]) -> None:
    table = pages["run"].split("The last 6 months against the next 3 simulated", 1)[1].split("</table>", 1)[0]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", table)[1:]]
    assert [[cell.replace("\u00a0", " ") for cell in row] for row in rows] == [
        ["Deals won a month", "2", "2.3", "1.2 to 3.9"],
        ["Net burn a month", "USD 140k", "USD 151k", "USD 120k to 180k"],
        ["Sales cycle (months)", "2.4", "2.5", "\u2013"],
    ]
