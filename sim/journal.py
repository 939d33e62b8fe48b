"""Facts of a trial: events as they happen, one row of scalars at each month's end, one outcome."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

End = Literal["dead", "closed", "acquired", "default_alive", "alive"]
ENDS: tuple[End, ...] = ("default_alive", "alive", "acquired", "closed", "dead")
ABSORBING: frozenset[str] = frozenset({"dead", "closed", "acquired"})
ROLES = ("founder", "engineer", "rep", "sdr", "marketer", "csm", "sales_ops", "manager", "admin")
DEPARTMENTS = ("product", "sales", "marketing", "success", "finance")

# the columns of a month, by section
MONEY = ("cash", "burn", "runway", "collected", "raised", "payroll", "spend")
REVENUE = (
    "mrr", "mrr_new", "mrr_expansion", "mrr_contraction", "mrr_reactivated", "mrr_churned", "arr",
    "customers", "customers_won", "customers_back", "customers_lost", "refunded", "promoters", "grr", "nrr",
    "logo_churn", "acv_new",
)  # fmt: skip
FUNNEL = (
    "visits", "signups", "mqls", "sqls", "opportunities", "orders", "lost", "aged_out", "refused", "queue",
    "win_rate", "cycle_months", "free_users", "awareness",
)  # fmt: skip
MACHINE = (
    "leads_per_rep", "output_per_rep", "cost_per_rep", "top_fifth_share", "over_promise", "coached", "seniors_time",
    "playbook_spread", "activated_in_time", "renewals_due", "renewed", "due_with_orders",
    "quadrant_red_carpet", "quadrant_train", "quadrant_examine", "quadrant_guide",
    "csm_load", "backlog", "in_use", "service_cost", "serve_to_win",
    "cac", "ltv", "ltv_cac", "payback", "magic_number", "burn_multiple",
)  # fmt: skip
PEOPLE = ("heads", *(f"heads_{role}" for role in ROLES), "hired", "left")
STANDING = (  # stages, and the truth beside what management sees
    "churn_slope", "seen_runway", "seen_arr", "seen_churn_slope", "forces_meshed",
    "stage", *(f"stage_{department}" for department in DEPARTMENTS), "misalignment",
    "fit", "fit_ceiling", "believed_fit", "product_debt", "custom_share", "playbook", "content_rank",
    "service_quality", "morale",
)  # fmt: skip
MONTHLY: tuple[str, ...] = (*MONEY, *REVENUE, *FUNNEL, *MACHINE, *PEOPLE, *STANDING)

OUTCOME: tuple[str, ...] = (
    "end", "end_month", "cause", "led_by", "arr_end", "cash_end", "mrr_end", "customers_end", "heads_end",
    "money_raised", "rounds", "stake_kept", "money_burnt", "peak_heads", "reps_left", "scattered", "months_lived",
    "events", "no_new_money_end", "no_new_money_month",
)  # fmt: skip


class Event(NamedTuple):
    """One fact: days since the opening, what, to whom, how much (money in the currency's units)."""

    time: float
    kind: str
    who: str
    amount: float


@dataclass(slots=True)
class Journal:
    """What one company's life leaves behind."""

    keep_events: bool = False
    events: list[Event] = field(default_factory=list)
    rows: list[tuple[float, ...]] = field(default_factory=list)

    def note(self, time: float, kind: str, who: str = "", amount: float = 0.0) -> None:
        """Record an event where events are kept."""
        if self.keep_events:
            self.events.append(Event(time, kind, who, amount))


@dataclass(frozen=True, slots=True)
class Trial:
    """One company's life: its key, its outcome (a value per name of ``OUTCOME``), its monthly rows and events.

    ``rows[m]`` holds the values of ``MONTHLY`` at the end of month m + 1; there is none after the end. Unknown values
    (retention before any renewal) are NaN.
    """

    seed: int
    trial: int
    day: int
    outcome: dict[str, Any]
    rows: list[tuple[float, ...]]
    events: list[Event]
