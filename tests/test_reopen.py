"""The opening state: who and what is there on the first day."""

from datetime import date
from math import exp
from typing import Any

import pytest

from sim.errors import InputError
from tests.worlds import RICH, SEGMENT, column, company, customer_row, lives, staff_row, toy


def opened(**opening: Any) -> Any:
    """A company with something in its opening."""
    return company(toy({f"company.opening.{name}": value for name, value in opening.items()}))


def test_staff_is_at_work_and_offers_start_on_their_day() -> None:
    here = opened(
        staff=[staff_row(count=3), staff_row(id="s", role="rep", start=date(2027, 2, 1)), staff_row(id="t", role="csm")]
    )
    assert (here.people.count("engineer"), here.people.count("csm"), here.people.coming("rep")) == (3, 1, 1)
    here.env.run(until=30.9)
    assert len(here.sales.reps) == 0
    here.env.run(until=31.1)
    assert len(here.sales.reps) == 1


def test_a_rep_goes_on_ramping_from_the_first_day_at_work() -> None:
    """Two months before the opening at a time constant of two: 1 − 1/e."""
    staff = {"company.opening.staff": [staff_row(role="rep", start="2026-11-01", quota=777_000.0)]}
    here = company(toy(staff | {"sales.ramp_months": 2.0, "sales.quota": 500_000.0}))
    member = next(iter(here.sales.reps))
    assert here.sales.ramp(member) == pytest.approx(1 - exp(-1), abs=0.002)
    assert member.quota == 777_000.0


def test_like_employees_are_different_people() -> None:
    here = opened(staff=[staff_row(role="rep", count=6)])
    assert len({rep.skill for rep in here.sales.reps.values()}) > 1
    assert len({member.name for member in here.sales.reps}) == 6


def test_customers_are_in_the_books_and_out_of_the_market() -> None:
    here = opened(customers=[customer_row(count=30), customer_row(id="d", mrr=250.0)])
    assert (here.success.active, here.success.mrr) == (31, 3_025_000)
    left = here.market.segments["mid"]
    assert left.open_share() == pytest.approx(1 - 31 / left.total)
    assert here.scorecard.won_ever == 31


@pytest.mark.parametrize(
    ("start", "term", "day"),
    [
        (date(2026, 3, 20), 12, date(2027, 3, 20)),
        (date(2023, 3, 20), 12, date(2027, 3, 20)),
        (date(2025, 3, 20), 24, date(2027, 3, 20)),
        (date(2026, 12, 10), 1, date(2027, 1, 10)),
    ],
)
def test_renewals_fall_on_their_anniversaries(start: date, term: int, day: date) -> None:
    row = customer_row(start=start, term_months=term, billing="monthly")
    never = {f"{SEGMENT}.renewal": 1e-9, "success.value_slope": 0.0, f"{SEGMENT}.closure": 0.0}
    life = lives(toy(RICH | never | {"company.opening.customers": [row]}), 1, events=True)[0]
    gone = next(event for event in life.events if event.kind == "churned")
    assert gone.time == (day - date(2027, 1, 1)).days
    assert gone.amount == 1_000.0


def test_receivables_and_wires_come_and_payables_go_on_their_dates() -> None:
    here = lives(
        toy({
            "company.opening.receivables": [
                {"id": "late", "amount": 100.0, "due": date(2026, 12, 1)},
                {"id": "due", "amount": 200.0, "due": date(2027, 2, 15)},
            ],
            "company.opening.wires": [{"id": "w", "amount": 3_000.0, "due": date(2027, 3, 9)}],
            "company.opening.payables": [{"id": "p", "amount": 40.0, "due": date(2027, 4, 2)}],
        }),
        1,
    )[0]  # fmt: skip
    assert list(column(here, "collected")[:4]) == [100.0, 200.0, 0.0, 0.0]  # overdue money takes the usual days
    assert list(column(here, "raised")[:4]) == [0.0, 0.0, 3_000.0, 0.0]
    assert list(column(here, "spend")[:5]) == [0.0, 0.0, 0.0, 40.0, 0.0]
    assert list(column(here, "burn")[:4]) == [25_900.0, 25_800.0, 26_000.0, 26_040.0]


def test_open_deals_go_on() -> None:
    """A deal six months old in a market of two-month cycles is decided at once; a new one takes its cycle."""
    deals = [
        {"id": name, "segment": "mid", "acv": 30_000.0, "opened": day}
        for name, day in (("old", date(2026, 7, 1)), ("new", date(2027, 1, 1)))
    ]
    sure = {f"{SEGMENT}.win_rate": 0.999999999, f"{SEGMENT}.cycle_months": 2.0, f"{SEGMENT}.cycle_spread": 0.0}
    life = lives(toy(sure | {"company.opening.pipeline": deals, f"{SEGMENT}.pioneers": 1.0}), 1, events=True)[0]
    orders = [(event.time, event.amount) for event in life.events if event.kind == "order"]
    assert [time for time, _ in orders] == pytest.approx([0.0, 2 * 30.4375], abs=0.6)
    assert {amount for _, amount in orders} == {30_000.0}
    assert column(life, "mrr")[-1] == 5_000.0


def test_what_was_counted_is_in_the_playbook() -> None:
    """Forty deals decided before the opening, at the founders' weight of 1.5 while there is no rep."""
    history = {"months": 6, "won": 4, "lost": 12, "deals_decided": 40}
    changes = {"company.opening.history": history, "sales.playbook.founder_weight": 1.5}
    assert company(toy(changes)).sales.playbooks["mid"].seen == 60.0
    staffed = changes | {"company.opening.staff": [staff_row(role="rep")]}
    assert company(toy(staffed)).sales.playbooks["mid"].seen == 40.0
    del history["deals_decided"]
    assert company(toy(changes)).sales.playbooks["mid"].seen == 24.0


def test_content_of_the_past_still_ranks() -> None:
    history = {"months": 12, "content_spend": 5_000.0}
    assert company(toy({"company.opening.history": history})).marketing.rank > 20_000.0
    assert company(toy()).marketing.rank == 0.0


def test_spend_that_is_typed_replaces_the_plans() -> None:
    here = company(toy({"finance.overhead": 9_000.0, "company.opening.monthly_spend": 4_000.0}))
    assert here.finance.overhead == 4_000.0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"company.opening.date": date(2027, 1, 2)}, "first of a month"),
        ({"company.opening.staff": [staff_row(), staff_row()]}, "the same id twice"),
        ({"company.opening.customers": [customer_row(segment="giant")]}, "giant"),
        ({"company.opening.customers": [customer_row(mrr=-1.0)]}, "mrr"),
        ({"plan.hires.rep.first": {"count": 1, "gate": "playbok"}}, "playbok"),
    ],
)
def test_an_opening_that_cannot_be_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        toy(changes)
