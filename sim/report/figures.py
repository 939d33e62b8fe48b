"""Which figures a report shows, and from which numbers: analysis in, plates out."""

from collections.abc import Sequence

from sim.analysis.cohorts import activation_by_cohort, renewal_by_cohort
from sim.analysis.compare import common_opening
from sim.analysis.metrics import fan
from sim.analysis.scaling import ahead_of_evidence
from sim.analysis.spread import worlds_spread
from sim.analysis.survival import ends, ends_over_time, runway_months, runway_values, survival_at, survival_curve
from sim.ensemble.ensemble import Ensemble
from sim.journal import DEPARTMENTS
from sim.report.dates import Calendar
from sim.report.fans import Subject, fan_plate
from sim.report.lifelines import Life, Runway, ends_plate, runway_plate, survival_plate
from sim.report.organisation import Question, cohort_plate, premature_plate, stages_plate
from sim.report.style import Plate
from sim.report.timeline import plan_plate
from sim.report.worlds import World, worlds_plate

USUAL_MONTH = 36
NO_MONEY, ROUNDS = "no new money", "with rounds"

MONEY = (
    Subject("cash", "Cash", "cash ({currency})", "money", "What is in the bank at each month's end."),
    Subject(
        "arr",
        "Annual recurring revenue",
        "ARR ({currency})",
        "money",
        "Twelve times the month's recurring revenue of all customers.",
    ),
    Subject(
        "burn",
        "Burn",
        "burn ({currency} a month)",
        "money per month",
        "Cash lost in a month, new money left aside; below zero the company earns.",
    ),
    Subject("heads", "Heads", "people on the payroll", "count", "Founders and staff on the payroll.", whole=True),
)
BESIDE = (  # drawn where the real company's numbers are known
    Subject("mrr", "Revenue of a month", "recurring revenue ({currency} a month)", "money per month"),
    Subject("customers", "Customers", "customers", "count", whole=True),
    Subject("grr", "Gross revenue retention", "share of revenue kept in a year", "share"),
)
SELLING = (
    Subject(
        "leads_per_rep", "Leads per rep", "opportunities (a rep and month)", "number",
        "Opportunities that a rep gets in a month (mean of three): where they are short, more reps only share them.",
    ),
    Subject(
        "win_rate", "Win rate", "won of decided deals", "share",
        "Share of decided deals that were won.",
    ),
    Subject(
        "output_per_rep", "Output per rep against its cost", "{currency} (a rep and year)", "money per year",
        "Contract value that a rep wins, and (dash-dotted) what a rep costs, both at a year's pace: below that line "
        "each further rep loses money.",
    ),
    Subject("cycle_months", "Sales cycle", "months", "months", "Months from an opportunity to its order."),
)  # fmt: skip
COST_OF_REP = "cost_per_rep"
ACTIVATION = Question(
    "activation", "Activated in time", "share activated in time",
    "Share of new customers up and running in time, by the quarter in which that was decided; the bars are 95 % "
    "intervals.",
)  # fmt: skip
RENEWAL = Question(
    "renewal", "Renewed", "share of terms renewed",
    "Share of the terms that fell due in a quarter and were renewed, with 95 % intervals; before the first "
    "anniversary nothing is known.",
)  # fmt: skip


def calendar_of(ensemble: Ensemble) -> Calendar:
    """The calendar of an ensemble: its company's opening date and its horizon."""
    return Calendar(ensemble.scenario.setup.company.opening.date, ensemble.months)


def common_calendar(ensembles: Sequence[Ensemble]) -> Calendar:
    """The calendar of several ensembles: months where they open on different dates."""
    return Calendar(common_opening(ensembles), ensembles[0].months)


def has_rounds(ensemble: Ensemble) -> bool:
    """Whether the company may raise at all."""
    return bool(ensemble.scenario.setup.funding.enabled)


def life_plates(ensemble: Ensemble) -> list[Plate]:
    """Survival, ends and runway, without new money and, where there are rounds, with it."""
    calendar = calendar_of(ensemble)
    conditions = ((NO_MONEY, False), (ROUNDS, True))[: 2 if has_rounds(ensemble) else 1]
    lives = [
        Life(name, survival_curve(ensemble, new_money), ensemble.trials) for name, new_money in reversed(conditions)
    ]
    runways = [
        Runway(name, runway_values(ensemble, new_money), runway_months(ensemble, new_money))
        for name, new_money in conditions
    ]
    return [
        survival_plate(lives, calendar),
        ends_plate(ends_over_time(ensemble), ends(ensemble), calendar),
        runway_plate(runways, calendar),
        *world_plates(ensemble),
    ]


def world_plates(ensemble: Ensemble) -> list[Plate]:
    """How the chance to survive differs between worlds; none where no days were redrawn."""
    spread = worlds_spread(ensemble)
    months = [month for month in spread if month in (USUAL_MONTH, ensemble.months)]
    worlds = [World(month, spread[month], survival_at(ensemble, month)) for month in months]
    return [worlds_plate(worlds, calendar_of(ensemble))] if worlds else []


def money_plates(ensemble: Ensemble) -> list[Plate]:
    """Fans of cash, ARR, burn and heads, and of whatever else is known of the real company."""
    setup = ensemble.scenario.setup
    drawn = {point.metric for point in setup.real} - {subject.key for subject in MONEY}
    subjects = [*MONEY, *(subject for subject in BESIDE if subject.key in drawn)]
    real = {subject.key: [point for point in setup.real if point.metric == subject.key] for subject in subjects}
    return [
        fan_plate(
            subject, fan(ensemble, subject.key), calendar_of(ensemble), currency(ensemble), real=real[subject.key]
        )
        for subject in subjects
    ]


def selling_plates(ensemble: Ensemble) -> list[Plate]:
    """Leads per rep, win rate, and what a rep brings in against what a rep costs."""
    against = ("cost", fan(ensemble, COST_OF_REP))
    return [
        fan_plate(
            subject,
            fan(ensemble, subject.key),
            calendar_of(ensemble),
            currency(ensemble),
            against if subject.key == "output_per_rep" else None,
        )
        for subject in SELLING
    ]


def customer_plates(ensemble: Ensemble) -> list[Plate]:
    """Activation and renewal by cohort."""
    calendar = calendar_of(ensemble)
    return [
        cohort_plate(ACTIVATION, activation_by_cohort(ensemble), calendar),
        cohort_plate(RENEWAL, renewal_by_cohort(ensemble), calendar),
    ]


def house_plates(ensemble: Ensemble) -> list[Plate]:
    """Stage by department over time, the company's own below them; what ran ahead, where anything did."""
    columns = {**{name: f"stage_{name}" for name in DEPARTMENTS}, "company": "stage"}
    stages = {name: fan(ensemble, column) for name, column in columns.items()}
    ahead = ahead_of_evidence(ensemble)
    premature = [premature_plate(ahead, calendar_of(ensemble))] if ahead else []
    return [stages_plate(stages, calendar_of(ensemble)), *premature]


def plan_plates(ensemble: Ensemble) -> list[Plate]:
    """The plan on the calendar."""
    plan = ensemble.scenario.setup.plan.model_dump()
    return [plan_plate(plan, calendar_of(ensemble), currency(ensemble))]


def comparison_plates(ensembles: Sequence[Ensemble]) -> list[Plate]:
    """Survival of several scenarios together, each with its band."""
    lives = [Life(one.scenario.name, survival_curve(one), one.trials) for one in ensembles]
    return [survival_plate(lives, common_calendar(ensembles))]


def currency(ensemble: Ensemble) -> str:
    """The label of the company's one currency."""
    return str(ensemble.scenario.setup.company.currency)
