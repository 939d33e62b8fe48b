"""The calendar behind SimPy's days: month ends and pay dates are real dates."""

from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from math import floor
from typing import Literal

PayCycle = Literal["monthly", "semimonthly", "biweekly"]
FIRST_FRIDAY = date(2010, 1, 8)
PAYS_PER_YEAR: dict[str, int] = {"monthly": 12, "semimonthly": 24, "biweekly": 26}
_LATER: dict[date, dict[tuple[int, int], int]] = {}  # days asked for before: the same few thousand in every trial


def add_months(day: date, months: int) -> date:
    """The same day of the month, ``months`` later (the last day where that month is shorter)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Clock:
    """Days since the opening date, and the dates on which a company must act.

    ``month_ends[m]`` is the instant (days) at which month m + 1 is over: the first moment of the next month.
    """

    __slots__ = ("_later", "_opened", "month_ends", "months", "opening")

    def __init__(self, opening: date, months: int) -> None:
        self.opening = opening
        self.months = months
        self._opened = opening.toordinal()
        self._later = _LATER.setdefault(opening, {})
        self.month_ends = _month_starts(opening, months)[1:]

    def day_of(self, when: date) -> float:
        """Days from the opening to the start of ``when`` (negative before it)."""
        return float((when - self.opening).days)

    def date_at(self, day: float) -> date:
        """The calendar date of an instant; a month's end belongs to its last day."""
        whole = int(day)
        return self.opening + timedelta(days=whole - 1 if whole == day and whole > 0 else whole)

    def month_start(self, month: int) -> float:
        """The instant at which month ``month`` (0 = the first) begins."""
        return self.month_ends[month - 1] if month > 0 else 0.0

    def months_at(self, day: float) -> float:
        """Months since the opening: whole calendar months and the share of the running one."""
        month = bisect_right(self.month_ends, day)
        start = self.month_start(month)
        end = self.month_ends[month] if month < self.months else start + 30.0
        return month + (day - start) / (end - start)

    def months_later(self, day: float, months: int) -> float:
        """The instant so many calendar months after another, at the same time of day."""
        whole = floor(day)
        later = self._later.get((whole, months))
        if later is None:
            later = self._later[whole, months] = add_months(self.opening + timedelta(days=whole), months).toordinal()
        return later - self._opened + (day - whole)

    def pay_days(self, cycle: PayCycle) -> list[float]:
        """Instants at which pay falls due, each at the end of its day, up to the last month's end."""
        return list(_pay_days(self.opening, self.months, cycle))

    def last_pay_day(self, cycle: PayCycle) -> float:
        """The pay day before the opening (days, not above 0): pay since then is owed."""
        return float(_first_biweekly(self.opening) - 14) if cycle == "biweekly" else 0.0


@lru_cache(maxsize=16)
def _month_starts(opening: date, months: int) -> tuple[float, ...]:
    """Days from the opening to the start of each month, and to the end of the last."""
    return tuple(float((add_months(opening, m) - opening).days) for m in range(months + 1))


@lru_cache(maxsize=16)
def _pay_days(opening: date, months: int, cycle: PayCycle) -> tuple[float, ...]:
    starts = _month_starts(opening, months)
    if cycle == "monthly":
        return starts[1:]
    if cycle == "semimonthly":
        return tuple(day for m in range(months) for day in (starts[m] + 15.0, starts[m + 1]))
    return tuple(float(day) for day in range(_first_biweekly(opening), int(starts[-1]) + 1, 14))


def _first_biweekly(opening: date) -> int:
    """The end of the first pay Friday on or after the opening, counted from a fixed Friday so that it does not depend
    on the opening date."""
    return (FIRST_FRIDAY - opening).days % 14 + 1
