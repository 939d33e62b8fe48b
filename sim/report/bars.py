"""Bars with their intervals beside names: what matters most on top (a tornado where they go both ways)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.analysis.statistics import Interval
from sim.report.lifelines import shortened
from sim.report.style import BLUE, FAINT, INK, SOFT, VERMILLION, WIDE, Plate, drawing, render

ROW = 0.27  # inches a bar
LETTER = 0.068  # inches a letter of a name
LONGEST = 58
HEAD = 0.75  # inches for the axis below


@dataclass(frozen=True)
class Bar:
    """A name, a value with its interval, and what stands to the right of it; ``hollow`` bars are of another kind."""

    name: str
    value: Interval
    text: str
    hollow: bool = False


def bars_plate(
    key: str, title: str, reading: str, bars: Sequence[Bar], label: str, form: Callable[[float], str]
) -> Plate:
    """Horizontal bars from zero, the first on top, each with its 95 % interval as a whisker."""
    names = [shortened(bar.name, LONGEST) for bar in bars]
    left = 0.3 + LETTER * max((len(name) for name in names), default=0)
    right = 0.3 + LETTER * max((len(bar.text) for bar in bars), default=0)
    with drawing((WIDE[0], HEAD + ROW * max(len(bars), 1)), bottom=0.55, left=left, right=right) as axes:
        for place, bar in enumerate(bars):
            _bar(axes, -place, bar)
        axes.axvline(0.0, color=INK, linewidth=0.9)
        axes.set_yticks([-place for place in range(len(bars))], names)
        axes.set_ylim(-len(bars) + 0.4, 0.6)
        axes.grid(visible=False, axis="y")
        axes.grid(visible=True, axis="x")
        axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: form(value)))
        axes.set_xlabel(label)
        axes.spines["left"].set_visible(False)
        svg = render(axes, key)
    said = "; ".join(f"{bar.name}: {bar.text}" for bar in bars)
    return Plate(key, title, reading, f"{title}. {label}. {said}.", svg, wide=True)


def _bar(axes: Axes, height: float, bar: Bar) -> None:
    colour = VERMILLION if bar.value.value < 0 else BLUE
    axes.barh(
        height, bar.value.value, height=0.62, facecolor="none" if bar.hollow else colour, edgecolor=colour,
        alpha=0.75, linewidth=1.2,
    )  # fmt: skip
    if bar.value.low < bar.value.high:
        axes.plot([bar.value.low, bar.value.high], [height, height], color=INK, linewidth=1.1, marker="|", markersize=5)
    axes.annotate(
        bar.text, (1.0, height), (6, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
        va="center", ha="left", fontsize=8, color=SOFT, annotation_clip=False,
    )  # fmt: skip
    axes.axhline(height - 0.5, color=FAINT, linewidth=0.3)
