"""Numbers and dates as a founder says them."""

from datetime import date
from math import ceil, isfinite

from sim.analysis.statistics import EXTREME_SHARE, Interval
from sim.clock import add_months

STEPS = ((1e9, "B"), (1e6, "M"), (1e3, "k"))
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
TOO_FEW = "too few companies for an interval"
MINUS = "\u2212"
WHOLE_POINT = 0.01
ROUNDS_TO_NONE = 0.005


def percent(share: float) -> str:
    """A share as "46 %"; shares other than 0 and 1 never read as 0 % or 100 %."""
    if 0 < share < ROUNDS_TO_NONE:
        return "under 1 %"
    if 1 - ROUNDS_TO_NONE < share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def points(share: float) -> str:
    """A size in percentage points: whole ones, or tenths of a small one."""
    size = abs(share)
    return f"{100 * size:.0f}" if size >= WHOLE_POINT or size == 0 else f"{100 * size:.1f}"


def share_margin(interval: Interval) -> str:
    """How sure a share is, in points: "±4", or "0.4 to 2 %" near 0 or 100 %, where an interval leans to one side."""
    value, margin = interval.value, interval.margin
    if EXTREME_SHARE < value < 1 - EXTREME_SHARE and margin <= min(value, 1 - value):
        return f"±{points(margin)}"
    return f"{points(interval.low)} to {points(interval.high)} %"


def no_spread(interval: Interval, alike: str) -> str:
    """Why a figure stands without an interval: too few companies, or ``alike`` where they are; empty where it has
    one."""
    if not (isfinite(interval.low) and isfinite(interval.high)):
        return TOO_FEW
    return alike if interval.low == interval.high else ""


def points_margin(interval: Interval) -> str:
    """How sure a difference of two shares is, in points: "±4"; or the sizes that fit, "72 to 100", where the interval
    leans to one side or ± would pass the whole."""
    value, margin = interval.value, interval.margin
    if not isfinite(margin):
        return TOO_FEW
    if abs(interval.low + margin - value) < WHOLE_POINT and abs(value) + margin <= 1:
        return f"±{points(margin)}"
    if interval.spans_zero:
        return f"{signed_points(interval.low)} to {signed_points(interval.high)}"
    small, large = sorted((abs(interval.low), abs(interval.high)))
    return f"{points(small)} to {points(large)}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 company", "1,200 companies"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def signed_points(share: float) -> str:
    """A difference in percentage points, with its sign."""
    return f"{MINUS if share < 0 else '+'}{points(share)}"


def amount(value: float) -> str:
    """A size of money in three figures at most: 950, 12k, 3.7M."""
    size = float(f"{abs(value):.3g}")
    for step, letter in STEPS:
        if size >= step:
            return f"{size / step:.3g}{letter}"
    return f"{size:.0f}"


def amount_margin(interval: Interval) -> str:
    """How sure a size of money is: "±12k"."""
    return f"±{amount(interval.margin)}" if isfinite(interval.margin) else TOO_FEW


def month_name(opening: date | None, months: float) -> str:
    """The calendar month in which the instant ``months`` after the opening falls, as "March 2028"; "month 27" where
    there is no one opening date.

    A whole number of months is the end of the month just over, so 12 after 1 January 2026 is December 2026.
    """
    if opening is None:
        return f"month {max(ceil(months), 1)}"
    whole = int(months)
    day = add_months(opening, whole - 1 if whole == months and whole > 0 else whole)
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"
