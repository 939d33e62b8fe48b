"""Whatever valid numbers are typed, no company crashes and the books balance to the cent."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.ranges import Limits, parse_range
from sim.scenario import Scenario
from sim.schema import numbers
from sim.setup import Setup
from tests.laws.identities import assert_books_balance
from tests.worlds import base

MONTHS = 26
MOST_TIMES = 3.0  # numbers go up to three times what they are: a company with a thousand times the leads is only slow
SMALLEST = 1e-3

NAMES = ("base", "overhire_before_pmf")


def _bounds(limits: Limits, central: float) -> tuple[float, float]:
    """The lowest and highest number that is tried: nothing where nothing is allowed, else a tenth, to three times."""
    if central < 0:
        return MOST_TIMES * central, 0.0
    high = limits.fit(MOST_TIMES * max(central, 1.0 if limits.whole else SMALLEST))
    return (limits.fit(max(0.0, limits.low)) if limits.hold(0.0) or limits.whole else central / 10.0), high


def _inside(limits: Limits, central: float) -> st.SearchStrategy[float]:
    low, high = _bounds(limits, central)
    return st.integers(int(low), int(high)) if limits.whole else st.floats(low, high, allow_nan=False)


def _central(path: str, limits: Limits, value: Any) -> float:
    parsed = parse_range(value, limits, key=path)
    return float(parsed if isinstance(parsed, int | float) else parsed.median())


def _ends(scenario: Scenario) -> dict[str, tuple[Limits, float]]:
    """Limits and present value of every number of a scenario, by path."""
    found = {}
    for path, place, value in numbers(Setup, scenario.data):
        limits = place.limits()
        assert limits is not None
        found[path] = (limits, _central(path, limits, value))
    return found


PLACES = {name: _ends(base(MONTHS, name)) for name in NAMES}
LEAVES = {name: {path: _inside(*place) for path, place in places.items()} for name, places in PLACES.items()}


@st.composite
def companies(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A built-in company with some of its numbers changed, and now and then the way it pays, routes and bills."""
    name = draw(st.sampled_from(NAMES))
    leaves = LEAVES[name]
    paths = draw(st.lists(st.sampled_from(sorted(leaves)), min_size=1, max_size=12, unique=True))
    changes: dict[str, Any] = {path: draw(leaves[path]) for path in paths}
    changes["finance.pay_cycle"] = draw(st.sampled_from(["monthly", "semimonthly", "biweekly"]))
    changes["sales.routing"] = draw(st.sampled_from(["round_robin", "least_loaded", "best_closer"]))
    changes["sales.order"] = draw(st.sampled_from(["freshest", "oldest"]))
    changes["market.segments.mid.billing"] = draw(st.sampled_from(["annual", "quarterly", "monthly"]))
    return name, changes


def check(company: tuple[str, dict[str, Any]], trial: int) -> None:
    """Build it, or be told in a sentence why not; then live it and look at the books."""
    name, changes = company
    try:
        scenario = base(MONTHS, name).replace(changes)
    except InputError:
        return
    assert_books_balance(scenario, 9, trial)


QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)  # fmt: skip


@QUICK
@given(companies(), st.integers(0, 40))
def test_books_balance_whatever_is_typed(company: tuple[str, dict[str, Any]], trial: int) -> None:
    """L27, L28 and no crash, over a few dozen mixtures of inputs."""
    check(company, trial)


@pytest.mark.slow
@settings(QUICK, max_examples=2_000)
@given(companies(), st.integers(0, 400))
def test_books_balance_whatever_is_typed_for_long(company: tuple[str, dict[str, Any]], trial: int) -> None:
    """L27, L28 and no crash, over thousands."""
    check(company, trial)


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(LEAVES["base"]))
def test_every_number_may_be_at_either_end(path: str) -> None:
    """Every input alone at the lowest number it accepts, and at three times what it is."""
    for value in _bounds(*PLACES["base"][path]):
        check(("base", {path: value}), 3)
