"""Marketplace value: a supplier pays for buyers' orders, and many suppliers share the same buyers (C28, L22).

Whether a client gets orders is a race like that to activation: a common clock of expected orders per client runs on,
and a client has had orders in its term when the clock has passed its own threshold; nothing is scheduled for it.
"""

from math import exp
from typing import TYPE_CHECKING

from sim.customers import Customer
from sim.quantities import DAYS_PER_MONTH, Factor, Number, PerMonth, Positive, Share, Spec, decision, world

if TYPE_CHECKING:
    from sim.company import Company


class MarketplaceSpec(Spec):
    """Three multipliers of orders, and the labour that stands in for them."""

    traffic: Number = world("Buyers' inquiries a month on the opening date")
    traffic_growth: PerMonth = world("Growth of inquiries a month")
    habit: Share = world("Share of inquiries meant in earnest on the opening date")
    habit_months: Positive = world("Time constant in which buyers get used to buying here")
    seller_ability: Share = world("Share of inquiries that an untrained client can turn into business")
    orders: Factor = world("Orders per earnest inquiry to a trained client")
    free_members: Number = world("Members who pay nothing and share the inquiries")
    free_growth: PerMonth = world("Growth of their number a month")
    free_weight: Share = world("Inquiries of a free member against those of a paying one")
    labour: Share = decision("Service labour given to each client: posting elsewhere, training, answering (1 = full)")
    labour_inquiries: Number = world("Inquiries a month that full labour brings a client from elsewhere")
    order_value: Share = world("Value to a client that has had orders")
    effort_value: Share = world("Value to a client without orders that sees full labour: effort and hope")


class Marketplace:
    """How many orders there are for each client, and what clients make of it."""

    def __init__(self, company: "Company", spec: MarketplaceSpec) -> None:
        self._company = company
        self.spec = spec
        self._months = 0
        self._clock = self._since = 0.0
        self.rate = 0.0

    def labour(self) -> float:
        """Labour that reaches a client: what is meant to be given, as far as hours allow."""
        return self.spec.labour * self._company.success.quality

    def inquiries(self) -> float:
        """Inquiries a month for each client: shared traffic, and what labour brings."""
        spec = self.spec
        traffic = spec.traffic * (1.0 + spec.traffic_growth) ** self._months
        free = spec.free_members * (1.0 + spec.free_growth) ** self._months
        suppliers = self._company.success.active + spec.free_weight * free
        return traffic / max(1.0, suppliers) + spec.labour_inquiries * self.labour()

    def _measure(self) -> None:
        """Orders a month for each client: inquiries, buyers' habit and sellers' ability multiply."""
        spec = self.spec
        habit = 1.0 - (1.0 - spec.habit) * exp(-self._months / spec.habit_months)
        ability = spec.seller_ability + (1.0 - spec.seller_ability) * self.labour()
        self.rate = spec.orders * self.inquiries() * habit * ability

    def open(self) -> None:
        """The state on the opening date."""
        self._measure()

    def month_end(self, now: float) -> None:
        """A month goes by."""
        self._clock, self._since = self.clock(now), now
        self._months += 1
        self._measure()

    def clock(self, now: float) -> float:
        """Expected orders of a client until now, since the opening."""
        return self._clock + self.rate * (now - self._since) / DAYS_PER_MONTH

    def with_orders(self, customer: Customer) -> float:
        """Share of a customer row (0 or 1 for a single client) that has had orders in the running term."""
        now = self._company.env.now
        begun = customer.term_start
        expected = self.clock(now) - (customer.orders_from if begun >= 0 else self.rate * begun / DAYS_PER_MONTH)
        if customer.many:
            return 1.0 - exp(-expected)
        luck = self._company.luck.exponential(f"orders {customer.term_key()}", customer.number, now)
        return float(luck < expected)

    def views(self, customer: Customer) -> list[tuple[float, float]]:
        """What a customer row makes of its term: shares and the value each sees."""
        share = self.with_orders(customer)
        without = self.spec.effort_value * self.labour()
        return [(share, self.spec.order_value), (1.0 - share, without)]
