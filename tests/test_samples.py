"""The sample company in docs/sample runs, is read as typed, and docs/opening-state.md describes every column."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel

from sim.journal import MONTHLY, Trial
from sim.opening import CustomerRow, DealRow, DebtRow, HistorySpec, PayableRow, ReceivableRow, StaffRow
from sim.posterior import world_ranges
from sim.scenario import Scenario, load_scenario
from sim.schema import Place
from sim.tables import read_rows
from sim.trial import simulate

DOCS = Path(__file__).parent.parent / "docs"
SAMPLE = DOCS / "sample"
ROWS: list[type[BaseModel]] = [StaffRow, CustomerRow, ReceivableRow, PayableRow, DebtRow, DealRow]
TRIALS = 48
SEAM = (  # field of the history, monthly column, whether the history is a sum over its months
    ("sqls", "sqls", True), ("opportunities", "opportunities", True), ("won", "customers_won", True),
    ("lost", "lost", True), ("new_mrr", "mrr_new", True), ("churned_mrr", "mrr_churned", True), ("burn", "burn", False),
)  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Scenario:
    return load_scenario("mycompany", config_dir=SAMPLE, months=3)


@pytest.fixture(scope="module")
def trials(sample: Scenario) -> list[Trial]:
    return [simulate(sample, 1, trial) for trial in range(TRIALS)]


def _unit(place: Place) -> str:
    limits = place.limits()
    if limits is not None:
        return limits.unit.name
    if place.annotation is date:
        return "date (ISO)"
    if place.annotation is bool:
        return "yes or no"
    return "one of these words" if place.choices() else "text"


def _described() -> list[list[str]]:
    lines = (DOCS / "opening-state.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]


def _expected(row: type[BaseModel]) -> list[list[str]]:
    fields = row.model_fields.items()
    places = {name: Place(row).step(name, {}) for name, _ in fields}
    return [
        [name, _unit(place), "yes" if info.is_required() else "no", info.description or ""]
        for name, info in fields
        if (place := places[name]) is not None
    ]


@pytest.mark.parametrize("row", [*ROWS, HistorySpec])
def test_every_column_is_described_and_its_example_can_be_read(row: type[BaseModel], tmp_path: Path) -> None:
    table, expected = _described(), _expected(row)
    starts = [k for k in range(len(table)) if [line[:4] for line in table[k : k + len(expected)]] == expected]
    assert len(starts) == 1, f"docs/opening-state.md should describe {expected}"
    here = table[starts[0] : starts[0] + len(expected)]
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[line[0] for line in here], [line[4] for line in here]])
    assert len(read_rows(path, row)) == 1


def test_nothing_else_is_described() -> None:
    columns = [line for line in _described() if line[0] != "Column"]
    assert len(columns) == sum(len(row.model_fields) for row in [*ROWS, HistorySpec])


def test_the_sample_opens_with_what_its_files_say(sample: Scenario, trials: list[Trial]) -> None:
    opening = sample.setup.company.opening
    assert len(opening.customers) == 22
    assert [row.id for row in opening.staff if row.start > opening.date] == ["Hugo Berg"]
    rows = [dict(zip(MONTHLY, trial.rows[0], strict=True)) for trial in trials]
    assert {row["heads_founder"] + row["heads_engineer"] + row["heads_csm"] for row in rows} <= {6, 7}
    opened = sum(row.mrr * row.count for row in opening.customers)
    for row in rows:
        gained = row["mrr_new"] + row["mrr_reactivated"] + row["mrr_expansion"]
        assert row["mrr"] == pytest.approx(opened + gained - row["mrr_contraction"] - row["mrr_churned"])


def test_what_the_sample_has_counted_narrows_the_world(sample: Scenario) -> None:
    narrowed, _ = world_ranges(sample)
    for path in ("market.segments.mid.win_rate", "market.segments.mid.cycle_months", "product.opening_fit"):
        before, after = sample.ranges[path], narrowed[path]
        assert after.quantile(0.95) / after.quantile(0.05) < before.quantile(0.95) / before.quantile(0.05)
        assert before.quantile(0.02) < after.median() < before.quantile(0.98)


@pytest.mark.parametrize(("field", "column", "total"), SEAM)
def test_the_first_quarter_goes_on_where_the_last_months_ended(
    sample: Scenario, trials: list[Trial], field: str, column: str, total: bool
) -> None:
    history = sample.setup.company.opening.history
    assert history is not None
    seen = getattr(history, field) / (history.months if total else 1)
    place = MONTHLY.index(column)
    means = [float(np.mean([row[place] for row in trial.rows])) for trial in trials]
    low, high = np.quantile(means, [0.1, 0.9])
    assert low <= seen <= high
