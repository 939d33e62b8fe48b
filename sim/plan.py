"""The plan as data (C43) and the policies by which management reacts (C44): what the founder decides."""

from sim.departments.channels import Budgeted
from sim.people import Role
from sim.quantities import Count, Factor, MoneyPerMonth, Months, Number, Positive, Share, Spec, decision


class HireSpec(Spec):
    """Posts to fill: dated, repeated, or waiting for a gate."""

    count: Count = decision("Posts each time")
    month: Count | None = decision(
        "Month in which they should start (1 = the first); none: as soon as the gate is open", default=None, ge=1
    )
    gate: str | None = decision("Gate that must be open first: a stage gate, or 'round NAME'", default=None)
    delay_months: Months = decision("Months to wait after the gate", default=0.0)
    every_months: Count | None = decision("Repeat after so many months", default=None, ge=1)
    times: Count | None = decision("How often in all, when repeated (none: for ever)", default=None, ge=1)


class BudgetSpec(Spec):
    """A monthly budget from a month on."""

    month: Count = decision("First month of this budget (1 = the first)", ge=1)
    gate: str | None = decision("Gate that must be open first: a stage gate, or 'round NAME'", default=None)
    per_month: MoneyPerMonth = decision("Money a month")


class PlanSpec(Spec):
    """What the founder intends."""

    focus: dict[str, Positive] = decision("Segments sold to, with the weight of each among leads", min_length=1)
    hires: dict[Role, dict[str, HireSpec]] = decision("Posts by role and name")
    budgets: dict[Budgeted, dict[str, BudgetSpec]] = decision("Marketing budgets by channel and step")


class RepPolicy(Spec):
    """Hire reps when leads per rep allow."""

    enabled: bool = decision("Whether the policy acts")
    leads_per_rep: Number = decision("Opportunities a month that one more rep must find")
    at_most: Count = decision("Posts opened a month at most")
    gate: str | None = decision("Gate that must be open first", default=None)


class CsmPolicy(Spec):
    """Hire CSMs when service is loaded."""

    enabled: bool = decision("Whether the policy acts")
    load: Factor = decision("Service load above which one more is hired")


class FreezePolicy(Spec):
    """Stop hiring when committed runway is short."""

    enabled: bool = decision("Whether the policy acts")
    runway_months: Months = decision("Committed runway below which no post is opened")


class LayoffPolicy(Spec):
    """Cut to runway when committed runway is short."""

    enabled: bool = decision("Whether the policy acts")
    runway_months: Months = decision("Committed runway below which people are let go")
    target_months: Months = decision("Runway that the cut must reach", gt=0)
    pause_months: Months = decision("Months between two cuts")
    budget_cut: Share = decision("Share of marketing budgets that is cut too")
    order: list[Role] = decision("Roles in the order in which they are cut")
    keep: dict[Role, Count] = decision("People kept in a role, whatever happens")


class RaisePolicy(Spec):
    """Begin a round on evidence or on a runway trigger."""

    enabled: bool = decision("Whether the founders raise")
    runway_months: Months = decision("Committed runway at which a round is begun")
    arr_share: Factor = decision("ARR as a share of the next round's bar at which it is begun for its own sake")


class GrowthPolicy(Spec):
    """Let marketing grow with the business."""

    enabled: bool = decision("Whether the policy acts")
    share_of_arr: Share = decision(
        "Monthly marketing spend as a share of monthly recurring revenue, at least the plan's"
    )
    runway_months: Months = decision("Committed runway below which it goes back to the plan's")


class CloseDownPolicy(Spec):
    """End it in good order."""

    enabled: bool = decision("Whether founders close before the money is gone")
    runway_months: Months = decision("Runway below which they close, when nothing is left to try")
    founders_unpaid_months: Months = decision("Runway below which founders go unpaid")
    accept_offers: bool = decision("Whether an offer in distress is taken")


class PoliciesSpec(Spec):
    """How management reacts to what it sees."""

    backfill: bool = decision("Whether a leaver's post is opened again")
    hire_reps: RepPolicy = decision("Reps by leads")
    hire_csms: CsmPolicy = decision("CSMs by load")
    freeze: FreezePolicy = decision("Hiring freeze")
    layoffs: LayoffPolicy = decision("Layoffs")
    raise_money: RaisePolicy = decision("Rounds")
    grow_marketing: GrowthPolicy = decision("Marketing with revenue")
    close_down: CloseDownPolicy = decision("The end in good order")
