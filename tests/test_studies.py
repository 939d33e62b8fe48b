"""Each study runs end to end with a few companies, and its page is a paper; the helper they share is judged by hand."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from experiments.lawbook import ROOT
from experiments.paper import (
    ALL,
    ARR,
    SETTINGS,
    SHARE,
    Contrast,
    Measure,
    alive,
    at,
    during,
    find,
    index,
    publish,
    reached,
    verdict,
)
from experiments.premature_scaling import EARLY, LATE, WAITED, drawn, is_early, published
from sim.analysis.paired import Lot
from sim.intervals import Interval

NAN = float("nan")
FOREVER = float("inf")


def lot(ends: list[float], arr: list[float], trials: list[int] | None = None, **rows: list[list[float]]) -> Lot:
    return Lot(
        np.array(trials or range(len(ends))), np.array(ends), np.array(arr), np.zeros(len(ends)), 4,
        {name: np.array(values) for name, values in rows.items()},
    )  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_a_study_writes_question_method_result_and_figures(name: str, tmp_path: Path) -> None:
    study = import_module(f"experiments.{name}").study()
    assert study.name == name
    path = publish(study, ["--quick", "--workers", "1", "--out", str(tmp_path)])
    text = path.read_text(encoding="utf-8")
    headings = ["Question", "Method", "Result", "Asked again", "What this does not show"]
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == headings
    assert study.question in text
    assert "95 % intervals" in text
    assert f"--trials {study.quick}`" in text
    assert "nan" not in text
    figures = sorted(tmp_path.glob("*.svg"))
    assert figures
    for figure in figures:
        assert figure.name in text
        assert figure.read_text(encoding="utf-8").startswith("<svg xmlns=")
    assert study.title in (tmp_path / "index.md").read_text(encoding="utf-8")


def test_all_studies_have_a_page_that_says_how_many_companies_it_rests_on() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "studies").glob("*.md")} - {"index"}
    assert pages == set(ALL)
    for name in ALL:
        text = (ROOT / "docs" / "studies" / f"{name}.md").read_text(encoding="utf-8")
        assert f"python -m experiments.{name} --trials " in text
        assert name in (ROOT / "docs" / "studies" / "index.md").read_text(encoding="utf-8")


def test_settings_are_another_seed_and_other_assumptions() -> None:
    assert len({(setting.seed, setting.moved) for setting in SETTINGS}) == len(SETTINGS)
    assert SETTINGS[1].seed != SETTINGS[0].seed
    assert sum(setting.moved is not None for setting in SETTINGS) == 2


def test_measures_leave_out_what_is_not_known() -> None:
    some = lot([2.0, FOREVER], [0.0, 8.0], orders=[[1.0, 3.0, NAN, NAN], [2.0, 2.0, 6.0, 6.0]])
    assert alive(3).of(some).tolist() == [0.0, 1.0]
    assert during("orders", "orders", "orders", 2, 3).of(some).tolist() == [3.0, 4.0]
    assert at("orders", "orders", "orders", 3).of(some)[1] == 6.0
    assert np.isnan(at("orders", "orders", "orders", 3).of(some)[0])
    assert at("orders", "orders", "orders", 3, dead=0.0).of(some)[0] == 0.0
    assert reached("four", "orders", 2, 3.0).of(some).tolist() == [1.0, 0.0]
    assert np.isnan(reached("four", "orders", 3, 3.0).of(some)[0])
    assert during("orders each", "orders", "orders", 1, 2, below="orders").of(some).tolist() == [1.0, 1.0]


def test_a_change_is_paired_in_the_same_worlds_only() -> None:
    rng = np.random.default_rng(1)
    worlds = rng.normal(100.0, 50.0, 160)
    ends = [FOREVER] * 160
    before, after = lot(ends, worlds.tolist()), lot(ends, (worlds + 1.0).tolist())
    others = lot(ends, (worlds + 1.0).tolist(), trials=list(range(160, 320)))
    paired, apart = ARR.change(before, after), ARR.change(before, others)
    assert paired.value == pytest.approx(1.0)
    assert apart.value == pytest.approx(1.0)
    assert paired.margin < 0.01
    assert apart.margin > 5.0


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        ([(0.2, 0.1, 0.3)] * 4, "stands in all 4 settings"),
        ([(0.2, 0.1, 0.3), (0.2, 0.1, 0.3), (0.1, -0.1, 0.3), (-0.1, -0.3, 0.1)], "in 1 of the 3 other settings (2 of"),
        ([(0.1, -0.1, 0.3), (-0.2, -0.3, -0.1)] + [(0.2, 0.1, 0.3)] * 2, "Not told from nothing; 2 of the 3 other"),
        ([(0.2, 0.1, 0.3), (-0.2, -0.3, -0.1)] + [(0.2, 0.1, 0.3)] * 2, "in 2 of the 3 other settings"),
        ([(NAN, NAN, NAN)] * 4, "too few companies"),
    ],
)
def test_a_sentence_says_no_more_than_the_intervals(seen: list[tuple[float, float, float]], says: str) -> None:
    contrast = Contrast("this", "that", Measure("alive", SHARE, lambda one: one.arr_end))
    assert says in verdict(contrast, [Interval(*one) for one in seen])


def test_the_index_takes_studies_only(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("# One\n\n## Question\n\nWhy?\n\n## Result\n\n- Because.\n", encoding="utf-8")
    (tmp_path / "other.md").write_text("# Other\n\nNo study.\n", encoding="utf-8")
    text = index(tmp_path)
    assert "[One](one.md)\n\nWhy?\n\nBecause." in text
    assert "Other" not in text


def test_a_population_is_classed_by_its_plans() -> None:
    plans = [drawn(1, trial) for trial in range(200)]
    assert plans == [drawn(1, trial) for trial in range(200)]
    assert {reps for reps, _ in plans} == set(range(1, 9))
    assert {month for _, month in plans} == set(range(1, 25))
    assert is_early(3, 12)
    assert not is_early(2, 1)
    assert not is_early(8, 13)
    assert all(one["source"] and one["address"] and one["says"] for one in published().values())


def test_the_early_ones_live_again_in_their_own_worlds() -> None:
    study = import_module("experiments.premature_scaling").study()
    lots = find(study, study.quick, 1).lots
    assert lots[EARLY].trials.tolist() == lots[WAITED].trials.tolist()
    assert sorted([*lots[EARLY].trials, *lots[LATE].trials]) == list(range(study.quick))
