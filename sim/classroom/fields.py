"""What a team may decide in a round: the inputs marked *decision*, each with its bounds and the value in force.

On the opening date everything may be decided that a founder can choose. Later the company is running, and what may be
turned is what a founder turns: posts, budgets, habits of management, the founders' hours and the price.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, get_args

from sim.departments.channels import Budgeted
from sim.errors import InputError
from sim.plan import BudgetSpec, HireSpec
from sim.ranges import Limits, parse_number
from sim.roadmap import STAGES
from sim.scenario import Scenario
from sim.schema import DESCEND, Place, rebuild
from sim.setup import Setup
from sim.turns import FoundersTimeSpec, planned

NONE = "none"
TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
PLANNED = ("plan.hires.", "plan.budgets.")
TURNED = (
    *PLANNED, "policies.", "market.price",
    *(f"company.founders.{task}" for task in FoundersTimeSpec.model_fields),
)  # fmt: skip
# Their counters begin with the company: they are chosen on the opening date or not at all.
FIXED = ("policies.last_touch.", "policies.unit_economics.")
# Nothing in the model pushes back here (nobody stays away from low pay, no client objects to five years in advance):
# on a sheet such a decision would be free, and win the ranking.
UNPRICED = (
    "people.roles.", "people.tools", "people.severance_months", "finance.overhead", "company.founders.salary",
    "market.segments.", "sales.training.fit", "success.handover.together", "success.lock_in.", "seeing.peer_review",
)  # fmt: skip
# How far the model's answer to a decision may be believed: price elasticities are measured near the list price.
BELIEVED = {"market.price": (0.5, 2.0)}
GROUPS = (
    ("plan.hires.", "Hiring"),
    ("plan.budgets.", "Marketing budgets"),
    ("company.", "The founders"),
    ("market.", "Price and contracts"),
    ("sales.contracts.", "Price and contracts"),
    ("sales.discount.", "Price and contracts"),
    ("sales.", "Selling"),
    ("marketing.", "Marketing"),
    ("success.", "Customers"),
    ("product.", "Product"),
    ("people.", "Pay and costs"),
    ("finance.", "Pay and costs"),
    ("policies.", "How management reacts"),
    ("plan.", "The plan"),
    ("seeing.", "Reports"),
)
ORDER = tuple(dict.fromkeys(group for _, group in GROUPS))


@dataclass(frozen=True)
class Field:
    """One row of a decision sheet: ``key`` is its path in the scenario; ``current`` the value in force; ``first`` the
    first month that is not over."""

    key: str
    place: Place
    current: Any
    currency: str
    words: tuple[str, ...] = ()
    first: int = 1

    @property
    def limits(self) -> Limits | None:
        """What a number may be here: as far as the model may be believed, and no month that is over; None for anything
        else than a number."""
        limits = self.place.limits()
        if limits and self.key in BELIEVED:
            low, high = BELIEVED[self.key]
            return replace(limits, low=low, high=high, open_low=False)
        dated = limits is not None and self.key.startswith(PLANNED) and self.key.endswith(".month")
        return replace(limits, low=max(limits.low, self.first)) if limits and dated else limits

    @property
    def group(self) -> str:
        """The heading under which it stands."""
        return next(group for start, group in GROUPS if self.key.startswith(start))

    @property
    def meaning(self) -> str:
        """What it is, in a line."""
        return self.place.meaning

    @property
    def unit(self) -> str:
        """What it counts."""
        limits = self.limits
        return "" if limits is None else limits.unit.name.replace("money", self.currency)

    @property
    def allowed(self) -> str:
        """What may be written."""
        limits = self.limits
        words = limits.bounds() if limits else ", ".join(self.words)
        return f"{words}, or {NONE}" if self.place.optional and NONE not in self.words else words

    def read(self, given: Any, file: str) -> Any:
        """A cell or a YAML value as the input takes it. InputError naming file, key, value and what is allowed."""
        text = "" if given is None else str(given).strip()
        if self.place.optional and (given is None or text.lower() == NONE):
            return None
        limits = self.limits
        if limits is not None:
            number = None if isinstance(given, bool) else parse_number(text)
            if number is not None and number == self.current:
                return self.current
            if number is None or not limits.hold(number) or (limits.whole and not float(number).is_integer()):
                raise self._refusal("not allowed here", given, file)
            return int(number) if limits.whole else float(number)
        if self.place.annotation is bool:
            if text.lower() not in TRUTHS:
                raise self._refusal("neither yes nor no", given, file)
            return TRUTHS[text.lower()]
        if text not in self.words:
            raise self._refusal("not one of the words allowed here", given, file)
        return text

    def _refusal(self, problem: str, given: Any, file: str) -> InputError:
        hint = next(iter(get_close_matches(str(given), self.words, 1)), "")
        return InputError(problem, file=file, key=self.key, value=given, allowed=self.allowed, hint=hint)


def standing(scenario: Scenario) -> dict[str, Any]:
    """The inputs in force after all turns, as plain values."""
    setup = scenario.setup
    tree: dict[str, Any] = setup.model_dump()
    plan = setup.plan
    for turn in sorted(setup.turns.values(), key=lambda one: one.month):
        plan = planned(plan, turn)
        if turn.policies is not None:
            tree["policies"] = turn.policies.model_dump()
        if turn.founders is not None:
            tree["company"]["founders"] |= turn.founders.model_dump()
        if turn.price is not None:
            tree["market"]["price"] = turn.price
    tree["plan"] = plan.model_dump()
    return tree


def new_name(number: int) -> str:
    """What a round calls the posts and budgets that it adds."""
    return f"round_{number}"


def sheet_fields(scenario: Scenario, number: int, month: int) -> dict[str, Field]:
    """What may be decided in round ``number``, which begins with ``month`` (1 = the opening), by key, in the order of
    the sheet."""
    tree, added = standing(scenario), new_name(number)
    blanks: set[str] = set()
    for role in scenario.setup.people.roles:
        post = HireSpec(count=0, month=month).model_dump()
        tree["plan"]["hires"].setdefault(role, {})[added] = post
    for channel in get_args(Budgeted):
        steps = tree["plan"]["budgets"].setdefault(channel, {})
        if number > 1 or not steps:
            steps[added] = BudgetSpec(month=month, per_month=0.0).model_dump()
            blanks.add(f"plan.budgets.{channel}.{added}.per_month")
    gates = (NONE, "founder_deals", *STAGES, *(f"round {name}" for name in scenario.setup.funding.rounds))
    found: list[Field] = []

    def visit(place: Place, value: Any, path: str) -> Any:
        if path.startswith("turns") or place.is_list or place.row is not None:
            return value
        if place.is_map or place.model is not None or place.members:
            return DESCEND
        words = place.choices() or (gates if ".gate" in path else ())
        told = place.limits() is not None or words or place.annotation is bool
        if place.mark == "decision" and told and path not in scenario.ranges and _offered(path, number):
            words = ("yes", "no") if place.annotation is bool else words
            current = None if path in blanks else value
            found.append(Field(path, place, current, scenario.setup.company.currency, words, month))
        return value

    rebuild(Place(Setup), tree, visit)
    ordered = sorted(found, key=lambda field: (ORDER.index(field.group), f".{added}." in field.key))
    return {field.key: field for field in ordered}


def _offered(path: str, number: int) -> bool:
    if path.startswith(UNPRICED):
        return False
    return number == 1 or (path.startswith(TURNED) and not path.startswith(FIXED))


def nearest(key: str, keys: Iterable[str]) -> str:
    """The key of a sheet that was perhaps meant."""
    return next(iter(get_close_matches(key, list(keys), 1)), "")
