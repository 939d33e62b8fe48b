"""The market is finite, pioneers come first, and references carry a product over the chasm."""

import pytest

from sim.market import Segment
from tests.worlds import SEGMENT, toy


def segment(**changes: object) -> Segment:
    """A hundred accounts, twenty of them pioneers who are four times as likely to come."""
    given = {"accounts": 100, "pioneers": 0.2, "pioneer_pull": 4.0, "references_needed": 6.0, "references_slope": 2.0}
    scenario = toy({f"{SEGMENT}.{name}": value for name, value in (given | changes).items()})
    return Segment("mid", 0, scenario.setup.market.segments["mid"])


def test_pioneers_select_themselves() -> None:
    """20 pioneers that pull fourfold against 80 others: half of the first leads are pioneers."""
    here = segment()
    assert here.take_account(0.499)
    here = segment()
    assert not here.take_account(0.501)
    assert (here.pioneers, here.mainstream) == (20.0, 79.0)


def test_pioneers_whom_nothing_pulls_never_come_first() -> None:
    here = segment(pioneer_pull=0.0)
    assert not here.take_account(0.0)
    here.mainstream = 0.0
    assert here.pioneer_share() == 0.0


def test_accounts_won_or_in_play_are_not_leads_again() -> None:
    here = segment()
    for _ in range(25):
        here.take_account(0.0)
    assert here.pioneers == pytest.approx(0.0, abs=1.0)
    assert here.open_share() == pytest.approx(0.75)


def test_an_account_that_said_no_comes_back_later() -> None:
    here = segment()
    here.take_account(0.0)
    here.give_back(10.0, True, 12.0)
    here.month_end(10.0 + 12 * 30.4375 - 0.1)
    assert here.pioneers == 19.0
    here.month_end(10.0 + 12 * 30.4375)
    assert here.pioneers == 20.0
    assert here.open_share() == 1.0


def test_customers_of_the_opening_were_pioneers_first() -> None:
    here = segment()
    here.take_accounts(30)
    assert (here.pioneers, here.mainstream) == (0.0, 70.0)


@pytest.mark.parametrize(("references", "factor"), [(0, 0.0474), (6, 0.5), (8, 0.7311), (20, 0.9991)])
def test_references_open_the_mainstream(references: int, factor: float) -> None:
    """Logistic: half of the doubt is gone at six references."""
    here = segment()
    here.references = references
    assert here.reference_odds() == pytest.approx(factor, abs=1e-4)


def test_a_market_cannot_be_more_than_empty() -> None:
    here = segment(accounts=2, pioneers=0.0)
    for _ in range(5):
        here.take_account(0.5)
    assert here.open_share() == 0.0
