"""What must hold in every company whatever its inputs: the identities of L27, the single end of L28."""

from typing import Any

from sim.company import Company
from sim.journal import ABSORBING, ENDS, MONTHLY
from sim.scenario import Scenario
from tests.worlds import company

FINITE = ("cash", "burn", "mrr", "customers", "heads", "fit", "playbook", "service_quality", "morale", "sqls", "queue")


class Marked(list[tuple[float, ...]]):
    """Monthly rows that remember how many facts had been noted when each was written."""

    def __init__(self, alive: Company) -> None:
        super().__init__()
        self._events = alive.journal.events
        self.marks: list[int] = []

    def append(self, row: tuple[float, ...]) -> None:
        """Note the place, keep the row."""
        self.marks.append(len(self._events))
        super().append(row)


def _cents(amount: float) -> int:
    return round(amount * 100.0)


def assert_books_balance(scenario: Scenario, seed: int, trial: int) -> Company:
    """Live a life and check every month of it; returns the company."""
    alive = company(scenario, seed, trial)
    begun = _opening(alive)
    rows = Marked(alive)
    alive.journal.rows = rows
    alive.run()
    _check_months(alive, rows, begun)
    _check_end(alive)
    return alive


def _opening(alive: Company) -> dict[str, int]:
    opening = alive.setup.company.opening
    return {
        "cash": _cents(opening.cash),
        "mrr": sum(_cents(row.mrr) * row.count for row in opening.customers),
        "customers": sum(row.count for row in opening.customers),
        "heads": sum(row.count for row in opening.staff if row.start <= opening.date)
        + alive.setup.company.founders.count,
    }


def _check_months(alive: Company, rows: Marked, before: dict[str, int]) -> None:
    booked = 0
    for number, (row, mark) in enumerate(zip(rows, rows.marks, strict=True)):
        here: dict[str, Any] = dict(zip(MONTHLY, row, strict=True))
        where = f"month {number + 1}"
        entries = [event for event in alive.journal.events[booked:mark] if event.kind == "cash"]
        booked = mark
        for name in FINITE:
            assert abs(here[name]) < float("inf"), f"{where}: {name} is {here[name]}"
        now = {name: _cents(here[name]) for name in ("cash", "mrr")} | {
            name: int(here[name]) for name in ("customers", "heads")
        }
        moved = {name: now[name] - before[name] for name in now}
        assert moved["cash"] == sum(_cents(event.amount) for event in entries), where
        assert moved["mrr"] == (
            _cents(here["mrr_new"])
            + _cents(here["mrr_reactivated"])
            + _cents(here["mrr_expansion"])
            - _cents(here["mrr_contraction"])
            - _cents(here["mrr_churned"])
        ), where
        assert moved["customers"] == here["customers_won"] + here["customers_back"] - here["customers_lost"], where
        assert moved["heads"] == here["hired"] - here["left"], where
        assert here["cash"] >= 0, where
        before = now
    entries = [event for event in alive.journal.events[booked:] if event.kind == "cash"]
    assert alive.treasury.cash == before["cash"] + sum(_cents(event.amount) for event in entries)


def _check_end(alive: Company) -> None:
    """Exactly one end, the last fact noted; months lived as far as the end."""
    outcome = alive.outcome()
    ends = [event for event in alive.journal.events if event.kind in ENDS and event.who == outcome["cause"]]
    assert [event.kind for event in ends] == [outcome["end"]]
    assert alive.journal.events[-1] is ends[0]
    last = alive.journal.events[-1].time
    assert all(event.time <= last for event in alive.journal.events)
    lived = len(alive.journal.rows)
    if outcome["end"] in ABSORBING:
        assert outcome["end_month"] - 1.0 <= lived <= outcome["end_month"]
    else:
        assert lived == alive.clock.months
