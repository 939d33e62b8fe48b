"""The condition under which a comparison's verdict turns, in words a board understands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from sim.analysis.compare_words import titles
from sim.analysis.signs import seen_signs, world_signs
from sim.analysis.statistics import Array, Interval
from sim.analysis.turning import ConditionSpec, Measure, Sign, Split, find_split
from sim.analysis.words import amount, amount_margin, month_name, percent, points, points_margin
from sim.ensemble.ensemble import Ensemble

SURVIVAL = "survival"


@dataclass(frozen=True)
class Condition:
    """Where the verdict on ``measure`` (survival or arr_end) turns.

    ``sign`` (a monthly column, or the path of an input) ``below`` the ``threshold`` or from it on, read at the end of
    ``month`` (None: an input) in the lives of ``plan``; ``alike``: both plans show the same until then.
    ``turned`` and ``holds``: B minus A on either side (a share, or money per year), judged on ``pairs`` companies that
    had no part in the choice; ``share`` of the companies lie on the side that turns.
    """

    measure: str
    sign: str
    unit: str
    threshold: float
    below: bool
    month: int | None
    plan: str
    alike: bool
    turned: Interval
    holds: Interval
    share: float
    pairs: int
    sentence: str = ""


@dataclass(frozen=True)
class Verdict:
    """A comparison as far as its condition asks: B against A by ``month``, whether their survival differs ``clear``ly,
    and the plan that is ahead, which is the one ``followed``."""

    a: Ensemble
    b: Ensemble
    month: int
    clear: bool
    followed: Ensemble


def condition_of(
    verdict: Verdict, trials: Array, rows: tuple[Array, Array], measures: Sequence[Measure], spec: ConditionSpec
) -> Condition | None:
    """The first condition that is clear: for survival before ARR, by what is seen before what the world is like.

    ``rows``: the places of ``trials`` in A and in B; ``measures``: both plans' values on them.
    """
    first = min(len(trials), spec.pairs)
    trials, rows = trials[:first], (rows[0][:first], rows[1][:first])
    short = [replace(one, a=one.a[:first], b=one.b[:first]) for one in measures]
    looked_at = (
        seen_signs((verdict.a, verdict.b), rows, verdict.followed is verdict.b, spec.months),
        world_signs(verdict.a, verdict.b, trials),
    )
    for measure, signs in product(short, looked_at):
        split = find_split(measure, signs, trials, spec, among=len(short) * len(looked_at))
        if split:
            found = _condition(split, verdict.followed.scenario.name)
            return replace(found, sentence=_words(found, split.sign, verdict))
    return None


def _condition(split: Split, plan: str) -> Condition:
    """The side that turns is the one against the mean of all."""
    ahead = float((split.measure.b.astype(float) - split.measure.a.astype(float)).mean())
    below = (split.below.value > 0) != (ahead > 0)
    turned, holds = (split.below, split.above) if below else (split.above, split.below)
    return Condition(
        measure=split.measure.name,
        sign=split.sign.key,
        unit=split.sign.unit,
        threshold=split.threshold,
        below=below,
        month=split.sign.month,
        plan=plan,
        alike=split.sign.alike,
        turned=turned,
        holds=holds,
        share=split.share_below if below else 1.0 - split.share_below,
        pairs=split.pairs,
    )


def _words(found: Condition, sign: Sign, verdict: Verdict) -> str:
    names, currency = titles(verdict.a, verdict.b), verdict.a.scenario.setup.company.currency
    lead = "For ARR it turns" if found.measure != SURVIVAL else "Not" if verdict.clear else "It turns"
    where = _where(found, sign, verdict, names[verdict.followed is verdict.b])
    turned, holds = (
        f"“{names[one.value > 0]}” {_gain(found.measure, one, currency, verdict.month)}"
        for one in (found.turned, found.holds)
    )
    return (
        f"{lead} {where}: among these {percent(found.share)} of companies {turned}; among the others {holds}. Found on "
        f"one half of the companies, judged on the other ({found.pairs:,})."
    )


def _gain(measure: str, change: Interval, currency: str, month: int) -> str:
    if measure == SURVIVAL:
        return f"keeps {points(change.value)} ({points_margin(change)}) points more companies alive at {month} months"
    return f"leaves {currency} {amount(change.value)} ({amount_margin(change)}) more ARR a company"


def _where(found: Condition, sign: Sign, verdict: Verdict, plan: str) -> str:
    """With SQLs under 14 a month in the quarter to June 2027 (seen with …); or where an input is under 14 %."""
    value = _value(sign, found.threshold, verdict.a.scenario.setup.company.currency)
    if sign.month is None:
        return f"where {sign.name} is {f'under {value}' if found.below else f'{value} or more'}"
    side = f"under {value}" if found.below else f"of {value} or more"
    when = month_name(verdict.followed.scenario.setup.company.opening.date, sign.month)
    by = "before the plans part" if sign.alike else f"seen with “{plan}”"
    return f"with {sign.name} {side} {sign.when} {when} ({by})"


def _value(sign: Sign, threshold: float, currency: str) -> str:
    if sign.unit == "share":
        return f"{100 * threshold:g} %"
    if sign.unit.startswith("money"):
        return f"{currency} {amount(threshold)}"
    return f"{threshold:g}{sign.tail}"
