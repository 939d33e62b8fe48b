"""The perils of market and product: an incumbent, a price war, a better product, a demand that turns, a platform."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from tests.worlds import SEGMENT, base, column, company, lives, mean_and_error, same_life, same_rows

TRIALS = 24
RICH: dict[str, Any] = {"company.opening.cash": 60_000_000.0, "funding.enabled": False, "product.opening_fit": 0.6,
                        "product.fit_ceiling": 0.75}  # fmt: skip
PLAIN: dict[str, dict[str, Any]] = {
    name: yaml.safe_load((Path(__file__).parents[2] / "configs" / "peril" / f"{name}.yaml").read_text())
    for name in ("incumbent_enters", "price_war", "product_overtaken", "demand_reversal", "platform_cutoff")
}
START = 13


def struck(months: int, name: str, **changes: Any) -> Any:
    """A company with money on which a peril falls in month 13."""
    return base(months).replace(RICH | {"perils.shock": PLAIN[name] | {"start": START} | changes})


def loss(quiet: list[Any], hit: list[Any], measure: Any) -> tuple[float, float, float]:
    """Mean of a measure without the peril, mean loss to it and its standard error."""
    ours, theirs = np.array([measure(life) for life in quiet]), np.array([measure(life) for life in hit])
    gap, error = mean_and_error(ours - theirs)
    return float(ours.mean()), gap, error


def win_rate(life: Any, first: int, last: int) -> float:
    """Orders over decided deals from month ``first`` to ``last``."""
    won, lost = (column(life, name)[first - 1 : last].sum() for name in ("orders", "lost"))
    return float(won / max(1.0, won + lost))


def renewal(life: Any) -> float:
    """Customers who renewed over those due, after the peril has begun."""
    return float(np.nansum(column(life, "renewed")[START:]) / max(1.0, column(life, "renewals_due")[START:].sum()))


@pytest.fixture(scope="module")
def quiet() -> list[Any]:
    return lives(base(36).replace(RICH), TRIALS)


@pytest.mark.parametrize("name", PLAIN)
def test_nothing_is_felt_before_the_first_day(name: str, quiet: list[Any]) -> None:
    """Months before the peril begins are the same to the last bit."""
    changes = {"hazard": 5.0} if name == "incumbent_enters" else {}
    for calm, hit in zip(quiet[:4], lives(struck(36, name, **changes), 4), strict=True):
        assert same_rows(calm.rows[: START - 1], hit.rows[: START - 1])


@pytest.mark.parametrize("name", PLAIN)
def test_a_severity_of_nothing_is_nothing(name: str) -> None:
    """L26: severity 0 changes no bit, and neither does a peril after the horizon."""
    calm = lives(base(24).replace(RICH), 2)
    for changes in ({"severity": 0.0}, {"start": 25}):
        scenario = base(24).replace(RICH | {"perils.shock": PLAIN[name] | changes})
        for first, second in zip(calm, lives(scenario, 2), strict=True):
            assert same_life(first, second)


def test_an_incumbent_comes_to_markets_that_are_taught_and_large() -> None:
    """C5: the hazard rises with the market's age and our customers, falls with what is left in it."""
    alive = company(struck(36, "incumbent_enters"))
    peril = alive.setup.perils["shock"]
    fresh = peril.entry(alive)
    alive.env.run(until=365.0)
    older = peril.entry(alive)
    alive.success.active = 200
    taught = peril.entry(alive)
    alive.market.segments["mid"].shrink(0.1)
    assert fresh == 0.0 < older < taught
    assert peril.entry(alive) < 0.5 * taught


def test_an_incumbent_takes_wins_and_customers_and_tires(quiet: list[Any]) -> None:
    """C5: once it is in, the win rate falls by about the odds it takes, and comes back as its pressure decays."""
    hit = lives(struck(36, "incumbent_enters", hazard=50.0, shield=0.0, fade_months=12.0), TRIALS)
    before, first, error = loss(quiet, hit, lambda life: win_rate(life, START + 1, START + 6))
    _, later, later_error = loss(quiet, hit, lambda life: win_rate(life, 31, 36))
    assert first > 4 * error
    assert 0.15 < first / before < 0.6
    assert later < first - 2 * later_error
    stays = {"hazard": 50.0, "shield": 0.0, "fade_months": 60.0, "churn_odds": 2.5}
    _, gone, error = loss(quiet, lives(struck(36, "incumbent_enters", **stays), TRIALS), renewal)
    assert gone > 4 * error


def test_good_service_shields() -> None:
    """C5: with a full shield of perfect service an incumbent changes little; without one much."""
    open_, shut = (lives(struck(30, "incumbent_enters", hazard=50.0, shield=shield), TRIALS) for shield in (0.0, 0.9))
    mean, error = mean_and_error(
        [
            column(b, "orders")[START:].sum() - column(a, "orders")[START:].sum()
            for a, b in zip(open_, shut, strict=True)
        ]
    )
    assert mean > 4 * error


def test_a_price_war_hurts_by_its_depth_and_by_elasticity(quiet: list[Any]) -> None:
    """C5: half the price costs wins, a free war more, and buyers who do not mind the price stay."""
    worth = {}
    for severity in (0.5, 1.0):
        hit = lives(struck(36, "price_war", severity=severity, shield=0.0), TRIALS)
        mean, worth[severity], error = loss(quiet, hit, lambda life: column(life, "orders")[START:26].sum())
        assert worth[severity] > 4 * error
        assert worth[severity] < 0.9 * mean
    assert worth[1.0] > 1.3 * worth[0.5]
    loyal = {f"{SEGMENT}.price_elasticity": 0.0}
    calm = lives(base(24).replace(RICH | loyal), 8)
    war = lives(struck(24, "price_war", severity=1.0, loosened=0.0).replace(loyal), 8)
    assert [column(life, "orders").sum() for life in calm] == [column(life, "orders").sum() for life in war]


def test_a_product_that_stands_still_is_overtaken_and_one_that_learns_comes_back(quiet: list[Any]) -> None:
    """C5, C6: fit falls by the severity where nobody learns; with contact and engineers most is back in a year."""
    learns = lives(struck(36, "product_overtaken"), 8)
    stopped = {"product.learning": 0.0, "product.drift": 0.0}
    for life in lives(struck(30, "product_overtaken").replace(stopped), 2):
        fit = column(life, "fit")
        assert fit[-1] / fit[START - 2] == pytest.approx(1.0 - PLAIN["product_overtaken"]["severity"])
    lowest = np.mean(
        [column(hit, "fit")[18] / column(calm, "fit")[18] for calm, hit in zip(quiet, learns, strict=False)]
    )
    end = np.mean([column(hit, "fit")[-1] / column(calm, "fit")[-1] for calm, hit in zip(quiet, learns, strict=False)])
    assert 0.6 < lowest < 0.9
    assert end > lowest + 0.5 * (1.0 - lowest)


def test_demand_that_turns_takes_leads_wins_and_time(quiet: list[Any]) -> None:
    """A reversal of nine months: half the leads, longer cycles, fewer wins; afterwards leads are back."""
    hit = lives(struck(36, "demand_reversal"), TRIALS)
    mean, lost, error = loss(quiet, hit, lambda life: column(life, "sqls")[START - 1 : START + 8].sum())
    assert abs(lost / mean - PLAIN["demand_reversal"]["severity"]) < 4 * error / mean + 0.1
    _, longer, error = loss(hit, quiet, lambda life: np.nanmean(column(life, "cycle_months")[START + 2 : START + 8]))
    assert longer > 4 * error
    mean, lost, error = loss(quiet, hit, lambda life: column(life, "sqls")[28:36].sum())
    assert lost < 0.35 * mean
    _, worse, error = loss(quiet, hit, lambda life: column(life, "mrr")[-1])
    assert worse > 4 * error
