"""Figures of the house itself: how far each department has come, and how cohorts of customers fare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from sim.analysis.cohorts import Cohort
from sim.analysis.courses import Course
from sim.analysis.metrics import Fan
from sim.report.dates import Calendar
from sim.report.style import (
    BLUE,
    DASHES,
    HALF,
    INK,
    WIDE,
    Plate,
    calendar_axis,
    drawing,
    nothing,
    render,
    share_axis,
)
from sim.report.wording import between, known, percent

LAST_STAGE = 8
SHADES = LinearSegmentedColormap.from_list("stages", ["#F4F8FB", BLUE])
DARK_FROM = 0.78  # of the shade scale: white figures read better than black ones from here on
QUARTER = 3
QUARTERS_THAT_FIT = 20


@dataclass(frozen=True)
class Question:
    """What is asked of every cohort: key, title and axis label of the figure, and how to read it."""

    key: str
    title: str
    label: str
    reading: str


def stages_plate(stages: Mapping[str, Fan], calendar: Calendar) -> Plate:
    """Median stage of every department at each quarter's end, with the 10 and 90 % points underneath."""
    months, step = columns(calendar)
    with drawing((WIDE[0], 0.6 + 0.46 * max(len(stages), 1)), left=0.95, right=0.3) as axes:
        if stages:
            draw_stages(axes, stages, months, step)
            calendar_axis(axes, calendar)
        else:
            nothing(axes, "No stage was recorded.")
        svg = render(axes, "stages")
    return Plate(
        key="stages",
        title="Stage by department",
        reading="The large figure is the median stage among the living (1 idea to 8 efficiency), the small ones the 10 "
        "and 90 % points; darker is further. A department two or more stages ahead of another is premature scaling.",
        alt="Median stage at the horizon by department: "
        + "; ".join(f"{name} {last_stage(fan)}" for name, fan in stages.items())
        + ".",
        svg=svg,
        wide=True,
    )


def columns(calendar: Calendar) -> tuple[list[int], int]:
    """The months at whose end a column of cells stands, and how many months it spans."""
    step = QUARTER * max(1, -(-calendar.months // (QUARTER * QUARTERS_THAT_FIT)))
    return list(range(step, calendar.months + 1, step)) or [calendar.months], step


def premature_plate(ahead: Mapping[str, Course], calendar: Calendar) -> Plate:
    """Share of the living in which a department has scaled prematurely, at each quarter's end, with its interval."""
    months, step = columns(calendar)
    with drawing((WIDE[0], 0.6 + 0.46 * len(ahead)), left=0.95, right=0.3) as axes:
        table_axes(axes, list(ahead))
        for row, shares in enumerate(ahead.values()):
            for month in months:
                draw_share(axes, shares, row, month, step)
        calendar_axis(axes, calendar)
        svg = render(axes, "premature")
    worst = {name: int(np.nanargmax(shares.value)) for name, shares in ahead.items()}
    return Plate(
        key="premature",
        title="Premature scaling by department",
        reading="The share of the living in which a department is two or more stages ahead of what the company has "
        "shown, with its 95 % interval below; darker is more, a dot is none.",
        alt="Share of the living in which a department has scaled prematurely, at its worst: "
        + "; ".join(
            f"{name} {percent(float(ahead[name].value[place]))} at the end of {calendar.at(place + 1)}"
            for name, place in worst.items()
        )
        + ".",
        svg=svg,
        wide=True,
    )


def draw_share(axes: Axes, shares: Course, row: int, month: int, step: int) -> None:
    """One cell of premature scaling: its share, the interval in small figures below."""
    share = float(shares.value[month - 1])
    if not np.isfinite(share):
        return
    colour, middle = ("white" if share > DARK_FROM else INK), month - step / 2
    axes.add_patch(stage_cell(month - step, row, step, share))
    axes.text(
        middle, row + 0.38, f"{100 * share:.0f} %" if share else "·", ha="center", va="center", color=colour, fontsize=8
    )
    low, high = (min(max(float(bound[month - 1]), 0.0), 1.0) for bound in (shares.low, shares.high))
    if share and np.isfinite(low):
        tails = f"{100 * low:.0f}-{100 * high:.0f}"
        axes.text(middle, row + 0.76, tails, ha="center", va="center", color=colour, fontsize=6.5)


def table_axes(axes: Axes, names: Sequence[str]) -> None:
    """Axes as an empty table: a named row below the other, no frame."""
    axes.grid(visible=False)
    axes.set_ylim(len(names), 0)
    axes.set_yticks([row + 0.5 for row in range(len(names))], names)
    for spine in axes.spines.values():
        spine.set_visible(False)


def draw_stages(axes: Axes, stages: Mapping[str, Fan], months: Sequence[int], step: int) -> None:
    """A table of shaded cells: a row per department, a column per quarter."""
    table_axes(axes, list(stages))
    for row, fan in enumerate(stages.values()):
        for month in months:
            middle = float(fan.p50[month - 1])
            if not np.isfinite(middle):
                continue
            level = (middle - 1) / (LAST_STAGE - 1)
            colour = "white" if level > DARK_FROM else INK
            axes.add_patch(stage_cell(month - step, row, step, level))
            axes.text(month - step / 2, row + 0.38, f"{middle:.0f}", ha="center", va="center", color=colour, fontsize=9)
            tails = f"{fan.p10[month - 1]:.0f}-{fan.p90[month - 1]:.0f}"
            axes.text(month - step / 2, row + 0.76, tails, ha="center", va="center", color=colour, fontsize=6.5)


def stage_cell(left: float, top: float, width: float, level: float) -> Rectangle:
    """One shaded cell with a thin gap around it."""
    return Rectangle(
        (left + 0.06, top + 0.04), width - 0.12, 0.92, facecolor=SHADES(min(max(level, 0.0), 1.0)), linewidth=0
    )


def last_stage(fan: Fan) -> str:
    """The last known median stage as a number: some stages are called as departments are."""
    finite = np.flatnonzero(np.isfinite(fan.p50))
    if not len(finite):
        return "unknown"
    return f"{fan.p50[finite[-1]]:.0f}"


def cohort_plate(question: Question, cohorts: Sequence[Cohort], calendar: Calendar) -> Plate:
    """A share by quarter as points with their 95 % intervals."""
    known_cohorts = [cohort for cohort in cohorts if known(cohort.share.value)]
    with drawing(HALF, right=0.25) as axes:
        if known_cohorts:
            places = [(cohort.first - 1 + cohort.last) / 2 for cohort in known_cohorts]
            shares = np.array([cohort.share.value for cohort in known_cohorts])
            below = shares - np.array([cohort.share.low for cohort in known_cohorts])
            above = np.array([cohort.share.high for cohort in known_cohorts]) - shares
            reach = np.clip(np.nan_to_num(np.array([below, above])), 0, None)
            axes.plot(places, shares, color=BLUE, linewidth=1.0, linestyle=DASHES[2])
            axes.errorbar(places, shares, yerr=reach, fmt="o", color=BLUE, markersize=3.6, elinewidth=1.1, capsize=2)
            calendar_axis(axes, calendar)
            share_axis(axes, question.label, top=1.02)
        else:
            nothing(axes, "No cohort has come that far.")
        svg = render(axes, question.key)
    said = "; ".join(
        f"{calendar.at(cohort.first)} to {calendar.at(cohort.last)} {percent(cohort.share.value)} "
        f"({between(cohort.share.low, cohort.share.high)})"
        for cohort in thinned(known_cohorts)
    )
    return Plate(
        question.key,
        question.title,
        question.reading,
        f"{question.title}: {said or 'no cohort has come that far'}.",
        svg,
    )


def thinned(cohorts: Sequence[Cohort]) -> Sequence[Cohort]:
    """About six cohorts, the last one among them: enough for a description in words."""
    step = max(1, len(cohorts) // 6)
    return list(reversed(list(reversed(cohorts))[::step]))
