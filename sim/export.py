"""A company's state at a month's end as an opening state that can be run again (the inverse of ``reopen``)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.company import Company
    from sim.customers import Customer

HISTORY_MONTHS = 6


def export(company: "Company") -> dict[str, Any]:
    """The opening state, as the plain data of ``scenario.company.opening``; cash, MRR and heads are exact."""
    now, clock = company.env.now, company.clock
    opening = clock.opening + timedelta(days=int(now))

    def iso(day: float) -> str:
        return (clock.opening + timedelta(days=int(day))).isoformat()

    people, success, treasury = company.people, company.success, company.treasury
    waiting = list(company.sales.desk.waiting) + list(company.sales.open_deals.values())
    return {
        "date": opening.isoformat(),
        "cash": treasury.cash / 100.0,
        "staff": [
            {
                "id": f"{place} {member.name}", "role": member.role, "start": iso(member.start),
                "salary": member.salary, "quota": member.quota or None,
            }
            for place, member in enumerate((*people.staff, *people.offers))
        ],
        "customers": [_customer(customer, iso) for customer in success.customers.values()],
        "receivables": [
            {"id": f"{number}", "amount": amount / 100.0, "due": iso(due)}
            for due, number, amount, _, customer, from_day in sorted(treasury.receivables, key=lambda item: item[:2])
            if from_day < now and (customer is None or customer.gone_at is None or customer.gone_at > from_day)
        ],
        "wires": [
            {"id": f"{place} {name}", "amount": size, "due": iso(due)}
            for place, (due, name, size) in enumerate(company.funding.coming)
        ],
        "payables": [
            {"id": f"{place} {reason}", "amount": amount / 100.0, "due": iso(due)}
            for place, (due, amount, reason) in enumerate(company.obligations)
        ],
        "debt": [],
        "pipeline": [
            {
                "id": f"{place} {deal.channel} {deal.number}", "segment": deal.segment.name,
                "acv": round(company.sales.contract_value(deal), 2), "opened": iso(deal.arrived),
            }
            for place, deal in enumerate(waiting)
        ],
        "monthly_spend": company.finance.overhead,
        "history": _history(company),
        "known": _known(company),
    }  # fmt: skip


def _customer(customer: "Customer", iso: Any) -> dict[str, Any]:
    return {
        "id": customer.id,
        "segment": customer.segment.name,
        "mrr": customer.mrr / 100.0,
        "start": iso(customer.start),
        "term_months": customer.term,
        "billing": customer.billing,
        "count": customer.count,
        "activated": customer.activated is not None or None,
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
        "raised": company.funding.raised,
        "rounds": list(company.funding.done),
        "failed_rounds": company.funding.failed,
        "gates": list(company.roadmap.reached),
    }
