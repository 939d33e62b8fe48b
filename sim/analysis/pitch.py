"""A promise to investors against what the model says: arithmetic first, then the odds, then what it would take."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from sim.analysis.believing import ALWAYS, INSIDE, NEVER, OUTSIDE, Belief, beliefs, spans_of
from sim.analysis.paired import Lot, Tell, Work, check_numbers, live_lots
from sim.analysis.statistics import Interval, share_interval
from sim.analysis.summary import rounded
from sim.analysis.words import STEPS, amount, counted, month_name, percent, share_margin
from sim.ensemble.crew import Workers
from sim.errors import InputError
from sim.loading import built_in, read_data
from sim.promise import Promised
from sim.quantities import MONTHS_PER_YEAR, Unit
from sim.ranges import Limits, parse_range
from sim.scenario import Scenario

SETTINGS = "pitch.yaml"
COLUMNS = ("arr", "customers", "heads", "cash", "heads_rep", "runway", "output_per_rep")
ASKED = 48  # companies by which a single input is judged
LEAST_RUNWAY = 3.0  # months of cash at which investors stop believing in the next milestone
SHARE = Limits(Unit("share", "share"), 0.0)


@dataclass(frozen=True)
class Arithmetic:
    """What the promise asks of the sales floor, before any chance: money and rep-years up to the last promised ARR.

    ``bookings`` = growth of ARR and the replacement of what is not renewed; ``rep_years`` = years of reps at full
    output that the simulated plan has; ``capacity`` = rep-years × ``quota`` × ``attainment``; ``needed`` = the
    attainment at which capacity meets the promise (None where there are no reps).
    """

    month: int
    arr: float
    bookings: float
    replaced: float
    rep_years: float
    quota: float
    attainment: float
    capacity: float
    needed: float | None


@dataclass(frozen=True)
class Kept:
    """One promised figure: the share of all companies at or above it (the dead are below), and its percentile."""

    month: int
    figure: str
    promised: float
    chance: Interval
    percentile: float
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class Milestone:
    """Whether ARR of ``arr`` is reached before cash falls under three months; ``name`` says whose bar it is."""

    name: str
    arr: float
    chance: Interval


@dataclass(frozen=True)
class Pitch:
    """A promise judged. ``beliefs`` are about the last promised ARR; ``whole``: the chance that every ARR is kept."""

    scenario: Scenario
    trials: int
    seed: int
    arithmetic: Arithmetic
    kept: tuple[Kept, ...]
    whole: Interval
    milestones: tuple[Milestone, ...]
    beliefs: tuple[Belief, ...]
    lot: Lot
    lines: list[str] = field(default_factory=list)

    @property
    def headline(self) -> str:
        """The sentence that stands for all."""
        return self.lines[0]

    @property
    def last(self) -> Kept:
        """The last promised ARR."""
        return [one for one in self.kept if one.figure == "arr"][-1]

    def as_dict(self) -> dict[str, Any]:
        """For summary.json."""
        found: dict[str, Any] = rounded(
            {
                "scenario": self.scenario.name,
                "trials": self.trials,
                "seed": self.seed,
                "months": self.scenario.months,
                "arithmetic": asdict(self.arithmetic),
                "kept": [asdict(one) for one in self.kept],
                "all_arr_kept": asdict(self.whole),
                "milestones": [asdict(one) for one in self.milestones],
                "beliefs": [asdict(one) for one in self.beliefs],
                "verdict": self.lines,
            }
        )
        return found


def pitch(
    scenario: Scenario,
    promise: Sequence[Promised],
    trials: int = 200,
    seed: int = 1,
    inputs: Sequence[str] = (),
    workers: Workers = None,
    tell: Tell | None = None,
) -> Pitch:
    """The promise (see ``sim.promise.read_promise``) against the scenario's companies.

    ``inputs``: paths of ranges to look into (all uncertain world inputs unless given). InputError where the promise
    goes beyond the scenario's horizon, and for numbers out of range.
    """
    check_numbers(trials=trials, seed=seed, workers=workers)
    last = max(one.month for one in promise)
    if last > scenario.months:
        allowed = f"--months {last} or more"
        raise InputError("the promise goes beyond the horizon", key="months", value=scenario.months, allowed=allowed)
    spans_of(scenario, inputs)  # a misspelt one is refused before anybody lives
    work = Work(tell)
    (lot,) = live_lots([scenario], trials, seed, COLUMNS, workers, work)
    kept = tuple(_kept(lot, one.month, name, value) for one in promise for name, value in one.figures.items())
    arrs = [one for one in promise if "arr" in one.figures]
    month, arr = arrs[-1].month, arrs[-1].figures["arr"]
    whole = np.logical_and.reduce([_at(lot, "arr", one.month) >= one.figures["arr"] for one in arrs])
    found = beliefs(
        scenario, lambda other: float((_at(other, "arr", month) >= arr).mean()), "arr", min(ASKED, trials), seed,
        workers, work, inputs,
    )  # fmt: skip
    result = Pitch(
        scenario, trials, seed, arithmetic(scenario, lot, month, arr), kept, share_interval(whole, lot.trials),
        _milestones(scenario, lot, arrs), tuple(found), lot,
    )  # fmt: skip
    result.lines.extend(_lines(result))
    return result


def _at(lot: Lot, column: str, month: int) -> Any:
    """A column at a month's end [trials]; below everything for who has ended."""
    values = lot.rows[column][:, month - 1]
    return np.where(np.isnan(values), -np.inf, values)


def _kept(lot: Lot, month: int, figure: str, promised: float) -> Kept:
    values = _at(lot, figure, month)
    living = values[np.isfinite(values)]
    p10, p50, p90 = np.quantile(living, (0.1, 0.5, 0.9)).tolist() if len(living) else (np.nan,) * 3
    chance = share_interval(values >= promised, lot.trials)
    return Kept(month, figure, promised, chance, float((values < promised).mean()), p10, p50, p90)


def arithmetic(scenario: Scenario, lot: Lot, month: int, arr: float) -> Arithmetic:
    """The promised bookings against what the simulated plan's reps can carry, no chance in it."""
    setup = scenario.setup
    opening = opening_arr(scenario)
    weights = setup.plan.focus
    renewal = sum(setup.market.segments[name].renewal * weight for name, weight in weights.items()) / sum(
        weights.values()
    )
    years = month / MONTHS_PER_YEAR
    replaced = (opening + arr) / 2 * (1.0 - renewal) * years
    bookings = max(arr - opening, 0.0) + replaced
    rep_years = ramped_rep_years(lot.rows["heads_rep"][:, :month], setup.sales.ramp_months)
    attainment = parse_range(_settings()["attainment"], SHARE).median()
    quota = setup.sales.quota
    full = rep_years * quota
    return Arithmetic(
        month, arr, bookings, replaced, rep_years, quota, attainment, full * attainment,
        bookings / full if full > 0 else None,
    )  # fmt: skip


def opening_arr(scenario: Scenario) -> float:
    """Annual recurring revenue on the opening date."""
    return float(sum(row.mrr * row.count for row in scenario.setup.company.opening.customers) * MONTHS_PER_YEAR)


def ramped_rep_years(reps: Any, ramp_months: float) -> float:
    """Years of full output in the typical staffing ``reps`` [trials, months]: each newcomer loses one time constant."""
    import warnings

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice")
        staffed = np.nan_to_num(np.nanmean(reps, axis=0))
    newcomers = np.clip(np.diff(staffed, prepend=staffed[:1]), 0.0, None).sum()
    return max(0.0, float(staffed.sum() - newcomers * ramp_months)) / MONTHS_PER_YEAR


def _settings() -> dict[str, Any]:
    return read_data(built_in() / SETTINGS, SETTINGS)


def _milestones(scenario: Scenario, lot: Lot, arrs: Sequence[Promised]) -> tuple[Milestone, ...]:
    """The next round's bar and the next promised ARR, each to be reached while there is cash for three months."""
    bars = [("the next promised ARR", arrs[0].figures["arr"])]
    funding = scenario.setup.funding
    if funding.enabled and funding.rounds:
        name, terms = next(iter(funding.rounds.items()))
        bars.insert(0, (f"the bar of round {name}", terms.bar))
    return tuple(Milestone(name, bar, share_interval(reached_first(lot, bar), lot.trials)) for name, bar in bars)


def reached_first(lot: Lot, bar: float) -> Any:
    """bool [trials]: ARR reaches ``bar`` before the first month's end with cash for less than three months."""
    with np.errstate(invalid="ignore"):
        reached = lot.rows["arr"] >= bar
        short = ~(lot.rows["runway"] >= LEAST_RUNWAY)  # an ended company has no months left
    never = lot.months + 1
    first = [np.where(hit.any(axis=1), hit.argmax(axis=1), never) for hit in (reached, short)]
    return (first[0] < never) & (first[0] < first[1])


def _lines(result: Pitch) -> list[str]:
    opening, label = result.scenario.setup.company.opening.date, result.scenario.setup.company.currency
    last = result.last
    when = month_name(opening, last.month)
    promised = f"{label} {amount(last.promised)} of ARR by {when}"
    head = (
        f"{promised} is kept by {percent(last.chance.value)} ({share_margin(last.chance)}) of "
        f"{counted(result.trials, 'company', 'companies')}: it stands at the {percent(last.percentile)} point of what "
        f"comes out (the dead count as below)."
    )
    lines = [head, _arithmetic_words(result.arithmetic, label)]
    lines.append(
        f"Every promised ARR, each in its month: {percent(result.whole.value)} ({share_margin(result.whole)})."
    )
    for one in result.milestones:
        lines.append(
            f"{label} {amount(one.arr)} of ARR, {one.name}, is reached before cash is down to {LEAST_RUNWAY:g} months "
            f"by {percent(one.chance.value)} ({share_margin(one.chance)})."
        )
    return [*lines, *_belief_words(result)]


def _arithmetic_words(one: Arithmetic, label: str) -> str:
    asked = f"The arithmetic: the promise takes bookings of {label} {amount(one.bookings)}"
    if one.replaced:
        asked += f" ({label} {amount(one.replaced)} of them to replace what is not renewed)"
    if one.needed is None:
        return f"{asked}; the plan's typical company has no ramped reps at all, so founders would sell it all."
    carried = (
        f"{one.rep_years:.1f} ramped rep-years × {label} {amount(one.quota)} quota × {percent(one.attainment)} "
        f"attainment carry {label} {amount(one.capacity)}"
    )
    short = f"short; each rep would have to make {percent(one.needed)} of its quota"
    verdict = "enough" if one.capacity >= one.bookings else short
    return f"{asked}; {carried}: {verdict} (founders' own deals apart)."


def _belief_words(result: Pitch) -> list[str]:
    if not result.beliefs:
        return ["No input of this scenario is a range: there is nothing to believe otherwise."]
    said = {where: [one for one in result.beliefs if one.where == where] for where in (INSIDE, OUTSIDE, NEVER, ALWAYS)}
    lines = []
    for where, words in ((INSIDE, "inside its range"), (OUTSIDE, "outside its range")):
        for one in said[where]:
            value, low, high = (belief_value(number, one.unit) for number in (one.value, one.low, one.high))
            lines.append(f"An even bet at {one.path} = {value}, {words} ({low} to {high}), all else as it is.")
    if len(said[NEVER]) == len(result.beliefs):
        lines.append(
            f"No value of any one uncertain input that was looked into ({len(result.beliefs)}) suffices on its own."
        )
    elif said[NEVER]:
        lines.append(f"No value suffices, on its own: {', '.join(one.path for one in said[NEVER])}.")
    if said[ALWAYS]:
        lines.append(f"An even bet or better at every value tried: {', '.join(one.path for one in said[ALWAYS])}.")
    return lines


def belief_value(value: float | None, unit: str) -> str:
    """An input in the figures that a belief has: 27 %, 4.5 %, 31k, 1.8."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{float(f'{100 * value:.2g}'):g} %"
    return amount(value) if abs(value) >= STEPS[-1][0] else f"{value:.3g}"
