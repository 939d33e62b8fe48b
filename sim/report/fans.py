"""Figures of amounts over time: what one company in ten, half and nine in ten of the living stay below."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.metrics import Fan
from sim.analysis.statistics import Floats
from sim.analysis.words import counted
from sim.report.dates import Calendar
from sim.report.style import (
    BLUE,
    DASHES,
    HALF,
    INK,
    SOFT,
    VERMILLION,
    Plate,
    amount_axis,
    calendar_axis,
    drawing,
    nothing,
    numbers_below,
    render,
    share_axis,
    side_labels,
)
from sim.report.wording import ROUGH, measured
from sim.track import RealPoint

TAILS = (("p10", DASHES[2]), ("p90", DASHES[1]))
HEADROOM, LEAST_TOP = 1.2, 0.05


@dataclass(frozen=True)
class Subject:
    """What a fan shows: its key, title, axis label ("{currency}" is filled in), unit, and how to read it."""

    key: str
    title: str
    label: str
    unit: str
    reading: str = ""
    whole: bool = False


def fan_plate(
    subject: Subject,
    fan: Fan,
    calendar: Calendar,
    currency: str,
    against: tuple[str, Fan] | None = None,
    real: Sequence[RealPoint] = (),
) -> Plate:
    """One fan: median and the band between the 10 and 90 % points; ``against`` adds a second median to compare with,
    ``real`` what the real company was seen to do."""
    with drawing(HALF, bottom=0.62, right=1.0) as axes:
        if not np.isfinite(fan.p50).any():
            nothing(axes, "No company has a value here.")
        else:
            draw_fan(axes, subject, fan, calendar, currency, against)
            draw_real(axes, real)
        svg = render(axes, subject.key)
    words = fan_words(subject, fan, calendar, currency, against) + real_words(subject, calendar, currency, real)
    return Plate(subject.key, subject.title, subject.reading, words, svg)


def draw_fan(
    axes: Axes, subject: Subject, fan: Fan, calendar: Calendar, currency: str, against: tuple[str, Fan] | None
) -> None:
    """Band, tails, median and their names at the right end."""
    months = np.arange(1, len(fan.p50) + 1)
    axes.fill_between(months, fan.p10, fan.p90, color=BLUE, alpha=0.15, linewidth=0)
    for name, dashes in TAILS:
        axes.plot(months, getattr(fan, name), color=BLUE, linewidth=1.1, linestyle=dashes)
    axes.plot(months, fan.p50, color=BLUE, linewidth=2.2)
    ends = {word: last(getattr(fan, name)) for name, word in (("p10", "10 %"), ("p50", "median"), ("p90", "90 %"))}
    labels = [(end, f"{word}: {measured(end, subject.unit, figures=ROUGH)}", BLUE) for word, end in ends.items()]
    if against is not None and np.isfinite(against[1].p50).any():
        axes.plot(months, against[1].p50, color=VERMILLION, linestyle=DASHES[3], linewidth=1.8)
        cost = last(against[1].p50)
        labels.append((cost, f"{against[0]}: {measured(cost, subject.unit, figures=ROUGH)}", VERMILLION))
    calendar_axis(axes, calendar)
    if subject.unit == "share":
        share_axis(axes, subject.label, top=min(1.0, max(float(np.nanmax(fan.p90)) * HEADROOM, LEAST_TOP)))
    else:
        amount_axis(axes, subject.label.format(currency=currency), subject.whole)
        low = float(np.nanmin(fan.p10))
        axes.set_ylim(bottom=0 if low >= 0 else None)
        if low < 0:
            axes.axhline(0, color=SOFT, linewidth=0.8)
    side_labels(axes, labels, size=8)
    places = (max(round(float(tick)), 1) for tick in axes.get_xticks())
    numbers_below(axes, {month: float(fan.known[month - 1]) for month in places}, "companies")


def draw_real(axes: Axes, real: Sequence[RealPoint]) -> None:
    """Diamonds where the real company was; a bar where its number is a sum over months, drawn at one month's part."""
    for point in (point for point in real if point.month <= axes.get_xlim()[1]):
        axes.plot([point.month - point.months + 1, point.month], [point.a_month] * 2, color=INK, linewidth=1.6)
        axes.plot([point.month - (point.months - 1) / 2], [point.a_month], color=INK, marker="D", markersize=5)
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, point.a_month * HEADROOM), max(high, point.a_month * HEADROOM))


def real_words(subject: Subject, calendar: Calendar, currency: str, real: Sequence[RealPoint]) -> str:
    """The real company's points in words."""
    said = [f"{calendar.at(one.month)} {measured(one.a_month, subject.unit, currency, ROUGH)}" for one in real]
    return f" The real company (diamonds): {'; '.join(said)}." if said else ""


def last(values: Floats) -> float:
    """The last known value of a column, NaN where there is none."""
    finite = np.flatnonzero(np.isfinite(values))
    return float(values[finite[-1]]) if len(finite) else float("nan")


def fan_words(
    subject: Subject, fan: Fan, calendar: Calendar, currency: str, against: tuple[str, Fan] | None = None
) -> str:
    """One fan in words: its three points at each year's end."""
    said = []
    for month in chosen_months(fan):
        points = [
            measured(float(values[month - 1]), subject.unit, currency, ROUGH) for values in (fan.p10, fan.p50, fan.p90)
        ]
        said.append(
            f"{calendar.at(month)} {points[1]} ({points[0]} to {points[2]}, "
            f"{counted(int(fan.known[month - 1]), 'company', 'companies')})"
        )
    compared = ""
    if against is not None and np.isfinite(against[1].p50).any():
        compared = f" {against[0]}: {measured(last(against[1].p50), subject.unit, currency, ROUGH)} at the end."
    if not said:
        return f"{subject.title}: no company has a value."
    return f"{subject.title}: median (10 to 90 % of the living): {'; '.join(said)}.{compared}"


def chosen_months(fan: Fan) -> Sequence[int]:
    """Each year's end with a known median; the last known month where no year is complete."""
    finite = [int(month) + 1 for month in np.flatnonzero(np.isfinite(fan.p50))]
    return [month for month in finite if month % 12 == 0] or finite[-1:]
