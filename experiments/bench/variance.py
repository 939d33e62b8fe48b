"""How precise: what common luck and even worlds take off the variance, and whether the split of worlds is a good one.

Ratios are of variances of means of the same number of trials. Their intervals are 95 %, by a jackknife over blocks of
the ratio's logarithm.
"""

import math
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.bench.measure import SEED, Measure, Plan, at_least, ratio_words
from sim.intervals import UNKNOWN, Interval, t_quantile
from sim.uncertainty import BLOCK

if TYPE_CHECKING:
    from sim.scenario import Scenario

MONTHS = 60
EARLY = 36  # months after which survival is judged, besides the horizon
ALIVE = math.inf
SAMPLE_WORLDS, SAMPLE_DAYS = 64, 6  # for the likeness of a world's days
CONTROLS = 3  # rounds whose luck is taken as a control
Values = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Patch:
    """A plan: a scenario and what is changed in it."""

    scenario: str
    changes: tuple[tuple[str, Any], ...] = ()


BASE = Patch("base")
EIGHT_AT_ONCE, EIGHT_LATER = Patch("overhire_before_pmf"), Patch("hire_after_playbook")
MONTH_LATER = Patch("base", (("plan.hires.rep.first.delay_months", 1),))
WIN_MORE = Patch("base", (("market.segments.mid.win_rate", "16.8% to 29.4%"),))  # 1.05 × its range
PAIRS = (
    ("a big change (8 reps in month 2 or after the gate)", EIGHT_AT_ONCE, EIGHT_LATER, (2.3, 3.0)),
    ("a small patch (first reps a month later)", BASE, MONTH_LATER, (7.0, 12.0)),
    ("a small patch (win rate × 1.05)", BASE, WIN_MORE, (7.0, 12.0)),
)


@dataclass(frozen=True)
class Lives:
    """Outcomes of a plan's trials [trials]: months to the end (inf while alive), ARR at the end (0 for the failed)."""

    runway: Values
    arr: Values

    def alive(self, month: float) -> Values:
        """1 where there is no end yet."""
        return (self.runway > month).astype(float)

    @property
    def restricted(self) -> Values:
        """Months to the end, restricted at the horizon."""
        return np.minimum(self.runway, MONTHS)


def variance(plan: Plan) -> list[Measure]:
    """Every measure of precision."""
    patches = list(dict.fromkeys(patch for _, one, other, _ in PAIRS for patch in (one, other)))
    with ProcessPoolExecutor(plan.workers) as workers:
        lived = {patch: live(patch, plan.variance_trials, workers.map) for patch in patches}
        sample = np.array(list(workers.map(days_of, range(SAMPLE_WORLDS))))
    return [*paired(lived), *stratified(lived[BASE], sample), split(sample)]


Map = Callable[..., Iterator[Any]]


def live(patch: Patch, trials: int, over: Map = map) -> Lives:
    """The first blocks of a plan's trials."""
    blocks = range(max(trials // BLOCK, 1))
    pairs = [pair for block in over(_block, [patch] * len(blocks), blocks) for pair in block]
    runway, arr = np.array(pairs, dtype=float).T
    return Lives(runway, arr)


@lru_cache(maxsize=8)
def _scenario(patch: Patch) -> "Scenario":
    from sim import load_scenario

    return load_scenario(patch.scenario, months=MONTHS).replace(dict(patch.changes))


def _block(patch: Patch, block: int) -> list[tuple[float, float]]:
    from sim.trial import simulate

    trials = range(block * BLOCK, (block + 1) * BLOCK)
    return [_end(simulate(_scenario(patch), SEED, trial).outcome) for trial in trials]


def _end(outcome: dict[str, Any]) -> tuple[float, float]:
    month = outcome["end_month"]
    alive = month is None or math.isnan(month)
    return ALIVE if alive else month, 0.0 if outcome["end"] in ("dead", "closed") else outcome["arr_end"]


def days_of(trial: int) -> list[tuple[float, float, float]]:
    """(month of the end, seconds that the world took, seconds that the day took) for several days in one world."""
    from sim.trial import realise, run

    scenario, found = _scenario(BASE), []
    start = process_time()
    world = realise(scenario, SEED, trial)
    realised = process_time() - start
    for day in range(SAMPLE_DAYS):
        start = process_time()
        month, _ = _end(run(world, day).outcome)
        found.append((month, realised, process_time() - start))
    return found


def paired(lived: dict[Patch, Lives]) -> list[Measure]:
    """Variance of a difference with independent seeds and plain draws over that with common luck and even worlds."""
    found = []
    for name, one, other, (goal_share, goal_mean) in PAIRS:
        a, b = lived[one], lived[other]
        blocks = len(a.runway) // BLOCK
        for what, goal, x, y in (
            (f"survival at {EARLY} months", goal_share, a.alive(EARLY), b.alive(EARLY)),
            ("restricted mean runway", goal_mean, a.restricted, b.restricted),
        ):
            common = ratio_words(paired_ratio(x, y, plain=False))
            how = (
                f"{blocks} blocks; difference {(y - x).mean():+.3g}, correlation of the two plans' trials "
                f"{correlation(x, y):.2f}; against independent seeds with even worlds {common}"
            )
            found.append(at_least(f"{name}: difference in {what}", paired_ratio(x, y), goal, how))
    return found


def correlation(x: Values, y: Values) -> float:
    """Between the two plans' trials; NaN where one of them never varies."""
    return float(np.corrcoef(x, y)[0, 1]) if x.std() and y.std() else math.nan


def paired_ratio(x: Values, y: Values, plain: bool = True) -> Interval:
    """Variance of the difference of two independent runs over that of paired trials [trials] in blocks of even worlds;
    the independent runs draw their worlds ``plain``, or evenly as well."""
    rows = [values.reshape(-1, BLOCK) for values in (x, y)]
    change = block_means(y - x)

    def log_ratio(kept: NDArray[np.bool_]) -> float:
        alone = sum(_mean_variance(row[kept], plain) for row in rows)
        return _log(alone, change[kept].var(ddof=1))

    return jackknife(log_ratio, len(x) // BLOCK)


def stratified(lives: Lives, sample: Values) -> list[Measure]:
    """Variance of a mean with plain draws over that with even worlds, beside the most that worlds could give."""
    ends = sample[:, :, 0]
    found = []
    for what, goal, values, days in (
        (f"survival at {EARLY} months", 1.5, lives.alive(EARLY), (ends > EARLY).astype(float)),
        (f"survival at {MONTHS} months", 1.5, lives.alive(MONTHS), (ends > MONTHS).astype(float)),
        ("restricted mean runway", 3.0, lives.restricted, np.minimum(ends, MONTHS)),
        ("mean ARR at the end", None, lives.arr, None),
    ):
        how = f"{len(values) // BLOCK} blocks of `base`, mean {values.mean():.3g}"
        if days is not None:
            share = between_worlds(days)
            how += f"; worlds make {share:.0%} of the variance, so even worlds can give {1 / (1 - share):.2f} × at most"
            how += control_words(values)
        found.append(at_least(f"even worlds against plain draws: {what}", stratified_ratio(values), goal, how))
    return found


def stratified_ratio(values: Values) -> Interval:
    """Variance of the mean of 16 plain draws over that of a block of 16 even worlds. Each world alone is a plain draw,
    so the same trials [trials] tell both."""
    rows = values.reshape(-1, BLOCK)

    def log_ratio(kept: NDArray[np.bool_]) -> float:
        return _log(_mean_variance(rows[kept], plain=True), _mean_variance(rows[kept], plain=False))

    return jackknife(log_ratio, len(rows))


def _mean_variance(rows: Values, plain: bool) -> float:
    """Variance of the mean of 16 trials from ``rows`` [blocks, 16]: of plain draws, or of blocks as they are."""
    return float(rows.var(ddof=1)) / BLOCK if plain else float(rows.mean(axis=1).var(ddof=1))


def between_worlds(days: Values) -> float:
    """Share in [0, 1] of the variance that lies between worlds, from ``days`` [worlds, days] (analysis of variance)."""
    number = days.shape[1]
    within = float(days.var(axis=1, ddof=1).mean())
    between = max(float(days.mean(axis=1).var(ddof=1)) - within / number, 0.0)
    return between / (between + within) if between + within else 0.0


def control_words(values: Values) -> str:
    """The same in words; nothing where blocks are too few for it."""
    gain = control_gain(values)
    return "" if math.isnan(gain) else f"; the day's luck in {CONTROLS} rounds as controls: a further {gain:.2f} ×"


def control_gain(values: Values) -> float:
    """What is left of the variance of block means, turned over, when the day's luck in the first rounds (numbers whose
    means are known) is regressed out; 1 = nothing gained. Adjusted for the number of controls."""
    controls = block_means(np.array([round_luck(trial) for trial in range(len(values))]))
    means = block_means(values)
    blocks, number = len(means), controls.shape[1]
    if blocks <= number + 1:
        return math.nan
    table = np.column_stack([np.ones(blocks), controls])
    rest = means - table @ np.linalg.lstsq(table, means, rcond=None)[0]
    left = float((rest**2).sum()) / (blocks - number - 1)
    return float(means.var(ddof=1) / left)


def round_luck(trial: int) -> list[float]:
    """Investors' answers and the lengths of the first rounds, ready whether they are asked or not."""
    from sim.luck import Luck

    luck = Luck(SEED, trial)
    answers = [luck.uniform("round answer", attempt, 0.0) - 0.5 for attempt in range(CONTROLS)]
    return answers + [luck.normal("round length", attempt, 0.0) for attempt in range(CONTROLS)]


def split(sample: Values) -> Measure:
    """How the work of the days that are run again is split between worlds and days, against the best split measured."""
    from sim.analysis.spread import best_days, likeness_within, spread_work
    from sim.ensemble.jobs import REDRAWN_DAYS

    ends, world, day = (sample[:, :, place] for place in range(3))
    likeness = likeness_within((ends > EARLY).sum(axis=1), SAMPLE_DAYS)
    cost = float(world[:, 0].mean() / day.mean())
    best, chosen = best_days(likeness, cost), REDRAWN_DAYS + 1
    value = spread_work(best, likeness, cost) / spread_work(chosen, likeness, cost)
    how = (
        f"a world costs {world[:, 0].mean() * 1e3:.2f} ms, a day in it {day.mean() * 1e3:.1f} ms; likeness of a "
        f"world's days {likeness:.2f} at {EARLY} months; best {best} days in each world, chosen {chosen}"
    )
    return Measure("split of worlds and days: work of the best split over the chosen", f"{value:.0%}", "–", None, how)


def block_means(values: Values) -> Values:
    """Means of whole blocks, along the first axis."""
    return np.asarray(values.reshape(-1, BLOCK, *values.shape[1:]).mean(axis=1))


def jackknife(log_ratio: Callable[[NDArray[np.bool_]], float], blocks: int) -> Interval:
    """A ratio with its interval from a function of the blocks that are kept [blocks]."""
    whole = log_ratio(np.ones(blocks, dtype=bool))
    parts = np.array([log_ratio(np.arange(blocks) != left) for left in range(blocks)])
    if not math.isfinite(whole) or not np.isfinite(parts).all():
        return UNKNOWN
    error = math.sqrt((blocks - 1) / blocks * float(((parts - parts.mean()) ** 2).sum()))
    margin = t_quantile(blocks - 1, 0.975) * error
    return Interval(math.exp(whole), math.exp(whole - margin), math.exp(whole + margin))


def _log(above: float, below: float) -> float:
    return math.log(above / below) if above > 0 and below > 0 else math.nan
