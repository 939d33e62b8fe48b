"""The figure that tells the two uncertainties apart: how far worlds differ, beside the simulation error."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from matplotlib.ticker import FuncFormatter

from sim.analysis.spread import QUANTILES, Spread
from sim.analysis.statistics import Interval
from sim.report.dates import Calendar
from sim.report.style import COLOURS, DASHES, MARKERS, WIDE, Plate, drawing, render, share_axis, side_labels
from sim.report.wording import UNKNOWN, between, percent

POINTS = 200  # of a curve


@dataclass(frozen=True)
class World:
    """Survival to a month: the worlds' own chances, and the share over all trials with its simulation error."""

    month: int
    spread: Spread
    survival: Interval


def worlds_plate(worlds: Sequence[World], calendar: Calendar) -> Plate:
    """Chance to survive in each world, worlds in order from the worst to the best."""
    with drawing(WIDE, bottom=0.6, right=1.7) as axes:
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
        axes.set_xlabel("worlds, from the worst to the best")
        share_axis(axes, "chance to be going still", top=1.02)
        # the ends of a fitted distribution are its shape, not its data
        places = np.linspace(0.01, 0.99, POINTS)
        labels: list[tuple[float, str, str]] = []
        for index, world in enumerate(worlds):
            colour, dash = COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)]
            chances = world.spread.chances(places)
            axes.plot(places, chances, color=colour, linestyle=dash)
            axes.axhspan(world.survival.low, world.survival.high, color=colour, alpha=0.16, linewidth=0)
            for name, share in QUANTILES.items():
                known = world.spread.quantiles[name]
                axes.plot([share], [known.value], color=colour, marker=MARKERS[index % len(MARKERS)], markersize=5)
                if not isnan(known.low):
                    axes.plot([share, share], [known.low, known.high], color=colour, linewidth=1)
            labels.append((float(chances[-1]), f"{calendar.at(world.month)}\n{world.month} months", colour))
        side_labels(axes, labels)
        svg = render(axes, "worlds")
    first = worlds[0].spread
    return Plate(
        key="worlds",
        title="Luck of the draw, and luck of the day",
        reading="A world is one set of answers to what nobody knows; in each the same plan was run on several days "
        f"({first.worlds:,} worlds with {first.days} days). The line is a world's own chance, from the worst world to "
        "the best; the bars at one in ten, the middle and nine in ten say how well it is known. The band is the "
        "simulation error of the share over all worlds: more companies make it thinner and leave the line as steep "
        "as it is.",
        alt=" ".join(worlds_words(world, calendar) for world in worlds),
        svg=svg,
        wide=True,
    )


def worlds_words(world: World, calendar: Calendar) -> str:
    """The same in a sentence."""
    bad, good = (world.spread.quantiles[name] for name in ("p10", "p90"))
    parts = []
    for name, one in (("bad", bad), ("good", good)):
        known = between(one.low, one.high)
        parts.append(f"{percent(one.value)} in {name} worlds" + (f" ({known})" if known != UNKNOWN else ""))
    return (
        f"After {world.month} months ({calendar.at(world.month)}) {percent(world.survival.value)} are going, "
        f"simulation error {between(world.survival.low, world.survival.high)}; the chance is "
        f"{' and '.join(parts)}, 1 in 10 each."
    )
