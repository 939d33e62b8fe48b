"""Months since the opening as calendar dates: reports speak of dates, never of month numbers."""

from dataclasses import dataclass
from datetime import date

from sim.analysis.words import MONTH_NAMES, month_name
from sim.clock import add_months
from sim.quantities import MONTHS_PER_YEAR

YEAR = int(MONTHS_PER_YEAR)
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
SHORT = 3  # letters of a month's name on an axis


@dataclass(frozen=True)
class Calendar:
    """The calendar of a run that opens on the first of a month and lasts ``months``.

    Runs that open on different dates share no calendar: ``opening`` None counts months instead.
    """

    opening: date | None
    months: int

    def at(self, months: float) -> str:
        """The calendar month in which the instant ``months`` after the opening falls, as "March 2027"."""
        return month_name(self.opening, float(months))

    def dated(self, months: int) -> str:
        """A date with its month number, as "March 2027 (15 months)"; the month alone without a calendar."""
        return self.at(months) if self.opening is None else f"{self.at(months)} ({months} months)"

    def short(self, months: float) -> str:
        """The same as "Mar 2027", for tight places."""
        if self.opening is None:
            return self.at(months)
        month, year = self.at(months).split()
        return f"{month[:SHORT]} {year}"

    def nth(self, month: float) -> str:
        """The name of the ``month``-th month (1 is the first), as "March 2027"."""
        return self.at(month - 0.5)

    @property
    def horizon(self) -> str:
        """The last month of the run, as "December 2030"."""
        return self.at(self.months)

    def ticks(self, most: int) -> list[tuple[int, str]]:
        """About ``most`` round dates of an axis: (months since the opening, "Jan\\n2027")."""
        step = next((step for step in STEPS if self.months / step <= most), STEPS[-1])
        if self.opening is None:
            return [(month, f"month\n{month}") for month in range(0, self.months + 1, step)]
        days = [(month, add_months(self.opening, month)) for month in range(self.months + 1)]
        return [
            (month, f"{MONTH_NAMES[day.month - 1][:SHORT]}\n{day.year}")
            for month, day in days
            if (day.year * YEAR + day.month - 1) % step == 0
        ]
