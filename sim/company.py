"""The company: wires the rooms, walks the calendar, and ends.

    marketing --deal--> sales --order--> success --renewal--> finance --cash--> treasury
        ^                 |                 |                                       |
        |  budgets, posts |  lessons        |  promoters, references                | a payment it cannot meet
    management <---- scorecard <------------+---------------------------------------+----> the end

Month end, in this order: collect, pay, learn, measure and record, review, begin the next month. What the review does
belongs to the month that begins.
"""

from collections.abc import Generator
from typing import Any

import simpy
from simpy.events import URGENT

from sim.agenda import Agenda
from sim.clock import Clock
from sim.coroner import default_alive, led_by
from sim.departments.finance import FinanceTeam
from sim.departments.funding import FundingDesk
from sim.departments.marketing import MarketingTeam
from sim.departments.product import ProductTeam
from sim.departments.sales import SalesTeam
from sim.departments.success import SuccessTeam
from sim.export import export
from sim.forces import Forces
from sim.journal import End, Journal
from sim.leading import Leading
from sim.levers import Levers
from sim.luck import Luck
from sim.management import Management
from sim.market import Market
from sim.monthly import monthly_row
from sim.people import People
from sim.quantities import DAYS_PER_MONTH, plain
from sim.reopen import reopen
from sim.roadmap import Roadmap
from sim.scorecard import Scorecard, Tally
from sim.segment_economics import SegmentBook
from sim.setup import Setup
from sim.treasury import RAISED, Treasury, cents
from sim.turns import take_turns


class Company:
    """One company in one world on one day."""

    __slots__ = (
        "_finish", "_peak_heads", "cause", "clock", "end_day", "ended", "entries", "env", "export_month",
        "exported", "finance", "forces", "funding", "journal", "leading", "led_by", "levers", "luck", "management",
        "market", "marketing", "obligations", "people", "product", "roadmap", "sales", "scorecard", "segments", "setup",
        "success", "tally", "treasury",
    )  # fmt: skip

    def __init__(self, setup: Setup, months: int, luck: Luck, keep_events: bool = False) -> None:
        self.setup = setup = plain(setup)
        self.luck = luck
        self.env = Agenda()
        self.journal = Journal(keep_events)
        self.clock = Clock(setup.company.opening.date, months)
        self.levers = Levers()
        self.tally = Tally()
        self.ended: End | None = None
        self.cause = ""
        self.led_by = ""
        self.end_day = 0.0
        self._finish = self.env.event()
        self._peak_heads = 0
        self.entries: dict[str, float] = {}  # when a rival entered, by kind of peril
        self.obligations: list[tuple[float, int, str]] = []
        self.treasury = Treasury(self, cents(setup.company.opening.cash))
        self.market = Market(setup.market, setup.product.benefits)
        self.people = People(self, setup.people)
        self.leading = Leading(self, setup.people.span, setup.people.focus)
        self.funding = FundingDesk(self)
        self.roadmap = Roadmap(self)
        self.forces = Forces(self)
        self.scorecard = Scorecard(self)
        self.segments = SegmentBook(self)
        self.product = ProductTeam(self)
        self.success = SuccessTeam(self)
        self.sales = SalesTeam(self)
        self.marketing = MarketingTeam(self)
        self.finance = FinanceTeam(self)
        self.management = Management(self)
        self.export_month: int | None = None
        self.exported: dict[str, Any] | None = None
        reopen(self)

    # -- time -------------------------------------------------------------------------------------------------------

    @staticmethod
    def days(months: float) -> float:
        """Months as days."""
        return months * DAYS_PER_MONTH

    def until_month(self, month: int) -> simpy.Event:
        """An event at the first moment of a month (1 = the first), when the month before is closed."""
        begins = self.env.event()
        self.env.call(self.clock.month_start(month - 1) - self.env.now, begins.succeed, None)
        return begins

    def founder_hours(self, task: str) -> float:
        """Hours a month that the founders give to product, selling or service; raising takes its share of all."""
        founders = self.setup.company.founders
        share: float = getattr(founders, task)
        busy = self.setup.funding.founder_time if self.funding.raising else 0.0
        return founders.count * founders.hours * share * (1.0 - busy) * self.people.founders_free()

    def founders_busy(self) -> None:
        """The founders' hours have changed: so has their room for deals and customers."""
        self.sales.set_founder_room()
        self.sales.desk.pull(self.env.now)
        self.success.set_hours()

    def gross_margin(self) -> float:
        """Share of recurring revenue left after hosting and service pay."""
        revenue = self.success.mrr / 100.0
        if revenue <= 0:
            return 1.0
        service = sum([m.salary for m in self.people.staff if m.role == "csm"]) / 12.0 * self.people.load()
        hosting = self.setup.finance.hosting * self.success.active
        return max(0.0, 1.0 - (service + hosting) / revenue)

    # -- life -------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Live to the end or the horizon."""
        self.env.process(self._calendar())
        for peril in self.setup.perils.values():
            if not peril.harmless() and peril.start <= self.clock.months:
                self.env.process(peril.strike(self))
        take_turns(self, 1)
        self.management.budgets = self.management.budget()
        self.management.begin()
        self.marketing.begin_month(0, self.management.budgets)
        self.finance.bill_month(0.0)
        self.env.run(until=self._finish)

    def _calendar(self) -> Generator[simpy.Event, Any, None]:
        """Walk the pay dates and month ends; each in the written order."""
        ends = {end: month for month, end in enumerate(self.clock.month_ends)}
        pay_days = set(self.finance.pay_days)
        for day in sorted({*ends, *pay_days}):
            yield self.env.timeout(day - self.env.now)
            self.treasury.settle(day)
            month = ends.get(day)
            if not self.finance.pay_debts(day):
                return
            if day in pay_days and not self.finance.pay_staff(day):
                return
            if month is not None and not self._month_end(month, day):
                return
        self.end("default_alive" if default_alive(self) else "alive", "")

    def _month_end(self, month: int, now: float) -> bool:
        """Collect and pay are done; the rest of the month's end. False when the company has ended."""
        if not (self.finance.pay_commissions(now) and self.finance.pay_bills(self.management.budgets)):
            return False
        self.finance.earn_interest()
        if not self.finance.loans.watch():
            return False
        self.product.month_end()
        self.success.month_end(now)
        self.market.month_end(now)
        self.people.month_end()
        self.sales.month_end(now)
        self._record()
        if month + 1 == self.export_month:
            self.exported = export(self, month + 1)
        take_turns(self, month + 2)
        self.management.review(month)
        if self.ended is not None:
            return False
        if month + 1 < self.clock.months:
            self._begin_month(month + 1, now)
        return True

    def _record(self) -> None:
        tally, self.tally = self.tally, Tally()
        ledger = self.treasury.close_month()
        seen = self.scorecard.measure(ledger, tally)
        self.roadmap.month_end(seen)
        self.forces.month_end()
        self.management.observe(seen)
        self.journal.rows.append(monthly_row(self, ledger, tally, seen))
        self._peak_heads = max(self._peak_heads, len(self.people.staff))

    def _begin_month(self, month: int, now: float) -> None:
        self.funding.month_end(month)
        if self.luck.redraws(now):
            self.marketing.redraw()
            self.sales.redraw()
            self.success.redraw()
            self.people.redraw()
        self.management.budgets = self.management.budget()
        self.marketing.begin_month(month, self.management.budgets)
        self.finance.bill_month(now)

    # -- the end ----------------------------------------------------------------------------------------------------

    def die(self, reason: str) -> None:
        """A payment fell due that cash could not meet."""
        self.end("dead", reason)

    def end(self, how: End, cause: str) -> None:
        """The one end of this life: nothing happens after it."""
        if self.ended is not None:
            return
        self.ended, self.cause, self.end_day = how, cause, self.env.now
        if how in ("dead", "closed", "acquired"):
            self.led_by = led_by(self)
        self.journal.note(self.env.now, how, cause)
        self._finish._ok, self._finish._value = True, None
        self.env.schedule(self._finish, priority=URGENT)

    def outcome(self) -> dict[str, Any]:
        """The life in one row (``journal.OUTCOME``, without what only the twin without new money knows)."""
        absorbed = self.ended in ("dead", "closed", "acquired")
        alive = 0.0 if absorbed else 1.0
        mrr = self.success.mrr / 100.0 * alive
        booked = (*self.treasury.total.items(), *self.treasury.month.items())
        burnt = -sum(amount for reason, amount in booked if reason != RAISED) / 100.0
        return {
            "end": self.ended,
            "end_month": self.clock.months_at(self.end_day) if absorbed else float("nan"),
            "cause": self.cause,
            "led_by": self.led_by,
            "arr_end": mrr * 12.0,
            "cash_end": self.treasury.cash / 100.0,
            "mrr_end": mrr,
            "customers_end": self.success.active if alive else 0,
            "heads_end": len(self.people.staff) + self.setup.company.founders.count if alive else 0,
            "money_raised": self.funding.raised,
            "rounds": len(self.funding.done),
            "stake_kept": self.funding.ownership,
            "money_burnt": burnt,
            "peak_heads": self._peak_heads + self.setup.company.founders.count,
            "reps_left": self.people.reps_left,
            "scattered": self.people.scattered,
            "months_lived": self.clock.months_at(self.end_day) if absorbed else float(self.clock.months),
            "events": next(self.env._eid),
        }
