"""Facts on disk: a chunk's parts as its worker leaves them, and their merging into one file.

The last thing that is written for a chunk is its entry in the index, whole or not at all: what has an entry is
finished. Merging streams: it holds a few blocks of companies at a time, whatever the number of trials. Parts live
briefly, and one process reads what many have written: they are in Arrow's own format, which is read in a third of the
time that Parquet takes and is no larger. What stays is Parquet.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import ipc

from sim.ensemble.chunk import EVENT_COLUMNS, TEXTS, Chunk, Failure, Job, Tally
from sim.ensemble.disk import sync_folder, write_text, write_whole
from sim.ensemble.jobs import Plan
from sim.journal import MONTHLY, OUTCOME

OUTCOMES, ROWS, EVENTS = "outcomes", "monthly", "events"
KEY = [("scenario", pa.string()), ("seed", pa.int64()), ("trial", pa.int32()), ("day", pa.int16())]
SCHEMAS: dict[str, pa.Schema] = {
    OUTCOMES: pa.schema([*KEY, *((name, pa.string() if name in TEXTS else pa.float64()) for name in OUTCOME)]),
    ROWS: pa.schema([*KEY, ("month", pa.int16()), *((name, pa.float64()) for name in MONTHLY)]),
    EVENTS: pa.schema(
        [*KEY, ("time", pa.float64()), ("kind", pa.string()), ("who", pa.string()), ("amount", pa.float64())]
    ),
}
# a dictionary pays for words, not for figures that hardly repeat
WORDS = {kind: [item.name for item in schema if item.type == pa.string()] for kind, schema in SCHEMAS.items()}
# a group of rows is small enough to hold, and large enough that the file's table of contents, which a writer holds to
# the end, stays small: a hundred columns of a group take some 90 KB of it, whatever their length
LEAST_BLOCKS = {OUTCOMES: 64, ROWS: 32, EVENTS: 1}
LEAST_ROWS = {OUTCOMES: 10_000, ROWS: 5_000, EVENTS: 10_000}
MANY_TABLES = 32  # each is a hundred small arrays, larger in memory than what is in them
WRITING = ipc.IpcWriteOptions(compression="lz4", use_threads=False)
READING = ipc.IpcReadOptions(use_threads=False)


def part_file(parts: Path, job: Job, kind: str) -> Path:
    """Where a job's facts of a kind are written."""
    return parts / f"{job.name}.{kind}.arrow"


def index_file(parts: Path, job: Job) -> Path:
    """A job's entry in the index: there when all its facts are on disk."""
    return parts / f"{job.name}.json"


def write_parts(parts: Path, job: Job, scenario: str, seed: int, chunk: Chunk) -> None:
    """Write a chunk's facts, then its entry in the index. OSError where the disk refuses."""
    tables = {OUTCOMES: _table(OUTCOMES, scenario, seed, chunk.outcomes)}
    if job.first_days:
        tables[ROWS] = _row_table(scenario, seed, chunk)
        if chunk.events:
            tables[EVENTS] = _table(EVENTS, scenario, seed, {name: chunk.events[name] for name in EVENT_COLUMNS})
    sizes = {}
    for kind, table in tables.items():
        path = part_file(parts, job, kind)
        write_whole(path, _writer(table), settle=False)
        sizes[path.name] = path.stat().st_size
    sync_folder(parts)
    entry = {
        "done": chunk.done,
        "alive": chunk.alive,
        "tally": asdict(chunk.tally),
        "failures": [asdict(failure) for failure in chunk.failures],
        "sizes": sizes,
    }
    write_text(index_file(parts, job), json.dumps(entry))


def read_index(parts: Path, job: Job) -> Chunk | None:
    """The counts, cost and failures of a finished job; None where it has to be run (again)."""
    try:
        entry = json.loads(index_file(parts, job).read_text(encoding="utf-8"))
        if any((parts / name).stat().st_size != size for name, size in entry["sizes"].items()):
            return None
        return Chunk(
            failures=[Failure(**failure) for failure in entry["failures"]],
            tally=Tally(**entry["tally"]),
            done=entry["done"],
            alive=entry["alive"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True)
class Merging:
    """One file to be made: of the parts of a kind of the first ``blocks`` blocks."""

    parts: Path
    plan: Plan
    blocks: int
    kind: str
    target: Path


def merge(asked: Merging) -> None:
    """Make the file, by scenario, trial and day; it replaces ``target`` only when complete."""
    kind, plan = asked.kind, asked.plan

    def stream(path: Path) -> None:
        with pq.ParquetWriter(path, SCHEMAS[kind], compression="zstd", use_dictionary=WORDS[kind]) as writer:
            for scenario in range(plan.scenarios):
                for table in _groups(asked.parts, plan, scenario, asked.blocks, kind):
                    writer.write_table(table, row_group_size=table.num_rows)

    write_whole(asked.target, stream)


def _groups(parts: Path, plan: Plan, scenario: int, blocks: int, kind: str) -> Iterator[pa.Table]:
    """The parts of a scenario, whole blocks together until they are enough rows."""
    held: list[pa.Table] = []
    first = 0
    for block in range(blocks):
        jobs = plan.stored(scenario, block, blocks)
        held += [_read(part_file(parts, job, kind)) for job in jobs if kind == OUTCOMES or job.first_days]
        rows = sum(table.num_rows for table in held)
        enough = rows >= LEAST_ROWS[kind] and block + 1 - first >= LEAST_BLOCKS[kind]
        if rows and (enough or block == blocks - 1):
            table = pa.concat_tables(held).combine_chunks()
            if kind == OUTCOMES:  # the redrawn days of a block's worlds belong between its first days
                table = table.take(pc.sort_indices(table, sort_keys=[("trial", "ascending"), ("day", "ascending")]))
            yield table
            held, first = [], block + 1
        elif len(held) >= MANY_TABLES:
            held = [pa.concat_tables(held).combine_chunks()]


def _read(path: Path) -> pa.Table:
    with pa.OSFile(str(path)) as file:
        return ipc.open_file(file, options=READING).read_all()


def _writer(table: pa.Table) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with pa.OSFile(str(path), "wb") as file, ipc.new_file(file, table.schema, options=WRITING) as writer:
            writer.write_table(table)

    return write


def _table(kind: str, scenario: str, seed: int, columns: dict[str, Any]) -> pa.Table:
    """A table of a kind's schema; unknown numbers (NaN) become nulls."""
    schema = SCHEMAS[kind]
    count = len(columns["trial"])
    whole = {"scenario": [scenario] * count, "seed": [seed] * count, **columns}
    arrays = [pa.array(whole[item.name], type=item.type, from_pandas=True) for item in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _row_table(scenario: str, seed: int, chunk: Chunk) -> pa.Table:
    rows = chunk.rows
    columns: dict[str, Any] = {"trial": rows[:, 0].astype("int32"), "day": [0] * len(rows)}
    columns["month"] = rows[:, 1].astype("int16")
    columns |= {name: rows[:, 2 + index].copy() for index, name in enumerate(MONTHLY)}
    return _table(ROWS, scenario, seed, columns)
