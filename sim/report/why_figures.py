"""Figures of why: what remedies add, what deaths are, when rescue is too late, one company's life."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.analysis.autopsy import Autopsy, Moment, Redrawn
from sim.analysis.causes import Causes, Effect
from sim.analysis.no_return import FIRST, Attempt, NoReturn
from sim.analysis.sorting import SORTS
from sim.analysis.statistics import Floats, Interval
from sim.report.dates import Calendar
from sim.report.lifelines import shortened
from sim.report.organisation import LAST_STAGE, SHADES, stage_cell
from sim.report.style import (
    BLUE,
    COLOURS,
    DASHES,
    FAINT,
    HALF,
    INK,
    MARKERS,
    ORANGE,
    SOFT,
    VERMILLION,
    WIDE,
    Plate,
    amount_axis,
    calendar_axis,
    drawing,
    nothing,
    render,
    share_axis,
    side_labels,
)
from sim.report.wording import between, compact, known, percent

ROW = 0.36  # inches that a row of a list needs
SORT_LOOKS = {
    "bad luck": (BLUE, "", "white"),
    "decision": (VERMILLION, "////", "white"),
    "doomed": ("#3B434D", "", "white"),
    "unclear": ("#E3E7EC", "....", INK),
}
NARROW = 0.08  # share below which a bar holds no words
DARK_FROM = 0.78
QUARTER = 3
LETTERS = 38  # of a remedy's name beside a figure
MOST_MARKS = 14  # numbered events in the cash figure
# What is marked in the figure first, when there is not room for all.
WEIGHT = (
    "dead", "closed", "acquired", "wire", "round failed", "round agreed", "gate", "launch", "pivot", "debt called",
    "peril", "shrunk to founders", "founders unpaid", "laid off", "round begun", "quit", "start",
)  # fmt: skip


# -- causes -----------------------------------------------------------------------------------------------------------


def gains_plate(found: Causes) -> Plate:
    """What each remedy adds to the chance of living in the dead companies' worlds, and takes in the survivors'."""
    effects = [*found.kinds("decision"), *found.kinds("circumstance"), *found.kinds("placebo")]
    with drawing((WIDE[0], 0.95 + ROW * max(len(effects), 2)), left=2.7, right=0.4, bottom=0.75) as axes:
        if effects:
            _draw_gains(axes, effects, found.base_rate)
        else:
            nothing(axes, "No remedy changes anything in this scenario.")
        svg = render(axes, "gains")
    return Plate(
        "gains",
        "What would have saved them",
        "Dots: points that a remedy adds to the chance of living in the dead companies' worlds, with 95 % intervals; "
        "filled where it was named and confirmed. Crosses: share of days in survivors' worlds on which it kills. The "
        "grey band is what placebos reach.",
        "; ".join(f"{one.remedy.title} {percent(one.gain.value)} ({_range(one.gain)})" for one in effects) + ".",
        svg,
        wide=True,
    )


def _range(interval: Interval) -> str:
    return between(interval.low, interval.high)


def _draw_gains(axes: Axes, effects: Sequence[Effect], base_rate: float) -> None:
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.axvspan(-base_rate, base_rate, color="#DDE2E8", linewidth=0, zorder=0)
    axes.axvline(0, color=SOFT, linewidth=0.9)
    for row, effect in enumerate(effects):
        gain, colour = effect.gain, BLUE if effect.remedy.kind == "decision" else SOFT
        axes.plot([gain.low, gain.high], [row, row], color=colour, linewidth=1.6)
        face = colour if effect.named else "white"
        axes.plot([gain.value], [row], marker="o", markersize=6.5, color=colour, markerfacecolor=face)
        if known(effect.kills.value):
            axes.plot([-effect.kills.value], [row], marker="x", markersize=6, color=VERMILLION, linestyle="none")
    axes.set_ylim(len(effects) - 0.4, -0.6)
    axes.set_yticks(range(len(effects)), [_labelled(effect) for effect in effects])
    axes.xaxis.set_major_formatter(lambda value, _: f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value):.0%}")
    axes.set_xlabel("killed among survivors  ←  chance of living  →  added in the dead companies' worlds")


def _labelled(effect: Effect) -> str:
    note = {"circumstance": " (nobody's decision)", "placebo": " (placebo)"}.get(effect.remedy.kind, "")
    title = shortened(effect.remedy.title, LETTERS)
    return f"{title}\n{note.strip()}" if note else title


def sorts_plate(shares: Mapping[str, Mapping[str, Interval]]) -> Plate:
    """The deaths by what they are: a bar for each asking."""
    with drawing((WIDE[0], 0.75 + 0.5 * len(shares)), left=1.7, right=0.4, bottom=0.45) as axes:
        axes.grid(visible=False)
        for row, parts in enumerate(shares.values()):
            left = 0.0
            for sort in SORTS:
                share = parts[sort].value
                if not known(share) or share <= 0:
                    continue
                colour, hatch, ink = SORT_LOOKS[sort]
                axes.barh([row], [share], left=[left], height=0.68, color=colour, hatch=hatch, edgecolor="white")
                if share >= NARROW:
                    words = f"{sort}\n{percent(share)}"
                    box = {"facecolor": colour, "edgecolor": "none", "pad": 1.2}
                    axes.text(
                        left + share / 2, row, words, ha="center", va="center", color=ink, fontsize=7.8, bbox=box,
                        linespacing=1.1,
                    )  # fmt: skip
                left += share
        axes.set_ylim(len(shares) - 0.5, -0.5)
        axes.set_yticks(range(len(shares)), list(shares))
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(lambda value, _: percent(value))
        svg = render(axes, "sorts")
    said = [
        f"{name}: {', '.join(f'{sort} {percent(parts[sort].value)}' for sort in SORTS)}"
        for name, parts in shares.items()
    ]
    return Plate(
        "sorts",
        "What the deaths are",
        "Each death is one of the four; the bars below the first ask again, of other companies and under perturbed "
        "assumptions.",
        f"{'; '.join(said)}.",
        svg,
        wide=True,
    )


# -- no return --------------------------------------------------------------------------------------------------------


def chances_plate(found: NoReturn) -> Plate:
    """Mean chance of rescue by months before the end, for each rescue and for going on."""
    attempts = [*found.attempts, found.going_on]
    with drawing(WIDE, right=2.1, bottom=0.6) as axes:
        labels: list[tuple[float, str, str]] = []
        for index, attempt in enumerate(attempts):
            before = sorted(attempt.curve)
            middle, low, high = (
                np.clip([getattr(attempt.curve[month], name) for month in before], 0, 1)
                for name in ("value", "low", "high")
            )
            colour = COLOURS[index % len(COLOURS)]
            places = [-month for month in before]
            axes.fill_between(places, low, high, color=colour, alpha=0.14, linewidth=0)
            axes.plot(places, middle, color=colour, linestyle=DASHES[index], marker=MARKERS[index], markersize=3.5)
            labels.append(
                (
                    float(middle[0]),
                    f"{shortened(attempt.title, LETTERS)}\n(at first {percent(float(middle[-1]))})",
                    colour,
                )
            )
        axes.axhline(found.spec.half, color=INK, linewidth=0.9, linestyle=DASHES[2])
        share_axis(axes, "chance of living", top=1.02)
        axes.set_xlabel("months before the last one, in which the rescue begins")
        axes.set_xlim(-max(attempts[0].curve, default=1), 0)
        steps = range(0, max(attempts[0].curve, default=1) + 1, QUARTER)
        axes.set_xticks([-month for month in steps], [str(month) for month in steps])
        side_labels(axes, labels)
        svg = render(axes, "chances")
    said = [
        f"{one.title}: "
        + ", ".join(
            f"{percent(share.value)} {month} months before" for month, share in one.curve.items() if not month % 6
        )
        for one in attempts
    ]
    return Plate(
        "chances",
        "How the chance of rescue fades",
        "Mean over the dead companies, with its pointwise 95 % band; each point is a fresh luck from that month on. "
        "Dotted: an even bet.",
        f"{'; '.join(said)}.",
        svg,
        wide=True,
    )


def turns_plate(found: NoReturn, attempt: Attempt, calendar: Calendar) -> Plate:
    """Each dead company's chance of rescue by month, shaded; a mark where it falls below a half."""
    rows = list(attempt.ordered.items())
    with drawing((WIDE[0], 0.75 + 0.3 * len(rows)), left=1.05, right=0.3) as axes:
        axes.grid(visible=False)
        for row, (trial, values) in enumerate(rows):
            for place, value in enumerate(values):
                box = (FIRST - 1 + place, row + 0.08)
                axes.add_patch(Rectangle(box, 1, 0.84, facecolor=SHADES(float(value)), linewidth=0))
            turn = attempt.turn[trial]
            if turn is not None:
                axes.plot([turn - 1, turn - 1], [row, row + 1], color=VERMILLION, linewidth=2.4)
            axes.plot([found.last[trial]], [row + 0.5], marker="x", color=INK, markersize=6)
        axes.set_ylim(len(rows), 0)
        axes.set_yticks([row + 0.5 for row in range(len(rows))], [f"company {trial}" for trial, _ in rows])
        calendar_axis(axes, calendar)
        svg = render(axes, f"turns-{attempt.name}")
    said = [
        f"company {trial} {'never' if turn is None else 'until ' + calendar.nth(turn - 1)}"
        for trial, turn in attempt.turn.items()
    ]
    return Plate(
        f"turns-{attempt.name}",
        attempt.title,
        "The darker, the likelier the company lives if this begins in that month; the bar is where it stops being an "
        "even bet, the cross the end.",
        f"An even bet: {'; '.join(said)}.",
        svg,
        wide=True,
    )


# -- one life ---------------------------------------------------------------------------------------------------------


def marked(moments: Sequence[Moment]) -> list[Moment]:
    """The weightiest moments, one a month at most, in order of time."""
    ranked = sorted(moments, key=lambda one: (WEIGHT.index(one.kind) if one.kind in WEIGHT else len(WEIGHT), one.month))
    chosen: dict[int, Moment] = {}
    for moment in ranked:
        if len(chosen) < MOST_MARKS:
            chosen.setdefault(int(moment.month), moment)
    return sorted(chosen.values(), key=lambda one: one.month)


def cash_plate(found: Autopsy, calendar: Calendar, currency: str) -> Plate:
    """Cash at each month's end, with the weightiest events numbered on it."""
    cash = np.concatenate([[found.scenario.setup.company.opening.cash], found.monthly("cash")])
    months = np.arange(len(cash))
    marks = marked(found.moments)
    with drawing((WIDE[0], 4.2), right=0.4, top=0.3) as axes:
        axes.plot(months, cash, color=BLUE)
        axes.fill_between(months, 0, cash, color=BLUE, alpha=0.1, linewidth=0)
        axes.axhline(0, color=INK, linewidth=0.9)
        top = float(np.nanmax(cash))
        for number, moment in enumerate(marks, start=1):
            height = float(np.interp(moment.month, months, cash))
            colour = VERMILLION if moment.kind in ("dead", "closed", "acquired") else INK
            axes.plot([moment.month], [height], marker="o", markersize=4.5, color=colour, clip_on=False)
            lift = 10 if number % 2 else 22
            axes.annotate(
                str(number), (moment.month, height), (0, lift), textcoords="offset points", ha="center", fontsize=8.5,
                color=colour, arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.7}, annotation_clip=False,
            )  # fmt: skip
        calendar_axis(axes, calendar)
        axes.set_ylim(min(0.0, float(np.nanmin(cash))), top * 1.18 if top > 0 else 1.0)
        amount_axis(axes, f"cash ({currency})")
        svg = render(axes, "one-cash")
    said = [f"{number} {calendar.at(one.month)} {one.what} {one.who}" for number, one in enumerate(marks, start=1)]
    return Plate(
        "one-cash",
        "Cash, and what happened",
        "What is in the bank at each month's end. "
        + "; ".join(f"{n} {one.what}{f' ({one.who})' if one.who else ''}" for n, one in enumerate(marks, start=1))
        + ".",
        f"Cash falls from {compact(float(cash[0]))} to {compact(float(cash[-1]))}. {'; '.join(said)}.",
        svg,
        wide=True,
    )


def one_stages_plate(found: Autopsy, calendar: Calendar, departments: Sequence[str]) -> Plate:
    """This company's stage by department at each quarter's end."""
    lived = len(found.rows)
    with drawing((WIDE[0], 0.6 + 0.4 * len(departments)), left=0.95, right=0.3) as axes:
        axes.grid(visible=False)
        for row, name in enumerate(departments):
            stages = found.monthly(f"stage_{name}")
            for month in range(QUARTER, lived + 1, QUARTER):
                stage = float(stages[month - 1])
                if not np.isfinite(stage):
                    continue
                level = (stage - 1) / (LAST_STAGE - 1)
                axes.add_patch(stage_cell(month - QUARTER, row, QUARTER, level))
                colour = "white" if level > DARK_FROM else INK
                axes.text(
                    month - QUARTER / 2, row + 0.5, f"{stage:.0f}", ha="center", va="center", color=colour, fontsize=8.5
                )
        axes.set_ylim(len(departments), 0)
        axes.set_yticks([row + 0.5 for row in range(len(departments))], list(departments))
        calendar_axis(axes, calendar)
        svg = render(axes, "one-stages")
    last = {name: found.monthly(f"stage_{name}") for name in departments}
    return Plate(
        "one-stages",
        "Stage by department",
        "From 1 (idea) to 8 (efficiency) at each quarter's end. A department two or more stages ahead of another is "
        "premature scaling.",
        "; ".join(f"{name} {values[-1]:.0f} at the end" for name, values in last.items() if len(values)) + ".",
        svg,
        wide=True,
    )


def beside_plate(
    key: str, title: str, reading: str, label: str, lines: Mapping[str, Floats], calendar: Calendar
) -> Plate:
    """Two or more lines of one life beside each other, such as what management saw and the truth."""
    with drawing(HALF, right=0.85) as axes:
        names: list[tuple[float, str, str]] = []
        for index, (name, values) in enumerate(lines.items()):
            months = np.arange(1, len(values) + 1)
            colour = (BLUE, ORANGE, SOFT)[index]
            axes.plot(months, values, color=colour, linestyle=DASHES[index])
            finite = values[np.isfinite(values)]
            if len(finite):
                names.append((float(finite[-1]), name, colour))
        calendar_axis(axes, calendar)
        amount_axis(axes, label)
        side_labels(axes, names)
        svg = render(axes, key)
    said = [f"{name} {compact(float(values[-1]))} at the end" for name, values in lines.items() if len(values)]
    return Plate(key, title, reading, f"{title}: {'; '.join(said)}.", svg)


def fan_of_days(one: Redrawn, found: Autopsy, calendar: Calendar, currency: str, top: float) -> Plate:
    """Cash on other days under the plan or a remedy; the day that was lived on top of it."""
    key = f"days-{one.name}"
    months = np.arange(1, found.months + 1)
    with drawing(HALF, right=0.2) as axes:
        for values in one.cash:
            axes.plot(months, values, color=BLUE, alpha=0.28, linewidth=0.9)
            ended = int(np.isfinite(values).sum())
            if ended < found.months:
                last = float(values[ended - 1]) if ended else 0.0
                axes.plot([ended], [last], marker="x", markersize=3.5, color=VERMILLION, linestyle="none")
        axes.plot(np.arange(1, len(found.rows) + 1), found.monthly("cash"), color=INK, linewidth=1.7)
        calendar_axis(axes, calendar)
        axes.set_ylim(min(0.0, float(np.nanmin(one.cash))) if np.isfinite(one.cash).any() else 0.0, top)
        amount_axis(axes, f"cash ({currency})")
        svg = render(axes, key)
    note = " Nobody's decision." if one.kind == "circumstance" else ""
    return Plate(
        key,
        f"{one.title}: lives on {one.hits} of {found.days} days",
        f"Between {percent(one.lived.low)} and {percent(one.lived.high)} of days (95 %).{note}",
        f"Cash on {found.days} redrawn days: {one.hits} end alive.",
        svg,
    )
