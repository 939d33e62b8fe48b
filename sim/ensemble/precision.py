"""When a run knows enough: the interval of survival at the horizon, or of a comparison's difference, is narrow enough.

A run that looks after every block stops where chance has made the interval narrow, and its intervals cover too seldom.
So the first look comes after 25 blocks, the next ones at counts that grow by a quarter, and what is looked at is the
contiguous prefix of blocks and the very interval that is reported: Wilson's near 0 and 1, where blocks' means tie, and
Bonett and Price's for a difference with few flips. The tests hold the coverage of the stopped procedure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from sim.errors import InputError
from sim.intervals import Interval, share_of_blocks, shift_of_blocks
from sim.uncertainty import BLOCK

FIRST_LOOK = 25  # blocks: fewer say too little about their own variance
GROWTH = 1.25  # of the number of blocks from look to look
WIDEST = 0.5  # half-width beyond which no share needs a simulation


# a block's trials: how many are alive at the horizon, and how many are done (the others raised)
BlockShare = tuple[int, int]
# a block's pairs in a plan and another: alive only with the other, only with the first, and pairs done in both
BlockShift = tuple[int, int, int]


def share(blocks: Sequence[BlockShare]) -> Interval:
    """Share of companies alive at the horizon."""
    alive, done = np.array(blocks).reshape(-1, 2).T
    return share_of_blocks(alive, done)


def shift(blocks: Sequence[BlockShift]) -> Interval:
    """Difference in that share between two plans on the same luck."""
    up, down, pairs = np.array(blocks).reshape(-1, 3).T
    return shift_of_blocks(up, down, pairs)


@dataclass(frozen=True)
class Rule:
    """Stop when the 95 % interval is within ± ``target`` (a share), after ``most`` trials at the latest.

    InputError on a target outside (0, 0.5].
    """

    target: float
    most: int

    def __post_init__(self) -> None:
        if not 0 < self.target <= WIDEST:
            allowed = f"a half-width above 0 and up to {WIDEST}, such as 0.02 for ±2 points"
            raise InputError("is out of range", key="precision", value=self.target, allowed=allowed)

    def looks(self) -> Iterator[int]:
        """Numbers of blocks at which to look, growing; the last holds all of the ``most`` trials."""
        last, count = ceil(self.most / BLOCK), FIRST_LOOK
        while count < last:
            yield count
            count = ceil(count * GROWTH)
        yield last

    def expected(self, interval: Interval, blocks: int) -> int:
        """The number of blocks at which the run will probably end, where ``blocks`` have left this interval: its width
        falls with the root of their number."""
        wanted = max(blocks * (interval.margin / self.target) ** 2, blocks)
        *earlier, last = self.looks()
        return next((count for count in earlier if count >= wanted), last)

    def enough(self, blocks: Sequence[BlockShare]) -> bool:
        """Whether survival is known well enough from these blocks, the first ones of the run in order."""
        return share(blocks).margin <= self.target

    def enough_difference(self, blocks: Sequence[BlockShift]) -> bool:
        """Whether the difference in survival is known well enough from these blocks."""
        return shift(blocks).margin <= self.target
