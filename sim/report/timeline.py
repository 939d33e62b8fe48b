"""Figure of the plan: posts and budgets on the calendar, and what waits for a gate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes

from sim.report.dates import Calendar
from sim.report.style import (
    BLUE,
    DASHES,
    FAINT,
    INK,
    ORANGE,
    SOFT,
    WIDE,
    Plate,
    calendar_axis,
    drawing,
    nothing,
    render,
)
from sim.report.wording import compact

WAITING_LETTERS = 40  # of a line right of the figure
LINES_IN_LANE = 2  # of waiting text in a lane of the least height
SHOWN_REPEATS = 240  # steps of a post without an end, more than any horizon shows


@dataclass(frozen=True)
class Lane:
    """One role or channel: dated marks (months since the opening, text) and what waits for a gate."""

    name: str
    marks: Sequence[tuple[float, str]]
    waiting: Sequence[str]
    money: bool

    @property
    def lines(self) -> list[str]:
        """What waits, in lines that fit beside the figure."""
        return wrap("; ".join(self.waiting), WAITING_LETTERS)

    @property
    def height(self) -> float:
        """How many of the least lanes it takes."""
        return max(1.0, len(self.lines) / LINES_IN_LANE)


def plan_plate(plan: Mapping[str, Any], calendar: Calendar, currency: str) -> Plate:
    """The plan on a calendar: a lane per role with posts, a lane per channel with its monthly budget."""
    lanes = [
        lane for lane in [*hire_lanes(plan, calendar), *budget_lanes(plan, calendar)] if lane.marks or lane.waiting
    ]
    height = 0.75 + 0.34 * max(sum(lane.height for lane in lanes), 2.0)
    with drawing((WIDE[0], height), left=0.95, right=2.75) as axes:
        if lanes:
            draw_lanes(axes, lanes, calendar)
        else:
            nothing(axes, "The plan names no hires and no budgets.")
        svg = render(axes, "plan-lanes")
    return Plate(
        key="plan-lanes",
        title="The plan on the calendar",
        reading=f"Dots are posts to be filled from that month, bars are marketing budgets ({currency} a month); dotted "
        "lanes hold what has no date, because it waits for the gate named on the right.",
        alt=" ".join(lane_words(lane, calendar) for lane in lanes) or "The plan names no hires and no budgets.",
        svg=svg,
        wide=True,
    )


def hire_lanes(plan: Mapping[str, Any], calendar: Calendar) -> list[Lane]:
    """Posts by role; those with a gate have no date."""
    lanes = []
    for role, groups in (plan.get("hires") or {}).items():
        marks: list[tuple[float, str]] = []
        waiting: list[str] = []
        for group in filter(None, groups.values()):
            if group.get("gate"):
                waiting.append(waiting_words(group))
            else:
                marks += [(month, f"+{group['count']}") for month in months_of(group, calendar)]
        lanes.append(Lane(str(role).replace("_", " "), sorted(marks), waiting, money=False))
    return lanes


def waiting_words(group: Mapping[str, Any]) -> str:
    """Posts that wait for a gate, such as "+1 after round a, every 3 months, 6 times"."""
    delay, step, times = group.get("delay_months"), group.get("every_months"), group.get("times")
    when = f"{compact(float(delay))} months after" if delay else "after"
    repeated = f", every {step} months{f', {times} times' if times else ''}" if step else ""
    return f"+{group['count']} {when} {str(group['gate']).replace('_', ' ')}{repeated}"


def months_of(group: Mapping[str, Any], calendar: Calendar) -> list[float]:
    """When a group's posts start, in months since the opening, within the horizon."""
    first, step = (group.get("month") or 1) - 1, group.get("every_months")
    times = (group.get("times") or SHOWN_REPEATS) if step else 1
    return [place for place in (first + index * (step or 0) for index in range(times)) if place < calendar.months]


def budget_lanes(plan: Mapping[str, Any], calendar: Calendar) -> list[Lane]:
    """Monthly budgets by channel, from the month in which each begins; those with a gate have no date."""
    lanes = []
    for channel, steps in (plan.get("budgets") or {}).items():
        marks: list[tuple[float, str]] = []
        waiting: list[str] = []
        for step in filter(None, steps.values()):
            money = compact(step["per_month"])
            if step.get("gate"):
                waiting.append(f"{money} after {str(step['gate']).replace('_', ' ')}")
            elif step["month"] <= calendar.months:
                marks.append((step["month"] - 1, money))
        lanes.append(Lane(str(channel).replace("_", " "), sorted(marks), waiting, money=True))
    return lanes


def draw_lanes(axes: Axes, lanes: Sequence[Lane], calendar: Calendar) -> None:
    """A lane under the other: dots with their number of posts, bars with their money a month."""
    axes.grid(visible=False)
    feet = list(accumulate(lane.height for lane in lanes))
    middles = [foot - lane.height / 2 for foot, lane in zip(feet, lanes, strict=True)]
    axes.set_ylim(feet[-1], 0)
    axes.set_yticks(middles, [lane.name for lane in lanes])
    calendar_axis(axes, calendar)
    for middle, lane in zip(middles, lanes, strict=True):
        if lane.money:
            draw_budget(axes, lane, middle, calendar)
        else:
            draw_posts(axes, lane, middle, calendar)
        if lane.waiting:
            axes.axhline(middle, color=FAINT, linewidth=0.9, linestyle=DASHES[2], zorder=0)
            axes.annotate(
                "\n".join(lane.lines), (1, middle), (6, 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", va="center", fontsize=8, color=INK, annotation_clip=False,
            )  # fmt: skip


def draw_posts(axes: Axes, lane: Lane, middle: float, calendar: Calendar) -> None:
    """Dots with "+2" beside them; the text is left out where dots stand close."""
    apart = calendar.months / 26
    for index, (month, text) in enumerate(lane.marks):
        axes.plot([month], [middle], marker="o", markersize=5.5, color=BLUE, linestyle="none", clip_on=False)
        after = lane.marks[index + 1][0] if index + 1 < len(lane.marks) else calendar.months
        if after - month > apart:
            axes.annotate(text, (month, middle), (6, 0), textcoords="offset points", va="center", fontsize=8, color=INK)


def draw_budget(axes: Axes, lane: Lane, middle: float, calendar: Calendar) -> None:
    """Bars from each step's month to the next, hatched differently, with the money a month inside."""
    for index, (month, text) in enumerate(lane.marks):
        after = lane.marks[index + 1][0] if index + 1 < len(lane.marks) else calendar.months
        axes.barh(
            [middle], [after - month], left=[month], height=0.56, color=ORANGE, alpha=0.28 + 0.14 * min(index, 4),
            edgecolor=SOFT, linewidth=0.8,
        )  # fmt: skip
        axes.annotate(text, (month, middle), (5, 0), textcoords="offset points", va="center", fontsize=8, color=INK)


def lane_words(lane: Lane, calendar: Calendar) -> str:
    """One lane in a sentence."""
    dated = [f"{text} from {calendar.nth(month + 1)}" for month, text in lane.marks]
    return f"{lane.name}: {', '.join([*dated, *lane.waiting])}."
