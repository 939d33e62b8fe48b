"""What causes, autopsy and no-return found, in the sentences that terminal and page show."""

from collections.abc import Sequence

import numpy as np

from sim.analysis.autopsy import Autopsy
from sim.analysis.causes import Causes, Check, Effect
from sim.analysis.no_return import FIRST, Attempt, NoReturn, Sign
from sim.analysis.scarcity import few_causes, few_returns
from sim.analysis.statistics import Interval, quantile
from sim.analysis.verdict import END_WORDS, Verdict
from sim.analysis.words import amount, counted, month_name, percent, points, signed_points

SORT_WORDS = {
    "bad luck": "bad luck: the same plan usually lives in that world",
    "decision": "a decision: one remedy clearly raises the chance of living there",
    "doomed": "doomed: nothing that was tried lives there often",
    "unclear": "unclear: too few days to tell",
}
ALIKE = "the same in every world"
NOT_LIVING = "A sale in distress counts as not living."


def between(interval: Interval) -> str:
    """An interval of a share in points: "4 to 12"."""
    if interval.low == interval.high:
        return ALIKE
    return f"{signed_points(interval.low)} to {signed_points(interval.high)}"


# -- causes -----------------------------------------------------------------------------------------------------------


def causes_verdict(found: Causes) -> Verdict:
    """Why the companies died: the ledger, the roots, what the remedies would cost, and whether it holds."""
    name = found.scenario.name
    if not found.deaths:
        headline = f"None of {counted(found.trials, 'company', 'companies')} of {name} died: there is no cause to find."
        return Verdict([headline], headline)
    if found.too_few:
        lines = few_causes(found)
        return Verdict(lines, lines[0])
    headline = _root(found)
    lines = [headline, _ledger(found), _redrawn(found), _sorted(found), *_named(found), *_circumstances(found)]
    lines += [_placebos(found), *_held(found), *_not_tried(found)]
    return Verdict(lines, headline)


def _root(found: Causes) -> str:
    named = [effect for effect in found.kinds("decision") if effect.named]
    if not named:
        return (
            f"No decision tried is a clear root of the deaths in {found.scenario.name}: in the dead companies' worlds "
            "none adds more to the chance of living than small unrelated changes do, on both halves of the dead."
        )
    best = max(named, key=lambda effect: effect.judged.value)
    return (
        f"What would have saved most: “{best.remedy.title}” adds {points(best.judged.value)} points "
        f"({between(best.judged)}) to the chance of living in the dead companies' worlds, chosen on one half of them "
        "and judged on the other."
    )


def _ledger(found: Causes) -> str:
    cause, leader = (next(iter(shares.items())) for shares in (found.cause, found.led_by))
    return (
        f"By the ledger: {counted(found.failed, 'company', 'companies')} of {found.trials:,} died or were closed "
        f"within {found.months} months; the commonest last straw was {cause[0]} ({percent(cause[1])}), what had gone "
        f"furthest from the plan before, {leader[0]} ({percent(leader[1])})."
    )


def _redrawn(found: Causes) -> str:
    lives = found.plan_lives
    span = ALIKE if lives.low == lives.high else f"{percent(lives.low)} to {percent(lives.high)}"
    return (
        f"Another day in the same {len(found.deaths)} worlds ({found.days} fresh days each): the same plan lives on "
        f"{percent(lives.value)} of them ({span}). {NOT_LIVING}"
    )


def _sorted(found: Causes) -> str:
    said = ", ".join(
        f"{sort} {percent(share.value)} ({percent(share.low)} to {percent(share.high)})"
        for sort, share in found.shares.items()
    )
    which = "; ".join(f"{_title(found, name)} {percent(share)}" for name, share in found.decisions.items())
    return f"The deaths sorted: {said}{f'. Decisions: {which}' if which else ''}."


def _title(found: Causes, name: str) -> str:
    return next(effect.remedy.title for effect in found.effects if effect.remedy.name == name)


def _named(found: Causes) -> list[str]:
    return [
        f"“{effect.remedy.title}” rescues on {percent(effect.rescued)} of the dead companies' days and kills on "
        f"{percent(effect.kills.value)} of the days in survivors' worlds."
        for effect in found.kinds("decision")
        if effect.named
    ]


def _circumstances(found: Causes) -> list[str]:
    return [
        f"Nobody's decision: “{effect.remedy.title}” would have added {signed_points(effect.gain.value)} points "
        f"({between(effect.gain)})."
        for effect in found.kinds("circumstance")
    ]


def _placebos(found: Causes) -> str:
    placebos = found.kinds("placebo")
    if not placebos:
        return "No placebo was tried: how much luck alone would save is not known."
    return (
        f"{counted(len(placebos), 'placebo')} (changes too small to matter) add at most {points(found.base_rate)} "
        f"points: the base rate that a remedy has to beat."
    )


def _held(found: Causes) -> list[str]:
    named = [effect for effect in found.kinds("decision") if effect.named] or found.kinds("decision")[:1]
    return [
        f"Asked again, {check.what} ({counted(check.deaths, 'death')}): "
        + ", ".join(f"“{effect.remedy.title}” {_again(effect, check, found.spec.fewest)}" for effect in named)
        + f"; {_parts(check, found.spec.fewest)}."
        for check in found.checks
        if check.deaths and named
    ]


def _again(effect: Effect, check: Check, fewest: int) -> str:
    gain = check.gains.get(effect.remedy.name)
    if gain is None:
        return "does not apply"
    span = "too few for an interval" if check.deaths < fewest else between(gain)
    return f"{signed_points(gain.value)} points ({span})"


def _parts(check: Check, fewest: int) -> str:
    few = check.deaths < fewest
    return ", ".join(
        f"{sort} {f'{share.value * check.deaths:.0f}' if few else percent(share.value)}"
        for sort, share in check.shares.items()
    )


def _not_tried(found: Causes) -> list[str]:
    titles = ", ".join(one.remedy.title.lower() for one in found.left_out)
    return [f"Not tried, because they change nothing here: {titles}."] if titles else []


# -- autopsy ----------------------------------------------------------------------------------------------------------


def autopsy_verdict(found: Autopsy) -> Verdict:
    """What became of one company, and what else could have."""
    opening = found.scenario.setup.company.opening.date
    end = found.outcome["end"]
    when = month_name(opening, float(found.outcome["months_lived"]))
    cause = f" ({found.outcome['cause']})" if found.outcome["cause"] else ""
    headline = f"Company {found.trial} of {found.scenario.name}: {END_WORDS[end]}{cause} in {when}."
    plan = found.plan
    lines = [headline]
    if found.outcome["led_by"]:
        lines.append(f"What had gone furthest from the plan in the year before: {found.outcome['led_by']}.")
    lines.append(
        f"On {counted(found.days, 'other day')} in the same world the same plan lives on {plan.hits} "
        f"({percent(plan.lived.low)} to {percent(plan.lived.high)}). {NOT_LIVING}"
    )
    if found.judged is not None:
        what = SORT_WORDS[found.judged.sort]
        which = next((one.title for one in found.redrawn if one.name == found.judged.remedy), "")
        lines.append(f"This death is {what}{f' (“{which}”)' if which else ''}.")
    lines += [
        f"“{one.title}”{' (nobody’s decision)' if one.kind == 'circumstance' else ''}: lives on {one.hits} of "
        f"{found.days} days."
        for one in found.redrawn[1:]
    ]
    return Verdict(lines, headline)


# -- no return --------------------------------------------------------------------------------------------------------


def no_return_verdict(found: NoReturn) -> Verdict:
    """When it was too late, by which rescue, and what could be seen then."""
    if not found.last:
        headline = (
            f"None of {counted(found.trials, 'company', 'companies')} of {found.scenario.name} died in time to ask."
        )
        return Verdict([headline], headline)
    headline = _too_late(found, found.best)
    others = [_too_late(found, one) for one in found.attempts if one is not found.best]
    going = found.going_on
    luck = sum(turn is not None for turn in going.turn.values())
    lines = [
        headline,
        *others,
        f"Going on as planned was an even bet {_of(luck, len(found.last))}: what fresh luck alone would do.",
        *_signs(found),
        *few_returns(found),
        f"{counted(len(found.last), 'dead company', 'dead companies')}, {found.days} fresh days from each month on; "
        f"{NOT_LIVING[0].lower()}{NOT_LIVING[1:]}",
    ]
    return Verdict(lines, headline)


def _of(part: int, whole: int) -> str:
    return f"for {'none' if not part else f'{part:,}'} of the {whole:,}"


def _too_late(found: NoReturn, attempt: Attempt) -> str:
    could = attempt.before_end
    turns = [turn for turn in attempt.turn.values() if turn is not None]
    if not could:
        return (
            f"“{attempt.title}” would have been an even bet in no month, from month {FIRST} on, for any of "
            f"{counted(len(found.last), 'dead company', 'dead companies')}."
        )
    rest = len(found.last) - len(could)
    never = f"; for {rest:,} more it never was one" if rest else ""
    return (
        f"“{attempt.title}” would have been an even bet or better for {len(could):,} of "
        f"{counted(len(found.last), 'dead company', 'dead companies')}, begun early; "
        f"{_no_longer(turns, could, found)}{never}."
    )


def _no_longer(turns: Sequence[float], before_end: Sequence[float], found: NoReturn) -> str:
    """Since when it was too late: of the company in the middle, or, where they are few, from the first to the last."""
    opening = found.scenario.setup.company.opening.date
    if len(turns) >= found.spec.fewest:
        middle, turn = quantile(np.array(before_end), 0.5), quantile(np.array(turns), 0.5)
        since = f"typically no longer from {month_name(opening, turn - 0.5)} on"
        return f"{since}, {counted(round(middle), 'month')} before the last one"
    first, last = (month_name(opening, turn - 0.5) for turn in (min(turns), max(turns)))
    low, high = round(min(before_end)), round(max(before_end))
    since = f"no longer from {first} on" if first == last else f"no longer from {first} on, in the last from {last} on"
    return f"{since}, {counted(high, 'month') if low == high else f'{low} to {high} months'} before the last one"


def _signs(found: NoReturn) -> list[str]:
    if not found.signs:
        return ["Too few companies could still be saved at some time: no sign can be named."]
    first = found.signs[0]
    return [
        f"The sign that was visible then: {first.words}, {sign_value(found, first, first.seen)} against "
        f"{sign_value(found, first, first.others)} in companies that lived; it tells the two apart in "
        f"{percent(first.apart)} of pairs (a coin: 50 %)."
    ]


def sign_value(found: NoReturn, sign: Sign, value: float) -> str:
    """A sign's number with its unit."""
    if sign.unit == "money":
        return f"{found.scenario.setup.company.currency} {'−' if value < 0 else ''}{amount(value)}"
    if sign.unit == "share":
        return f"{signed_points(value)} points"
    return f"{value:.1f} {sign.unit}" if sign.unit == "months" else f"{value:.0f}"
