"""Freed decisions: what may be searched, and what is refused in words."""

import pytest

from sim.analysis.freedom import NAMED, decisions, read_freedom
from sim.errors import InputError
from tests.worlds import base


def test_a_decision_with_its_ends_is_read() -> None:
    found = read_freedom("scenario.plan.budgets.paid.start.per_month=0..20k", base(12))
    assert (found.path, found.low, found.high) == ("plan.budgets.paid.start.per_month", 0.0, 20_000.0)
    assert (found.whole, found.current, found.holds_current) == (False, 6_000.0, True)
    month = read_freedom("plan.hires.rep.first.month=1..24", base(12))
    assert (month.whole, month.current, month.holds_current) == (True, None, False)


def test_decisions_are_those_that_a_founder_can_choose() -> None:
    found = decisions(base(12))
    assert {"plan.hires.rep.first.count", "policies.freeze.runway_months"} <= set(found)
    assert not {"market.segments.mid.win_rate", "finance.collection_days"} & set(found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("plan.hires.rep.first.month", "not a freed decision"),
        ("plan.hires.rep.first.month=1-24", "not a freed decision"),
        ("plan.hires.rep.first.month=one..24", "not a freed decision"),
        ("market.segments.mid.win_rate=10%..30%", "is not a decision: nobody can choose it"),
        ("plan.hires.rep.first.mont=1..24", "no number of this scenario"),
        ("plan.budgets.paid.start.per_mont=1..24", "did you mean plan.budgets.paid.start.per_month"),
        ("plan.hires.rep.first.gate=1..24", "no number of this scenario"),
        ("plan.hires.rep.frist.month=1..24", "no number of this scenario.*did you mean plan.hires.rep.first.month"),
        ("plan.hires.rep.first.month=24..1", "these ends cannot be used"),
        ("plan.hires.rep.first.month=0..12", "these ends cannot be used.*at least 1"),
    ],
)
def test_what_cannot_be_freed_is_refused(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        read_freedom(text, base(12))


@pytest.mark.parametrize("path", ["plan.hires.rep.first.mont", "market.segments.mid.win_rate", "nothing.like.it"])
def test_a_refusal_names_the_nearest_decisions_first_and_only_a_few(path: str) -> None:
    scenario = base(12)
    with pytest.raises(InputError) as refused:
        read_freedom(f"{path}=1..2", scenario)
    listed, _, rest = refused.value.allowed.partition(" … ")
    names = listed.split(", ")
    assert set(names) < set(decisions(scenario))
    assert len(names) == NAMED
    assert rest == f"(all {len(decisions(scenario))}: saas-sim show base --decisions)"
    assert len(str(refused.value)) < 500
    if path.startswith("plan"):
        assert names[0] == "plan.hires.rep.first.month"
