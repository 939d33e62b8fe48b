"""Which chunks make a run: handed out block by block, kept in the order of the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from sim.ensemble.chunk import Job
from sim.uncertainty import BLOCK

MOST_WORLDS = 320  # worlds in which other days are run, for the spread between worlds: more would tell little more
TRIALS_PER_WORLD = 8  # at most one world in so many: the sample stays a side dish
FEWEST_WORLDS = 8  # fewer say nothing about a spread
# other days in each of them: a world costs next to nothing beside a day, and two to four days in all are best where a
# world's days are alike by .4 to .2, more where they are less so (analysis.spread.best_days; measured by the benchmark)
REDRAWN_DAYS = 3
WORLDS_PER_BLOCK = BLOCK // TRIALS_PER_WORLD  # redrawn with a block, so that a run may end after any block


@dataclass(frozen=True)
class Plan:
    """The chunks of ``scenarios`` scenarios with ``trials`` trials each. What belongs to the first blocks is the same
    in a longer run: a run that ends early is a shorter run."""

    scenarios: int
    trials: int

    @property
    def blocks(self) -> int:
        """Blocks of worlds in the whole run."""
        return ceil(self.trials / BLOCK)

    @property
    def worlds(self) -> int:
        """Worlds in which other days are run."""
        most = min(MOST_WORLDS, self.trials // TRIALS_PER_WORLD)
        return most if most >= FEWEST_WORLDS else 0

    def turn(self, block: int) -> list[Job]:
        """What is handed out with a block: its trials in every scenario side by side, and other days in some worlds."""
        first = block * WORLDS_PER_BLOCK
        jobs = []
        for scenario in range(self.scenarios):
            jobs.append(self._trials(scenario, block))
            if first < self.worlds:
                jobs.append(self._redrawn(scenario, first))
        return jobs

    def stored(self, scenario: int, block: int, blocks: int) -> list[Job]:
        """The chunks that hold a scenario's companies of a block of worlds, in a run that ended after ``blocks``."""
        end = min((block + 1) * BLOCK, self.worlds, blocks * WORLDS_PER_BLOCK)
        redrawn = [self._redrawn(scenario, world) for world in range(block * BLOCK, end, WORLDS_PER_BLOCK)]
        return [self._trials(scenario, block), *redrawn]

    def _trials(self, scenario: int, block: int) -> Job:
        return Job(scenario, block * BLOCK, min(BLOCK, self.trials - block * BLOCK))

    def _redrawn(self, scenario: int, world: int) -> Job:
        return Job(scenario, world, min(WORLDS_PER_BLOCK, self.worlds - world), 1, REDRAWN_DAYS)

    def jobs(self, blocks: int) -> Iterator[Job]:
        """Every chunk of a run that ended after ``blocks`` blocks, as stored."""
        for scenario in range(self.scenarios):
            for block in range(blocks):
                yield from self.stored(scenario, block, blocks)
