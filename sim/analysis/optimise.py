"""A better plan: freed decisions searched on paired companies, the winner judged on fresh ones and other guesses."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from sim.analysis.freedom import Freedom
from sim.analysis.paired import Lot, Tell, Work, check_numbers, live_lots
from sim.analysis.perturbation import perturbed
from sim.analysis.searching import Values, search
from sim.analysis.statistics import Floats, Interval, difference_interval, share_difference_interval
from sim.analysis.summary import rounded
from sim.analysis.words import amount, amount_margin, counted, percent, points_margin, signed_points
from sim.ensemble.crew import Workers
from sim.errors import InputError
from sim.scenario import Scenario

SURVIVAL, ARR = "survival", "arr"
FINALISTS = 8  # candidates that get more companies: those not clearly worse than the best
FRESH = 1  # what is added to the seed for companies that the search has never met
FRESH_TRIALS = 160
GUESSES = 6  # sets of perturbed assumptions
SHIFT = 0.5  # of the way from each of them to an end of its range
GUESS_TRIALS = 48


@dataclass(frozen=True)
class Aim:
    """What is searched for: survival, ARR at the end, or survival + ``weight`` × ARR over the plan's mean ARR.

    A weight of 0.1 says that ten points of survival are worth as much as the plan's whole mean ARR once more.
    """

    name: str
    weight: float = 0.0

    def values(self, lot: Lot, arr: float) -> Floats:
        """What each company counts [n]; ``arr`` is the plan's mean ARR at the end."""
        if self.name == ARR:
            return lot.arr_end
        alive = lot.alive(lot.months).astype(float)
        return alive + self.weight * lot.arr_end / arr if self.weight else alive


def read_aim(text: str) -> Aim:
    """``survival``, ``arr`` or the weight of ARR beside survival. InputError for anything else."""
    if text in (SURVIVAL, ARR):
        return Aim(text)
    try:
        weight = float(text)
    except ValueError:
        weight = -1.0
    if not 0 < weight < float("inf"):
        allowed = "survival, arr, or the weight of ARR beside survival, such as 0.1"
        raise InputError("no value to search for", key="--value", value=text, allowed=allowed)
    return Aim("trade-off", weight)


@dataclass(frozen=True)
class Candidate:
    """A setting of the freed decisions: its survival and mean ARR on the search's first companies, on how many in all
    it was judged, and whether nothing tried beats it in both (``on_front``)."""

    values: Values
    survival: float
    arr: float
    trials: int
    on_front: bool


@dataclass(frozen=True)
class Gain:
    """What the winner changes against the plan: survival (a share), ARR at the end (money per year), the aim."""

    survival: Interval
    arr: Interval
    aim: Interval


@dataclass(frozen=True)
class Optimum:
    """The best plan found. ``searched`` is its gain where it was found (flattered by its luck), ``fresh`` on companies
    that the search never met, ``guesses`` under other assumptions."""

    scenario: Scenario
    free: tuple[Freedom, ...]
    aim: Aim
    seed: int
    trials: int
    plan: Candidate
    winner: Candidate
    candidates: tuple[Candidate, ...]
    searched: Gain
    fresh: Gain
    fresh_trials: int
    guesses: tuple[Gain, ...]
    lived: int
    lines: list[str] = field(default_factory=list)

    @property
    def headline(self) -> str:
        """The sentence that stands for all."""
        return self.lines[0]

    def as_dict(self) -> dict[str, Any]:
        """For summary.json."""
        content = {name: value for name, value in vars(self).items() if name not in ("scenario", "lines")}
        plain = {
            "scenario": self.scenario.name,
            "months": self.scenario.months,
            **{name: _plain(value) for name, value in content.items()},
            "verdict": self.lines,
        }
        found: dict[str, Any] = rounded(plain)
        return found


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def optimise(
    scenario: Scenario,
    free: Sequence[Freedom],
    aim: Aim | None = None,
    candidates: int = 40,
    trials: int = 48,
    seed: int = 1,
    workers: Workers = None,
    tell: Tell | None = None,
) -> Optimum:
    """The best setting of ``free`` among ``candidates`` tried, each on ``trials`` companies and the close ones on more.

    InputError where nothing is freed, one decision twice, numbers are out of range, or Optuna is not installed.
    """
    check_numbers(candidates=candidates, trials=trials, seed=seed, workers=workers)
    paths = [one.path for one in free]
    if not paths or len(set(paths)) < len(paths):
        raise InputError("decisions to search over", key="--free", value=paths, allowed="one or more, each once")
    run = _Run(scenario, aim or Aim(SURVIVAL), trials, seed, workers, Work(tell))
    settings = search(free, run.judge, candidates, seed)
    winner = run.finals(settings)
    fresh = live_lots([scenario, scenario.replace(winner)], FRESH_TRIALS, seed + FRESH, workers=workers, work=run.work)
    others = [perturbed(scenario, SHIFT, seed + number) for number in range(GUESSES)]
    pairs = [plan for other in others for plan in (other, other.replace(winner))]
    guessed = live_lots(pairs, GUESS_TRIALS, seed + FRESH, workers=workers, work=run.work)
    shown = run.candidates(settings)
    place = settings.index(winner)
    own = run.lots[_key(winner)]
    result = Optimum(
        scenario, tuple(free), run.aim, seed, trials, run.plan_candidate(), shown[place], tuple(shown),
        run.gain(run.plan.first(len(own.trials)) if len(own.trials) <= len(run.plan.trials) else run.plan, own),
        run.gain(*fresh), FRESH_TRIALS,
        tuple(run.gain(guessed[number], guessed[number + 1]) for number in range(0, len(guessed), 2)), run.work.done,
    )  # fmt: skip
    result.lines.extend(_lines(result))
    return result


def _key(values: Values) -> tuple[float, ...]:
    return tuple(values.values())


class _Run:
    """A search under way: the companies that each setting has met so far."""

    def __init__(self, scenario: Scenario, aim: Aim, trials: int, seed: int, workers: Workers, work: Work) -> None:
        self.scenario, self.aim, self.trials, self.seed = scenario, aim, trials, seed
        self.workers, self.work = workers, work
        (self.plan,) = self._live([scenario], range(trials))
        self.arr = max(float(self.plan.arr_end.mean()), 1.0)
        self.lots: dict[tuple[float, ...], Lot] = {}

    def _live(self, scenarios: Sequence[Scenario], trials: range) -> list[Lot]:
        return live_lots(scenarios, trials, self.seed, workers=self.workers, work=self.work)

    def value(self, lot: Lot) -> Floats:
        """What each company counts."""
        return self.aim.values(lot, self.arr)

    def judge(self, settings: list[Values]) -> list[float]:
        """The mean value of each setting on the first companies."""
        lots = self._live([self.scenario.replace(values) for values in settings], range(self.trials))
        self.lots |= {_key(values): lot for values, lot in zip(settings, lots, strict=True)}
        return [float(self.value(lot).mean()) for lot in lots]

    def finals(self, settings: Sequence[Values]) -> Values:
        """The best setting (of equals the one with more ARR), once those close to it have met up to four times as many
        companies."""
        close = list(settings)
        for _ in range(2):
            close = self._close(close)
            if len(close) == 1:
                break
            met = len(self.lots[_key(close[0])].trials)
            more = self._live([self.scenario.replace(values) for values in close], range(met, 2 * met))
            for values, lot in zip(close, more, strict=True):
                self.lots[_key(values)] = self.lots[_key(values)].joined(lot)
        met = len(self.lots[_key(close[0])].trials)
        if met > self.trials:
            (more_plan,) = self._live([self.scenario], range(self.trials, met))
            self.plan = self.plan.joined(more_plan)
        return self._ordered(close)[0]

    def _ordered(self, settings: Sequence[Values]) -> list[Values]:
        lots = {_key(values): self.lots[_key(values)] for values in settings}
        worth = {key: (-float(self.value(lot).mean()), -float(lot.arr_end.mean())) for key, lot in lots.items()}
        return sorted(settings, key=lambda values: worth[_key(values)])

    def _close(self, settings: Sequence[Values]) -> list[Values]:
        """Those that are not clearly worse than the best, at most so many."""
        ordered = self._ordered(settings)
        best = self.lots[_key(ordered[0])]
        close = [
            values for values in ordered
            if difference_interval(self.value(best), self.value(self.lots[_key(values)]), best.trials).high >= 0
        ]  # fmt: skip
        return close[: FINALISTS if len(settings) > FINALISTS else max(FINALISTS // 2, 1)]

    def gain(self, plan: Lot, other: Lot) -> Gain:
        """What ``other`` changes against ``plan`` on the same companies."""
        trials = plan.trials
        survival = share_difference_interval(plan.alive(plan.months), other.alive(plan.months), trials)
        shares = self.aim.name == SURVIVAL and not self.aim.weight
        aim = survival if shares else difference_interval(self.value(plan), self.value(other), trials)
        return Gain(survival, difference_interval(plan.arr_end, other.arr_end, trials), aim)

    def plan_candidate(self) -> Candidate:
        """The plan as it stands."""
        first = self.plan.first(self.trials)
        return Candidate({}, *_both(first), len(self.plan.trials), False)

    def candidates(self, settings: Sequence[Values]) -> list[Candidate]:
        """All settings tried, on the companies that all have met."""
        both = [_both(self.lots[_key(values)].first(self.trials)) for values in settings]
        return [
            Candidate(values, *point, len(self.lots[_key(values)].trials), _undominated(point, both))
            for values, point in zip(settings, both, strict=True)
        ]


def _both(lot: Lot) -> tuple[float, float]:
    return float(lot.alive(lot.months).mean()), float(lot.arr_end.mean())


def _undominated(point: tuple[float, float], others: Sequence[tuple[float, float]]) -> bool:
    """Whether none of the others is at least as good in both and better in one."""
    return not any(other != point and bool(np.all(np.array(other) >= np.array(point))) for other in others)


def _lines(found: Optimum) -> list[str]:
    label = found.scenario.setup.company.currency
    settings = ", ".join(f"{path} = {value:g}" for path, value in found.winner.values.items())
    gain, clear = found.fresh.aim, not found.fresh.aim.spans_zero
    best = f"{settings} is the best of {counted(len(found.candidates), 'setting')} tried for {_aimed(found.aim)}"
    companies = counted(found.fresh_trials, "fresh company", "fresh companies")
    if clear and gain.value > 0:
        head = f"{best}: {_said(found.fresh, found.aim, label)} against the plan, on {companies}."
    else:
        worth = "which is clearly less than the plan is worth" if clear else "which may be nothing"
        head = (
            f"No clear gain: {best}, but on {companies} it makes {_said(found.fresh, found.aim, label)} against the "
            f"plan, {worth}."
        )
    moved = [one.aim.value for one in found.guesses]
    front = sum(one.on_front for one in found.candidates)
    return [
        head,
        f"Where it was found it looked like {_said(found.searched, found.aim, label)}: a winner is picked for its "
        "luck, so the figure on fresh companies is the one to believe.",
        f"Under {len(moved)} other sets of assumptions the gain is {_size(min(moved), found.aim, label)} to "
        f"{_size(max(moved), found.aim, label)}, above zero in {sum(value > 0 for value in moved)} of {len(moved)}.",
        f"With it, survival at {found.scenario.months} months changes by {signed_points(found.fresh.survival.value)} "
        f"({points_margin(found.fresh.survival)}) points, ARR a company by {_money(found.fresh.arr.value, label)} "
        f"({amount_margin(found.fresh.arr)}).",
        f"Beaten by no other in survival and ARR together: {counted(front, 'setting')} of those tried; the plan: "
        f"{percent(found.plan.survival)} alive, {label} {amount(found.plan.arr)} a company.",
    ]


def _aimed(aim: Aim) -> str:
    if aim.weight:
        return f"survival + {aim.weight:g} × ARR"
    return "survival" if aim.name == SURVIVAL else "ARR"


def _said(gain: Gain, aim: Aim, label: str) -> str:
    margin = amount_margin(gain.aim) if aim.name == ARR else points_margin(gain.aim)
    return f"{_size(gain.aim.value, aim, label)} ({margin})"


def _size(value: float, aim: Aim, label: str) -> str:
    return _money(value, label) if aim.name == ARR else f"{signed_points(value)} points"


def _money(value: float, label: str) -> str:
    return f"{'−' if value < 0 else '+'}{label} {amount(value)}"
