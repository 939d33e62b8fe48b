"""What the company has already counted narrows the world (no seam at the opening).

Each count of the past (leads, opportunities, wins and losses, cycle, renewals) is compared with what the model expects
of a company like this one on its opening date. On the scale where an input's uncertainty is symmetric (logit of a
share, logarithm of a positive number) prior and counts are both close to normal, so the inputs that bear on a count
share its surprise in proportion to how uncertain each of them was, and counts weigh by their number: the linear
Gaussian update, repeated around the new centre (iterated Kalman filter: Bell and Cathey 1993). Inputs given as plain
numbers are taken as known and never moved.
"""

from collections.abc import Callable
from functools import lru_cache
from math import log
from typing import NamedTuple

import numpy as np

from sim.company import Company
from sim.luck import Luck
from sim.opening import HistorySpec
from sim.ranges import Range, from_scale, normal_on_scale, to_scale
from sim.scenario import Scenario
from sim.setup import Setup
from sim.uncertainty import Group

STEPS = 4
NUDGE = 0.25  # standard deviations by which an input is moved to see what follows
HALF = 0.5  # added to each count, so that none of nothing is no proof of never (Haldane and Anscombe)
MOVED = 0.999  # ranges whose width the counts leave alone keep their own shape
GROUP = "what the company has seen"
BEARING = (
    "marketing.lead_factor", "marketing.funnel.", "marketing.network.", "marketing.paid.cost_per_visit",
    "marketing.content.cost_per_visit", "marketing.outbound.sqls", "sales.founder_skill", "product.opening_fit",
    "market.segments.",
)  # fmt: skip


class Count(NamedTuple):
    """One count of the past on its symmetric scale, its sampling variance, and what the model expects of it."""

    name: str
    seen: float
    variance: float
    expected: Callable[[Company], float]


def counts(history: HistorySpec, setup: Setup) -> list[Count]:
    """The counts that a history holds."""
    found: list[Count] = []
    if history.sqls is not None:
        number = history.sqls + HALF
        found.append(Count("sqls", log(number / history.months), 1.0 / number, lambda c: log(c.marketing.expected())))
    if history.sqls and history.opportunities is not None:
        found.append(
            _share(
                "opportunities",
                history.opportunities,
                history.sqls,
                lambda c: c.marketing.converted(),
            )
        )
    if history.won is not None and history.lost is not None:
        found.append(_share("won", history.won, history.won + history.lost, lambda c: c.sales.winning.expected()))
    decided = (history.won or 0) + (history.lost or 0)
    if history.cycle_months and decided:
        spread = setup.market.segments[next(iter(setup.plan.focus))].cycle_spread
        found.append(
            Count("cycle", log(history.cycle_months), spread**2 / decided, lambda c: log(c.sales.expected_cycle()))
        )
    if history.renewals_due and history.renewed is not None:
        found.append(_share("renewed", history.renewed, history.renewals_due, lambda c: c.success.renewals.expected()))
    return found


def _share(name: str, part: int, whole: int, expected: Callable[[Company], float]) -> Count:
    hits, misses = part + HALF, max(0, whole - part) + HALF
    return Count(
        name, log(hits / misses), 1.0 / hits + 1.0 / misses, lambda company: to_scale(expected(company), "share")
    )


@lru_cache(maxsize=32)
def _narrowed(key: "_ByHash") -> tuple[dict[str, Range], tuple[Group, ...]]:
    scenario = key.scenario
    history = scenario.setup.company.opening.history
    assert history is not None
    paths = [path for path in scenario.ranges if path.startswith(BEARING)]
    evidence = counts(history, scenario.setup)
    if not paths or not evidence:
        return scenario.ranges, scenario.groups
    priors = [scenario.ranges[path].normal_scale() for path in paths]
    prior = np.array([mean for mean, _ in priors])
    widths = np.array([sd for _, sd in priors])
    covariance = np.diag(widths) @ _prior_correlation(scenario.groups, paths) @ np.diag(widths)
    noise = np.diag([count.variance for count in evidence])
    seen = np.array([count.seen for count in evidence])

    def expect(point: np.ndarray) -> np.ndarray:
        values = {
            path: from_scale(float(value), scenario.ranges[path].limits.unit.scale)
            for path, value in zip(paths, point, strict=True)
        }
        company = Company(scenario.at(values), 1, Luck(0, 0))
        return np.array([count.expected(company) for count in evidence])

    centre, after = prior, covariance
    for _ in range(STEPS):
        here = expect(centre)
        slopes = np.column_stack(
            [
                (expect(centre + NUDGE * width * np.eye(len(paths))[place]) - here) / (NUDGE * width)
                for place, width in enumerate(widths)
            ]
        )
        gain = covariance @ slopes.T @ np.linalg.inv(slopes @ covariance @ slopes.T + noise)
        centre = prior + gain @ (seen - here - slopes @ (prior - centre))
        after = covariance - gain @ slopes @ covariance
    return _ranges(scenario, paths, widths, centre, after)


def _ranges(
    scenario: Scenario, paths: list[str], widths: np.ndarray, centre: np.ndarray, after: np.ndarray
) -> tuple[dict[str, Range], tuple[Group, ...]]:
    spreads = np.sqrt(np.diag(after))
    moved = [place for place in range(len(paths)) if spreads[place] < MOVED * widths[place]]
    ranges = dict(scenario.ranges)
    for place in moved:
        limits = scenario.ranges[paths[place]].limits
        ranges[paths[place]] = normal_on_scale(limits, float(centre[place]), float(spreads[place]))
    grouped = {path for group in scenario.groups for path in group.inputs}
    together = [p for p in range(len(paths)) if p in moved or paths[p] in grouped]
    names = tuple(paths[p] for p in together)
    correlation = after[np.ix_(together, together)] / np.outer(spreads[together], spreads[together])
    np.fill_diagonal(correlation, 1.0)
    kept = tuple(group for group in scenario.groups if not set(group.inputs) & set(names))
    if len(names) == 1:
        return ranges, scenario.groups
    matrix = tuple(tuple(float(value) for value in row) for row in (correlation + correlation.T) / 2.0)
    return ranges, (*kept, Group(GROUP, names, matrix))


def _prior_correlation(groups: tuple[Group, ...], paths: list[str]) -> np.ndarray:
    matrix = np.eye(len(paths))
    for group in groups:
        for a, first in enumerate(group.inputs):
            for b, second in enumerate(group.inputs):
                if first in paths and second in paths:
                    matrix[paths.index(first), paths.index(second)] = group.matrix[a][b]
    return matrix


class _ByHash:
    """A scenario that is equal to another of the same content."""

    __slots__ = ("scenario",)

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return hash(self.scenario.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByHash) and other.scenario.hash == self.scenario.hash


def world_ranges(scenario: Scenario) -> tuple[dict[str, Range], tuple[Group, ...]]:
    """The scenario's ranges and correlations, narrowed by what the opening's history holds."""
    if scenario.setup.company.opening.history is None:
        return scenario.ranges, scenario.groups
    return _narrowed(_ByHash(scenario))
