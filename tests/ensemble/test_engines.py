"""imap: every item once, its index beside it, whatever dies on the way."""

import os
import signal
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.ensemble import cluster
from sim.ensemble.engines import Engine, Shared, WorkersLost, imap
from sim.ensemble.runner import run_ensemble
from sim.errors import InputError
from tests.ensemble.fakes import FakeScenario, simulate


def square(number: int) -> int:
    return number * number


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def die_once(item: tuple[int, str]) -> int:
    number, mark = item
    if number == 5 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def joined(item: tuple[bytes, int]) -> str:
    return f"{item[0].decode()}{item[1]}"


def die(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


HERE = [Engine("serial"), Engine(workers=1), Engine(workers=2)]
CLUSTER = Engine("dask", workers=2)


def name(engine: Engine) -> str:
    return f"{engine.name}-{engine.processes}"


@pytest.mark.parametrize("engine", [*HERE, CLUSTER], ids=name)
def test_every_item_comes_back_with_its_index(engine: Engine) -> None:
    assert sorted(imap(square, range(2, 30), engine)) == [(i, (i + 2) ** 2) for i in range(28)]


@pytest.mark.parametrize("engine", [*HERE, CLUSTER], ids=name)
def test_items_are_taken_as_needed_and_closing_stops(engine: Engine) -> None:
    results = imap(square, count(), engine)
    first = [next(results) for _ in range(10)]
    results.close()
    assert all(value == index**2 for index, value in first)
    with pytest.raises(StopIteration):
        next(results)


@pytest.mark.parametrize("engine", [*HERE, CLUSTER], ids=name)
def test_an_exception_reaches_the_caller(engine: Engine) -> None:
    with pytest.raises(ValueError, match="three"):
        list(imap(fail_at_three, range(6), engine))


@pytest.mark.parametrize("engine", [HERE[-1], CLUSTER], ids=name)
def test_a_killed_worker_loses_nothing(tmp_path: Path, engine: Engine) -> None:
    items = [(number, str(tmp_path / "died")) for number in range(20)]
    assert sorted(imap(die_once, items, engine)) == [(number, number) for number in range(20)]
    assert (tmp_path / "died").exists()


def test_work_that_always_kills_its_worker_is_given_up() -> None:
    with pytest.raises(WorkersLost):
        list(imap(die, range(4), HERE[-1]))


def test_shared_bytes_are_seen_by_the_work_as_they_are() -> None:
    items = [(Shared(b"common"), number) for number in range(8)]
    for engine in (HERE[0], HERE[-1], CLUSTER):
        assert sorted(imap(joined, items, engine)) == [(number, f"common{number}") for number in range(8)]


@pytest.mark.parametrize(
    ("engine", "named"),
    [
        ({"name": "ray"}, "--engine"),
        ({"address": "tcp://127.0.0.1:8786"}, "--engine dask"),
        ({"name": "serial", "workers": 2}, "--workers"),
        ({"name": "dask", "workers": 2, "address": "tcp://127.0.0.1:8786"}, "--workers"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(engine: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=named):
        Engine(**engine)


def test_a_missing_extra_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.ensemble.cluster.find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'saas-sim\[dask\]'"):
        run_ensemble(FakeScenario(), 16, out=tmp_path / "never", engine=CLUSTER, simulate_fn=simulate)
    assert not (tmp_path / "never").exists()


def test_an_address_where_nobody_answers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.ensemble.cluster.PATIENCE", 1)
    nobody = Engine("dask", address="tcp://127.0.0.1:9")
    with pytest.raises(InputError, match="no dask scheduler answers"):
        run_ensemble(FakeScenario(), 16, out=tmp_path / "never", engine=nobody, simulate_fn=simulate)
    assert not (tmp_path / "never").exists()


def test_a_running_scheduler_is_used_and_left_running(tmp_path: Path) -> None:
    import distributed

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, worker_dashboard_address=None
    ) as cluster:
        engine = Engine("dask", address=cluster.scheduler_address)
        far = run_ensemble(FakeScenario(), 48, out=tmp_path / "far", engine=engine, simulate_fn=simulate).result()
        with distributed.Client(cluster) as client:
            assert len(client.nthreads()) == 2
    near = run_ensemble(FakeScenario(), 48, out=tmp_path / "near", engine=HERE[0], simulate_fn=simulate).result()
    pd.testing.assert_frame_equal(far.outcomes, near.outcomes)
    for file in ("outcomes.parquet", "monthly.parquet"):
        assert (tmp_path / "far" / file).read_bytes() == (tmp_path / "near" / file).read_bytes()


def test_workers_of_another_version_are_refused() -> None:
    class Client:
        def run(self, fn: Any) -> dict[str, dict[str, str]]:
            return {"tcp://far:1": {**fn(), "numpy": "0.1"}}

    with pytest.raises(InputError, match=r"tcp://far:1 has numpy 0\.1"):
        cluster._check_versions(Client(), "tcp://far:8786")
