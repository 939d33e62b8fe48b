"""The page of a search: the winner on fresh companies, the front of survival against ARR, all settings tried."""

from pathlib import Path

from matplotlib.ticker import FuncFormatter

from sim.analysis.optimise import Candidate, Gain, Optimum
from sim.analysis.statistics import Interval
from sim.report.asked import assumptions_section, question_facts
from sim.report.page import Page, Section, write_page
from sim.report.sheets import Formula, Number, Sheet, Value
from sim.report.style import BLACK, BLUE, FAINT, SOFT, VERMILLION, WIDE, Plate, amount_axis, drawing, render
from sim.report.tables import Cell, Table, cells
from sim.report.tiles import Tile
from sim.report.wording import money, percent, signed, signed_between
from sim.report.workbook import assumptions_sheet

FRONT = (
    "Each point is a setting, on the companies that all settings met; the line joins those that no other beats in both "
    "survival and ARR. What is to the right of the line and above it was not found."
)
FRESH_TEXT = (
    "A winner of many is picked partly for its luck. So it is judged again on companies that the search never met, and "
    "under other assumptions: every assumed number moved up to half-way towards the ends of its range, all at once."
)
MARGIN = 0.15  # of the spread, around the points
EDGE = 0.02  # of a share, beyond 0 and 1


def write_optimum(found: Optimum, path: Path, command: str) -> Path:
    """Write the page of a search to ``path``; the same search gives the same bytes."""
    setup = found.scenario.setup
    label = setup.company.currency
    page = Page(
        kind="Search for a better plan",
        title=setup.title,
        story=setup.story or "",
        question=f"Which setting of {', '.join(one.path for one in found.free)} is best?",
        source=setup.source or "",
        headline=found.headline,
        lines=found.lines[1:],
        tiles=_tiles(found, label),
        sections=[
            Section("fresh", "Does it hold?", [FRESH_TEXT], tables=[_gains(found, label)]),
            Section("front", "Survival against ARR", plates=[_front(found, label)]),
            Section("settings", "Settings", tables=[_free(found), _settings(found, label)]),
            assumptions_section(found.scenario),
        ],
        facts=question_facts(found.scenario, f"{found.lived:,} in all", found.seed, command),
    )
    return write_page(page, path)


def _tiles(found: Optimum, label: str) -> list[Tile]:
    names = ", ".join(" ".join(path.split(".")[-2:]).replace("_", " ") for path in found.winner.values)
    best = "; ".join(f"{value:,g}" for value in found.winner.values.values())
    survival, arr = found.fresh.survival, found.fresh.arr
    return [
        Tile(f"Best found: {names}", best, f"of {len(found.candidates)} settings tried"),
        Tile(
            f"Survival at {found.scenario.months} months, fresh companies",
            signed(survival.value, "points"),
            f"95 % interval {signed_between(survival.low, survival.high, 'points')}",
        ),
        Tile(
            "ARR a company, fresh companies",
            signed(arr.value, "money", label),
            f"95 % interval {signed_between(arr.low, arr.high, 'money')}",
        ),
    ]


def _gains(found: Optimum, label: str) -> Table:
    rows = [
        _gain_row("where it was found", found.searched, found.winner.trials, label),
        _gain_row("fresh companies", found.fresh, found.fresh_trials, label),
        *(
            _gain_row(f"other assumptions, set {number}", one, None, label)
            for number, one in enumerate(found.guesses, start=1)
        ),
    ]
    heads = ("judged on", "companies", "survival, points", f"ARR a company ({label})")
    return Table("The winner against the plan", heads, rows, numbers=frozenset({1, 2, 3}))


def _gain_row(name: str, gain: Gain, companies: int | None, label: str) -> list[Cell]:
    return [
        Cell(name),
        Cell("" if companies is None else f"{companies:,}"),
        _interval(gain.survival, "points"),
        _interval(gain.arr, "money", label),
    ]


def _interval(interval: Interval, unit: str, label: str = "") -> Cell:
    return Cell(
        signed(interval.value, unit, label, bare=True), detail=signed_between(interval.low, interval.high, unit)
    )


def _front(found: Optimum, label: str) -> Plate:
    """ARR against survival: settings, the front, the plan, the winner."""
    shown = sorted((one for one in found.candidates if one.on_front), key=lambda one: one.survival)
    with drawing(WIDE, bottom=0.6, left=0.9, right=1.2) as axes:
        axes.scatter(
            [one.survival for one in found.candidates], [one.arr for one in found.candidates], s=22, color=FAINT
        )
        axes.plot([one.survival for one in shown], [one.arr for one in shown], color=BLUE, marker="o", markersize=5)
        for one, colour, marker, name in (
            (found.plan, BLACK, "s", "the plan"),
            (found.winner, VERMILLION, "D", "the winner"),
        ):
            axes.scatter([one.survival], [one.arr], s=60, color=colour, marker=marker, zorder=3)
            axes.annotate(name, (one.survival, one.arr), (8, 6), textcoords="offset points", color=colour, fontsize=9)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value)))
        axes.margins(MARGIN)
        axes.set_xlim(max(axes.get_xlim()[0], -EDGE), min(axes.get_xlim()[1], 1.0 + EDGE))
        axes.set_xlabel(f"alive at {found.scenario.months} months", color=SOFT)
        amount_axis(axes, f"mean ARR at the end ({label})")
        svg = render(axes, "front")
    alt = "Survival against ARR. " + "; ".join(
        f"{_values(one)}: {percent(one.survival)}, {money(one.arr, label)}" for one in shown
    )
    return Plate("front", "The front", FRONT, alt, svg, wide=True)


def _values(one: Candidate) -> str:
    return ", ".join(f"{path} {value:g}" for path, value in one.values.items()) or "the plan"


def _free(found: Optimum) -> Table:
    rows = [
        [
            Cell(one.meaning, detail=one.path),
            Cell(f"{one.low:g} to {one.high:g}"),
            Cell("none" if one.current is None else f"{one.current:g}"),
            Cell(f"{found.winner.values[one.path]:g}"),
        ]
        for one in found.free
    ]
    return Table("What was free", ("decision", "between", "the plan", "best"), rows, numbers=frozenset({1, 2, 3}))


def _settings(found: Optimum, label: str) -> Table:
    ordered = sorted(found.candidates, key=lambda one: (-one.survival, -one.arr))
    rows = [
        cells(
            *(f"{value:g}" for value in one.values.values()), percent(one.survival), money(one.arr, label),
            f"{one.trials:,}", "on the front" if one.on_front else "",
        )
        for one in ordered
    ]  # fmt: skip
    heads = [*(one.path for one in found.free), "alive", "ARR a company", "companies met", ""]
    return Table("All settings tried", heads, rows, numbers=frozenset(range(len(heads) - 1)), folded=True)


def optimum_sheets(found: Optimum) -> list[Sheet]:
    """The same as sheets of a workbook."""
    rows: list[list[Value]] = [
        [*one.values.values(), Number(one.survival, "share"), Number(one.arr, "money"), one.trials, one.on_front]
        for one in found.candidates
    ]
    heads = [*(one.path for one in found.free), "alive", "ARR a company", "companies met", "on the front"]
    named = [("where it was found", found.searched), ("fresh companies", found.fresh)]
    named += [(f"other assumptions {number}", one) for number, one in enumerate(found.guesses, start=1)]
    gains: list[list[Value]] = [
        [
            name,
            *(Number(100 * value, "points") for value in _three(gain.survival)),
            *(Number(value, "money") for value in _three(gain.arr)),
        ]
        for name, gain in named
    ]
    gains += _range_of_guesses(found, len(found.lines) + 2 + len(named) - len(found.guesses))
    gain_heads = ("judged on", "survival, points", "low", "high", "ARR a company", "low", "high")
    return [
        Sheet("Winner", gain_heads, gains, found.lines),
        Sheet("Settings", heads, rows),
        assumptions_sheet([found.scenario]),
    ]


def _range_of_guesses(found: Optimum, first: int) -> list[list[Value]]:
    """The least and the most that is gained under other assumptions, which stand from row ``first`` on."""
    last = first + len(found.guesses) - 1
    survival, arr = ([getattr(one, name).value for one in found.guesses] for name in ("survival", "arr"))
    return [
        [
            f"{words} under other assumptions",
            Formula(f"={call}(B{first}:B{last})", 100 * of(survival), "points"), None, None,
            Formula(f"={call}(E{first}:E{last})", of(arr), "money"),
        ]
        for words, call, of in (("least", "MIN", min), ("most", "MAX", max))
        if found.guesses
    ]  # fmt: skip


def _three(interval: Interval) -> tuple[float, float, float]:
    return interval.value, interval.low, interval.high
