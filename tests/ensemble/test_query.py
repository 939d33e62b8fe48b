"""The store can be read by others: the query in the README says what the ensemble says."""

import re
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sim.ensemble.runner import run_ensembles
from tests.ensemble.fakes import FakeScenario, simulate

README = Path(__file__).parents[2] / "README.md"


def test_the_documented_query_runs_and_agrees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = re.search(r"```sql\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    plans = [FakeScenario("fake", hazard=0.06), FakeScenario("safer", hazard=0.03)]
    run = run_ensembles(plans, 80, workers=1, out=tmp_path / "runs" / "base", simulate_fn=simulate)
    ensembles = {one.scenario.name: one for one in run.results()}
    rows = duckdb.sql(found[1]).fetchall()
    assert {name for name, _, _ in rows} == set(ensembles)
    for name, died, cash in rows:
        outcomes = ensembles[name].outcomes
        dead = outcomes["end"].eq("dead").to_numpy()
        before = np.floor(outcomes["end_month"].to_numpy()) - 12
        picked = dead & (before >= 1)
        months = ensembles[name].monthly("cash")[picked, before[picked].astype(int) - 1]
        assert died == picked.sum() > 0
        assert cash == pytest.approx(np.median(months), rel=1e-6)
