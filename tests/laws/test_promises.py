"""L10, L15, C25 and C26: what is promised to win a deal is asked for when it is to be renewed."""

from math import exp

import numpy as np
import pytest

from sim.company import Company
from sim.customers import Customer, Deal
from sim.departments.channels import LEAD_SHAPE
from sim.quantities import odds
from tests.laws.floors import CALM, at, both, calm, gain, share, sums
from tests.worlds import SEGMENT, bare, base, column, company, lives

WAVE = {"plan.hires.rep": {"wave": {"count": 8, "month": 6}}}
TERM = 12
TRIALS = 48


def sold(alive: Company, over: float, channel: str = "network", number: int = 0) -> Customer:
    """A customer won by the founders with so much over-promise."""
    luck = alive.luck.rows(f"lead {channel}", LEAD_SHAPE, 0.0).at(number)
    deal = Deal(channel, number, alive.market.segments["mid"], luck, alive.env.now)
    deal.over, deal.acv = over, 24_000.0
    customer = alive.success.onboard(deal)
    alive.sales.promises.sign(customer, deal, None)
    customer.activated, customer.in_time = alive.env.now, True
    alive.success.count_activated(customer)
    return customer


def test_a_wave_that_over_promises_meets_a_wall_of_churn_one_term_later() -> None:
    """L10: with the same eight reps on the same leads, promises win more customers in the first year and lose none of
    them; one term after the wave many more go, and two years after it there is less left than honesty would have."""
    honest, promising = both(calm(WAVE, 42), calm(WAVE | {"sales.promise": {"over": 0.7, "pressure": 0.6}}, 42), TRIALS)
    won, error = gain(sums(honest, "customers_won", 0, TERM), sums(promising, "customers_won", 0, TERM))
    assert won > 3 * error
    early, error = gain(sums(honest, "customers_lost", 0, TERM), sums(promising, "customers_lost", 0, TERM))
    assert abs(early) < 0.1 * won + 3 * error
    wall, error = gain(
        sums(honest, "customers_lost", TERM + 6, TERM + 18), sums(promising, "customers_lost", TERM + 6, TERM + 18)
    )
    assert wall > 4 * error
    assert wall > 2 * won
    left, error = gain(at(honest, "arr", 42), at(promising, "arr", 42))
    assert left < -3 * error


def test_reps_who_miss_their_income_begin_to_promise() -> None:
    """C25: nobody tells them to; quota pressure does, once the guarantee of the first months is over."""
    trials = lives(calm(WAVE | {"sales.promise.pressure": 0.6}, 24), 12)
    assert not sums(trials, "over_promise", 0, 6).any()
    assert np.mean([np.nanmean(column(life, "over_promise")[12:]) for life in trials]) > 0.15


def test_a_promise_is_held_against_value_at_renewal() -> None:
    """C25, C31: a full over-promise that adds 0.3 to what the client expects costs the slope times that in log-odds."""
    alive = company(base(12).replace({"sales.promise.expectation": 0.3}))
    honest, promised = sold(alive, 0.0), sold(alive, 1.0)
    first, second = (odds(alive.success.renewals.chance(customer)) for customer in (honest, promised))
    assert second / first == pytest.approx(exp(-alive.success.spec.value_slope * 0.3))


def test_disappointed_clients_speak_up_when_their_patience_is_over() -> None:
    """C25, C33: an over-promised client with the same value counts as a reference until grace is over, and as a
    detractor from then on."""
    alive = company(
        base(12).replace({"success.ability_spread": 0.0, "product.fit_ceiling": 0.6, "product.opening_fit": 0.55})
    )
    for number in range(10):
        sold(alive, 1.0, number=number)
    alive.success.judge()
    believed = alive.market.segments["mid"].references, alive.success.detraction
    alive.sales.promises.month_end(alive.days(alive.setup.sales.promise.grace_months))
    alive.success.judge()
    assert believed == (10, 0.0)
    assert alive.market.segments["mid"].references == 0
    assert alive.success.detraction == alive.setup.marketing.referral.detractors


def test_equal_commission_on_renewals_raises_renewal_and_keeps_reps() -> None:
    """L15: the same company with full commission on renewals: fewer promises, more renewals, fewer reps who leave, and
    more ARR in year four although each renewal costs a commission. In the first loop alone: with everything on reps
    have more reasons to leave, and this one is lost among them in so few companies."""
    pressed = {"sales.promise": {"over": 0.3, "pressure": 1.0}}
    hires = {"plan.hires.rep": {"first": {"count": 4, "month": 3}}}
    world = bare(48).replace(CALM | pressed | hires)
    new_only, equal = both(world, world.replace({"sales.ownership.commission": 1.0}), TRIALS)
    assert share(equal, "renewed", "renewals_due", 12, 48) > share(new_only, "renewed", "renewals_due", 12, 48) + 0.04
    promises, error = gain(*(sums(lives_, "over_promise", 12, 48) for lives_ in (new_only, equal)))
    assert promises < -4 * error
    left, error = gain(*([life.outcome["reps_left"] for life in lives_] for lives_ in (new_only, equal)))
    assert left < -2 * error
    arr, error = gain(at(new_only, "arr", 48), at(equal, "arr", 48))
    assert arr > 3 * error


def test_clients_that_a_rep_keeps_take_time_from_new_ones() -> None:
    """L15: with equal commission a rep with thirty clients has less room for new deals; without, none is taken."""
    rooms = {}
    for commission in (0.0, 1.0):
        alive = company(base(12).replace({"sales.ownership.commission": commission}))
        member = alive.people.new_member("rep", "first", 0)
        alive.people.join(member)
        rep = alive.sales.reps[member]
        rep.clients = 30
        alive.sales.month_end(0.0)
        rooms[commission] = rep.room
    spec = alive.setup.sales
    assert rooms[1.0] / rooms[0.0] == pytest.approx(1.0 - 30 * spec.ownership.hours / spec.selling_hours)


def test_refusing_bad_fits_costs_bookings_now_and_pays_by_the_end_of_year_three() -> None:
    """L15: clients differ, the unable need to be carried, and hours to carry them are few: to turn three in ten away
    lowers orders in the first two years, raises renewal, and leaves more ARR at month 36, in the company with
    everything on. Not yet at month 24: few contracts have come up for renewal by then."""
    world = {
        "plan.hires.rep": {"first": {"count": 4, "month": 3}},
        "success.ability_spread": 0.6,
        "policies.hire_csms.enabled": False,
        f"{SEGMENT}.onboarding_hours": 40.0,
        f"{SEGMENT}.service_hours": 2.5,
        "sales.qualification": {"insight": 0.9, "implementation": 2.0},
    }
    anyone, strict = both(calm(world), calm(world | {"sales.qualification.strictness": 0.3}), 240)
    booked, error = gain(sums(anyone, "orders", 0, 24), sums(strict, "orders", 0, 24))
    assert booked < -3 * error
    assert share(strict, "renewed", "renewals_due", 12, 36) > share(anyone, "renewed", "renewals_due", 12, 36) + 0.1
    arr, error = gain(at(anyone, "arr", 36), at(strict, "arr", 36))
    assert arr > 2 * error
    refused = sums(strict, "refused", 0, 36).sum()
    assert refused / (refused + sums(strict, "opportunities", 0, 36).sum()) == pytest.approx(0.3, abs=0.03)


def test_discounts_win_by_elasticity_and_bring_those_who_leave_for_price() -> None:
    """C26: a fifth off list price multiplies odds by (1 - d)^-elasticity, takes a fifth off the contract, and lowers
    the renewal of those who bought by it alone."""
    cut = 0.2
    chances, contracts, renewals = [], [], []
    for discount in (0.0, cut):
        alive = company(
            base(12).replace({"sales.discount": {"share": discount}, "market.segments.mid.price_elasticity": 1.5})
        )
        luck = alive.luck.rows("lead network", LEAD_SHAPE, 0.0).at(0)
        deal = Deal("network", 0, alive.market.segments["mid"], luck, 0.0)
        chances.append(odds(alive.sales.winning.chance(deal, 1.0, 0.8, 1.0)))
        contracts.append(alive.sales.contract_value(deal))
        renewals.append(odds(alive.success.renewals.chance(sold(alive, 0.0))))
    assert chances[1] / chances[0] == pytest.approx((1.0 - cut) ** -1.5)
    assert contracts[1] / contracts[0] == pytest.approx(1.0 - cut)
    assert renewals[1] / renewals[0] == pytest.approx(exp(-alive.setup.sales.discount.disloyalty * cut))
