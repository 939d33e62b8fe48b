"""Numbers in figures and tables: 62 %, USD 1.2M, +4.0 points; a dash where nothing is known."""

import math
from typing import Any

from sim.analysis import words

UNKNOWN = "\u2013"
MINUS = "\u2212"
NO_BREAK = "\u00a0"
ROUGH, FINE = 2, 3  # figures: what a fan can promise, and what was typed in
AMOUNT_FROM = 1_000.0
WHOLE_FROM = 100.0


def known(value: Any) -> bool:
    """Whether there is a finite number to say."""
    return value is not None and isinstance(value, int | float) and math.isfinite(value)


def percent(share: float | None) -> str:
    """A share as per cent that no line break tears apart."""
    if share is None or not known(share):
        return UNKNOWN
    return f"{MINUS if share < 0 else ''}{words.percent(abs(share))}".replace(" ", NO_BREAK)


def compact(value: float | None, figures: int = FINE) -> str:
    """An amount in ``figures`` figures at most: 950, 12k, 3.7M."""
    if value is None or not known(value):
        return UNKNOWN
    rounded = float(f"{abs(value):.{figures}g}")
    sign = MINUS if value < 0 and rounded else ""
    if rounded >= AMOUNT_FROM:
        return sign + words.amount(rounded)
    return f"{sign}{abs(value):.0f}" if abs(value) >= WHOLE_FROM else f"{sign}{rounded:g}"


def money(value: float | None, currency: str, figures: int = FINE) -> str:
    """An amount with its currency: USD 3.7M."""
    return UNKNOWN if value is None or not known(value) else f"{currency}{NO_BREAK}{compact(value, figures)}".strip()


def measured(value: float | None, unit: str, currency: str = "", figures: int = FINE) -> str:
    """A number with the unit of its line: share, money (per month, per year), anything else plain."""
    if value is None or not known(value):
        return UNKNOWN
    if unit == "share":
        return percent(value)
    if unit.startswith("money"):
        return money(value, currency, figures)
    return compact(value, figures)


def between(
    low: float | None,
    high: float | None,
    unit: str = "share",
    currency: str = "",
    figures: int = FINE,
    joint: str = "to",
) -> str:
    """An interval: "41 % to 52 %", "USD 2M to 5M"; a dash where it is unknown."""
    if not known(low) or not known(high):
        return UNKNOWN
    return f"{measured(low, unit, currency, figures)} {joint} {measured(high, unit, '', figures)}"


def signed(value: float | None, unit: str, currency: str = "", bare: bool = False) -> str:
    """A difference with its sign: +4.0 points of a share, -2.1 months, +USD 300k; ``bare`` leaves the unit out."""
    if value is None or not known(value):
        return UNKNOWN
    if unit == "points":
        value = value * 100
    text = money(abs(value), "" if bare else currency, ROUGH) if unit == "money" else f"{abs(value):.1f}"
    nothing = unit != "money" and float(text) == 0
    sign = "" if nothing or value == 0 else "+" if value > 0 else MINUS
    return sign + text + ("" if bare or unit == "money" else NO_BREAK + unit)


def signed_between(low: float | None, high: float | None, unit: str) -> str:
    """An interval of a difference: "-6.1 to +0.4"; a dash where it is unknown."""
    if not known(low) or not known(high):
        return UNKNOWN
    return f"{signed(low, unit, bare=True)} to {signed(high, unit, bare=True)}"
