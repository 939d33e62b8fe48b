"""The figures of the studies: a measure along an input with its intervals, one line for each plan's kind."""

from collections.abc import Mapping, Sequence

from experiments.paper import CURRENCY, MONEY, SHARE, Found, Measure
from sim.analysis.statistics import Interval
from sim.report.bars import Bar, bars_plate
from sim.report.style import (
    COLOURS,
    DASHES,
    MARKERS,
    WIDE,
    Plate,
    amount_axis,
    drawing,
    render,
    share_axis,
    side_labels,
)
from sim.report.wording import compact, percent

READING = "Bars are 95 % intervals of the simulation's own error; every point meets the same companies."


def curves(
    key: str, title: str, x_label: str, lines: Mapping[str, Mapping[float, Interval]], what: str, unit: str
) -> Plate:
    """Lines through levels with their intervals; ``lines``: {name: {x: level}}."""
    label = f"{what}, {CURRENCY}" if unit == MONEY else what
    with drawing(WIDE, right=1.6) as axes:
        ends = []
        for place, (name, levels) in enumerate(lines.items()):
            style = place % len(COLOURS)
            colour = COLOURS[style]
            xs, seen = list(levels), list(levels.values())
            axes.errorbar(
                xs, [one.value for one in seen],
                yerr=[[one.value - one.low for one in seen], [one.high - one.value for one in seen]],
                color=colour, linestyle=DASHES[style], marker=MARKERS[style], markersize=5, capsize=2, elinewidth=0.9,
            )  # fmt: skip
            ends.append((seen[-1].value, name, colour))
        if unit == SHARE:
            share_axis(axes, label)
        else:
            amount_axis(axes, label)
        ticks = sorted({x for levels in lines.values() for x in levels})
        axes.set_xticks(ticks, [compact(tick) for tick in ticks])
        axes.set_xlabel(x_label)
        side_labels(axes, [end for end in ends if end[0] == end[0]])
        svg = render(axes, key)
    return Plate(key, title, READING, f"{title}: {label} along {x_label}.", svg, wide=True)


def bars(key: str, title: str, found: Found, plans: Sequence[str], measure: Measure) -> Plate:
    """A bar for each plan."""
    levels = [found.level(plan, measure) for plan in plans]
    drawn = [Bar(plan, level, measure.say(level)) for plan, level in zip(plans, levels, strict=True)]
    form = percent if measure.unit == SHARE else compact
    return bars_plate(key, title, READING, drawn, measure.name, form)


def along(
    key: str, title: str, x_label: str, found: Found, plans: Mapping[str, Mapping[float, str]], measure: Measure
) -> Plate:
    """One measure along an input; ``plans``: {line: {x: plan}}."""
    lines = {name: {x: found.level(plan, measure) for x, plan in points.items()} for name, points in plans.items()}
    return curves(key, title, x_label, lines, measure.name, measure.unit)
