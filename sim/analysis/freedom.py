"""The decisions that a search may change: ``plan.hires.rep.first.month=1..24``."""

from dataclasses import dataclass
from difflib import get_close_matches

from sim.errors import InputError
from sim.loading import ROOT
from sim.ranges import parse_number
from sim.scenario import Scenario
from sim.schema import locate, numbers

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
    if place is None or limits is None:
        known = decisions(scenario)
        hint = next(iter(get_close_matches(path, known, 1)), "")
        raise InputError("no number of this scenario", key="--free", value=path, allowed=", ".join(known), hint=hint)
    if place.mark != DECISION:
        problem = f"is not a decision: nobody can choose it ({place.meaning})" if place.mark == "world" else (
            f"is not a decision ({place.meaning})"
        )  # fmt: skip
        raise InputError(problem, key="--free", value=path, allowed=", ".join(decisions(scenario)))
    if not low < high or not (limits.hold(low) and limits.hold(high)):
        raise InputError("these ends cannot be used", key=path, value=ends, allowed=f"low..high, {limits.describe()}")
    return Freedom(path, low, high, limits.whole, place.meaning, _current(scenario, path))


def decisions(scenario: Scenario) -> list[str]:
    """The paths of all numbers that a founder can choose."""
    return [path for path, place, _ in numbers(type(scenario.setup), scenario.data) if place.mark == DECISION]


def _current(scenario: Scenario, path: str) -> float | None:
    found: object = scenario.setup
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else getattr(found, name, None)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None
