"""Filled sheets: CSV and YAML say the same; a bad one is named and the rest are read; none runs or reaches outside."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.classroom.fields import Field, sheet_fields
from sim.classroom.sheets import MOST_ERRORS, Sheet, read_sheet, read_sheets
from sim.report.lesson_sheets import write_decisions
from tests.classroom.desks import case

BOMB = "a0: &a0 [1, 1]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
FIRST = "plan.hires.rep.first.count"


@pytest.fixture(scope="module")
def fields() -> dict[str, Field]:
    return sheet_fields(case(), 1, 1)


def read(folder: Path, fields: dict[str, Field]) -> dict[str, Sheet]:
    sheets = read_sheets(folder, lambda path, file, _: read_sheet(path, file, fields))
    return {Path(sheet.file).name: replace(sheet, file=Path(sheet.file).name) for sheet in sheets}


def test_csv_and_yaml_say_the_same(tmp_path: Path, fields: dict[str, Field]) -> None:
    (tmp_path / "a.csv").write_text(f"key,new\n{FIRST},3\nmarket.price,1\nsales.quota,400k\n")
    (tmp_path / "b.yaml").write_text("plan: {hires: {rep: {first: {count: 3}}}}\nsales:\n  quota: 400k\n")
    (tmp_path / "c.csv").write_text(f"﻿key;new\n{FIRST};'3\nsales.quota;400000\n", encoding="utf-8")
    found = read(tmp_path, fields)
    assert {one.refusal for one in found.values()} == {""}
    assert [one.changes for one in found.values()] == [{FIRST: 3, "sales.quota": 400_000.0}] * 3
    assert [one.team for one in found.values()] == ["a", "b", "c"]


@pytest.mark.parametrize("ending", ["csv", "yaml"])
def test_a_sheet_handed_in_as_it_was_handed_out_changes_nothing(
    tmp_path: Path, fields: dict[str, Field], ending: str
) -> None:
    write_decisions(fields, tmp_path / f"a.{ending}")
    assert read(tmp_path, fields)[f"a.{ending}"] == Sheet("a", f"a.{ending}", {})


def test_a_yaml_sheet_without_its_marks_is_the_plan_in_force(tmp_path: Path, fields: dict[str, Field]) -> None:
    kept = {key: one for key, one in fields.items() if one.current is not None or one.place.optional}
    write_decisions(kept, tmp_path / "a.yaml")
    text = (tmp_path / "a.yaml").read_text().splitlines()[1:]
    (tmp_path / "a.yaml").write_text("\n".join(line.removeprefix("#") for line in text))
    assert read(tmp_path, kept)["a.yaml"] == Sheet("a", "a.yaml", {})


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "key,new\nplan.hires.rep.first.cuont,3\n", "did you mean plan.hires.rep.first.count"),
        ("a.csv", "key,new\nmarket.segments.mid.win_rate,0.9\n", "not on the sheet"),
        ("a.csv", "key,new\ncompany.opening.staff,/etc/staff.csv\n", "not on the sheet"),
        ("a.csv", f"key,new\n{FIRST},3\n{FIRST},4\n", "twice"),
        ("a.csv", f"key,new\n{FIRST},-3\n", "at least 0"),
        ("a.csv", f"key,new\n{FIRST},1000000000\n", "at most 10000"),
        ("a.csv", "key,new\nmarket.price,1e308\n", "at least 0.5, at most 2"),
        ("a.csv", "key,new\nsales.deals_per_rep,1e308\n", "at most 1e+12"),
        ("a.csv", "key,new\npeople.roles.rep.salary,1\n", "not on the sheet"),
        ("a.csv", "key,new\nsales.quota,1e-300\n", "above 0"),
        ("a.csv", "key,new\npolicies.last_touch.window_months,1e200\n", "at most 1200"),
        ("a.csv", "kye,new\nx,1\n", "did you mean key"),
        ("a.csv", b"key,new\n\xff\xfe,1\n", "UTF-8"),
        ("a.yaml", "plan: [1, 2", "YAML"),
        ("a.yaml", "sales: {quota: '${oc.env:HOME}'}", "resolvers"),
        ("a.yaml", "sales: !!python/object/apply:os.system ['true']", "a.yaml"),
        ("a.yaml", "- 1\n", "keys with values"),
        ("a.yaml", BOMB, "unfold to"),
        ("a.yaml", "a: &a\n  b: *a\n", "contains or inherits from itself"),
        ("a.xlsx", "PK", "not a sheet"),
    ],
)
def test_a_bad_sheet_is_named_and_the_rest_go_on(
    tmp_path: Path, fields: dict[str, Field], name: str, text: str | bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (tmp_path / "good.csv").write_text(f"key,new\n{FIRST},3\n")
    found = read(tmp_path, fields)
    assert said in found[name].refusal
    assert name in found[name].refusal
    assert found[name].changes == {}
    assert found["good.csv"].changes == {FIRST: 3}


def test_all_that_is_wrong_with_a_sheet_is_told_at_once(tmp_path: Path, fields: dict[str, Field]) -> None:
    rows = "".join(f"nothing.{place},1\n" for place in range(MOST_ERRORS + 2))
    (tmp_path / "a.csv").write_text(f"key,new\n{FIRST},-3\n{rows}")
    lines = read(tmp_path, fields)["a.csv"].refusal.splitlines()
    assert lines[0].startswith(f"{tmp_path.name}/a.csv: {FIRST}: ")
    assert lines[1].startswith(f"{tmp_path.name}/a.csv: nothing.0: ")
    assert lines[MOST_ERRORS:] == ["and 3 more"]


def test_a_month_that_is_over_cannot_be_decided(tmp_path: Path) -> None:
    """But what stands on the sheet may stay on it."""
    later = sheet_fields(case(), 2, 7)
    (tmp_path / "a.csv").write_text("key,new\nplan.hires.rep.first.month,3\n")
    (tmp_path / "b.csv").write_text("key,new\nplan.hires.rep.first.month,2\nplan.hires.rep.round_2.month,9\n")
    found = read(tmp_path, later)
    assert "at least 7" in found["a.csv"].refusal
    assert found["b.csv"] == Sheet("b", "b.csv", {"plan.hires.rep.round_2.month": 9})


def test_a_sheet_that_lies_elsewhere_is_refused(tmp_path: Path, fields: dict[str, Field]) -> None:
    inside, outside = tmp_path / "round-1", tmp_path / "secret.csv"
    inside.mkdir()
    outside.write_text(f"key,new\n{FIRST},3\n")
    (inside / "a.csv").symlink_to(outside)
    assert "outside the folder" in read(inside, fields)["a.csv"].refusal


def test_one_sheet_a_team(tmp_path: Path, fields: dict[str, Field]) -> None:
    for name in ("a.csv", "A.yaml"):
        (tmp_path / name).write_text("")
    assert "a second sheet" in read(tmp_path, fields)["a.csv"].refusal
