"""One row of scalars at each month's end, in the order of ``journal.MONTHLY``."""

from math import isnan, nan
from operator import itemgetter
from typing import TYPE_CHECKING

from sim.departments.health import EXAMINE, QUADRANTS, RED_CARPET
from sim.departments.reps import top_share
from sim.journal import DEPARTMENTS, MONTHLY, ROLES
from sim.quantities import DAYS_PER_MONTH
from sim.roadmap import STAGES
from sim.scorecard import QUARTER, YEAR, Measures, Tally
from sim.treasury import FINANCING, RAISED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.company import Company

MOST = 999.0  # endless runway or payback, as a number that a table can hold
NOT_SPEND = FINANCING | {"collections", "interest", "payroll"}
HEADS = {role: f"heads_{role}" for role in ROLES}
STAGES_OF = {f"stage_{name}": name for name in DEPARTMENTS}
QUADRANT_COLUMNS = [f"quadrant_{name}" for name in QUADRANTS]
Row = dict[str, float]


def monthly_row(company: "Company", ledger: "dict[str, int]", tally: Tally, seen: Measures) -> tuple[float, ...]:
    """The month in numbers; NaN where something is not known."""
    row: tuple[float, ...] = in_order(
        {
            **_money(ledger, seen),
            **_revenue(company, tally, seen),
            **_funnel(company, tally),
            **_machine(company, tally, seen),
            **_people(company, tally),
            **_stages(company),
        }
    )
    return row


in_order = itemgetter(*MONTHLY)  # a row's values, in the order of the columns


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else nan


def _money(ledger: "dict[str, int]", seen: Measures) -> Row:
    return {
        "cash": seen.cash,
        "burn": seen.burn,
        "runway": min(seen.runway, MOST),
        "collected": ledger.get("collections", 0) / 100.0,
        "raised": ledger.get(RAISED, 0) / 100.0,
        "payroll": -ledger.get("payroll", 0) / 100.0,
        "spend": -sum([cents for reason, cents in ledger.items() if cents < 0 and reason not in NOT_SPEND]) / 100.0,
    }


def _revenue(company: "Company", tally: Tally, seen: Measures) -> Row:
    success = company.success
    return {
        "mrr": success.mrr / 100.0,
        "mrr_new": tally.mrr_new / 100.0,
        "mrr_expansion": tally.mrr_expansion / 100.0,
        "mrr_contraction": tally.mrr_contraction / 100.0,
        "mrr_reactivated": tally.mrr_reactivated / 100.0,
        "mrr_churned": tally.mrr_churned / 100.0,
        "arr": seen.arr,
        "customers": success.active,
        "customers_won": tally.won,
        "customers_back": tally.customers_back,
        "customers_lost": tally.customers_lost,
        "refunded": tally.refunded,
        "promoters": success.promoters,
        "grr": seen.grr,
        "nrr": seen.nrr,
        "logo_churn": _share(
            tally.customers_lost, success.active - tally.won - tally.customers_back + tally.customers_lost
        ),
        "acv_new": _share(tally.acv_new, tally.won),
    }


def _funnel(company: "Company", tally: Tally) -> Row:
    windows = company.scorecard.windows
    return {
        "visits": tally.visits,
        "signups": tally.signups,
        "mqls": tally.mqls,
        "sqls": tally.sqls,
        "opportunities": tally.opportunities,
        "orders": tally.orders,
        "lost": tally.lost,
        "aged_out": tally.aged_out,
        "refused": tally.refused,
        "queue": len(company.sales.desk.waiting),
        "win_rate": _share(windows["won"].total(QUARTER), windows["decided"].total(QUARTER)),
        "cycle_months": _share(tally.cycle / DAYS_PER_MONTH, tally.decided),
        "free_users": company.marketing.free.users,
        "awareness": company.marketing.awareness.main() if company.marketing.awareness.matters else nan,
    }


def _machine(company: "Company", tally: Tally, seen: Measures) -> Row:
    card, sales, success = company.scorecard, company.sales, company.success
    windows, quadrants = card.windows, success.health.shares()
    due = windows["due"].values[-1]
    acquisition = windows["acquisition"].total(QUARTER)
    quarter_ago = card.arrs[-QUARTER - 1] if len(card.arrs) > QUARTER else nan
    return {
        "leads_per_rep": seen.leads_per_rep,
        "output_per_rep": _share(windows["rep_acv"].total(QUARTER) * 12.0, windows["rep_months"].total(QUARTER)),
        "cost_per_rep": sales.cost_per_head() if sales.reps_at_work else nan,
        "top_fifth_share": top_share(sales.reps.values()),
        "over_promise": _share(tally.over, tally.orders),
        "coached": company.leading.coached(),
        "seniors_time": sales.coaching.seniors_time,
        "playbook_spread": sales.teams.spread(sales.main_segment().name),
        "activated_in_time": _share(windows["in_time"].total(QUARTER), windows["raced"].total(QUARTER)),
        "renewals_due": due,
        "renewed": windows["renewed"].values[-1] if due else nan,
        "due_with_orders": _share(tally.due_with_orders, tally.due_on_market),
        **dict(zip(QUADRANT_COLUMNS, quadrants, strict=True)),
        "csm_load": success.load,
        "backlog": success.backlog(),
        **_serving(company, seen, quadrants),
        "cac": seen.cac,
        "ltv": seen.ltv,
        "ltv_cac": min(seen.ltv_cac, MOST),
        "payback": min(seen.payback, MOST),
        "magic_number": _share(seen.arr - quarter_ago, acquisition),
        "burn_multiple": seen.burn_multiple if isnan(seen.burn_multiple) else min(seen.burn_multiple, MOST),
    }


def _serving(company: "Company", seen: Measures, quadrants: "Sequence[float]") -> Row:
    """Customers who use the product (known where users are told apart), what serving all costs in the month, and what a
    year of it costs for a customer against winning one."""
    success, people = company.success, company.people
    pay = sum([member.salary for member in people.staff if member.role == "csm"]) * people.load / 12.0
    cost = pay + company.setup.finance.hosting * success.active
    return {
        "in_use": success.active * (quadrants[RED_CARPET] + quadrants[EXAMINE]),
        "service_cost": cost,
        "serve_to_win": _share(_share(YEAR * cost, success.active), seen.cac),
    }


def _people(company: "Company", tally: Tally) -> Row:
    people, founders = company.people, company.setup.company.founders.count
    heads = people.heads
    return {
        **{column: heads.get(role, 0) for role, column in HEADS.items()},
        "heads_founder": founders,
        "heads": founders + len(people.staff),
        "hired": tally.hired,
        "left": tally.left,
        "morale": people.morale,
    }


def _stages(company: "Company") -> Row:
    roadmap, saw = company.roadmap, company.management.seen
    return {
        **{column: roadmap.departments[name] for column, name in STAGES_OF.items()},
        "churn_slope": company.management.truth.churn_slope,
        "seen_runway": min(saw.runway, MOST),
        "seen_arr": saw.arr,
        "seen_churn_slope": saw.churn_slope,
        "forces_meshed": company.forces.meshed,
        "stage": min(roadmap.stage, len(STAGES)),
        "misalignment": roadmap.misalignment,
        "fit": company.product.main_fit(),
        "fit_ceiling": company.product.main_ceiling(),
        "believed_fit": company.product.launch.believed,
        "product_debt": company.product.custom.debt,
        "custom_share": company.product.custom.share(),
        "playbook": company.sales.playbook(),
        "content_rank": company.marketing.rank,
        "service_quality": company.success.quality,
    }
