"""Facts on disk: a chunk's parts as its worker leaves them, and their merging into one file.

A chunk's outcomes are written last and all at once, so a part of outcomes *is* the mark of a finished chunk. Merging
streams: it holds a few blocks of companies at a time, whatever the number of trials.
"""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.ensemble.chunk import EVENT_COLUMNS, TEXTS, Chunk, Failure, Job, Tally
from sim.journal import ABSORBING, MONTHLY, OUTCOME

OUTCOMES, ROWS, EVENTS = "outcomes", "monthly", "events"
KEY = [("scenario", pa.string()), ("seed", pa.int64()), ("trial", pa.int32()), ("day", pa.int16())]
SCHEMAS: dict[str, pa.Schema] = {
    OUTCOMES: pa.schema([*KEY, *((name, pa.string() if name in TEXTS else pa.float64()) for name in OUTCOME)]),
    ROWS: pa.schema([*KEY, ("month", pa.int16()), *((name, pa.float64()) for name in MONTHLY)]),
    EVENTS: pa.schema(
        [*KEY, ("time", pa.float64()), ("kind", pa.string()), ("who", pa.string()), ("amount", pa.float64())]
    ),
}
# row groups small enough to hold, large enough that the file's table of contents stays small
BLOCKS_PER_GROUP = {OUTCOMES: 16, ROWS: 16, EVENTS: 1}
NOTE = b"saas-sim"  # key of a part's own notes (failures, cost) in its schema


def part_file(parts: Path, job: Job, kind: str) -> Path:
    """Where a job's facts of a kind are written."""
    return parts / f"{job.name}.{kind}.parquet"


def write_parts(parts: Path, job: Job, scenario: str, seed: int, chunk: Chunk) -> None:
    """Write a chunk's facts, its outcomes last. OSError where the disk refuses."""
    if job.first_day == 0:
        write_whole(part_file(parts, job, ROWS), _writer(_row_table(scenario, seed, chunk)))
        if chunk.events:
            events = {name: chunk.events[name] for name in EVENT_COLUMNS}
            write_whole(part_file(parts, job, EVENTS), _writer(_table(EVENTS, scenario, seed, events)))
    notes = {"failures": [asdict(failure) for failure in chunk.failures], "tally": asdict(chunk.tally)}
    table = _table(OUTCOMES, scenario, seed, chunk.outcomes)
    table = table.replace_schema_metadata({NOTE: json.dumps(notes).encode()})
    write_whole(part_file(parts, job, OUTCOMES), _writer(table))


def read_part(parts: Path, job: Job) -> Chunk | None:
    """The counts, cost and failures of a finished job; None where it is not finished."""
    path = part_file(parts, job, OUTCOMES)
    if not path.exists():
        return None
    table = pq.read_table(path, columns=["day", "end"])
    notes = json.loads(pq.read_schema(path).metadata[NOTE])
    first_day = [end for day, end in zip(*(table[name].to_pylist() for name in ("day", "end")), strict=True) if not day]
    return Chunk(
        failures=[Failure(**failure) for failure in notes["failures"]],
        tally=Tally(**notes["tally"]),
        done=len(first_day),
        alive=sum(end not in ABSORBING for end in first_day),
    )


def merge(parts: Path, jobs: Iterable[Job], kind: str, target: Path) -> None:
    """One file of all parts of a kind, by scenario, trial and day; replaces ``target`` only when complete."""
    ordered = sorted(jobs, key=lambda job: job.name)

    def stream(path: Path) -> None:
        with pq.ParquetWriter(path, SCHEMAS[kind], compression="zstd") as writer:
            for _, scenario_jobs in groupby(ordered, key=lambda job: job.scenario):
                for _, group in groupby(scenario_jobs, key=lambda job: job.block // BLOCKS_PER_GROUP[kind]):
                    _append(writer, parts, list(group), kind)

    write_whole(target, stream)


def _append(writer: pq.ParquetWriter, parts: Path, jobs: Sequence[Job], kind: str) -> None:
    paths = [path for job in jobs if (path := part_file(parts, job, kind)).exists()]
    if not paths:
        return
    tables = [pq.read_table(path).replace_schema_metadata(None) for path in paths]
    table = pa.concat_tables(tables).combine_chunks()
    if kind == OUTCOMES:  # the redrawn days of a block's worlds belong between its first days
        table = table.take(pc.sort_indices(table, sort_keys=[("trial", "ascending"), ("day", "ascending")]))
    writer.write_table(table, row_group_size=max(table.num_rows, 1))


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place and move it there when it is on disk: never half a file."""
    draft = path.with_name(path.name + ".draft")
    write(draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(path)


def _writer(table: pa.Table) -> Callable[[Path], None]:
    return lambda path: pq.write_table(table, path, compression="zstd")


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
