"""One row of scalars at each month's end, in the order of ``journal.MONTHLY``.

Each section gives its values in the order of the columns that ``journal`` names for it; where a line does not say which
it is, a comment does.
"""

from math import isnan, nan
from typing import TYPE_CHECKING

from sim.departments.health import EXAMINE, RED_CARPET
from sim.departments.reps import top_share
from sim.journal import DEPARTMENTS, ROLES
from sim.quantities import DAYS_PER_MONTH
from sim.roadmap import STAGES
from sim.scorecard import QUARTER, YEAR, Measures, Tally
from sim.treasury import FINANCING, RAISED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.company import Company

MOST = 999.0  # endless runway or payback, as a number that a table can hold
NOT_SPEND = FINANCING | {"collections", "interest", "payroll"}
EMPLOYED = ROLES[1:]  # all but the founders
Values = tuple[float, ...]


def monthly_row(company: "Company", ledger: "dict[str, int]", tally: Tally, seen: Measures) -> Values:
    """The month in numbers; NaN where something is not known."""
    return (
        *_money(ledger, seen),
        *_revenue(company, tally, seen),
        *_funnel(company, tally),
        *_machine(company, tally, seen),
        *_people(company, tally),
        *_standing(company),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else nan


def _money(ledger: "dict[str, int]", seen: Measures) -> Values:
    return (
        seen.cash,
        seen.burn,
        min(seen.runway, MOST),
        ledger.get("collections", 0) / 100.0,
        ledger.get(RAISED, 0) / 100.0,
        -ledger.get("payroll", 0) / 100.0,
        -sum([cents for reason, cents in ledger.items() if cents < 0 and reason not in NOT_SPEND]) / 100.0,  # spend
    )


def _revenue(company: "Company", tally: Tally, seen: Measures) -> Values:
    success = company.success
    before = success.active - tally.won - tally.customers_back + tally.customers_lost
    return (
        success.mrr / 100.0,
        tally.mrr_new / 100.0,
        tally.mrr_expansion / 100.0,
        tally.mrr_contraction / 100.0,
        tally.mrr_reactivated / 100.0,
        tally.mrr_churned / 100.0,
        seen.arr,
        success.active,
        tally.won,
        tally.customers_back,
        tally.customers_lost,
        tally.refunded,
        success.promoters,
        seen.grr,
        seen.nrr,
        _share(tally.customers_lost, before),  # logo churn
        _share(tally.acv_new, tally.won),
    )


def _funnel(company: "Company", tally: Tally) -> Values:
    windows, marketing = company.scorecard.windows, company.marketing
    return (
        tally.visits,
        tally.signups,
        tally.mqls,
        tally.sqls,
        tally.opportunities,
        tally.orders,
        tally.lost,
        tally.aged_out,
        tally.refused,
        len(company.sales.desk.waiting),
        _share(windows["won"].total(QUARTER), windows["decided"].total(QUARTER)),  # win rate
        _share(tally.cycle / DAYS_PER_MONTH, tally.decided),
        marketing.free.users,
        marketing.awareness.main() if marketing.awareness.matters else nan,
    )


def _machine(company: "Company", tally: Tally, seen: Measures) -> Values:
    card, sales, success = company.scorecard, company.sales, company.success
    windows, quadrants = card.windows, success.health.shares()
    due = windows["due"].values[-1]
    acquisition = windows["acquisition"].total(QUARTER)
    quarter_ago = card.arrs[-QUARTER - 1] if len(card.arrs) > QUARTER else nan
    return (
        seen.leads_per_rep,
        _share(windows["rep_acv"].total(QUARTER) * 12.0, windows["rep_months"].total(QUARTER)),  # output per rep
        sales.cost_per_head() if sales.reps else nan,
        top_share(sales.reps.values()),
        _share(tally.over, tally.orders),
        company.leading.coached(),
        sales.coaching.seniors_time,
        sales.teams.spread(sales.main_segment().name),
        _share(windows["in_time"].total(QUARTER), windows["raced"].total(QUARTER)),
        due,
        windows["renewed"].values[-1] if due else nan,
        _share(tally.due_with_orders, tally.due_on_market),
        *quadrants,
        success.load,
        success.backlog(),
        *_serving(company, seen, quadrants),  # in use, service cost, serve to win
        seen.cac,
        seen.ltv,
        min(seen.ltv_cac, MOST),
        min(seen.payback, MOST),
        _share(seen.arr - quarter_ago, acquisition),  # magic number
        seen.burn_multiple if isnan(seen.burn_multiple) else min(seen.burn_multiple, MOST),
    )


def _serving(company: "Company", seen: Measures, quadrants: "Sequence[float]") -> Values:
    """Customers who use the product (known where users are told apart), what serving all costs in the month, and what a
    year of it costs for a customer against winning one."""
    success, people = company.success, company.people
    pay = sum([member.salary for member in people.staff if member.role == "csm"]) * people.load() / 12.0
    cost = pay + company.setup.finance.hosting * success.active
    in_use = success.active * (quadrants[RED_CARPET] + quadrants[EXAMINE])
    return in_use, cost, _share(_share(YEAR * cost, success.active), seen.cac)


def _people(company: "Company", tally: Tally) -> Values:
    people, founders = company.people, company.setup.company.founders.count
    heads = people.heads
    return (
        founders + len(people.staff),  # heads
        founders,
        *[heads.get(role, 0) for role in EMPLOYED],
        tally.hired,
        tally.left,
    )


def _standing(company: "Company") -> Values:
    roadmap, saw, product = company.roadmap, company.management.seen, company.product
    return (
        company.management.truth.churn_slope,
        min(saw.runway, MOST),
        saw.arr,
        saw.churn_slope,
        company.forces.meshed,
        min(roadmap.stage, len(STAGES)),
        *[roadmap.departments[name] for name in DEPARTMENTS],
        roadmap.misalignment,
        product.main_fit(),
        product.main_ceiling(),
        product.launch.believed,
        product.custom.debt,
        product.custom.share(),
        company.sales.playbook(),
        company.marketing.rank,
        company.success.quality,
        company.people.morale,
    )
