"""A platform partner: somebody else's customers for as long as the partner likes (C14).

The platform's shop window brings leads that trust it. It takes a fee, and it may close the window on any day.
"""

from math import exp
from typing import TYPE_CHECKING

from sim.quantities import Factor, PerMonth, Positive, Share, Spec, world

if TYPE_CHECKING:
    from sim.company import Company

CHANNEL = "platform"


class PlatformSpec(Spec):
    """Leads from a platform's shop window."""

    sqls: PerMonth = world("SQLs a month from the platform once listed (0 = no such partner)")
    listing_months: Positive = world("Time constant in which the listing gains its place")
    odds: Factor = world("Win odds of a lead from the platform, against others")
    fee: Share = world("Share of the first year's value that the platform keeps")
    cut_off: PerMonth = world("Hazard that the platform cuts us off (its own product, its rules, its whim)")
    customers_lost: Share = world("Share of the customers it brought who leave with the platform")


class Partner:
    """The partnership, while it lasts."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: PlatformSpec = company.setup.marketing.platform
        self.open = True
        self.owed = 0.0
        self.window = company.levers.declare("platform leads")
        self._patience = company.luck.exponential("platform cut-off", 0, 0.0) if self.spec.sqls > 0 else 0.0

    def leads(self, month: int) -> float:
        """SQLs of month ``month`` (0 = the first); decides whether the platform goes on."""
        spec = self.spec
        if self.open and self._patience <= spec.cut_off:
            self.open = False
            self._company.journal.note(self._company.env.now, "cut off", CHANNEL)
            self.turn_away(1.0)
        self._patience -= spec.cut_off
        listed = 1.0 - exp(-(month + 1) / spec.listing_months)
        return spec.sqls * listed * self.window.value if self.open else 0.0

    def turn_away(self, share: float) -> None:
        """The platform closes so much of its window; customers it brought go with it."""
        company = self._company
        now = company.env.now
        for customer in [row for row in company.success.customers if row.channel == CHANNEL]:
            if company.luck.uniform(f"platform {customer.id}", 0, now) < share * self.spec.customers_lost:
                company.success.lose(customer, customer.count, "churned")

    def sold(self, acv: float) -> None:
        """A deal of the platform's is won: its fee is due with the month's bills."""
        self.owed += self.spec.fee * acv

    def fees(self) -> float:
        """Fees of the month; asks once."""
        owed, self.owed = self.owed, 0.0
        return owed
