"""A pitch as a workbook: its arithmetic can be followed and changed cell by cell."""

from sim.analysis.believing import Belief
from sim.analysis.pitch import Kept, Pitch, opening_arr
from sim.analysis.statistics import Interval
from sim.report.sheets import Formula, Number, Sheet, Value
from sim.report.workbook import assumptions_sheet

KEPT_HEADS = (
    "month", "figure", "promised", "kept by", "low", "high", "missed by", "percentile", "p10 of the living", "p50",
    "p90", "promised less p50",
)  # fmt: skip
BELIEF_HEADS = (
    "input", "meaning", "unit", "even bet at", "where", "low", "high", "chance at low", "chance at high",
    "difference, points",
)  # fmt: skip


def pitch_sheets(pitch: Pitch) -> list[Sheet]:
    """The page of a pitch as sheets: every promised figure, the arithmetic, milestones, beliefs, assumptions."""
    first = len(pitch.lines) + 2
    kept = [_kept(one, row) for row, one in enumerate(pitch.kept, start=first)]
    reached: list[list[Value]] = [
        [one.name, Number(one.arr, "money"), *(Number(value, "share") for value in _three(one.chance))]
        for one in pitch.milestones
    ]
    return [
        Sheet("Promise", KEPT_HEADS, kept, pitch.lines),
        _arithmetic(pitch),
        Sheet("Milestones", ("bar", "ARR", "reached by", "low", "high"), reached),
        Sheet("Beliefs", BELIEF_HEADS, [_belief(one, row) for row, one in enumerate(pitch.beliefs, start=2)]),
        assumptions_sheet([pitch.scenario]),
    ]


def _three(interval: Interval) -> tuple[float, float, float]:
    return interval.value, interval.low, interval.high


def _kept(one: Kept, row: int) -> list[Value]:
    return [
        one.month, one.figure, one.promised, *(Number(value, "share") for value in _three(one.chance)),
        Formula(f"=1-D{row}", 1 - one.chance.value, "share"), Number(one.percentile, "share"),
        one.p10, one.p50, one.p90,
        Formula(f'=IF(J{row}="","",C{row}-J{row})', one.promised - one.p50, "number"),
    ]  # fmt: skip


def _arithmetic(pitch: Pitch) -> Sheet:
    """What the last promised ARR asks of the sales floor; what follows from other rows is a formula of them."""
    sums = pitch.arithmetic
    lines: list[list[Value]] = [
        ["ARR promised", Number(sums.arr, "money")],
        ["ARR at the opening", Number(opening_arr(pitch.scenario), "money")],
        ["bookings that replace what is not renewed", Number(sums.replaced, "money")],
        ["bookings needed", Formula("=MAX(B2-B3,0)+B4", sums.bookings, "money")],
        ["ramped rep-years", Number(sums.rep_years, "number")],
        ["quota of a rep", Number(sums.quota, "money")],
        ["attainment", Number(sums.attainment, "share")],
        ["bookings that the reps carry", Formula("=B6*B7*B8", sums.capacity, "money")],
        ["attainment needed", Formula('=IF(B6*B7=0,"",B5/(B6*B7))', sums.needed, "share")],
        ["bookings that are short", Formula("=MAX(B5-B9,0)", max(sums.bookings - sums.capacity, 0.0), "money")],
    ]
    return Sheet("Arithmetic", (f"up to month {sums.month}", "value"), lines)


def _belief(one: Belief, row: int) -> list[Value]:
    return [
        one.path, one.meaning, one.unit, one.value, one.where, one.low, one.high, Number(one.chance_low, "share"),
        Number(one.chance_high, "share"),
        Formula(f"=100*(I{row}-H{row})", 100 * (one.chance_high - one.chance_low), "points"),
    ]  # fmt: skip
