"""Comparisons, paired trial by trial."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from sim.analysis.choosing import Level, choose, level_lines, plan_of
from sim.analysis.compare import CompareSpec, common_opening, compare, compare_settings
from sim.analysis.compare_words import lines_of
from sim.analysis.statistics import Interval, share_difference_within
from sim.console.verdicts import _difference, _level
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.runner import run_ensemble
from sim.errors import InputError
from sim.report.comparison import level_words
from tests.analysis.toys import ALIVE, toy
from tests.ensemble.fakes import FakeScenario, simulate

A = FakeScenario(name="now", title="Hire now", months=48)
B = FakeScenario(name="later", title="Hire later", months=48)
DEAD = ("dead", 10.0)


def test_a_plan_against_itself() -> None:
    lives = [DEAD, ALIVE] * 100
    found = compare(toy(lives, scenario=A), toy(lives, scenario=B))
    assert (found.rescued, found.ruined, found.runway_months.value, found.arr_end.value) == (0, 0, 0, 0)
    assert found.sentence == "No difference: “Hire later” and “Hire now” live the same lives in 200 trials."


def test_a_clear_rescue_says_so() -> None:
    a = toy([DEAD] * 8 + [ALIVE] * 8, scenario=A, arr=[1e6] * 16)
    b = toy([ALIVE] * 15 + [("closed", 20.0)], scenario=B, arr=[3e6] * 16)
    found = compare(a, b)
    assert (found.a, found.b, found.trials, found.month) == ("now", "later", 16, 36)
    assert (found.rescued, found.ruined) == (8, 1)
    assert list(found.survival) == [12, 24, 36, 48]
    assert found.survival[12].value == pytest.approx(8 / 16)
    assert found.survival[36].value == pytest.approx(7 / 16)
    assert found.runway_months.value == pytest.approx((8 * 38 - 28) / 16)
    assert found.arr_end.value == pytest.approx((15 * 3e6 - 8 * 1e6) / 16)
    assert found.sentence.startswith(
        "“Hire later” keeps 44 (8 to 70) points more companies alive at 36 months than “Hire"
    )
    assert "(rescues 8 from failing, ruins 1 of 16), and leaves USD 2.31M (±" in found.sentence
    assert found.sentence.endswith("more ARR a company.")
    back = compare(b, a)
    assert "44 (8 to 70) points fewer" in back.sentence
    assert back.sentence.endswith("less ARR a company.")
    assert ", and leaves" in back.sentence


def test_an_unclear_difference_claims_nothing() -> None:
    a = toy([DEAD] + [ALIVE] * 99, scenario=A, arr=[1e6] * 100)
    b = toy([ALIVE] * 100, scenario=B, arr=[1e6] * 100)
    found = compare(a, b)
    assert found.survival[36].spans_zero
    assert found.sentence.startswith(
        "No clear difference in survival at 36 months between “Hire now” and “Hire later”: the second keeps +1 points, "
        "and anything from \u22122 to +4 fits (rescues 1 from failing, ruins 0 of 100)"
    )
    assert "no clear difference in ARR" in found.sentence


def test_a_sale_ends_a_life_but_ruins_nobody() -> None:
    a = toy([DEAD] * 20 + [ALIVE] * 20, scenario=A)
    b = toy([("acquired", 10.0)] * 40, scenario=B)
    found = compare(a, b)
    assert (found.rescued, found.ruined) == (20, 0)
    assert found.survival[36].value == pytest.approx(-0.5)
    assert {month: interval.value for month, interval in found.failures.items()} == {36: -0.5, 48: -0.5}


@pytest.mark.parametrize(
    ("late", "said"),
    [(40, "At 48 months it is 40 (±"), (62, "At 48 months the difference is not clear (+2 points; ")],
)
def test_a_sign_that_turns_names_both_horizons(late: int, said: str) -> None:
    a = toy([("dead", 40.0)] * 60 + [ALIVE] * 40, scenario=A)
    dead = [DEAD] * 20
    b = toy([*dead, *[ALIVE] * 80] if late == 40 else [*dead, *[("dead", 40.0)] * 38, *[ALIVE] * 42], scenario=B)
    sentence = compare(a, b).sentence
    assert "20 (±" in sentence
    assert "points fewer companies alive at 36 months" in sentence
    assert said in sentence


def test_openings_that_differ_have_no_common_date() -> None:
    plans = [toy([ALIVE], scenario=replace(A, opening=date(year, 1, 1))) for year in (2015, 2026)]
    assert common_opening(plans[:1]) == date(2015, 1, 1)
    assert common_opening(plans) is None


def test_more_alive_but_with_less() -> None:
    a = toy([DEAD] * 8 + [ALIVE] * 8, scenario=A, arr=[9e6] * 16)
    b = toy([ALIVE] * 16, scenario=B, arr=[1e6 + n for n in range(16)])
    assert ", but leaves USD 3.5M" in compare(a, b).sentence


def test_money_burnt_and_what_rounds_leave_of_a_stake() -> None:
    """Stakes are compared where neither plan fails: in the second and third pair, of which one raised once more."""
    a = toy([DEAD, ALIVE, ALIVE, ALIVE], scenario=A, columns_of={"money_burnt": [1e6] * 4, "stake_kept": [1.0] * 4})
    kept = {"money_burnt": [3e6, 1e6, 2e6, 2e6], "stake_kept": [0.5, 1.0, 0.8, 0.1]}
    b = toy([ALIVE, ALIVE, ALIVE, DEAD], scenario=B, columns_of=kept)
    found = compare(a, b)
    assert found.money_burnt.value == pytest.approx(1e6)
    assert (found.both, found.stake_kept.value) == (2, pytest.approx(-0.1))
    nobody = compare(toy([DEAD], scenario=A), toy([DEAD], scenario=B))
    assert nobody.both == 0
    assert np.isnan(nobody.stake_kept.value)
    assert not any("stake" in line.what for line in lines_of(nobody, None))


def stakes(*kept: float) -> Level:
    plans = [toy([ALIVE] * 4, scenario=one, columns_of={"stake_kept": kept}) for one in (A, B)]
    return next(level for level in level_lines(choose(plans), None) if "stake" in level.what)


def test_a_stake_that_nothing_dilutes_has_no_interval() -> None:
    """Four companies that raise nothing do not show that none ever would."""
    level = stakes(1.0, 1.0, 1.0, 1.0)
    assert _level(level.intervals[0], level) == "100 % (no dilution in any company)"
    assert level_words(level.intervals[0], level, "USD") == "100\u00a0% (no dilution in any company)"
    alike = stakes(0.8, 0.8, 0.8, 0.8)
    assert _level(alike.intervals[0], alike) == "80 % (the same in every company)"
    one = stakes(1.0, 1.0, 1.0, 0.2).intervals[0]
    assert one is not None
    assert one.high == 1.0  # not above the whole
    pair = compare(*(toy([ALIVE] * 4, scenario=one, columns_of={"stake_kept": [1.0] * 4}) for one in (A, B)))
    (line,) = [line for line in lines_of(pair, None) if "stake" in line.what]
    assert _difference(line) == ("+0.0", "no pair differs")


def milestones(*arr_and_runway: tuple[float, float], plan: FakeScenario) -> Ensemble:
    """Companies at the bar (1.2M) or below with so much runway, in the only month."""
    arr, runway = (np.array([values], dtype=float).T for values in zip(*arr_and_runway, strict=True))
    rows = {"cash": np.ones_like(arr), "arr": arr, "runway": runway}
    return toy([ALIVE] * len(arr_and_runway), scenario=replace(plan, months=1), rows=rows)


def test_a_milestone_counts_with_enough_cash_left() -> None:
    spec = compare_settings()
    least = spec.milestone_runway
    a = milestones((2e6, least - 0.1), (1e6, 99.0), (1.2e6, least), (2e6, least), plan=A)
    b = milestones((2e6, least), (1.3e6, least), (1e6, 99.0), (2e6, 99.0), plan=B)
    assert compare(a, b).milestone is not None
    assert plan_of(a, least).milestone.value == 0.5  # type: ignore[union-attr]
    assert compare(a, b).milestone.value == pytest.approx(0.25)  # type: ignore[union-attr]
    assert compare(a, b, CompareSpec(milestone_runway=0.0, condition=spec.condition)).milestone.value == 0.0  # type: ignore[union-attr]


def test_without_rounds_there_is_no_milestone() -> None:
    plans = [milestones((2e6, 99.0), plan=replace(plan, rounds=False)) for plan in (A, B)]
    found = compare(*plans)
    assert found.milestone is None
    assert not any("round's ARR" in line.what for line in lines_of(found, None))


def turning(below: str, trials: int = 640) -> tuple[Ensemble, Ensemble]:
    """B lives and A dies where there are 14 SQLs a month or more, and the other way round where there are fewer;
    ``below``: who dies there."""
    sqls = np.random.default_rng(3).integers(4, 24, trials)
    rows = {"cash": np.ones((trials, 12)), "sqls": np.repeat(sqls[:, None], 12, axis=1).astype(float)}
    short = [replace(plan, months=12) for plan in (A, B)]
    late = ("dead", 11.5)
    a = [late if few == (below == "a") else ALIVE for few in sqls < 14]
    b = [late if few == (below == "b") else ALIVE for few in sqls < 14]
    return toy(a, scenario=short[0], rows=rows), toy(b, scenario=short[1], rows=rows)


def test_the_condition_under_which_the_verdict_turns_is_said() -> None:
    a, b = turning(below="b")
    found = compare(a, b)
    condition = found.condition
    assert condition is not None
    assert (condition.sign, condition.threshold, condition.alike, condition.month) == ("sqls", 14.0, True, 3)
    assert condition.turned.value * condition.holds.value < 0
    assert "under 14 a month in the quarter to March 2026 (before the plans part)" in found.sentence
    assert json.loads(json.dumps(found.as_dict()))["condition"]["sentence"] in found.sentence


def test_the_condition_is_that_of_the_other_plan_seen_from_there() -> None:
    a, b = turning(below="b")
    forth, back = compare(a, b).condition, compare(b, a).condition
    assert forth is not None
    assert back is not None
    assert (forth.sign, forth.threshold, forth.pairs) == (back.sign, back.threshold, back.pairs)
    assert forth.turned.value == pytest.approx(-back.turned.value)


def test_where_one_plan_only_gains_nothing_turns() -> None:
    a, b = turning(below="b")
    always = toy([ALIVE] * 640, scenario=b.scenario, rows={"cash": b.monthly("cash"), "sqls": b.monthly("sqls")})
    assert compare(a, always).condition is None
    assert compare(a, a).condition is None


def test_horizons_under_three_years() -> None:
    short = [replace(plan, months=6) for plan in (A, B)]
    found = compare(toy([ALIVE, ("dead", 3.0)], scenario=short[0]), toy([ALIVE, ALIVE], scenario=short[1]))
    assert (found.month, list(found.survival)) == (6, [6])


def test_only_common_trials_are_compared() -> None:
    a = toy([DEAD, ALIVE, DEAD], scenario=A, trials=[0, 1, 2])
    b = toy([ALIVE, ALIVE], scenario=B, trials=[0, 2])
    found = compare(a, b)
    assert (found.trials, found.rescued, found.ruined) == (2, 2, 0)
    with pytest.raises(InputError, match="no trial in common"):
        compare(a, toy([ALIVE], scenario=B, trials=[7]))


def test_runs_that_do_not_pair_are_refused() -> None:
    with pytest.raises(InputError, match="months"):
        compare(toy([ALIVE], scenario=A), toy([ALIVE], scenario=replace(B, months=47)))


def test_the_dictionary_is_plain_json() -> None:
    plain = compare(toy([DEAD, ALIVE] * 20, scenario=A), toy([ALIVE] * 40, scenario=B)).as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert set(plain["survival"][0]) == {"month", "value", "low", "high"}


@pytest.mark.slow
def test_the_intervals_cover_the_truth() -> None:
    """Two hazards on the same luck; each truth is a mean over the worlds, of exp(-hazard · months) and what follows."""
    worlds, months = (np.arange(16) + 0.5) / 16, 12
    plans = [FakeScenario(name=name, hazard=hazard, months=months) for name, hazard in (("a", 0.06), ("b", 0.04))]
    alive = [np.exp(-plan.hazard * 2 * worlds * months) for plan in plans]
    life = [(1 - share) / (plan.hazard * 2 * worlds) for plan, share in zip(plans, alive, strict=True)]
    truths = {
        "survival": alive[1].mean() - alive[0].mean(),
        "runway_months": life[1].mean() - life[0].mean(),
        "arr_end": (1e6 * (1 + worlds) * (alive[1] - alive[0])).mean(),
    }
    covered = dict.fromkeys(truths, 0)
    for seed in range(200):
        found = compare(
            *(run_ensemble(plan, 176, seed=seed, workers=1, simulate_fn=simulate).result() for plan in plans)
        )
        intervals = {"survival": found.survival[12], "runway_months": found.runway_months, "arr_end": found.arr_end}
        for name, interval in intervals.items():
            covered[name] += interval.low <= truths[name] <= interval.high
    assert min(covered.values()) >= 0.92 * 200, covered


@pytest.mark.slow
@pytest.mark.parametrize("flips", [0.04, 0.3])
def test_the_intervals_on_one_side_of_a_threshold_cover_the_truth(flips: float) -> None:
    """Shares within a third of the pairs, of which few or many change."""
    covered = 0
    for seed in range(400):
        luck = np.random.default_rng(seed)
        within, lives = luck.random(480) < 1 / 3, luck.random(480) < 0.5
        after = np.where(luck.random(480) < flips, luck.random(480) < 0.8, lives)
        interval = share_difference_within(lives, after, within)
        covered += interval.low <= flips * 0.3 <= interval.high
    assert covered >= 0.92 * 400


def test_a_margin_wider_than_its_amount_is_told_as_an_interval() -> None:
    """ "100k (±150k)" reads as nonsense; from where to where it may be does not."""
    money = Level("money burnt", "money", (Interval(1e5, -5e4, 2.5e5), Interval(4e5, 2.5e5, 5.5e5)))
    assert _level(money.intervals[0], money) == "−50k to 250k"
    assert _level(money.intervals[1], money) == "400k (±150k)"
