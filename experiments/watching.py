"""Companies lived again with a close eye on each rep and each customer, which the monthly rows only add up."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import simpy

from sim.quantities import DAYS_PER_MONTH

if TYPE_CHECKING:
    from sim.company import Company
    from sim.customers import Customer
    from sim.departments.reps import Rep
    from sim.people import Member
    from sim.scenario import Scenario

YEAR_DAYS = 12 * DAYS_PER_MONTH
RENEWAL_PASSED = 1.0  # days after the first anniversary at which the renewal is known


@dataclass(frozen=True, slots=True)
class RepYears:
    """One rep: months on the payroll, whether the job was left, the yearly quota, new ACV sold in each month."""

    months: float
    left: bool
    quota: float
    sold: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CustomerYear:
    """One customer whose first anniversary the company saw: activated in time, and still there after it."""

    in_time: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """One company: its trial number, its reps, and its customers of at least a year ago.

    Customers of the opening, whose first year lies before it, are not among them.
    """

    trial: int
    reps: tuple[RepYears, ...]
    customers: tuple[CustomerYear, ...]


def watch(scenario: "Scenario", seed: int, trials: int, workers: int) -> list[Watched]:
    """The first ``trials`` companies, in order: the same lives as in an ensemble of that seed."""
    from sim.ensemble.engines import imap

    items = [(scenario, seed, trial) for trial in range(trials)]
    return [watched for _, watched in sorted(imap(watch_one, items, workers), key=lambda pair: pair[0])]


def watch_one(item: "tuple[Scenario, int, int]") -> Watched:
    """Live the first day of one trial, looking in at the middle of each month: looking changes nothing."""
    from sim.company import Company
    from sim.luck import Luck
    from sim.trial import realise

    scenario, seed, trial = item
    world = realise(scenario, seed, trial)
    company = Company(world.setup, world.months, Luck(seed, trial))
    reps: dict[Member, Rep] = {}
    customers: dict[Customer, None] = {}
    company.env.process(_look_in(company, reps, customers))
    company.run()
    reps.update(company.sales.reps)  # who came after the last look
    now = company.env.now
    return Watched(
        trial,
        tuple(_rep_years(member, rep, now) for member, rep in reps.items()),
        tuple(_customer_years(customers, now)),
    )


def _look_in(
    company: "Company", reps: "dict[Member, Rep]", customers: "dict[Customer, None]"
) -> Generator[simpy.Event, None, None]:
    yield company.env.timeout(DAYS_PER_MONTH / 2)
    while True:
        reps.update(company.sales.reps)
        customers.update(company.success.customers)
        yield company.env.timeout(DAYS_PER_MONTH)


def _rep_years(member: "Member", rep: "Rep", now: float) -> RepYears:
    end = now if member.left is None else member.left
    return RepYears((end - member.start) / DAYS_PER_MONTH, member.left is not None, member.quota, tuple(rep.history))


def _customer_years(customers: "dict[Customer, None]", now: float) -> Iterator[CustomerYear]:
    for customer in customers:
        known = customer.start + YEAR_DAYS + RENEWAL_PASSED
        if customer.start > 0.0 and known <= now:
            yield CustomerYear(customer.in_time, customer.gone_at is None or customer.gone_at > known)
