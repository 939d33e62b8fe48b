"""What comes back later is found where it is, and nowhere else: companies written by hand."""

from typing import Any

import numpy as np
import pytest

from sim.analysis.courses import around, course, trailing
from sim.analysis.dynamics import churn_wall, hidden_churn, hysteresis, mentor_dip, plateau
from sim.analysis.scaling import ahead_of_evidence
from sim.analysis.waves import hiring_waves
from sim.ensemble.ensemble import Ensemble
from sim.journal import DEPARTMENTS
from tests.analysis.toys import ALIVE, NAN, toy
from tests.ensemble.fakes import FakeScenario

MONTHS = 48


def lives(companies: int = 4, months: int = MONTHS, **columns: Any) -> Ensemble:
    """So many equal companies with these monthly columns (a number or one value for each month)."""
    rows = {
        name: np.tile(np.broadcast_to(np.asarray(values, dtype=float), (months,)), (companies, 1))
        for name, values in ({"cash": 1.0} | columns).items()
    }
    return toy([ALIVE] * companies, scenario=FakeScenario(months=months), rows=rows)


def steps(*parts: tuple[int, float]) -> np.ndarray:
    """Values that hold for so many months each."""
    return np.concatenate([np.full(months, value) for months, value in parts])


OVERLOAD = steps((6, 0.8), (4, 1.6), (38, 0.7))


def recovering(pace: float) -> np.ndarray:
    """Quality that falls to .6 in the overload and then makes good so much of what is missing in a month."""
    back = 1.0 - 0.4 * (1.0 - pace) ** np.arange(1, 39)
    return np.concatenate([np.full(6, 1.0), [0.9, 0.8, 0.7, 0.6], back])


def test_quality_that_stays_down_is_hysteresis_and_quality_that_returns_is_not() -> None:
    stuck = hysteresis(lives(csm_load=OVERLOAD, service_quality=recovering(0.1)))
    assert stuck.months.tolist() == [10.0] * 4
    assert stuck.occurs
    assert stuck.share.value == 1.0
    elastic = hysteresis(lives(csm_load=OVERLOAD, service_quality=recovering(0.35)))
    assert elastic.possible.all()
    assert not elastic.met.any()
    assert not elastic.occurs


@pytest.mark.parametrize(
    ("load", "quality"),
    [
        (steps((48, 0.9)), steps((48, 0.5))),  # never overloaded
        (steps((6, 0.8), (1, 1.6), (41, 0.7)), steps((6, 1.0), (42, 0.6))),  # a month of it
        (steps((6, 0.8), (42, 1.6)), steps((6, 1.0), (42, 0.6))),  # never relieved
        (OVERLOAD, steps((6, 1.0), (42, 0.95))),  # nothing lost worth the name
    ],
)
def test_service_that_was_not_relieved_of_anything_shows_no_hysteresis(load: np.ndarray, quality: np.ndarray) -> None:
    pattern = hysteresis(lives(csm_load=load, service_quality=quality))
    assert not pattern.possible.any()
    assert not pattern.occurs


def test_a_stall_at_the_pioneers_is_a_plateau_only_while_as_many_are_asked() -> None:
    won = steps((18, 2.0), (30, 0.0))
    flat = plateau(lives(customers_won=won, opportunities=10.0), pioneers=40.0)
    assert flat.occurs
    assert flat.months.tolist() == [25.0] * 4  # the first year ending with 24 * .4 customers or fewer
    unasked = plateau(lives(customers_won=won, opportunities=steps((18, 10.0), (30, 1.0))), pioneers=40.0)
    assert not unasked.met.any()
    assert not plateau(lives(customers_won=won, opportunities=10.0), pioneers=400.0).possible.any()
    assert not plateau(lives(customers_won=2.0, opportunities=10.0), pioneers=100.0).met.any()
    beyond = plateau(lives(customers_won=won, opportunities=10.0), pioneers=30.0)
    assert not beyond.met.any()


def test_churn_is_hidden_while_few_can_leave() -> None:
    shared: dict[str, Any] = {"customers": 100.0, "customers_lost": 0.5}
    hidden = hidden_churn(lives(renewals_due=2.0, renewed=1.5, **shared))  # 25 % of those due, 6 % of all
    assert hidden.occurs
    assert hidden.months.tolist() == [11.0] * 4
    open_ = hidden_churn(lives(renewals_due=8.0, renewed=7.5, **shared))  # all are due once a year
    assert open_.possible.all()
    assert not open_.met.any()
    assert not hidden_churn(lives(renewals_due=0.5, renewed=0.0, **shared)).possible.any()


def test_a_hidden_half_year_must_be_whole() -> None:
    due = steps((12, 0.0), (5, 3.0), (31, 0.0))
    lost = steps((19, 0.0), (29, 100.0))  # ten terms are due from month 16 on; from month 20 on churn shows
    short = hidden_churn(
        lives(renewals_due=due, renewed=np.where(due > 0, 0.0, NAN), customers=100.0, customers_lost=lost)
    )
    assert short.possible.all()
    assert not short.met.any()


WAVE = steps((6, 2.0), (42, 8.0))
SOLD = {"heads_rep": WAVE, "customers": 50.0}


def test_promises_of_a_wave_that_are_called_in_are_a_wall() -> None:
    lost = steps((18, 0.2), (30, 2.0))
    wall = churn_wall(lives(**SOLD, customers_lost=lost, over_promise=0.4), term=12)
    assert wall.occurs
    assert wall.months.tolist() == [6.0] * 4
    honest = churn_wall(lives(**SOLD, customers_lost=lost, over_promise=0.0), term=12)
    assert honest.possible.all()
    assert not honest.met.any()
    level = churn_wall(lives(**SOLD, customers_lost=2.0, over_promise=0.4), term=12)
    assert not level.met.any()
    few = churn_wall(lives(**SOLD, customers_lost=steps((18, 0.0), (30, 0.3)), over_promise=0.4), term=12)
    assert not few.met.any()
    no_wave = churn_wall(lives(heads_rep=2.0, customers=50.0, customers_lost=lost, over_promise=0.4), term=12)
    assert not no_wave.possible.any()
    early = churn_wall(lives(months=24, **{**SOLD, "heads_rep": WAVE[:24]}, customers_lost=1.0, over_promise=0.4), 12)
    assert not early.possible.any()


def test_orders_that_fall_while_seniors_teach_are_a_dip() -> None:
    orders, taught = steps((6, 10.0), (3, 7.0), (39, 14.0)), steps((6, 1.0), (3, 0.8), (39, 1.0))
    dip = mentor_dip(lives(heads_rep=WAVE, orders=orders, seniors_time=taught))
    assert dip.occurs
    assert dip.months.tolist() == [6.0] * 4
    assert not mentor_dip(lives(heads_rep=WAVE, orders=orders, seniors_time=1.0)).met.any()
    assert not mentor_dip(lives(heads_rep=WAVE, orders=steps((6, 10.0), (42, 12.0)), seniors_time=taught)).met.any()


def test_the_luck_of_few_orders_is_no_dip() -> None:
    luck = np.random.default_rng(3)
    rows = {
        "cash": np.ones((40, 24)),
        "heads_rep": np.tile(WAVE[:24], (40, 1)),
        "seniors_time": np.full((40, 24), 0.8),
        "orders": luck.poisson(2.0, (40, 24)).astype(float),
    }
    ensemble = toy([ALIVE] * 40, scenario=FakeScenario(months=24), rows=rows)
    falls = rows["orders"][:, 6:9].sum(axis=1) < rows["orders"][:, 3:6].sum(axis=1)
    assert falls.mean() > 0.3  # company by company it would look like one
    assert not mentor_dip(ensemble).occurs


@pytest.mark.parametrize(
    ("reps", "month"),
    [
        (steps((6, 2.0), (42, 8.0)), 6.0),
        (np.concatenate([np.full(6, 2.0), [3.0, 4.0], np.full(40, 5.0)]), 6.0),  # one a month for three months
        (steps((6, 0.0), (42, 3.0)), 6.0),
        (steps((6, 2.0), (42, 4.0)), NAN),  # too few
        (steps((6, 20.0), (42, 25.0)), NAN),  # a quarter more
        (steps((48, 8.0)), NAN),  # there from the opening on
    ],
)
def test_a_wave_is_many_reps_at_once(reps: np.ndarray, month: float) -> None:
    np.testing.assert_equal(hiring_waves(lives(1, heads_rep=reps)), [month])


def test_few_companies_are_not_drawn() -> None:
    rows = {
        "cash": np.ones((40, MONTHS)),
        "csm_load": np.tile(OVERLOAD, (40, 1)),
        "service_quality": np.tile(recovering(0.35), (40, 1)),
    }
    rows["service_quality"][0] = recovering(0.1)
    pattern = hysteresis(toy([ALIVE] * 40, scenario=FakeScenario(months=MONTHS), rows=rows))
    assert pattern.met.tolist() == [True] + [False] * 39
    assert pattern.share.value == pytest.approx(1 / 40)
    assert not pattern.occurs


def test_a_company_that_ended_shows_nothing_afterwards() -> None:
    cash = np.where(np.arange(MONTHS) < 11, 1.0, NAN)
    pattern = hysteresis(lives(cash=cash, csm_load=OVERLOAD, service_quality=recovering(0.1)))
    assert not pattern.possible.any()


def test_windows_around_events_end_where_life_does() -> None:
    values = np.array([[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0], [8.0, 9.0, NAN, NAN]])
    found = around(values, np.array([1.0, NAN, 0.0]), before=1, after=2)
    np.testing.assert_equal(found, [[0.0, 1.0, 2.0, 3.0], [NAN, 8.0, 9.0, NAN]])
    one = course(found, np.ones_like(found), np.arange(2), first=-1)
    assert one.months.tolist() == [-1, 0, 1, 2]
    assert one.known.tolist() == [1, 2, 2, 1]
    assert one.value.tolist() == [0.0, 4.5, 5.5, 3.0]


def test_trailing_sums_begin_when_there_are_enough_months() -> None:
    np.testing.assert_equal(trailing(np.array([[1.0, 2.0, 3.0, 4.0]]), 3), [[NAN, NAN, 6.0, 9.0]])


def test_departments_ahead_of_the_evidence_are_counted_and_others_left_out() -> None:
    stages = {f"stage_{name}": 2.0 for name in DEPARTMENTS} | {"stage": steps((24, 2.0), (24, 3.0))}
    ensemble = lives(**{**stages, "stage_sales": steps((12, 3.0), (36, 4.0))})
    ahead = ahead_of_evidence(ensemble)
    assert list(ahead) == ["sales"]
    assert ahead["sales"].value.tolist() == [0.0] * 12 + [1.0] * 12 + [0.0] * 24
    assert ahead_of_evidence(lives(**stages)) == {}
