"""Finance: invoices go out, pay dates and bills are met (C40)."""

from typing import TYPE_CHECKING

from sim.clock import PAYS_PER_YEAR, PayCycle
from sim.customers import Customer
from sim.departments.loans import Loans
from sim.quantities import (
    DAYS_PER_MONTH,
    Days,
    MoneyPerMonth,
    Share,
    Spec,
    decision,
    world,
)
from sim.treasury import cents

if TYPE_CHECKING:
    from sim.company import Company

INSTALMENT_MONTHS = {"upfront": 60, "annual": 12, "quarterly": 3}


class FinanceSpec(Spec):
    """How money comes in and goes out."""

    pay_cycle: PayCycle = decision("Pay dates: monthly, semimonthly (15th and last) or biweekly (Fridays)")
    collection_days: Days = world("Days from invoice to money")
    bad_debt: Share = world("Share of invoiced money that never comes")
    hosting: MoneyPerMonth = world("Hosting and third-party cost of serving one customer")
    overhead: MoneyPerMonth = decision("Monthly spend that is not pay, tools, hosting or marketing")
    interest: Share = world("Yearly interest earned on cash")


class FinanceTeam:
    """Sends the invoices and pays the bills."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: FinanceSpec = company.setup.finance
        self.pay_days = company.clock.pay_days(self.spec.pay_cycle)
        self.last_pay = company.clock.last_pay_day(self.spec.pay_cycle)
        self.overhead = self.opening_overhead = self.spec.overhead
        self.founders_paid = True
        self.loans = Loans(company)
        self.pay_seen = company.levers.declare("payroll seen")
        self.looseness = company.levers.declare("overhead")

    # -- money in ---------------------------------------------------------------------------------------------------

    def _invoice(self, customer: Customer | None, day: float, amount: float) -> None:
        net = round(amount * (1.0 - self.spec.bad_debt))
        self._company.treasury.expect(day + self.spec.collection_days, net, "collections", customer, day)

    def bill_term(self, customer: Customer, now: float, from_month: int = 0) -> None:
        """Invoice a term that begins now: whole years or quarters in advance, or the rest of a first month."""
        if customer.billing == "monthly":
            if customer.terms == 0:
                company = self._company
                end = next(end for end in (*company.clock.month_ends, now + DAYS_PER_MONTH) if end > now)
                self._invoice(customer, now, customer.mrr * customer.count * (end - now) / DAYS_PER_MONTH)
            return
        term, step = customer.term, INSTALMENT_MONTHS[customer.billing]
        for month in range(0, term, step):
            if month >= from_month:
                length = step if month + step <= term else term - month
                day = self._company.clock.months_later(now, month) if month else now
                self._invoice(customer, day, customer.mrr * customer.count * length)

    def bill_rest(self, customer: Customer, more: int, now: float) -> None:
        """Invoice what a larger contract costs (cents a month) for the rest of a term that is billed already."""
        left = customer.term - (now - customer.term_start) / DAYS_PER_MONTH
        if left > 0:
            self._invoice(customer, now, more * left)

    def invoiced(self, customer: Customer, now: float) -> float:
        """What a customer in its first term has been invoiced until now, in cents."""
        months = (now - customer.term_start) / DAYS_PER_MONTH
        if customer.billing == "monthly":
            return customer.mrr * customer.count * months
        step = min(INSTALMENT_MONTHS[customer.billing], customer.term)
        return float(customer.mrr * customer.count * min(customer.term, step * (int(months // step) + 1)))

    def bill_month(self, now: float) -> None:
        """Invoice all customers on monthly billing for the month that begins."""
        if self._company.success.monthly_billed:
            self._invoice(None, now, self._company.success.monthly_billed)

    # -- money out --------------------------------------------------------------------------------------------------

    def pay_staff(self, now: float) -> bool:
        """Base pay since the last pay date, for the days worked."""
        company = self._company
        share, since = 1.0 / PAYS_PER_YEAR[self.spec.pay_cycle], self.last_pay
        period = now - since
        owed = 0.0
        for member in company.people.staff:
            pay = member.salary * share
            owed += pay if member.start <= since else pay * ((now - member.start) / period)
        for member in company.people.gone_unpaid:
            begin = max(member.start, since)
            owed += member.salary * share * ((member.left or now) - begin) / period
        company.people.gone_unpaid.clear()
        if self.founders_paid:
            founders = company.setup.company.founders
            owed += founders.count * founders.salary * share * company.people.founders.value
        self.last_pay = now
        return company.treasury.pay(cents(owed * company.people.load()), "payroll")

    def pay_commissions(self, now: float) -> bool:
        """The month's commissions and guarantees."""
        company = self._company
        load = company.people.load()
        owed = round(company.sales.variable_pay(now) * load) + round(company.success.take_bonuses() * load)
        return company.treasury.pay(owed, "payroll")

    def pay_bills(self, budgets: dict[str, float]) -> bool:
        """The month's bills: marketing, tools, hosting, overhead."""
        company = self._company
        heads = len(company.people.staff) + company.setup.company.founders.count
        pay = company.treasury.pay
        return (
            pay(cents(sum(budgets.values())), "marketing")
            and pay(cents(company.setup.people.tools * heads), "tools")
            and pay(cents(self.spec.hosting * company.success.active + company.marketing.free.cost()), "hosting")
            and pay(cents(self.overhead * self.looseness.value), "overhead")
            and pay(cents(company.marketing.partner.fees()), "platform fees")
            and pay(cents(company.sales.coaching.training_bill()), "training")
        )

    def earn_interest(self) -> None:
        """A month's interest on cash."""
        earned = round(self._company.treasury.cash * self.spec.interest / 12.0)
        if earned > 0:
            self._company.treasury.receive(earned, "interest")

    def pay_debts(self, now: float) -> bool:
        """Payables and debt service of the opening that fall due by now, in their order."""
        company = self._company
        waiting = company.obligations
        if not waiting and not self.loans.open:
            return True
        due = self.loans.due(now)
        while waiting and waiting[0][0] <= now:
            due.append(waiting.pop(0))
        return all(company.treasury.pay(amount, reason) for _, amount, reason in sorted(due))

    def committed(self, budgets: dict[str, float]) -> float:
        """Money a month that the company has bound itself to spend, accepted offers and open posts included (C44)."""
        company, people = self._company, self._company.people
        founders = company.setup.company.founders
        pay = founders.count * founders.salary / 12.0 * people.load() if self.founders_paid else 0.0
        return (
            pay * people.founders.value * self.pay_seen.value
            + company.sales.coaching.training_bill()
            + founders.count * people.spec.tools
            + people.costs((*people.staff, *people.offers)) * self.pay_seen.value
            + self.spec.hosting * company.success.active
            + company.marketing.free.cost()
            + self.overhead * self.looseness.value
            + sum(budgets.values())
        )
