"""How far a run has come without a gap: what a rule for stopping may look at, whatever finished out of turn."""

from math import isfinite

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.chunk import Chunk, Job
from sim.ensemble.jobs import Plan
from sim.ensemble.precision import BlockShare, BlockShift, Rule, share, shift
from sim.uncertainty import BLOCK


class Prefix:
    """The blocks done without a gap from the first.

    ``done`` and ``alive`` uint16 [blocks, scenarios]: bit k for the k-th trial of the block; ``counts``: of each
    scenario, how many of all trials taken so far are alive, and how many done.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._open: dict[int, int] = {}
        self.blocks = 0
        self.done = np.zeros((plan.blocks, plan.scenarios), dtype=np.uint16)
        self.alive = np.zeros_like(self.done)
        self.counts = [(0, 0)] * plan.scenarios

    def take(self, turn: int, job: Job, chunk: Chunk) -> None:
        """Note a finished chunk, handed out with block ``turn``."""
        if job.first_days:
            self.done[job.block, job.scenario] = chunk.done
            self.alive[job.block, job.scenario] = chunk.alive
            alive, done = self.counts[job.scenario]
            self.counts[job.scenario] = alive + chunk.alive.bit_count(), done + chunk.done.bit_count()
        self._open[turn] = self._open.get(turn, len(self._plan.turn(turn))) - 1
        while self._open.get(self.blocks) == 0:
            del self._open[self.blocks]
            self.blocks += 1

    def shares(self, scenario: int, blocks: int) -> list[BlockShare]:
        """(alive, done) of each of the first ``blocks`` blocks."""
        alive, done = (bits(found[:blocks, scenario]) for found in (self.alive, self.done))
        return list(zip(alive.tolist(), done.tolist(), strict=True))

    def shifts(self, other: int, blocks: int) -> list[BlockShift]:
        """(alive only in ``other``, only in the first scenario, pairs done) of each of the first ``blocks`` blocks."""
        both = self.done[:blocks, 0] & self.done[:blocks, other]
        first, second = self.alive[:blocks, 0], self.alive[:blocks, other]
        counts = (bits(both & second & ~first), bits(both & first & ~second), bits(both))
        return list(zip(*(count.tolist() for count in counts), strict=True))


def bits(masks: NDArray[np.uint16]) -> NDArray[np.int64]:
    """How many bits are set in each."""
    return np.asarray(np.unpackbits(masks.astype(">u2").view(np.uint8)).reshape(-1, BLOCK).sum(axis=1))


class Stopping:
    """A rule at work: after how many blocks a run ends, found from the prefix alone, so the same for any workers."""

    def __init__(self, plan: Plan, rule: Rule | None) -> None:
        self._rule, self._scenarios = rule, plan.scenarios
        self._looks = iter(()) if rule is None else rule.looks()
        self._next = next(self._looks, None)
        self.blocks = plan.blocks

    def look(self, prefix: Prefix) -> bool:
        """Whether the run is at its end; ``blocks`` says where that is."""
        while self._next is not None and self._next <= prefix.blocks:
            if self._enough(prefix, self._next):
                self.blocks = self._next
                break
            self._next = next(self._looks, None)
        return prefix.blocks >= self.blocks

    @property
    def early(self) -> bool:
        """Whether the run may end before its last block."""
        return self._rule is not None

    def expected(self, prefix: Prefix) -> int | None:
        """The number of blocks after which the run will probably end, from what is known so far; None without a rule
        or while nothing is known."""
        if self._rule is None or not prefix.blocks:
            return None
        others = range(1, self._scenarios)
        found = [shift(prefix.shifts(other, prefix.blocks)) for other in others] or [
            share(prefix.shares(0, prefix.blocks))
        ]
        return max((self._rule.expected(one, prefix.blocks) for one in found if isfinite(one.margin)), default=None)

    def _enough(self, prefix: Prefix, blocks: int) -> bool:
        assert self._rule is not None
        if self._scenarios == 1:
            return self._rule.enough(prefix.shares(0, blocks))
        others = range(1, self._scenarios)
        return all(self._rule.enough_difference(prefix.shifts(other, blocks)) for other in others)
