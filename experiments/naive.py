"""The naive way: a process for each lead and each customer, a tick each month, every number drawn alone.

An honest twin for `make bench`. It plays exactly the leads, deals and customer-months of a trial of the model, month by
month, and nothing else: no staff, no learning, no rounds, no plan. What it does for one lead or one customer is what
comes to mind first in SimPy: wait, draw, decide, come back next month.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from sim.departments.channels import LEAD_SHAPE

if TYPE_CHECKING:
    from sim.journal import Trial

MONTH = 30.4375  # days
HOUR = 1 / 24  # a seller's hour with a lead or a deal
SELLERS = 100  # enough for nobody to wait long: the load is the same whatever they do
UNIFORMS, NORMALS, EXPONENTIALS = LEAD_SHAPE  # a lead's luck in the model, here drawn number by number
MONTHLY_PRICE = 2_000.0
CASH_DAYS = 30.0  # until an invoice is paid
Steps = Generator[simpy.Event, Any, None]


@dataclass(frozen=True)
class Load:
    """What happens in each month: ``leads`` that come, of which so many ``qualify``, ``open`` a deal and are ``won``;
    customers ``lost``; months that a deal takes."""

    leads: list[int]
    qualify: list[int]
    open: list[int]
    won: list[int]
    lost: list[int]
    cycle: int = 2

    @property
    def customer_months(self) -> int:
        """Ticks of customers: all that are there at each month's end."""
        return int(np.cumsum(np.array(self.won) - np.array(self.lost)).sum())


def load_of(life: "Trial", leads: str = "mqls") -> Load:
    """The load of one company's life; ``leads`` = the column of ``MONTHLY`` that counts them (``mqls`` or ``sqls``)."""
    from sim.journal import MONTHLY

    def column(name: str) -> list[int]:
        # flows are expected numbers: the rounded running total keeps their sum
        total = np.nancumsum([row[MONTHLY.index(name)] for row in life.rows])
        return [int(step) for step in np.diff(np.round(total), prepend=0)]

    customers = np.nan_to_num([row[MONTHLY.index("customers")] for row in life.rows]).astype(int)
    won = np.array(column("customers_won"))
    # customers of the opening and those that came back count as won in the month in which they appear
    lost = np.maximum(won - np.diff(customers, prepend=0), 0)
    won = np.diff(customers, prepend=0) + lost
    opened = np.maximum(column("opportunities"), won)
    qualified = np.maximum(column("sqls"), opened)
    came = np.maximum(column(leads), qualified)
    return Load(*(counts.tolist() for counts in (came, qualified, opened, won, lost)))


@dataclass
class Company:
    """A naive company: its clock, its numbers, and counts of what was played."""

    env: simpy.Environment
    rng: np.random.Generator
    sellers: simpy.Resource
    cash: float = 1e6
    leads: int = 0
    deals: int = 0
    won: int = 0
    ticks: int = 0
    leaving: int = 0

    def lead(self, qualifies: bool, deal: bool, wins: bool, cycle: int) -> Steps:
        """One lead: it comes some time in the month, is called back, and is sold to until it decides."""
        yield self.env.timeout(self.rng.random() * MONTH)
        self.leads += 1
        luck = [self.rng.random() for _ in range(UNIFORMS)]
        luck += [self.rng.normal() for _ in range(NORMALS)]
        luck += [self.rng.exponential() for _ in range(EXPONENTIALS)]
        yield from self.meeting()
        if not qualifies or not deal:
            return
        self.deals += 1
        interest = luck[0]
        for _ in range(cycle):
            yield self.env.timeout(MONTH)
            yield from self.meeting()
            interest += self.rng.normal(0.0, 0.1)
        if wins:
            self.won += 1

    def meeting(self) -> Steps:
        """An hour of a seller, as soon as one is free."""
        with self.sellers.request() as seller:
            yield seller
            yield self.env.timeout(HOUR)

    def customer(self) -> Steps:
        """One customer: each month it uses the product, is invoiced, pays, and stays or leaves."""
        while True:
            if self.leaving:
                self.leaving -= 1
                return
            self.ticks += 1
            usage = self.rng.normal(1.0, 0.2)
            self.env.process(self.invoice(MONTHLY_PRICE * max(usage, 0.0)))
            self.rng.random()
            yield self.env.timeout(MONTH)

    def invoice(self, amount: float) -> Steps:
        """One invoice, paid when it is."""
        yield self.env.timeout(self.rng.exponential(CASH_DAYS))
        self.cash += amount


def play(load: Load, seed: int) -> Company:
    """Let the naive company live through a load."""
    env = simpy.Environment()
    company = Company(env, np.random.default_rng(seed), simpy.Resource(env, SELLERS))

    def months() -> Steps:
        for came, qualified, opened, won, lost in zip(
            load.leads, load.qualify, load.open, load.won, load.lost, strict=True
        ):
            for place in range(came):
                env.process(company.lead(place < qualified, place < opened, place < won, load.cycle))
            company.leaving += lost
            for _ in range(won):
                env.process(company.customer())
            yield env.timeout(MONTH)

    env.process(months())
    env.run(until=len(load.leads) * MONTH)
    return company
