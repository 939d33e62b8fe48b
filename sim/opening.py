"""The opening state: what the company already has, owes and knows on its opening date."""

import datetime

from pydantic import field_validator, model_validator

from sim.market import Billing
from sim.people import Role
from sim.quantities import (
    Count,
    HoursPerMonth,
    Money,
    MoneyPerMonth,
    MoneyPerYear,
    Number,
    Share,
    Spec,
    WholeMonths,
    decision,
    setting,
)

FIRST_YEAR, LAST_YEAR = 1990, 2100
WHOLE = 1.0 + 1e-9  # shares that add to one may miss it by rounding


class StaffRow(Spec):
    """An employee, or an accepted offer with a start date to come."""

    id: str = setting("Name or number, unique")
    role: Role = setting("engineer, rep, sdr, marketer, csm, sales_ops, manager or admin")
    start: datetime.date = setting("First day (ISO date); a later date than the opening is an accepted offer")
    salary: MoneyPerYear = setting("Annual base salary")
    quota: MoneyPerYear | None = setting("Annual quota of a rep (none: the plan's)", default=None)
    count: Count = setting("Number of like employees in this row", default=1, ge=1)


class CustomerRow(Spec):
    """A customer, or ``count`` like customers."""

    id: str = setting("Name or number, unique")
    segment: str = setting("Segment of the market")
    mrr: MoneyPerMonth = setting("Monthly recurring revenue of one customer")
    start: datetime.date = setting("First day of the first contract")
    term_months: WholeMonths = setting("Length of the contract in months", ge=1, le=60)
    billing: Billing = setting("upfront, annual, quarterly or monthly")
    count: Count = setting("Number of like customers in this row", default=1, ge=1)
    activated: bool | None = setting("Whether it uses the product (none: unknown)", default=None)
    expectation: Share | None = setting("Value that it was promised (none: the usual)", default=None)
    discount: Share | None = setting("Discount at which it was bought (none: list price)", default=None)


class ReceivableRow(Spec):
    """Money invoiced and not yet paid, or promised by wire."""

    id: str = setting("Invoice, unique")
    amount: Money = setting("Amount")
    due: datetime.date = setting("Day on which it is expected")


class PayableRow(Spec):
    """Money the company owes."""

    id: str = setting("Bill, unique")
    amount: Money = setting("Amount")
    due: datetime.date = setting("Day on which it must be paid")


class DebtRow(Spec):
    """A loan, paid back in equal monthly instalments of principal, with interest."""

    id: str = setting("Loan, unique")
    principal: Money = setting("Principal outstanding on the opening date")
    rate: Share = setting("Yearly interest")
    months: WholeMonths = setting("Months until it is paid back", ge=1)
    covenant: Money | None = setting(
        "Cash at a month's end below which the lender may call all that is left (none: no covenant)", default=None
    )


class DealRow(Spec):
    """An open opportunity."""

    id: str = setting("Deal, unique")
    segment: str = setting("Segment of the market")
    acv: Money = setting("Annual contract value on the table", gt=0)
    opened: datetime.date = setting("Day on which it became an opportunity")


class HistorySpec(Spec):
    """What the company has counted; counts of the last ``months`` months unless said otherwise."""

    months: WholeMonths = setting("Months counted", ge=1, le=24)
    sqls: Count | None = setting("SQLs", default=None)
    opportunities: Count | None = setting("Opportunities opened", default=None)
    won: Count | None = setting("Deals won", default=None)
    lost: Count | None = setting("Deals lost", default=None)
    cycle_months: Number | None = setting("Mean time from opportunity to decision, in months", default=None)
    renewals_due: Count | None = setting("Customers whose renewal fell due", default=None)
    renewed: Count | None = setting("Customers who renewed", default=None)
    new_mrr: Money | None = setting("New MRR won", default=None)
    churned_mrr: Money | None = setting("MRR lost", default=None)
    content_spend: MoneyPerMonth | None = setting("Content spend a month, on average", default=None)
    paid_spend: MoneyPerMonth | None = setting("Paid acquisition a month, on average", default=None)
    events_spend: MoneyPerMonth | None = setting("Spend on events a month, on average", default=None)
    burn: MoneyPerMonth | None = setting("Net burn a month, on average (money raised aside)", default=None)
    deals_decided: Count | None = setting("Deals decided since the company was founded", default=None)


class KnownSpec(Spec):
    """The hidden state, where it is known: only an exported opening can say it."""

    fit: dict[str, Share] = setting("Fit by segment")
    lessons: dict[str, Number] = setting("Decided deals in the playbook, by segment")
    content_work: Money = setting("Content work not yet rank")
    content_rank: Money = setting("Content rank")
    quality: Share = setting("Service quality")
    morale: Share = setting("Morale", gt=0)
    rounds: list[str] = setting("Rounds closed")
    failed_rounds: Count = setting("Failed tries")
    gates: list[str] = setting("Gates passed")
    network_months: WholeMonths = setting("Months the founders' network has been worked since the plan began")
    stocks: dict[str, Number] | None = setting("Stocks of market and product that nobody sees, by name", default=None)


class OpeningSpec(Spec):
    """The company on its opening date."""

    date: datetime.date = setting("Opening date, the first of a month")
    cash: Money = setting("Cash in the bank")
    staff: list[StaffRow] = setting("Roster with accepted offers, or the name of a CSV file")
    customers: list[CustomerRow] = setting("Customers, or the name of a CSV file")
    receivables: list[ReceivableRow] = setting("Receivables, or the name of a CSV file")
    wires: list[ReceivableRow] = setting("Money that investors have agreed to wire, or the name of a CSV file")
    payables: list[PayableRow] = setting("Payables, or the name of a CSV file")
    debt: list[DebtRow] = setting("Loans, or the name of a CSV file")
    pipeline: list[DealRow] = setting("Open pipeline, or the name of a CSV file")
    monthly_spend: MoneyPerMonth | None = setting(
        "Spend a month that is not pay, tools, hosting or marketing (none: the plan's overhead)", default=None
    )
    history: HistorySpec | None = setting("What the company has counted", default=None)
    known: KnownSpec | None = setting("Hidden state of an exported opening", default=None)

    @field_validator("date")
    @classmethod
    def _first_of_month(cls, value: datetime.date) -> datetime.date:
        if value.day != 1:
            raise ValueError("the opening date must be the first of a month")
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValueError(f"the opening date must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
        return value

    @field_validator("staff", "customers", "receivables", "wires", "payables", "debt", "pipeline")
    @classmethod
    def _unique(cls, rows: list[StaffRow]) -> list[StaffRow]:
        seen: set[str] = set()
        for row in rows:
            if row.id in seen:
                raise ValueError(f"duplicate id {row.id!r}")
            seen.add(row.id)
        return rows

    @model_validator(mode="after")
    def _begun(self) -> "OpeningSpec":
        """What the company already has did not begin later."""
        begun = [("customers", row.id, row.start) for row in self.customers]
        begun += [("pipeline", row.id, row.opened) for row in self.pipeline]
        for where, row, day in begun:
            if day > self.date:
                raise ValueError(f"{where}, row {row!r}: {day} is after the opening date {self.date}")
        return self


class FoundersSpec(Spec):
    """The founders and their hours (C17)."""

    count: Count = setting("Founders", ge=1)
    salary: MoneyPerYear = decision("Annual pay of a founder")
    hours: HoursPerMonth = setting("Working hours a month of one founder")
    product: Share = decision("Share of hours with product and its users")
    selling: Share = decision("Share of hours selling")
    service: Share = decision("Share of hours serving customers")

    @model_validator(mode="after")
    def _no_more_than_all_hours(self) -> "FoundersSpec":
        total = self.product + self.selling + self.service
        if total > WHOLE:
            raise ValueError(f"product, selling and service take {total:.0%} of the founders' hours, more than all")
        return self


class CompanySpec(Spec):
    """Who the company is."""

    name: str = setting("Name of the company")
    currency: str = setting("Currency label of all money")
    founders: FoundersSpec = setting("The founders")
    opening: OpeningSpec = setting("State on the opening date")
