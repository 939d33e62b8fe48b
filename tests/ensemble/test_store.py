"""The run's folder: what is in it, what it refuses, how a killed run goes on, how much it holds in memory."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.ensemble import parts
from sim.ensemble.ensemble import Ensemble, open_ensemble
from sim.ensemble.jobs import Plan
from sim.ensemble.restore import restore
from sim.ensemble.runner import run_ensemble, run_ensembles
from sim.ensemble.store import free_folder
from sim.errors import InputError
from sim.journal import MONTHLY, OUTCOME
from tests.ensemble.fakes import FakeScenario, simulate

BASE = FakeScenario()
RESULTS = ("outcomes.parquet", "monthly.parquet", "config.yaml")


def lived(out: Path, scenario: FakeScenario = BASE, trials: int = 80, workers: int = 1) -> Ensemble:
    return run_ensemble(scenario, trials, workers=workers, out=out, simulate_fn=simulate).result()


def test_a_finished_folder_holds_the_settled_files_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "runs" / "fake"
    lived(out)
    assert sorted(path.name for path in out.iterdir()) == sorted([*RESULTS, "run.json"])
    outcomes, monthly = (pq.read_table(out / f"{name}.parquet") for name in ("outcomes", "monthly"))
    assert outcomes.column_names == ["scenario", "seed", "trial", "day", *OUTCOME]
    assert monthly.column_names == ["scenario", "seed", "trial", "day", "month", *MONTHLY]
    keys = outcomes.select(["trial", "day"]).to_pydict()
    assert list(zip(keys["trial"], keys["day"], strict=True)) == sorted(
        [(trial, 0) for trial in range(80)] + [(trial, day) for trial in range(10) for day in range(1, 4)]
    )
    months = monthly.select(["trial", "month"]).to_pandas()
    pd.testing.assert_frame_equal(months, months.sort_values(["trial", "month"], ignore_index=True))
    assert monthly["grr"].null_count > 0
    assert not np.isnan(monthly["grr"].drop_null().to_numpy()).any()


def test_run_json_says_when_where_and_how_fast(tmp_path: Path) -> None:
    info = lived(tmp_path / "a").run_info
    assert info == json.loads((tmp_path / "a" / "run.json").read_text())
    assert set(info["speed"]) == {"ms_per_trial", "events_per_trial", "months_per_trial"}
    assert info["speed"]["events_per_trial"] == 100
    assert info["identity"]["seed"] == 1
    assert info["versions"]["numpy"] == np.__version__
    assert info["failures"] == []


def test_the_same_run_leaves_the_same_bytes(tmp_path: Path) -> None:
    lived(tmp_path / "a")
    lived(tmp_path / "b", workers=2)
    for name in RESULTS:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


@pytest.mark.parametrize("left", [0, 1, 5])
def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path, left: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lived(tmp_path / "whole")
    run = run_ensemble(BASE, 80, workers=1, out=tmp_path / "stopped", simulate_fn=simulate)
    for _, _ in zip(range(left + 1), run, strict=False):
        pass
    run.cancel()
    finished = list((tmp_path / "stopped" / "parts").glob("*.outcomes.arrow"))
    assert len(finished) == left
    # what was under way when the run was killed: a draft, and monthly rows without their outcomes
    (tmp_path / "stopped" / "parts" / "0000-00000064-0.monthly.arrow").write_bytes(b"half")
    (tmp_path / "stopped" / "parts" / "0000-00000064-0.outcomes.arrow.draft").write_bytes(b"half")
    written: list[str] = []
    write = parts.write_parts
    monkeypatch.setattr(parts, "write_parts", lambda *given: (written.append(given[1].name), write(*given)))
    lived(tmp_path / "stopped")
    assert len(written) == len(list(Plan(1, 80).jobs(5))) - left
    for name in RESULTS:
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "stopped" / name).read_bytes(), name


def test_failures_are_kept_and_tried_again(tmp_path: Path) -> None:
    ensemble = lived(tmp_path / "a", replace(BASE, broken=(4,)), trials=20)
    assert [failure.replay for failure in ensemble.failures] == [f"saas-sim replay {tmp_path / 'a'} --trial 4"]
    again = open_ensemble(tmp_path / "a", BASE)
    assert again.failures == ensemble.failures
    mended = lived(tmp_path / "a", BASE, trials=20)
    assert not mended.failures
    assert len(mended.outcomes) == 20


def test_a_failure_in_a_comparison_names_its_scenario(tmp_path: Path) -> None:
    plans = [BASE, replace(BASE, name="b", broken=(4,))]
    run = run_ensembles(plans, 8, workers=1, out=tmp_path / "a", simulate_fn=simulate)
    first, second = run.results()
    assert not first.failures
    assert second.failures[0].replay == f"saas-sim replay {tmp_path / 'a'} --trial 4 --scenario b"


def test_a_finished_run_can_be_opened_again(tmp_path: Path) -> None:
    plans = [BASE, replace(BASE, name="other/plan", hazard=0.01)]
    run = run_ensembles(plans, 24, workers=1, out=tmp_path / "a", simulate_fn=simulate)
    assert {path.name for path in (tmp_path / "a").glob("*.yaml")} == {"config-fake.yaml", "config-other_plan.yaml"}
    for plan, ensemble in zip(plans, run.results(), strict=True):
        opened = open_ensemble(tmp_path / "a", plan)
        pd.testing.assert_frame_equal(opened.outcomes, ensemble.outcomes)
        np.testing.assert_array_equal(opened.monthly("cash"), ensemble.monthly("cash"))
        assert (opened.seed, opened.trials, opened.months) == (1, 24, BASE.months)
    with pytest.raises(InputError, match="not in this run"):
        open_ensemble(tmp_path / "a", replace(BASE, name="third"))
    with pytest.raises(InputError, match="no finished run"):
        open_ensemble(tmp_path, BASE)


def test_another_run_is_never_overwritten(tmp_path: Path) -> None:
    lived(tmp_path / "a", trials=20)
    before = {path: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    for other in (replace(BASE, hazard=0.01), replace(BASE, name="else")):
        with pytest.raises(InputError, match="another run"):
            lived(tmp_path / "a", other, trials=20)
    with pytest.raises(InputError, match="another run"):
        lived(tmp_path / "a", trials=21)
    assert {path: path.read_bytes() for path in (tmp_path / "a").iterdir()} == before


def test_an_unfinished_run_says_how_to_go_on(tmp_path: Path) -> None:
    work = run_ensemble(BASE, trials=32, seed=5, workers=1, out=tmp_path / "a", simulate_fn=simulate)
    next(iter(work))
    work.cancel()
    numbers = f"--trials 32 --seed 5 --months {BASE.months}"
    go_on = rf"unfinished run of {BASE.name} \({numbers}\); to go on with it: saas-sim resume {tmp_path / 'a'}"
    with pytest.raises(InputError, match=go_on):
        run_ensemble(BASE, trials=48, seed=5, workers=1, out=tmp_path / "a", simulate_fn=simulate)


def test_a_folder_with_results_of_unknown_origin_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "summary.json").write_text("{}")
    with pytest.raises(InputError, match="another run"):
        lived(tmp_path)
    (tmp_path / "run.json").write_text("[broken")
    with pytest.raises(InputError, match="another run"):
        lived(tmp_path)


def test_a_file_or_a_closed_folder_cannot_hold_a_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for out in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/none")):
        with pytest.raises(InputError, match="out"):
            run_ensemble(BASE, 4, out=out, simulate_fn=simulate)
    assert (tmp_path / "file").read_text() == "mine"


def test_free_folder_counts_up(tmp_path: Path) -> None:
    assert free_folder("base", tmp_path) == tmp_path / "base"
    (tmp_path / "base").mkdir()
    (tmp_path / "base-2").touch()
    assert free_folder("base", tmp_path) == tmp_path / "base-3"
    assert free_folder("a/b c", tmp_path) == tmp_path / "a_b_c"


PEAK = """
import resource, sys
from pathlib import Path
from sim.analysis.metrics import fan
from sim.analysis.summary import write_summary
from sim.ensemble.runner import run_ensemble
from tests.ensemble.fakes import FakeScenario, simulate

run = run_ensemble(FakeScenario(months=60, hazard=0.01), int(sys.argv[1]), workers=2, out=Path(sys.argv[2]),
                   simulate_fn=simulate)
ensemble = run.result()
write_summary(ensemble)
fan(ensemble, "cash")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_memory_hardly_grows_with_trials(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]

    def peak(trials: int) -> int:
        command = [sys.executable, "-c", PEAK, str(trials), str(tmp_path / str(trials))]
        return int(subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout)

    assert peak(20_000) <= 1.2 * peak(1_000)


def test_a_worker_does_without_pandas() -> None:
    script = "import sys, sim.ensemble.chunk as c; print({'pandas', 'scipy', 'matplotlib'} & set(sys.modules))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("name", ["outcomes", "monthly"])
def test_a_table_that_was_cut_short_is_named(tmp_path: Path, name: str) -> None:
    lived(tmp_path / "run")
    table = tmp_path / "run" / f"{name}.parquet"
    table.write_bytes(table.read_bytes()[:300])
    again = open_ensemble(tmp_path / "run", BASE)
    with pytest.raises(InputError, match=rf"{name}\.parquet: is damaged"):
        again.outcomes if name == "outcomes" else again.monthly("cash")


@pytest.mark.parametrize(("file", "text"), [("run.json", "{"), ("run.json", "{}"), ("outcomes.parquet", None)])
def test_a_finished_run_that_is_not_whole_is_not_called_finished(tmp_path: Path, file: str, text: str | None) -> None:
    lived(tmp_path / "run")
    damaged = tmp_path / "run" / file
    damaged.unlink() if text is None else damaged.write_text(text)
    with pytest.raises(InputError, match=f"{file}: is (damaged|missing)"):
        restore(tmp_path / "run")
    if file == "run.json":
        with pytest.raises(InputError, match=f"{file}: is damaged"):
            open_ensemble(tmp_path / "run", BASE)
