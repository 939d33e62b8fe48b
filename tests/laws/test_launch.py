"""L8, C7, C9: what a closed door costs when it opens, and what a market does to those who come late."""

from typing import Any

import numpy as np
import pytest

from sim.trial import reopened
from tests.worlds import base, column, lives, mean_and_error, same_life

LAUNCH = 13
TRIALS = 24
KEEP_GOING: dict[str, Any] = {
    "company.opening.cash": 60_000_000.0,
    "funding.enabled": False,
    "product.opening_fit": 0.2,
    "product.fit_ceiling": 0.75,
}
CLOSED = KEEP_GOING | {"plan.launch": {"month": LAUNCH, "contact": 0.0}}
OPEN = KEEP_GOING | {"plan.launch": {"month": LAUNCH, "contact": 1.0}}


def moment(life: Any, kind: str) -> float:
    """Month in which something happened (counted from the opening)."""
    return next(event.time for event in life.events if event.kind == kind) / 30.4375


def test_nothing_is_sold_before_the_launch() -> None:
    """L8: no lead, no deal, no customer before the launch, whether customers are talked to or not."""
    for changes in (CLOSED, OPEN):
        for life in lives(base(24).replace(changes), 6):
            assert column(life, "sqls")[: LAUNCH - 1].sum() == 0
            assert column(life, "opportunities")[LAUNCH - 1 :].sum() > 0


def test_behind_a_closed_door_belief_rises_over_a_truth_that_does_not() -> None:
    """L8: belief grows with code while fit only drifts; those who talk with customers believe what is true."""
    closed = lives(base(14).replace(CLOSED), 8)
    talking = lives(base(14).replace(OPEN), 8)
    for hidden, seen in zip(closed, talking, strict=True):
        gap = column(hidden, "believed_fit") - column(hidden, "fit")
        assert (np.diff(gap[: LAUNCH - 1]) > 0).all()
        assert gap[LAUNCH - 2] > 0.4
        assert (np.diff(column(hidden, "fit")[: LAUNCH - 1]) < 0).all()
        assert column(seen, "fit")[LAUNCH - 2] > 2 * column(hidden, "fit")[LAUNCH - 2]
        assert abs(column(seen, "believed_fit") - column(seen, "fit"))[LAUNCH - 2] < 0.2


def test_the_truth_takes_ten_decided_deals_and_the_rework_six_months_times_what_is_missing() -> None:
    """L8: launch, lead time, cycle, ten decided deals; then 6·(1 - F) months of rework in which nobody new is sold to;
    the belief has come down by then."""
    lasted, expected, first, gaps = [], [], [], []
    for life in lives(base(36).replace(CLOSED), TRIALS, events=True):
        begun, over = moment(life, "rework"), moment(life, "rework over")
        start = round(begun)
        fit = next(event.amount for event in life.events if event.kind == "rework")
        lasted.append(over - begun)
        expected.append(6.0 * (1.0 - fit))
        first.append(begun - (LAUNCH - 1))
        gap = column(life, "believed_fit") - column(life, "fit")
        gaps.append(gap[start - 1] / gap[LAUNCH - 1])
        waiting = column(life, "sqls")[start : start + int(expected[-1])]
        assert waiting.sum() == 0
    assert lasted == pytest.approx(expected)
    assert 3.0 < np.mean(expected) < 5.5
    # a median cycle of two months and a lead time stand between the launch and ten decided deals
    assert 2.0 < np.mean(first) < 8.0
    assert np.mean(gaps) < 0.6


def test_a_closed_door_earns_next_to_nothing_until_the_rework_is_over() -> None:
    """L8: from the launch to the end of the rework the closed door's revenue is a small part of what the same company
    earns that launched on the same day and had talked with customers; it lives less often."""
    changes = {"funding.enabled": False}
    months = 36
    hidden = lives(base(months).replace(CLOSED | changes), TRIALS, events=True)
    seen = lives(base(months).replace(OPEN | changes), TRIALS)
    share = []
    for first, second in zip(hidden, seen, strict=True):
        over = min(months, round(moment(first, "rework over")))
        share.append((column(first, "mrr")[over - 1], column(second, "mrr")[over - 1]))
    low, high = np.array(share).T
    gap, error = mean_and_error(high - low)
    assert gap > 4 * error
    assert low.mean() < 0.3 * high.mean()


def test_a_market_that_waits_for_nobody_takes_ceiling_and_accounts_from_the_late() -> None:
    """C9: after the window each month without a fitting product costs a share of the best that can still be reached and
    of the accounts that are left; who fits in time loses nothing."""
    late = CLOSED | {"product.window": {"months": 6.0, "fit": 0.45, "loss": 0.03}}
    for life in lives(base(12).replace(late), 4):
        ceiling = column(life, "fit_ceiling")
        assert ceiling[:6] == pytest.approx([0.75] * 6)
        assert ceiling[11] == pytest.approx(0.75 * 0.97**6)
    early = KEEP_GOING | {"product.opening_fit": 0.5, "product.window": {"months": 6.0, "fit": 0.4, "loss": 0.03}}
    for life in lives(base(12).replace(early), 4):
        assert column(life, "fit_ceiling") == pytest.approx([0.75] * 12)


def test_the_late_end_with_a_smaller_business() -> None:
    """C9: the same closed door in a market with a window ends with less recurring revenue than in one that waits."""
    window = {"product.window": {"months": 6.0, "fit": 0.5, "loss": 0.03}}
    waits = lives(base(48).replace(CLOSED), TRIALS)
    moves = lives(base(48).replace(CLOSED | window), TRIALS)
    lost = [a.outcome["arr_end"] - b.outcome["arr_end"] for a, b in zip(waits, moves, strict=True)]
    mean, error = mean_and_error(lost)
    assert mean > 4 * error
    assert mean > 0.2 * np.mean([life.outcome["arr_end"] for life in waits])


def test_a_launch_in_the_first_month_without_a_doubt_is_no_launch_at_all() -> None:
    """C7: launched at once, with customers at the table, the company lives as if it had always been on the market."""
    there = base(24)
    for first, second in zip(
        lives(there, 3), lives(there.replace({"plan.launch": {"month": 1, "contact": 1.0}}), 3), strict=True
    ):
        assert same_life(first, second)


@pytest.mark.parametrize(("month", "left"), [(6, {"month": 7, "contact": 0.0}), (14, None)])
def test_a_launch_moves_with_the_opening(month: int, left: dict[str, Any] | None) -> None:
    """An exported company still has its launch before it, or has it behind it; it believes what it believed."""
    scenario = base(24).replace(CLOSED)
    later = reopened(scenario, 1, 0, month)
    plan = later.setup.plan.launch
    assert (plan.model_dump() if plan else None) == left
    before = column(lives(scenario, 1)[0], "believed_fit")[month - 1]
    known = later.setup.company.opening.known
    assert known is not None
    assert known.stocks is not None
    assert known.stocks["believed fit"] == pytest.approx(before)
