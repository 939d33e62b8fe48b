"""Marketing: budgets become visits, visits become leads, month by month (C13, C14).

The rate of a channel is settled at each month's start. Visits, sign-ups and MQLs are expected flows: thinning a Poisson
stream leaves the SQLs exactly Poisson.
"""

from collections.abc import Sequence
from math import exp
from operator import itemgetter
from typing import TYPE_CHECKING

from sim.customers import Deal
from sim.departments.attribution import Attribution, AttributionSpec
from sim.departments.awareness import Awareness, EducationSpec
from sim.departments.channels import (
    CHANNELS,
    U_PIONEER,
    U_QUALIFY,
    U_SEGMENT,
    Channel,
    Coming,
    ContentSpec,
    EventsSpec,
    FunnelSpec,
    NetworkSpec,
    OutboundSpec,
    PaidSpec,
    ReferralSpec,
)
from sim.departments.freetier import CHANNEL as FREE
from sim.departments.freetier import FreeTier, FreeTierSpec
from sim.departments.partner import CHANNEL as PLATFORM
from sim.departments.partner import Partner, PlatformSpec
from sim.quantities import DAYS_PER_MONTH, Positive, Spec, WholeMonths, world

if TYPE_CHECKING:
    from sim.company import Company
    from sim.market import Segment


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
    platform: PlatformSpec = world("A platform partner")
    free_tier: FreeTierSpec = world("A free tier")
    education: EducationSpec = world("Teaching the market")
    attribution: AttributionSpec = world("What a dashboard of leads cannot see")
    territory_reps: Positive = world("Reps at which self-sourcing finds half of what a lone rep finds")
    network_months: WholeMonths = world("Months the founders' network has been worked before the opening")


class MarketingTeam:
    """Spends the budgets and brings leads to sales."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: MarketingSpec = company.setup.marketing
        self.flow = company.levers.declare("lead flow")
        self.free = FreeTier(company)
        self.partner = Partner(company)
        self.awareness = Awareness(company)
        self.attribution = Attribution(company)
        self.channels = {name: Channel(company.luck, name) for name in CHANNELS}
        if self.free.open:
            self.channels[FREE] = Channel(company.luck, FREE, self.spec.free_tier.odds)
        if self.spec.platform.sqls > 0:
            self.channels[PLATFORM] = Channel(company.luck, PLATFORM, self.spec.platform.odds)
        self.work = 0.0
        self.rank = 0.0
        self.worked_before = 0
        self._focus: list[tuple[float, Segment]] = []
        self._only: Segment | None = None  # where there is but one in focus
        self.aim(company.setup.plan.focus)

    def aim(self, weights: dict[str, float]) -> None:
        """Which segments leads come from, by weight."""
        total, passed = sum(weights.values()), 0.0
        self._focus.clear()
        for name, weight in weights.items():
            passed += weight / total
            self._focus.append((passed, self._company.market.segments[name]))
        self._only = self._focus[0][1] if len(self._focus) == 1 else None

    def _segment(self, luck: float) -> "Segment":
        for passed, segment in self._focus:
            if luck < passed:
                return segment
        return segment

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
        if content.visits_cap is not None:  # a niche has only so many searches
            from_content = content.visits_cap * (1.0 - exp(-from_content / content.visits_cap))
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
        tally.signups += self.free.signups(content + paid, funnel.visit_to_signup)
        tally.mqls += (content + paid) * to_mql + events
        age = month + spec.network_months + self.worked_before
        bought = to_sql * self.free.kept_from_buying()
        return {
            "network": spec.network.sqls * exp(-age / spec.network.fade_months),
            "content": content * bought,
            "paid": paid * bought,
            "events": events * funnel.mql_to_sql,
            "outbound": spec.outbound.sqls * self._ramped_sdrs(),
            "referral": spec.referral.leads * company.success.promoters * company.people.morale * company.people.word(),
            "self-sourced": company.sales.self_sourced() / (1.0 + len(company.sales.reps) / spec.territory_reps),
        }

    def _month_rates(self, budgets: dict[str, float], month: int, on_market: float) -> dict[str, float]:
        """Rates of a month that is lived: the market is taught, free users come, a partner sends."""
        funnel, tally = self.spec.funnel, self._company.tally
        before = tally.visits, tally.mqls
        rates = self._rates(budgets, month)
        visits = tally.visits - before[0]
        if self.awareness.matters:
            from_web = visits * funnel.visit_to_signup * funnel.signup_to_mql
            self.awareness.teach(visits, max(0.0, tally.mqls - before[1] - from_web), budgets["brand"])
        if FREE in self.channels:
            rates[FREE] = self.free.month(month, visits * on_market, funnel.visit_to_signup)
        if PLATFORM in self.channels:
            rates[PLATFORM] = self.partner.leads(month)
        return rates

    def _conversion(self) -> list[tuple[float, float]]:
        """Share of SQLs that turn out to be opportunities, by segment in focus (with the luck that leads there)."""
        published = self.spec.funnel.sql_to_opportunity
        if not self.awareness.matters:
            return [(1.0, published)]
        return [(passed, self.awareness.conversion(published, segment.name)) for passed, segment in self._focus]

    def converted(self) -> float:
        """Share of SQLs that turn out to be opportunities today, over the segments in focus."""
        total, before = 0.0, 0.0
        for passed, share in self._conversion():
            total += (passed - before) * share
            before = passed
        return total

    def activation(self, deal: Deal) -> float:
        """Speed at which a new customer comes to use the product, against others."""
        speed = deal.segment.activation * self._company.product.custom.readiness(deal)
        return speed * self.spec.free_tier.activation if deal.channel == FREE else speed

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
        if not self._company.people.count("sdr"):
            return 0.0
        now, ramp = self._company.env.now, self.spec.outbound.ramp_months * DAYS_PER_MONTH
        sdrs = [member for member in self._company.people.staff if member.role == "sdr"]
        return sum([1.0 - exp(-(now - member.start) / ramp) for member in sdrs])

    def begin_month(self, month: int, budgets: dict[str, float]) -> list[Coming]:
        """Settle the rates of month ``month`` (0 = the first) and line up its leads: they come from the list's end."""
        company, clock = self._company, self._company.clock
        start, end = clock.month_start(month), clock.month_ends[month]
        on_market = company.product.launch.open_share(start, end)
        factor = self.spec.lead_factor * self.flow.value * self.open_share() * on_market
        counted: dict[str, int] = {}
        coming: list[Coming] = []
        rates = self._month_rates(budgets, month, on_market)
        conversion = self._conversion()
        qualify = max(share for _, share in conversion)
        for name, rate in rates.items():
            channel = self.channels[name]
            sqls, found = channel.month(rate * factor, start, end - start, qualify)
            counted[name] = sqls
            if not found:
                continue
            if len(conversion) > 1:
                rows = [(one, channel.rows.at(one[2])) for one in found]
                found = [one for one, luck in rows if luck[U_QUALIFY] < _where(conversion, luck)]
            if name == "events":
                together = start + company.luck.uniform("event date", month, company.env.now) * (end - start)
                found = [(together, channel, k) for _, _, k in found]
            coming += found
        company.tally.sqls += sum(counted.values())
        self.attribution.count(counted, budgets)
        coming.sort(key=itemgetter(0))
        coming.reverse()
        if coming:
            company.env.call(coming[-1][0] - company.env.now, self._arrive, coming)
        return coming

    def _arrive(self, coming: list[Coming]) -> None:
        """The next lead is here, the last of those ``coming``."""
        company = self._company
        now, channel, number = coming.pop()
        if coming:
            company.env.call(coming[-1][0] - now, self._arrive, coming)
        luck = channel.rows.at(number)
        segment = self._only or self._segment(luck[U_SEGMENT])
        pioneer = segment.take_account(luck[U_PIONEER])
        deal = Deal(channel.name, channel.named + number, segment, luck, now, pioneer, channel.quality)
        if company.product.custom.on:
            company.product.custom.ask(deal)
        company.tally.opportunities += 1
        company.sales.take(deal)

    def redraw(self) -> None:
        """Another day's luck from now on."""
        for channel in self.channels.values():
            channel.restart(self._company.env.now)


def _where(conversion: list[tuple[float, float]], luck: Sequence[float]) -> float:
    """The conversion of the segment that a lead's luck leads to."""
    return next((share for passed, share in conversion if luck[U_SEGMENT] < passed), conversion[-1][1])
