"""The calendar: month ends and pay dates are real dates."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from sim.clock import Clock, add_months

OPENING = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 5, 31), 13, date(2028, 6, 30)),
        (date(2027, 3, 30), -1, date(2027, 2, 28)),
    ],
)
def test_months_are_added_as_on_a_calendar(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_a_month_ends_at_the_first_moment_of_the_next() -> None:
    clock = Clock(OPENING, 14)
    assert clock.month_ends[:3] == (31.0, 59.0, 90.0)
    assert clock.month_ends[11] == 365.0
    assert clock.month_ends[13] == 365.0 + 31.0 + 29.0  # 2028 is a leap year
    assert [clock.month_start(month) for month in (0, 1, 2)] == [0.0, 31.0, 59.0]


def test_an_instant_has_a_date_and_a_number_of_months() -> None:
    clock = Clock(OPENING, 3)
    assert clock.date_at(0.0) == OPENING
    assert clock.date_at(30.99) == date(2027, 1, 31)
    assert clock.date_at(31.0) == date(2027, 1, 31)  # the end of January belongs to January
    assert clock.date_at(31.01) == date(2027, 2, 1)
    assert clock.day_of(date(2027, 2, 1)) == 31.0
    assert clock.day_of(date(2026, 12, 31)) == -1.0
    assert clock.months_at(0.0) == 0.0
    assert clock.months_at(15.5) == 0.5
    assert clock.months_at(31.0) == 1.0
    assert clock.months_at(45.0) == 1.5
    assert clock.months_at(90.0) == 3.0


def test_pay_dates_of_the_three_cycles() -> None:
    clock = Clock(OPENING, 2)
    assert clock.pay_days("monthly") == [31.0, 59.0]
    assert clock.pay_days("semimonthly") == [15.0, 31.0, 46.0, 59.0]
    fortnights = clock.pay_days("biweekly")
    assert {clock.date_at(day).weekday() for day in fortnights} == {4}
    assert [b - a for a, b in pairwise(fortnights)] == [14.0] * (len(fortnights) - 1)


def test_fortnightly_pay_does_not_depend_on_the_opening() -> None:
    """The same Fridays from wherever one begins, and 26 in most years, three in some months."""
    whole = Clock(OPENING, 24)
    dates = {whole.date_at(day) for day in whole.pay_days("biweekly")}
    later = Clock(date(2027, 8, 1), 6)
    assert {later.date_at(day) for day in later.pay_days("biweekly")} <= dates
    year = [day for day in dates if day.year == 2027]
    assert len(year) in (26, 27)
    by_month = [sum(day.month == month for day in year) for month in range(1, 13)]
    assert sorted(set(by_month)) == [2, 3]


@pytest.mark.parametrize("cycle", ["monthly", "semimonthly", "biweekly"])
def test_the_pay_day_before_the_opening_is_one_period_back(cycle: str) -> None:
    clock = Clock(date(2027, 3, 1), 2)
    first, before = clock.pay_days(cycle)[0], clock.last_pay_day(cycle)
    period = {"monthly": 31.0, "semimonthly": 15.0, "biweekly": 14.0}[cycle]
    assert first - before == period
    assert before <= 0.0


def test_a_clock_covers_the_whole_horizon() -> None:
    clock = Clock(OPENING, 120)
    assert len(clock.month_ends) == 120
    assert OPENING + timedelta(days=clock.month_ends[-1]) == date(2037, 1, 1)
