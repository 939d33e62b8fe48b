"""Customer success: activation, service quality, value against expectation, renewal, departure."""

from math import exp
from typing import Any

import pytest

from sim.company import Company
from sim.customers import Customer
from tests.worlds import CONSTANT_CHURN, RICH, SEGMENT, column, company, customer_row, lives, staff_row, toy

# 200 founder hours · 0.2 = 40 service hours a month.
CARE: dict[str, Any] = RICH | {
    f"{SEGMENT}.onboarding_hours": 40.0,
    f"{SEGMENT}.service_hours": 2.0,
    f"{SEGMENT}.renewal": 0.8,
    f"{SEGMENT}.closure": 0.0,
    "product.opening_fit": 0.5,
    "product.fit_ceiling": 0.5,
    "success": {
        "csm_hours": 100.0, "activation": 2.0, "window_days": 30.0, "give_up_days": 120.0, "late_odds": 0.1,
        "never_odds": 0.05, "expectation": 0.5, "ability_spread": 0.0, "value_slope": 4.0, "quality_speed": 0.5,
        "feeling_floor": 0.4, "promoter_gap": 0.05, "detractor_gap": 0.2, "reference_gap": 0.1,
    },
}  # fmt: skip


def serving(rows: list[dict[str, Any]], changes: dict[str, Any] | None = None) -> Company:
    """A company with customers on its opening date."""
    return company(toy(CARE | {"company.opening.customers": rows} | (changes or {})))


def first(here: Company) -> Customer:
    """Its first customer."""
    return next(iter(here.success.customers))


def many(number: int, **changes: Any) -> list[dict[str, Any]]:
    """Rows of single customers."""
    return [customer_row(id=f"c{n}", **changes) for n in range(number)]


def test_a_lone_customer_activates_at_the_full_pace() -> None:
    """42 hours asked, 40 given: 40/42 of two activations a month, passed when the clock reaches its own threshold."""
    here = serving(many(1, activated=None))
    customer = first(here)
    expected = customer.activation_luck / (2.0 / 30.4375 * 40.0 / 42.0)
    here.success.desk.settle(expected - 1e-6)
    assert customer.activated is None
    here.success.desk.settle(expected + 1e-6)
    assert customer.activated == pytest.approx(expected)
    assert customer.in_time == (expected <= 30.0)


def test_a_queue_of_customers_races_more_slowly() -> None:
    """Ten at once ask for 420 hours: each waits ten times as long for the same threshold, until others are done."""
    alone, crowd = serving(many(1, activated=None)), serving(many(10, activated=None))
    quick = min(customer.activation_luck for customer in crowd.success.customers)
    expected = quick / (2.0 / 30.4375 * 40.0 / 420.0)
    crowd.success.desk.settle(expected + 1e-6)
    times = sorted(c.activated for c in crowd.success.customers if c.activated is not None)
    assert times[0] == pytest.approx(expected)
    alone.success.desk.settle(1e3)
    assert first(alone).activated is not None


def test_whoever_is_not_active_after_four_months_never_will_be() -> None:
    here = serving(many(10, activated=None), {"company.founders.service": 0.0})
    here.success.desk.settle(1_000.0)
    assert all(customer.activated is None for customer in here.success.customers)
    assert here.tally.raced == 10
    assert here.tally.in_time == 0
    here.people.heads["csm"] = 1
    here.success.set_hours()
    here.success.desk.settle(2_000.0)
    assert all(customer.activated is None for customer in here.success.customers)


def test_a_csm_takes_load_from_the_founders() -> None:
    """100 customers ask for 200 hours: load 5 with the founder's 40 alone, 200/140 with a CSM."""
    for staff, load in (([], 5.0), ([staff_row(role="csm")], 200 / 140)):
        here = serving([customer_row(count=100)], {"company.opening.staff": staff})
        here.success.month_end(31.0)
        assert here.success.load == pytest.approx(load)


def test_service_quality_follows_load_month_by_month() -> None:
    """It opens at 1/u = 0.8; with half of the customers it goes half of the way to 1, then half of the rest."""
    here = serving([customer_row(count=25)])
    assert here.success.quality == pytest.approx(0.8)
    here.success.lose(first(here), 13, "churned")
    for expected in (0.9, 0.95):
        here.success.month_end(here.env.now)
        assert here.success.quality == pytest.approx(expected)


@pytest.mark.parametrize(
    ("in_time", "activated", "factor"), [(True, 0.0, 1.0), (False, 60.0, 0.1), (False, None, 0.05)]
)
def test_renewal_odds_follow_activation_and_value(in_time: bool, activated: float | None, factor: float) -> None:
    """Odds of 4 at par; late a tenth, never a twentieth; value 0.3 below expectation: e^-1.2."""
    here = serving(many(1))
    customer = first(here)
    customer.in_time, customer.activated = in_time, activated
    for fit, value in ((0.5, 0.0), (0.2, -0.3)):
        here.product.fit["mid"] = fit
        odds = 4.0 * factor * exp(4.0 * value)
        assert here.success.renewals.chance(customer) == pytest.approx(odds / (1 + odds))


def test_poor_service_colours_the_value() -> None:
    """Quality 0.5: feeling 0.4 + 0.6 · 0.5 = 0.7, value 0.35 of a fit of 0.5."""
    here = serving(many(1))
    here.success.quality = 0.5
    assert here.success.value(first(here)) == pytest.approx(0.35)


@pytest.mark.parametrize(
    ("fit", "promoters", "references", "detraction"),
    [(0.56, 4, 4, 0.0), (0.5, 0, 4, 0.0), (0.41, 0, 4, 0.0), (0.39, 0, 0, 0.0), (0.29, 0, 0, 0.5)],
)
def test_value_against_expectation_makes_promoters_and_detractors(
    fit: float, promoters: int, references: int, detraction: float
) -> None:
    """Expectation 0.5: promoters from 0.55, references from 0.4, detractors below 0.3."""
    here = serving(many(4), {"marketing.referral.detractors": 0.5})
    here.product.fit["mid"] = fit
    here.success.judge()
    assert here.success.promoters == promoters
    assert here.market.segments["mid"].references == references
    assert here.success.detraction == detraction


def test_the_first_anniversary_is_a_year_after_the_start() -> None:
    """A customer of July renews or goes in July."""
    life = lives(toy(CARE | {"company.opening.customers": many(5, start="2026-07-10")}), 1, events=True)[0]
    assert list(column(life, "renewals_due")) == [0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0]


def test_a_two_year_contract_renews_at_the_square_of_the_yearly_share() -> None:
    """Of 10,000 on two years 64 % stay, whose yearly renewal is 80 %."""
    rows = [customer_row(count=10_000, start="2025-03-01", term_months=24)]
    churn = CONSTANT_CHURN | {"company.opening.customers": rows, f"{SEGMENT}.accounts": 20_000}
    life = lives(toy(CARE | churn), 1)[0]
    assert column(life, "customers")[-1] == pytest.approx(6_400, abs=4 * (10_000 * 0.64 * 0.36) ** 0.5)


def test_firms_close_whatever_we_do() -> None:
    """A hazard of 0.05 a month leaves e^-0.6 after a year, long before any renewal."""
    rows = many(400, start="2026-12-31")
    closing = {"company.opening.customers": rows, f"{SEGMENT}.closure": 0.05}
    life = lives(toy(CARE | closing, months=11), 1)[0]
    share = exp(-0.55)
    assert column(life, "customers")[-1] == pytest.approx(400 * share, abs=4 * (400 * share * (1 - share)) ** 0.5)


def test_a_leaver_takes_revenue_hours_and_billing_along() -> None:
    """Three of ten like customers go: 3,000 of 10,000 a month."""
    here = serving([customer_row(count=10, billing="monthly")])
    here.success.lose(first(here), 3, "churned")
    assert (here.success.active, here.success.mrr, here.success.monthly_billed) == (7, 700_000, 700_000)
    assert (here.tally.mrr_churned, here.tally.customers_lost) == (300_000, 3)
    here.success.lose(first(here), 7, "churned")
    assert here.success.customers == {}
    here.success.month_end(31.0)
    assert here.success.load == 0.0


def test_a_row_of_many_customers_makes_many_promoters_and_references() -> None:
    """Forty like customers in one row are forty references, as forty rows would be."""
    here = serving([customer_row(count=40)])
    here.success.quality = 1.0
    here.product.fit["mid"] = 0.56
    here.success.judge()
    assert here.market.segments["mid"].references == 40
    assert here.success.promoters == 40


def test_all_accounts_of_a_row_come_back_to_the_market() -> None:
    """Ten customers lost are ten accounts that may be won again."""
    here = serving([customer_row(count=10)])
    before = here.market.segments["mid"].open_share()
    here.success.lose(first(here), 10, "churned")
    here.market.month_end(13 * 31.0)
    returned = here.market.segments["mid"].open_share() - before
    assert returned == pytest.approx(10 / here.setup.market.segments["mid"].accounts)


def test_customers_lost_while_onboarding_ask_for_no_more_hours() -> None:
    """Of ten in one row five go before they are active: the others are half of the work."""
    here = serving([customer_row(count=10, activated=None)])
    here.success.lose(first(here), 5, "churned")
    here.success.month_end(0.0)
    assert here.success.load == pytest.approx(5 * 42 / 40)


def test_the_last_of_like_customers_may_close_too() -> None:
    """At a hazard of a half a month nobody is left after two years: not of single customers, not of pairs."""
    rows = [customer_row(id=f"c{n}", count=2, term_months=1, billing="monthly") for n in range(50)]
    closing = CONSTANT_CHURN | {f"{SEGMENT}.closure": 0.5, f"{SEGMENT}.renewal": 0.999999999}
    life = lives(toy(CARE | closing | {"company.opening.customers": rows}, months=24), 1)[0]
    assert column(life, "customers")[-1] < 5
