"""A stress test as a workbook: what each stress changes is the difference of two cells, and the totals count them."""

from sim.analysis.stress import Effect, StressTest
from sim.report.sheets import Formula, Number, Sheet, Value
from sim.report.workbook import assumptions_sheet

NAME, PLAN = "Stress test", "the plan"
ALIVE, LOW, HIGH, ARR_CHANGE = "alive", "low", "high", "change of ARR"


def stress_sheets(test: StressTest) -> list[Sheet]:
    """The page of a stress test as sheets: every stress beside the plan, what they come to, the assumptions."""
    heads = (
        "stress", "what happens", "combines", ALIVE, "change, points", LOW, HIGH, "life, months", "ARR a company",
        ARR_CHANGE, "felt", f"size at which fewer than {test.below:.0%} live", "that is",
    )  # fmt: skip
    plan = len(test.lines) + 2
    lines: list[list[Value]] = [
        [
            PLAN, test.scenario.setup.title, "", Number(test.survival.value, "share"), None, None, None, None,
            Number(test.arr_end, "money"),
        ]
    ]  # fmt: skip
    lines += [_stress(one, test.arr_end, row, plan) for row, one in enumerate(test.effects, start=plan + 1)]
    sheet = Sheet(NAME, heads, lines, test.lines)
    return [sheet, _totals(test, sheet), assumptions_sheet([test.scenario])]


def _stress(one: Effect, plan_arr: float, row: int, plan: int) -> list[Value]:
    """A stress; what it changes is its own cell less the plan's."""
    return [
        one.name, one.title, ", ".join(one.parts), Number(one.survives.value, "share"),
        Formula(f"=100*(D{row}-D${plan})", 100 * one.survival.value, "points"),
        *(Number(100 * value, "points") for value in (one.survival.low, one.survival.high)),
        Number(one.life.value, "number"), Number(plan_arr + one.arr_end.value, "money"),
        Formula(f"=I{row}-I${plan}", one.arr_end.value, "money"), one.felt,
        one.break_even.size if one.break_even else None, one.words,
    ]  # fmt: skip


def _totals(test: StressTest, sheet: Sheet) -> Sheet:
    """How many stresses there are, and how many clearly cost lives; the worst of them."""
    changes = [one.survival for one in test.effects]
    low, high = sheet.cells(LOW), sheet.cells(HIGH)
    worst = min((100 * one.value for one in changes), default=None)
    lines: list[list[Value]] = [
        ["stresses", Formula(f"=COUNT({high})", len(changes))],
        ["clearly cost lives", Formula(f'=COUNTIF({high},"<0")', sum(one.high < 0 for one in changes))],
        ["clearly save lives", Formula(f'=COUNTIF({low},">0")', sum(one.low > 0 for one in changes))],
        ["largest loss, points", Formula(f"=MIN({sheet.cells('change, points')})", worst, "points")],
    ]
    return Sheet("Totals", ("of all stresses", "value"), lines)
