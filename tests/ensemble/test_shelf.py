"""The shelf of finished lives: a batch is there whole or not at all, is not lived twice, and is never another's."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim import load_scenario
from sim.ensemble import lives as room
from sim.ensemble import shelf as shelves
from sim.ensemble.crew import Crew
from sim.ensemble.disk import DiskRefused
from sim.ensemble.lived import Lived
from sim.ensemble.lives import BATCH, LifeKey, lives
from sim.ensemble.points import Point, live_points
from sim.ensemble.shelf import SHELF_FILE, Shelf
from sim.journal import OUTCOME

SEED = 3
BASE = load_scenario("base", months=4)
NEVER = BASE.replace({"plan.hires.rep": None})
KEYS = [LifeKey(place, trial) for place in range(2) for trial in range(BATCH + 2)]
LATER = LifeKey(0, 1, day=1, redraw_from=date(2027, 2, 1))


@pytest.fixture
def lived(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many lives each batch that is lived, not found, holds."""
    counts: list[int] = []
    live = room._live

    def counted(item: tuple[bytes, list[LifeKey]]) -> list[Lived]:
        counts.append(len(item[1]))
        return live(item)

    monkeypatch.setattr(room, "_live", counted)
    return counts


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    folder = tmp_path / "parts"
    folder.mkdir()
    return folder


def ask(parts: Path, keys: list[LifeKey] = KEYS, seed: int = SEED) -> dict[LifeKey, Lived]:
    shelf = Shelf(parts, BASE.data)
    found = dict(lives([BASE, NEVER], keys, seed, ("cash", "mrr"), Crew(1, shelf)))
    shelf.close()
    return found


def same(first: dict[LifeKey, Lived], second: dict[LifeKey, Lived]) -> bool:
    assert set(first) == set(second)
    for key, one in first.items():
        assert repr(one.outcome) == repr(second[key].outcome)
        np.testing.assert_array_equal(one.rows, second[key].rows)
    return True


def test_what_is_found_is_what_was_lived(parts: Path, lived: list[int]) -> None:
    first = ask(parts, [*KEYS, LATER])
    assert sum(lived) == len(KEYS) + 1
    lived.clear()
    assert same(first, ask(parts, [*KEYS, LATER]))
    assert lived == []
    alone = dict(lives([BASE, NEVER], [*KEYS, LATER], SEED, ("cash", "mrr"), 1))
    assert same(first, alone)


@pytest.mark.parametrize("cut", [1, 40, 100])
def test_a_batch_that_is_half_written_is_lived_again(parts: Path, lived: list[int], cut: int) -> None:
    first = ask(parts)
    file = parts / SHELF_FILE
    whole = file.read_bytes()
    file.write_bytes(whole[:-cut])
    lived.clear()
    assert same(first, ask(parts))
    assert len(lived) == 1
    assert file.read_bytes() == whole


def test_a_batch_that_is_damaged_is_lived_again(parts: Path, lived: list[int]) -> None:
    first = ask(parts)
    file = parts / SHELF_FILE
    content = bytearray(file.read_bytes())
    content[200] ^= 1
    file.write_bytes(content)
    lived.clear()
    assert same(first, ask(parts))
    assert sum(lived) == len(KEYS)


def test_nothing_is_taken_for_what_it_is_not(parts: Path, lived: list[int]) -> None:
    ask(parts)
    lived.clear()
    ask(parts, seed=SEED + 1)
    shelf = Shelf(parts, BASE.data)
    asked = {
        "another horizon": ([BASE.with_months(5)], ("cash", "mrr")),
        "other inputs": ([BASE.replace({"finance.hosting": "9%"})], ("cash", "mrr")),
        "other columns": ([BASE], ("cash",)),
    }
    for scenarios, columns in asked.values():
        lived.append(0)
        list(lives(scenarios, KEYS[:BATCH], SEED, columns, Crew(1, shelf)))
    assert lived == [BATCH, 2] * 2 + [0, BATCH] * 3


def test_a_stopped_question_keeps_what_is_finished_and_leaves_the_same_table(parts: Path, tmp_path: Path) -> None:
    whole, stopped = tmp_path / "whole.parquet", tmp_path / "stopped.parquet"
    shelf = Shelf(parts, BASE.data)
    list(lives([BASE, NEVER], KEYS, SEED, (), Crew(1, shelf)))
    shelf.write_table(whole)
    other = tmp_path / "other"
    other.mkdir()
    shelf = Shelf(other, BASE.data)
    living = lives([BASE, NEVER], KEYS[BATCH + 2 :], SEED, (), Crew(1, shelf))  # in another order, then no further
    next(living)
    del living, shelf
    shelf = Shelf(other, BASE.data)
    assert shelf.kept == BATCH
    list(lives([BASE, NEVER], KEYS, SEED, (), Crew(1, shelf)))
    assert shelf.found == BATCH
    shelf.write_table(stopped)
    assert stopped.read_bytes() == whole.read_bytes()


def test_the_table_tells_which_life_is_whose(parts: Path, tmp_path: Path) -> None:
    shelf = Shelf(parts, BASE.data)
    found = dict(lives([BASE, NEVER], [*KEYS, LATER], SEED, (), Crew(1, shelf)))
    shelf.write_table(tmp_path / "lives.parquet")
    table = pq.read_table(tmp_path / "lives.parquet").to_pylist()
    assert len(table) == len(found)
    for row in table:
        place = 1 if row["changed"] else 0
        assert row["changed"] in ("", "plan.hires.rep=null")
        assert row["inputs"] == (BASE, NEVER)[place].hash
        outcome = found[LifeKey(place, row["trial"], row["day"], row["redraw_from"])].outcome
        assert (row["scenario"], row["seed"], row["end"]) == ("base", SEED, outcome["end"])
        assert row["cash_end"] == outcome["cash_end"]
    assert set(OUTCOME) - set(table[0]) == {"no_new_money_end", "no_new_money_month"}


def test_points_are_kept_with_their_values(parts: Path, tmp_path: Path) -> None:
    path = "market.segments.mid.win_rate"
    points = [Point((0.1,), 3), Point((0.3,), 3), Point((0.3,), 4)]
    shelf = Shelf(parts, BASE.data)
    first = dict(live_points(BASE, [path], points, SEED, (), Crew(1, shelf)))
    again = dict(live_points(BASE, [path], points, SEED, (), Crew(1, shelf)))
    assert shelf.found == len(points)
    assert [first[place].outcome["cash_end"] for place in first] == [
        again[place].outcome["cash_end"] for place in first
    ]
    list(live_points(BASE, [path], [Point((0.2,), 3), *points[1:]], SEED, (), Crew(1, shelf)))
    assert shelf.found == len(points)
    shelf.write_table(tmp_path / "lives.parquet")
    table = pq.read_table(tmp_path / "lives.parquet").to_pylist()
    assert [(row[path], row["day"], row["trial"]) for row in table[:3]] == [
        (0.1, 3, None),
        (0.3, 3, None),
        (0.3, 4, None),
    ]


def test_a_full_disk_keeps_what_was_there(parts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, written = Shelf(parts, BASE.data), shelves.os.pwrite
    living = lives([BASE, NEVER], KEYS, SEED, (), Crew(1, shelf))
    next(living)

    def half(handle: int, content: bytes, place: int) -> int:
        if len(content) > 100:
            return written(handle, content[:100], place)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shelves.os, "pwrite", half)
        with pytest.raises(DiskRefused, match="No space left"):
            list(living)
    assert len(Shelf(parts, BASE.data)) == 1
