"""What led to an end: the largest shortfall of the last twelve months against what the plan had to assume (§11)."""

from math import log
from typing import TYPE_CHECKING

from sim.people import SCATTER
from sim.quantities import odds
from sim.scorecard import QUARTER, YEAR

if TYPE_CHECKING:
    from sim.company import Company

# What a death's certificate may say first (§11): the payment that cash could not meet.
UNPAID = frozenset(
    {
        "payroll", "severance", "recruiting", "marketing", "tools", "hosting", "overhead", "training", "platform fees",
        "payables", "refunds", "loan interest", "debt repaid",
    }
)  # fmt: skip
# Who ended it where nobody went unpaid; the living have no cause.
ENDED_BY = frozenset({"closed by founders", "closed by investors", "acquired in distress"})
LITTLE_MONEY = "too little money at the start"
SLOW_GROWTH = "growth too slow for the burn"
COSTS = "costs grew faster than revenue"
ROUND_FAILED = "the round failed"
REP_LEADS = "too few leads for the reps"
FOUNDER_LEADS = "too few leads for the founders"
REPS_SCATTERED = "reps scattered"
DEALS_LOST = "deals lost: product and playbook not ready"
NOT_RENEWED = "customers did not renew"
REASONS = (
    LITTLE_MONEY, SLOW_GROWTH, COSTS, ROUND_FAILED, REP_LEADS, FOUNDER_LEADS, REPS_SCATTERED, DEALS_LOST, NOT_RENEWED,
)  # fmt: skip

WORTH_NAMING = 0.1
HUNDRED = 100.0
STEEP = 1.5  # costs that rise by more than this factor within a year
USUAL_CASES = 5.0  # cases at the usual rate, added to those seen: few cases say little
HALVED = log(2.0)  # odds that are less far below the usual ones lose customers, but hardly a company
FORGIVEN = 1.0  # one case that went wrong may be luck


def led_by(company: "Company") -> str:
    """The plainest reason in the year before: one of ``REASONS``.

    An end within a quarter of the opening was decided by what was in the bank. Otherwise shortfalls are compared as
    logarithms of seen over needed: opportunities per seller against what a quota or the founders' hours take, win odds
    and renewal odds against a running company's, the ARR at the failed round against its bar, reps lost against those
    at work, and costs against those that revenue's growth would have paid for. Odds better than half the usual ones
    are no reason: every large company has some such shortfall, and what it dies of is that all of it does not pay.
    """
    if company.clock.months_at(company.env.now) <= QUARTER:
        return LITTLE_MONEY
    gaps = {SLOW_GROWTH: WORTH_NAMING} | _leads(company) | _customers(company) | _costs(company)
    if company.funding.failed:
        name = company.funding.next_round()
        bar = company.funding.spec.rounds[name].bar if name else 1.0
        gaps[ROUND_FAILED] = min(1.0, _gap(bar, company.management.truth.arr))
    return max(gaps, key=lambda reason: gaps[reason])


def _gap(needed: float, seen: float) -> float:
    """How far short, as a logarithm; a hundredfold shortfall is as bad as it gets."""
    if needed <= 0:
        return 0.0
    return log(needed / max(needed / HUNDRED, seen))


def _count_gap(needed: float, seen: float) -> float:
    """Shortfall of a count against the one needed, drawn towards none where few cases were needed."""
    return _gap(needed + USUAL_CASES, seen + USUAL_CASES)


def _leads(company: "Company") -> dict[str, float]:
    windows, sales = company.scorecard.windows, company.sales
    rep_months, opportunities = windows["rep_months"].total(YEAR), windows["opportunities"].total(YEAR)
    if rep_months > 0:
        lost = company.people.recent_rep_departures(YEAR)
        return {
            REP_LEADS: _count_gap(sales.leads_needed() * rep_months, opportunities),
            REPS_SCATTERED: _gap(lost, max(1.0, rep_months / YEAR)) if lost >= SCATTER else 0.0,
        }
    months = min(YEAR, len(windows["opportunities"].values))
    if months < QUARTER or sales.founders.room <= 0:
        return {}
    room = sales.founders.room / sales.main_segment().spec.cycle_months
    return {FOUNDER_LEADS: _count_gap(room * months, opportunities)}


def _customers(company: "Company") -> dict[str, float]:
    windows, segment = company.scorecard.windows, company.sales.main_segment().spec
    return {
        DEALS_LOST: _odds_gap(segment.win_rate, windows["won"].total(YEAR), windows["decided"].total(YEAR)),
        NOT_RENEWED: _odds_gap(segment.renewal, windows["renewed"].total(YEAR), windows["due"].total(YEAR)),
    }


def _odds_gap(usual: float, hits: float, tries: float) -> float:
    """Shortfall of the odds of hits against the usual ones, as far as so many cases can tell; none above half."""
    hits += FORGIVEN
    if hits >= tries:
        return 0.0
    gap = _gap(odds(usual), odds((hits + USUAL_CASES * usual) / (tries + USUAL_CASES)))
    return gap if gap >= HALVED else 0.0


def _costs(company: "Company") -> dict[str, float]:
    """Monthly costs of the last quarter against those a year before plus what ARR has gained since."""
    spend = company.scorecard.windows["spend"].values[-YEAR:]
    if len(spend) < 2 * QUARTER:
        return {}
    before, now = sum(spend[:QUARTER]) / QUARTER, sum(spend[-QUARTER:]) / QUARTER
    arrs = company.scorecard.arrs
    gained = max(0.0, arrs[-1] - arrs[-len(spend) - 1])
    return {COSTS: _gap(now, before + gained / YEAR) if now > STEEP * before else 0.0}


def default_alive(company: "Company") -> bool:
    """Would it break even on present cash at the trend of the last six months? (Burn falls in a straight line.)"""
    burns = company.scorecard.windows["burn"].values[-2 * QUARTER :]
    if not burns:
        return True
    level = sum(burns[-QUARTER:]) / len(burns[-QUARTER:])
    if level <= 0:
        return True
    if len(burns) < 2 * QUARTER:
        return False
    earlier = sum(burns[:QUARTER]) / QUARTER
    fall = (earlier - level) / QUARTER
    if fall <= 0:
        return False
    months = level / fall
    return level * months / 2.0 <= company.treasury.cash / 100.0
