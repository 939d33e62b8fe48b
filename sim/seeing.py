"""What management sees (C45): reports arrive late, and are the less exact the bigger the company is."""

from collections import deque
from copy import copy
from math import exp, inf, isnan
from typing import TYPE_CHECKING

from sim.quantities import Factor, Share, Spec, Spread, WholeMonths, decision, world
from sim.scorecard import YEAR, Measures
from sim.segment_economics import SegmentMeasures

if TYPE_CHECKING:
    from sim.company import Company

SMALL = 10  # heads at which everybody still sees everything
# Errors: of losses for shares that stay below one, of the number itself for the others. What the bank and a head count
# tell (cash, customers won, reps at work) has none; runway, LTV/CAC and growth follow from what is reported.
LOSSES = ("grr", "renewal")
SUMS = ("arr", "arr_before", "burn", "trailing_burn", "committed", "collected", "opportunities", "decided")
RATIOS = (
    "burn_multiple", "rep_cover", "reps_covering", "leads_per_rep", "leads_covering", "load", "ltv", "cac", "payback",
    "marketing_share", "win_rate", "nrr",
)  # fmt: skip
BLURRED = (*SUMS, *RATIOS, *LOSSES, "churn_slope")
SLOPE = 0.01  # churn a month: the error of a slope is that of a level of so much


class SeeingSpec(Spec):
    """How late and how exact the numbers are by which the company is steered."""

    every_months: WholeMonths = decision(
        "Months from one report to the next: 1 with a monthly dashboard, 3 without", ge=1
    )
    closing_months: WholeMonths = world("Months after which the books of a period are closed and reported", le=12)
    noise: Spread = world("Error of a reported number in a company of ten heads")
    noise_growth: Factor = world("Power with which the error grows with headcount over ten")
    peer_review: Share = decision("Share of the error found by departments that question each other's numbers")


class Seeing:
    """The reports on the founders' desk."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: SeeingSpec = company.setup.seeing
        spec = self.spec
        self.exact = spec.noise == 0.0
        self.prompt = spec.every_months == 1 and spec.closing_months == 0
        self._reports: deque[tuple[int, float, Measures]] = deque()
        self._opening: Measures | None = None
        self._month = 0
        self._day = 0.0

    def report(self, truth: Measures) -> Measures:
        """The latest report at this month's end; the truth itself where reports are prompt and exact."""
        self._month += 1
        self._day = self._company.env.now
        if self.exact and self.prompt:
            return truth
        self._opening = self._opening or truth  # until the first report all is thought to be as it began
        if self._month % self.spec.every_months == 0:
            self._reports.append((self._month, self._day, truth if self.exact else self._blur(truth)))
        while len(self._reports) > 1 and self._reports[1][0] <= self._month - self.spec.closing_months:
            self._reports.popleft()
        due = bool(self._reports) and self._reports[0][0] <= self._month - self.spec.closing_months
        self._day, reported = self._reports[0][1:] if due else (0.0, self._opening)
        return self._as_of_today(reported, truth)

    @staticmethod
    def _as_of_today(reported: Measures, truth: Measures) -> Measures:
        """The bank statement is always new: runway is today's cash over the reported burn."""
        seen = reported.copy()
        seen.cash = truth.cash
        net = seen.committed - seen.collected
        seen.runway = seen.cash / net if net > 0 else inf
        seen.trailing_runway = seen.cash / seen.trailing_burn if seen.trailing_burn > 0 else inf
        return seen

    def _spread(self) -> float:
        """Standard deviation of the logarithm of a reported number's error, today."""
        spec, company = self.spec, self._company
        heads = len(company.people.staff) + company.setup.company.founders.count
        size = max(1.0, heads / SMALL) ** spec.noise_growth
        return float(spec.noise * size * (1.0 - spec.peer_review))

    def _blur(self, truth: Measures) -> Measures:
        seen, spread = truth.copy(), self._spread()
        luck = self._company.luck.rows("seeing", (0, len(BLURRED), 0), self._company.env.now, YEAR)
        errors = dict(zip(BLURRED, luck.at(self._month), strict=True))
        for name in SUMS + RATIOS:
            setattr(seen, name, getattr(truth, name) * exp(spread * errors[name]))
        for name in LOSSES:
            lost = (1.0 - getattr(truth, name)) * exp(spread * errors[name])
            setattr(seen, name, lost if isnan(lost) else 1.0 - min(1.0, lost))
        seen.churn_slope = truth.churn_slope + SLOPE * spread * errors["churn_slope"]
        seen.growth = seen.arr / seen.arr_before - 1.0 if seen.arr_before > 0 else inf
        seen.ltv_cac = seen.ltv / seen.cac if seen.cac > 0 else truth.ltv_cac
        return seen

    def gate(self, name: str) -> float | None:
        """When a gate was passed, once a report says so; a round's wire is on the account and needs none."""
        reached = self._company.roadmap.reached.get(name)
        known = reached is not None and (reached <= self._day or name.startswith("round "))
        return reached if known else None

    def segment(self, name: str) -> SegmentMeasures:
        """One segment's economics as reported now; read only by a policy that asks for them."""
        truth = self._company.segments.measure(name)
        if self.exact:
            return truth
        seen = copy(truth)
        luck = self._company.luck.normal(f"seeing segment {name}", self._month, self._company.env.now)
        seen.ltv_cac *= exp(self._spread() * luck)
        return seen
