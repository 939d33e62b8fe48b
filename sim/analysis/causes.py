"""What killed the dead: the ledger's word, then the roots, by remedies tried on fresh days in their worlds (§11).

The dead are dealt into two halves in turn. A remedy is *named* in a half where it adds clearly more to the chance of
living than the placebos do there; each death is sorted with the remedies that the *other* half named, so that no
remedy is judged where it was chosen. Remedies are patches from the first day: they know nothing that the founders did
not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import nan

import numpy as np

from sim.analysis.perturbation import perturbed
from sim.analysis.redraws import PLAN, FreshDays, Watch, fresh_days, still_going
from sim.analysis.remedies import Remedy, Tried, lay_on, load_remedies
from sim.analysis.sorting import SORTS, CausesSpec, Sorted, causes_settings, sort_death
from sim.analysis.statistics import UNKNOWN, Interval, mean_interval, share_interval
from sim.analysis.survival import FAILED, led_by, proximate_causes
from sim.ensemble.crew import Workers
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.lives import LifeKey, lives
from sim.scenario import Scenario

HALVES = 2


@dataclass(frozen=True)
class Effect:
    """What one remedy does: shares of fresh days.

    ``gain``: added to the chance of living in the dead companies' worlds; ``beyond``: that, less the placebos' mean;
    ``chosen`` and ``judged``: the gain in the half that chooses and in the other. ``rescued``: days there on which
    the plan dies and the remedy lives; ``kills``: days in survivors' worlds on which it is the other way round.
    ``named``: the first half chose it, and the second confirms it.
    """

    remedy: Remedy
    gain: Interval
    beyond: Interval
    chosen: Interval
    judged: Interval
    rescued: float
    kills: Interval
    named: bool


@dataclass(frozen=True)
class Check:
    """The same question asked again: of other companies, or under other assumptions."""

    what: str
    deaths: int
    failed: float
    gains: dict[str, Interval]
    shares: dict[str, Interval]
    decisions: dict[str, float]


@dataclass(frozen=True)
class Causes:
    """Why the companies of an ensemble died.

    ``cause`` and ``led_by``: the ledger's word, shares of the dead and closed. ``shares``: the deaths looked into by
    what they are (exclusive, sum 1); ``decisions``: share of deaths by the remedy named; ``sorts``: each death by its
    trial. ``plan_lives``: chance that the same plan lives on another day of a dead company's world.
    """

    scenario: Scenario
    seed: int
    months: int
    trials: int
    failed: int
    cause: dict[str, float]
    led_by: dict[str, float]
    deaths: tuple[int, ...]
    survivors: int
    days: int
    plan_lives: Interval
    shares: dict[str, Interval]
    decisions: dict[str, float]
    sorts: dict[int, Sorted]
    effects: tuple[Effect, ...]
    left_out: tuple[Tried, ...]
    checks: tuple[Check, ...]
    spec: CausesSpec = field(repr=False)

    def kinds(self, kind: str) -> list[Effect]:
        """The effects of one kind of remedy, the largest gain first."""
        return [effect for effect in self.effects if effect.remedy.kind == kind]

    @property
    def too_few(self) -> bool:
        """Whether there are deaths, but not enough to share them out."""
        return 0 < len(self.deaths) < self.spec.fewest

    @property
    def told(self) -> dict[str, int]:
        """The dead and closed by their last straw, counted."""
        return {name: round(share * self.failed) for name, share in self.cause.items()}

    @property
    def sort_counts(self) -> dict[str, int]:
        """The deaths looked into by what they are, counted."""
        return {sort: sum(one.sort == sort for one in self.sorts.values()) for sort in SORTS}

    def days_lived(self, effect: Effect | None = None) -> int:
        """On how many of the fresh days the plan lives, or a remedy."""
        gain = effect.gain.value if effect is not None else 0.0
        return round((self.plan_lives.value + gain) * self.days * len(self.deaths))

    @property
    def base_rate(self) -> float:
        """The largest gain of a placebo: what chance alone can show."""
        return max((abs(effect.gain.value) for effect in self.kinds("placebo")), default=0.0)


def causes(
    ensemble: Ensemble,
    remedies: Sequence[Remedy] | None = None,
    spec: CausesSpec | None = None,
    checks: bool = True,
    workers: Workers = None,
    watch: Watch | None = None,
) -> Causes:
    """Why the companies of ``ensemble`` died; ``watch`` is told of every life that is lived for it."""
    spec = spec or causes_settings()
    scenario, seed = ensemble.scenario, ensemble.seed
    tried = [lay_on(remedy, scenario) for remedy in (load_remedies() if remedies is None else remedies)]
    outcomes = ensemble.outcomes
    failed = outcomes["trial"][outcomes["end"].isin(FAILED)].to_numpy()
    living = outcomes["trial"][[still_going({"end": end}) for end in outcomes["end"]]].to_numpy()
    dead = failed[: spec.deaths].tolist()
    going = living[: spec.survivors].tolist() if dead else []  # without a death there is no remedy to judge
    variants = _variants(scenario, tried)
    found = fresh_days(variants, dead, spec.days, seed, workers, watch)
    there = fresh_days(variants, going, spec.survivor_days, seed, workers, watch)
    fitting = [one.remedy for one in tried if one.scenario is not None]
    sorts, named = judge(found, fitting, spec)
    decisions = [one for one in fitting if one.kind == "decision"]
    asked = _Asked(decisions, sorted({*named[0], *named[1]}), spec, workers, watch)
    result = Causes(
        scenario=scenario,
        seed=seed,
        months=ensemble.months,
        trials=len(outcomes),
        failed=len(failed),
        cause=proximate_causes(ensemble) if len(failed) else {},
        led_by=led_by(ensemble) if len(failed) else {},
        deaths=tuple(dead),
        survivors=len(going),
        days=spec.days,
        plan_lives=mean_interval(found.chance(PLAN), found.trials).within(0.0, 1.0),
        shares=_shares(sorts),
        decisions=_decisions(sorts),
        sorts=sorts,
        effects=tuple(sorted(_effects(found, there, fitting), key=lambda effect: -effect.gain.value)),
        left_out=tuple(one for one in tried if one.scenario is None),
        checks=_checks(ensemble, asked) if checks and dead else (),
        spec=spec,
    )
    return _without_intervals(result) if result.too_few else result


def _without_intervals(found: Causes) -> Causes:
    """The same where deaths are too few to know how sure anything is."""
    bare = [
        replace(
            one, gain=_bare(one.gain), beyond=_bare(one.beyond), chosen=_bare(one.chosen), judged=_bare(one.judged),
            kills=_bare(one.kills), named=False,
        )
        for one in found.effects
    ]  # fmt: skip
    shares = {sort: _bare(share) for sort, share in found.shares.items()}
    return replace(found, effects=tuple(bare), shares=shares, plan_lives=_bare(found.plan_lives))


def _bare(interval: Interval) -> Interval:
    return replace(interval, low=nan, high=nan)


def lives_needed(ensemble: Ensemble, spec: CausesSpec, remedies: Sequence[Remedy], checks: bool = True) -> int:
    """About how many lives ``causes`` will ask for."""
    fitting = [one.remedy.kind for one in (lay_on(remedy, ensemble.scenario) for remedy in remedies) if one.scenario]
    dead = min(spec.deaths, int(ensemble.outcomes["end"].isin(FAILED).sum()))
    again = round(spec.check_share * dead)
    worlds = _worlds_for(ensemble, again)
    going = min(spec.survivors, sum(still_going({"end": end}) for end in ensemble.outcomes["end"])) if dead else 0
    lived = (1 + len(fitting)) * (dead * spec.days + going * spec.survivor_days)
    return lived + (HALVES * (worlds + (1 + fitting.count("decision")) * again * spec.days) if checks and dead else 0)


def _variants(scenario: Scenario, tried: Sequence[Tried]) -> dict[str, Scenario]:
    return {PLAN: scenario} | {one.remedy.name: one.scenario for one in tried if one.scenario is not None}


def judge(found: FreshDays, remedies: Sequence[Remedy], spec: CausesSpec) -> tuple[dict[int, Sorted], list[list[str]]]:
    """Each death sorted with the remedies that the other half of the dead named; and what each half named."""
    named = [_chosen(found, remedies, half) for half in range(HALVES)]
    return _sorts(found, remedies, named[::-1], spec), named


def _half(count: int, number: int) -> np.ndarray:
    """The deaths of one half: every other one, so that both halves know the same blocks of worlds."""
    return np.asarray(np.arange(count) % HALVES == number)


def _beyond(found: FreshDays, name: str, remedies: Sequence[Remedy]) -> np.ndarray:
    """What a remedy adds to each world's chance of living, less what the placebos add there."""
    placebos = [found.gain(remedy.name) for remedy in remedies if remedy.kind == "placebo" and remedy.name != name]
    return np.asarray(found.gain(name) - (np.mean(placebos, axis=0) if placebos else 0.0))


def _chosen(found: FreshDays, remedies: Sequence[Remedy], half: int) -> list[str]:
    """The decisions that help clearly more than a placebo in one half of the dead."""
    here = _half(len(found.trials), half)
    decisions = [remedy.name for remedy in remedies if remedy.kind == "decision"]
    return [name for name in decisions if _mean(_beyond(found, name, remedies)[here], found.trials[here]).low > 0]


def _mean(values: np.ndarray, trials: np.ndarray) -> Interval:
    return mean_interval(values, trials).within(-1.0, 1.0)


def _sorts(
    found: FreshDays, remedies: Sequence[Remedy], named: Sequence[Sequence[str]], spec: CausesSpec
) -> dict[int, Sorted]:
    """Each death sorted; ``named``: the remedies that may be called a cause, for the deaths of each half."""
    decisions = [remedy.name for remedy in remedies if remedy.kind == "decision"]
    hits = {name: found.of(name).sum(axis=1) for name in (PLAN, *decisions)}
    return {
        int(trial): sort_death(
            int(hits[PLAN][place]),
            {name: int(hits[name][place]) for name in decisions},
            named[place % HALVES],
            found.lived.shape[2],
            spec,
        )
        for place, trial in enumerate(found.trials)
    }


def _shares(sorts: Mapping[int, Sorted]) -> dict[str, Interval]:
    trials = np.array(list(sorts), dtype=np.int64)
    return {
        sort: share_interval(np.array([one.sort == sort for one in sorts.values()]), trials) if sorts else UNKNOWN
        for sort in SORTS
    }


def _decisions(sorts: Mapping[int, Sorted]) -> dict[str, float]:
    """Share of the deaths by the remedy named, the commonest first."""
    names = [one.remedy for one in sorts.values() if one.sort == "decision"]
    counts = sorted({name: names.count(name) for name in names}.items(), key=lambda pair: (-pair[1], pair[0]))
    return {name: count / len(sorts) for name, count in counts}


def _effects(found: FreshDays, there: FreshDays, remedies: Sequence[Remedy]) -> list[Effect]:
    first, second = (_half(len(found.trials), half) for half in range(HALVES))
    chosen = _chosen(found, remedies, 0)
    effects = []
    for remedy in remedies:
        name = remedy.name
        gain, beyond = found.gain(name), _beyond(found, name, remedies)
        killed = there.of(PLAN) & ~there.of(name)
        effects.append(
            Effect(
                remedy=remedy,
                gain=_mean(gain, found.trials),
                beyond=_mean(beyond, found.trials),
                chosen=_mean(gain[first], found.trials[first]),
                judged=_mean(gain[second], found.trials[second]),
                rescued=float((found.of(name) & ~found.of(PLAN)).mean()) if len(gain) else float("nan"),
                kills=_mean(killed.mean(axis=1), there.trials).within(0.0, 1.0),
                named=name in chosen and _mean(beyond[second], found.trials[second]).low > 0,
            )
        )
    return effects


# -- does it hold? ----------------------------------------------------------------------------------------------------


def _worlds_for(ensemble: Ensemble, deaths: int) -> int:
    """How many worlds to look through for so many deaths, at the ensemble's share of failures."""
    share = float(ensemble.outcomes["end"].isin(FAILED).mean())
    return min(len(ensemble.outcomes), int(np.ceil(deaths / share))) if share else 0


@dataclass(frozen=True)
class _Asked:
    """What a check is asked: the decisions tried, those that the main run named, and how it is carried out."""

    decisions: Sequence[Remedy]
    named: Sequence[str]
    spec: CausesSpec
    workers: Workers
    watch: Watch | None


def _checks(ensemble: Ensemble, asked: _Asked) -> tuple[Check, ...]:
    """The same of other companies (another seed), and with every assumed number perturbed."""
    scenario, seed, spec = ensemble.scenario, ensemble.seed, asked.spec
    dead = min(spec.deaths, int(ensemble.outcomes["end"].isin(FAILED).sum()))
    deaths = round(spec.check_share * dead)
    worlds = _worlds_for(ensemble, deaths)
    return (
        _check(f"seed {seed + 1}", scenario, seed + 1, deaths, worlds, asked),
        _check("perturbed assumptions", perturbed(scenario, spec.shift, seed), seed, deaths, worlds, asked),
    )


def _check(what: str, scenario: Scenario, seed: int, deaths: int, worlds: int, asked: _Asked) -> Check:
    ends: dict[int, str] = {}
    for key, life in lives([scenario], [LifeKey(0, trial) for trial in range(worlds)], seed, workers=asked.workers):
        ends[key.trial] = life.outcome["end"]
        if asked.watch is not None:
            asked.watch(1)
    dead = [trial for trial in sorted(ends) if ends[trial] in FAILED][:deaths]
    tried = [lay_on(remedy, scenario) for remedy in asked.decisions]
    fitting = [one.remedy for one in tried if one.scenario is not None]
    variants = _variants(scenario, tried)
    found = fresh_days(variants, dead, asked.spec.days, seed, asked.workers, asked.watch)
    named = [name for name in asked.named if name in variants]
    sorts = _sorts(found, fitting, [named] * HALVES, asked.spec)
    failed = sum(end in FAILED for end in ends.values()) / len(ends)
    gains = {remedy.name: _mean(found.gain(remedy.name), found.trials) for remedy in fitting}
    shares = _shares(sorts)
    if len(dead) < asked.spec.fewest:
        gains, shares = ({name: _bare(one) for name, one in every.items()} for every in (gains, shares))
    return Check(what, len(dead), failed, gains, shares, _decisions(sorts))
