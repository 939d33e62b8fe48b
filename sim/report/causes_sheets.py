"""Why companies died as a workbook: the sorts are counted live from the deaths."""

from collections.abc import Mapping

from sim.analysis.causes import Causes, Effect
from sim.analysis.sorting import SORTS
from sim.analysis.statistics import Interval
from sim.analysis.why_words import causes_verdict
from sim.report.patches import changes_words, why_left_out
from sim.report.sheets import Formula, Number, Sheet, Value
from sim.report.workbook import assumptions_sheet

HEADS = ("sort", "remedy", "deaths", "share", "low", "high")
EFFECT_HEADS = (
    "remedy", "title", "kind", "what it changes", "gain, points", "low", "high", "beyond placebos", "beyond, low",
    "beyond, high", "choosing half", "judging half", "rescues", "kills", "named",
)  # fmt: skip
GAIN = "gain, points"
PLACEBO = "placebo"


def causes_sheets(found: Causes) -> list[Sheet]:
    """The page on why companies died as sheets: the sorts, deaths, remedies, ledger, checks and assumptions."""
    notes, rests_on = causes_verdict(found).lines, assumptions_sheet([found.scenario])
    if not found.deaths:
        return [Sheet("Causes", HEADS, [], notes), rests_on]
    deaths = _deaths(found)
    return [_sorts(found, deaths, notes), deaths, _remedies(found), _ledger(found), _checks(found), rests_on]


def _deaths(found: Causes) -> Sheet:
    """A row for each death that was looked into."""
    lines = [[trial, one.sort, one.remedy, Number(one.sure, "share")] for trial, one in found.sorts.items()]
    return Sheet("Deaths", ("company", "sort", "remedy", "sure"), lines)


def _sorts(found: Causes, deaths: Sheet, notes: list[str]) -> Sheet:
    """Deaths by what they are, all of them, then the decisions by the remedy that is named."""
    first, count = len(notes) + 2, len(found.deaths)
    last = first + len(SORTS) - 1
    lines: list[list[Value]] = []
    for row, sort in enumerate(SORTS, start=first):
        number = sum(one.sort == sort for one in found.sorts.values())
        share = found.shares[sort]
        held = Formula(f"=COUNTIF({deaths.cells('sort')},A{row})", number)
        lines.append([sort, "", held, _part(row, last + 1, share.value), *_shares(share)[1:]])
    total = Formula(f"=SUM(C{first}:C{last})", count)
    lines.append(["all", "", total, Formula(f"=SUM(D{first}:D{last})", 1.0, "share")])
    for row, (name, value) in enumerate(found.decisions.items(), start=last + 2):
        # Compared cell by cell: COUNTIF would read a name such as ">1" as a condition.
        held = Formula(f"=SUMPRODUCT(--({deaths.cells('remedy')}=B{row}))", round(value * count))
        lines.append(["decision", name, held, _part(row, last + 1, value)])
    return Sheet("Causes", HEADS, lines, notes)


def _part(row: int, total: int, value: float) -> Formula:
    """What the number in column C is of a total."""
    return Formula(f"=C{row}/C${total}", value, "share")


def _remedies(found: Causes) -> Sheet:
    """A row for each remedy, those that could not be tried, and what the placebos do on average."""
    lines = [_remedy(effect) for effect in found.effects]
    lines += [[one.remedy.name, one.remedy.title, one.remedy.kind, why_left_out(one)] for one in found.left_out]
    placebos = [100 * effect.gain.value for effect in found.kinds(PLACEBO)]
    notes = (
        "Gains in points of the chance of living in the dead companies' worlds. Rescues: days there on which the plan "
        "dies and the remedy lives. Kills: days in survivors' worlds on which it is the other way round.",
    )
    sheet = Sheet("Remedies", EFFECT_HEADS, lines, notes)
    if not placebos:
        return sheet
    mean = Formula(
        f'=AVERAGEIF({sheet.cells("kind")},"{PLACEBO}",{sheet.cells(GAIN)})', sum(placebos) / len(placebos), "points"
    )
    return Sheet(sheet.name, sheet.heads, [*lines, ["", "mean of the placebos", "", "", mean]], notes)


def _remedy(effect: Effect) -> list[Value]:
    remedy = effect.remedy
    return [
        remedy.name, remedy.title, remedy.kind, changes_words(remedy), *_points(effect.gain), *_points(effect.beyond),
        _points(effect.chosen)[0], _points(effect.judged)[0], Number(effect.rescued, "share"),
        Number(effect.kills.value, "share"), effect.named,
    ]  # fmt: skip


def _ledger(found: Causes) -> Sheet:
    """What ended the dead and the closed, and what had gone furthest from the plan before, each with its total."""
    first: list[list[Value]] = _told("last straw", found.cause, found.failed, 2)
    second = _told("led by", found.led_by, found.failed, 2 + len(first))
    return Sheet("Ledger", ("word of the ledger", "which", "companies", "share"), [*first, *second])


def _told(what: str, shares: Mapping[str, float], failed: int, first: int) -> list[list[Value]]:
    total = first + len(shares)
    lines: list[list[Value]] = [
        [what, name, round(share * failed), _part(row, total, share)]
        for row, (name, share) in enumerate(shares.items(), start=first)
    ]
    held = Formula(f"=SUM(C{first}:C{total - 1})", failed)
    return [*lines, [what, "all", held, Formula(f"=SUM(D{first}:D{total - 1})", 1.0, "share")]]


def _checks(found: Causes) -> Sheet:
    """The same question asked again: of this run, of another seed, under perturbed assumptions."""
    lines: list[list[Value]] = []
    for check in found.checks:
        asked: tuple[Value, ...] = (check.what, check.deaths)
        lines.append([*asked, "died or closed, of all companies", "", Number(check.failed, "share")])
        if check.deaths:
            lines += [[*asked, GAIN, name, *_points(gain)] for name, gain in check.gains.items()]
            lines += [[*asked, "share of the deaths", sort, *_shares(share)] for sort, share in check.shares.items()]
    return Sheet("Checks", ("asked again", "deaths", "figure", "of", "value", "low", "high"), lines)


def _points(interval: Interval) -> list[Value]:
    return [Number(100 * value, "points") for value in (interval.value, interval.low, interval.high)]


def _shares(interval: Interval) -> list[Value]:
    return [Number(value, "share") for value in (interval.value, interval.low, interval.high)]
