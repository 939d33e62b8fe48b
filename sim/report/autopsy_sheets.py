"""One company's life and death as a workbook: totals are counted live from its months and its other days."""

from datetime import timedelta

import numpy as np

from sim.analysis.autopsy import Autopsy, Redrawn
from sim.analysis.why_words import autopsy_verdict
from sim.clock import add_months
from sim.journal import MONTHLY
from sim.report.patches import changes_words, why_left_out
from sim.report.sheets import Formula, Number, Sheet, Value, letter
from sim.report.workbook import assumptions_sheet

A_DAY = timedelta(days=1)
LEADING = 3  # columns of the sheet of cash before the first month
SUMS = {
    "orders": "orders",
    "customers won": "customers_won",
    "customers lost": "customers_lost",
    "people hired": "hired",
}
PEAKS = {"most cash at a month's end": ("cash", "money"), "most people": ("heads", "number")}
DAYS_HEADS = (
    "name", "what is done", "kind", "what it changes", "lives on", "of days", "share", "low", "high",
    "beyond the plan, points", "months with cash, mean",
)  # fmt: skip


def autopsy_sheets(found: Autopsy) -> list[Sheet]:
    """The page on one company's life as sheets: the life, its moments and months, its other days, assumptions."""
    months = _months(found)
    rests_on = assumptions_sheet([found.scenario])
    return [_life(found, months), _days(found), _moments(found), months, _cash(found), rests_on]


def _life(found: Autopsy, months: Sheet) -> Sheet:
    """How it ended, and what its months come to."""
    outcome, judged = found.outcome, found.judged
    lines: list[list[Value]] = [
        ["company", found.trial], ["scenario", found.scenario.name], ["title", found.scenario.setup.title],
        ["seed", found.seed], ["horizon, months", found.months], ["end", outcome["end"]],
        ["months lived", Number(float(outcome["months_lived"]), "number")], ["last straw", outcome["cause"]],
        ["led by", outcome["led_by"]], ["sort", judged.sort if judged else ""],
        ["remedy", judged.remedy if judged else ""],
        ["cash burnt", Number(float(outcome["money_burnt"]), "money")],
        ["raised", Number(float(outcome["money_raised"]), "money")],
        ["months told", Formula(f"=COUNT({months.cells('month')})", len(found.rows))],
    ]  # fmt: skip
    for what, column in SUMS.items():
        total = float(np.nansum(found.monthly(column)))
        lines.append([what, Formula(f"=SUM({months.cells(column)})", total, "number")])
    for what, (column, form) in PEAKS.items():
        peak = float(found.monthly(column).max(initial=-np.inf))
        lines.append([what, Formula(f"=MAX({months.cells(column)})", peak, form)])
    return Sheet("Life", ("figure", "value"), lines, autopsy_verdict(found).lines)


def _days(found: Autopsy) -> Sheet:
    """The plan and each remedy on other days, all days together, and the remedies that could not be tried."""
    changes = {one.name: changes_words(one) for one in found.tried}
    lines = [_lived(found, one, place, changes.get(one.name, "")) for place, one in enumerate(found.redrawn)]
    last = 1 + len(lines)
    hits = sum(one.hits for one in found.redrawn)
    every = found.days * len(found.redrawn)
    total = [Formula(f"=SUM({column}2:{column}{last})", value) for column, value in (("E", hits), ("F", every))]
    share = Formula(f"=E{last + 1}/F{last + 1}", hits / every, "share")
    left_out: list[list[Value]] = [
        [one.remedy.name, one.remedy.title, one.remedy.kind, why_left_out(one)] for one in found.left_out
    ]
    return Sheet("Days", DAYS_HEADS, [*lines, ["all", "all days", "", "", *total, share], *left_out])


def _lived(found: Autopsy, one: Redrawn, place: int, changes: str) -> list[Value]:
    row, first = place + 2, place * found.days + 2
    beyond = 100 * (one.lived.value - found.plan.lived.value)
    with_cash = f"Cash!$C${first}:$C${first + found.days - 1}"
    return [
        one.name, one.title, one.kind, changes, one.hits, found.days,
        Formula(f"=E{row}/F{row}", one.hits / found.days, "share"),
        Number(one.lived.low, "share"), Number(one.lived.high, "share"),
        Formula(f"=100*(G{row}-G$2)", beyond, "points"),
        Formula(f"=AVERAGE({with_cash})", float(np.isfinite(one.cash).sum(axis=1).mean()), "number"),
    ]  # fmt: skip


def _cash(found: Autopsy) -> Sheet:
    """Cash at the end of each month, a row for each other day; blank after the end."""
    columns = f"{letter(LEADING)}{{row}}:{letter(LEADING + found.months - 1)}{{row}}"
    lines: list[list[Value]] = []
    for one in found.redrawn:
        for day, cash in enumerate(one.cash, start=1):
            held = Formula(f"=COUNT({columns.format(row=len(lines) + 2)})", int(np.isfinite(cash).sum()))
            lines.append([one.name, day, held, *(Number(float(value), "money") for value in cash)])
    heads = ("name", "day", "months with cash", *(f"month {month}" for month in range(1, found.months + 1)))
    return Sheet("Cash", heads, lines)


def _moments(found: Autopsy) -> Sheet:
    """What happened, day by day."""
    lines: list[list[Value]] = [[one.date, one.what, one.who, one.amount, one.kind] for one in found.moments]
    return Sheet("Moments", ("date", "what", "who", "amount", "kind"), lines)


def _months(found: Autopsy) -> Sheet:
    """Every monthly figure of this life."""
    opening = found.scenario.setup.company.opening.date
    lines: list[list[Value]] = [
        [month, add_months(opening, month) - A_DAY, *map(float, values)]
        for month, values in enumerate(found.rows, start=1)
    ]
    return Sheet("Months", ("month", "month's end", *MONTHLY), lines)
