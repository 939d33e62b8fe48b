"""summary.json: the settled keys, the same bytes for the same run."""

import json
from dataclasses import replace
from pathlib import Path

from sim.analysis.compare import compare
from sim.analysis.summary import summarise, write_summary
from sim.ensemble.runner import run_ensemble, run_ensembles
from tests.analysis.toys import ALIVE, NAN, toy
from tests.ensemble.fakes import FakeScenario, simulate

BASE = FakeScenario()


def test_keys_are_the_settled_ones() -> None:
    ensemble = run_ensemble(BASE, 80, workers=1, simulate_fn=simulate).result()
    found = summarise(ensemble)
    assert list(found) == [
        "scenario", "trials", "precision", "seed", "months", "survival", "runway_months", "no_new_money", "ends",
        "proximate_causes", "led_by", "arr_end", "spread", "failed",
    ]  # fmt: skip
    assert (found["scenario"], found["trials"], found["seed"], found["months"]) == ("fake", 80, 1, 24)
    assert set(found["survival"][0]) == {"month", "p", "low", "high"}
    assert found["survival"][-1]["month"] == 24
    assert set(found["runway_months"]) == set(found["no_new_money"]["runway_months"])
    assert set(found["runway_months"]) == {"p10", "p50", "p90", "restricted_mean"}
    assert sum(found["ends"].values()) == 1
    assert set(found["spread"]) == {"12", "24"}
    assert found["spread"]["24"]["p10"] <= found["spread"]["24"]["p50"] <= found["spread"]["24"]["p90"]


def test_nothing_beyond_the_horizon_and_nothing_for_the_dead() -> None:
    found = summarise(toy([("dead", 3.0), *[ALIVE] * 4], arr=[5e6, 1e6, 2e6, 3e6, 4e6], failed=2))
    assert found["runway_months"] == {"p10": 3.0, "p50": None, "p90": None, "restricted_mean": 19.8}
    assert found["arr_end"] == {"p10": 0.0, "p50": 2e6, "p90": 4e6}
    assert found["failed"] == 2
    assert summarise(toy([ALIVE], arr=[NAN]))["arr_end"]["p50"] is None


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    texts = []
    for name, workers in (("a", 1), ("b", 2)):
        ensemble = run_ensemble(BASE, 80, workers=workers, out=tmp_path / name, simulate_fn=simulate).result()
        path = write_summary(ensemble)
        assert path == tmp_path / name / "summary.json"
        texts.append(path.read_bytes())
    assert texts[0] == texts[1]
    in_memory = summarise(run_ensemble(BASE, 80, workers=1, simulate_fn=simulate).result())
    assert json.loads(texts[0]) == in_memory


def test_a_comparison_adds_its_differences(tmp_path: Path) -> None:
    plans = [BASE, replace(BASE, name="safer", hazard=0.02)]
    both = run_ensembles(plans, 64, workers=1, out=tmp_path / "both", simulate_fn=simulate).results()
    path = write_summary(both, [compare(*both)])
    assert path is not None
    written = json.loads(path.read_text())
    assert [one["scenario"] for one in written["scenarios"]] == ["fake", "safer"]
    (difference,) = written["differences"]
    assert (difference["a"], difference["b"]) == ("fake", "safer")
    assert difference["rescued"] > 0 == difference["ruined"]


def test_without_a_folder_nothing_is_written() -> None:
    assert write_summary(toy([ALIVE])) is None
