"""The facts of all trials of one scenario, from memory or from a run's folder, read a column at a time."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.chunk import EVENT_COLUMNS, TEXTS, Chunk, Failure
from sim.errors import InputError
from sim.journal import ENDS, MONTHLY, OUTCOME

if TYPE_CHECKING:
    from pandas import DataFrame

RUN_FILE = "run.json"
KEYS = ("scenario", "seed", "trial", "day")

Slice = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]


class Facts(Protocol):
    """Where an ensemble's numbers lie."""

    def outcomes(self) -> "DataFrame":
        """All days' outcomes with trial and day."""

    def column(self, name: str) -> Iterator[Slice]:
        """A monthly column in pieces: (trials, months, values)."""

    def events(self) -> "DataFrame":
        """Events with trial and day."""


@dataclass(frozen=True)
class Redraws:
    """Other days in some of the worlds: ``trials`` [worlds]; ``end_month`` [worlds, days], the first day first, NaN
    where still alive at the horizon."""

    trials: NDArray[Any]
    end_month: NDArray[Any]


class Ensemble:
    """One scenario's trials.

    ``trials`` is the number asked for, ``months`` the horizon, ``out`` the run's folder (None: only in memory),
    ``failures`` the trials that raised (they are in no table), ``run_info`` what run.json holds.
    """

    def __init__(
        self,
        scenario: Any,
        seed: int,
        trials: int,
        facts: Facts,
        failures: Sequence[Failure] = (),
        run_info: dict[str, Any] | None = None,
        out: Path | None = None,
    ) -> None:
        self.scenario, self.seed, self.trials = scenario, seed, trials
        self.months: int = scenario.months
        self.failures = list(failures)
        self.run_info = run_info or {}
        self.out = out
        self._facts = facts

    @cached_property
    def _all_days(self) -> "DataFrame":
        table = self._facts.outcomes()
        for name in TEXTS:
            text = table[name].astype(object).fillna("").astype(str)
            known = [end for end in ENDS if name == "end"]
            table[name] = text.astype(_categories(known or sorted(set(text))))
        table["scenario"], table["seed"] = self.scenario.name, self.seed
        table["scenario"] = table["scenario"].astype("category")
        return table[[*KEYS, *OUTCOME]].sort_values(["trial", "day"], ignore_index=True)

    @cached_property
    def outcomes(self) -> "DataFrame":
        """A row per trial (its first day), by trial: scenario, seed, trial, day and the names of ``OUTCOME``."""
        return self._all_days[self._all_days["day"] == 0].reset_index(drop=True)

    @property
    def redrawn(self) -> "DataFrame":
        """The same columns for other days in the first worlds, by trial and day; no-new-money columns are empty."""
        return self._all_days[self._all_days["day"] > 0].reset_index(drop=True)

    def monthly(self, column: str) -> NDArray[np.float32]:
        """float32 [rows of ``outcomes``, months]: a name of ``MONTHLY`` at each month's end, NaN after the end."""
        if column not in MONTHLY:
            raise KeyError(f"no monthly column {column!r}")
        trials = self.outcomes["trial"].to_numpy()
        grid = np.full((len(trials), self.months), np.nan, dtype=np.float32)
        for of_trials, months, values in self._facts.column(column):
            grid[np.searchsorted(trials, of_trials), months - 1] = values
        return grid

    def events(self) -> "DataFrame":
        """Events (trial, day, time in days, kind, who, amount) by trial; empty unless they were asked for."""
        return self._facts.events()

    @property
    def spread(self) -> Redraws | None:
        """Other days' ends in the first worlds; None where too few trials were run for it."""
        redrawn = self.redrawn
        if redrawn.empty:
            return None
        worlds = self._all_days[self._all_days["trial"].isin(redrawn["trial"])]
        table = worlds.pivot_table(index="trial", columns="day", values="end_month", dropna=False, sort=True)
        known = worlds.groupby("trial")["day"].count().reindex(table.index) == len(table.columns)
        complete = table[known]
        return Redraws(complete.index.to_numpy(), complete.to_numpy(dtype=float))


class MemoryFacts:
    """Facts of chunks kept in memory."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._chunks = chunks

    def outcomes(self) -> "DataFrame":
        """All days' outcomes with trial and day."""
        import pandas as pd

        columns: dict[str, Any] = {}
        for name in ("trial", "day", *OUTCOME):
            values = [value for chunk in self._chunks for value in chunk.outcomes.get(name, ())]
            columns[name] = values if name in TEXTS else np.array(values, dtype=_number_type(name))
        return pd.DataFrame(columns)

    def column(self, name: str) -> Iterator[Slice]:
        """A monthly column in pieces: (trials, months, values)."""
        place = 2 + MONTHLY.index(name)
        for chunk in self._chunks:
            rows = chunk.rows
            yield rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, place]

    def events(self) -> "DataFrame":
        """Events with trial and day."""
        import pandas as pd

        columns = {name: [v for chunk in self._chunks for v in chunk.events.get(name, ())] for name in EVENT_COLUMNS}
        return pd.DataFrame(columns).sort_values(["trial", "time"], kind="stable", ignore_index=True)


class StoredFacts:
    """Facts of one scenario in a run's folder."""

    def __init__(self, out: Path, scenario: str) -> None:
        self._out, self._scenario = out, scenario

    def _groups(self, kind: str, columns: Sequence[str]) -> Iterator[Any]:
        """Tables of row groups: a group holds one scenario only. InputError where the file is no longer whole."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self._out / f"{kind}.parquet"
        try:
            with pq.ParquetFile(path) as file:
                for index in range(file.num_row_groups):
                    name = file.read_row_group(index, columns=["scenario"])["scenario"]
                    if len(name) and name[0].as_py() == self._scenario:
                        yield file.read_row_group(index, columns=list(columns))
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"is damaged: {error}", file=str(path), allowed="what the run left there") from error

    def _table(self, kind: str, columns: Sequence[str]) -> "DataFrame":
        import pandas as pd
        import pyarrow as pa

        tables = list(self._groups(kind, columns))
        if not tables:
            return pd.DataFrame(columns=list(columns))
        return pd.DataFrame(pa.concat_tables(tables).to_pandas())

    def outcomes(self) -> "DataFrame":
        """All days' outcomes with trial and day."""
        return self._table("outcomes", ("trial", "day", *OUTCOME))

    def column(self, name: str) -> Iterator[Slice]:
        """A monthly column in pieces: (trials, months, values)."""
        for table in self._groups("monthly", ("trial", "month", name)):
            trials, months, values = (table[key].to_numpy() for key in ("trial", "month", name))
            yield trials, months, values

    def events(self) -> "DataFrame":
        """Events with trial and day."""
        import pandas as pd

        if not (self._out / "events.parquet").exists():
            return pd.DataFrame(columns=list(EVENT_COLUMNS))
        return self._table("events", EVENT_COLUMNS)


def read_run(out: Path) -> dict[str, Any]:
    """What a finished run says of itself (run.json). InputError where there is none, or where it is damaged."""
    try:
        info: dict[str, Any] = json.loads((out / RUN_FILE).read_text(encoding="utf-8"))
        named = all(entry["name"] for entry in info["identity"]["scenarios"])
        if not named or not {"trials", "failures"} <= info.keys():
            raise KeyError("scenarios, trials, failures")
    except OSError as error:
        allowed, hint = "a folder that a run left", f"saas-sim resume {out}" if out.is_dir() else ""
        raise InputError("holds no finished run", file=str(out), allowed=allowed, hint=hint) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"is damaged: {error!r}", file=str(out / RUN_FILE), allowed="what a run left there") from error
    return info


def open_ensemble(out: Path, scenario: Any) -> Ensemble:
    """The ensemble of ``scenario`` that a finished run left in ``out``. InputError where there is none."""
    info = read_run(out)
    identity = info["identity"]
    names = [entry["name"] for entry in identity["scenarios"]]
    if scenario.name not in names:
        raise InputError("is not in this run", file=str(out), value=scenario.name, allowed=", ".join(names))
    failures = [Failure(**failure) for failure in info["failures"] if failure["scenario"] == scenario.name]
    facts = StoredFacts(out, scenario.name)
    return Ensemble(scenario, identity["seed"], info["trials"], facts, failures, info, out)


def _number_type(name: str) -> str:
    return {"trial": "int32", "day": "int16"}.get(name, "float64")


def _categories(names: Sequence[str]) -> Any:
    import pandas as pd

    return pd.CategoricalDtype(list(names))
