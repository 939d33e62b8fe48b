"""Channels: where leads come from, what each costs, and when its k-th lead arrives (C13, C14).

The k-th lead of a channel comes when the cumulated rate reaches the k-th cumulated unit exponential, so that a higher
rate brings the same lead earlier.
"""

from bisect import bisect_right
from typing import TYPE_CHECKING, Literal

from sim.quantities import (
    Factor,
    Money,
    Number,
    PerMonth,
    Positive,
    Share,
    Spec,
    world,
)

if TYPE_CHECKING:
    from sim.luck import Arrivals, Luck, Rows

Budgeted = Literal["content", "paid", "events", "brand"]
CHANNELS = ("network", "content", "paid", "events", "outbound", "referral", "self-sourced")
LEAD_SHAPE = (6, 3, 3)
U_QUALIFY, U_PIONEER, U_SEGMENT, U_PATIENCE, U_WIN, U_DROP = range(6)
Z_ACV, Z_CYCLE, Z_ABILITY = range(6, 9)
E_ACTIVATION, E_LIFE, E_CLOSURE = range(9, 12)


class FunnelSpec(Spec):
    """Rates from visit to opportunity."""

    visit_to_signup: Share = world("Visitors who leave their name")
    signup_to_mql: Share = world("Sign-ups that marketing accepts")
    mql_to_sql: Share = world("MQLs that sales accepts")
    sql_to_opportunity: Share = world("SQLs that turn out to be opportunities")


class ContentSpec(Spec):
    """Content and search: work becomes rank, rank brings visits and fades."""

    cost_per_visit: Money = world("Money per visit once spend and rank are in balance", gt=0)
    work_months: Positive = world("Time constant in which work becomes rank")
    rank_months: Positive = world("Time constant in which rank fades")
    visits_cap: Number | None = world("Visits a month that search can bring at most (none: no end)", default=None, gt=0)


class PaidSpec(Spec):
    """Paid clicks: at once, saturating, worse as spend grows."""

    cost_per_visit: Money = world("Money per visit at small spend", gt=0)
    visits_cap: Number = world("Visits a month that money can buy at most", gt=0)
    quality_loss: Share = world("Odds lost by a lead bought at full saturation")


class EventsSpec(Spec):
    """Events: a batch of MQLs on one day."""

    cost: Money = world("Money per event", gt=0)
    mqls: Number = world("MQLs per event")
    most_per_month: Number = world("Events a month that there are to go to")


class OutboundSpec(Spec):
    """Sales development reps."""

    sqls: PerMonth = world("SQLs a month from a ramped SDR")
    ramp_months: Positive = world("Time constant of an SDR's ramp")


class NetworkSpec(Spec):
    """The founders' own network."""

    sqls: PerMonth = world("SQLs a month from the founders' network at the start")
    fade_months: Positive = world("Time constant in which the network is used up")


class ReferralSpec(Spec):
    """Word of mouth (C33)."""

    leads: PerMonth = world("SQLs a month brought by one promoter")
    odds: Factor = world("Odds of a referred deal against others")
    detractors: Factor = world("Log-odds lost in every deal when all customers are detractors")


Coming = tuple[float, "Channel", int]  # day, channel, lead number


class Channel:
    """One source of leads, its cumulated rate and the cumulated luck of its arrivals."""

    __slots__ = ("_arrivals", "_luck", "_passed", "done", "name", "named", "quality", "rows")

    def __init__(self, luck: "Luck", name: str, quality: float = 1.0) -> None:
        self._luck = luck
        self.name = name
        self.quality = quality
        self.named = self.done = 0
        self.restart(0.0)

    def restart(self, now: float) -> None:
        """Take the luck in force from now on; names go on counting."""
        self.named += self.done
        self.rows: Rows = self._luck.rows(f"lead {self.name}", LEAD_SHAPE, now)
        self._arrivals: Arrivals = self._luck.arrivals(self.name, now)
        self._passed = 0.0
        self.done = 0

    def month(self, expected: float, start: float, length: float, qualify: float) -> tuple[int, list[Coming]]:
        """The coming month at ``expected`` SQLs on average: how many come, and (day, channel, lead number) of those who
        turn out to be opportunities."""
        if expected <= 0.0:
            return 0, []
        done, passed, until = self.done, self._passed, self._passed + expected
        times = self._arrivals.reach(until)
        last = bisect_right(times, until, done) - 1
        self._passed, self.done = until, last
        if last == done:
            return 0, []
        scale = length / expected
        begun = start - passed * scale
        luck = self.rows.firsts(last)  # U_QUALIFY
        return last - done, [(begun + times[k + 1] * scale, self, k) for k in range(done, last) if luck[k] < qualify]
