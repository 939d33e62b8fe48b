"""A sensitivity analysis as a workbook: what works together follows from the indices, and totals count."""

from sim.analysis.sensitivity import SOBOL, Driver, Drivers, Sensitivity
from sim.report.sensitivity import LUCK, weight
from sim.report.sheets import Formula, Sheet, Value
from sim.report.workbook import assumptions_sheet

OUTCOME, INPUT, LOW, HIGH, FIRST = "outcome", "input", "low", "high", "first order"


def sensitivity_sheets(found: Sensitivity) -> list[Sheet]:
    """The page of a sensitivity analysis as sheets: every input's part in every outcome, totals, assumptions."""
    what = "total index" if found.method == SOBOL else "rank correlation"
    heads = (OUTCOME, INPUT, "meaning", what, LOW, HIGH, FIRST, "with others (total less first order)")
    lines: list[list[Value]] = []
    for one in found.outputs:
        lines.append([one.output, LUCK, "", one.luck.value, one.luck.low, one.luck.high])
        lines += [
            _driver(one.output, driver, row)
            for row, driver in enumerate(one.drivers, start=len(found.lines) + 2 + len(lines))
        ]
    sheet = Sheet("Sensitivity", heads, lines, found.lines)
    return [sheet, _totals(found, sheet), assumptions_sheet([found.scenario])]


def _driver(output: str, driver: Driver, row: int) -> list[Value]:
    main = weight(driver)
    line: list[Value] = [output, driver.path, driver.meaning, main.value, main.low, main.high]
    if driver.index is None:
        return line
    first = driver.index.first.value
    return [*line, first, Formula(f"=D{row}-G{row}", main.value - first)]


def _totals(found: Sensitivity, sheet: Sheet) -> Sheet:
    """For each outcome: inputs, those that clearly matter, and what they explain each alone."""
    heads = (
        OUTCOME,
        "inputs",
        "clearly matter",
        "explained by inputs alone",
        "left to luck and to inputs together",
    )
    lines = [_total(one, row, sheet, found.method == SOBOL) for row, one in enumerate(found.outputs, start=2)]
    return Sheet("Totals", heads, lines)


def _total(one: Drivers, row: int, sheet: Sheet, shares: bool) -> list[Value]:
    here = f'{sheet.cells(OUTCOME)},A{row},{sheet.cells(INPUT)},"<>{LUCK}"'
    above, below = (f'COUNTIFS({here},{sheet.cells(head)},"{sign}0")' for head, sign in ((LOW, ">"), (HIGH, "<")))
    line: list[Value] = [
        one.output, Formula(f"=COUNTIFS({here})", len(one.drivers)),
        Formula(f"={above}+{below}", sum(weight(driver).low > 0 or weight(driver).high < 0 for driver in one.drivers)),
    ]  # fmt: skip
    if not shares:
        return line
    alone = sum(driver.index.first.value for driver in one.drivers if driver.index is not None)
    summed = Formula(f"=SUMIF({sheet.cells(OUTCOME)},A{row},{sheet.cells(FIRST)})", alone)
    return [*line, summed, Formula(f"=1-D{row}", 1 - alone)]
