"""Figures of what comes back later: each is drawn only where enough companies met it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.courses import Course, around, course
from sim.analysis.dynamics import (
    Pattern,
    churn_wall,
    hidden_churn,
    hysteresis,
    mentor_dip,
    plateau,
    shown_churn,
    tested_churn,
)
from sim.analysis.statistics import Floats
from sim.analysis.words import counted
from sim.ensemble.ensemble import Ensemble
from sim.report.dates import Calendar
from sim.report.fans import last
from sim.report.style import (
    BLACK,
    BLUE,
    DASHES,
    HALF,
    SOFT,
    VERMILLION,
    Plate,
    amount_axis,
    calendar_axis,
    drawing,
    numbers_below,
    render,
    share_axis,
    side_labels,
)
from sim.report.wording import ROUGH, between, measured, percent

COLOURS = (BLUE, VERMILLION)
BEFORE, AFTER, STEP = 6, 18, 6  # months drawn around an event, and between its ticks
TOP = 1.15  # of the highest value drawn
SPOKEN = 6  # points of a line in the words for who cannot see it
FEWEST_BEHIND = 3  # companies behind a point of a line
NAMES = {
    "hysteresis": "service quality that stays down when load has come down",
    "churn_wall": "a wall of churn one term after a hiring wave that promised too much",
    "hidden_churn": "churn hidden by terms that have not run out",
    "mentor_dip": "orders that dip because seniors teach a hiring wave",
    "plateau": "a plateau at the number of the pioneers",
}


@dataclass(frozen=True)
class Line:
    """One line of a figure and its name at the right end."""

    name: str
    course: Course


@dataclass(frozen=True)
class Scene:
    """A figure to be: its lines, what is measured in which unit, and a level to hold them against.

    ``calendar`` None: the months count from the event, which ``since`` names.
    """

    key: str
    title: str
    reading: str
    label: str
    unit: str
    lines: Sequence[Line]
    calendar: Calendar | None = None
    since: str = ""
    level: tuple[str, float] | None = None


def dynamics_plates(ensemble: Ensemble, calendar: Calendar) -> tuple[list[Plate], list[str]]:
    """The figures of what occurred, and the names of what was looked for and not met often enough to draw."""
    plates, absent = [], []
    for pattern, scene in found(ensemble, calendar):
        if pattern.occurs:
            plates.append(scene_plate(scene()))
        else:
            absent.append(NAMES[pattern.key])
    return plates, absent


def found(ensemble: Ensemble, calendar: Calendar) -> list[tuple[Pattern, Callable[[], Scene]]]:
    """Every pattern with the scene that would show it."""
    setup = ensemble.scenario.setup
    segments = [setup.market.segments[name] for name in setup.plan.focus]
    pioneers = sum(segment.accounts * segment.pioneers for segment in segments)
    term = segments[0].term_months
    stuck, wall, hidden = hysteresis(ensemble), churn_wall(ensemble, term), hidden_churn(ensemble)
    dip, flat = mentor_dip(ensemble), plateau(ensemble, pioneers)
    return [
        (stuck, lambda: hysteresis_scene(ensemble, stuck)),
        (wall, lambda: wall_scene(ensemble, wall, term)),
        (hidden, lambda: hidden_scene(ensemble, hidden, calendar)),
        (dip, lambda: dip_scene(ensemble, dip)),
        (flat, lambda: plateau_scene(ensemble, flat, pioneers, calendar)),
    ]


def hysteresis_scene(ensemble: Ensemble, pattern: Pattern) -> Scene:
    """Load and quality around the month in which load is back below one."""
    names = {"quality": "service_quality", "load": "csm_load"}
    return Scene(
        pattern.key,
        "Service quality does not come back with the load",
        f"{who(pattern, 'whose overloaded service was relieved')} had not made good half of the quality lost three "
        "months after load was back below one (month 0).",
        "load, quality (1 = enough, full)",
        "number",
        [Line(name, mean_course(ensemble, pattern, column)) for name, column in names.items()],
        since="since load is back below one",
        level=("hours suffice", 1.0),
    )


def wall_scene(ensemble: Ensemble, pattern: Pattern, term: int) -> Scene:
    """Share of customers that leave in a month around a hiring wave."""
    lost, customers = (
        around(ensemble.monthly(name), pattern.months, BEFORE, 2 * term) for name in ("customers_lost", "customers")
    )
    trials = pattern.trials[pattern.met]
    return Scene(
        pattern.key,
        "A wall of churn one term after the wave",
        f"{who(pattern, 'with a hiring wave')} sold on promises and lost customers at least twice as fast from "
        f"{term} months after the wave (month 0) as before.",
        "customers lost a month",
        "share",
        [Line("churn", course(lost, customers, trials, -BEFORE))],
        since="since the hiring wave",
    )


def hidden_scene(ensemble: Ensemble, pattern: Pattern, calendar: Calendar) -> Scene:
    """Churn that shows beside the churn of those who could leave, on the calendar."""
    trials = pattern.trials[pattern.met]
    lines = [
        Line(name, course(top[pattern.met], bottom[pattern.met], trials, 1))
        for name, (top, bottom) in (("that shows", shown_churn(ensemble)), ("of terms due", tested_churn(ensemble)))
    ]
    return Scene(
        pattern.key,
        "Churn hidden by terms that run on",
        f"{who(pattern, 'in which ten or more terms fell due within a year')} lost few customers only because few "
        "could leave: of the terms that ran out at least twice the share was not renewed.",
        "yearly churn",
        "share",
        lines,
        calendar,
    )


def dip_scene(ensemble: Ensemble, pattern: Pattern) -> Scene:
    """Orders of all sellers around a hiring wave."""
    return Scene(
        pattern.key,
        "Orders dip after a hiring wave",
        f"In {counted(int(pattern.met.sum()), 'company', 'companies')} with a hiring wave (month 0) all sellers "
        "together sold less in the quarter from the wave on than in the one before: seniors taught instead of selling.",
        "orders a month (mean)",
        "number",
        [Line("orders", mean_course(ensemble, pattern, "orders"))],
        since="since the hiring wave",
    )


def plateau_scene(ensemble: Ensemble, pattern: Pattern, pioneers: float, calendar: Calendar) -> Scene:
    """Customers won so far, held against the number of pioneers."""
    won = np.cumsum(ensemble.monthly("customers_won")[pattern.met].astype(np.float64), axis=1)
    return Scene(
        pattern.key,
        "Customers stop coming where the pioneers end",
        f"{who(pattern, 'that had won half of the pioneers')} went on to be asked, and won hardly anybody else: those "
        "left buy only what others vouch for.",
        "customers won so far (mean)",
        "number",
        [Line("won", course(won, ones(won), pattern.trials[pattern.met], 1))],
        calendar,
        level=("all pioneers", pioneers),
    )


def who(pattern: Pattern, at_risk: str) -> str:
    """The share of companies that met a pattern, as the subject of a sentence."""
    share = pattern.share
    return (
        f"{percent(share.value)} ({between(share.low, share.high)}) of the "
        f"{counted(int(pattern.possible.sum()), 'company', 'companies')} {at_risk}"
    )


def mean_course(ensemble: Ensemble, pattern: Pattern, column: str) -> Course:
    """The mean of a column around the event."""
    values = around(ensemble.monthly(column), pattern.months, BEFORE, AFTER)
    return course(values, ones(values), pattern.trials[pattern.met], -BEFORE)


def ones(values: Floats) -> Floats:
    """One where a value is known: the bottom of a mean."""
    return np.where(np.isnan(values), np.nan, 1.0)


def scene_plate(scene: Scene) -> Plate:
    """The figure: each line with its 95 % band, its name and last value at the right, companies below the months."""
    with drawing(HALF, bottom=0.62 if scene.calendar else 0.78, right=1.25) as axes:
        draw_scene(axes, scene)
        svg = render(axes, scene.key.replace("_", "-"))
    said = " ".join(line_words(line, scene) for line in scene.lines)
    return Plate(
        scene.key.replace("_", "-"),
        scene.title,
        f"{scene.reading} The bands are 95 % intervals.",
        f"{scene.title}; {scene.label}. {said}",
        svg,
    )


def draw_scene(axes: Axes, scene: Scene) -> None:
    """Level, bands and lines, then the axes around them."""
    labels: list[tuple[float, str, str]] = []
    highest = scene.level[1] if scene.level else 0.0
    for index, line in enumerate(scene.lines):
        colour, one = COLOURS[index], line.course
        behind = one.known >= FEWEST_BEHIND
        value, low, high = (np.where(behind, part, np.nan) for part in (one.value, one.low, one.high))
        axes.fill_between(one.months, np.maximum(low, 0.0), high, color=colour, alpha=0.16, linewidth=0)
        axes.plot(one.months, value, color=colour, linestyle=DASHES[index])
        end = last(value)
        labels.append((end, f"{line.name}: {measured(end, scene.unit, figures=ROUGH)}", colour))
        highest = max(highest, float(np.nanmax(high)))
    if scene.unit == "share":
        share_axis(axes, scene.label, top=min(1.0, TOP * highest))
    else:
        amount_axis(axes, scene.label)
        axes.set_ylim(0, TOP * highest)
    if scene.level:
        axes.axhline(scene.level[1], color=SOFT, linewidth=1.0, linestyle=DASHES[2])
        labels.append((scene.level[1], scene.level[0], BLACK))
    month_axis(axes, scene)
    side_labels(axes, labels, size=8)


def month_axis(axes: Axes, scene: Scene) -> None:
    """Calendar dates, or months since the event; the companies behind the first line below them."""
    one = scene.lines[0].course
    if scene.calendar:
        calendar_axis(axes, scene.calendar)
    else:
        drawn = one.months[one.known >= FEWEST_BEHIND]
        axes.set_xlim(drawn[0], drawn[-1])
        axes.set_xticks([int(month) for month in drawn if month % STEP == 0])
        axes.set_xlabel(f"months {scene.since}", labelpad=16)
        axes.axvline(0, color=SOFT, linewidth=0.8)
    behind = dict(zip(one.months.tolist(), one.known.tolist(), strict=True))
    places = (int(tick) for tick in axes.get_xticks() if int(tick) in behind)
    numbers_below(axes, {month: behind[month] for month in places}, "companies", row=0 if scene.calendar else -1)


def line_words(line: Line, scene: Scene) -> str:
    """A line in words: about six of its points with their intervals."""
    one = line.course
    places = np.flatnonzero(np.isfinite(one.value) & (one.known >= FEWEST_BEHIND))
    chosen = places[:: max(1, len(places) // SPOKEN)]
    said = []
    for place in chosen:
        month = int(one.months[place])
        when = scene.calendar.at(month) if scene.calendar else f"month {month}"
        value = measured(float(one.value[place]), scene.unit, figures=ROUGH)
        interval = between(float(one.low[place]), float(one.high[place]), scene.unit, figures=ROUGH)
        said.append(f"{when} {value} ({interval})")
    return f"{line.name}: {'; '.join(said)}."
