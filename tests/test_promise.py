"""Promises from CSV files: what is read, and that every bad file is one clear error."""

from datetime import date
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.promise import Promised, read_promise

OPENING = date(2027, 1, 1)
LONGEST = 60
SAMPLE = Path(__file__).parents[1] / "docs" / "sample" / "promise.csv"


def read(folder: Path, text: str | bytes) -> tuple[Promised, ...]:
    path = folder / "promise.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_promise(path, OPENING, LONGEST)


def test_dates_months_suffixes_and_blanks_are_read_in_order_of_time(tmp_path: Path) -> None:
    found = read(tmp_path, "month,arr,customers,heads,cash\n2028-12-31,1.5M,50,,1M\n12,300k,,9,\n2027-06,100k,,,-5\n")
    assert found == (
        Promised(6, {"arr": 100_000.0, "cash": -5.0}),
        Promised(12, {"arr": 300_000.0, "heads": 9.0}),
        Promised(24, {"arr": 1_500_000.0, "customers": 50.0, "cash": 1_000_000.0}),
    )


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_semicolons_decimal_commas_and_a_byte_order_mark_are_read(tmp_path: Path, mark: bytes) -> None:
    found = read(tmp_path, mark + b"month;arr\r\n2027-01-31;1,5M\r\n")
    assert found == (Promised(1, {"arr": 1_500_000.0}),)


def test_the_sample_that_ships_is_a_promise() -> None:
    assert [one.month for one in read_promise(SAMPLE, OPENING, LONGEST)] == [12, 18, 24, 36]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        ("month,arr\n", "promises no ARR"),
        ("arr\n1\n", "column is missing"),
        ("month,arr,arrr\n1,2,3\n", "line 1.*arrr.*unknown column.*did you mean arr"),
        ("month,arr\n1,lots\n", "line 2.*arr.*not a number"),
        ("month,arr\n1,-5\n", "line 2.*arr"),
        ("month,arr\n1,nan\n", "line 2.*arr.*not a number"),
        ("month,arr\nsoon,5\n", "not a month.*soon"),
        ("month,arr\n2027-13-01,5\n", "not a month"),
        ("month,arr\n2026-12-31,5\n", "lies before the opening"),
        ("month,arr\n0,5\n", "lies before the opening"),
        ("month,arr\n61,5\n", "lies too far ahead"),
        ("month,arr\n1,5\n2027-01-31,6\n", "comes twice"),
        ("month,arr\n1,5\n2,\n", "promises nothing"),
        ("month,arr\n,5\n", "line 2.*month.*blank"),
        ("month,cash\n1,5\n", "line 1: arr: the column is missing; allowed: the columns month, arr, customers"),
        ("month,arr,cash\n1,,5\n", "arr: promises no ARR; allowed: ARR in at least one line"),
        ("month,ARR\n1,5\n", "ARR: unknown column.*did you mean arr"),
        ("month,ar\n1,5\n", "ar: unknown column.*the columns month, arr, customers, heads, cash; did you mean arr"),
        ("month,arr\n1,5,6\n", "3 cells"),
        (b"month,arr\n1,\xff\n", "not UTF-8"),
        ('month,arr\n1,"5\n', "not a CSV"),
    ],
)
def test_every_bad_file_is_one_error_that_names_it(tmp_path: Path, text: str | bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as error:
        read(tmp_path, text)
    assert "promise.csv" in str(error.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError, match="no such file"):
            read_promise(path, OPENING, LONGEST)
