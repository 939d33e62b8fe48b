"""C24, C37 to C39: who leads, coaches and trains, in how many cities, and what it costs to want two things."""

import numpy as np
import pytest

from tests.laws.floors import at, both, calm, floor, gain, sums
from tests.worlds import bare, base, column, company, lives, mean_and_error, staff_row

LONG_AGO = "2024-01-01"
STAY = {"people.roles.*.leaving": 0.0}


def staffed(**heads: int) -> dict[str, object]:
    """An opening roster: so many of each role, all long there."""
    rows = [staff_row(id=role, role=role, salary=90_000.0, count=number) for role, number in heads.items() if number]
    return {"company.opening.staff": rows}


def test_reps_beyond_the_span_win_less_until_there_are_managers() -> None:
    """C24: nine reps are coached by the founder who sells. With twice as many nobody is coached enough and win rates
    fall; two managers bring them back."""
    world = STAY | {"sales.coaching": {"win": 1.0, "learning": 1.0}, "sales.deals_per_rep": 8.0}
    rates = {}
    for reps, managers in ((9, 0), (18, 0), (18, 2)):
        trials = lives(floor(reps, world | staffed(rep=reps, manager=managers), 18), 8)
        rates[reps, managers] = mean_and_error(
            sums(trials, "orders", 3, 18) / (sums(trials, "orders", 3, 18) + sums(trials, "lost", 3, 18))
        )
    for other in ((9, 0), (18, 2)):
        assert rates[other][0] - rates[18, 0][0] > 4 * np.hypot(rates[other][1], rates[18, 0][1])
    assert abs(rates[9, 0][0] - rates[18, 2][0]) < 4 * np.hypot(rates[9, 0][1], rates[18, 2][1])


def test_sales_operations_shorten_the_ramp_and_keep_what_leavers_know() -> None:
    """C24: one person for twelve reps: a rep of three months is as far as another after more than four, and of what a
    leaver knew most stays."""
    ramps, kept = [], []
    for helpers in (0, 1):
        alive = company(floor(4, staffed(rep=4, sales_ops=helpers)))
        new = alive.people.new_member("rep", "new", 0)
        alive.people.join(new)
        for month in range(1, 4):
            alive.sales.coaching.month_end()
            new.start = -30.4375 * month
        ramps.append(alive.sales.ramp(new))
        playbook = alive.sales.playbooks["mid"]
        playbook.learn(100.0)
        alive.sales.drop_rep(new)
        kept.append(playbook.seen)
    saved = alive.setup.sales.operations
    time = alive.sales.ramp_months
    assert ramps[0] == pytest.approx(1.0 - np.exp(-3.0 / time))
    assert ramps[1] == pytest.approx(1.0 - np.exp(-3.0 / (1.0 - saved.ramp) / time))
    assert 100.0 - kept[1] == pytest.approx((100.0 - kept[0]) * (1.0 - saved.forgetting))


def test_training_works_as_far_as_it_fits_and_the_team_is_with_it() -> None:
    """C24: the same money, made for the team, is worth several times a general course; a team that has lost heart
    learns little from either; and it is paid for."""

    def months(fit: float, morale: float) -> float:
        alive = company(floor(8, {"sales.training": {"per_rep": 500.0, "fit": fit}}))
        alive.people.morale = morale
        return alive.sales.coaching.practice()

    assert months(0.8, 1.0) == pytest.approx(8.0 * months(0.1, 1.0))
    assert months(0.8, 0.5) == pytest.approx(0.5 * months(0.8, 1.0))
    without, trained = both(floor(8, months=6), floor(8, {"sales.training.per_rep": 500.0}, 6), 4)
    paid = sums(trained, "spend", 0, 1) - sums(without, "spend", 0, 1)
    assert paid == pytest.approx(8 * 500.0)


def test_a_new_city_starts_from_part_of_the_playbook_and_learns() -> None:
    """C24: four reps in a second city begin with two fifths of the home team's maturity, and win less for it; the gap
    closes by their own deals and by what the teams tell each other, which the average hides."""
    hires = {"plan.hires.rep": {"east": {"count": 4, "month": 13}}, "plan.teams": {"east": {"groups": ["east"]}}}
    world = STAY | {"sales.playbook_power": 1.0, "sales.playbook.diffusion": 0.0, "marketing.network.sqls": 60.0}
    apart, told = both(floor(4, world | hires, 36), floor(4, world | hires | {"sales.playbook.diffusion": 0.3}, 36), 6)
    assert not sums(apart, "playbook_spread", 0, 8).any()
    assert at(apart, "playbook_spread", 13).mean() > 0.3
    assert at(told, "playbook_spread", 14).mean() < 0.7 * at(apart, "playbook_spread", 14).mean()
    assert at(apart, "playbook_spread", 36).mean() < 0.1
    as_one = lives(floor(4, world | {"plan.hires.rep": hires["plan.hires.rep"]}, 36), 6)
    fewer, error = gain(sums(as_one, "orders", 13, 20), sums(apart, "orders", 13, 20))
    assert fewer < -2 * error


def test_a_founder_cannot_lead_thirty_people() -> None:
    """C38: two founders lead eighteen. Thirty engineers leave more often, by the power of the span; with two managers
    they do not."""
    hazards = []
    for managers in (0, 2):
        alive = company(base(12).replace(staffed(engineer=30, manager=managers) | {"people.span.attrition": 1.0}))
        engineer = next(member for member in alive.people.staff if member.role == "engineer")
        hazards.append(alive.people.hazard(engineer))
    assert hazards[0] / hazards[1] == pytest.approx(30 / 18)
    led = {"people.span.attrition": 1.5}
    alone, managed = both(calm(led | staffed(engineer=40), 24), calm(led | staffed(engineer=40, manager=4), 24), 24)
    left, error = gain(sums(alone, "left", 0, 24), sums(managed, "left", 0, 24))
    assert left < -3 * error


def test_open_posts_take_the_founders_hours() -> None:
    """C17: ten open posts at ten hours each take a hundred of the founders' four hundred hours from every task."""
    alive = company(base(12).replace({"people.hiring_hours": 10.0}))
    before = alive.founder_hours("selling")
    for slot in range(10):
        alive.people.open_post("engineer", "wave", slot)
    assert alive.founder_hours("selling") == pytest.approx(0.75 * before)


def test_big_and_small_at_once_is_two_businesses() -> None:
    """C38: segments a fourfold contract apart divide attention wholly, a like pair not at all, and odds, learning and
    service hours fall by the shares named; fewer live through five years than with either alone."""
    both_ = base(60, "big_and_small_at_once")
    alive = company(both_.replace({"market.segments.mid.acv": 25_000.0, "market.segments.small.acv": 6_000.0}))
    assert alive.leading.divided() == 1.0
    assert alive.leading.learning == pytest.approx(0.7)
    like = company(both_.replace({"market.segments.mid.acv": 25_000.0, "market.segments.small.acv": 25_000.0}))
    assert like.leading.divided() == 0.0
    focus = {"people.focus": {"win": 0.0, "learning": 0.0, "service": 0.0}}
    free, split = both(both_.replace(focus), both_, 48)
    arr, error = gain(at(free, "arr", 24), at(split, "arr", 24))
    assert arr < -3 * error


def test_a_layoff_is_felt_by_customers_and_talked_about() -> None:
    """C39: half of the staff let go: service quality and word of mouth fall by the shares named, and word recovers."""
    alive = company(base(12).replace({"people.layoff_quality": 0.5, "people.layoff_word": 0.8}))
    quality = alive.success.quality
    staff = list(alive.people.staff)
    alive.people.lay_off(staff[: len(staff) // 2])
    gone = (len(staff) // 2) / len(staff)
    assert alive.success.quality == pytest.approx(quality * (1.0 - 0.5 * gone))
    assert alive.people.word() == pytest.approx(1.0 - 0.8 * gone)
    for _ in range(24):
        alive.people.month_end()
    assert alive.people.word() > 0.99


def test_without_teams_and_trouble_nothing_changes() -> None:
    """Neutral settings are neutral: any number behind a switch that is off may change."""
    off = {
        "sales.promise": {"win_odds": 0.9, "expectation": 0.1, "grace_months": 1.0},
        "sales.playbook.transfer": 0.9, "sales.playbook.diffusion": 0.9, "sales.ownership.hours": 9.0,
        "sales.training.effect": 9.0, "sales.mentoring.floor": 0.9, "sales.operations.ramp": 0.9,
        "people.span.manager": 1.0, "people.span.founder": 1.0, "people.focus.unlike": 1.5,
    }  # fmt: skip
    nobody = bare(48).replace({"plan.hires.sales_ops": None})
    for plain, changed in zip(lives(nobody, 4), lives(nobody.replace(off), 4), strict=True):
        names = ("cash", "mrr", "orders", "heads")
        assert all(np.array_equal(column(plain, name), column(changed, name)) for name in names)
