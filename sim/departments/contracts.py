"""What else a contract says: several years at a discount, and a refund clause (C26)."""

from math import exp
from typing import TYPE_CHECKING

from sim.customers import Customer, Deal
from sim.quantities import (
    DAYS_PER_MONTH,
    Count,
    Factor,
    Hours,
    Months,
    Share,
    Spec,
    decision,
    world,
)

if TYPE_CHECKING:
    from sim.company import Company

YEAR = 12
UPFRONT = "upfront"


class MultiYearSpec(Spec):
    """Several years signed and paid at once."""

    years: Count = decision("Years offered (1: none are)", ge=1, le=5)
    discount: Share = decision("Discount for signing and paying them at once")
    uptake: Factor = world("How fast buyers take it up with the discount: 1 - exp(-uptake · discount)")


class RefundSpec(Spec):
    """Money back when it does not work out."""

    months: Months = decision("Months within which a customer may ask for its money back (0: no such clause)")
    win_odds: Factor = world("Win odds with the clause, against without")
    claims: Share = world("Share of badly disappointed customers that go through with it")
    tolerance: Share = world("Value below expectation at which half of those would")
    slope: Factor = world("How sharply claims rise with disappointment")
    lesson_hours: Hours = world("Hours of contact with customers that one claim is worth to the product")


class ContractsSpec(Spec):
    """Terms beyond price and length."""

    multi_year: MultiYearSpec = world("Several years at once")
    refund: RefundSpec = world("Refund clause")


class Contracts:
    """Signs them, and pays back."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: ContractsSpec = company.setup.sales.contracts
        many = self.spec.multi_year
        self._takers = 1.0 - exp(-many.uptake * many.discount) if many.years > 1 else 0.0
        self.win_odds = self.spec.refund.win_odds if self.spec.refund.months > 0 else 1.0
        self.lessons = 0.0  # contact hours that the month's claims were worth

    def sign(self, deal: Deal, acv: float) -> float:
        """The yearly value that is signed: metrics are normalised to one year whatever the term."""
        many = self.spec.multi_year
        luck, now = self._company.luck, self._company.env.now
        if self._takers and luck.uniform(f"multi-year {deal.channel}", deal.number, now) < self._takers:
            deal.term = many.years * YEAR
            return acv * (1.0 - many.discount)
        return acv

    def begin(self, customer: Customer, deal: Deal) -> None:
        """A contract begins: its term, and the end of its refund window."""
        if deal.term:
            customer.term, customer.billing = deal.term, UPFRONT
        refund = self.spec.refund
        if refund.months > 0:
            paid = self._company.finance.spec.collection_days + 1.0  # nobody claims back what is not paid yet
            self._company.env.call(max(refund.months * DAYS_PER_MONTH, paid), self._window_ends, customer)

    def chance(self, customer: Customer) -> float:
        """Probability that a customer asks for its money back: rare, unless it is badly disappointed."""
        refund, success = self.spec.refund, self._company.success
        gap = success.expected(customer) - (0.0 if customer.activated is None else success.value(customer))
        return refund.claims / (1.0 + exp(-refund.slope * (gap - refund.tolerance)))

    def _window_ends(self, customer: Customer) -> None:
        if customer.gone_at is not None:
            return
        company, now = self._company, self._company.env.now
        company.success.desk.settle(now)
        if company.luck.uniform(f"refund {customer.channel}", customer.number, now) >= self.chance(customer):
            return
        paid = round(company.finance.invoiced(customer, now) * (1.0 - company.finance.spec.bad_debt))
        company.tally.refunded += customer.count
        self.lessons += self.spec.refund.lesson_hours
        company.success.lose(customer, customer.count, "refunded")
        company.treasury.pay(paid, "refunds")
