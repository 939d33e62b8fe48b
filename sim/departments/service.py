"""Service hours, and the onboarding race that is run for them (C27, C34).

Onboarding is settled lazily: every customer's activation waits for a common clock, the hours given over hours needed,
to pass its own threshold, so the order and the exact times come out right without an event for each customer.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from math import exp

from sim.customers import Customer
from sim.quantities import DAYS_PER_MONTH, Factor, Hours, HoursPerMonth, Positive, Share, Spec, decision, world

MOST_LOAD = 100.0
NEVER = float("inf")


class ReadinessSpec(Spec):
    """The boss has bought; the staff may resist (C27)."""

    resisting: Share = world("Share of customers whose own staff resist the product")
    resisting_pace: Share = world("Speed of activation among those, against the others", gt=0)
    change_hours: Hours = decision("Extra onboarding hours for each customer, spent on its staff")
    change_scale: Positive = world("Hours in which 63 % of the resistance is talked away")

    def pace(self, luck: float) -> float:
        """Speed of a customer's activation."""
        if luck >= self.resisting:
            return 1.0
        return 1.0 - (1.0 - self.resisting_pace) * exp(-self.change_hours / self.change_scale)


class GroupSpec(Spec):
    """One-to-many: training sessions and salons instead of visits (C34)."""

    share: Share = decision("Share of onboarding and service that is given to many at once")
    saving: Share = world("Share of its hours that this saves")
    hours: HoursPerMonth = world("Hours a month that the sessions themselves take, when all is given so")


class BurnoutSpec(Spec):
    """CSMs leave when load stays above what they can bear (C34)."""

    load: Factor = world("Load from which it wears people out")
    slope: Factor = world("Log-hazard of a CSM's leaving per unit of load above (0: load drives nobody away)")


class ServiceDesk:
    """Who gives service hours, who asks for them, and who is still on the way to first value.

    ``activated(customer)`` is called when one gets there, ``given_up(customer)`` when nobody tries any longer.
    """

    __slots__ = (
        "_activated", "_at", "_clock", "_count", "_ends", "_full_pace", "_give_up_days", "_given_up", "_races", "depth",
        "hours", "racing", "running", "scale", "sessions", "window_days",
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
        self.depth = 1.0  # service given against the segment's
        self.scale, self.sessions = 1.0, 0.0  # what is left for one-to-one work; hours of sessions for many
        self._clock = self._at = 0.0
        self._count = 0
        self._races: list[tuple[float, int, Customer]] = []
        self._ends: list[tuple[float, int, Customer]] = []

    def set_hours(self, hours: float, now: float) -> None:
        """Hours a month on offer from now on; races ran at the old pace until now."""
        self.settle(now)
        self.hours = hours

    def demand(self) -> float:
        """Hours a month asked for."""
        return (self.running * self.depth + self.racing) * self.scale + self.sessions

    def load(self) -> float:
        """Hours asked for over hours on offer."""
        demand = self.demand()
        return min(demand / self.hours, MOST_LOAD) if self.hours > 0 else MOST_LOAD * (demand > 0)

    def race(self, customer: Customer, now: float) -> None:
        """A customer starts its race to activation."""
        self.settle(now)
        self._count += 1
        self.racing += customer.onboarding * customer.count
        heappush(self._races, (self._clock + customer.activation_luck, self._count, customer))
        heappush(self._ends, (customer.start + self._give_up_days, self._count, customer))

    def settle(self, now: float) -> None:
        """Move the clock to ``now``: activate those whose threshold it has passed, at their exact times."""
        races, ends = self._races, self._ends
        while races or ends:
            pace = self._pace()
            finish = self._at + (races[0][0] - self._clock) / pace if races and pace > 0 else NEVER
            give_up = ends[0][0] if ends else NEVER
            if finish > now and give_up > now:
                break
            if finish <= give_up:
                self._advance(finish, pace)
                self._finish(heappop(races)[2], finish)
            else:
                self._advance(give_up, pace)
                self._stop(heappop(ends)[2])
        else:
            pace = self._pace()
        self._advance(now, pace)

    def _pace(self) -> float:
        """Speed of the common clock: full while there are hours enough for all who ask."""
        demand, hours = self.demand(), self.hours
        return self._full_pace * (hours / demand) if demand > hours else self._full_pace

    def leave(self, customer: Customer, number: int, now: float) -> None:
        """So many accounts of a customer are gone; call after ``settle``."""
        spec = customer.segment.spec
        self.running -= spec.service_hours * number
        if customer.activated is None and now < customer.start + self._give_up_days:
            self.racing -= customer.onboarding * number

    def backlog(self, now: float) -> int:
        """Customers still on their way."""
        waiting = (race[2] for race in self._races)
        return sum(c.count for c in waiting if c.gone_at is None and c.start + self._give_up_days > now)

    def _advance(self, until: float, pace: float) -> None:
        if until > self._at:
            self._clock += (until - self._at) * pace
            self._at = until

    def _finish(self, customer: Customer, time: float) -> None:
        if customer.gone_at is None and time <= customer.start + self._give_up_days:
            customer.activated = time
            customer.in_time = time <= customer.start + self.window_days
            self.racing -= customer.onboarding * customer.count
            self._activated(customer)

    def _stop(self, customer: Customer) -> None:
        if customer.activated is None and customer.gone_at is None:
            self.racing -= customer.onboarding * customer.count
            self._given_up(customer)
