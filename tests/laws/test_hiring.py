"""L5 and L6: how many reps, and when."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from sim.journal import ABSORBING, Trial
from sim.scenario import Scenario
from tests.worlds import NEARLY_ALL, base, column, lives, mean_and_error, survived

YEAR = 365.25


def hiring(reps: int, months: int = 60) -> Scenario:
    """The base company whose founders hardly sell, with so many reps in month 6 and no more."""
    changes: dict[str, Any] = {
        "plan.hires.rep": {"only": {"count": reps, "month": 6}},
        "policies.hire_reps.enabled": False,
        "company.founders.selling": 0.1,
    }
    scenario = base(months).replace({"plan.hires.rep": None}).replace(changes)
    return scenario if reps else scenario.replace({"plan.hires.rep": None})


def check_interior_optimum(speeds: Sequence[int], trials: int) -> None:
    """The best number of reps inside beats both ends by two standard errors of the paired difference."""
    alive = {reps: survived(lives(hiring(reps), trials), 60) for reps in speeds}
    best = max(speeds[1:-1], key=lambda reps: alive[reps].mean())
    for end in (speeds[0], speeds[-1]):
        gain, error = mean_and_error(alive[best] - alive[end])
        assert gain > 2 * error, f"{best} reps against {end}: {gain:.3f} ± {error:.3f}"


def test_neither_no_reps_nor_a_dozen_is_best() -> None:
    """L5: without reps a company whose founders cannot sell never earns its keep; with a dozen it burns its money on
    a product that does not fit yet; in between more companies live."""
    check_interior_optimum((0, 2, 12), 96)


@pytest.mark.slow
def test_survival_over_hiring_speed_has_an_interior_optimum() -> None:
    """L5: the whole curve."""
    check_interior_optimum((0, 1, 2, 4, 8, 12), 400)


# -- L6 ---------------------------------------------------------------------------------------------------------------


QUIT, LAID_OFF = "quit", "laid off"


def first_year_leavers(life: Trial, counted: tuple[str, ...]) -> tuple[int, float]:
    """Reps who left in a way that is ``counted`` within a year of their first day, and the years in which they could
    have."""
    over = life.events[-1].time
    leavers, years = 0, 0.0
    started: dict[str, float] = {}
    for event in life.events:
        if not event.who.startswith("rep "):
            continue
        if event.kind == "start":
            started[event.who] = event.time
        elif event.kind in (QUIT, LAID_OFF):
            stay = min(YEAR, event.time - started.pop(event.who))
            years += stay / YEAR
            leavers += event.kind in counted and stay < YEAR
    return leavers, years + sum(min(YEAR, over - start) for start in started.values()) / YEAR


def attrition_ratio(early: Sequence[Trial], later: Sequence[Trial], *counted: str) -> tuple[float, float]:
    """Log of how many times as many leave in their first year, per rep and year, and its standard error over pairs."""
    logs, parts = [], []
    for arm in (early, later):
        leavers, years = np.array([first_year_leavers(life, counted) for life in arm]).T
        rate = leavers.sum() / years.sum()
        logs.append(np.log(rate))
        parts.append((leavers - rate * years) / leavers.sum())
    return float(logs[0] - logs[1]), float(np.sqrt(((parts[0] - parts[1]) ** 2).sum()))


def scattered_deaths(trials: Sequence[Trial]) -> float:
    """Share of the ends that followed the quitting of several reps."""
    return float(np.mean([t.outcome["scattered"] for t in trials if t.outcome["end"] in ABSORBING]))


def check_the_gate(trials: int) -> None:
    """The same eight reps, in month two and after the playbook gate.

    First-year attrition, counted as surveys of sales teams count it (quit or laid off), is about double. Of those hired
    early about half again as many quit of their own will: the year of ramp and the weak reps, who miss their income in
    either company, make most of that; the rest is let go by a company that runs short.
    """
    early = lives(base(48, "overhire_before_pmf"), trials, events=True)
    later = lives(base(48, "hire_after_playbook"), trials, events=True)
    for month in (36, 48):
        gain, error = mean_and_error(survived(later, month) - survived(early, month))
        assert gain > 3 * error, f"month {month}: {gain:.3f} ± {error:.3f}"
    ratio, error = attrition_ratio(early, later, QUIT, LAID_OFF)
    assert abs(ratio - np.log(2.0)) < 2 * error + np.log(1.15), f"{np.exp(ratio):.2f} times, ± {error:.2f} in the log"
    assert ratio - 2 * error > np.log(1.5)
    ratio, error = attrition_ratio(early, later, QUIT)
    assert ratio - 2 * error > np.log(1.2), f"{np.exp(ratio):.2f} times, within a factor of {np.exp(2 * error):.2f}"
    assert scattered_deaths(early) > 3 * scattered_deaths(later)
    assert scattered_deaths(early) > 0.2


def test_the_same_hires_before_the_playbook_kill_and_scatter() -> None:
    """L6: eight reps who have nothing to sell by leave; the company that waited lives."""
    check_the_gate(96)


@pytest.mark.slow
def test_the_same_hires_before_the_playbook_kill_and_scatter_for_sure() -> None:
    """L6 over many companies."""
    check_the_gate(500)


# A product that fits as well as those of running companies, for good; nobody waits for references; leads enough.
ONLY_THE_PLAYBOOK: dict[str, Any] = {
    "product.fit_ceiling": 0.7,
    "product.opening_fit": 0.6,
    "product.learning": 0.0,
    "product.drift": 0.0,
    "market.segments.mid.pioneers": NEARLY_ALL,
    "marketing.lead_factor": 1.2,
    "company.opening.cash": 20_000_000.0,
}
WAVE = 8


def first_months_of_the_wave(life: Trial) -> tuple[float, float]:
    """Deals won, and decided, in the six months after all reps of the wave are there; nought where they never are."""
    there = column(life, "heads_rep") >= WAVE - 1
    first = int(np.argmax(there)) if there.any() else len(there)
    won, lost = (column(life, name)[first : first + 6].sum() for name in ("orders", "lost"))
    return won, won + lost


def test_the_playbook_alone_tells_early_hires_from_late_ones() -> None:
    """L6 with fit held where it is, leads for everybody and money enough: of what the same eight reps try to sell in
    their first half year, those who came before the playbook lose more."""
    early = lives(base(48, "overhire_before_pmf").replace(ONLY_THE_PLAYBOOK), 40)
    later = lives(base(48, "hire_after_playbook").replace(ONLY_THE_PLAYBOOK), 40)
    before, after = (np.array([first_months_of_the_wave(life) for life in arm]) for arm in (early, later))
    both = (before[:, 1] > 0) & (after[:, 1] > 0)
    assert both.sum() > 15
    gain, error = mean_and_error(after[both, 0] / after[both, 1] - before[both, 0] / before[both, 1])
    assert gain > 0.03 + 2 * error
