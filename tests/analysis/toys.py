"""Ensembles whose outcomes are written by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.ensemble.chunk import Chunk, Failure
from sim.ensemble.ensemble import Ensemble, MemoryFacts
from sim.journal import MONTHLY, OUTCOME
from tests.ensemble.fakes import FakeScenario

NAN = float("nan")
ALIVE = ("alive", NAN)
TEXTS = ("end", "cause", "led_by", "no_new_money_end")


def toy(
    ends: Sequence[tuple[str, float]],
    *,
    scenario: FakeScenario | None = None,
    alone: Sequence[float] | None = None,
    arr: Sequence[float] | None = None,
    columns_of: Mapping[str, Sequence[float]] | None = None,
    causes: Sequence[tuple[str, str]] | None = None,
    trials: Sequence[int] | None = None,
    days: Mapping[int, Sequence[float]] | None = None,
    rows: Mapping[str, np.ndarray] | None = None,
    failed: int = 0,
) -> Ensemble:
    """``ends`` [trials] of (end, month); ``alone`` = months without new money; ``columns_of`` {name of OUTCOME:
    [trials]}; ``causes`` of (cause, led_by); ``days`` {trial: months of the end on days 1, 2 …}; ``rows`` {column:
    [trials, months], NaN = no row}."""
    scenario = scenario or FakeScenario()
    count = len(ends)
    numbers = list(trials or range(count))
    columns: dict[str, list[Any]] = {name: ([""] if name in TEXTS else [0.0]) * count for name in OUTCOME}
    columns |= {"trial": numbers, "day": [0] * count}
    columns["end"], columns["end_month"] = [end for end, _ in ends], [month for _, month in ends]
    columns["no_new_money_month"] = list(alone) if alone else columns["end_month"]
    columns["arr_end"] = list(arr) if arr else [0.0] * count
    for name, values in (columns_of or {}).items():
        columns[name] = list(values)
    if causes:
        columns["cause"], columns["led_by"] = [cause for cause, _ in causes], [leader for _, leader in causes]
    for trial, months in (days or {}).items():
        for day, month in enumerate(months, start=1):
            for name in columns:
                columns[name] = [*columns[name], "alive" if name in TEXTS else NAN]
            columns["trial"][-1], columns["day"][-1], columns["end_month"][-1] = trial, day, month
    failures = [Failure(scenario.name, 1, count + number, 0, "broken", "again") for number in range(failed)]
    chunk = Chunk(outcomes=columns, rows=_rows(numbers, rows or {}), done=count)
    return Ensemble(scenario, 1, count + failed, MemoryFacts([chunk]), failures)


def _rows(trials: Sequence[int], columns: Mapping[str, np.ndarray]) -> np.ndarray:
    table: list[list[float]] = []
    if columns:
        lived = ~np.isnan(columns["cash"])
        for place, trial in enumerate(trials):
            for month in np.flatnonzero(lived[place]):
                values = [columns[name][place, month] if name in columns else NAN for name in MONTHLY]
                table.append([trial, month + 1, *values])
    return np.array(table, dtype=float).reshape(-1, 2 + len(MONTHLY))
