"""People: posts, starts, leavers, morale and layoffs."""

from math import exp
from typing import Any

import pytest

from sim.company import Company
from tests.worlds import RICH, column, company, lives, mean_and_error, staff_row, toy

MONTH = 30.4375
TEAM: dict[str, Any] = RICH | {
    "people.roles.engineer": {"salary": 120_000.0, "lead_months": 2.0, "leaving": 0.0},
    "people.hires_per_recruiter": 1.0,
    "people.scatter": 0.1,
    "people.layoff_shock": 0.5,
    "people.recovery_months": 4.0,
    "people.morale_floor": 0.4,
    "people.severance_months": 2.0,
    "sales.income_slope": 5.0,
}


def staffed(count: int, role: str = "engineer", changes: dict[str, Any] | None = None) -> Company:
    """A company with so many in one role."""
    return company(toy(TEAM | {"company.opening.staff": [staff_row(role=role, count=count)]} | (changes or {})))


def test_a_post_is_filled_after_its_lead_time_and_recruiters_open_one_at_a_time() -> None:
    """One founder carries one hire a month: the third of three starts two months after the first."""
    here = company(toy(TEAM))
    starts = [here.people.open_post("engineer", "new", slot).start for slot in range(3)]
    assert starts == pytest.approx([2 * MONTH, 3 * MONTH, 4 * MONTH])
    assert here.people.coming("engineer") == 3
    here.env.run(until=3 * MONTH + 0.01)
    assert here.people.count("engineer") == 2
    assert here.people.coming("engineer") == 1
    assert here.tally.hired == 2


def test_nobody_starts_before_the_day_that_is_wanted() -> None:
    here = company(toy(TEAM))
    assert here.people.open_post("engineer", "new", 0, wanted=100.0).start == 100.0
    assert here.people.open_post("engineer", "new", 1, wanted=10.0).start == pytest.approx(3 * MONTH)


def test_recruiting_costs_its_share_of_the_salary_on_the_first_day() -> None:
    here = company(toy(TEAM | {"people.recruiting": 0.1}))
    here.people.open_post("engineer", "new", 0)
    here.env.run(until=2 * MONTH + 0.01)
    assert here.treasury.month == {"recruiting": -1_200_000}


def test_an_open_post_can_be_withdrawn() -> None:
    here = company(toy(TEAM))
    here.people.withdraw(here.people.open_post("engineer", "new", 0))
    here.env.run(until=4 * MONTH)
    assert here.people.staff == []
    assert here.tally.hired == 0


def test_the_next_holder_of_a_post_is_somebody_else() -> None:
    here = company(toy(TEAM))
    first, second = (here.people.new_member("engineer", "new", 0) for _ in range(2))
    assert first.luck != second.luck
    assert (first.name, second.name) == ("engineer new 1", "engineer new 1 (2)")
    again = company(toy(TEAM)).people.new_member("engineer", "new", 0)
    assert again.luck == first.luck


def test_people_leave_at_their_hazard() -> None:
    """At 0.05 a month e^-0.6 of two hundred are left after a year (the first month's end begins the count)."""
    leaving = {"people.roles.engineer.leaving": 0.05, "people.scatter": 0.0}
    scenario = toy(TEAM | leaving | {"company.opening.staff": [staff_row(count=200)]}, months=13)
    left = [column(life, "heads_engineer")[-1] for life in lives(scenario, 12)]
    mean, _ = mean_and_error(left)
    share = exp(-0.05 * 12)
    assert mean == pytest.approx(200 * share, abs=4 * (200 * share * (1 - share) / 12) ** 0.5)


def test_a_rep_who_misses_income_leaves_sooner() -> None:
    """A fifth below target at slope 5: e times the hazard; above target no less than it."""
    here = staffed(1, "rep", {"people.roles.rep.leaving": 0.01})
    rep = here.people.staff[0]
    for income, hazard in ((1.0, 0.01), (0.8, 0.01 * exp(1)), (1.5, 0.01)):
        rep.income = income
        assert here.people.hazard(rep) == pytest.approx(hazard)
    here.people.morale = 0.5
    assert here.people.hazard(rep) == pytest.approx(0.02)
    with here.levers.scaled("attrition", 3.0):
        assert here.people.hazard(rep) == pytest.approx(0.06)


def test_those_who_quit_take_morale_along_and_it_comes_back() -> None:
    """A tenth in a team of up to ten, a twentieth in a team of twenty; e^-1/4 of the loss is left after a month."""
    for size, morale in ((10, 0.9), (20, 0.95)):
        here = staffed(size)
        here.people.remove(here.people.staff[0], "quit")
        assert here.people.morale == pytest.approx(morale)
        here.people.month_end()
        assert here.people.morale == pytest.approx(1 - (1 - morale) * exp(-0.25))


def test_morale_has_a_floor() -> None:
    here = staffed(12)
    for member in list(here.people.staff):
        here.people.remove(member, "quit")
    assert here.people.morale == 0.4


def test_layoffs_cost_severance_and_shock_those_who_stay() -> None:
    """Two months' pay of two of ten, and a fifth of half of the morale."""
    here = staffed(10)
    assert here.people.lay_off(here.people.staff[:2])
    assert here.treasury.month == {"severance": -4_000_000}
    assert here.people.morale == pytest.approx(0.9)
    assert (here.people.count("engineer"), here.tally.left) == (8, 2)


def test_severance_can_be_the_end() -> None:
    here = staffed(10, changes={"company.opening.cash": 39_999.0})
    assert not here.people.lay_off(here.people.staff[:2])
    assert (here.ended, here.cause) == ("dead", "severance")


def test_four_reps_who_quit_within_a_year_are_a_scatter() -> None:
    here = staffed(8, "rep")
    for day in (10.0, 100.0, 300.0):
        here.env.run(until=day)
        here.people.remove(here.people.staff[0], "quit")
    here.people.lay_off(here.people.staff[:2])
    assert not here.people.scattered
    here.env.run(until=376.0)
    here.people.remove(here.people.staff[0], "quit")  # the first of the four is a year and a day ago
    assert not here.people.scattered
    here.people.remove(here.people.staff[0], "quit")
    assert here.people.scattered
    assert here.people.reps_left == 5


def test_people_who_cost_nothing_can_be_lived_with() -> None:
    """What they bring is divided by what they cost."""
    free = {f"people.roles.{role}.salary": 0.0 for role in ("rep", "engineer")} | {"people.tools": 0.0}
    staff = [staff_row(role="rep", count=2, salary=0.0)]
    scenario = toy(TEAM | free | {"company.opening.staff": staff, "company.founders.salary": 0.0}, months=24)
    assert len(lives(scenario, 2)[0].rows) == 24
