"""Stopping early: found from the blocks in order, whatever finished first; what lies beyond is no result."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.stopping import stopping_of
from sim.ensemble.chunk import Chunk
from sim.ensemble.engines import Engine
from sim.ensemble.ensemble import open_ensemble
from sim.ensemble.jobs import Plan
from sim.ensemble.precision import BlockShare, BlockShift
from sim.ensemble.prefix import Prefix, bits
from sim.ensemble.runner import EnsembleRun, run_ensembles
from sim.intervals import Interval
from tests.ensemble.fakes import FakeScenario, simulate

BASE = FakeScenario()
SAFER = replace(BASE, name="safer", hazard=0.01)
RESULTS = ("outcomes.parquet", "monthly.parquet", "config.yaml")


def test_the_counts_are_those_of_all_that_was_taken_whatever_the_order() -> None:
    plan = Plan(2, 40)
    prefix = Prefix(plan)
    turns = [(block, job) for block in (2, 0, 1) for job in plan.turn(block) if job.first_days]
    for place, (block, job) in enumerate(turns):
        prefix.take(block, job, Chunk(done=(1 << job.trials) - 1, alive=place % 256))
    for scenario, counted in enumerate(prefix.counts):
        assert counted == (int(bits(prefix.alive[:, scenario]).sum()), int(bits(prefix.done[:, scenario]).sum()))
    assert [of for _, of in prefix.counts] == [40, 40]


@dataclass
class Until:
    """A rule that stops at ``blocks``; it keeps what it was shown."""

    blocks: int
    target: float = 0.1
    seen: list[list[BlockShare] | list[BlockShift]] = field(default_factory=list)

    def looks(self) -> Iterator[int]:
        return iter((3, 4, 6, 9))

    def expected(self, _interval: Interval, blocks: int) -> int:
        return max(self.blocks, blocks)

    def enough(self, blocks: list[BlockShare]) -> bool:
        self.seen.append(blocks)
        return len(blocks) >= self.blocks

    def enough_difference(self, blocks: list[BlockShift]) -> bool:
        self.seen.append(blocks)
        return len(blocks) >= self.blocks


def started(rule: Until, out: Path | None = None, workers: int = 1, plans: int = 1) -> EnsembleRun:
    engine = Engine(workers=workers)
    plan = [BASE, SAFER][:plans]
    return EnsembleRun(plan, 9 * 16, 1, engine, out, False, simulate, rule, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 3, 2)])
def test_a_prefix_grows_without_gaps(order: tuple[int, ...]) -> None:
    plan = Plan(1, 60)
    prefix, done = Prefix(plan), set()
    for turn in order:
        for job in plan.turn(turn):
            prefix.take(turn, job, Chunk(done=0xFFFF, alive=turn + 1))
        done.add(turn)
        assert prefix.blocks == next(block for block in range(5) if block not in done)
    assert prefix.shares(0, 4) == [(1, 16), (1, 16), (2, 16), (1, 16)]


def test_bits_are_counted() -> None:
    masks = np.array([0, 1, 0b1011, 0xFFFF], dtype=np.uint16)
    assert bits(masks).tolist() == [0, 1, 3, 16]


@pytest.mark.parametrize("stop", [3, 6, 9])
def test_a_rule_sees_the_trials_that_are_the_result(stop: int) -> None:
    rule = Until(stop)
    ensemble = started(rule).result()
    assert [len(seen) for seen in rule.seen] == [count for count in (3, 4, 6, 9) if count <= stop]
    assert ensemble.trials == len(ensemble.outcomes) == stop * 16
    alive = ensemble.outcomes["end"].ne("dead").to_numpy().reshape(stop, 16).sum(axis=1)
    assert rule.seen[-1] == [(count, 16) for count in alive.tolist()]


def test_a_rule_for_differences_sees_who_lives_in_one_plan_only() -> None:
    rule = Until(4)
    first, second = started(rule, plans=2).results()
    alive = [one.outcomes["end"].ne("dead").to_numpy().reshape(4, 16) for one in (first, second)]
    up, down = (alive[1] & ~alive[0]).sum(axis=1), (alive[0] & ~alive[1]).sum(axis=1)
    assert rule.seen[-1] == [(u, d, 16) for u, d in zip(up.tolist(), down.tolist(), strict=True)]


def test_where_a_run_stops_is_the_same_for_any_workers(tmp_path: Path) -> None:
    started(Until(4), tmp_path / "one").result()
    ensemble = started(Until(4), tmp_path / "three", workers=3).result()
    for name in RESULTS:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "three" / name).read_bytes(), name
    assert json.loads((tmp_path / "three" / "run.json").read_text())["trials"] == ensemble.trials == 64
    assert open_ensemble(tmp_path / "one", BASE).trials == 64


def test_a_run_that_ends_early_is_a_shorter_run(tmp_path: Path) -> None:
    started(Until(6), tmp_path / "early", plans=2).results()
    run_ensembles([BASE, SAFER], 6 * 16, workers=1, out=tmp_path / "short", simulate_fn=simulate).results()
    for name in RESULTS[:2]:
        assert (tmp_path / "early" / name).read_bytes() == (tmp_path / "short" / name).read_bytes(), name


def test_a_stopped_run_with_a_rule_goes_on_to_the_same_end(tmp_path: Path) -> None:
    started(Until(6), tmp_path / "whole").result()
    cut = started(Until(6), tmp_path / "cut")
    for _, _ in zip(range(4), cut, strict=False):
        pass
    cut.cancel()
    started(Until(6), tmp_path / "cut").result()
    for name in RESULTS:
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "cut" / name).read_bytes(), name


def test_every_company_is_in_one_chunk_whichever_way_chunks_are_listed() -> None:
    for trials in (1, 16, 63, 64, 90, 500):
        plan = Plan(2, trials)
        handed = [job for turn in range(plan.blocks) for job in plan.turn(turn)]
        assert sorted(handed, key=str) == sorted(plan.jobs(plan.blocks), key=str)
        keys = [(job.scenario, *key) for job in handed for key in job.keys]
        assert len(set(keys)) == len(keys)
        assert sum(day == 0 for _, _, day in keys) == 2 * trials


def test_a_precision_asked_for_ends_the_run_at_the_first_look_that_reaches_it() -> None:
    ensemble = run_ensembles([BASE], 2_000, simulate_fn=simulate, workers=1, precision=0.05).result()
    assert 25 * 16 <= ensemble.trials < 2_000
    stopping = stopping_of([ensemble])
    assert stopping is not None
    assert stopping.enough
    assert stopping.reached <= 0.05
    wide = run_ensembles([BASE], 500, simulate_fn=simulate, workers=1, precision=0.001).result()
    assert wide.trials == 500
    assert not stopping_of([wide]).enough  # type: ignore[union-attr]


def test_what_a_run_with_a_precision_expects_comes_near_where_it_ends() -> None:
    work = run_ensembles([BASE], 20_000, simulate_fn=simulate, workers=1, precision=0.02)
    said = list(work)
    end = work.result().trials
    assert all(one.capped and one.total == 20_000 for one in said)
    assert said[0].expected is None
    later = [one.expected for one in said if one.done >= end / 2]
    assert all(one is not None and end / 2 <= one <= 2 * end for one in later)
    assert later[-1] == end
    plain = run_ensembles([BASE], 64, simulate_fn=simulate, workers=1)
    assert {(one.capped, one.expected) for one in plain} == {(False, None)}
