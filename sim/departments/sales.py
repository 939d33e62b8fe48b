"""Sales: founders and reps work deals to a decision; what they learn becomes the playbook (C16-C22)."""

from math import exp
from typing import TYPE_CHECKING

from sim.customers import Deal
from sim.departments.channels import LEAD_SHAPE, U_DROP, U_PATIENCE, U_WIN, Z_ACV, Z_CYCLE
from sim.departments.coaching import Coaching, CoachingSpec, MentoringSpec, OperationsSpec, TrainingSpec
from sim.departments.contracts import Contracts, ContractsSpec
from sim.departments.desk import Desk, Order, Routing, Seller
from sim.departments.partner import CHANNEL as PLATFORM
from sim.departments.playbook import PlaybookSpec
from sim.departments.promise import DiscountSpec, OwnershipSpec, Promises, PromiseSpec, QualificationSpec
from sim.departments.reps import Rep
from sim.departments.teams import Teams
from sim.departments.winning import Winning
from sim.people import U_WEAK, Z_SKILL, Member
from sim.quantities import (
    DAYS_PER_MONTH,
    Factor,
    Hours,
    HoursPerMonth,
    MoneyPerYear,
    Months,
    Number,
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
    from sim.market import Segment


class SalesSpec(Spec):
    """How deals are worked and reps are paid."""

    quota: MoneyPerYear = decision("New ACV a ramped rep must sell in a year", gt=0)
    base_share: Share = decision("Base pay as a share of on-target earnings", gt=0)
    draw_months: Months = decision("Months in which a new rep's variable pay is guaranteed")
    deals_per_rep: Number = decision("Effort units a rep may have open at once", gt=0)
    selling_hours: HoursPerMonth = world("Hours a month in which a rep really sells", gt=0)
    hours_per_deal: Hours = world("Selling hours that a deal of one unit needs a month", gt=0)
    depth_power: Factor = world("How strongly odds fall when a deal gets fewer hours than it needs")
    founder_hours_per_deal: Hours = world("Founder hours that a deal of one unit takes a month", gt=0)
    founder_skill: Positive = world("Founders' selling skill against a typical ramped rep")
    founder_playbook: Share = world("Playbook that founders carry in their heads")
    ramp_months: Positive = world("Time constant of a rep's ramp")
    complexity_ramp: Factor = world("How strongly the product's complexity lengthens the ramp (power)")
    room_at_start: Share = world("Share of a full load that a rep can carry on the first day")
    skill_spread: Spread = world("Spread of skill between reps")
    weak_share: Share = world("Reps who will never perform")
    weak_skill: Positive = world("Their skill")
    income_slope: Factor = world("How strongly missed income drives reps away")
    income_smoothing: Share = world("Weight of the last month in what a rep feels to earn")
    pipeline_lost: Share = world("Share of a leaver's open deals that go cold")
    freshness_months: Positive = world("Time constant in which a waiting lead cools")
    patience_months: Months = world("Mean time a lead waits before it is lost", gt=0)
    patience_spread: Share = world("Half-width of patience between leads, as a share of its mean")
    fit_reference: Positive = world("Fit at which published win rates were measured")
    fit_power: Factor = world("How strongly win odds follow fit")
    playbook_reference: Positive = world("Playbook maturity at which published win rates were measured")
    playbook_power: Factor = world("How strongly win odds follow the playbook")
    routing: Routing = decision("Who gets the next lead: round_robin, least_loaded or best_closer")
    order: Order = decision("Which waiting lead goes first: freshest or oldest")
    elite_prospecting: Positive = world("Most skill that counts in prospecting (1: elites find no more than others)")
    playbook: PlaybookSpec = world("How the playbook is learnt and forgotten")
    contracts: ContractsSpec = decision("Terms beyond price and length")
    promise: PromiseSpec = world("Promising more than the product does")
    discount: DiscountSpec = world("Selling by price")
    qualification: QualificationSpec = world("Whom to turn away")
    ownership: OwnershipSpec = world("Sellers who keep their clients")
    coaching: CoachingSpec = world("Managers' coaching")
    operations: OperationsSpec = world("Sales operations")
    training: TrainingSpec = world("Training of reps")
    mentoring: MentoringSpec = world("New reps' claim on the old ones' hours")


class SalesTeam:
    """The desk, those who sit at it, and what they know."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: SalesSpec = company.setup.sales
        self._main = company.market.segments[next(iter(company.setup.plan.focus))]
        self.winning = Winning(company)
        self.cycle = company.levers.declare("sales cycle")
        self.desk = Desk(self.spec.routing, self.spec.order, self._begin, self._aged_out)
        self.founders = Seller("founders", 0.0)
        self.desk.sellers.append(self.founders)
        self.reps: dict[Member, Rep] = {}  # on the payroll
        self.teams = Teams(company)
        self.playbooks = self.teams.home
        self.promises = Promises(company)
        self.contracts = Contracts(company)
        self.coaching = Coaching(company)
        self.ramp_months = self.spec.ramp_months * self.main_segment().spec.complexity ** self.spec.complexity_ramp
        self.open_deals: dict[Deal, None] = {}  # a set that keeps its order
        self.decided = 0
        self.paid_variable = 0
        self.set_founder_room()

    def playbook(self) -> float:
        """Maturity of the playbook of the segment sold most (the first in focus)."""
        return self.playbooks[self.main_segment().name].maturity

    def take(self, deal: Deal) -> None:
        """An opportunity arrives from marketing; one that is turned away is none."""
        if self.promises.bar is not None and self.promises.refuses(deal):
            self._refuse(deal)
            return
        spec = self.spec
        patience = spec.patience_months * (1.0 + spec.patience_spread * (2.0 * deal.luck[U_PATIENCE] - 1.0))
        deal.expires = deal.arrived + patience * DAYS_PER_MONTH
        deal.units = deal.segment.spec.deal_units
        self.desk.take(deal, deal.arrived)

    def _refuse(self, deal: Deal) -> None:
        self._company.tally.refused += 1
        self._company.tally.opportunities -= 1
        self._company.journal.note(self._company.env.now, "refused", f"{deal.channel} {deal.number}")
        self._give_back(deal)

    def ramp(self, member: Member) -> float:
        """A rep's ramp: 1 - exp(-months of practice / time constant)."""
        months = (self._company.env.now - member.start) / DAYS_PER_MONTH + member.practice
        return 1.0 - exp(-months / self.ramp_months) if months > 0.0 else 0.0

    def add_rep(self, member: Member) -> None:
        """A rep's first day."""
        spec, luck = self.spec, member.luck
        weak = luck[U_WEAK] < spec.weak_share
        skill = spec.weak_skill if weak else exp(spec.skill_spread * luck[Z_SKILL])
        member.quota = member.quota or spec.quota
        member.guaranteed_until = member.start + spec.draw_months * DAYS_PER_MONTH
        rep = Rep(member, skill, self.teams.playbooks(member))
        self.reps[member] = rep
        self.desk.sellers.append(rep)
        self._set_rooms(rep)
        self.desk.pull(self._company.env.now)

    def drop_rep(self, member: Member) -> None:
        """A rep is gone: the desk closes, part of the playbook leaves too."""
        rep = self.reps[member]
        team = sum(1 for other in self.reps.values() if other.playbooks is rep.playbooks)
        del self.reps[member]
        self.desk.sellers.remove(rep)
        for playbook in rep.playbooks.values():
            playbook.forget(team, self.coaching.forgetting())
        self._set_rooms()

    def _set_rooms(self, newcomer: Rep | None = None) -> None:
        """The team has changed: so has the time that seniors have, where newcomers take any of it."""
        before = self.coaching.seniors_time
        self.coaching.refresh()
        if newcomer is not None:
            self._set_room(newcomer)
        if self.coaching.seniors_time != before:
            for rep in self.reps.values():
                self._set_room(rep)
            self.set_founder_room()

    def _set_room(self, rep: Rep) -> None:
        floor, ramp = self.spec.room_at_start, self.ramp(rep.member)
        rep.time = self.promises.time_for_new(rep)
        rep.room = self.spec.deals_per_rep * (floor + (1.0 - floor) * ramp) * rep.time * self.coaching.left(ramp)

    def set_founder_room(self) -> None:
        """Open deals that the founders have hours for."""
        hours = self._company.founder_hours("selling") * self.coaching.seniors_time
        self.founders.room = hours / self.spec.founder_hours_per_deal

    def _begin(self, deal: Deal) -> None:
        self.open_deals[deal] = None
        if deal.months < 0.0:
            segment = deal.segment.spec
            deal.months = segment.cycle_months * exp(segment.cycle_spread * deal.luck[Z_CYCLE])
        self._company.env.call(deal.months * self.cycle.value * DAYS_PER_MONTH, self._decide, deal)

    def _aged_out(self, deal: Deal) -> None:
        self._company.tally.aged_out += 1
        journal = self._company.journal
        if journal.keep_events:
            journal.note(deal.expires, "aged out", f"{deal.channel} {deal.number}")
        self._give_back(deal)

    def _give_back(self, deal: Deal) -> None:
        deal.segment.give_back(self._company.env.now, deal.pioneer, self._company.market.spec.lost_months)

    def depth(self, rep: Rep) -> float:
        """Share of the hours they need that a rep's open deals get (C19)."""
        needed, hours = rep.busy * self.spec.hours_per_deal, self.spec.selling_hours * rep.time
        return 1.0 if needed <= hours else hours / needed

    def _decide(self, deal: Deal) -> None:
        company, seller = self._company, deal.seller
        now, tally = company.env.now, company.tally
        if isinstance(seller, Rep):
            gone = seller.member.left is not None
            chance, lesson = self._of_leaver(deal, seller) if gone else self._of_rep(deal, seller)
            playbook = seller.playbooks[deal.segment.name]
        else:
            gone, playbook = False, self.playbooks[deal.segment.name]
            chance, lesson = self._of_founders(deal, playbook.maturity)
        del self.open_deals[deal]
        self.decided += 1
        if company.segments.on:
            company.segments.decided(deal)
        tally.decided += 1
        tally.cycle += now - deal.taken
        if lesson:
            playbook.learn(lesson)
        won = deal.luck[U_WIN] < chance
        if won:
            self._win(deal, None if gone else seller)
        else:
            tally.lost += 1
            deal.segment.give_back(now, deal.pioneer, company.market.spec.lost_months)
        if seller is not None and not gone:
            seller.score = 0.95 * seller.score + (1.0 if won else 0.0)
            self.desk.release(seller, deal.units, now)

    def _of_founders(self, deal: Deal, maturity: float) -> tuple[float, float]:
        """Chance and lesson of a deal that the founders decide: they know what they know, playbook or not."""
        spec = self.spec
        deal.over = self.promises.usual
        known = spec.founder_playbook if spec.founder_playbook > maturity else maturity
        return self.winning.chance(deal, spec.founder_skill, known, 1.0), spec.playbook.founder_weight

    def _of_rep(self, deal: Deal, rep: Rep) -> tuple[float, float]:
        """Chance and lesson of a rep's deal."""
        promises, coaching = self.promises, self.coaching
        deal.over = promises.over(rep) if promises.pressed else promises.usual
        ramp, playbook = self.ramp(rep.member), rep.playbooks[deal.segment.name]
        ability = rep.skill * ramp
        if coaching.seniors_time != 1.0:
            ability *= coaching.left(ramp)
        chance = self.winning.chance(deal, ability, playbook.maturity, self.depth(rep))
        return chance, playbook.lesson(ramp, rep.skill) * coaching.pace

    def _of_leaver(self, deal: Deal, rep: Rep) -> tuple[float, float]:
        """Chance of a deal whose rep is gone, taken over by the others unless it went cold; nobody learns from it."""
        deal.over = self.promises.over(rep)
        if deal.luck[U_DROP] < self.spec.pipeline_lost:
            return 0.0, 0.0
        return self.winning.chance(deal, self.team_ability(), rep.playbooks[deal.segment.name].maturity, 1.0), 0.0

    def team_ability(self) -> float:
        """Mean ability of the reps at work."""
        if not self.reps:
            return 0.0
        return sum(rep.skill * self.ramp(member) for member, rep in self.reps.items()) / len(self.reps)

    def _win(self, deal: Deal, seller: Seller | None) -> None:
        company = self._company
        deal.acv = acv = self.contracts.sign(deal, self.contract_value(deal))
        company.tally.orders += 1
        company.tally.acv_new += acv
        if company.journal.keep_events:
            company.journal.note(company.env.now, "order", f"{deal.channel} {deal.number}", acv)
        company.tally.over += deal.over
        if isinstance(seller, Rep):
            seller.member.pay += self.commission(seller.member) * acv
            seller.month_acv += acv
            company.tally.rep_acv += acv
        if deal.custom:
            company.product.custom.begin(deal)
        if deal.channel == PLATFORM:
            company.marketing.partner.sold(acv)
        self.promises.sign(company.success.onboard(deal), deal, seller)

    def commission(self, member: Member) -> float:
        """A rep's commission on a new order, as a share of its yearly value."""
        return member.salary * (1.0 - self.spec.base_share) / self.spec.base_share / member.quota

    def contract_value(self, deal: Deal) -> float:
        """What a deal is worth a year: known for those open at the opening, drawn for the others."""
        segment = deal.segment.spec
        drawn = segment.acv * deal.segment.price * self.promises.price * exp(segment.acv_spread * deal.luck[Z_ACV])
        return deal.acv or drawn

    def expected_cycle(self) -> float:
        """Mean cycle in months (the mean of a log-normal lies above its median)."""
        segment = self.main_segment().spec
        return segment.cycle_months * exp(0.5 * segment.cycle_spread**2)

    def leads_needed(self) -> float:
        """Opportunities a month that a quota takes at a running company's win rate."""
        segment = self.main_segment()
        return self.spec.quota / 12.0 / (segment.spec.acv * segment.price * segment.spec.win_rate)

    def cost_per_rep(self, member: Member) -> float:
        """Loaded yearly cost of a rep on target."""
        people = self._company.setup.people
        return member.salary / self.spec.base_share * self._company.people.load() + 12.0 * people.tools

    def cost_per_head(self) -> float:
        """Loaded yearly cost of the average rep at work."""
        return sum([self.cost_per_rep(member) for member in self.reps]) / max(1, len(self.reps))

    def self_sourced(self) -> float:
        """Leads a month that reps with free time would find, before territory is used up (C21)."""
        if not self.reps:
            return 0.0
        focus = self._company.setup.plan.focus
        total = sum(focus.values())
        segments = self._company.market.segments
        per_rep = sum(
            weight / total * segments[name].spec.self_sourced / segments[name].spec.complexity
            for name, weight in focus.items()
        )
        free = sum(
            self.ramp(member)
            * min(self.spec.elite_prospecting, rep.skill)
            * max(0.0, rep.time - rep.busy / self.spec.deals_per_rep)
            for member, rep in self.reps.items()
        )
        return per_rep * free

    def variable_pay(self, now: float) -> int:
        """Commission of the month (guaranteed for new reps), in cents; updates what each rep feels to earn (C23)."""
        spec = self.spec
        owed = sum(member.pay for member in self._company.people.gone)
        self._company.people.gone.clear()
        for member, rep in self.reps.items():
            on_target = member.salary * (1.0 - spec.base_share) / spec.base_share / 12.0
            earned = max(member.pay, on_target) if now < member.guaranteed_until else member.pay
            income = spec.base_share + (1.0 - spec.base_share) * (earned / on_target if on_target else 1.0)
            member.income += spec.income_smoothing * (income - member.income)
            owed += earned
            member.pay = 0.0
            rep.history.append(rep.month_acv)
            rep.month_acv = 0.0
        self.paid_variable = cents(owed)
        return self.paid_variable

    def redraw(self) -> None:
        """Another day's luck for all deals that are not decided."""
        for index, deal in enumerate((*self.open_deals, *self.desk.waiting)):
            deal.luck = self._company.luck.row("open deal again", index, LEAD_SHAPE, self._company.env.now)

    def month_end(self, now: float) -> None:
        """Practice and exchange go on, rooms grow, the queue is swept and pulled."""
        self.coaching.month_end()
        self.promises.month_end(now)
        self.teams.month_end()
        for rep in self.reps.values():
            self._set_room(rep)
        self.set_founder_room()
        self.desk.sweep(now)
        self.desk.pull(now)

    def main_segment(self) -> "Segment":
        """The segment sold most (the first in focus)."""
        return self._main

    def segments(self) -> "list[Segment]":
        """Segments sold to."""
        return [self._company.market.segments[name] for name in self._company.setup.plan.focus]
