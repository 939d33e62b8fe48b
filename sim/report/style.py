"""The look of every figure: palette, line styles that survive grey, axes with units, and SVG fit to be inlined."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.report.dates import Calendar
from sim.report.wording import compact, percent

# Okabe and Ito's colours: told apart by every common kind of colour vision.
BLACK, ORANGE, GREEN = "#1B1F24", "#E69F00", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
INK, SOFT, FAINT, RULE = "#1B1F24", "#5A6472", "#8C96A3", "#E3E7EC"

# A colour never speaks alone: each comes with a line style and a marker.
COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, BLACK)
DASHES: tuple[Any, ...] = (
    "-",
    (0, (5, 2)),
    (0, (1.2, 1.4)),
    (0, (6, 1.6, 1.2, 1.6)),
    (0, (9, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
)
MARKERS = ("o", "s", "^", "D", "v", "X")

WIDE = (9.4, 3.7)
HALF = (4.55, 2.75)
LABEL_OFFSET = 0.62  # inches from the axis to the middle of its label
TICK_WIDTH = 0.5  # inches that a date needs

RC: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "saas-sim",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8.5,
    "text.color": INK,
    "text.parse_math": False,  # names come from files: a dollar sign is a dollar sign
    "axes.edgecolor": FAINT,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "ytick.major.size": 0,
    "hatch.linewidth": 0.7,
    "lines.linewidth": 1.8,
    "path.simplify": False,
}


@dataclass(frozen=True)
class Plate:
    """One figure ready for the page: inline SVG and the same message in words for who cannot see it."""

    key: str
    title: str
    reading: str
    alt: str
    svg: str
    wide: bool = False


@contextmanager
def drawing(
    size: tuple[float, float], bottom: float = 0.45, left: float = 0.78, right: float = 0.9, top: float = 0.12
) -> Iterator[Axes]:
    """Axes on a fresh figure of ``size`` inches; margins in inches, wide on the right where direct labels stand."""
    width, height = size
    with matplotlib.rc_context(RC):
        figure = Figure(figsize=size)
        FigureCanvasSVG(figure)
        box = (left / width, bottom / height, (width - left - right) / width, (height - bottom - top) / height)
        axes = figure.add_axes(box)
        axes.yaxis.set_label_coords(-LABEL_OFFSET / (width - left - right), 0.5)
        yield axes


def render(axes: Axes, key: str) -> str:
    """The axes' figure as an SVG element to inline: no header, no date, no network, ids that start with ``key``."""
    buffer = io.StringIO()
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    with matplotlib.rc_context(RC):
        figure.savefig(
            buffer,
            format="svg",
            transparent=True,
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    return inline(buffer.getvalue(), key)


def inline(document: str, key: str) -> str:
    """A whole SVG document made fit for a page that holds several: unreferenced ids dropped, the others prefixed."""
    body = document[document.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.S)
    body = re.sub(r"<style type=\"text/css\">.*?</style>\s*", "", body, flags=re.S)
    body = re.sub(r"<defs>\s*</defs>\s*", "", body)
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.S)
    body = body.replace("xlink:href=", "href=")
    used = set(re.findall(r"href=\"#([^\"]+)\"", body)) | set(re.findall(r"url\(#([^)]+)\)", body))

    def keep(match: re.Match[str]) -> str:
        return f' id="{key}-{match[1]}"' if match[1] in used else ""

    body = re.sub(r"\sid=\"([^\"]+)\"", keep, body)
    body = re.sub(r"href=\"#", f'href="#{key}-', body)
    body = re.sub(r"url\(#", f"url(#{key}-", body)
    box = re.search(r"viewBox=\"[^\"]+\"", body)
    assert box is not None
    return f'<svg {box[0]} aria-hidden="true" focusable="false">' + body[body.index(">") + 1 :].strip()


def calendar_axis(axes: Axes, calendar: Calendar, label: bool = False) -> None:
    """Months since the opening along x, read as calendar dates."""
    width = axes.get_position().width * axes.get_figure().get_figwidth()  # type: ignore[union-attr]
    ticks = calendar.ticks(most=max(2, int(width / TICK_WIDTH)))
    axes.set_xlim(0, calendar.months)
    axes.set_xticks([month for month, _ in ticks], [text for _, text in ticks])
    if label:
        axes.set_xlabel("calendar month")


def share_axis(axes: Axes, label: str, top: float = 1.0) -> None:
    """Shares from 0 up along y, read as per cent."""
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
    axes.set_ylabel(label)


def amount_axis(axes: Axes, label: str, whole: bool = False) -> None:
    """Amounts along y with k, M or B; ``label`` names the unit."""
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=whole, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value)))
    axes.set_ylabel(label)


def side_labels(axes: Axes, labels: Sequence[tuple[float, str, str]], size: float = 8.5) -> None:
    """Name lines at their right end, moved apart where they would overlap; ``labels``: (y, text, colour)."""
    low, high = axes.get_ylim()
    height = axes.get_position().height * axes.get_figure().get_figheight()  # type: ignore[union-attr]
    lines = max((text.count("\n") + 1 for _, text, _ in labels), default=1)
    gap = (high - low) * (size * 1.25 * lines / 72.0) / height
    edge = gap * 0.4
    places = apart([y for y, _, _ in labels], gap, low + edge, high - edge)
    for (_, text, colour), y in zip(labels, places, strict=True):
        axes.annotate(
            text, (1.0, y), (5, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", ha="left", color=colour, fontsize=size, annotation_clip=False, linespacing=1.15,
        )  # fmt: skip


def apart(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places moved as little as needed so that none is closer than ``gap``, inside [low, high] where there is room."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = [min(max(place, low), high) for place in places]
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + gap)
    for after, before in pairwise(reversed(order)):
        moved[after] = min(moved[after], high)
        moved[before] = min(moved[before], moved[after] - gap)
    return moved


def numbers_below(axes: Axes, numbers: Mapping[int, float], title: str, row: int = 0, colour: str = SOFT) -> None:
    """A row of numbers by month under the dates of the axis, such as the companies still going."""
    down = -31 - 12 * row
    axes.annotate(
        title, (0, 0), (-14, down), xycoords="axes fraction", textcoords="offset points",
        ha="right", va="top", color=colour, fontsize=7.5, annotation_clip=False,
    )  # fmt: skip
    for month, value in numbers.items():
        axes.annotate(
            f"{value:,.0f}", (month, 0), (0, down), xycoords=("data", "axes fraction"), textcoords="offset points",
            ha="center", va="top", color=colour, fontsize=7.5, annotation_clip=False,
        )  # fmt: skip


def nothing(axes: Axes, text: str) -> None:
    """Say in the empty frame why there is nothing to draw."""
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.set_facecolor("#F5F7F9")
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=SOFT, fontsize=9, wrap=True)
