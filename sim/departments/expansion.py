"""Growth, shrinkage and return of customers: expansion by its owner, downgrades at renewal, reactivation (C32).

A customer's first months of growth belong to whoever sold to it, later ones to whoever looks after it. Young customers
are asked one by one each month; the others wait, like activations, for a common clock to pass their own threshold.
"""

from collections import deque
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Literal

from sim.customers import Customer
from sim.quantities import DAYS_PER_MONTH, Months, PerMonth, Positive, Share, Spec, decision, world

if TYPE_CHECKING:
    from sim.company import Company

Grower = Literal["sales", "csm"]


class ExpansionSpec(Spec):
    """How customers come to pay more, or less, or again."""

    rate: PerMonth = world(
        "Hazard with which a healthy customer buys more, asked by the right owner (0: none ever does)"
    )
    step: Share = world("What it adds to the customer's revenue")
    early_months: Months = world("Months in which a seller still has the customer's ear")
    early_owner: Grower = decision("Who sells more in those months: sales or csm")
    late_owner: Grower = decision("Who does so afterwards")
    wrong_owner: Share = world("Share of the hazard that is left when the wrong one asks")
    commission: Share = decision("Commission on the yearly value added")
    downgrade: Share = world("Chance that a renewing customer cuts its contract when it gets no value at all")
    cut: Share = world("What a downgrade takes off the customer's revenue")
    return_chance: Share = world("Chance that a customer that did not renew looks again later (0: none ever does)")
    return_months: Positive = world("Months until it does; it comes back if its value now meets its expectation")


class Expansion:
    """Keeps who may grow next."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: ExpansionSpec = company.setup.success.expansion
        self._young: deque[tuple[Customer, float]] = deque()  # with the luck that is left
        self._old: list[tuple[float, int, Customer]] = []
        self._rows: dict[Customer, None] = {}
        self._clock = 0.0
        self._count = 0

    def add(self, customer: Customer) -> None:
        """A customer that may grow."""
        if self.spec.rate <= 0.0:
            return
        if customer.many:
            self._rows[customer] = None
        else:
            self._young.append((customer, self._luck(customer)))

    def _luck(self, customer: Customer) -> float:
        customer.asked += 1
        purpose = f"expansion {customer.key} {customer.asked}"
        return self._company.luck.exponential(purpose, customer.number, self._company.env.now)

    def _pace(self, early: bool) -> float:
        """Hazard of a month by the owner of the moment: the wrong one loses most, and an owner has to be there."""
        spec, company = self.spec, self._company
        owner, right = (spec.early_owner, "sales") if early else (spec.late_owner, "csm")
        there = (
            company.success.quality
            if owner == "csm"
            else float(bool(company.sales.founders.room or company.sales.reps))
        )
        return spec.rate * there * (1.0 if owner == right else spec.wrong_owner)

    def _health(self, segment: str) -> float:
        success, company = self._company.success, self._company
        value = company.product.fit[segment] * success.feeling()
        return min(1.0, value / max(0.01, success.spec.expectation)) * success.health.healthy(segment)

    def month_end(self, now: float) -> int:
        """A month of asking; returns the commissions owed, in cents."""
        if self.spec.rate <= 0.0:
            return 0
        health = {name: self._health(name) for name in self._company.market.segments}
        early, late = self._pace(True), self._pace(False)
        added = self._ask_young(now, early, health) + self._ask_old(late, health)
        for customer in self._rows:
            pace = late if now - customer.start > self.spec.early_months * DAYS_PER_MONTH else early
            share = pace * health[customer.segment.name] * self.spec.step
            added += self._grow(customer, share) if customer.gone_at is None else 0
        return round(12.0 * added * self.spec.commission)

    def _ask_young(self, now: float, pace: float, health: dict[str, float]) -> int:
        added, kept = 0, deque[tuple[Customer, float]]()
        for customer, luck in self._young:
            if customer.gone_at is not None:
                continue
            left = luck - pace * health[customer.segment.name] * customer.ability
            if left <= 0.0 and customer.activated is not None:
                added += self._grow(customer, self.spec.step)
                left = self._luck(customer)
            if now - customer.start < self.spec.early_months * DAYS_PER_MONTH:
                kept.append((customer, max(0.0, left)))
            else:
                self._wait(customer, max(0.0, left))
        self._young = kept
        return added

    def _wait(self, customer: Customer, luck: float) -> None:
        self._count += 1
        heappush(self._old, (self._clock + luck / max(0.01, customer.ability), self._count, customer))

    def _ask_old(self, pace: float, health: dict[str, float]) -> int:
        """The common clock runs at the mean health of the segments' customers."""
        success, added = self._company.success, 0
        weights = {name: success.customers_in(name) for name in health}
        total = sum(weights.values())
        mean = sum(health[name] * weights[name] for name in health) / total if total else 0.0
        self._clock += pace * mean
        while self._old and self._old[0][0] <= self._clock:
            customer = heappop(self._old)[2]
            if customer.gone_at is None:
                if customer.activated is not None:
                    added += self._grow(customer, self.spec.step)
                self._wait(customer, self._luck(customer))
        return added

    def _grow(self, customer: Customer, share: float) -> int:
        before = customer.mrr
        self._company.success.change_mrr(customer, round(before * (1.0 + share)), mid_term=True)
        return (customer.mrr - before) * customer.count

    def renewed(self, customer: Customer, value: float) -> None:
        """A customer that stays may cut its contract, the likelier the less it gets out of it."""
        spec = self.spec
        if spec.downgrade <= 0.0:
            return
        now, success = self._company.env.now, self._company.success
        health = min(1.0, value / max(0.01, success.expected(customer)))
        chance = spec.downgrade * (1.0 - health)
        if customer.many:
            success.change_mrr(customer, round(customer.mrr * (1.0 - spec.cut * chance)))
        elif self._company.luck.uniform(f"downgrade {customer.term_key()}", customer.number, now) < chance:
            success.change_mrr(customer, round(customer.mrr * (1.0 - spec.cut)))

    def churned(self, customer: Customer) -> None:
        """Somebody who did not renew may look again later."""
        spec, company = self.spec, self._company
        if spec.return_chance <= 0.0 or customer.many:
            return
        purpose, number, now = f"return {customer.term_key()}", customer.number, company.env.now
        if company.luck.uniform(purpose, number, now) < spec.return_chance:
            months = spec.return_months * company.luck.exponential(purpose, number, now)
            company.env.call(months * DAYS_PER_MONTH, company.success.take_back, customer)

    def redraw(self) -> None:
        """Another day's luck: what is left of each one's patience is memoryless."""
        waiting = [customer for _, _, customer in sorted(self._old)]
        self._old.clear()
        for customer in waiting:
            self._wait(customer, self._luck(customer))
        self._young = deque((customer, self._luck(customer)) for customer, _ in self._young)
