"""What the founder reads."""

from datetime import date

import pytest

from sim.analysis.verdict import month_name, verdict
from sim.analysis.words import amount, percent, points
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
    assert survival.startswith("Companies still alive: 100 % (±14) at the end of December 2026 (12 months), 80 % (±")
    assert "and 60 % (±26) at the end of December 2030 (60 months)." in survival
    assert "at 36 months) shrinks with more trials; the spread between worlds does not" in error
    assert end == (
        "The commonest end: alive, but in need of new money (60 % of companies). Of the 40 % that failed, the last "
        "straw was most often: payroll (75 %); what led to it most often: few leads per rep (100 %)."
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
    assert "The commonest end: out of cash (60 % of companies). Of the 60 % that failed" in " ".join(found.lines)
    assert "tax (100 %); what led to it most often: unknown (100 %)." in " ".join(found.lines)
    assert found.lines[-1] == "Repeat: saas-sim run fake --trials 10 --seed 1 --months 24"


def test_companies_wound_down_before_their_cash_is_gone() -> None:
    lives = toy([("closed", 5.0)] * 10, scenario=PLAN, causes=[("closed by founders", "the round failed")] * 10)
    lives.outcomes["no_new_money_end"] = "closed"
    assert "cash is gone or the company wound down by May 2026" in verdict(lives).lines[0]


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


def test_numbers_in_words() -> None:
    assert [percent(share) for share in (0, 0.001, 0.464)] == ["0 %", "under 1 %", "46 %"]
    assert [percent(share) for share in (0.999, 1)] == ["over 99 %", "100 %"]
    assert [points(share) for share in (0, 0.004, 0.0449, -0.2)] == ["0", "0.4", "4", "20"]
    assert [amount(value) for value in (0, 950, 12_345, -3.7e6, 999_960)] == ["0", "950", "12.3k", "3.7M", "1M"]
