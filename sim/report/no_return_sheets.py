"""When it was too late as a workbook: what is typical is counted live from the companies and their chances."""

from statistics import median

from sim.analysis.no_return import FIRST, Attempt, NoReturn
from sim.analysis.why_words import no_return_verdict
from sim.report.sheets import Formula, Number, Sheet, Value, letter
from sim.report.workbook import assumptions_sheet

HEADS = (
    "rescue", "what is done", "companies", "an even bet at first", "never one", "share saved", "months before the end, "
    "median",
)  # fmt: skip
COMPANY, BEFORE = "company", "months before the end"


def no_return_sheets(found: NoReturn) -> list[Sheet]:
    """The page on when it was too late as sheets: rescues, companies, chances month by month, signs, assumptions."""
    notes, rests_on = no_return_verdict(found).lines, assumptions_sheet([found.scenario])
    if not found.last:
        return [Sheet("Rescues", HEADS, [], notes), rests_on]
    companies, chances = _companies(found), _chances(found)
    return [_rescues(found, companies, notes), companies, _curve(found, chances), chances, _signs(found), rests_on]


def _turn(attempt: Attempt) -> str:
    return f"too late from month: {attempt.title}"


def _before(attempt: Attempt) -> str:
    return f"{BEFORE}: {attempt.title}"


def _chance(attempt: Attempt) -> str:
    return f"chance: {attempt.title}"


def _rescues(found: NoReturn, companies: Sheet, notes: list[str]) -> Sheet:
    """For how many each rescue was an even bet, and how long before the end it typically ceased to be one."""
    lines: list[list[Value]] = []
    for row, one in enumerate(found.attempts, start=len(notes) + 2):
        could, every = one.before_end, len(found.last)
        lines.append(
            [
                one.name, one.title, Formula(f"=COUNT({companies.cells(COMPANY)})", every),
                Formula(f"=COUNT({companies.cells(_turn(one))})", len(could)),
                Formula(f"=C{row}-D{row}", every - len(could)),
                Formula(f"=D{row}/C{row}", len(could) / every, "share"),
                Formula(
                    f'=IF(D{row}=0,"",MEDIAN({companies.cells(_before(one))}))', median(could) if could else None,
                    "number",
                ),
            ]
        )  # fmt: skip
    return Sheet("Rescues", HEADS, lines, notes)


def _companies(found: NoReturn) -> Sheet:
    """A row for each dead company: the first month that was too late; blank where it never was an even bet."""
    heads = [COMPANY, "last month", *(head(one) for one in found.attempts for head in (_turn, _before))]
    lines: list[list[Value]] = []
    for row, (trial, last) in enumerate(found.last.items(), start=2):
        line: list[Value] = [trial, last]
        for one in found.attempts:
            turn, cell = one.turn[trial], f"{letter(len(line))}{row}"
            before = None if turn is None else max(0, last - turn)
            line += [turn, Formula(f'=IF({cell}="","",MAX(0,$B{row}-{cell}))', before)]
        lines.append(line)
    return Sheet("Companies", heads, lines)


def _chances(found: NoReturn) -> Sheet:
    """The chance of living of each company, by the month in which a rescue begins; last, brought into order."""
    every = (found.going_on, *found.attempts)
    heads = [COMPANY, "month", BEFORE, *map(_chance, every), *(f"in order: {one.title}" for one in found.attempts)]
    lines: list[list[Value]] = []
    for trial, last in found.last.items():
        values = [*(one.chance[trial] for one in every), *(one.ordered[trial] for one in found.attempts)]
        for place, month in enumerate(range(FIRST, last + 1)):
            lines.append([trial, month, last - month, *(Number(float(one[place]), "share") for one in values)])
    return Sheet("Chances", heads, lines, (f"From {found.days} fresh days from each month on.",))


def _curve(found: NoReturn, chances: Sheet) -> Sheet:
    """The mean chance over the companies by months before their end, with its interval."""
    every = (found.going_on, *found.attempts)
    heads = [BEFORE, *(head for one in every for head in (_chance(one), "low", "high"))]
    lines: list[list[Value]] = []
    for row, before in enumerate(found.going_on.curve, start=2):
        line: list[Value] = [before]
        for one in every:
            mean = one.curve[before]
            text = f"=AVERAGEIF({chances.cells(BEFORE)},$A{row},{chances.cells(_chance(one))})"
            line += [Formula(text, mean.value, "share"), Number(mean.low, "share"), Number(mean.high, "share")]
        lines.append(line)
    return Sheet("Curve", heads, lines)


def _signs(found: NoReturn) -> Sheet:
    """What management saw at the last review at which the better rescue was still an even bet."""
    lines: list[list[Value]] = [
        [one.name, one.words, one.unit, one.seen, one.others, Number(one.apart, "share")] for one in found.signs
    ]
    return Sheet("Signs", ("sign", "what management saw", "unit", "the dead", "the living", "tells apart"), lines)
