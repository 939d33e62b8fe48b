"""Chosen lives that are finished, kept batch by batch in one file until their question is answered.

A batch is found again by a name made of all that decides its lives. Each is appended whole with a checksum; what a
crash leaves half written at the end is cut off when the shelf is opened again, and lived again.
"""

import json
import os
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from sim import __version__
from sim.ensemble.disk import DiskRefused, write_whole
from sim.ensemble.lived import Lived
from sim.journal import OUTCOME

SHELF_FILE = "lives.log"
MARK = b"life"
HEAD = struct.Struct(">4s32s32sIH")  # a mark, the batch's name, its content's checksum and length, number of lives
QUICK = 1  # zlib's level: what counts is how soon a batch is put away
SECONDS_BETWEEN_SYNCS = 1.0  # a crash of the machine itself loses no more than what was lived in so long
GROUP_ROWS = 10_000  # rows of the table held at once
ALONE = "no_new_money"  # outcomes of the company without new money, which chosen lives are not asked for


@dataclass(frozen=True)
class Label:
    """What lives are lived: a scenario's name and the hash of its inputs, the inputs in which it is another than the
    one that was asked about, the seed, the monthly columns wanted, and inputs whose values each life has of its own."""

    scenario: str
    inputs: str
    changed: str
    seed: int
    columns: tuple[int, ...]
    paths: tuple[str, ...] = ()


# a life among those of a label: trial (None at chosen values), day, date of the redraw, and values of ``paths``
Key = tuple[int | None, int, str | None, tuple[float, ...]]


class Shelf:
    """The finished lives in the folder ``parts``; ``asked`` is the scenario of the question as plain data. ``kept``:
    lives that lay here when it was opened; ``found``: those of them that were asked for since."""

    def __init__(self, parts: Path, asked: Mapping[str, Any]) -> None:
        self._asked_data = asked
        self._handle: int | None = os.open(parts / SHELF_FILE, os.O_RDWR | os.O_CREAT, 0o644)
        self._places: dict[bytes, tuple[int, int]] = {}
        self._asked: dict[bytes, None] = {}  # in the order of the asking, which is always the same
        self._changed: dict[str, str] = {}
        self.kept = 0
        self._end = self._scan()
        self._synced = monotonic()
        self.found = 0

    def _scan(self) -> int:
        """Find the batches that are whole, and cut off what follows the last of them."""
        assert self._handle is not None
        end, place = os.fstat(self._handle).st_size, 0
        while place + HEAD.size <= end:
            mark, name, check, length, lives = HEAD.unpack(os.pread(self._handle, HEAD.size, place))
            start = place + HEAD.size
            if mark != MARK or sha256(os.pread(self._handle, length, start)).digest() != check:
                break
            self._places[name] = (start, length)
            self.kept += lives
            place = start + length
        os.truncate(self._handle, place)
        return place

    def __len__(self) -> int:
        return len(self._places)

    def label(self, scenario: Any, seed: int, columns: tuple[int, ...], paths: tuple[str, ...] = ()) -> Label:
        """The label of lives of a scenario."""
        if scenario.hash not in self._changed:
            self._changed[scenario.hash] = "; ".join(_differences(self._asked_data, scenario.data))
        return Label(scenario.name, scenario.hash, self._changed[scenario.hash], seed, columns, paths)

    def find(self, name: bytes) -> list[Lived] | None:
        """The lives of a batch that is asked for; None where they have to be lived."""
        self._asked.setdefault(name)
        if name not in self._places:
            return None
        _, lived = self._read(name)
        self.found += len(lived)
        return lived

    def put(self, name: bytes, label: Label, keys: Sequence[Key], lived: Sequence[Lived]) -> None:
        """Keep the lives of a batch, whole or not at all. DiskRefused where the disk refuses."""
        if name in self._places:  # the same scenario twice in one question
            return
        content = _packed(label, keys, lived)
        record = HEAD.pack(MARK, name, sha256(content).digest(), len(content), len(lived)) + content
        try:
            self._append(record)
        except OSError as error:
            raise DiskRefused(f"the lives cannot be written: {error.strerror or error}") from error
        self._places[name] = (self._end + HEAD.size, len(content))
        self._end += len(record)

    def _append(self, record: bytes) -> None:
        assert self._handle is not None
        done = 0
        while done < len(record):
            done += os.pwrite(self._handle, record[done:], self._end + done)
        if monotonic() - self._synced >= SECONDS_BETWEEN_SYNCS:
            os.fsync(self._handle)
            self._synced = monotonic()

    def _read(self, name: bytes) -> tuple[dict[str, Any], list[Lived]]:
        assert self._handle is not None
        place, length = self._places[name]
        return _unpacked(os.pread(self._handle, length, place))

    def write_table(self, path: Path) -> None:
        """All lives of the question as a table, in the order of the asking: the same bytes however often the question
        was stopped. OSError where the disk refuses."""
        import pyarrow.parquet as pq

        schema = _schema(self._read(next(iter(self._asked)))[0]["paths"] if self._asked else ())
        words = [field.name for field in schema if str(field.type) == "string"]

        def stream(draft: Path) -> None:
            with pq.ParquetWriter(draft, schema, compression="zstd", use_dictionary=words) as writer:
                for table in self._tables(schema):
                    writer.write_table(table)

        write_whole(path, stream)

    def _tables(self, schema: Any) -> Iterator[Any]:
        import pyarrow as pa

        held: list[dict[str, Any]] = []
        for name in self._asked:
            held += _table_rows(*self._read(name))
            if len(held) >= GROUP_ROWS:
                yield pa.Table.from_pylist(held, schema=schema)
                held = []
        if held:
            yield pa.Table.from_pylist(held, schema=schema)

    def close(self) -> None:
        """Let the file go, all that is in it on disk."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def batch_name(label: Label, keys: Sequence[Key]) -> bytes:
    """The name of a batch: the same for the same lives and for no others."""
    told = [__version__, label.inputs, label.seed, label.columns, label.paths, list(keys)]
    return sha256(json.dumps(told).encode()).digest()


def _packed(label: Label, keys: Sequence[Key], lived: Sequence[Lived]) -> bytes:
    about = {
        "scenario": label.scenario,
        "inputs": label.inputs,
        "changed": label.changed,
        "seed": label.seed,
        "paths": label.paths,
        "keys": list(keys),
        "columns": len(label.columns),
        "months": [len(one.rows) for one in lived],
        "outcomes": [one.outcome for one in lived],
    }
    rows = b"".join(one.rows.tobytes() for one in lived)
    return zlib.compress(json.dumps(about).encode() + b"\n" + rows, QUICK)


def _unpacked(content: bytes) -> tuple[dict[str, Any], list[Lived]]:
    text, _, rows = zlib.decompress(content).partition(b"\n")
    about = json.loads(text)
    columns = about["columns"]
    table = np.frombuffer(rows, dtype=float).reshape(sum(about["months"]), columns)
    ends = np.cumsum(about["months"])[:-1]
    lived = [Lived(outcome, own) for outcome, own in zip(about["outcomes"], np.split(table, ends), strict=True)]
    return about, lived


def _schema(paths: Sequence[str]) -> Any:
    import pyarrow as pa

    from sim.ensemble.chunk import TEXTS

    keys = [
        ("scenario", pa.string()), ("inputs", pa.string()), ("changed", pa.string()), ("seed", pa.int64()),
        ("trial", pa.int32()), ("day", pa.int32()), ("redraw_from", pa.date32()),
    ]  # fmt: skip
    outcomes = [
        (name, pa.string() if name in TEXTS else pa.float64()) for name in OUTCOME if not name.startswith(ALONE)
    ]
    return pa.schema([*keys, *((path, pa.float64()) for path in paths), *outcomes])


def _table_rows(about: Mapping[str, Any], lived: Sequence[Lived]) -> Iterator[dict[str, Any]]:
    """A row for each life of a batch; numbers that are unknown are None."""
    from datetime import date

    shared = {name: about[name] for name in ("scenario", "inputs", "changed", "seed")}
    for (trial, day, redraw, values), one in zip(about["keys"], lived, strict=True):
        known = {name: _known(value) for name, value in one.outcome.items()}
        when = None if redraw is None else date.fromisoformat(redraw)
        own = dict(zip(about["paths"], values, strict=True))
        yield shared | {"trial": trial, "day": day, "redraw_from": when} | own | known


def _known(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return None if value is None or value != value else float(value)  # noqa: PLR0124 (NaN is no other number's equal)


def _differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """``path=value`` for every input that is another; null where it is gone."""
    if before == after:
        return
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        yield f"{path}={json.dumps(after, ensure_ascii=False, default=str)}"
        return
    for name in [*before, *(name for name in after if name not in before)]:
        yield from _differences(before.get(name), after.get(name), f"{path}.{name}" if path else name)
