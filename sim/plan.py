"""The plan as data: what the founder intends (C43)."""

from sim.departments.channels import Budgeted
from sim.departments.launch import LaunchPlan
from sim.departments.teams import TeamSpec
from sim.people import Role
from sim.quantities import Count, MoneyPerMonth, Months, Positive, Spec, WholeMonths, decision

MOST_POSTS = 10_000  # each time; a company that hires more at once is no startup, and its life would take minutes


class HireSpec(Spec):
    """Posts to fill: dated, repeated, or waiting for a gate."""

    count: Count = decision("Posts each time", le=MOST_POSTS)
    month: WholeMonths | None = decision(
        "Month in which they should start (1 = the first); none: as soon as the gate is open", default=None, ge=1
    )
    gate: str | None = decision("Gate that must be open first: a stage gate, or 'round NAME'", default=None)
    delay_months: Months = decision("Months to wait after the gate", default=0.0)
    every_months: WholeMonths | None = decision("Repeat after so many months", default=None, ge=1)
    times: WholeMonths | None = decision("How often in all, when repeated (none: for ever)", default=None, ge=1)


class BudgetSpec(Spec):
    """A monthly budget from a month on."""

    month: WholeMonths = decision("First month of this budget (1 = the first)", ge=1)
    gate: str | None = decision("Gate that must be open first: a stage gate, or 'round NAME'", default=None)
    per_month: MoneyPerMonth = decision("Money a month")


class PlanSpec(Spec):
    """What the founder intends."""

    focus: dict[str, Positive] = decision("Segments sold to, with the weight of each among leads", min_length=1)
    hires: dict[Role, dict[str, HireSpec]] = decision("Posts by role and name")
    budgets: dict[Budgeted, dict[str, BudgetSpec]] = decision("Marketing budgets by channel and step")
    teams: dict[str, TeamSpec] = decision("Teams in cities of their own, by name", default={})
    launch: LaunchPlan | None = decision("When the product is launched (none: it is on the market)", default=None)
