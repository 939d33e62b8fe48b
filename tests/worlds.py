"""Small worlds in which the answer can be worked out by hand, and the measures that tests take of a life."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from experiments.ablation import first_loop
from sim.company import Company
from sim.journal import ABSORBING, MONTHLY, Trial
from sim.luck import Luck
from sim.scenario import Scenario, load_scenario
from sim.trial import realise, simulate

OPENING = date(2027, 1, 1)
SALARY = 312_000.0  # 26,000 a month, 13,000 a half month, 12,000 a fortnight
PAYROLL = 26_000.0
SEGMENT = "market.segments.mid"
NEARLY_ALL = 0.999999999  # the highest share that an open share may be, for all practical purposes


# One founder on a fixed salary, no bills, no leads, no staff, nobody who reacts.
QUIET: dict[str, Any] = {
    "company.founders": {
        "count": 1, "salary": SALARY, "hours": 200.0, "product": 0.3, "selling": 0.4, "service": 0.2,
    },
    "company.opening": {
        "date": OPENING, "cash": 1_000_000.0, "staff": [], "customers": [], "receivables": [], "wires": [],
        "payables": [], "debt": [], "pipeline": [],
    },
    "plan.hires.*": None,
    "plan.budgets.*": None,
    "marketing.network": {"sqls": 0.0, "fade_months": 1e12},
    "marketing.referral": {"leads": 0.0, "odds": 1.0, "detractors": 0.0},
    "marketing.lead_factor": 1.0,
    "market.price": 1.0,
    f"{SEGMENT}.self_sourced": 0.0,
    "people.roles.*.leaving": 0.0,
    "people.load": 1.0,
    "people.tools": 0.0,
    "people.recruiting": 0.0,
    "people.lead_spread": 0.0,
    "finance": {
        "pay_cycle": "monthly", "collection_days": 10.0, "bad_debt": 0.0, "hosting": 0.0, "overhead": 0.0,
        "interest": 0.0,
    },
    "funding.enabled": False,
    **{
        f"policies.{policy}.enabled": False
        for policy in ("hire_reps", "hire_csms", "freeze", "layoffs", "raise_money", "grow_marketing")
    },
    "policies.backfill": False,
    "policies.close_down": {"enabled": False, "founders_unpaid_months": 0.0, "accept_offers": False},
}  # fmt: skip

# Every deal meets the same odds, whoever works it and whatever has been learnt.
EVEN_ODDS: dict[str, Any] = {
    f"{SEGMENT}.accounts": 1_000_000_000,
    f"{SEGMENT}.pioneers": 1.0,
    f"{SEGMENT}.win_rate": 0.5,
    f"{SEGMENT}.price_elasticity": 0.0,
    f"{SEGMENT}.acv": 24_000.0,
    f"{SEGMENT}.acv_spread": 0.0,
    f"{SEGMENT}.cycle_months": 0.2,
    f"{SEGMENT}.cycle_spread": 0.0,
    f"{SEGMENT}.deal_units": 1.0,
    f"{SEGMENT}.closure": 0.0,
    "sales.founder_skill": 1.0,
    "sales.fit_power": 0.0,
    "sales.playbook_power": 0.0,
}

# A customer stays or goes by the segment's yearly renewal alone.
CONSTANT_CHURN: dict[str, Any] = {
    "success.value_slope": 0.0,
    "success.late_odds": 1.0,
    "success.never_odds": 1.0,
    f"{SEGMENT}.closure": 0.0,
}

ENDLESS_HOURS = {"company.founders.hours": 1e7}
RICH = {"company.opening.cash": 1e12}


@cache
def base(months: int = 60, name: str = "base") -> Scenario:
    """A built-in scenario, loaded once."""
    return load_scenario(name, months=months)


@cache
def bare(months: int = 60, name: str = "base") -> Scenario:
    """A built-in scenario with nothing but its first loop: what a law needs that looks at one mechanism alone."""
    return first_loop(base(months, name))


@cache
def _quiet() -> Scenario:
    built_in = bare(12)
    return built_in.replace({path: span.median() for path, span in built_in.ranges.items()} | QUIET)


def toy(changes: dict[str, Any] | None = None, months: int = 12) -> Scenario:
    """The quiet company with some changes."""
    scenario = _quiet().with_months(months)
    return scenario.replace(changes) if changes else scenario


def company(scenario: Scenario, seed: int = 1, trial: int = 0, events: bool = True) -> Company:
    """A company that has not yet begun to live."""
    return Company(realise(scenario, seed, trial).setup, scenario.months, Luck(seed, trial), events)


def customer_row(**changes: Any) -> dict[str, Any]:
    """A row of the opening: one customer of 1,000 a month on a yearly contract from the opening date."""
    row = {
        "id": "c", "segment": "mid", "mrr": 1_000.0, "start": OPENING, "term_months": 12, "billing": "annual",
        "count": 1, "activated": True,
    }  # fmt: skip
    return row | changes


def staff_row(**changes: Any) -> dict[str, Any]:
    """A row of the opening: one engineer on 120,000 a year since long ago."""
    return {"id": "e", "role": "engineer", "start": date(2024, 1, 1), "salary": 120_000.0} | changes


def column(trial: Trial, name: str) -> np.ndarray:
    """A monthly column of a life."""
    return np.array([row[MONTHLY.index(name)] for row in trial.rows])


def lives(scenario: Scenario, trials: int, seed: int = 1, events: bool = False) -> list[Trial]:
    """The first trials of a scenario."""
    return [simulate(scenario, seed, trial, events=events) for trial in range(trials)]


def survived(trials: Iterable[Trial], month: float) -> np.ndarray:
    """1 for each company without an end at or before a month."""
    return np.array([not (t.outcome["end"] in ABSORBING and t.outcome["end_month"] <= month) for t in trials], float)


def mean_and_error(values: Sequence[float] | np.ndarray) -> tuple[float, float]:
    """Mean of independent values and its standard error."""
    numbers = np.asarray(values, float)
    return float(numbers.mean()), float(numbers.std(ddof=1) / np.sqrt(len(numbers)))


def same_rows(first: Iterable[tuple[float, ...]], second: Iterable[tuple[float, ...]]) -> bool:
    """Whether two lives show bit-identical months (unknown equals unknown)."""
    return np.array_equal(np.array(list(first)), np.array(list(second)), equal_nan=True)


def same_life(first: Trial, second: Trial) -> bool:
    """Whether two lives are bit-identical: months, facts and outcome."""
    outcome = {name: repr(value) for name, value in first.outcome.items()}
    return (
        same_rows(first.rows, second.rows)
        and first.events == second.events
        and outcome == {name: repr(value) for name, value in second.outcome.items()}
    )
