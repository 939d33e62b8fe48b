"""One trial: a world is realised from a scenario, and one day in it is lived (values in, values out)."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sim.company import Company
from sim.journal import Trial
from sim.luck import Luck
from sim.posterior import world_ranges
from sim.scenario import Scenario
from sim.setup import Setup
from sim.uncertainty import draw


@dataclass(frozen=True, slots=True)
class World:
    """A scenario with all its ranges fixed. ``setup``: plain records to live by, shared by the worlds of a scenario."""

    setup: Setup
    months: int
    seed: int
    trial: int


class EndedBefore(ValueError):  # noqa: N818 (named for what happened)
    """The company did not live so long."""


def realise(scenario: Scenario, seed: int, trial: int) -> World:
    """Draw the world of a trial: every range once, narrowed by what the company has already seen."""
    ranges, groups = world_ranges(scenario)
    return World(scenario.at(draw(ranges, groups, seed, trial)), scenario.months, seed, trial)


@contextmanager
def without_collecting() -> Iterator[None]:
    """No garbage collection meanwhile: a life makes many objects and no garbage that its end does not free."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _company(world: World, day: int, redraw_from: date | None, events: bool) -> Company:
    since = None
    if redraw_from is not None:
        since = float((redraw_from - world.setup.company.opening.date).days)
    return Company(world.setup, world.months, Luck(world.seed, world.trial, day, since), events)


def _dissolve(company: Company) -> None:
    """Free a company at once: everybody in it knows the company and two teams' desks know their team, so it would wait
    for the collector, which takes longer."""
    company.env.forget()
    for part in (company.sales, company.success):
        vars(part).clear()
    for name in company.__slots__:
        delattr(company, name)


def run(world: World, day: int = 0, redraw_from: date | None = None, events: bool = False) -> Trial:
    """Live one day in a world; with ``redraw_from`` (the first of a month) the day's luck is another from then on."""
    company = _company(world, day, redraw_from, events)
    with without_collecting():
        company.run()
        journal, outcome = company.journal, company.outcome()
        _dissolve(company)
    return Trial(world.seed, world.trial, day, outcome, journal.rows, sorted(journal.events))


def simulate(scenario: Scenario, seed: int, trial: int, day: int = 0, events: bool = False) -> Trial:
    """Realise a world and live a day in it."""
    return run(realise(scenario, seed, trial), day, events=events)


def reopened(scenario: Scenario, seed: int, trial: int, month: int) -> Scenario:
    """The scenario that opens where a trial's company stood at the end of ``month``; EndedBefore when it did not
    live so long."""
    company = _company(realise(scenario, seed, trial), 0, None, False)
    company.export_month = month
    company.run()
    if company.exported is None:
        raise EndedBefore(f"the company of trial {trial} ended before the end of month {month}")
    return scenario.replace(company.exported)
