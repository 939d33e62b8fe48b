"""Service hours, and the onboarding race that is run for them (C27, C34).

Onboarding is settled lazily: every customer's activation waits for a common clock, the hours given over hours needed,
to pass its own threshold, so the order and the exact times come out right without an event for each customer.
"""

from collections.abc import Callable
from heapq import heappop, heappush

from sim.customers import Customer
from sim.quantities import DAYS_PER_MONTH

MOST_LOAD = 100.0
NEVER = float("inf")


class ServiceDesk:
    """Who gives service hours, who asks for them, and who is still on the way to first value.

    ``activated(customer)`` is called when one gets there, ``given_up(customer)`` when nobody tries any longer.
    """

    __slots__ = (
        "_activated", "_at", "_clock", "_count", "_ends", "_full_pace", "_give_up_days", "_given_up", "_races", "hours",
        "racing", "running", "window_days",
    )  # fmt: skip

    def __init__(
        self,
        activation: float,
        window_days: float,
        give_up_days: float,
        activated: Callable[[Customer], None],
        given_up: Callable[[Customer], None],
    ) -> None:
        self._full_pace = activation / DAYS_PER_MONTH
        self._give_up_days = give_up_days
        self._activated = activated
        self._given_up = given_up
        self.window_days = window_days
        self.hours = 0.0
        self.running = 0.0
        self.racing = 0.0
        self._clock = self._at = 0.0
        self._count = 0
        self._races: list[tuple[float, int, Customer]] = []
        self._ends: list[tuple[float, int, Customer]] = []

    def set_hours(self, hours: float, now: float) -> None:
        """Hours a month on offer from now on; races ran at the old pace until now."""
        self.settle(now)
        self.hours = hours

    def load(self) -> float:
        """Hours asked for over hours on offer."""
        demand = self.running + self.racing
        return min(demand / self.hours, MOST_LOAD) if self.hours > 0 else MOST_LOAD * (demand > 0)

    def race(self, customer: Customer, now: float) -> None:
        """A customer starts its race to activation."""
        self.settle(now)
        self._count += 1
        self.racing += customer.segment.spec.onboarding_hours * customer.count
        heappush(self._races, (self._clock + customer.activation_luck, self._count, customer))
        heappush(self._ends, (customer.start + self._give_up_days, self._count, customer))

    def settle(self, now: float) -> None:
        """Move the clock to ``now``: activate those whose threshold it has passed, at their exact times."""
        races, ends = self._races, self._ends
        while True:
            demand = self.running + self.racing
            pace = self._full_pace * (self.hours / demand if demand > self.hours else 1.0)
            finish = self._at + (races[0][0] - self._clock) / pace if races and pace > 0 else NEVER
            give_up = ends[0][0] if ends else NEVER
            if min(finish, give_up) > now:
                break
            if finish <= give_up:
                self._advance(finish, pace)
                self._finish(heappop(races)[2], finish)
            else:
                self._advance(give_up, pace)
                self._stop(heappop(ends)[2])
        self._advance(now, pace)

    def leave(self, customer: Customer, number: int, now: float) -> None:
        """So many accounts of a customer are gone; call after ``settle``."""
        spec = customer.segment.spec
        self.running -= spec.service_hours * number
        if customer.activated is None and now < customer.start + self._give_up_days:
            self.racing -= spec.onboarding_hours * number

    def backlog(self, now: float) -> int:
        """Customers still on their way."""
        waiting = (race[2] for race in self._races)
        return sum(c.count for c in waiting if c.gone_at is None and c.start + self._give_up_days > now)

    def _advance(self, until: float, pace: float) -> None:
        self._clock += max(0.0, until - self._at) * pace
        self._at = max(self._at, until)

    def _finish(self, customer: Customer, time: float) -> None:
        if customer.gone_at is None and time <= customer.start + self._give_up_days:
            customer.activated = time
            customer.in_time = time <= customer.start + self.window_days
            self.racing -= customer.segment.spec.onboarding_hours * customer.count
            self._activated(customer)

    def _stop(self, customer: Customer) -> None:
        if customer.activated is None and customer.gone_at is None:
            self.racing -= customer.segment.spec.onboarding_hours * customer.count
            self._given_up(customer)
