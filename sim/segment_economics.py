"""LTV and CAC of one segment: counted only where a policy asks for them (C44, L14)."""

from collections import defaultdict
from dataclasses import dataclass, field
from math import inf, nan
from typing import TYPE_CHECKING

from sim.quantities import DAYS_PER_MONTH

if TYPE_CHECKING:
    from sim.company import Company
    from sim.customers import Customer, Deal

YEAR = 12
LEAST_LOST = 0.01  # a year: no customer stays for more than a hundred years


@dataclass(slots=True)
class SegmentMeasures:
    """The last year in one segment; NaN is unknown."""

    won: int = 0
    acv: float = nan
    cac: float = nan
    ltv: float = nan
    ltv_cac: float = nan


@dataclass(slots=True)
class _Month:
    """What happened in one segment in one month; ``mrr`` at its end."""

    effort: float = 0.0
    won: int = 0
    acv: float = 0.0
    mrr: int = 0
    lost: list[tuple[float, int]] = field(default_factory=list)


class SegmentBook:
    """Counts effort, wins and losses by segment; the cost of acquisition follows the sellers' effort."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        policy = company.setup.policies.unit_economics
        self.on = policy is not None and policy.enabled
        self._mrr = dict.fromkeys(company.market.segments, 0) if self.on else {}
        self._now: dict[str, _Month] = defaultdict(_Month)
        self._months: list[tuple[float, dict[str, _Month]]] = []

    def decided(self, deal: "Deal") -> None:
        """A deal has taken its effort."""
        if self.on:
            self._now[deal.segment.name].effort += deal.units * deal.months

    def won(self, customer: "Customer", new: bool = True) -> None:
        """A customer has come (``new``), or was there on the opening date."""
        if self.on:
            name, mrr = customer.segment.name, customer.mrr * customer.count
            self._mrr[name] += mrr
            if new:
                self._now[name].won += customer.count
                self._now[name].acv += mrr * YEAR / 100.0

    def lost(self, customer: "Customer", mrr: int) -> None:
        """Part of a customer is gone."""
        if self.on:
            self._mrr[customer.segment.name] -= mrr
            self._now[customer.segment.name].lost.append((customer.start, mrr))

    def close_month(self, acquisition: float) -> None:
        """The month is over; ``acquisition`` is what sales and marketing have cost."""
        if self.on:
            for name, mrr in self._mrr.items():
                self._now[name].mrr = mrr
            self._months.append((acquisition, self._now))
            self._now = defaultdict(_Month)

    def measure(self, name: str) -> SegmentMeasures:
        """The last year of a segment."""
        months = self._months[-YEAR:]
        here = [month[name] for _, month in months]
        seen = SegmentMeasures(won=sum(month.won for month in here))
        if not seen.won:
            return seen
        seen.acv = sum(month.acv for month in here) / seen.won
        seen.cac = sum(map(_cost, months, [name] * len(months))) / seen.won
        kept = self._kept(name)
        seen.ltv = seen.acv * self._company.gross_margin() / max(LEAST_LOST, 1.0 - kept)
        seen.ltv_cac = seen.ltv / seen.cac if seen.cac > 0 else inf
        return seen

    def _kept(self, name: str) -> float:
        """Share of the MRR of a year ago that is still here; unknown before the first renewals."""
        if len(self._months) <= YEAR or not self._company.scorecard.any_due:
            return nan
        before = self._months[-YEAR - 1][1][name].mrr
        if before <= 0:
            return nan
        year_ago = self._company.env.now - YEAR * DAYS_PER_MONTH
        lost = sum(mrr for _, month in self._months[-YEAR:] for start, mrr in month[name].lost if start <= year_ago)
        return max(0.0, 1.0 - lost / before)


def _cost(month: tuple[float, dict[str, _Month]], name: str) -> float:
    """The segment's share of a month's acquisition cost."""
    acquisition, segments = month
    effort = sum(segment.effort for segment in segments.values())
    return acquisition * segments[name].effort / effort if effort > 0 else acquisition / max(1, len(segments))
