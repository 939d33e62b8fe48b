"""A sales floor without money worries, on which one thing at a time is changed."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.journal import Trial
from sim.scenario import Scenario
from tests.worlds import EVEN_ODDS, SEGMENT, base, column, lives, mean_and_error, staff_row

# Money for ever, and a management that hires nobody but whom the plan names.
CALM: dict[str, Any] = {
    "company.opening.cash": 3e7,
    "funding.enabled": False,
    **{f"policies.{name}.enabled": False for name in ("hire_reps", "grow_marketing", "layoffs", "freeze")},
}

# Leads for everybody, whose odds are the seller's alone.
FLOOR: dict[str, Any] = (
    CALM
    | EVEN_ODDS
    | {
        f"{SEGMENT}.win_rate": 0.22,
        f"{SEGMENT}.cycle_months": 1.5,
        "marketing.lead_factor": 1.0,
        "marketing.network": {"sqls": 400.0, "fade_months": 1e12},
        "marketing.referral": {"leads": 0.0, "odds": 1.0, "detractors": 0.0},
        "plan.hires.*": None,
        "company.founders.selling": 0.0,
    }
)


def calm(changes: dict[str, Any] | None = None, months: int = 36) -> Scenario:
    """The base company with money for ever."""
    return base(months).replace(CALM | (changes or {}))


def floor(reps: int, changes: dict[str, Any] | None = None, months: int = 24) -> Scenario:
    """A floor of so many reps who started long ago, in the company as it ships."""
    staff = [staff_row(id="reps", role="rep", salary=90_000.0, count=reps)]
    return base(months).replace(FLOOR | {"company.opening.staff": staff} | (changes or {}))


def gain(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    """Mean of paired differences, the second less the first, and its standard error."""
    return mean_and_error(np.asarray(second, float) - np.asarray(first, float))


def sums(trials: Sequence[Trial], name: str, begin: int, end: int) -> np.ndarray:
    """A column's sum over the months after ``begin`` up to ``end``, for each life."""
    return np.array([np.nansum(column(life, name)[begin:end]) for life in trials])


def share(trials: Sequence[Trial], part: str, whole: str, begin: int, end: int) -> float:
    """One column over another, over the same months of all lives together."""
    return float(sums(trials, part, begin, end).sum() / sums(trials, whole, begin, end).sum())


def at(trials: Sequence[Trial], name: str, month: int) -> np.ndarray:
    """A column at a month's end, for each life (0 where it has ended)."""
    return np.array([column(life, name)[month - 1] if len(life.rows) >= month else 0.0 for life in trials])


def both(first: Scenario, second: Scenario, trials: int) -> tuple[list[Trial], list[Trial]]:
    """The same trials of two scenarios."""
    return lives(first, trials), lives(second, trials)
