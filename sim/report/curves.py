"""Curves of several plans together, each with its band, its own colour, line style and mark."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from sim.analysis.choosing import Choice
from sim.analysis.compare_words import milestone_words
from sim.analysis.curves import Curve, arr_curve, mean_curve, milestone_curve, survival_differences
from sim.ensemble.ensemble import Ensemble
from sim.report.dates import YEAR, Calendar
from sim.report.fans import Subject
from sim.report.lifelines import shortened
from sim.report.style import (
    COLOURS,
    DASHES,
    HALF,
    MARKERS,
    SOFT,
    WIDE,
    Plate,
    amount_axis,
    calendar_axis,
    drawing,
    render,
    share_axis,
    side_labels,
)
from sim.report.wording import ROUGH, between, measured, signed, signed_between

POINTS = "points"
BAND = 0.14
ROOM = 1.62  # inches right of a curve, for its plan's name
NAME = 20  # letters of it
HEADROOM = 1.05
PAIRED = Subject(
    "differences", "Survival against {first}", "points", POINTS,
    "How many more of a hundred companies a plan keeps going than {first} does, on the same luck; the band is the 95 % "
    "interval at each date taken by itself. Where it holds the zero line, nothing is clear.",
)  # fmt: skip
BAND_TEXT = " Mean of all companies; the band is the 95 % simulation error at each date taken by itself."
ARR = Subject("arr_together", "ARR a company", "ARR ({currency})", "money", f"The dead and closed count 0.{BAND_TEXT}")
CASH = Subject(
    "cash_together", "Cash a company", "cash ({currency})", "money", f"Companies that have ended count 0.{BAND_TEXT}"
)
BURNT = Subject(
    "burnt_together", "Money burnt so far", "burnt ({currency})", "money",
    f"New money left aside; companies that have ended burn no more.{BAND_TEXT}",
)  # fmt: skip
MILESTONE = Subject(
    "milestone_together", "The next round's milestone", "companies that reached it", "share",
    "{milestone}, at some month's end until then. The band is the 95 % simulation error at each date taken by itself.",
)  # fmt: skip


def curve_plates(ensembles: Sequence[Ensemble], choice: Choice, calendar: Calendar, currency: str) -> list[Plate]:
    """Paired differences in survival, then ARR, cash, money burnt and the milestone of all plans."""
    runway = choice.comparisons[0].milestone_runway
    first = ensembles[0].scenario.name
    reached = [curve for one in ensembles if (curve := milestone_curve(one, runway)) is not None]
    drawn: list[tuple[Subject, list[Curve], dict[str, str]]] = [
        (PAIRED, survival_differences(ensembles), {"first": first}),
        (ARR, [arr_curve(one) for one in ensembles], {}),
        (CASH, [mean_curve(one, "cash") for one in ensembles], {}),
        (BURNT, [mean_curve(one, "burn", total=True) for one in ensembles], {}),
    ]
    if reached:
        what = milestone_words(runway)
        drawn.append((MILESTONE, reached, {"milestone": what[0].upper() + what[1:]}))
    places = {one.scenario.name: place for place, one in enumerate(ensembles)}
    return [
        curves_plate(subject, curves, places, calendar, {"currency": currency, **said})
        for subject, curves, said in drawn
    ]


def curves_plate(
    subject: Subject, curves: Sequence[Curve], places: dict[str, int], calendar: Calendar, said: dict[str, str]
) -> Plate:
    """One figure; ``places`` give every plan the look that it has in all figures, ``said`` fills in the texts."""
    wide = subject.unit == POINTS
    with drawing(WIDE if wide else HALF, right=ROOM) as axes:
        labels = [_draw(axes, curve, places[curve.name], subject.unit) for curve in curves]
        calendar_axis(axes, calendar)
        _value_axis(axes, subject, curves, said)
        side_labels(axes, labels, size=8.5 if wide else 7.5)
        svg = render(axes, subject.key)
    title, reading = subject.title.format(**said), subject.reading.format(**said)
    return Plate(subject.key, title, reading, _alt(title, subject.unit, curves, calendar, said), svg, wide=wide)


def _draw(axes: Axes, curve: Curve, place: int, unit: str) -> tuple[float, str, str]:
    """Line and band; returns the label at its right end."""
    months = np.arange(1, len(curve.value) + 1)
    colour = COLOURS[place % len(COLOURS)]
    axes.fill_between(months, curve.low, curve.high, color=colour, alpha=BAND, linewidth=0)
    axes.plot(
        months, curve.value, color=colour, linestyle=DASHES[place % len(DASHES)], linewidth=1.6,
        marker=MARKERS[place % len(MARKERS)], markevery=(YEAR - 1, YEAR), markersize=4,
    )  # fmt: skip
    last = float(curve.value[-1])
    said = signed(last, POINTS) if unit == POINTS else measured(last, unit, figures=ROUGH)
    return last, f"{shortened(curve.name, NAME)}\n{said}", colour


def _value_axis(axes: Axes, subject: Subject, curves: Sequence[Curve], said: dict[str, str]) -> None:
    label = subject.label.format(**said)
    if subject.unit == "share":
        share_axis(axes, label, top=min(1.0, max(float(curve.high.max()) for curve in curves) * HEADROOM) or 1.0)
        return
    amount_axis(axes, label)
    axes.axhline(0.0, color=SOFT, linewidth=0.9)
    if subject.unit == POINTS:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: signed(value, POINTS, bare=True)))


def _alt(title: str, unit: str, curves: Sequence[Curve], calendar: Calendar, said: dict[str, str]) -> str:
    """The figure in words: where each curve ends, with its band."""
    currency = said["currency"]
    ends = []
    for curve in curves:
        value, low, high = (float(line[-1]) for line in (curve.value, curve.low, curve.high))
        if unit == POINTS:
            ends.append(f"{curve.name}: {signed(value, unit)} ({signed_between(low, high, unit)})")
        else:
            ends.append(f"{curve.name}: {measured(value, unit, currency)} ({between(low, high, unit, currency)})")
    return f"{title} in {calendar.horizon}. {'; '.join(ends)}."
