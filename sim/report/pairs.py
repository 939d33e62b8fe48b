"""A scenario beside its healthy twin in one figure: how many go on, and the one number in which the decision shows."""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from sim.analysis.statistics import Floats
from sim.report.dates import Calendar
from sim.report.style import (
    BLUE,
    DASHES,
    INK,
    MARKERS,
    RC,
    SOFT,
    VERMILLION,
    amount_axis,
    calendar_axis,
    share_axis,
    side_labels,
)
from sim.report.wording import compact, percent

SIZE = (9.4, 3.1)
LEFT = (0.075, 0.12, 0.33, 0.72)  # of the figure: x, y, width, height
RIGHT = (0.56, 0.12, 0.33, 0.72)
YEAR = 12
FEWEST = 5  # companies below which a mean is no longer drawn
LOOKS = ((VERMILLION, DASHES[0], MARKERS[0], "this plan"), (BLUE, DASHES[1], MARKERS[1], "its twin"))


@dataclass(frozen=True)
class Line:
    """A panel: its title, the two plans' values by month [months] (the scenario's first), and whether shares."""

    title: str
    values: tuple[Floats, Floats]
    share: bool = False


def going(end_month: Floats, months: int) -> Floats:
    """Share of companies [months + 1] without an end, from the opening on."""
    return np.array([(end_month > month).mean() for month in range(months + 1)])


def mean_by_month(values: Floats) -> Floats:
    """Mean of the known values [companies, months] by month; NaN where too few are known."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice")
        means = np.nanmean(values, axis=0)
    return np.where(np.count_nonzero(~np.isnan(values), axis=0) >= FEWEST, means, np.nan)


def pair_svg(title: str, panels: Sequence[Line], calendar: Calendar) -> str:
    """A whole SVG document of two panels side by side; the same numbers give the same bytes."""
    with matplotlib.rc_context({**RC, "svg.hashsalt": title}):
        figure = Figure(figsize=SIZE, facecolor="white")
        FigureCanvasSVG(figure)
        figure.text(0.012, 0.945, title, color=INK, fontsize=10.5, fontweight="bold", va="center")
        for panel, box in zip(panels, (LEFT, RIGHT), strict=True):
            draw(figure.add_axes(box), panel, calendar)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def draw(axes: Axes, panel: Line, calendar: Calendar) -> None:
    """One panel: two lines, told apart by colour, dashes and marker, named at their right end."""
    labels: list[tuple[float, str, str]] = []
    calendar_axis(axes, calendar)
    for values, (colour, dashes, marker, name) in zip(panel.values, LOOKS, strict=True):
        months = np.arange(len(values)) + (calendar.months + 1 - len(values))
        axes.plot(months, values, color=colour, linestyle=dashes, marker=marker, markevery=YEAR, markersize=4)
        known = values[np.isfinite(values)]
        if len(known):
            said = percent(float(known[-1])) if panel.share else compact(float(known[-1]), 2)
            labels.append((float(known[-1]), f"{name}\n{said}", colour))
    if panel.share:
        share_axis(axes, "", top=1.02)
    else:
        amount_axis(axes, "")
    axes.set_title(panel.title, loc="left", fontsize=8.5, color=SOFT, pad=5)
    side_labels(axes, labels, size=8)
