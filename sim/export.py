"""A company's state at a month's end, as changes to its scenario: the inverse of ``reopen``."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from sim.departments.carried import moved, stocks
from sim.departments.decided import cities, entered
from sim.plan import HireSpec
from sim.quantities import DAYS_PER_MONTH
from sim.turns import FoundersTimeSpec, TurnSpec

if TYPE_CHECKING:
    from sim.company import Company
    from sim.customers import Customer
    from sim.people import Member

HISTORY_MONTHS = 6
REPS = "plan.hires.rep."
BY_LEADS = "by leads"
Days = Callable[[float], str]


def export(company: "Company", months: int) -> dict[str, Any]:
    """Changes by path that make the scenario open where this company stands after ``months``: the opening state (cash,
    MRR and heads are exact), what is left of the plan, and of the perils; None takes an entry out."""
    hires = _hires(company, months)
    left = {path.rpartition(".")[2] for path, hire in hires.items() if path.startswith(REPS) and hire is not None}
    opening, names = _opening(company)
    return {
        "company.opening": opening,
        **hires,
        **cities(company, names, left | {BY_LEADS}),
        **_budgets(company, months),
        **_perils(company, months),
        **moved(company, months),
        **_turns(company, months),
        "funding.opening_regime": company.funding.regime,
    }


def _opening(company: "Company") -> tuple[dict[str, Any], "dict[Member, str]"]:
    """The opening state, and what its roster calls whom."""

    def iso(day: float) -> str:
        return (company.clock.opening + timedelta(days=int(day))).isoformat()

    now, names = company.env.now, _Names()
    people, success = company.people, company.success
    roster = {member: names(member.label) for member in (*people.staff, *people.offers)}
    waiting = [*company.sales.desk.waiting, *company.sales.open_deals]
    opening = {
        "date": iso(now),
        "cash": company.treasury.cash / 100.0,
        "staff": [
            {
                "id": name, "role": member.role, "start": iso(ceil(member.start)),
                "salary": member.salary, "quota": member.quota or None,
            }
            for member, name in roster.items()
        ],
        "customers": [_customer(customer, names(customer.id), iso) for customer in success.customers],
        "receivables": _receivables(company, now, iso),
        "wires": [
            {"id": name, "amount": size, "due": iso(ceil(due))} for due, name, size in company.funding.coming
        ],
        "payables": [
            {"id": names(reason), "amount": amount / 100.0, "due": iso(due)}
            for due, amount, reason in company.obligations
        ],
        "debt": [
            {
                "id": loan.name, "principal": loan.left / 100.0, "rate": loan.rate, "months": len(loan.payments),
                "covenant": None if loan.covenant is None else loan.covenant / 100.0,
            }
            for loan in company.finance.loans.open if loan.payments
        ],
        "pipeline": [
            {
                "id": names(f"{deal.channel} {deal.number}"), "segment": deal.segment.name,
                "acv": round(company.sales.contract_value(deal), 2), "opened": iso(deal.arrived),
            }
            for deal in waiting
        ],
        "monthly_spend": company.finance.overhead,
        "history": _history(company),
        "known": _known(company),
    }  # fmt: skip
    return opening, roster


class _Names:
    """Gives each row its own name, and numbers it where another has it already."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def __call__(self, name: str) -> str:
        self._given[name] += 1
        return name if self._given[name] == 1 else self(f"{name} ({self._given[name]})")


def _receivables(company: "Company", now: float, iso: Days) -> list[dict[str, Any]]:
    """What has been invoiced; instalments to come are invoiced again by the contracts."""
    return [
        {"id": f"{number}", "amount": amount / 100.0, "due": iso(due)}
        for due, number, amount, _, customer, invoiced in sorted(
            company.treasury.receivables, key=lambda item: item[:2]
        )
        if invoiced < now and (customer is None or customer.gone_at is None or customer.gone_at > invoiced)
    ]


def _hires(company: "Company", months: int) -> dict[str, Any]:
    """Posts of the plan that are still to be opened, their months counted from the new opening."""
    management = company.management
    left: dict[str, Any] = _over(company)
    for role, groups in management.plan.hires.items():
        for name, hire in groups.items():
            key = (role, name)
            rest = _rest(hire, management.opened[key], management.wanted.get(key, 0.0), months)
            if rest is not None or name in company.setup.plan.hires.get(role, {}):
                left[f"plan.hires.{role}.{name}"] = rest
    return left


def _over(company: "Company") -> dict[str, Any]:
    """Posts of the plan that a turn has taken out."""
    return {
        f"plan.hires.{role}.{name}": None
        for role, groups in company.setup.plan.hires.items()
        for name in groups
        if name not in company.management.plan.hires[role]
    }


def _turns(company: "Company", months: int) -> dict[str, Any]:
    """Turns to come, and what those taken have changed beside the plan."""
    turns = company.setup.turns
    if not turns:
        return {}
    founders = company.setup.company.founders
    return {
        **{
            f"turns.{name}": None if turn.month <= months else _to_come(company, turn, months)
            for name, turn in turns.items()
        },
        "policies": company.management.chosen.model_dump(),
        **{f"company.founders.{task}": getattr(founders, task) for task in FoundersTimeSpec.model_fields},
    }


def _to_come(company: "Company", turn: TurnSpec, months: int) -> dict[str, Any]:
    """A turn with its months counted from the new opening, its posts less those that are open already."""
    data: dict[str, Any] = turn.model_dump() | {"month": turn.month - months}
    for role, groups in turn.hires.items():
        for name, hire in groups.items():
            rest = company.management.rest_of(role, name, hire) or hire.model_copy(update={"count": 0, "times": 1})
            month = {} if rest.month is None else {"month": max(1, rest.month - months)}
            data["hires"][role][name] = rest.model_dump() | month
    for steps in data["budgets"].values():
        for step in steps.values():
            step["month"] = max(1, step["month"] - months)
    return data


def _rest(hire: HireSpec, opened: int, wanted: float, months: int) -> dict[str, Any] | None:
    data = hire.model_dump()
    if opened == 0:
        return data if hire.month is None else data | {"month": max(1, hire.month - months)}
    if hire.every_months is None or opened == hire.times:
        return None
    next_one = (wanted + hire.every_months * DAYS_PER_MONTH) / DAYS_PER_MONTH - months
    left = None if hire.times is None else hire.times - opened
    return data | {"gate": None, "delay_months": 0.0, "month": max(1, ceil(next_one) + 1), "times": left}


def _budgets(company: "Company", months: int) -> dict[str, Any]:
    """The budgets in force and those to come."""
    changes: dict[str, Any] = {}
    for channel, steps in company.management.plan.budgets.items():
        begun = [name for name, step in steps.items() if step.month <= months + 1 and step.gate is None]
        over = sorted(begun, key=lambda name: steps[name].month)[:-1]
        for name, step in steps.items():
            path = f"plan.budgets.{channel}.{name}"
            if name not in over:
                changes[path] = step.model_dump() | {"month": max(1, step.month - months)}
            elif name in company.setup.plan.budgets.get(channel, {}):
                changes[path] = None
    return changes


def _perils(company: "Company", months: int) -> dict[str, Any]:
    """Shocks to come, and what is left of one that lasts."""
    changes: dict[str, Any] = {}
    for name, peril in company.setup.perils.items():
        lasted = max(0, months + 1 - peril.start)
        whole = getattr(peril, "months", 1)  # some strike once
        left: dict[str, Any] = {"start": max(1, peril.start - months)}
        if hasattr(peril, "months"):
            left["months"] = max(0, whole - lasted)
        since = entered(company, peril.kind)
        if since is not None:
            left["entered_months"] = since
        changes[f"perils.{name}"] = peril.model_dump() | left if lasted < whole or since is not None else None
    return changes


def _customer(customer: "Customer", name: str, iso: Days) -> dict[str, Any]:
    return {
        "id": name,
        "segment": customer.segment.name,
        "mrr": customer.mrr / 100.0,
        "start": iso(customer.start),
        "term_months": customer.term,
        "billing": customer.billing,
        "count": customer.count,
        "activated": customer.activated is not None or None,
        "expectation": customer.expectation,
        "discount": customer.discount or None,
    }


def _history(company: "Company") -> dict[str, Any]:
    windows = company.scorecard.windows
    months = min(HISTORY_MONTHS, len(windows["won"].values))
    won, decided = windows["won"].total(months), windows["decided"].total(months)
    due = windows["due"].total(months)
    return {
        "months": months,
        "sqls": int(windows["sqls"].total(months)),
        "opportunities": int(windows["opportunities"].total(months)),
        "won": int(won),
        "lost": int(decided - won),
        "cycle_months": windows["cycle"].total(months) / decided if decided else None,
        "renewals_due": int(due),
        "renewed": int(windows["renewed"].total(months)),
        "new_mrr": windows["new_mrr"].total(months),
        "churned_mrr": windows["churned_mrr"].total(months),
        "content_spend": windows["content"].total(months) / months,
        "burn": max(0.0, windows["burn"].total(months) / months),
        "deals_decided": company.sales.decided,
    }


def _known(company: "Company") -> dict[str, Any]:
    return {
        "fit": dict(company.product.fit),
        "lessons": {name: playbook.seen for name, playbook in company.sales.playbooks.items()},
        "content_work": company.marketing.work,
        "content_rank": company.marketing.rank,
        "quality": company.success.quality,
        "morale": company.people.morale,
        "rounds": list(company.funding.done),
        "failed_rounds": company.funding.failed,
        "gates": list(company.roadmap.reached),
        "network_months": len(company.journal.rows) + company.marketing.worked_before,
        "stocks": stocks(company) or None,
    }
