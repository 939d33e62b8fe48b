"""Figures of life and death: survival with its band, how companies end, how long the money lasts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.analysis.statistics import Floats
from sim.analysis.words import counted
from sim.report.dates import YEAR, Calendar
from sim.report.style import (
    BLUE,
    COLOURS,
    DASHES,
    GREEN,
    INK,
    LABEL_OFFSET,
    MARKERS,
    ORANGE,
    SOFT,
    VERMILLION,
    WIDE,
    YELLOW,
    Plate,
    calendar_axis,
    drawing,
    numbers_below,
    render,
    share_axis,
    side_labels,
)
from sim.report.wording import between, known, percent

Curve = Sequence[Mapping[str, Any]]

QUARTER = 3
COUNT_LINE, LETTER = 0.17, 0.062  # inches that a line of counts and a letter beside it need
SAME_LUCK = " Both rows are the same companies with the same luck; in the first none is ever given another round."
QUANTILE_WORDS = {"p10": "bad 10 %:", "p50": "typical:"}

# Light and dark take turns along the stack and every share has its own hatch, so that it reads in grey too.
LIVING = "#8BCBEF"  # sky blue, lightened: the largest area should not be the loudest
END_LOOKS: dict[str, tuple[str, str, str]] = {
    "default_alive": (GREEN, "", "on course to break even"),
    "living": (LIVING, "", "living"),
    "alive": (LIVING, "", "alive, not yet there"),
    "acquired": (YELLOW, "....", "acquired"),
    "closed": (ORANGE, "\\\\\\\\", "closed in good order"),
    "dead": ("#3B434D", "////", "dead: a payment missed"),
}


LAYERS = ("living", "acquired", "closed", "dead")


@dataclass(frozen=True)
class Life:
    """A survival curve, its name, and how many companies it starts with."""

    name: str
    curve: Curve
    companies: int


def survival_plate(lives: Sequence[Life], calendar: Calendar) -> Plate:
    """Share of companies without an absorbing end, month by month, each with its pointwise 95 % band."""
    counts = COUNT_LINE * len(lives)
    left = max(1.2, 0.4 + LETTER * max(len(shortened(life.name)) for life in lives))
    with drawing((WIDE[0], WIDE[1] + counts), bottom=0.5 + counts, left=left, right=1.7) as axes:
        calendar_axis(axes, calendar)
        share_axis(axes, "companies still going", top=1.02)
        labels: list[tuple[float, str, str]] = []
        for index, life in enumerate(lives):
            months, middle, low, high = (
                [float(point[key]) for point in life.curve] for key in ("month", "p", "low", "high")
            )
            colour = COLOURS[index % len(COLOURS)]
            axes.fill_between(months, low, high, color=colour, alpha=0.16, linewidth=0)
            axes.plot(
                months, middle, color=colour, linestyle=DASHES[index % len(DASHES)],
                marker=MARKERS[index % len(MARKERS)], markevery=YEAR, markersize=4,
            )  # fmt: skip
            labels.append((middle[-1], f"{shortened(life.name)}\n{percent(middle[-1])}", colour))
            counts_below(axes, life, index, colour)
        side_labels(axes, labels)
        svg = render(axes, "survival")
    return Plate(
        key="survival",
        title="Survival",
        reading="The line is the share of companies with no end yet; the band is the 95 % simulation error at "
        "each date taken by itself, and it shrinks with more trials. Below the dates: how many companies still go on.",
        alt="Survival over time. " + " ".join(survival_words(life, calendar) for life in lives),
        svg=svg,
        wide=True,
    )


def counts_below(axes: Axes, life: Life, row: int, colour: str) -> None:
    """The number of companies behind a curve, under each date of the axis."""
    going = {round(point["month"]): point["p"] * life.companies for point in life.curve}
    places = {round(float(tick)) for tick in axes.get_xticks()}
    numbers_below(
        axes, {month: going[month] for month in sorted(places & set(going))}, shortened(life.name), row, colour
    )


def survival_words(life: Life, calendar: Calendar) -> str:
    """One curve in a sentence: its share at each year's end with the interval."""
    chosen = [point for point in life.curve if point["month"] and point["month"] % YEAR == 0] or list(life.curve[-1:])
    said = ", ".join(
        f"{percent(point['p'])} ({between(point['low'], point['high'])}) at the end of {calendar.at(point['month'])}"
        for point in chosen
    )
    return f"{life.name} ({counted(life.companies, 'company', 'companies')}): {said}."


def shortened(name: str, most: int = 24) -> str:
    """A name that fits beside a line."""
    return name if len(name) <= most else name[: most - 1] + "…"


def ends_plate(shares: Mapping[str, Floats], final: Mapping[str, float], calendar: Calendar) -> Plate:
    """Stacked shares of what has become of the companies, by month; at the horizon a column with all five ends."""
    months = np.arange(calendar.months + 1)
    with drawing(WIDE, right=2.35) as axes:
        calendar_axis(axes, calendar)
        share_axis(axes, "share of companies")
        floor = np.zeros(len(months))
        for name in LAYERS:
            colour, hatch, _ = END_LOOKS[name]
            ceiling = floor + np.asarray(shares[name])
            axes.fill_between(
                months, floor, ceiling, facecolor=colour, hatch=hatch, edgecolor=hatch_colour(name), linewidth=0.0
            )
            axes.plot(months, ceiling, color="white", linewidth=1.2)
            floor = ceiling
        final_column(axes, final)
        svg = render(axes, "ends")
    said = ", ".join(f"{END_LOOKS[name][2]} {percent(share)}" for name, share in final.items() if name in END_LOOKS)
    return Plate(
        key="ends",
        title="How they end",
        reading="At each date the height of a layer is the share of companies in that state; the column on the right "
        "is the horizon, where the living are split by whether they would break even on their present cash.",
        alt=f"Stacked shares of companies by state over time. At {calendar.horizon}: {said}.",
        svg=svg,
        wide=True,
    )


def hatch_colour(name: str) -> str:
    """The colour in which a layer's hatch can be seen."""
    return "white" if name == "dead" else INK


def final_column(axes: Axes, final: Mapping[str, float]) -> None:
    """The five ends at the horizon, stacked beside the axes and named."""
    column = axes.inset_axes((1.02, 0, 0.05, 1), transform=axes.transAxes)
    column.set_xlim(0, 1)
    column.set_ylim(0, 1)
    column.set_axis_off()
    floor = 0.0
    labels: list[tuple[float, str, str]] = []
    for name, (colour, hatch, words) in END_LOOKS.items():
        share = float(final.get(name, 0.0))
        if share > 0:
            column.add_patch(
                Rectangle(
                    (0, floor), 1, share, facecolor=colour, hatch=hatch, edgecolor=hatch_colour(name), linewidth=0
                )
            )
            column.plot([0, 1], [floor + share] * 2, color="white", linewidth=1.2)
            labels.append((floor + share / 2, f"{percent(share)} {words}", INK))
        floor += share
    side_labels(column, labels)


@dataclass(frozen=True)
class Runway:
    """Months until the end on one condition: a value per company (infinite beyond the horizon) and their quantiles."""

    name: str
    months: Floats
    quantiles: Mapping[str, float | None]


def runway_plate(runways: Sequence[Runway], calendar: Calendar) -> Plate:
    """Distributions of the months until the end, one below the other on one calendar; beyond the horizon apart."""
    row_height, foot = 1.6, 0.45
    with drawing((WIDE[0], foot + row_height * len(runways)), bottom=foot, right=1.75, top=0) as first:
        frame = first.get_position()
        share = frame.height / len(runways)
        for row, runway in enumerate(runways):
            axes = first if row == 0 else first.figure.add_axes((0, 0, 1, 1))
            axes.set_position((frame.x0, frame.y0 + share * (len(runways) - 1 - row), frame.width, share * 0.76))
            runway_row(axes, runway, row, calendar)
            if row < len(runways) - 1:
                axes.tick_params(labelbottom=False)
        svg = render(first, "runway")
    return Plate(
        key="runway",
        title="Runway",
        reading="Each bar is the share of companies whose life ends in that quarter; the box on the right is the share "
        "that outlives the horizon, on a scale of its own from 0 to 100 %." + (SAME_LUCK if len(runways) > 1 else ""),
        alt=" ".join(runway_words(runway, calendar) for runway in runways),
        svg=svg,
        wide=True,
    )


def runway_row(axes: Axes, runway: Runway, row: int, calendar: Calendar) -> None:
    """One distribution: bars, marks at its quantiles, and the box of those that outlive the horizon."""
    colour, hatch = ((VERMILLION, "////"), (BLUE, ""))[row % 2]
    ended = runway.months[np.isfinite(runway.months)]
    trials = max(len(runway.months), 1)
    edges = np.arange(0, calendar.months + QUARTER, QUARTER)
    heights = np.histogram(ended, bins=edges)[0] / trials
    top = max(0.04, float(heights.max(initial=0)) * 1.5)
    axes.bar(
        edges[:-1], heights, width=QUARTER, align="edge", color=colour, hatch=hatch, edgecolor="white", linewidth=0.8
    )
    calendar_axis(axes, calendar)
    share_axis(axes, "ending a quarter", top=top)
    axes.set_yticks([tick for tick in axes.get_yticks() if tick <= min(1.0, top)])
    axes.yaxis.set_label_coords(-LABEL_OFFSET / (WIDE[0] - 0.78 - 1.75), 0.5)
    axes.set_title(runway.name, loc="left", fontsize=9, color=colour, fontweight="bold", pad=5)
    for level, (key, said) in enumerate(QUANTILE_WORDS.items()):
        place = runway.quantiles.get(key)
        if place is not None and known(place):
            mark_date(axes, place, f"{said} {calendar.at(place)}", level, top)
    outliving_box(axes, 1.0 - len(ended) / trials, calendar)


def mark_date(axes: Axes, place: float, text: str, level: int, top: float) -> None:
    """An upright line at a date, named beside it where there is room."""
    late = place > axes.get_xlim()[1] * 0.75
    axes.plot([place, place], [0, top], color=INK, linewidth=1.1, linestyle=DASHES[2 * level])
    axes.annotate(
        text, (place, top * (0.99 - 0.17 * level)), (-5 if late else 5, 0), textcoords="offset points",
        ha="right" if late else "left", va="top", fontsize=8, color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )  # fmt: skip


def outliving_box(axes: Axes, share: float, calendar: Calendar) -> None:
    """A box filled up to the share of companies that outlive the horizon; its frame is 100 %."""
    box = axes.inset_axes((1.03, 0, 0.045, 1), transform=axes.transAxes)
    box.add_patch(Rectangle((0, 0), 1, share, facecolor="white", edgecolor=SOFT, hatch="xxxx", linewidth=0))
    box.set_xlim(0, 1)
    box.set_ylim(0, 1)
    box.set_xticks([])
    box.set_yticks([])
    box.grid(visible=False)
    for spine in box.spines.values():
        spine.set_visible(True)
    box.annotate(
        f"{percent(share)}\noutlive\n{calendar.horizon}", (1, min(max(share, 0.22), 0.8)), (5, 0),
        textcoords="offset points", va="center", fontsize=8.5, color=INK, annotation_clip=False,
    )  # fmt: skip


def runway_words(runway: Runway, calendar: Calendar) -> str:
    """One distribution in a sentence: its quantiles as dates, and the share beyond the horizon."""
    ended = np.isfinite(runway.months)
    beyond = 1.0 - float(np.mean(ended)) if len(ended) else 0.0
    said = "; ".join(
        f"{words} {calendar.at(float(runway.quantiles[key] or 0))}"
        for key, words in QUANTILE_WORDS.items()
        if known(runway.quantiles.get(key))
    )
    return f"{runway.name}: {said + '; ' if said else ''}{percent(beyond)} outlive {calendar.horizon}."
