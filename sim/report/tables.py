"""Tables of the page: the plan as typed, the seam at the opening, what ended the companies, the assumptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.expectation import Finding
from sim.analysis.seam import QUARTER, SeamRow
from sim.journal import ENDS
from sim.report.dates import Calendar
from sim.report.lifelines import END_LOOKS
from sim.report.wording import between, compact, measured, percent
from sim.sources import Assumption

LONG = 14  # rows; a longer table is folded away
MONTH = "month"
OUTSIDE = "outside the simulated range"
HEADS = ("input", "value", "range", "unit", "from")


@dataclass(frozen=True)
class Cell:
    """A cell's text, with an address where it names a source and a second line in small type."""

    text: str
    link: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Table:
    """Heads and rows; columns in ``numbers`` (by index) stand to the right; a long one is folded away, one of
    two columns may take half the page."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: frozenset[int] = frozenset()
    note: str = ""
    folded: bool = False
    half: bool = False


def cells(*texts: str) -> list[Cell]:
    """A row of plain texts."""
    return [Cell(text) for text in texts]


def plan_table(plan: Mapping[str, Any], calendar: Calendar, title: str = "The plan in full") -> Table:
    """A nested mapping of the plan as data: a row for every hire, budget or policy it names, months as dates."""
    rows = [
        cells(words(path[0]), " · ".join(words(part) for part in path[1:]) or "–", settings(record, calendar))
        for path, record in records(plan)
    ]
    return Table(title, ("part", "item", "setting"), rows, folded=True)


def records(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """The lowest records of a nested mapping with the keys that lead there; empty and unset ones are left out."""
    plain = {key: value for key, value in tree.items() if not isinstance(value, Mapping) and value is not None}
    nested = {key: value for key, value in tree.items() if isinstance(value, Mapping)}
    if plain and path:
        yield path, plain
    elif plain:
        for key, value in plain.items():
            yield (key,), {"": value}
    for key, value in nested.items():
        yield from records(value, (*path, str(key)))


def settings(record: Mapping[str, Any], calendar: Calendar) -> str:
    """A record in one line: month 6 as a date, other values by their key."""
    said = []
    for key, value in record.items():
        if key == "enabled":
            said.append("on" if value else "off")
        elif key == MONTH and isinstance(value, int | float) and not isinstance(value, bool):
            said.append(f"{words(key)} {value:g} ({calendar.nth(value)})")
        else:
            said.append(f"{words(key)} {plain_value(value)}".strip())
    return " · ".join(said)


def plain_value(value: Any) -> str:
    """A value of the plan as a reader says it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return compact(float(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(plain_value(item) for item in value) or "none"
    return words(value)


def words(key: str) -> str:
    """A key as words."""
    return str(key).replace("_", " ")


def seam_table(rows: Sequence[SeamRow], months: int, currency: str) -> Table:
    """The last ``months`` as counted against the first simulated quarter, line by line."""
    return Table(
        f"The last {months} months against the next {QUARTER} simulated",
        ("line", "seen", "simulated, typical", "8 in 10 between"),
        [
            [
                Cell(seam_line(row)),
                Cell(measured(row.seen, row.unit, currency), detail=OUTSIDE if is_outside(row) else ""),
                Cell(measured(row.p50, row.unit, currency)),
                Cell(between(row.p10, row.p90, row.unit, currency)),
            ]
            for row in rows
        ],
        numbers=frozenset({1, 2, 3}),
        note="A line marked as outside the simulated range means that the model opens with another company than yours.",
    )


def is_outside(row: SeamRow) -> bool:
    """Whether what was counted lies outside what is simulated."""
    return row.seen < row.p10 or row.seen > row.p90


def seam_line(row: SeamRow) -> str:
    """What a line counts, with its unit: "Deals won a month", "Sales cycle (months)"."""
    unit = row.unit.removeprefix("money").strip()
    if unit.startswith("a "):
        return f"{row.line} {unit}"
    return row.line if unit in ("", "share") else f"{row.line} ({unit})"


def shares_table(title: str, head: str, shares: Mapping[str, float]) -> Table:
    """Shares by name, commonest first as they come."""
    rows = [cells(name, percent(share)) for name, share in shares.items()] or [cells("no company ended so", "")]
    return Table(title, (head, "share"), rows, numbers=frozenset({1}), half=True)


def source_link(address: str | None) -> str:
    """The address if it is one a reader can follow; anything else is no link."""
    text = (address or "").strip()
    return text if text.startswith(("https://", "http://")) else ""


def ends_table(ends: Mapping[str, Mapping[str, float]]) -> Table:
    """How the companies of several scenarios end: a row per end, a column per scenario."""
    rows = [cells(END_LOOKS[end][2], *(percent(shares[end]) for shares in ends.values())) for end in ENDS]
    return Table("How they end", ("end", *ends), rows, numbers=frozenset(range(1, len(ends) + 1)))


def expected_table(name: str, found: Sequence[Finding]) -> Table:
    """What was expected of a scenario, what was asked for and found, and whether it is seen."""
    rows = [
        [
            Cell(one.expectation.says, detail=one.measured),
            Cell(one.bounds),
            Cell(compact(one.found.value)),
            Cell(between(one.found.low, one.found.high, "number")),
            Cell(one.answer),
        ]
        for one in found
    ]
    heads = ("expectation", "expected", "found", "95 % interval", "")
    return Table(f"What was expected of {name}", heads, rows, numbers=frozenset({2, 3}))


def assumption_tables(rows: Sequence[Assumption], currency: str, name: str = "") -> list[Table]:
    """Every number that went in: the user's own, the sourced, the plan's choices and the assumed ones apart."""
    of = f" of {name}" if name else ""
    own = [row for row in rows if row.own]
    sourced = [row for row in rows if not row.own and not row.assumed]
    chosen = [row for row in rows if row.assumed and row.mark == "decision"]
    assumed = [row for row in rows if row.assumed and row.mark != "decision"]
    groups = (
        ("Your own numbers", own),
        ("Sourced numbers", sourced),
        ("Choices of the plan", chosen),
        ("Assumed numbers", assumed),
    )
    return [
        Table(
            f"{title}{of}",
            HEADS if group in (own, sourced) else (*HEADS[:-1], "why"),
            [assumption_row(row, currency) for row in group],
            numbers=frozenset({1, 2}),
            folded=len(group) > LONG,
        )
        for title, group in groups
        if group
    ]


def assumption_row(row: Assumption, currency: str) -> list[Cell]:
    """One number with its range, its unit, and where it comes from or why it is assumed."""
    cells_of_row = [
        Cell(row.meaning or words(row.key), detail=row.key),
        Cell(measured(row.value, row.unit)),
        Cell("" if row.low is None else between(row.low, row.high, row.unit)),
        Cell("" if row.unit == "share" else row.unit.replace("money", currency)),
    ]
    if row.assumed:
        return [*cells_of_row, Cell(row.note.removeprefix("decision").lstrip(":, "))]
    origin = row.file if row.own else ", ".join(filter(None, (row.source_title, row.year)))
    return [*cells_of_row, Cell(origin or row.file, source_link(row.address))]
