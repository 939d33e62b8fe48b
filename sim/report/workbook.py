"""A run or a comparison as a workbook: the summary counts the outcomes by formulas, and follows when they change."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sim.analysis.compare import Comparison, arr_values, lived
from sim.analysis.compare_words import lines_of
from sim.analysis.metrics import fan
from sim.analysis.statistics import Interval
from sim.analysis.survival import runway_values, standard_months, survival_curve
from sim.clock import add_months
from sim.ensemble.ensemble import Ensemble
from sim.journal import ENDS, OUTCOME
from sim.report.sheets import Formula, Number, Sheet, Value, letter, write_sheets
from sim.scenario import Scenario
from sim.sources import assumptions

A_DAY = timedelta(days=1)
FANS = ("cash", "arr", "burn", "heads", "customers")
MONEY = frozenset({"cash", "arr", "burn"})
POINTS = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
OUTCOMES, SUMMARY = "Outcomes", "Summary"
LIVED = "months_lived_to_horizon"  # no end yet counts as the horizon
LEADING = ("plan", "scenario", "trial", LIVED, "ended_in_month")
ARR = "arr_alive_or_sold"  # the dead and closed count 0


def write_workbook(ensembles: Sequence[Ensemble], comparisons: Sequence[Comparison], path: Path) -> Path:
    """Write summary, differences, quantiles by month, outcomes and assumptions of a run to ``path``. Returns it."""
    sheets = [_summary(ensembles)]
    if comparisons:
        sheets.append(_differences(comparisons))
    sheets += [_months(ensembles), _outcomes(ensembles), assumptions_sheet([one.scenario for one in ensembles])]
    return write_sheets(sheets, path)


def _whole(name: str, rows: int) -> str:
    """A column of the sheet of outcomes, as formulas name it."""
    heads = [*LEADING, ARR, *OUTCOME]
    column = letter(heads.index(name))
    return f"{OUTCOMES}!${column}$2:${column}${rows + 1}"


def _summary(ensembles: Sequence[Ensemble]) -> Sheet:
    """A row for each figure, a column for each plan, counted live from the outcomes."""
    rows = sum(len(one.outcomes) for one in ensembles)
    first = ensembles[0]
    lines: list[list[Value]] = [
        ["plan (as in the sheet of outcomes)", *range(1, len(ensembles) + 1)],
        ["scenario", *(one.scenario.name for one in ensembles)],
        ["title", *(one.scenario.setup.title for one in ensembles)],
        ["seed", *(one.seed for one in ensembles)],
        ["months", *(one.months for one in ensembles)],
        ["companies", *(_counted(place, rows, len(one.outcomes)) for place, one in enumerate(ensembles))],
    ]
    for month in standard_months(first.months):
        lines.append(
            [f"alive at {month} months", *(_alive(place, one, month, rows) for place, one in enumerate(ensembles))]
        )
    for end in ENDS:
        lines.append([f"end: {end}", *(_ended(place, one, end, rows) for place, one in enumerate(ensembles))])
    lines.append(
        [
            "mean life up to the horizon, months",
            *(_mean(place, one, LIVED, rows) for place, one in enumerate(ensembles)),
        ]
    )
    lines.append(
        [
            "mean ARR at the end (dead and closed 0)",
            *(_mean(place, one, ARR, rows) for place, one in enumerate(ensembles)),
        ]
    )
    notes = ("Counted from the sheet of outcomes by formulas: change it, and these figures follow.",)
    return Sheet(SUMMARY, ("figure", *(one.scenario.name for one in ensembles)), lines, notes)


PLAN_ROW = 3  # where the plan's number stands in the summary: below its note and heads


def _plan(place: int) -> str:
    return f"{letter(place + 1)}${PLAN_ROW}"


def _counted(place: int, rows: int, value: int) -> Formula:
    return Formula(f"=COUNTIF({_whole('plan', rows)},{_plan(place)})", value)


def _alive(place: int, ensemble: Ensemble, month: int, rows: int) -> Formula:
    ended = f'COUNTIFS({_whole("plan", rows)},{_plan(place)},{_whole("ended_in_month", rows)},"<={month}")'
    count = f"COUNTIF({_whole('plan', rows)},{_plan(place)})"
    return Formula(f"=1-{ended}/{count}", float((runway_values(ensemble) > month).mean()), "share")


def _ended(place: int, ensemble: Ensemble, end: str, rows: int) -> Formula:
    ended = f'COUNTIFS({_whole("plan", rows)},{_plan(place)},{_whole("end", rows)},"{end}")'
    count = f"COUNTIF({_whole('plan', rows)},{_plan(place)})"
    return Formula(f"={ended}/{count}", float((ensemble.outcomes["end"] == end).mean()), "share")


def _mean(place: int, ensemble: Ensemble, column: str, rows: int) -> Formula:
    values = lived(ensemble) if column == LIVED else arr_values(ensemble)
    text = f"=AVERAGEIF({_whole('plan', rows)},{_plan(place)},{_whole(column, rows)})"
    return Formula(text, float(values.mean()), "number" if column == LIVED else "money")


def _outcomes(ensembles: Sequence[Ensemble]) -> Sheet:
    """A row for each company."""
    lines: list[list[Value]] = []
    for place, one in enumerate(ensembles, start=1):
        outcomes = one.outcomes
        columns = [outcomes[name].tolist() for name in OUTCOME]
        ended = runway_values(one).tolist()
        leading = zip(outcomes["trial"].tolist(), lived(one).tolist(), ended, arr_values(one).tolist(), strict=True)
        for facts, *values in zip(leading, *columns, strict=True):
            lines.append([place, one.scenario.name, *facts, *values])
    return Sheet(OUTCOMES, [*LEADING, ARR, *OUTCOME], lines)


def _months(ensembles: Sequence[Ensemble]) -> Sheet:
    """Survival and the 10, 50 and 90 % of key figures among the living, by month."""
    heads = ["plan", "scenario", "month", "month's end", "alive", "low", "high"]
    heads += [f"{column} {point}" for column in FANS for point in POINTS]
    lines: list[list[Value]] = []
    for place, one in enumerate(ensembles, start=1):
        fans = [fan(one, column) for column in FANS]
        opening = one.scenario.setup.company.opening.date
        for point in survival_curve(one)[1:]:
            month = int(point["month"])
            line: list[Value] = [place, one.scenario.name, month, add_months(opening, month) - A_DAY]
            line += [Number(point[name], "share") for name in ("p", "low", "high")]
            for column, values in zip(FANS, fans, strict=True):
                form = "money" if column in MONEY else "number"
                line += [Number(float(getattr(values, name)[month - 1]), form) for name in POINTS]
            lines.append(line)
    notes = ("Quantiles are of the living only; survival counts all. The band is the pointwise 95 % simulation error.",)
    return Sheet("Months", heads, lines, notes)


FORMS = {"points": (100.0, "points"), "months": (1.0, "number"), "money": (1.0, "money")}


def _differences(comparisons: Sequence[Comparison]) -> Sheet:
    """What each plan changes against the first, with intervals."""
    lines: list[list[Value]] = []
    for one in comparisons:
        named = f"{one.b} minus {one.a}"
        for line in lines_of(one, None):
            lines.append([named, f"{line.what}, {line.unit}", *_ends(line.interval, *FORMS[line.unit])])
        lines.append([named, "companies that fail only with the first", one.rescued])
        lines.append([named, "companies that fail only with the second", one.ruined])
    heads = ("plans", "figure", "difference", "low", "high")
    return Sheet("Differences", heads, lines, ("Pair by pair on the same luck, with 95 % intervals.",))


def _ends(interval: Interval, factor: float, form: str) -> list[Value]:
    return [Number(factor * value, form) for value in (interval.value, interval.low, interval.high)]


def assumptions_sheet(scenarios: Sequence[Scenario]) -> Sheet:
    """Every number that went in, with its range, source and mark; how many are assumed is counted live."""
    lines: list[list[Value]] = []
    for scenario in scenarios:
        for row in assumptions(scenario):
            kind = "own" if row.own else "assumed" if row.assumed else "sourced"
            lines.append(
                [
                    scenario.name, row.key, row.meaning, row.value, row.low, row.high, row.unit, row.mark, kind,
                    row.source_title, row.year, row.address, row.note, row.file,
                ]
            )  # fmt: skip
    heads = (
        "scenario", "input", "meaning", "value", "low", "high", "unit", "mark", "kind", "source", "year", "address",
        "note", "file",
    )  # fmt: skip
    return Sheet("Assumptions", heads, lines, ("Low and high are 5 % and 95 % points where the number is a range.",))
