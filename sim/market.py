"""The market: segments, the accounts left in them, what a product does for them (C4), and the references that carry it
over the chasm (C1, C2)."""

from collections import deque
from math import exp
from typing import Literal

from sim.quantities import (
    DAYS_PER_MONTH,
    Count,
    Factor,
    Hours,
    HoursPerMonth,
    Money,
    Months,
    OpenShare,
    PerMonth,
    Positive,
    Share,
    Spec,
    Spread,
    WholeMonths,
    decision,
    odds,
    world,
)

Billing = Literal["upfront", "annual", "quarterly", "monthly"]
Benefit = Literal["revenue", "saving", "compliance"]


class BenefitSpec(Spec):
    """How customers take to a product that brings this kind of benefit (C4)."""

    win_odds: Positive = world("Win odds against a product whose kind of benefit is not told apart")
    activation: Positive = world("Speed at which its users change their habits")
    price_weight: Factor = world("How much more (or less) its buyers mind the price")


class SegmentSpec(Spec):
    """One kind of customer."""

    accounts: Count = world("Companies in the segment that could ever buy", ge=1)
    pioneers: Share = world("Share of accounts that buy without references")
    pioneer_pull: Factor = world("How much likelier a pioneer is to become an early lead than a mainstream account")
    references_needed: Factor = world("Successful references at which half of the mainstream's doubt is gone")
    references_slope: Positive = world("References over which that doubt fades")
    acv: Money = world("Median annual contract value at list price", gt=0)
    acv_spread: Spread = world("Spread of contract values between customers")
    term_months: WholeMonths = decision("Length of a contract in months", ge=1, le=60)
    billing: Billing = decision("When a contract is invoiced: upfront (the whole term), annual, quarterly or monthly")
    cycle_months: Months = world("Median sales cycle from opportunity to decision", gt=0)
    cycle_spread: Spread = world("Spread of sales cycles between deals")
    win_rate: OpenShare = world("Win rate of a running company with reference fit and playbook")
    price_elasticity: Factor = world("How strongly win odds fall with price over list")
    complexity: Positive = world("How hard the product is to sell and explain (1 = mid-market)", ge=0.1)
    deal_units: Positive = world("Share of a rep's effort units that one deal takes")
    onboarding_hours: Hours = world("Hours of help a customer needs in its first month", gt=0)
    service_hours: HoursPerMonth = world("Hours of service a running customer needs")
    renewal: OpenShare = world("Yearly renewal of a customer activated in time whose value meets its expectation")
    closure: PerMonth = world("Hazard that the customer itself goes out of business")
    self_sourced: PerMonth = world("Leads a ramped rep with free time finds a month")
    benefit: Benefit | None = world(
        "What the product does for them: revenue, saving or compliance (none: not told apart)", default=None
    )


class MarketSpec(Spec):
    """Where the company sells."""

    segments: dict[str, SegmentSpec] = world("Kinds of customers by name", min_length=1)
    price: Positive = decision("Price as a multiple of the list price")
    lost_months: Months = world("Months before an account that said no can be a lead again")


class Segment:
    """What is left of a segment, and what it thinks of us."""

    __slots__ = (
        "activation", "away", "elasticity", "index", "mainstream", "name", "pioneers", "price", "references", "spec",
        "total", "win_odds",
    )  # fmt: skip

    def __init__(
        self, name: str, index: int, spec: SegmentSpec, price: float = 1.0, benefit: BenefitSpec | None = None
    ) -> None:
        self.name = name
        self.index = index
        self.spec = spec
        self.total = float(spec.accounts)
        self.pioneers = spec.pioneers * spec.accounts
        self.mainstream = spec.accounts - self.pioneers
        self.references = 0.0
        self.price = price
        self.win_odds = odds(spec.win_rate) * (1.0 if benefit is None else benefit.win_odds)
        self.activation = 1.0 if benefit is None else benefit.activation
        self.elasticity = spec.price_elasticity * (1.0 if benefit is None else benefit.price_weight)
        self.away: deque[tuple[float, bool, int]] = deque()

    def open_share(self) -> float:
        """Share of the segment's accounts that can still become leads."""
        return max(0.0, self.pioneers + self.mainstream) / self.total

    def pioneer_share(self) -> float:
        """Share of pioneers among the next leads: they select themselves."""
        pulled = self.spec.pioneer_pull * self.pioneers if self.pioneers > 0.0 else 0.0
        if pulled <= 0.0:
            return 0.0
        return pulled / (pulled + self.mainstream) if self.mainstream > 0.0 else 1.0

    def take_account(self, luck: float) -> bool:
        """Remove one account from those left; True when it is a pioneer (they select themselves)."""
        if self.pioneers > 0.0 and luck < self.pioneer_share():
            self.pioneers -= 1.0
            return True
        self.mainstream -= 1.0
        return False

    def take_accounts(self, number: int) -> None:
        """Remove accounts already won before the opening, pioneers first."""
        first = min(self.pioneers, float(number))
        self.pioneers -= first
        self.mainstream -= number - first

    def shrink(self, kept: float) -> None:
        """Others win accounts that were still open."""
        self.pioneers *= kept
        self.mainstream *= kept

    def give_back(self, now: float, pioneer: bool, after_months: float, number: int = 1) -> None:
        """Accounts that said no come back into the market later."""
        self.away.append((now + after_months * DAYS_PER_MONTH, pioneer, number))

    def month_end(self, now: float) -> None:
        """Let those who have been away long enough be leads again."""
        away = self.away
        while away and away[0][0] <= now:
            _, pioneer, number = away.popleft()
            if pioneer:
                self.pioneers += number
            else:
                self.mainstream += number

    def reference_odds(self) -> float:
        """Factor on a mainstream account's win odds: logistic in successful references (C2)."""
        spec = self.spec
        return 1.0 / (1.0 + exp((spec.references_needed - self.references) / spec.references_slope))


class Market:
    """All segments of the company's market."""

    __slots__ = ("segments", "spec")

    def __init__(self, spec: MarketSpec, benefits: dict[Benefit, BenefitSpec]) -> None:
        self.spec = spec
        self.segments = {
            name: Segment(name, i, part, spec.price, benefits[part.benefit] if part.benefit else None)
            for i, (name, part) in enumerate(spec.segments.items())
        }

    def month_end(self, now: float) -> None:
        """Accounts come back, segment by segment."""
        for segment in self.segments.values():
            segment.month_end(now)
