"""CSV files of the opening state."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.tables import contained, read_rows, read_samples
from tests.toy_scenario import Row

HEAD = "id,mrr,start,billing\n"


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "rows.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_rows_are_plain_values_and_blank_cells_are_left_to_the_default(tmp_path: Path) -> None:
    path = _file(
        tmp_path, "id,mrr,start,billing,count,promoter\na,1.5k,2025-03-01,annual,,yes\nb,20,2025-04-01,monthly,3,\n\n"
    )
    assert read_rows(path, Row) == [
        {"id": "a", "mrr": 1500, "start": "2025-03-01", "billing": "annual", "promoter": True},
        {"id": "b", "mrr": 20, "start": "2025-04-01", "billing": "monthly", "count": 3},
    ]


def test_byte_order_mark_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    path = _file(tmp_path, b"\xef\xbb\xbfid;mrr;start;billing\r\na;1000,50;2025-03-01;annual\r\n")
    assert read_rows(path, Row)[0]["mrr"] == 1000.5


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("id,mrr,start\na,1,2025-01-01\n", 1, "billing: the column is missing"),
        ("id,mmr,start,billing\n", 1, "unknown column.*did you mean mrr"),
        ("id,id,mrr,start,billing\n", 1, "twice"),
        (HEAD + "a,1,2025-01-01,annual\nb,1,01/02/2025,annual\n", 3, "start: not a date .*01/02/2025"),
        (HEAD + "a,1,2025-02-30,annual\n", 2, "not a date"),
        (HEAD + "a,-5,2025-01-01,annual\n", 2, "mrr: .*-5.*at least 0"),
        (HEAD + "a,much,2025-01-01,annual\n", 2, "mrr: not a number"),
        (HEAD + '"a","1,5",2025-01-01,annual\n', 2, "mrr: not a number"),
        (HEAD + "a,1,5,2025-01-01,annual\n", 2, "5 cells.*decimal comma"),
        (HEAD + "a,1,2025-01-01,weekly\n", 2, "billing: .*weekly.*annual, monthly"),
        (HEAD + "a,1,2025-01-01,anual\n", 2, "did you mean annual"),
        (HEAD[:-1] + ",promoter\na,1,2025-01-01,annual,maybe\n", 2, "promoter: .*maybe.*allowed: yes or no"),
        (HEAD + "a,1k to 2k,2025-01-01,annual\n", 2, r"mrr: not a number .*at least 0, at most 1e\+15$"),
        (HEAD + "a,,2025-01-01,annual\n", 2, "mrr: the cell is blank"),
        (HEAD + "a,1,2025-01-01,annual\na,1,2025-01-01,annual\n", 3, "the same id as in line 2"),
        (HEAD.encode() + b"a,1,2025-01-01,annual\n\xff\xfe,1,2025-01-01,annual\n", 3, "not UTF-8"),
        ("id,mrr\n".encode("utf-16"), 1, "not UTF-8"),
        (HEAD + 'a,1,2025-01-01,"annual\n', 0, "not a CSV"),
        ("", 0, "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_file_and_line(
    tmp_path: Path, text: str | bytes, line: int, words: str
) -> None:
    path = _file(tmp_path, text)
    with pytest.raises(InputError, match=words) as caught:
        read_rows(path, Row)
    assert caught.value.file == (f"{path}, line {line}" if line else str(path))


def test_samples_with_and_without_a_heading(tmp_path: Path) -> None:
    assert read_samples(_file(tmp_path, "months\n3\n4.5\n")) == [3, 4.5]
    assert read_samples(_file(tmp_path, "15%\n30%\n")) == [0.15, 0.3]
    with pytest.raises(InputError, match=r"line 3.*not a number"):
        read_samples(_file(tmp_path, "months\n3\nfour\n"))


def test_a_file_outside_the_folder_is_refused_also_behind_a_link(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    secret = _file(tmp_path, HEAD)
    (home / "link.csv").symlink_to(secret)
    for name in ("../rows.csv", str(secret), "link.csv"):
        with pytest.raises(InputError, match="outside the folder"):
            contained(home, name)
    for name in ("absent.csv", "", "."):
        with pytest.raises(InputError, match="no such file"):
            contained(home, name, file="mine.yaml", key="company.opening.staff")
    inner = _file(home, HEAD)
    assert contained(home, "rows.csv") == inner.resolve()
