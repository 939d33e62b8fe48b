"""Marketing: budgets become visits, visits become leads, month by month and channel by channel (C13, C14).

The rate of a channel is settled at each month's start; the k-th lead of a channel comes when the cumulated rate
reaches the k-th cumulated unit exponential, so that a higher rate brings the same lead earlier. Visits, sign-ups and
MQLs are expected flows: thinning a Poisson stream leaves the SQLs exactly Poisson.
"""

from bisect import bisect_right
from math import exp
from typing import TYPE_CHECKING, Literal

from sim.customers import Deal
from sim.quantities import (
    DAYS_PER_MONTH,
    Count,
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
    from sim.company import Company
    from sim.luck import Arrivals, Rows
    from sim.market import Segment

Budgeted = Literal["content", "paid", "events"]
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


class MarketingSpec(Spec):
    """Where leads come from."""

    lead_factor: Positive = world("All lead flows against the table's (how much the market wants to hear)")
    funnel: FunnelSpec = world("Conversion rates")
    content: ContentSpec = world("Content and search")
    paid: PaidSpec = world("Paid acquisition")
    events: EventsSpec = world("Events")
    outbound: OutboundSpec = world("Outbound by SDRs")
    network: NetworkSpec = world("Founders' network")
    referral: ReferralSpec = world("Referral")
    territory_reps: Positive = world("Reps at which self-sourcing finds half of what a lone rep finds")
    network_months: Count = world("Months the founders' network has been worked before the opening")


class Channel:
    """One source of leads, its cumulated rate and the cumulated luck of its arrivals."""

    __slots__ = ("_arrivals", "_company", "_passed", "done", "name", "named", "quality", "rows")

    def __init__(self, company: "Company", name: str) -> None:
        self._company = company
        self.name = name
        self.quality = 1.0
        self.named = self.done = 0
        self.restart(0.0)

    def restart(self, now: float) -> None:
        """Take the luck in force from now on; names go on counting."""
        self.named += self.done
        self.rows: Rows = self._company.luck.rows(f"lead {self.name}", LEAD_SHAPE, now)
        self._arrivals: Arrivals = self._company.luck.arrivals(self.name, now)
        self._passed = 0.0
        self.done = 0

    def month(self, expected: float, start: float, length: float) -> list[tuple[float, int]]:
        """Arrivals of the coming month: (day, lead number), for ``expected`` leads on average."""
        until = self._passed + expected
        times = self._arrivals.reach(until)
        last = bisect_right(times, until) - 1
        scale = length / expected if expected > 0 else 0.0
        found = [(start + (times[k + 1] - self._passed) * scale, k) for k in range(self.done, last)]
        self._passed, self.done = until, last
        return found


class MarketingTeam:
    """Spends the budgets and brings leads to sales."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: MarketingSpec = company.setup.marketing
        self.flow = company.levers.declare("lead flow")
        self.channels = {name: Channel(company, name) for name in CHANNELS}
        self.work = 0.0
        self.rank = 0.0
        self.worked_before = 0
        self._coming: list[tuple[float, Channel, int]] = []
        self._next = 0
        focus = company.setup.plan.focus
        total = sum(focus.values())
        self._focus: list[tuple[float, Segment]] = []
        passed = 0.0
        for name, weight in focus.items():
            passed += weight / total
            self._focus.append((passed, company.market.segments[name]))

    def _segment(self, luck: float) -> "Segment":
        for passed, segment in self._focus:
            if luck < passed:
                return segment
        return self._focus[-1][1]

    def open_share(self) -> float:
        """Share of accounts left, over the segments in focus."""
        left, before = 0.0, 0.0
        for passed, segment in self._focus:
            left += (passed - before) * segment.open_share()
            before = passed
        return left

    def write(self, spend: float) -> None:
        """One month of content: work in, part of it becomes rank, rank fades."""
        content = self.spec.content
        worked = self.work * (1.0 - exp(-1.0 / content.work_months))
        self.work += spend - worked
        self.rank += worked - self.rank * (1.0 - exp(-1.0 / content.rank_months))

    def _visits(self, budgets: dict[str, float]) -> tuple[float, float]:
        spec = self.spec
        content, paid = spec.content, spec.paid
        self.write(budgets["content"])
        from_content = self.rank / (content.rank_months * content.cost_per_visit)
        bought = budgets["paid"] / paid.cost_per_visit
        from_paid = paid.visits_cap * (1.0 - exp(-bought / paid.visits_cap))
        share = from_paid / bought if bought > 0 else 1.0
        self.channels["paid"].quality = 1.0 - paid.quality_loss * (1.0 - share)
        return from_content, from_paid

    def _rates(self, budgets: dict[str, float], month: int) -> dict[str, float]:
        company, spec, funnel = self._company, self.spec, self.spec.funnel
        content, paid = self._visits(budgets)
        to_mql = funnel.visit_to_signup * funnel.signup_to_mql
        to_sql = to_mql * funnel.mql_to_sql
        events = min(budgets["events"] / spec.events.cost, spec.events.most_per_month) * spec.events.mqls
        tally = company.tally
        tally.visits += content + paid
        tally.signups += (content + paid) * funnel.visit_to_signup
        tally.mqls += (content + paid) * to_mql + events
        age = month + spec.network_months + self.worked_before
        return {
            "network": spec.network.sqls * exp(-age / spec.network.fade_months),
            "content": content * to_sql,
            "paid": paid * to_sql,
            "events": events * funnel.mql_to_sql,
            "outbound": spec.outbound.sqls * self._ramped_sdrs(),
            "referral": spec.referral.leads * company.success.promoters * company.people.morale,
            "self-sourced": company.sales.self_sourced() / (1.0 + company.sales.reps_at_work / spec.territory_reps),
        }

    def expected(self) -> float:
        """SQLs a month on the opening date, at the budgets of the counted past (the plan's first month where unknown).

        The content rank is read as it stands; nothing is spent.
        """
        company = self._company
        history = company.setup.company.opening.history
        budgets = company.management.budget()
        if history is not None:
            budgets["paid"] = budgets["paid"] if history.paid_spend is None else history.paid_spend
            budgets["events"] = budgets["events"] if history.events_spend is None else history.events_spend
        budgets["content"] = 0.0
        work, rank = self.work, self.rank
        rate = sum(self._rates(budgets, 0).values())
        self.work, self.rank = work, rank
        return max(1e-6, rate * self.spec.lead_factor * self.open_share())

    def _ramped_sdrs(self) -> float:
        now, ramp = self._company.env.now, self.spec.outbound.ramp_months * DAYS_PER_MONTH
        sdrs = (member for member in self._company.people.staff if member.role == "sdr")
        return sum(1.0 - exp(-(now - member.start) / ramp) for member in sdrs)

    def begin_month(self, month: int, budgets: dict[str, float]) -> None:
        """Settle the rates of month ``month`` (0 = the first) and line up its leads."""
        company, clock = self._company, self._company.clock
        start, end = clock.month_start(month), clock.month_ends[month]
        factor = self.spec.lead_factor * self.flow.value * self.open_share()
        qualify = self.spec.funnel.sql_to_opportunity
        coming: list[tuple[float, Channel, int]] = []
        for name, rate in self._rates(budgets, month).items():
            channel = self.channels[name]
            arrivals = channel.month(rate * factor, start, end - start)
            company.tally.sqls += len(arrivals)
            if name == "events" and arrivals:
                together = company.luck.uniform("event date", month, company.env.now)
                arrivals = [(start + together * (end - start), number) for _, number in arrivals]
            if arrivals:
                channel.rows.at(arrivals[-1][1])
                rows = channel.rows.rows
                coming.extend([(day, channel, k) for day, k in arrivals if rows[k][U_QUALIFY] < qualify])
        coming.sort(key=lambda item: item[0])
        self._coming, self._next = coming, 0
        if coming:
            company.at(coming[0][0] - company.env.now, self._arrive)

    def _arrive(self) -> None:
        company = self._company
        now, channel, number = self._coming[self._next]
        self._next += 1
        if self._next < len(self._coming):
            company.at(self._coming[self._next][0] - now, self._arrive)
        luck = channel.rows.at(number)
        segment = self._segment(luck[U_SEGMENT])
        deal = Deal(channel.name, channel.named + number, segment, luck, now)
        deal.pioneer = segment.take_account(luck[U_PIONEER])
        deal.quality = channel.quality
        company.tally.opportunities += 1
        company.sales.take(deal)

    def redraw(self) -> None:
        """Another day's luck from now on."""
        for channel in self.channels.values():
            channel.restart(self._company.env.now)
