"""C45: who steers by late and noisy numbers steers worse; a monthly dashboard takes part of the harm away."""

from dataclasses import fields
from math import isnan
from typing import Any

import numpy as np
import pytest

from sim.clock import Clock
from sim.scorecard import Measures
from sim.trial import simulate
from tests.worlds import (
    CONSTANT_CHURN,
    SEGMENT,
    bare,
    base,
    column,
    company,
    customer_row,
    lives,
    mean_and_error,
    same_life,
    staff_row,
    toy,
)

AT_ONCE: dict[str, Any] = {"seeing.every_months": 1, "seeing.closing_months": 0, "seeing.noise": 0.0}
MONTHLY_REPORTS = {"seeing.every_months": 1, "seeing.closing_months": 1}
QUARTERLY_REPORTS = {"seeing.every_months": 3, "seeing.closing_months": 1}

# Sixty customers on monthly terms, one in nine of whom leaves every month; ten engineers; nobody sells. Only cuts made
# in time keep it alive.
SHRINKING: dict[str, Any] = CONSTANT_CHURN | {
    f"{SEGMENT}.renewal": 0.25,
    "company.opening.cash": 500_000.0,
    "company.opening.customers": [
        customer_row(id=f"c{n}", mrr=2_000.0, start="2026-12-15", term_months=1, billing="monthly") for n in range(60)
    ],
    "company.opening.staff": [staff_row(count=10)],
    "company.founders.salary": 60_000.0,
    "people.layoff_shock": 0.0,
    "policies.layoffs": {
        "enabled": True, "runway_months": 6.0, "target_months": 12.0, "pause_months": 2.0, "budget_cut": 0.5,
        "order": ["engineer"], "keep": {},
    },
}  # fmt: skip


def test_prompt_and_exact_reports_are_the_truth_itself() -> None:
    """C45 neutral: management sees the very measures, whatever the other numbers of the layer say."""
    prompt = base(24).replace(AT_ONCE)
    other = prompt.replace({"seeing.noise_growth": 3.0, "seeing.peer_review": 0.9})
    for trial in range(3):
        assert same_life(simulate(prompt, 1, trial, events=True), simulate(other, 1, trial, events=True))
    alive = company(prompt.with_months(6), events=False)
    alive.run()
    assert alive.management.seen is alive.management.truth


@pytest.mark.parametrize(("every", "closing"), [(1, 1), (3, 1), (3, 0), (1, 4)])
def test_a_report_tells_of_the_latest_closed_period(every: int, closing: int) -> None:
    """At the end of month m the desk holds the books of the latest period closed by then; cash is today's."""
    changes = {"seeing.every_months": every, "seeing.closing_months": closing, "seeing.noise": 0.0}
    life = simulate(base(24).replace(changes), 1, 0)
    arr, seen = column(life, "arr"), column(life, "seen_arr")
    for month in range(1, len(arr) + 1):
        told = (month - closing) // every * every
        assert seen[month - 1] == arr[max(told, 1) - 1], f"month {month}"


def test_the_error_of_a_report_grows_with_headcount_and_shrinks_when_departments_question_it() -> None:
    """C45: the same luck, ten heads and forty; the spread is noise × (heads/10)^power × (1 − what the review finds)."""
    noisy = {"seeing.noise": 0.1, "seeing.noise_growth": 0.5, "policies.hire_csms.enabled": False}
    for engineers, review, expected in ((9, 0.0, 0.1), (39, 0.0, 0.2), (39, 0.5, 0.1)):
        crowd = {"company.opening.staff": [staff_row(count=engineers)], "company.opening.cash": 1e9}
        one_customer = {"company.opening.customers": [customer_row(term_months=60, start="2027-01-01")]}
        scenario = toy(CONSTANT_CHURN | noisy | crowd | one_customer | {"seeing.peer_review": review}, months=48)
        logs = np.concatenate([np.log(column(t, "seen_arr") / column(t, "arr")) for t in lives(scenario, 8)])
        assert logs.std() == pytest.approx(expected, rel=4 / np.sqrt(2 * len(logs)))


def test_late_reports_let_a_shrinking_company_die_sooner() -> None:
    """C45: cuts that follow last quarter's revenue come late and too small; a monthly dashboard mends part of it."""
    arms = [toy(SHRINKING | changes, months=36) for changes in ({}, MONTHLY_REPORTS, QUARTERLY_REPORTS)]
    prompt, monthly, quarterly = ([t.outcome["months_lived"] for t in lives(arm, 48)] for arm in arms)
    for longer, shorter in ((prompt, monthly), (monthly, quarterly)):
        gain, error = mean_and_error(np.subtract(longer, shorter))
        assert gain > 4 * error


def needless_and_missed(noise: float) -> tuple[int, int]:
    """Month ends with layoffs above the runway that calls for them, and months in a row below it without any."""
    scenario = bare(36).replace({"seeing.noise": noise, "policies.layoffs.pause_months": 0.0})
    trigger = scenario.setup.policies.layoffs.runway_months
    needless = missed = 0
    for life in lives(scenario, 60, events=True):
        cut = {round(event.time, 6) for event in life.events if event.kind == "laid off"}
        ends = Clock(scenario.setup.company.opening.date, 36).month_ends
        for month, runway in enumerate(column(life, "runway")):
            laid_off = round(ends[month], 6) in cut
            needless += laid_off and runway >= trigger
            missed += runway < trigger <= column(life, "seen_runway")[month] and not laid_off
    return needless, missed


def test_errors_in_reports_cut_those_who_need_not_and_spare_those_who_must() -> None:
    """C45: management acts on what it sees: with exact reports it cuts below its line and never above; errors of a
    third make it cut above the line, and wait below it."""
    assert needless_and_missed(0.0) == (0, 0)
    needless, missed = needless_and_missed(0.3)
    assert needless >= 10
    assert missed >= 10


@pytest.mark.slow
def test_late_reports_cost_growth_and_monthly_ones_less() -> None:
    """C45: who sees leads, revenue and evidence a quarter late hires and spends later; ARR after four years pays."""
    prompt, monthly, quarterly = (
        np.array([t.outcome["arr_end"] for t in lives(bare(48).replace(changes), 400)])
        for changes in ({}, MONTHLY_REPORTS, QUARTERLY_REPORTS)
    )
    for more, less in ((prompt, quarterly), (monthly, quarterly)):
        loss, error = mean_and_error(more - less)
        assert loss > 1.6 * error


def test_retention_is_unknown_before_the_first_renewals() -> None:
    """C45, 3.3: with yearly contracts nobody sees retention or the slope of churn in the first twelve months."""
    for trial in range(4):
        life = simulate(base(18), 1, trial)
        for name in ("grr", "churn_slope", "seen_churn_slope"):
            assert np.isnan(column(life, name)[:12]).all()


def test_the_slope_of_churn_shows_a_turn_before_its_level_does() -> None:
    """1.16: churn that begins to rise shows in the slope while the year's retention still looks better than before."""
    alive = company(toy(), events=False)
    card = alive.scorecard
    card.any_due = True
    churned = [2.0] * 6 + [3.0, 4.0, 5.0]
    card.mrrs = [10_000] * (len(churned) + 1)
    card.windows["churned_mrr"].values = churned
    assert card._churn_slope() == pytest.approx((0.03 + 0.04 + 0.05 - 3 * 0.02) / 9)
    card.windows["churned_mrr"].values = [2.0] * 9
    assert card._churn_slope() == 0.0
    card.any_due = False
    assert isnan(card._churn_slope())


def test_every_measure_is_either_known_or_reported() -> None:
    """A new measure must be given its place: with an error, or exact because it is counted on the fingers."""
    alive = company(toy({"seeing.noise": 0.3}), events=False)
    truth = Measures(**{field.name: 0.5 for field in fields(Measures)})
    blurred = alive.management.seeing._blur(truth)
    exact = {field.name for field in fields(Measures) if getattr(blurred, field.name) == 0.5}
    assert exact == {"cash", "won_ever", "ramped_reps", "runway", "trailing_runway", "profit_rise"}
