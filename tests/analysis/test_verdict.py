"""What the founder reads."""

from dataclasses import dataclass
from datetime import date

import pytest

from sim.analysis.statistics import Interval
from sim.analysis.verdict import month_name, verdict
from sim.analysis.words import amount, counted, percent, points, share_margin
from tests.analysis.toys import ALIVE, NAN, toy
from tests.ensemble.fakes import FakeScenario

PLAN = FakeScenario(name="base", months=60)
DEATHS = [*[("payroll", "few leads per rep")] * 3, ("closed by founders", "few leads per rep")]
LIVES = toy(
    [("dead", 16.5), ("dead", 22.0), ("dead", 30.2), ("closed", 40.0), *[ALIVE] * 6],
    scenario=PLAN,
    alone=[16.4, 20.0, 21.0, 22.0, 22.9, 23.0, 25.0, NAN, NAN, NAN],
    causes=[*DEATHS, *[("", "")] * 6],
)


def test_lines_in_reading_order() -> None:
    found = verdict(LIVES, "saas-sim run base --trials 10")
    money, rounds, survival, error, end, repeat = found.lines
    assert money == "With no new money: in a bad case (1 in 10) cash is gone by May 2027, typically by November 2027."
    assert rounds == (
        "With rounds: in a bad case (1 in 10) the company has ended by May 2027, typically not before the end of "
        "December 2030, where the simulation stops."
    )
    assert survival.startswith(
        "Companies still alive: 100 % (72 to 100 %) at the end of December 2026 (12 months), 80 % (49 to 94 %"
    )
    assert "and 60 % (±26) at the end of December 2030 (60 months)." in survival
    assert (
        "at 36 months) shrinks with more trials; the spread between worlds does not, and it takes 64 trials to show it."
        in error
    )
    assert end == (
        "Where most stand at the horizon: alive, but in need of new money (60 % of companies). Of the 4 of 10 "
        "companies that failed, the last straw was most often: payroll (3); what led to it most often: few leads per "
        "rep (4)."
    )
    assert repeat == "Repeat: saas-sim run base --trials 10"
    assert found.headline == (
        "With no new money, typically by November 2027 cash is gone; with rounds 70 % (±25) of companies are alive "
        "after 36 months."
    )


def test_the_spread_between_worlds_is_told_apart() -> None:
    days = {trial: [NAN if trial >= 4 else 5.0] * 7 for trial in range(10)}
    lives = toy([("dead", 5.0)] * 4 + [ALIVE] * 6, scenario=PLAN, days=days)
    assert (
        "the spread between worlds does not: the same plan survives 36 months with chance 0 % in bad worlds and "
        "100 % in good ones" in "\n".join(verdict(lives).lines)
    )


def test_a_company_without_rounds_in_its_plan() -> None:
    lives = toy([("dead", 5.0)] * 6 + [ALIVE] * 4, scenario=FakeScenario(rounds=False), causes=[("tax", "")] * 10)
    found = verdict(lives)
    assert "rounds" not in found.headline + " ".join(found.lines)
    assert "The commonest end: out of cash (60 % of companies). Of the 6 of 10 companies that failed" in " ".join(
        found.lines
    )
    assert "tax (6); what led to it most often: unknown (6)." in " ".join(found.lines)
    assert found.lines[-1] == "Repeat: saas-sim run fake --trials 10 --seed 1 --months 24"


def test_companies_wound_down_before_their_cash_is_gone() -> None:
    lives = toy([("closed", 5.0)] * 10, scenario=PLAN, causes=[("closed by founders", "the round failed")] * 10)
    lives.outcomes["no_new_money_end"] = "closed"
    assert "cash is gone or the company wound down by May 2026" in verdict(lives).lines[0]


def test_a_sale_is_told_apart() -> None:
    lives = toy([("acquired", 5.0)] * 2 + [("dead", 9.0)] * 10 + [ALIVE] * 8, scenario=PLAN, causes=[("tax", "x")] * 20)
    lives.outcomes["no_new_money_end"] = ["closed", "acquired"] * 10
    lines = verdict(lives).lines
    assert "cash is gone or the company wound down or was sold by May 2026" in lines[0]
    assert "the company has ended or was sold by May 2026" in lines[1]
    assert lines[3] == "Sold in distress: 10 % (3 to 30 %) of all by December 2030; these are not alive above."
    assert "Of the 50 % that failed, the last straw was most often: tax (100 %)" in lines[-2]


@pytest.mark.parametrize(("cause", "said"), [("closed by investors", True), ("closed by founders", False)])
def test_rounds_that_end_a_company_earlier_are_explained(cause: str, said: bool) -> None:
    lives = toy([("closed", 5.0)] * 20, scenario=PLAN, alone=[9.0] * 20, causes=[(cause, "")] * 20)
    assert ("closed by their investors although cash is left" in " ".join(verdict(lives).lines)) is said


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        (Interval(0.5, 0.46, 0.54), "±4"),
        (Interval(0.01, 0.004, 0.023), "0.4 to 2 %"),
        (Interval(1.0, 0.992, 1.0), "99 to 100 %"),
    ],
)
def test_a_lopsided_margin_is_an_interval(interval: Interval, said: str) -> None:
    assert share_margin(interval) == said


def test_nouns_follow_their_numbers() -> None:
    assert [counted(n, "company", "companies") for n in (0, 1, 2_000)] == [
        "0 companies",
        "1 company",
        "2,000 companies",
    ]


def test_a_horizon_of_one_month_is_one_month() -> None:
    found = verdict(toy([ALIVE] * 4, scenario=FakeScenario(name="base", months=1)))
    assert "1 month" in found.headline
    assert "1 months" not in " ".join([found.headline, *found.lines])


def test_a_company_that_always_lives() -> None:
    found = verdict(toy([ALIVE] * 20, scenario=PLAN))
    assert found.lines[0] == (
        "With no new money: even in a bad case (1 in 10) not before the end of December 2030, where the simulation "
        "stops."
    )
    assert "lasts beyond December 2030" in found.headline
    assert "none ran out of cash or was wound down" in " ".join(found.lines)


def test_failed_trials_are_not_hidden() -> None:
    assert "3 of 23 trials failed and count in no number above." in verdict(toy([ALIVE] * 20, failed=3)).lines


@pytest.mark.parametrize(
    ("months", "name"),
    [(0, "January 2026"), (0.2, "January 2026"), (1, "January 2026"), (1.01, "February 2026"), (26.5, "March 2028")],
)
def test_month_names(months: float, name: str) -> None:
    assert month_name(date(2026, 1, 1), months) == name


def test_without_one_opening_months_are_counted() -> None:
    assert [month_name(None, months) for months in (0, 12, 12.4)] == ["month 1", "month 12", "month 13"]


def test_numbers_in_words() -> None:
    assert [percent(share) for share in (0, 0.001, 0.464)] == ["0 %", "under 1 %", "46 %"]
    assert [percent(share) for share in (0.999, 1)] == ["over 99 %", "100 %"]
    assert [points(share) for share in (0, 0.004, 0.0449, -0.2)] == ["0", "0.4", "4", "20"]
    assert [amount(value) for value in (0, 950, 12_345, -3.7e6, 999_960)] == ["0", "950", "12.3k", "3.7M", "1M"]


@dataclass(frozen=True)
class ChangedInPython(FakeScenario):
    """No command line loads it."""

    @property
    def words(self) -> None:  # type: ignore[override]
        return None


def test_no_command_is_said_to_repeat_what_was_changed_in_python() -> None:
    lives = toy([("dead", 5.0)] * 6 + [ALIVE] * 4, scenario=ChangedInPython())
    assert not any(line.startswith("Repeat") for line in verdict(lives).lines)
    assert verdict(lives, "saas-sim run ours").lines[-1] == "Repeat: saas-sim run ours"
