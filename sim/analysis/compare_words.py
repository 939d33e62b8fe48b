"""What a comparison says: its sentence, and its differences line by line."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sim.analysis.statistics import Interval
from sim.analysis.words import (
    amount,
    amount_margin,
    counted,
    month_name,
    no_spread,
    points,
    points_margin,
    signed_points,
)
from sim.ensemble.ensemble import Ensemble

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison


ARR_WORDS = "ARR at the end, a company (dead and closed 0)"
BURNT_WORDS = "money burnt, a company"
STAKE_WORDS = "what rounds leave of the owners' stake"


@dataclass(frozen=True)
class Line:
    """One difference: what of, in ``unit`` (points of a share, months, or money)."""

    what: str
    unit: str
    interval: Interval

    @property
    def no_spread(self) -> str:
        """Why the difference stands without an interval; empty where it has one."""
        return no_spread(self.interval, "all pairs alike" if self.interval.value else "no pair differs")


def lines_of(found: "Comparison", opening: date | None) -> list[Line]:
    """Every difference of a comparison, in reading order; ``opening`` None: months are counted, not named."""
    lines = [
        Line(f"alive at the end of {month_name(opening, month)}", "points", interval)
        for month, interval in found.survival.items()
    ]
    lines += [
        Line(f"dead or closed by {month_name(opening, month)}", "points", interval)
        for month, interval in found.failures.items()
    ]
    lines.append(Line("mean life up to the horizon", "months", found.runway_months))
    lines.append(Line(ARR_WORDS, "money", found.arr_end))
    lines.append(Line(BURNT_WORDS, "money", found.money_burnt))
    if found.both:
        lines.append(Line(f"{STAKE_WORDS}, where neither fails", "points", found.stake_kept))
    if found.milestone is not None:
        lines.append(Line(milestone_words(found.milestone_runway), "points", found.milestone))
    return lines


def milestone_words(runway: float) -> str:
    """What the next round's milestone is."""
    return f"next round's ARR reached with {runway:g} months of cash"


def flips_words(found: "Comparison", opening: date | None) -> str:
    """Who fails only with one plan, in a sentence."""
    return (
        f"Of {counted(found.trials, 'pair')} on the same luck, by {month_name(opening, found.month)}: "
        f"{found.rescued:,} fail only with {found.a}, {found.ruined:,} only with {found.b} (a sale is no failure)."
    )


def titles(a: Ensemble, b: Ensemble) -> tuple[str, str]:
    """What to call two plans: their titles, or their names where these say more."""
    said = (a.scenario.setup.title, b.scenario.setup.title)
    return said if all(said) and said[0] != said[1] else (a.scenario.name, b.scenario.name)


def same_words(a: Ensemble, b: Ensemble, pairs: int) -> str:
    """Two plans that change nothing."""
    first, second = titles(a, b)
    return f"No difference: “{second}” and “{first}” live the same lives in {counted(pairs, 'trial')}."


def sentence_of(found: "Comparison", a: Ensemble, b: Ensemble) -> str:
    """Survival at the usual month, who flips, ARR, and the horizon where it says something else."""
    first, second = titles(a, b)
    survival, later = found.survival[found.month], _later(found.survival, found.month)
    flips = f"rescues {found.rescued:,} from failing, ruins {found.ruined:,} of {found.trials:,}"
    currency, at = a.scenario.setup.company.currency, f"at {counted(found.month, 'month')}"
    if survival.spans_zero:
        return (
            f"No clear difference in survival {at} between “{first}” and “{second}”: the second "
            f"keeps {signed_points(survival.value)} points, and anything from {signed_points(survival.low)} to "
            f"{signed_points(survival.high)} fits ({flips}){_arr_words(currency, found.arr_end, None)}.{later}"
        )
    more = "more" if survival.value > 0 else "fewer"
    return (
        f"“{second}” keeps {points(survival.value)} ({points_margin(survival)}) points {more} companies alive {at} "
        f"than “{first}” ({flips})"
        f"{_arr_words(currency, found.arr_end, survival.value > 0)}.{later}"
    )


def _later(by_month: dict[int, Interval], month: int) -> str:
    """What the horizon says where its sign or its clearness is another than at ``month``."""
    horizon = max(by_month)
    early, late = by_month[month], by_month[horizon]
    if early.value * late.value >= 0 and early.spans_zero == late.spans_zero:
        return ""
    if late.spans_zero:
        fits = f"{signed_points(late.value)} points; {signed_points(late.low)} to {signed_points(late.high)} fits"
        return f" At {counted(horizon, 'month')} the difference is not clear ({fits})."
    more = "more" if late.value > 0 else "fewer"
    return f" At {counted(horizon, 'month')} it is {points(late.value)} ({points_margin(late)}) points {more}."


def _arr_words(currency: str, arr: Interval, better: bool | None) -> str:
    """The rest of a sentence: what happens to ARR a company; ``better`` = more survive (None: unclear)."""
    size = f"{currency} {amount(arr.value)} ({amount_margin(arr)})"
    if arr.spans_zero:
        return f"; no clear difference in ARR at the end ({size} {'less' if arr.value < 0 else 'more'} a company)"
    gain = arr.value > 0
    return f", {'and' if gain == better else 'but'} leaves {size} {'more' if gain else 'less'} ARR a company"
