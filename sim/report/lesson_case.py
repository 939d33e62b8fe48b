"""The case sheet of a lesson: the company, its opening figures, the story and the question, and not the answer."""

from dataclasses import replace
from pathlib import Path

from sim.classroom.lesson import Lesson
from sim.classroom.predictions import Question
from sim.quantities import MONTHS_PER_YEAR
from sim.report.dates import Calendar
from sim.report.page import Page, Section, write_page
from sim.report.tables import Cell, Table, cells, plan_table, words
from sim.report.tiles import Tile
from sim.report.wording import compact, money
from sim.scenario import Scenario

ANSWER = 24  # letters of room to write an answer in
HOW = (
    "First fill in the prediction sheet: you commit before you see anything.",
    "In each round fill in the decision sheet. What you leave blank stays as it is; what you change holds from the "
    "round's first month on, and what has happened before stays.",
    "All teams run the same company on the same luck: the same leads, people and shocks would come to all of you.",
    "In the end your policy is tried on many other companies with other luck. It is ranked by what is left to the "
    "founders on average, after the investors have had their money back: to survive is not enough.",
)


def write_case(scenario: Scenario, lesson: Lesson, questions: list[Question], path: Path) -> Path:
    """Write the case sheet, to be read on a screen or printed. Returns ``path``."""
    setup = scenario.setup
    calendar = Calendar(setup.company.opening.date, lesson.months)
    page = Page(
        kind="Case",
        title=setup.company.name,
        story=setup.story or "",
        question=setup.question or setup.title,
        source="",
        headline=f"You run the company from {calendar.nth(1)} to {calendar.horizon}, in {lesson.rounds} rounds.",
        lines=HOW,
        tiles=_tiles(scenario),
        sections=[
            Section("opening", "The company on its opening date", tables=_opening(scenario)),
            Section("market", "Its market", [MARKET_TEXT], tables=[_market(scenario)]),
            Section("plan", "The plan as it stands", [PLAN_TEXT], tables=_plan(scenario, calendar)),
            Section("rounds", "The rounds", tables=[_rounds(lesson, calendar), _questions(questions)]),
        ],
        facts=(),
    )
    return write_page(page, path)


MARKET_TEXT = "What the founders take for typical. Nobody knows these numbers exactly, and yours may differ."
PLAN_TEXT = "If you change nothing, this is what the company does. All of it is yours to change."


def _tiles(scenario: Scenario) -> list[Tile]:
    setup = scenario.setup
    opening, label = setup.company.opening, setup.company.currency
    mrr = sum(row.mrr * row.count for row in opening.customers)
    customers = sum(row.count for row in opening.customers)
    staff = sum(row.count for row in opening.staff)
    return [
        Tile("Cash", money(opening.cash, label), opening.date.isoformat()),
        Tile("Recurring revenue", money(mrr * MONTHS_PER_YEAR, label), f"a year, from {customers:,} customers"),
        Tile("People", f"{staff + setup.company.founders.count}", f"{setup.company.founders.count} of them founders"),
    ]


def _opening(scenario: Scenario) -> list[Table]:
    setup = scenario.setup
    opening, founders, label = setup.company.opening, setup.company.founders, setup.company.currency
    sums = [
        ("cash", money(opening.cash, label)),
        ("customers owe", money(sum(row.amount for row in opening.receivables), label)),
        ("money on its way", money(sum(row.amount for row in opening.wires), label)),
        ("bills to pay", money(sum(row.amount for row in opening.payables), label)),
        ("loans", money(sum(row.principal for row in opening.debt), label)),
        ("open deals", f"{len(opening.pipeline):,}"),
        ("running costs a month, without pay and marketing",
         money(setup.finance.overhead if opening.monthly_spend is None else opening.monthly_spend, label)),
    ]  # fmt: skip
    people = [cells(f"founder × {founders.count}", money(founders.salary, label), "")]
    people += [
        cells(f"{words(row.role)} × {row.count}", money(row.salary, label), row.start.isoformat())
        for row in opening.staff
    ]
    return [
        Table("Figures", ("line", "amount"), [cells(*row) for row in sums], numbers=frozenset({1}), half=True),
        Table("People", ("post", "pay a year", "since"), people, numbers=frozenset({1}), half=True),
    ]


def _market(scenario: Scenario) -> Table:
    label = scenario.setup.company.currency
    rows = [
        [
            Cell(words(name)),
            Cell(f"{one.accounts:,}"),
            Cell(money(one.acv, label)),
            Cell(f"{compact(one.cycle_months)} months"),
            Cell(f"{one.term_months} months, invoiced {one.billing}"),
        ]
        for name, one in scenario.setup.market.segments.items()
    ]
    heads = ("customers", "companies that could buy", "a contract is worth, a year", "from opportunity to decision",
             "contract")  # fmt: skip
    return Table("To whom it can sell", heads, rows, numbers=frozenset({1, 2, 3}))


def _plan(scenario: Scenario, calendar: Calendar) -> list[Table]:
    setup = scenario.setup
    plan = plan_table(setup.plan.model_dump(), calendar)
    reactions = plan_table(setup.policies.model_dump(), calendar, "How management reacts")
    return [replace(plan, folded=False), replace(reactions, folded=False)]


def _rounds(lesson: Lesson, calendar: Calendar) -> Table:
    rows = [
        cells(f"{number}", calendar.nth(start), calendar.at(lesson.until(number)))
        for number, start in enumerate(lesson.starts, start=1)
    ]
    return Table("When", ("round", "decisions hold from", "you see the company up to"), rows)


def _questions(questions: list[Question]) -> Table:
    rows = [[Cell(one.meaning, detail=one.allowed), Cell(one.unit), Cell("\u00a0" * ANSWER)] for one in questions]
    return Table("What you predict, of the company on its own plan", ("question", "in", "your answer"), rows)
