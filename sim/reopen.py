"""Puts the opening state into a company, so that ramp, renewals, collections and the open pipeline go on (no seam)."""

from datetime import date
from math import ceil, exp, log
from statistics import NormalDist
from typing import TYPE_CHECKING

from sim.clock import add_months
from sim.customers import Customer, Deal
from sim.departments.carried import restore
from sim.departments.channels import E_ACTIVATION, E_CLOSURE, E_LIFE, LEAD_SHAPE, U_QUALIFY, Z_ABILITY
from sim.opening import CustomerRow, DealRow, OpeningSpec, StaffRow
from sim.people import LUCK_SHAPE, OPENING, Member
from sim.quantities import DAYS_PER_MONTH
from sim.treasury import cents

if TYPE_CHECKING:
    from sim.company import Company

_STANDARD = NormalDist()
_SURE = 1e-9


def reopen(company: "Company") -> None:
    """Build people, customers, money due and hidden state from ``company.setup.company.opening``."""
    opening = company.setup.company.opening
    _money(company, opening)
    for row in opening.staff:
        _hire(company, row)
    for place, customer in enumerate(opening.customers):
        _serve(company, customer, place)
    company.scorecard.open(sum(row.count for row in opening.customers), company.success.mrr)
    _remember(company, opening)
    _learn(company, opening)
    for number, deal in enumerate(opening.pipeline):
        _work(company, deal, number)


def _money(company: "Company", opening: OpeningSpec) -> None:
    clock, treasury = company.clock, company.treasury
    grace = company.setup.finance.collection_days
    for receivable in opening.receivables:
        due = clock.day_of(receivable.due)
        treasury.expect(due if due >= 0 else grace, cents(receivable.amount), "collections")
    for wire in opening.wires:
        company.funding.expect(wire.id, wire.amount, max(0.0, clock.day_of(wire.due)))
    owed = [(max(0.0, clock.day_of(row.due)), cents(row.amount), "payables") for row in opening.payables]
    for loan in opening.debt:
        company.finance.loans.add(loan)
    company.obligations = sorted(owed)
    if opening.monthly_spend is not None:
        company.finance.overhead = company.finance.opening_overhead = opening.monthly_spend


def _hire(company: "Company", row: StaffRow) -> None:
    for slot in range(row.count):
        luck = company.luck.row(f"person opening {row.id}", slot, LUCK_SHAPE, 0.0)
        member = Member(row.role, f"{OPENING}{row.id}", slot, 0, luck, row.salary)
        member.start = company.clock.day_of(row.start)
        member.quota = row.quota or 0.0
        company.people.hold(member)
        if member.start > 0:
            company.people.expect(member)
        else:
            company.people.join(member)


def _serve(company: "Company", row: CustomerRow, place: int) -> None:
    success, segment = company.success, company.market.segments[row.segment]
    spec = company.setup.success
    luck = company.luck.row(f"customer {row.id}", 0, LEAD_SHAPE, 0.0)
    start = company.clock.day_of(row.start)
    ability = 1.0 if row.count > 1 else success.ability(luck[Z_ABILITY])
    customer = Customer(
        row.id, "opening", segment, cents(row.mrr), start, term=row.term_months, billing=row.billing, count=row.count,
        ability=ability, many=row.count > 1, life=luck[E_LIFE], activation_luck=luck[E_ACTIVATION],
        expectation=spec.expectation if row.expectation is None else row.expectation,
    )  # fmt: skip
    customer.discount = row.discount or 0.0
    segment.take_accounts(row.count)
    success.add(customer)
    company.sales.promises.inherit(customer, place)
    company.segments.won(customer, new=False)
    _activate(company, customer, row, luck[U_QUALIFY])
    term = 0
    while add_months(row.start, (term + 1) * row.term_months) < company.clock.opening:
        term += 1
    customer.terms = term
    begun = add_months(row.start, term * row.term_months)
    customer.term_start = company.clock.day_of(begun)
    if row.billing != "monthly":
        past = (company.clock.opening - begun).days / DAYS_PER_MONTH
        company.finance.bill_term(customer, customer.term_start, from_month=ceil(past - 0.02) if past > 0 else 0)
    success.renewals.schedule(customer, company.clock.day_of(add_months(row.start, (term + 1) * row.term_months)))
    if row.count == 1:
        success.schedule_closure(customer, luck[E_CLOSURE])


def _activate(company: "Company", customer: Customer, row: CustomerRow, luck: float) -> None:
    """What is not known of an old customer's activation is drawn at the odds of a race at full hours."""
    spec, age = company.setup.success, -customer.start
    in_time = 1.0 - exp(-spec.activation * spec.window_days / DAYS_PER_MONTH)
    if row.activated is None and age < spec.give_up_days:
        company.success.desk.race(customer, 0.0)
    elif row.activated is not False:
        customer.activated = customer.start
        customer.in_time = luck < in_time
        company.success.count_activated(customer)
    elif age < spec.give_up_days:
        company.success.desk.race(customer, 0.0)


def _remember(company: "Company", opening: OpeningSpec) -> None:
    """What the counts of the past say of playbook and content; the rest is in the world's narrowed ranges."""
    history, sales = opening.history, company.sales
    if history is None:
        return
    decided = history.deals_decided
    if decided is None:
        decided = (history.won or 0) + (history.lost or 0)
    sales.decided = decided
    weight = sales.spec.playbook.founder_weight if not sales.reps else 1.0
    for playbook in sales.playbooks.values():
        playbook.learn(weight * decided / len(sales.playbooks))
    if history.content_spend:
        for _ in range(history.months):
            company.marketing.write(history.content_spend)
    company.scorecard.net_new_mrr = ((history.new_mrr or 0.0) - (history.churned_mrr or 0.0)) / history.months


def _learn(company: "Company", opening: OpeningSpec) -> None:
    """Service quality follows load; an exported opening knows the rest."""
    success, known = company.success, opening.known
    success.open_quality()
    if known is not None:
        company.product.fit.update(known.fit)
        for name, lessons in known.lessons.items():
            playbook = company.sales.playbooks[name]
            playbook.learn(lessons - playbook.seen)
        company.marketing.work, company.marketing.rank = known.content_work, known.content_rank
        success.quality = known.quality
        company.people.morale = known.morale
        company.funding.done = list(known.rounds)
        company.funding.failed = known.failed_rounds
        company.roadmap.restore(known.gates)
        company.marketing.worked_before = known.network_months
        restore(company, known.stocks or {})
    success.judge()


def _work(company: "Company", row: DealRow, number: int) -> None:
    """An open opportunity goes on: the rest of a cycle that has already lasted so long."""
    segment = company.market.segments[row.segment]
    luck = company.luck.row(f"deal {row.id}", 0, LEAD_SHAPE, 0.0)
    opened = min(0.0, company.clock.day_of(row.opened))
    deal = Deal("pipeline", number, segment, luck, 0.0)
    deal.acv = row.acv
    deal.pioneer = segment.take_account(luck[U_QUALIFY])
    deal.units = segment.spec.deal_units
    deal.expires = company.days(company.setup.sales.patience_months)
    deal.months = _rest_of_cycle(row.opened, company, segment.spec.cycle_months, segment.spec.cycle_spread, luck[0])
    company.sales.desk.take(deal, 0.0)
    if deal.seller is not None:
        deal.taken = deal.arrived = opened  # its cycle began before the opening


def _rest_of_cycle(opened: date, company: "Company", median: float, spread: float, luck: float) -> float:
    age = max(0.0, -company.clock.day_of(opened)) / DAYS_PER_MONTH
    if age == 0.0 or spread == 0.0:
        return max(0.0, median - age)
    passed = _STANDARD.cdf(log(age / median) / spread)
    place = min(1.0 - _SURE, passed + (1.0 - passed) * luck)
    return max(0.0, median * exp(spread * _STANDARD.inv_cdf(max(_SURE, place))) - age)
