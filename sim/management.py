"""Management: carries out the plan and reacts by policy to what it sees (C43, C44; C45 passes the measures through)."""

from collections import Counter
from math import inf
from typing import TYPE_CHECKING

from sim.plan import BudgetSpec, HireSpec, PlanSpec, PoliciesSpec
from sim.quantities import DAYS_PER_MONTH
from sim.scorecard import Measures

if TYPE_CHECKING:
    from sim.company import Company
    from sim.people import Member


class Management:
    """The founders at the month's review."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.plan: PlanSpec = company.setup.plan
        self.policies: PoliciesSpec = company.setup.policies
        self.seen = Measures()
        self.cut = 1.0
        self.budgets: dict[str, float] = {}
        self.frozen = False
        self._waiting: list[tuple[str, str, HireSpec]] = []
        self._deferred: list[tuple[str, str, int, float | None]] = []
        self._last_layoff = -inf
        self.opened: Counter[tuple[str, str]] = Counter()
        self.wanted: dict[tuple[str, str], float] = {}

    # -- the plan ---------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Put the plan's dated posts on the calendar; the gated ones wait."""
        for role, groups in self.plan.hires.items():
            for name, hire in groups.items():
                if hire.gate is None:
                    self._schedule(role, name, hire, hire.month or 1)
                else:
                    self._waiting.append((role, name, hire))

    def _day(self, month: int) -> float:
        """The first moment of a month (1 = the first), also beyond the horizon."""
        clock = self._company.clock
        beyond = max(0, month - 1 - clock.months)
        return clock.month_start(month - 1 - beyond) + beyond * DAYS_PER_MONTH

    def _schedule(self, role: str, name: str, hire: HireSpec, month: int, since: float = 0.0) -> None:
        """Open posts early enough for their start dates, as far as lead time is known (its median).

        ``month``: when the first should start; with a gate, posts are opened from ``since`` on instead.
        """
        company = self._company
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
            company.at(max(0.0, opened - company.env.now), self._open, role, name, hire.count, wanted)
            time += 1
            if hire.every_months is None or (hire.times is not None and time >= hire.times):
                return

    def _open(self, role: str, name: str, count: int, wanted: float) -> None:
        self.opened[(role, name)] += 1
        self.wanted[(role, name)] = wanted
        for _ in range(count):
            self._post(role, name, self._company.people.next_slot(role, name), wanted)

    def _post(self, role: str, group: str, slot: int, wanted: float | None = None) -> None:
        if self.frozen:
            self._deferred.append((role, group, slot, wanted))
        else:
            self._company.people.open_post(role, group, slot, wanted)

    def backfill(self, member: "Member") -> None:
        """A leaver's post is opened again, where the policy says so."""
        if self.policies.backfill:
            self._post(member.role, member.group, member.slot)

    def _begins(self, step: BudgetSpec) -> float:
        """The instant at which a budget is in force (never, while its gate is shut)."""
        start = self._company.clock.month_start(min(step.month, self._company.clock.months) - 1)
        if step.month > self._company.clock.months:
            return inf
        return start if step.gate is None else max(start, self._company.roadmap.reached.get(step.gate, inf))

    def budget(self) -> dict[str, float]:
        """Marketing budgets of the month that begins: the plan's, grown with revenue, cut in need."""
        planned: dict[str, float] = {"content": 0.0, "paid": 0.0, "events": 0.0}
        for channel, steps in self.plan.budgets.items():
            begun = [(self._begins(step), step.gate is not None, step.per_month) for step in steps.values()]
            begun = [item for item in begun if item[0] <= self._company.env.now]
            if begun:
                planned[channel] = max(begun)[-1]  # the latest; among those of one day the one that waited for a gate
        total = sum(planned.values())
        growth = self.policies.grow_marketing
        factor = 1.0
        if growth.enabled and total > 0 and self.seen.runway >= growth.runway_months:
            factor = max(1.0, growth.share_of_arr * self.seen.arr / 12.0 / total)
        return {channel: amount * factor * self.cut for channel, amount in planned.items()}

    # -- the review -------------------------------------------------------------------------------------------------

    def review(self, month: int, seen: Measures) -> None:
        """Look at the month; react. Each step may end the company."""
        self.seen = seen
        self._open_gates()
        if self._sell(month) or self._close():
            return
        self._go_unpaid()
        if not self._lay_off():
            return
        self._freeze()
        self._hire_reps()
        self._hire_csms()
        self._raise_money()

    def _open_gates(self) -> None:
        still: list[tuple[str, str, HireSpec]] = []
        for role, name, hire in self._waiting:
            reached = self._company.roadmap.reached.get(hire.gate or "")
            if reached is None:
                still.append((role, name, hire))
                continue
            first = max(self._company.env.now, reached + hire.delay_months * DAYS_PER_MONTH)
            self._schedule(role, name, hire, hire.month or 1, first)
        self._waiting = still

    def _sell(self, month: int) -> bool:
        company = self._company
        if company.funding.offer_comes(month, self.seen.runway, self.seen.arr):
            company.journal.note(company.env.now, "offer", "acquirer", self.seen.arr)
            if self.policies.close_down.accept_offers:
                company.end("acquired", "acquired in distress")
                return True
        return False

    def _close(self) -> bool:
        company, policy = self._company, self.policies.close_down
        funding = company.funding
        if funding.patience_over(self.seen.growth) and self.seen.burn > 0:
            company.end("closed", "closed by investors")
            return True
        hopeless = not funding.raising and funding.wires == 0
        if policy.enabled and hopeless and self.seen.runway < policy.runway_months:
            company.end("closed", "closed by founders")
            return True
        return False

    def _go_unpaid(self) -> None:
        company = self._company
        unpaid = self.seen.runway < self.policies.close_down.founders_unpaid_months
        if unpaid == company.finance.founders_paid:
            company.finance.founders_paid = not unpaid
            company.journal.note(company.env.now, "founders unpaid" if unpaid else "founders paid")

    def _lay_off(self) -> bool:
        """Cut to runway; False when the severance killed the company."""
        company, policy = self._company, self.policies.layoffs
        now = company.env.now
        hopeful = company.funding.wires > 0
        recent = now - self._last_layoff < policy.pause_months * DAYS_PER_MONTH
        if not policy.enabled or hopeful or recent or self.seen.runway >= policy.runway_months:
            return True
        if self.cut == 1.0 and policy.budget_cut > 0:
            self.cut = 1.0 - policy.budget_cut
            self.budgets = {channel: amount * self.cut for channel, amount in self.budgets.items()}
        for member in list(company.people.offers):
            company.people.withdraw(member)
        chosen = self._choose(policy.target_months)
        if not chosen:
            return True
        self._last_layoff = now
        return company.people.lay_off(chosen)

    def _choose(self, target_months: float) -> "list[Member]":
        """Whom to let go, in the policy's order, weakest earners and newest first, until the runway is reached."""
        company, policy = self._company, self.policies.layoffs
        collected = self.seen.committed - (self.seen.cash / self.seen.runway if self.seen.runway > 0 else 0.0)
        affordable = self.seen.cash / target_months + collected
        excess = company.finance.committed(self.budgets) - affordable
        chosen: list[Member] = []
        for role in policy.order:
            here = [member for member in company.people.staff if member.role == role]
            spare = len(here) - policy.keep.get(role, 0)
            for member in sorted(here, key=lambda member: (member.income, -member.start))[: max(0, spare)]:
                if excess <= 0:
                    return chosen
                excess -= company.people.cost(member)
                chosen.append(member)
        return chosen

    def _freeze(self) -> None:
        company, policy = self._company, self.policies.freeze
        self.frozen = policy.enabled and self.seen.runway < policy.runway_months
        if not self.frozen and self._deferred:
            deferred, self._deferred = self._deferred, []
            for role, group, slot, wanted in deferred:
                company.people.open_post(role, group, slot, wanted)
        if not self.frozen and self.cut < 1.0 and self.seen.runway >= 2.0 * policy.runway_months:
            self.cut = 1.0

    def _hire_reps(self) -> None:
        company, policy = self._company, self.policies.hire_reps
        if not policy.enabled or self.frozen or (policy.gate and policy.gate not in company.roadmap.reached):
            return
        reps = company.sales.reps_at_work + company.people.coming("rep")
        opportunities = company.scorecard.windows["opportunities"].total(3) / 3.0
        for _ in range(policy.at_most):
            if opportunities / (reps + 1) < policy.leads_per_rep:
                return
            reps += 1
            company.people.open_post("rep", "by leads", company.people.next_slot("rep", "by leads"))

    def _hire_csms(self) -> None:
        company, policy = self._company, self.policies.hire_csms
        if not policy.enabled or self.frozen or company.people.coming("csm"):
            return
        if self.seen.load > policy.load:
            company.people.open_post("csm", "by load", company.people.next_slot("csm", "by load"))

    def _raise_money(self) -> None:
        policy, funding = self.policies.raise_money, self._company.funding
        if not policy.enabled or not funding.can_start():
            return
        name = funding.next_round()
        bar = funding.spec.rounds[name].bar if name else inf
        if self.seen.runway < policy.runway_months or self.seen.arr >= policy.arr_share * bar:
            funding.start()
