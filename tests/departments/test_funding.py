"""Funding: what investors see, how long it takes, when the wire comes, when they have had enough."""

from math import log, nan
from typing import Any

import pytest

from sim.company import Company
from tests.worlds import company, toy

# Certain answers, no spread: a round of 5 million takes four months, the wire one more.
INVESTORS: dict[str, Any] = {
    "funding": {
        "enabled": True, "bridge": 1_000_000.0, "bridge_dilution": 0.1, "bridge_chance": 0.0,
        "months": 4.0, "months_spread": 0.0, "wire_months": 1.0, "wire_spread": 0.0, "founder_time": 0.5,
        "retry_months": 3.0, "tries": 2,
        "intercept": 0.5, "arr_slope": 1.5, "growth_slope": 0.8, "growth_cap": 2.0, "growth_floor": 0.1,
        "retention_slope": 4.0, "retention_reference": 0.85, "retention_unknown": -0.4, "burn_slope": 0.25,
        "burn_reference": 2.0, "burn_cap": 6.0, "opening_regime": "normal", "patience_months": 24.0,
        "patience_growth": 0.25,
    },
    "funding.rounds.a": {"size": 5_000_000.0, "dilution": 0.2, "bar": 1_000_000.0},
    "funding.regimes.normal": {"odds": 1.0, "leaves": 0.0},
}  # fmt: skip
MONTH = 30.4375


def desk(changes: dict[str, Any] | None = None) -> Company:
    """A company whose founders can raise."""
    return company(toy(INVESTORS | (changes or {}), months=36))


def minds(odds: float, bridge: float = 0.0) -> dict[str, Any]:
    """Investors of a fixed mind."""
    flat = {f"funding.{name}": 0.0 for name in ("arr_slope", "growth_slope", "retention_unknown", "burn_slope")}
    return flat | {"funding.intercept": log(odds), "funding.bridge_chance": bridge}


def raise_once(odds: float, changes: dict[str, Any] | None = None, bridge: float = 0.0) -> Company:
    """A company that has tried for seven months, with investors of a fixed mind."""
    here = desk(minds(odds, bridge) | (changes or {}))
    here.funding.start()
    return here


def test_investors_read_the_numbers() -> None:
    """C41 by hand: at the bar, doubled within the year, retention and burn at reference: 0.5 + 0.8."""
    here = desk().funding
    assert here.log_odds(1e6, 5e5, 0.85, 2.0, 1e6) == pytest.approx(1.3)
    assert here.log_odds(2e6, 1e6, 0.85, 2.0, 1e6) == pytest.approx(1.3 + 1.5 * log(2))
    assert here.log_odds(1e6, 5e5, 0.95, 2.0, 1e6) == pytest.approx(1.7)
    assert here.log_odds(1e6, 5e5, 0.85, 4.0, 1e6) == pytest.approx(0.8)


def test_growth_from_next_to_nothing_is_measured_from_a_floor_and_capped() -> None:
    """From 0 to 150 k is 50 % over the floor of 100 k; from 0 to a million is capped at 200 %."""
    here = desk().funding
    assert here.log_odds(1.5e5, 0.0, 0.85, 2.0, 1e6) == pytest.approx(0.5 + 1.5 * log(0.15) + 0.4)
    assert here.log_odds(1e6, 0.0, 0.85, 2.0, 1e6) == pytest.approx(0.5 + 1.6)


def test_what_is_not_known_does_not_flatter() -> None:
    """Before any renewal investors doubt; a burn multiple nobody can compute is left out; endless burn is capped."""
    here = desk().funding
    assert here.log_odds(1e6, 5e5, nan, 2.0, 1e6) == pytest.approx(0.9)
    assert here.log_odds(1e6, 5e5, 0.85, nan, 1e6) == pytest.approx(1.3)
    assert here.log_odds(1e6, 5e5, 0.85, float("inf"), 1e6) == pytest.approx(1.3 - 0.25 * 4.0)
    assert here.log_odds(0.0, 0.0, nan, nan, 1e6) > -float("inf")


def test_a_round_takes_its_time_and_the_wire_comes_later() -> None:
    """Four months to yes, five to the money."""
    here = raise_once(1e9)
    cash = here.treasury.cash
    here.env.run(until=4 * MONTH - 0.01)
    assert here.funding.raising
    here.env.run(until=4 * MONTH + 0.01)
    assert (here.funding.raising, here.funding.wires, here.treasury.cash) == (False, 1, cash)
    assert not here.funding.can_start()
    here.env.run(until=5 * MONTH + 0.01)
    assert here.treasury.cash == cash + 500_000_000
    assert here.funding.raised == 5_000_000.0
    assert here.funding.ownership == 0.8
    assert here.roadmap.reached["round a"] == pytest.approx(5 * MONTH)
    assert here.funding.next_round() == "b"


def test_raising_takes_the_founders_hours() -> None:
    here = raise_once(1e9)
    assert here.founder_hours("selling") == 40.0
    here.env.run(until=4 * MONTH + 0.01)
    assert here.founder_hours("selling") == 80.0


def test_after_a_no_one_waits_and_after_two_it_is_over() -> None:
    here = raise_once(1e-9)
    here.env.run(until=5 * MONTH)
    assert here.funding.failed == 1
    assert not here.funding.can_start()
    here.env.run(until=7 * MONTH + 0.1)
    assert here.funding.can_start()
    here.funding.start()
    here.env.run(until=20 * MONTH)
    assert here.funding.failed == 2
    assert not here.funding.can_start()


def test_there_is_one_bridge() -> None:
    """Friendly investors bridge after the first no, and not after the second."""
    here = raise_once(1e-9, bridge=1.0)
    cash = here.treasury.cash
    here.env.run(until=6 * MONTH)
    assert here.treasury.cash == cash + 100_000_000
    here.env.run(until=8 * MONTH)
    here.funding.start()
    here.env.run(until=20 * MONTH)
    assert here.treasury.cash == cash + 100_000_000
    assert here.outcome()["stake_kept"] == pytest.approx(0.9)


def test_each_round_leaves_the_owners_its_part() -> None:
    """A round of a fifth leaves 80 %, the same again 64 %; a no leaves all."""
    second = {"funding.rounds.b": {"size": 1.0, "dilution": 0.2, "bar": 1.0}}
    here = raise_once(1e9, second)
    assert here.outcome()["stake_kept"] == 1.0
    for months, kept in ((6, 0.8), (14, 0.64)):
        here.env.run(until=months * MONTH)
        assert here.outcome()["stake_kept"] == pytest.approx(kept)
        if here.funding.can_start():
            here.funding.start()
    assert raise_once(1e-9).outcome()["stake_kept"] == 1.0


@pytest.mark.parametrize(("regime", "share"), [("normal", 0.5), ("hot", 0.8), ("cold", 0.2)])
def test_the_regime_scales_the_odds(regime: str, share: float) -> None:
    """Even odds times four and a quarter, over many companies."""
    name = {"hot": "boom", "cold": "winter"}.get(regime, regime)
    factor = {"hot": 4.0, "cold": 0.25}.get(regime, 1.0)
    changes = {f"funding.regimes.{name}": {"odds": factor, "leaves": 0.0}, "funding.opening_regime": name}
    scenario = toy(INVESTORS | minds(1.0) | changes, months=36)
    trials = 300
    yes = 0
    for trial in range(trials):
        here = company(scenario, trial=trial)
        here.funding.start()
        here.env.run(until=4 * MONTH + 0.01)
        yes += here.funding.wires
    assert abs(yes / trials - share) < 4 * (share * (1 - share) / trials) ** 0.5


def test_switched_off_nobody_raises() -> None:
    assert not desk({"funding.enabled": False}).funding.can_start()
    assert desk().funding.can_start()


def test_patience_ends_without_growth() -> None:
    """Two years after the last money investors want growth of a quarter."""
    here = desk()
    here.env.run(until=24 * MONTH - 1.0)
    assert not here.funding.patience_over(0.0)
    here.env.run(until=24 * MONTH + 1.0)
    assert here.funding.patience_over(0.2)
    assert not here.funding.patience_over(0.3)
    here.funding.last_money = 12 * MONTH
    assert not here.funding.patience_over(0.0)


def test_offers_come_in_distress_and_follow_arr() -> None:
    """None at seven months of runway or without ARR; at the bar one month in five."""
    here = desk({"funding.offer": {"runway_months": 6.0, "hazard": 0.2, "power": 0.5}})
    months = range(2_000)
    assert not any(here.funding.offer_comes(month, 7.0, 1e6) for month in months)
    assert not any(here.funding.offer_comes(month, 1.0, 0.0) for month in months)
    for arr, share in ((1e6, 0.2), (2.5e5, 0.1)):
        came = sum(here.funding.offer_comes(month, 5.0, arr) for month in months) / len(months)
        assert abs(came - share) < 4 * (share * (1 - share) / len(months)) ** 0.5


def test_a_boom_ends_in_normal_times() -> None:
    regimes = {
        "funding.regimes.boom": {"odds": 2.0, "leaves": 1.0}, "funding.opening_regime": "boom",
    }  # fmt: skip
    here = desk(regimes)
    here.funding.month_end(0)
    assert here.funding.regime == "normal"
    here.funding.month_end(1)
    assert here.funding.regime == "normal"
