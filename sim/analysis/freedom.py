"""The decisions that a search may change: ``plan.hires.rep.first.month=1..24``."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sim.errors import InputError
from sim.loading import ROOT
from sim.ranges import parse_number
from sim.scenario import Scenario
from sim.schema import DESCEND, Place, locate, rebuild

NAMED = 4  # decisions that a message lists
DECISION = "decision"
_FORM = "a decision with its ends, such as plan.hires.rep.first.month=1..24"


@dataclass(frozen=True)
class Freedom:
    """A decision that may lie anywhere from ``low`` to ``high``; ``current`` is the plan's own, if it has one."""

    path: str
    low: float
    high: float
    whole: bool
    meaning: str
    current: float | None

    @property
    def holds_current(self) -> bool:
        """Whether the plan's own value lies between the ends."""
        return self.current is not None and self.low <= self.current <= self.high


def read_freedom(text: str, scenario: Scenario) -> Freedom:
    """A freed decision from its text. InputError where the path is no number of the scenario, or not a decision's, and
    where the ends are no numbers, out of order or outside the field's bounds."""
    path, equals, ends = text.partition("=")
    path = path.strip().removeprefix(f"{ROOT}.")
    low_text, dots, high_text = ends.partition("..")
    low, high = parse_number(low_text), parse_number(high_text)
    if not equals or not dots or low is None or high is None:
        raise InputError("not a freed decision", key="--free", value=text, allowed=_FORM)
    place = locate(type(scenario.setup), scenario.data, path)
    limits = place.limits() if place is not None else None
    if place is None or limits is None or not _inside(scenario, path):
        hint = next(iter(get_close_matches(path, decisions(scenario), 1)), "")
        allowed = _nearest(path, scenario)
        raise InputError("no number of this scenario", key="--free", value=path, allowed=allowed, hint=hint)
    if place.mark != DECISION:
        problem = f"is not a decision: nobody can choose it ({place.meaning})" if place.mark == "world" else (
            f"is not a decision ({place.meaning})"
        )  # fmt: skip
        raise InputError(problem, key="--free", value=path, allowed=_nearest(path, scenario))
    if not low < high or not (limits.hold(low) and limits.hold(high)):
        raise InputError("these ends cannot be used", key=path, value=ends, allowed=f"low..high, {limits.bounds()}")
    return Freedom(path, low, high, limits.whole, place.meaning, _current(scenario, path))


def _inside(scenario: Scenario, path: str) -> bool:
    """Whether the path leads to what the scenario has, and not to a new post or budget of a misspelt name."""
    inside: Any = scenario.setup
    for name in path.split(".")[:-1]:
        inside = inside.get(name) if isinstance(inside, dict) else getattr(inside, name, None)
    return inside is not None


def _nearest(path: str, scenario: Scenario) -> str:
    """The few decisions that are most like a path, the nearest first, and the command that lists all of them."""
    known = decisions(scenario)
    near = get_close_matches(path, known, NAMED, cutoff=0.0)
    return f"{', '.join(near)} … (all {len(known)}: saas-sim show {scenario.name} --decisions)"


def decisions(scenario: Scenario) -> dict[str, tuple[Place, Any]]:
    """All numbers that a founder can choose, also those that the plan leaves open: place and value by path."""
    found: dict[str, tuple[Place, Any]] = {}

    def visit(place: Place, value: Any, path: str) -> Any:
        if place.row is not None:
            return value
        if place.limits() is None:
            return DESCEND
        if place.mark == DECISION:
            found[path] = place, value
        return value

    rebuild(Place(type(scenario.setup)), scenario.setup.model_dump(), visit)
    return found


def _current(scenario: Scenario, path: str) -> float | None:
    found: object = scenario.setup
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else getattr(found, name, None)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
