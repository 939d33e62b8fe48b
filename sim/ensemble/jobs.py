"""Which chunks make a run: handed out block by block, kept in the order of the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from sim.ensemble.chunk import REDRAWN_WORLDS, Job
from sim.uncertainty import BLOCK

MOST_WORLDS = 320  # worlds in which other days are run, for the spread between worlds: more would tell little more
TRIALS_PER_WORLD = 8  # at most one world in so many: the sample stays a side dish
FEWEST_WORLDS = 8  # fewer say nothing about a spread
# other days in each of them: a world costs next to nothing beside a day, and two to four days in all are best where a
# world's days are alike by .4 to .2, more where they are less so (analysis.spread.best_days; measured by the benchmark)
REDRAWN_DAYS = 3


@dataclass(frozen=True)
class Plan:
    """The chunks of ``scenarios`` scenarios with ``trials`` trials each.

    ``first_look``: blocks after which the run may stop early; the other days in the first worlds are done by then.
    """

    scenarios: int
    trials: int
    first_look: int | None = None

    @property
    def blocks(self) -> int:
        """Blocks of worlds in the whole run."""
        return ceil(self.trials / BLOCK)

    @property
    def _spread_over(self) -> int:
        return self.blocks if self.first_look is None else min(self.first_look, self.blocks)

    @property
    def worlds(self) -> int:
        """Worlds in which other days are run."""
        most = min(MOST_WORLDS, min(self._spread_over * BLOCK, self.trials) // TRIALS_PER_WORLD)
        return most if most >= FEWEST_WORLDS else 0

    def turn(self, block: int) -> list[Job]:
        """What is handed out with a block: its trials in every scenario side by side, and some other days, spread
        among the blocks so that progress runs evenly."""
        starts = range(0, self.worlds, REDRAWN_WORLDS)
        share = self._spread_over
        due = starts[min(block, share) * len(starts) // share : min(block + 1, share) * len(starts) // share]
        jobs = []
        for scenario in range(self.scenarios):
            jobs.append(self._trials(scenario, block))
            jobs += [self._redrawn(scenario, world) for world in due]
        return jobs

    def stored(self, scenario: int, block: int) -> list[Job]:
        """The chunks that hold a scenario's companies of a block of worlds."""
        worlds = range(block * BLOCK, min((block + 1) * BLOCK, self.worlds), REDRAWN_WORLDS)
        return [self._trials(scenario, block), *(self._redrawn(scenario, world) for world in worlds)]

    def _trials(self, scenario: int, block: int) -> Job:
        return Job(scenario, block * BLOCK, min(BLOCK, self.trials - block * BLOCK))

    def _redrawn(self, scenario: int, world: int) -> Job:
        return Job(scenario, world, min(REDRAWN_WORLDS, self.worlds - world), 1, REDRAWN_DAYS)

    def jobs(self, blocks: int) -> Iterator[Job]:
        """Every chunk of the first ``blocks`` blocks, as stored."""
        for scenario in range(self.scenarios):
            for block in range(blocks):
                yield from self.stored(scenario, block)
