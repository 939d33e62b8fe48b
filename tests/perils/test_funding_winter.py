"""Funding winter: for a while rounds are harder to close."""

from typing import Any

import pytest

from sim.luck import Luck
from sim.perils.funding_winter import FundingWinter
from tests.worlds import company, toy

MONTH = 30.4375
WINTER = {"kind": "funding_winter", "start": 3, "months": 4.0, "severity": 0.8}


@pytest.mark.parametrize(("changes", "harmless"), [({}, False), ({"severity": 0.0}, True), ({"months": 0.0}, True)])
def test_without_severity_or_length_it_is_harmless(changes: dict[str, Any], harmless: bool) -> None:
    assert FundingWinter(**{**WINTER, **changes}).harmless() == harmless


def test_it_scales_the_odds_from_its_first_day_to_its_last() -> None:
    """A fifth of the odds from 1 March, for four months, then all of them again."""
    here = company(toy())
    here.env.process(FundingWinter(**WINTER).strike(here))
    for day, odds in ((58.9, 1.0), (59.1, 0.2), (59 + 4 * MONTH - 0.1, 0.2), (59 + 4 * MONTH + 0.1, 1.0)):
        here.env.run(until=day)
        assert here.funding.odds.value == pytest.approx(odds), day
    noted = [(event.time, event.kind) for event in here.journal.events]
    assert noted == [(59.0, "peril"), (59 + 4 * MONTH, "peril over")]


def test_two_winters_at_once_multiply() -> None:
    here = company(toy())
    for severity in (0.5, 0.8):
        here.env.process(FundingWinter(**(WINTER | {"severity": severity})).strike(here))
    here.env.run(until=100.0)
    assert here.funding.odds.value == pytest.approx(0.1)


def test_fewer_companies_raise_in_it() -> None:
    """Even odds fall to one in five: a sixth of the companies get their money."""
    even: dict[str, Any] = {
        f"funding.{name}": 0.0
        for name in ("intercept", "arr_slope", "growth_slope", "retention_unknown", "burn_slope", "months_spread")
    }
    scenario = toy(even | {"funding.enabled": True, "funding.months": 4.0, "funding.bridge_chance": 0.0})
    trials = 300
    for severity, share in ((0.0, 0.5), (0.8, 1 / 6)):
        yes = 0
        for trial in range(trials):
            here = company(scenario)
            here.luck = Luck(1, trial)
            here.env.process(FundingWinter(**(WINTER | {"severity": severity, "start": 1, "months": 5.0})).strike(here))
            here.funding.start()
            here.env.run(until=4 * MONTH + 0.01)
            yes += here.funding.wires
        assert abs(yes / trials - share) < 4 * (share * (1 - share) / trials) ** 0.5
