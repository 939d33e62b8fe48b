"""Staff: requisition, lead time, start, morale, attrition and layoffs (C23 leavers, C36, C38 morale, C39)."""

from collections import deque
from collections.abc import Iterable, Sequence
from math import exp
from typing import TYPE_CHECKING, Literal

from sim.leading import FocusSpec, SpanSpec
from sim.quantities import (
    DAYS_PER_MONTH,
    Factor,
    HoursPerMonth,
    MoneyPerMonth,
    MoneyPerYear,
    Months,
    Number,
    PerMonth,
    Positive,
    Share,
    Spec,
    Spread,
    decision,
    world,
)
from sim.treasury import cents

if TYPE_CHECKING:
    from sim.company import Company

Role = Literal["engineer", "rep", "sdr", "marketer", "csm", "sales_ops", "manager", "admin"]
YEAR = 12.0
SCATTER = 4  # reps who quit within a year: the team has scattered
OPENING = "opening "  # what the hire groups of the opening's rows begin with
LUCK_SHAPE = (4, 2, 3)  # uniforms, normals, exponentials in a person's row of luck
U_WEAK, U_PIPELINE = 0, 1
Z_SKILL, Z_LEAD = 4, 5
E_LEAVE, E_LEAVE_AGAIN = 6, 7


class RoleSpec(Spec):
    """One kind of post."""

    salary: MoneyPerYear = decision("Annual base salary of a new hire")
    lead_months: Months = world("Median time from opening a post to its first day")
    leaving: PerMonth = world("Hazard of leaving at full morale (for reps: with income on target)")


class PeopleSpec(Spec):
    """How the company hires, keeps and loses people."""

    roles: dict[Role, RoleSpec] = world("Posts by role")
    lead_spread: Spread = world("Spread of hiring lead times between posts")
    load: Factor = world("Employer's cost over base pay (taxes and benefits); 1.28 = 28 % on top")
    tools: MoneyPerMonth = decision("Software, equipment and space per head")
    recruiting: Share = world("Recruiting cost of a hire as a share of its annual base")
    hires_per_recruiter: Number = world("Hires a month that each founder or manager can carry through", gt=0)
    severance_months: Months = decision("Pay given to a laid-off employee")
    scatter: Share = world("Morale lost per person who leaves a team of ten in a month")
    layoff_shock: Share = world("Morale lost when everyone else is laid off, in proportion to the share let go")
    recovery_months: Positive = world("Time constant of morale's return")
    morale_floor: Share = world("Lowest morale", gt=0)
    layoff_quality: Share = world("Service quality lost when everyone is laid off, in proportion to the share let go")
    layoff_word: Share = world("Word of mouth lost when everyone is laid off, in proportion to the share let go")
    hiring_hours: HoursPerMonth = world("Founder hours a month that an open post takes, shared with the managers")
    span: SpanSpec = world("How many people can be led")
    focus: FocusSpec = world("What it costs to serve unlike segments at once")


class Member:
    """One employee, or one whose offer is accepted and who has not started."""

    __slots__ = (
        "group", "guaranteed_until", "holder", "income", "leave", "left", "luck", "pay", "practice", "quota", "role",
        "salary", "slot", "start",
    )  # fmt: skip

    def __init__(self, role: str, group: str, slot: int, holder: int, luck: Sequence[float], salary: float) -> None:
        self.role = role
        self.group = group
        self.slot = slot
        self.holder = holder
        self.luck = luck
        self.salary = salary
        self.start = 0.0
        self.left: float | None = None
        self.leave = luck[E_LEAVE]
        self.quota = 0.0
        self.income = 1.0
        self.pay = 0.0
        self.practice = 0.0
        self.guaranteed_until = 0.0

    @property
    def label(self) -> str:
        """A short name: that of the opening's row, or of the post."""
        row = self.group.removeprefix(OPENING)
        if row == self.group:
            return self.name
        return row + (f" {self.slot + 1}" if self.slot else "") + (f" ({self.holder + 1})" if self.holder else "")

    @property
    def name(self) -> str:
        """A name by post: role, hire group, slot, holder."""
        return f"{self.role} {self.group} {self.slot + 1}" + (f" ({self.holder + 1})" if self.holder else "")


class People:
    """Everybody on the payroll but the founders."""

    def __init__(self, company: "Company", spec: PeopleSpec) -> None:
        self._company = company
        self.spec = spec
        self.staff: list[Member] = []
        self.heads: dict[str, int] = dict.fromkeys(spec.roles, 0)
        self._leaving: dict[str, float] = {role: post.leaving for role, post in spec.roles.items()}
        self.offers: list[Member] = []
        self.morale = 1.0
        self.rumour = 0.0
        self.attrition = company.levers.declare("attrition")
        self.founders = company.levers.declare("founders")
        self.cost_step = company.levers.declare("employee cost")
        self.gone: list[Member] = []
        self.gone_unpaid: list[Member] = []
        self.rep_departures: deque[float] = deque()
        self.reps_left = 0
        self.scattered = False
        self._next_free = 0.0
        self._holders: dict[tuple[str, str, int], int] = {}
        self._slots: dict[tuple[str, str], int] = {}

    def load(self) -> float:
        """Employer's cost over base pay, as it stands today."""
        return self.spec.load * self.cost_step.value

    def founders_free(self) -> float:
        """Share of the founders' hours that is left: of those who are there, beside hiring."""
        left = 1.0
        if self.offers:
            founders = self._company.setup.company.founders
            hiring = self.spec.hiring_hours * len(self.offers) / (1.0 + self.count("manager"))
            left = max(0.0, 1.0 - hiring / max(1.0, founders.count * founders.hours))
        return self.founders.value * left

    def word(self) -> float:
        """Share of word of mouth that a layoff has left."""
        return 1.0 - self.rumour

    def count(self, role: str) -> int:
        """Employees in a role today."""
        return self.heads.get(role, 0)

    def coming(self, role: str) -> int:
        """Posts open or offers accepted in a role."""
        return sum(1 for member in self.offers if member.role == role)

    def next_slot(self, role: str, group: str) -> int:
        """A fresh slot in a hire group."""
        slot = self._slots.get((role, group), 0)
        self._slots[(role, group)] = slot + 1
        return slot

    def new_member(self, role: str, group: str, slot: int, salary: float | None = None) -> Member:
        """A person for a post; the k-th holder of a slot is the same person in every scenario."""
        holder = self._holders.get((role, group, slot), 0)
        self._holders[(role, group, slot)] = holder + 1
        luck = self._company.luck.row(f"person {role} {group} {holder}", slot, LUCK_SHAPE, self._company.env.now)
        pay = self.spec.roles[role].salary if salary is None else salary  # type: ignore[index]
        return Member(role, group, slot, holder, luck, pay)

    def open_post(self, role: str, group: str, slot: int, wanted: float | None = None) -> Member:
        """Open a requisition now; the person starts after the lead time, not before ``wanted`` (days)."""
        company, spec = self._company, self.spec
        member = self.new_member(role, group, slot)
        months = spec.roles[role].lead_months * exp(spec.lead_spread * member.luck[Z_LEAD])  # type: ignore[index]
        now = company.env.now
        begun = max(now, self._next_free)
        recruiters = company.setup.company.founders.count + self.count("manager")
        self._next_free = begun + DAYS_PER_MONTH / (spec.hires_per_recruiter * recruiters)
        member.start = begun + months * DAYS_PER_MONTH
        if wanted is not None:
            member.start = max(member.start, wanted)
        self.offers.append(member)
        company.env.call(member.start - now, self._arrive, member)
        return member

    def hold(self, member: Member) -> None:
        """A post that was filled before the opening."""
        self._holders[(member.role, member.group, member.slot)] = 1

    def expect(self, member: Member) -> None:
        """An offer accepted before the opening: the person starts on the agreed day."""
        self.offers.append(member)
        self._company.env.call(member.start - self._company.env.now, self._arrive, member)

    def _arrive(self, member: Member) -> None:
        if member.left is not None:
            return
        self.offers.remove(member)
        if not self._company.treasury.pay(cents(self.spec.recruiting * member.salary), "recruiting"):
            return
        self.join(member)
        self._company.tally.hired += 1

    def join(self, member: Member) -> None:
        """Put a person on the payroll and to work."""
        self.staff.append(member)
        self.heads[member.role] += 1
        self._company.journal.note(self._company.env.now, "start", member.name, member.salary)
        if member.role == "rep":
            self._company.sales.add_rep(member)
        elif member.role == "csm":
            self._company.success.set_hours()

    def withdraw(self, member: Member) -> None:
        """Cancel an open post."""
        member.left = self._company.env.now
        self.offers.remove(member)

    def hazard(self, member: Member) -> float:
        """Monthly hazard of leaving (C23): a rep's rises with missed income."""
        company = self._company
        return self._hazard(member, company.leading.leaving(), company.sales.coaching.leaving())

    def _hazard(self, member: Member, leaving: float, reps: float) -> float:
        role = member.role
        base = self._leaving[role]
        if role == "rep":
            if member.income < 1.0:
                base *= exp(self._company.setup.sales.income_slope * (1.0 - member.income))
            base *= reps
        elif role == "csm":
            base *= self._company.success.burnout()
        return base * self.attrition.value / self.morale * leaving

    def month_end(self) -> None:
        """Use up each person's patience for the coming month; schedule those who leave in it."""
        spec, leaving, reps = self.spec, self._company.leading.leaving(), self._company.sales.coaching.leaving()
        self.morale = 1.0 - (1.0 - self.morale) * exp(-1.0 / spec.recovery_months)
        self.rumour *= exp(-1.0 / spec.recovery_months)
        for member in self.staff:
            hazard = self._hazard(member, leaving, reps)
            if member.leave <= hazard:
                share = member.leave / hazard
                self._company.env.call(share * DAYS_PER_MONTH, self.quit, member)
                member.leave = float("inf")
            else:
                member.leave -= hazard

    def quit(self, member: Member) -> None:
        """A person leaves of their own will; the post is filled again where that is the policy."""
        if member.left is None:
            self.remove(member, "quit")
            self._company.management.backfill(member)

    def remove(self, member: Member, how: str) -> None:
        """Take a person off the payroll: pipeline, knowledge and morale go with them."""
        company = self._company
        member.left = company.env.now
        self.staff.remove(member)
        self.heads[member.role] -= 1
        self.gone.append(member)
        self.gone_unpaid.append(member)
        company.tally.left += 1
        company.journal.note(company.env.now, how, member.name)
        if member.role == "rep":
            company.sales.drop_rep(member)
        elif member.role == "csm":
            company.success.set_hours()
        if how == "quit":
            if member.role == "rep":
                self.reps_left += 1
                self.rep_departures.append(company.env.now)
                self.scattered = self.scattered or self.recent_rep_departures(YEAR) >= SCATTER
            self.dampen(self.spec.scatter * 10.0 / max(10, len(self.staff) + 1))

    def dampen(self, loss: float) -> None:
        """Morale falls, not below its floor."""
        self.morale = max(self.spec.morale_floor, self.morale - loss)

    def severance(self, members: list[Member]) -> float:
        """What it takes to let these people go."""
        return sum(member.salary for member in members) / 12.0 * self.spec.severance_months * self.load()

    def lay_off(self, members: list[Member]) -> bool:
        """Let people go with severance; shocks those who stay (C39). False when the severance killed the company."""
        before = max(1, len(self.staff))
        owed = self.severance(members)
        for member in members:
            self.remove(member, "laid off")
        self.dampen(self.spec.layoff_shock * len(members) / before)
        self._company.success.quality *= 1.0 - self.spec.layoff_quality * len(members) / before
        self.rumour = max(self.rumour, self.spec.layoff_word * len(members) / before)
        return self._company.treasury.pay(cents(owed), "severance")

    def cost(self, member: Member) -> float:
        """What a person costs a month: loaded pay, with a rep's commissions at the income felt of late, and tools."""
        return self.costs((member,))

    def costs(self, members: Iterable[Member]) -> float:
        """What these people cost a month together."""
        base, load, tools, total = self._company.setup.sales.base_share, self.load(), self.spec.tools, 0.0
        for member in members:
            pay = member.salary
            if member.role == "rep" and member.income > base:
                pay *= member.income / base
            total += pay / 12.0 * load + tools
        return total

    def recent_rep_departures(self, months: float) -> int:
        """Reps who quit in the last ``months``."""
        since = self._company.env.now - months * DAYS_PER_MONTH
        return sum(1 for time in self.rep_departures if time >= since)

    def redraw(self) -> None:
        """Give everybody who is here new luck from now on (another day from this date)."""
        for member in self.staff:
            purpose = f"person {member.role} {member.group} {member.holder}"
            if member.leave != float("inf"):
                luck = self._company.luck.row(purpose, member.slot, LUCK_SHAPE, self._company.env.now)
                member.leave = luck[E_LEAVE_AGAIN]
