"""L19, L23, L24, L25, C17 and C21: what reps sell follows from hours, ramp, skill and routing."""

import numpy as np
import pytest

from tests.laws.floors import CALM, at, floor, gain, sums
from tests.worlds import SEGMENT, bare, base, column, company, lives, mean_and_error, staff_row

STAY = {"people.roles.*.leaving": 0.0}
ALL_AT_ONCE = {"people.hires_per_recruiter": 1_000.0}


def test_output_dips_after_a_hiring_wave() -> None:
    """L19: twelve reps join six. The team sells less for months, by a seventh less than it would if new reps asked
    nobody anything; half a year later nothing of it is left, and mentoring goes on to cost nothing."""
    wave = STAY | ALL_AT_ONCE | {f"{SEGMENT}.cycle_months": 0.5, "plan.hires.rep": {"wave": {"count": 12, "month": 13}}}
    alone, mentored = (lives(floor(6, wave | {"sales.mentoring.load": load}), 32) for load in (0.0, 0.3))
    before = sums(mentored, "orders", 3, 12) / 3.0
    dip, error = gain(before, sums(mentored, "orders", 12, 15))
    assert dip < -3 * error
    lost, error = gain(sums(alone, "orders", 12, 15), sums(mentored, "orders", 12, 15))
    assert lost < -4 * error
    assert -0.3 < lost / sums(alone, "orders", 12, 15).mean() < -0.08
    late, error = gain(sums(alone, "orders", 19, 24), sums(mentored, "orders", 19, 24))
    assert abs(late) < 3 * error
    assert min(at(mentored, "seniors_time", month).mean() for month in (13, 14)) < 0.9


def test_too_many_big_accounts_make_every_one_shallow() -> None:
    """L23: a big account wants ten hours a month. Reps with one at a time sell little; with as many as there are hours
    for they sell most; with four times as many they sell less than half of that."""
    big = STAY | {
        f"{SEGMENT}.acv": 150_000.0, f"{SEGMENT}.cycle_months": 4.5, f"{SEGMENT}.win_rate": 0.35,
        "sales.quota": 1e6, "sales.hours_per_deal": 10.0,
    }  # fmt: skip
    output = {}
    for deals in (1, 4, 16, 32):
        trials = lives(floor(4, big | {"sales.deals_per_rep": float(deals)}, 36), 8)
        output[deals] = mean_and_error([np.nanmean(column(life, "output_per_rep")[12:]) for life in trials])
    best, error = output[4]
    for deals in (1, 16, 32):
        other, its_error = output[deals]
        assert best - other > 3 * np.hypot(error, its_error)
    assert output[16][0] < best / 2
    assert output[32][0] < output[16][0]


def test_small_accounts_sold_by_visits_cost_more_than_they_pay() -> None:
    """L24: six reps, a product and a playbook as good as those of running companies, all the leads they can work and no
    marketing to pay. At 6 k a year and visits to every client a customer costs more to win than it pays in a year; by
    telephone the same clients cost clearly less than that."""
    fed = CALM | STAY | {
        "plan.hires.*": None, "plan.budgets.*": None, "company.founders.selling": 0.0,
        "company.opening.staff": [staff_row(id="reps", role="rep", salary=90_000.0, count=6)],
        "marketing.network": {"sqls": 500.0, "fade_months": 1e12}, "sales.fit_power": 0.0, "sales.playbook_power": 0.0,
        "market.segments.small.pioneers": 1.0, "market.segments.small.accounts": 1_000_000,
    }  # fmt: skip
    ratios = []
    for name in ("smb_field_visits", "smb_by_phone"):
        trials = lives(bare(36, name).replace(fed), 8)
        paid = np.array([np.nanmean(column(life, "acv_new")) for life in trials])
        ratios.append(np.log(at(trials, "cac", 36) / paid))
    dearer, error = mean_and_error(ratios[0])
    assert dearer > 3 * error
    cheaper, error = gain(ratios[0], ratios[1])
    assert cheaper < -5 * error
    assert ratios[1].mean() < -0.1


def test_few_sell_most_without_being_told_to() -> None:
    """L25: ten reps, fewer leads than they could work. The best two bring in about half of what is sold: skill, ramp
    and turnover make the difference, and leads that go to those who close widen it. With reps of one skill it is less;
    where nobody leaves either, the best two of ten sell what chance gives them."""
    scarce = {"marketing.network.sqls": 120.0, "policies.backfill": True}
    alike = {"sales.skill_spread": 0.0, "sales.weak_share": 0.0}
    shares = {}
    for name, changes in {
        "closers": {"sales.routing": "best_closer"},
        "in turn": {"sales.routing": "round_robin"},
        "as able": alike | {"sales.routing": "round_robin"},
        "alike": alike | STAY | {"sales.routing": "round_robin"},
    }.items():
        trials = lives(floor(10, scarce | changes, 36), 72)
        shares[name] = mean_and_error([np.nanmean(column(life, "top_fifth_share")[23:]) for life in trials])
    assert shares["closers"][0] > 0.45
    for more, less in (("closers", "in turn"), ("in turn", "as able"), ("as able", "alike")):
        assert shares[more][0] - shares[less][0] > 3 * np.hypot(shares[more][1], shares[less][1])


def test_a_founder_who_sells_like_nobody_else_teaches_no_more_than_another() -> None:
    """C17: founders of three times the skill win far more; what reps know after the same number of deals is the same,
    and so are their chances."""
    chances, lessons = [], []
    for skill in (1.0, 3.0):
        alive = company(base(12).replace({"sales.founder_skill": skill}))
        sales = alive.sales
        lesson = sales.spec.playbook.founder_weight
        sales.playbooks["mid"].learn(40 * lesson)
        segment = alive.market.segments["mid"]
        from sim.customers import Deal

        deal = Deal("expected", 0, segment, (), 0.0)
        founders = sales.winning.chance(deal, sales.spec.founder_skill, sales.spec.founder_playbook, 1.0)
        reps = sales.winning.chance(deal, 1.0, sales.playbooks["mid"].maturity, 1.0)
        chances.append((founders, reps))
        lessons.append(sales.playbooks["mid"].lesson(1.0, skill))
    assert chances[1][0] > 1.5 * chances[0][0]
    assert chances[1][1] == chances[0][1]
    assert lessons[0] == lessons[1] == 1.0


@pytest.mark.parametrize("complexity", [1.0, 3.0])
def test_prospecting_falls_with_complexity_reps_and_busy_hours(complexity: float) -> None:
    """C21: what free reps find themselves is inverse to complexity; an elite finds more only where the setting says so;
    and each of many finds less than a lone one."""

    def found(reps: int, **changes: float) -> float:
        prospecting = {
            f"{SEGMENT}.complexity": complexity, "sales.skill_spread": 0.0, "sales.weak_share": 0.0,
            f"{SEGMENT}.self_sourced": 1.2,
        } | {path.replace("__", "."): value for path, value in changes.items()}  # fmt: skip
        staff = [staff_row(id="reps", role="rep", count=reps)]
        alive = company(base(12).replace(prospecting | {"company.opening.staff": staff}))
        rates = alive.marketing._rates({"content": 0.0, "paid": 0.0, "events": 0.0, "brand": 0.0}, 0)
        return float(rates["self-sourced"])

    territory = base(12).setup.marketing.territory_reps
    lone = found(1)
    assert lone == pytest.approx(1.2 / complexity / (1.0 + 1.0 / territory), rel=0.01)
    assert found(30) / 30 == pytest.approx(lone * (1.0 + 1.0 / territory) / (1.0 + 30.0 / territory))


def test_complex_products_ramp_reps_longer() -> None:
    """C21: where the setting says so, a product three times as hard to explain makes the ramp three times as long."""
    ramps = [
        company(base(12).replace({f"{SEGMENT}.complexity": 3.0, "sales.complexity_ramp": power})).sales.ramp_months
        for power in (0.0, 1.0)
    ]
    assert ramps[1] == pytest.approx(3.0 * ramps[0])
