"""Turns of the helm: decisions that are taken on a date, in the middle of a life, and hold from then on.

A turn is part of one life, not the end of one and the beginning of another: what was begun before it (a round being
raised, posts being filled, pauses between a policy's acts) goes on, and every number before its date is, bit for bit,
what it is without it. That is why it is not an export that is opened again.
"""

from math import floor
from typing import TYPE_CHECKING

from pydantic import model_validator

from sim.departments.channels import Budgeted
from sim.opening import WHOLE
from sim.people import Role
from sim.plan import BudgetSpec, HireSpec, PlanSpec
from sim.policies import PoliciesSpec
from sim.quantities import DAYS_PER_MONTH, Positive, Share, Spec, WholeMonths, changed, decision

if TYPE_CHECKING:
    from sim.company import Company

TURN = "turn"


class FoundersTimeSpec(Spec):
    """What the founders do with their hours."""

    product: Share = decision("Share of hours with product and its users")
    selling: Share = decision("Share of hours selling")
    service: Share = decision("Share of hours serving customers")

    @model_validator(mode="after")
    def _no_more_than_all_hours(self) -> "FoundersTimeSpec":
        total = self.product + self.selling + self.service
        if total > WHOLE:
            raise ValueError(f"product, selling and service take {total:.0%} of the founders' hours, more than all")
        return self


class TurnSpec(Spec):
    """Decisions of one date; what is not named stays as it is."""

    month: WholeMonths = decision("First month in which they hold (1 = the first)", ge=1)
    hires: dict[Role, dict[str, HireSpec]] = decision(
        "Posts by role and name; one of a name that is there already takes its place, less what it has opened",
        default={},
    )
    budgets: dict[Budgeted, dict[str, BudgetSpec]] = decision("Marketing budgets by channel and step", default={})
    policies: PoliciesSpec | None = decision("How management reacts", default=None)
    founders: FoundersTimeSpec | None = decision("What the founders do with their hours", default=None)
    price: Positive | None = decision("Price of new contracts as a multiple of the list price", default=None)


def planned(plan: PlanSpec, turn: TurnSpec) -> PlanSpec:
    """The plan after a turn."""
    hires = {role: {**plan.hires.get(role, {}), **turn.hires.get(role, {})} for role in {**plan.hires, **turn.hires}}
    budgets = {
        name: {**plan.budgets.get(name, {}), **turn.budgets.get(name, {})} for name in {**plan.budgets, **turn.budgets}
    }
    return plan.model_copy(update={"hires": hires, "budgets": budgets})


def remaining(hire: HireSpec, occasions: int, posts: int, last: float) -> HireSpec | None:
    """What a changed hire still asks for, when so many ``posts`` were opened on so many ``occasions``, the last of them
    wanted on day ``last``; None: nothing."""
    if occasions == 0:
        return hire
    if hire.every_months is None:
        left = hire.count - posts
        return hire.model_copy(update={"count": left}) if left > 0 else None
    times = None if hire.times is None else hire.times - occasions
    if times is not None and times <= 0:
        return None
    month = floor(last / DAYS_PER_MONTH + 0.5) + 1 + hire.every_months
    return hire.model_copy(update={"month": month, "gate": None, "delay_months": 0.0, "times": times})


def take_turns(company: "Company", month: int) -> None:
    """Take the turns whose month begins (1 = the first)."""
    for name, turn in company.setup.turns.items():
        if turn.month == month:
            _take(company, turn)
            company.journal.note(company.env.now, TURN, name)


def _take(company: "Company", turn: TurnSpec) -> None:
    management = company.management
    management.replan(planned(management.plan, turn), turn)
    if turn.policies is not None:
        management.follow(turn.policies)
    if turn.price is not None:
        for segment in company.market.segments.values():
            management.reprice(segment, turn.price)
    if turn.founders is not None:
        founders = changed(company.setup.company.founders, **turn.founders.model_dump())
        company.setup = changed(company.setup, company=changed(company.setup.company, founders=founders))
        company.founders_busy()
