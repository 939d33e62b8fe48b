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
WORTH_NAMING = 0.1
HUNDRED = 100.0


def led_by(company: "Company") -> str:
    """The plainest reason in the year before: one phrase of a fixed list.

    Shortfalls are compared as logarithms of seen over needed: opportunities per seller against what a quota or the
    founders' hours take, win odds and renewal odds against a running company's, the ARR at the failed round against its
    bar, and reps lost against those at work.
    """
    gaps = {"growth too slow for the burn": WORTH_NAMING} | _leads(company) | _customers(company)
    if company.funding.failed:
        name = company.funding.next_round()
        bar = company.funding.spec.rounds[name].bar if name else 1.0
        gaps["the round failed"] = min(1.0, _gap(bar, company.management.truth.arr))
    return max(gaps, key=lambda reason: gaps[reason])


def _gap(needed: float, seen: float) -> float:
    """How far short, as a logarithm; a hundredfold shortfall is as bad as it gets."""
    if needed <= 0:
        return 0.0
    return log(needed / max(needed / HUNDRED, seen))


def _leads(company: "Company") -> dict[str, float]:
    windows, sales = company.scorecard.windows, company.sales
    rep_months, opportunities = windows["rep_months"].total(YEAR), windows["opportunities"].total(YEAR)
    if rep_months > 0:
        lost = company.people.recent_rep_departures(YEAR)
        return {
            "too few leads for the reps": _gap(sales.leads_needed(), opportunities / rep_months),
            "reps scattered": _gap(lost, max(1.0, rep_months / YEAR)) if lost >= SCATTER else 0.0,
        }
    months = min(YEAR, len(windows["opportunities"].values))
    room = sales.founders.room / sales.segments()[0].spec.cycle_months
    return {"too few leads for the founders": _gap(room, opportunities / max(1, months))}


def _customers(company: "Company") -> dict[str, float]:
    windows, segment = company.scorecard.windows, company.sales.segments()[0].spec
    decided, due = windows["decided"].total(YEAR), windows["due"].total(YEAR)
    gaps: dict[str, float] = {}
    if decided > 0:
        gaps["deals lost: product and playbook not ready"] = _odds_gap(
            segment.win_rate, windows["won"].total(YEAR), decided
        )
    if due > 0:
        gaps["customers did not renew"] = _odds_gap(segment.renewal, windows["renewed"].total(YEAR), due)
    return gaps


def _odds_gap(usual: float, hits: float, tries: float) -> float:
    """Shortfall of the odds of hits, half a hit and half a miss added, against the usual ones."""
    return _gap(odds(usual), (hits + 0.5) / (tries - hits + 0.5))


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
