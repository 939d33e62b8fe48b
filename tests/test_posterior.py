"""What the company has counted narrows its worlds: counts pull, weigh by their number, and leave the rest alone."""

from math import log
from typing import Any

import pytest

from sim.company import Company
from sim.luck import Luck
from sim.posterior import counts, world_ranges
from sim.scenario import Scenario
from sim.trial import realise
from tests.worlds import SEGMENT, base

WIN_RATE = f"{SEGMENT}.win_rate"


def with_history(scenario: Scenario | None = None, **seen: Any) -> Scenario:
    """The base company after six months of counting."""
    return (scenario or base(12)).replace({"company.opening.history": {"months": 6, **seen}})


def only_the_win_rate() -> Scenario:
    """The base company in which nothing but the win rate is uncertain."""
    scenario = base(12)
    return scenario.replace({path: span.median() for path, span in scenario.ranges.items() if path != WIN_RATE})


def expected_share(scenario: Scenario) -> float:
    """The share of deals that a company with central inputs expects to win."""
    return Company(scenario.setup, 12, Luck(0, 0)).sales.winning.expected()


def centre_and_width(scenario: Scenario, path: str = WIN_RATE) -> tuple[float, float]:
    """The narrowed range on its symmetric scale."""
    ranges, _ = world_ranges(scenario)
    return ranges[path].normal_scale()


def test_without_a_history_the_ranges_are_those_typed() -> None:
    """Nothing seen, nothing narrowed."""
    ranges, groups = world_ranges(base(12))
    assert ranges == base(12).ranges
    assert groups == base(12).groups


@pytest.mark.parametrize(("seen", "direction"), [(0.02, -1), (0.6, 1)])
def test_wins_pull_the_win_rate_towards_the_share_seen(seen: float, direction: int) -> None:
    """Two deals in a hundred won say a lower win rate, sixty a higher one; both say it more narrowly."""
    before, width = base(12).ranges[WIN_RATE].normal_scale()
    won = round(100 * seen)
    after, narrower = centre_and_width(with_history(won=won, lost=100 - won))
    assert direction * (after - before) > 0.3 * width
    assert narrower < width


def test_counts_weigh_by_their_number() -> None:
    """The same share of twenty, two hundred and two thousand deals pulls further, and in the end it is what decides."""
    scenario = only_the_win_rate()
    before, width = scenario.ranges[WIN_RATE].normal_scale()
    pulls, widths = [], []
    for deals in (20, 200, 2_000, 100_000):
        centre, spread = centre_and_width(with_history(scenario, won=deals // 20, lost=deals - deals // 20))
        pulls.append(abs(centre - before))
        widths.append(spread)
    assert pulls == sorted(pulls)
    assert [width, *widths] == sorted([width, *widths], reverse=True)
    assert widths[-1] < 0.1 * width
    found = with_history(scenario, won=5_000, lost=95_000)
    settled = found.replace({WIN_RATE: realise(found, 1, 0).setup.market.segments["mid"].win_rate})
    assert expected_share(settled) == pytest.approx(0.05, abs=0.005)


def test_one_uncertain_input_is_weighed_as_bayes_says() -> None:
    """With one input the update is the textbook's: precision of the prior and of the count add up, and the centre is
    their weighted mean (odds of the count follow odds of the win rate one to one where pioneers decide alone)."""
    scenario = only_the_win_rate().replace({f"{SEGMENT}.pioneers": 1.0})
    before, width = scenario.ranges[WIN_RATE].normal_scale()
    share = expected_share(scenario)
    won, lost = 30, 70
    noise = 1 / (won + 0.5) + 1 / (lost + 0.5)
    surprise = log((won + 0.5) / (lost + 0.5)) - log(share / (1 - share))
    gain = width**2 / (width**2 + noise)
    history = with_history(scenario, won=won, lost=lost, deals_decided=0)
    centre, spread = centre_and_width(history)
    assert centre == pytest.approx(before + gain * surprise, abs=1e-3)
    assert spread == pytest.approx((1 / (1 / width**2 + 1 / noise)) ** 0.5, rel=1e-3)


def test_a_history_as_expected_hardly_moves_the_centre() -> None:
    """A company that has won what was to be expected keeps its win rate, and knows it better."""
    scenario = only_the_win_rate()
    before, width = scenario.ranges[WIN_RATE].normal_scale()
    share = expected_share(with_history(scenario, deals_decided=0))
    won = round(200 * share)
    centre, narrower = centre_and_width(with_history(scenario, won=won, lost=200 - won, deals_decided=0))
    assert abs(centre - before) < 0.1 * width
    assert narrower < 0.9 * width


def test_what_the_counts_do_not_bear_on_keeps_its_range() -> None:
    """Wins say nothing about the ceiling of the idea or the cost of staff."""
    scenario = with_history(won=5, lost=95)
    ranges, _ = world_ranges(scenario)
    for path in ("product.fit_ceiling", "people.load", "finance.collection_days"):
        assert ranges[path] == scenario.ranges[path]


def test_numbers_typed_as_known_are_not_moved() -> None:
    """A plain number is what the founder knows."""
    scenario = with_history(base(12).replace({WIN_RATE: 0.2}), won=80, lost=20)
    assert realise(scenario, 1, 0).setup.market.segments["mid"].win_rate == 0.2


def test_sqls_pull_the_flow_of_leads() -> None:
    """Far more leads than expected say that the market wants to hear."""
    few, _ = centre_and_width(with_history(sqls=10), "marketing.lead_factor")
    many, _ = centre_and_width(with_history(sqls=400), "marketing.lead_factor")
    assert few < base(12).ranges["marketing.lead_factor"].normal_scale()[0] < many


def test_each_count_is_taken_once() -> None:
    """Leads, opportunities, wins, cycle and renewals each make one line; what is missing makes none."""
    full = with_history(sqls=60, opportunities=30, won=6, lost=20, cycle_months=2.0, renewals_due=10, renewed=8).setup
    history = full.company.opening.history
    assert history is not None
    assert [count.name for count in counts(history, full)] == ["sqls", "opportunities", "won", "cycle", "renewed"]
    bare = with_history(won=6, lost=20).setup
    assert bare.company.opening.history is not None
    assert [count.name for count in counts(bare.company.opening.history, bare)] == ["won"]


def test_a_narrowed_world_is_the_same_in_every_process_and_order() -> None:
    """The world of a trial with a history is drawn like any other."""
    scenario = with_history(sqls=60, opportunities=30, won=6, lost=20)
    again = with_history(sqls=60, opportunities=30, won=6, lost=20)
    assert realise(scenario, 3, 5) == realise(again, 3, 5)
