"""Grids: values between commas become plans on one luck, resumable like any run; what is no grid is refused."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.__main__ import main
from sim.cli.grid import read_axes, short_names, split_values
from sim.errors import InputError

MONTH, CASH = "scenario.plan.hires.rep.first.month", "scenario.company.opening.cash"
SMALL = ("--trials", "16", "--months", "6", "--engine", "serial")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,3,6", ["1", "3", "6"]),
        ("7", ["7"]),
        ("10k to 50k, 20k to 60k", ["10k to 50k", "20k to 60k"]),
        ("[1,2],[3]", ["[1,2]", "[3]"]),
        ("{low: 1, high: 2},4", ["{low: 1, high: 2}", "4"]),
        ("\"10,000 to 20,000\",'15,000'", ['"10,000 to 20,000"', "'15,000'"]),
    ],
)
def test_commas_part_values_outside_brackets_and_quotes(text: str, values: list[str]) -> None:
    assert split_values(text, text) == values


@pytest.mark.parametrize("text", ["1,,2", "1,", "[1,2", '"1,2'])
def test_a_list_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"empty value|not closed"):
        split_values(text, text)


def test_names_are_as_short_as_they_can_be_told_apart() -> None:
    assert short_names([f"{MONTH}", CASH]) == {MONTH: "first.month", CASH: "opening.cash"}
    second = "scenario.plan.hires.csm.first.month"
    assert short_names([MONTH, second]) == {MONTH: "rep.first.month", second: "csm.first.month"}


def test_one_value_is_a_change_of_every_plan() -> None:
    axes, changes = read_axes([f"{MONTH}=1,6", f"{CASH}=2000000"])
    assert [(axis.path, axis.values) for axis in axes] == [(MONTH, ("1", "6"))]
    assert changes == [f"{CASH}=2000000"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((f"{MONTH}=1",), "several values"),
        ((f"{MONTH}=1,1",), "twice"),
        ((f"{MONTH}=1,2", f"{MONTH}=3,4"), "twice"),
        ((f"{MONTH}=1,2", f"{CASH}=1000000,2000000,3000000", "--paired"), "one length"),
        ((f"{MONTH}=1,ten",), "ten"),
        (("scenario.plan.hires.rep.first.moth=1,2",), "moth"),
    ],
)
def test_what_is_no_grid_is_refused_and_nothing_is_made(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    named: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["grid", "base", *words]) == 2
    said = capsys.readouterr()
    assert named in said.err
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("paired", "plans"), [((), 4), (("--paired",), 2)])
def test_a_grid_is_a_table_a_figure_and_one_store(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], paired: tuple[str, ...], plans: int
) -> None:
    out = tmp_path / "grid"
    words = (f"{MONTH}=1,4", f"{CASH}=300000,2500000")
    assert main(["grid", "base", *words, *SMALL, *paired, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Minus first.month=1, opening.cash=300000" in said
    assert f"saas-sim grid base {' '.join(paired)}".strip() in said
    summary = json.loads((out / "summary.json").read_text())
    assert len(summary["scenarios"]) == plans
    assert len(summary["differences"]) == plans - 1
    stored = pq.read_table(out / "outcomes.parquet", columns=["scenario", "trial"]).to_pandas()
    assert stored.groupby("scenario")["trial"].count().to_dict() == {
        one["scenario"]: 16 for one in summary["scenarios"]
    }
    assert len(list(out.glob("config-*.yaml"))) == plans
    page = (out / "report.html").read_text()
    assert "Alive after 6 months" in page
    assert page.count("<svg") == 1
    assert not (out / "parts").exists()


def test_a_grid_is_gone_on_with_like_any_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("grid", "base", f"{MONTH}=1,4", *SMALL, "--out")
    assert main([*words, str(tmp_path / "whole")]) == 0

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("sim.report.grid.write_page", stop)
        assert main([*words, str(tmp_path / "cut")]) == 130
    assert not (tmp_path / "cut" / "report.html").exists()
    assert main(["resume", str(tmp_path / "cut"), "--engine", "serial"]) == 0
    for path in (tmp_path / "whole").iterdir():
        if path.name != "run.json":
            assert path.read_bytes() == (tmp_path / "cut" / path.name).read_bytes(), path.name
