"""Management: carries out the plan (C43) and reacts, policy by policy (C44), to what it sees (C45)."""

from collections import Counter
from math import inf
from typing import TYPE_CHECKING

from sim.plan import HireSpec, PlanSpec
from sim.policies import PoliciesSpec
from sim.quantities import DAYS_PER_MONTH, plain
from sim.scorecard import Measures
from sim.seeing import Seeing
from sim.segment_economics import SegmentMeasures
from sim.turns import TurnSpec, remaining

if TYPE_CHECKING:
    from sim.company import Company
    from sim.market import Segment
    from sim.people import Member


class Management:
    """The founders at the month's review: what they see, what they have settled, and what policies may do."""

    def __init__(self, company: "Company") -> None:
        self.company = company
        self.plan: PlanSpec = company.setup.plan
        self._line_up(self.plan)
        self.follow(company.setup.policies)
        self.seeing = Seeing(company)
        self.month = 0
        self.truth = self.seen = Measures()
        self.cut = 1.0
        self.budgets: dict[str, float] = {}
        self.spend: dict[str, float] = {}
        self.frozen = False
        self.shrunk = False
        self.former_spend = 0.0
        self.decided_at_pivot = 0
        self._acts: dict[str, float] = {}
        self._waiting: list[tuple[str, str, HireSpec]] = []
        self._deferred: list[tuple[str, str, int, float | None]] = []
        self.opened: Counter[tuple[str, str]] = Counter()
        self.wanted: dict[tuple[str, str], float] = {}
        self._in_all: Counter[tuple[str, str]] = Counter()
        self._posts: Counter[tuple[str, str]] = Counter()
        self._begun = False

    # -- the plan ---------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Put the plan's dated posts on the calendar; the gated ones wait."""
        self._begun = True
        for role, groups in self.plan.hires.items():
            for name, hire in groups.items():
                self._intend(role, name, hire)

    def _intend(self, role: str, name: str, hire: HireSpec) -> None:
        if hire.gate is None:
            self._schedule(role, name, hire, hire.month or 1)
        else:
            self._waiting.append((role, name, hire))

    def follow(self, policies: PoliciesSpec) -> None:
        """React by these policies from now on."""
        self.chosen = policies  # as written; what is read at every review is plain
        self.policies = plain(policies)
        self._in_order = [plain(policy) for policy in policies.in_order() if policy.has_turn()]

    def replan(self, plan: PlanSpec, turn: TurnSpec) -> None:
        """Go by another plan from now on: posts already opened stay, those of a changed entry not yet opened lapse, and
        the entry begins anew with what is left of it."""
        named = {(role, name): hire for role, groups in turn.hires.items() for name, hire in groups.items()}
        hires = {role: dict(groups) for role, groups in plan.hires.items()}
        self.plan = plan.model_copy(update={"hires": hires})
        self._line_up(self.plan)
        if not self._begun:
            return
        self._waiting = [post for post in self._waiting if post[:2] not in named]
        for (role, name), hire in named.items():
            rest = self.rest_of(role, name, hire)
            self.opened.pop((role, name), None)
            if rest is None:
                del hires[role][name]
            else:
                hires[role][name] = rest
                self._intend(role, name, rest)

    def rest_of(self, role: str, name: str, hire: HireSpec) -> HireSpec | None:
        """What a hire that takes the place of another still asks for, after what that one has opened."""
        key = (role, name)
        return remaining(hire, self._in_all[key], self._posts[key], self.wanted.get(key, 0.0))

    def _day(self, month: int) -> float:
        """The first moment of a month (1 = the first), also beyond the horizon."""
        clock = self.company.clock
        beyond = max(0, month - 1 - clock.months)
        return clock.month_start(month - 1 - beyond) + beyond * DAYS_PER_MONTH

    def _schedule(self, role: str, name: str, hire: HireSpec, month: int, since: float = 0.0) -> None:
        """Open posts early enough for their start dates, as far as lead time is known (its median).

        ``month``: when the first should start; with a gate, posts are opened from ``since`` on instead.
        """
        company = self.company
        lead = company.setup.people.roles[role].lead_months * DAYS_PER_MONTH  # type: ignore[index]
        horizon = company.clock.month_ends[-1]
        time = 0
        while True:
            later = time * (hire.every_months or 0)
            if hire.gate is None:
                wanted = self._day(month + later)
                opened = wanted - lead
            else:
                wanted = opened = max(since + later * DAYS_PER_MONTH, self._day(month))
            if opened > horizon:
                return
            company.env.call(max(0.0, opened - company.env.now), self._open, (role, name, hire, wanted))
            time += 1
            if hire.every_months is None or (hire.times is not None and time >= hire.times):
                return

    def _open(self, post: tuple[str, str, HireSpec, float]) -> None:
        role, name, hire, wanted = post
        if self.plan.hires.get(role, {}).get(name) is not hire:  # type: ignore[call-overload]
            return  # a turn has put another in its place
        self.opened[(role, name)] += 1
        self._in_all[(role, name)] += 1
        self._posts[(role, name)] += hire.count
        self.wanted[(role, name)] = wanted
        for _ in range(hire.count):
            self._post(role, name, self.company.people.next_slot(role, name), wanted)

    def _line_up(self, plan: PlanSpec) -> None:
        """Go by this plan's budgets: by channel, the instants from which they may be in force, and their gates."""
        clock = self.company.clock
        self._steps = [
            (channel, [(clock.month_start(step.month - 1), step.gate, step.per_month) for step in dated])
            for channel, steps in plan.budgets.items()
            if (dated := [step for step in steps.values() if step.month <= clock.months])
        ]

    def _opens(self, gate: str, start: float) -> float:
        """The instant at which a budget that waits for a gate is in force (never, while the gate is shut)."""
        reached = self.gate(gate)
        return inf if reached is None else max(start, reached)

    def budget(self) -> dict[str, float]:
        """Marketing budgets of the month that begins: the plan's, grown with revenue, cut in need."""
        now = self.company.env.now
        planned: dict[str, float] = {"content": 0.0, "paid": 0.0, "events": 0.0, "brand": 0.0}
        for channel, steps in self._steps:
            latest = (-inf, False, 0.0)  # among those of one day the one that waited for a gate
            for start, gate, per_month in steps:
                begins = start if gate is None else self._opens(gate, start)
                if begins <= now and (begins, gate is not None, per_month) > latest:
                    latest = (begins, gate is not None, per_month)
            if latest[0] > -inf:
                planned[channel] = latest[-1]
        factor = self.policies.grow_marketing.factor(self, sum(planned.values()))
        planned = self.company.marketing.attribution.split(planned)
        kept = self._kept_spend()
        return {channel: amount * factor * self.cut * kept for channel, amount in planned.items()}

    # -- the review -------------------------------------------------------------------------------------------------

    def observe(self, truth: Measures) -> None:
        """The month's measures are in; management sees its report of them."""
        self.truth = truth
        self.seen = self.seeing.report(truth)

    def review(self, month: int) -> None:
        """Look at the month; react. Each policy may end the company."""
        self.month = month
        self._open_gates()
        for policy in self._in_order:
            policy.review(self)
            if self.company.ended is not None:
                return

    def _open_gates(self) -> None:
        still: list[tuple[str, str, HireSpec]] = []
        for role, name, hire in self._waiting:
            reached = self.seeing.gate(hire.gate or "")
            if reached is None:
                still.append((role, name, hire))
                continue
            first = max(self.company.env.now, reached + hire.delay_months * DAYS_PER_MONTH)
            self._schedule(role, name, hire, hire.month or 1, first)
        self._waiting = still

    # -- what policies see and do -----------------------------------------------------------------------------------

    def gate(self, name: str) -> float | None:
        """When a gate was passed (days), as far as management knows by now; none: not yet."""
        return self.seeing.gate(name)

    def segment(self, name: str) -> SegmentMeasures:
        """What management sees of one segment."""
        return self.seeing.segment(name)

    def months_since(self, act: str) -> float:
        """Months since something was last done (endless: never)."""
        return (self.company.env.now - self._acts.get(act, -inf)) / DAYS_PER_MONTH

    def acted(self, act: str) -> None:
        """Remember that it is done now."""
        self._acts[act] = self.company.env.now

    def may_hire(self, role: str) -> bool:
        """Whether a post in this role would be opened now."""
        gated, rescue = self.policies.gated_hiring, self.policies.rescue
        if self.frozen or self.shrunk or (rescue is not None and rescue.holds(self)):
            return False
        return gated is None or not gated.holds(self, role)

    def open_new(self, role: str, group: str) -> None:
        """Open a post that is in no plan."""
        self.company.people.open_post(role, group, self.company.people.next_slot(role, group))

    def _post(self, role: str, group: str, slot: int, wanted: float | None = None) -> None:
        if self.may_hire(role):
            self.company.people.open_post(role, group, slot, wanted)
        else:
            self._deferred.append((role, group, slot, wanted))

    def open_deferred(self) -> None:
        """Open the posts that were put off, as far as nothing holds them any longer."""
        if self._deferred and not self.frozen:
            deferred, self._deferred = self._deferred, []
            for post in deferred:
                self._post(*post)

    def backfill(self, member: "Member") -> None:
        """A leaver's post is opened again, where the policy says so."""
        if self.policies.backfill:
            self._post(member.role, member.group, member.slot)

    def pay_founders(self, paid: bool) -> None:
        """Founders draw pay, or go without."""
        company = self.company
        if paid != company.finance.founders_paid:
            company.finance.founders_paid = paid
            company.journal.note(company.env.now, "founders paid" if paid else "founders unpaid")

    def set_cut(self, share: float) -> None:
        """Spend this share of the marketing budgets from now on."""
        self.cut = share
        self.budgets = {channel: amount * share for channel, amount in self.budgets.items()}

    def restore_budgets(self) -> None:
        """A cut is taken back with the next month's budgets."""
        if not self.shrunk:
            self.cut = 1.0

    def reprice(self, segment: "Segment", price: float) -> None:
        """Another price for the segment's new contracts, as a multiple of the list price."""
        if price != segment.price:
            segment.price = price
            self.company.journal.note(self.company.env.now, "price", segment.name, price)

    def set_spend(self, segment: str, share: float) -> None:
        """Market to a segment with this share of what the plan gives it; leads follow."""
        if share != self.spend.get(segment, 1.0):
            self.spend[segment] = share
            weights = self.company.setup.plan.focus
            self.company.marketing.aim({name: weight * self.spend.get(name, 1.0) for name, weight in weights.items()})
            self.company.journal.note(self.company.env.now, "marketing spend", segment, share)

    def _kept_spend(self) -> float:
        """Share of the budgets that is left when segments are cut."""
        if not self.spend:
            return 1.0
        weights = self.plan.focus
        kept = sum(weight * self.spend.get(name, 1.0) for name, weight in weights.items())
        return kept / sum(weights.values())
