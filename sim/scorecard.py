"""The month's measures: standard SaaS metrics from what the departments counted (§12)."""

from collections import deque
from dataclasses import dataclass, field, fields
from math import inf, isnan, nan
from operator import attrgetter
from typing import TYPE_CHECKING

from sim.quantities import DAYS_PER_MONTH
from sim.treasury import FINANCING, RAISED

if TYPE_CHECKING:
    from sim.company import Company

QUARTER, YEAR = 3, 12
FREE = 1.0  # a year: who costs less is as good as free, and covers its cost with anything
ACQUIRING = frozenset({"rep", "sdr", "marketer", "sales_ops", "manager"})
LENT = FINANCING - {RAISED}


@dataclass(slots=True)
class Tally:
    """What happened since the last month's end."""

    visits: float = 0.0
    signups: float = 0.0
    mqls: float = 0.0
    sqls: int = 0
    opportunities: int = 0
    orders: int = 0
    won: int = 0
    lost: int = 0
    decided: int = 0
    aged_out: int = 0
    refused: int = 0
    over: float = 0.0
    cycle: float = 0.0
    acv_new: float = 0.0
    rep_acv: float = 0.0
    mrr_new: int = 0
    mrr_churned: int = 0
    mrr_expansion: int = 0
    mrr_contraction: int = 0
    mrr_reactivated: int = 0
    customers_back: int = 0
    refunded: int = 0
    due_on_market: int = 0
    due_with_orders: float = 0.0
    customers_lost: int = 0
    raced: int = 0
    in_time: int = 0
    renewals_due: int = 0
    renewed: int = 0
    hired: int = 0
    left: int = 0


@dataclass(slots=True)
class Measures:
    """What the month shows: the base of gates, of policies and of investors' judgement. NaN is unknown."""

    cash: float = 0.0
    burn: float = 0.0
    committed: float = 0.0
    runway: float = inf
    arr: float = 0.0
    arr_before: float = 0.0
    grr: float = nan
    nrr: float = nan
    renewal: float = nan
    burn_multiple: float = nan
    won_ever: int = 0
    ramped_reps: int = 0
    rep_cover: float = nan
    reps_covering: float = 0.0
    leads_per_rep: float = nan
    leads_covering: float = 0.0
    load: float = 0.0
    ltv: float = nan
    cac: float = nan
    ltv_cac: float = nan
    payback: float = inf
    marketing_share: float = 0.0
    growth: float = 0.0
    collected: float = 0.0
    trailing_burn: float = 0.0
    trailing_runway: float = inf
    opportunities: float = 0.0
    decided: float = 0.0
    win_rate: float = nan
    churn_slope: float = nan
    profit_rise: float = nan

    def copy(self) -> "Measures":
        """The same numbers, to be changed."""
        return Measures(*_numbers(self))


_numbers = attrgetter(*(one.name for one in fields(Measures)))


@dataclass(slots=True)
class Window:
    """Monthly values, for trailing sums."""

    values: list[float] = field(default_factory=list)

    def total(self, months: int) -> float:
        """Sum of the last ``months`` values (of all there are, in the first months)."""
        return sum(self.values[-months:])


WINDOWS = (
    "collected", "burn", "opportunities", "won", "decided", "acv_new", "rep_acv", "rep_months", "acquisition",
    "in_time", "raced", "due", "renewed", "spend", "marketing", "sqls", "cycle", "new_mrr", "churned_mrr",
    "content", "heads",
)  # fmt: skip


class Scorecard:
    """Adds up the month; keeps the year."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.windows = {name: Window() for name in WINDOWS}
        self._kept = [window.values for window in self.windows.values()]
        self.arrs: list[float] = []
        self.mrrs: list[int] = []
        self._churned: deque[tuple[float, float, int]] = deque()
        self._grown: deque[tuple[float, float, int]] = deque()
        self.won_ever = 0
        self.any_due = False
        self.net_new_mrr = 0.0
        self._margin = 1.0

    def open(self, customers: int, mrr: int) -> None:
        """What stands on the opening date."""
        self.won_ever = customers
        self.mrrs.append(mrr)
        self.arrs.append(mrr * 12 / 100.0)

    def _arr_a_year_ago(self) -> float:
        """ARR twelve months ago; before the opening at the pace of the counted past."""
        lived = len(self.arrs) - 1
        if lived >= YEAR:
            return self.arrs[-YEAR - 1]
        return max(0.0, self.arrs[0] - 12.0 * self.net_new_mrr * (YEAR - lived))

    def _churn_slope(self) -> float:
        """By how much a month's churn rises from month to month: the last quarter against the one before.

        Unknown before the first renewals.
        """
        churned = self.windows["churned_mrr"].values[-2 * QUARTER :]
        if not self.any_due or len(churned) < 2 * QUARTER:
            return nan
        standing = self.mrrs[-2 * QUARTER - 1 : -1]
        shares = [lost * 100.0 / mrr if mrr > 0 else 0.0 for lost, mrr in zip(churned, standing, strict=True)]
        return (sum(shares[QUARTER:]) - sum(shares[:QUARTER])) / QUARTER**2

    def note_churn(self, start: float, now: float, mrr: int) -> None:
        """Remember MRR lost, for gross retention."""
        self._churned.append((start, now, mrr))

    def note_change(self, start: float, now: float, less: int) -> None:
        """Remember MRR cut or, where ``less`` is negative, added, for gross and net retention."""
        if less > 0:
            self._churned.append((start, now, less))
        else:
            self._grown.append((start, now, -less))

    def _nrr(self, grr: float, now: float) -> float:
        """Net revenue retention: gross, and what those of a year ago have added since; unknown as long as gross is."""
        grown, year_ago = self._grown, now - YEAR * DAYS_PER_MONTH
        while grown and grown[0][1] <= year_ago:
            grown.popleft()
        if isnan(grr):
            return nan
        return grr + sum(mrr for start, _, mrr in grown if start <= year_ago) / self.mrrs[-YEAR - 1]

    def _grr(self, now: float) -> float:
        """Gross revenue retention: MRR of a year ago that is still here; unknown before the first renewals."""
        churned = self._churned
        year_ago = now - YEAR * DAYS_PER_MONTH
        while churned and churned[0][1] <= year_ago:
            churned.popleft()
        if not self.any_due or len(self.mrrs) <= YEAR or self.mrrs[-YEAR - 1] <= 0:
            return nan
        lost = sum(mrr for start, _, mrr in churned if start <= year_ago)
        return max(0.0, 1.0 - lost / self.mrrs[-YEAR - 1])

    def _push(self, month: "dict[str, int]", tally: Tally, spend: float) -> None:
        company = self._company
        raised = month.get(RAISED, 0)
        others = sum([month.get(reason, 0) for reason in LENT])
        burn = -(sum(month.values()) - raised - others) / 100.0
        acquisition = self._acquisition(month)
        values = (
            month.get("collections", 0) / 100.0,
            burn,
            tally.opportunities,
            tally.won,
            tally.decided,
            tally.acv_new,
            tally.rep_acv,
            len(company.sales.reps),
            acquisition,
            tally.in_time,
            tally.raced,
            tally.renewals_due,
            tally.renewed,
            spend,
            -month.get("marketing", 0) / 100.0,
            tally.sqls,
            tally.cycle / DAYS_PER_MONTH,
            tally.mrr_new / 100.0,
            tally.mrr_churned / 100.0,
            company.management.budgets.get("content", 0.0),
            len(company.people.staff) + company.setup.company.founders.count,
        )
        for kept, value in zip(self._kept, values, strict=True):
            kept.append(value)
        company.segments.close_month(acquisition)

    def _acquisition(self, month: "dict[str, int]") -> float:
        """Sales and marketing cost of the month: pay with commissions, and marketing bills. Founders' time is not in
        it, as in the surveys."""
        company = self._company
        staff = company.people.staff
        pay = sum([member.salary for member in staff if member.role in ACQUIRING]) / 12.0
        variable = company.sales.paid_variable / 100.0
        return (pay + variable) * company.people.load() - month.get("marketing", 0) / 100.0

    def measure(self, month: "dict[str, int]", tally: Tally) -> Measures:
        """The month in the terms of management, gates and investors."""
        company, now = self._company, self._company.env.now
        if tally.renewals_due:
            self.any_due = True
        self.won_ever += tally.won
        mrr = company.success.mrr
        self.mrrs.append(mrr)
        arr = mrr * 12 / 100.0
        self.arrs.append(arr)
        spend = -sum([amount for reason, amount in month.items() if amount < 0 and reason not in FINANCING]) / 100.0
        self._push(month, tally, spend)
        seen = Measures(cash=company.treasury.cash / 100.0, arr=arr, won_ever=self.won_ever)
        seen.burn = self.windows["burn"].values[-1]
        seen.profit_rise = self._profit_rise()
        seen.arr_before = self._arr_a_year_ago()
        seen.growth = arr / seen.arr_before - 1.0 if seen.arr_before > 0 else (inf if arr > 0 else 0.0)
        seen.grr = self._grr(now)
        seen.nrr = self._nrr(seen.grr, now)
        self._margin = company.gross_margin()
        self._judge_money(seen)
        self._judge_reps(seen)
        self._judge_customers(seen)
        seen.load = company.success.load
        total = self.windows["spend"].total(QUARTER)
        seen.marketing_share = self.windows["marketing"].total(QUARTER) / total if total > 0 else 0.0
        return seen

    def _judge_money(self, seen: Measures) -> None:
        company = self._company
        months = min(QUARTER, len(self.windows["collected"].values))
        seen.committed = company.finance.committed(company.management.budgets)
        seen.collected = self.windows["collected"].total(QUARTER) / months
        net = seen.committed - seen.collected
        seen.runway = seen.cash / net if net > 0 else inf
        seen.trailing_burn = self.windows["burn"].total(QUARTER) / months
        seen.trailing_runway = seen.cash / seen.trailing_burn if seen.trailing_burn > 0 else inf
        gained = seen.arr - seen.arr_before
        burnt = self.windows["burn"].total(YEAR)
        if gained > 0:
            seen.burn_multiple = max(0.0, burnt) / gained
        elif burnt > 0:
            seen.burn_multiple = inf

    def _profit_rise(self) -> float:
        """Yearly profit per head of the last quarter less that of half a year before; unknown in the first months."""
        burns, heads = self.windows["burn"].values, self.windows["heads"].values
        if len(burns) < 3 * QUARTER:
            return nan
        now, before = slice(-QUARTER, None), slice(-3 * QUARTER, -2 * QUARTER)
        return YEAR * (sum(burns[before]) / sum(heads[before]) - sum(burns[now]) / sum(heads[now]))

    def _judge_reps(self, seen: Measures) -> None:
        company = self._company
        reps = len(company.sales.reps)
        ramped = 0
        outputs: list[float] = []
        for member, rep in company.sales.reps.items():
            if len(rep.history) >= QUARTER and company.sales.ramp(member) >= company.setup.roadmap.ramped:
                ramped += 1
                recent = rep.history[-2 * QUARTER :]
                outputs.append(sum(recent) * 12.0 / len(recent) / max(FREE, company.sales.cost_per_rep(member)))
        seen.ramped_reps = ramped
        opportunities = self.windows["opportunities"].total(QUARTER)
        seen.opportunities = opportunities / QUARTER
        seen.decided = self.windows["decided"].total(YEAR)
        seen.win_rate = self.windows["won"].total(YEAR) / seen.decided if seen.decided else nan
        if outputs:
            margin = self._margin
            seen.rep_cover = margin * sum(outputs) / len(outputs)
            seen.reps_covering = len([output for output in outputs if output * margin >= 1.0]) / len(outputs)
        rep_months = self.windows["rep_months"].total(QUARTER)
        if rep_months > 0:
            seen.leads_per_rep = opportunities / rep_months
            seen.leads_covering = seen.leads_per_rep / company.sales.leads_needed() if reps else 0.0

    def _judge_customers(self, seen: Measures) -> None:
        seen.churn_slope = self._churn_slope()
        due = self.windows["due"].total(YEAR)
        if due > 0:
            seen.renewal = self.windows["renewed"].total(YEAR) / due
        won, acv = self.windows["won"].total(YEAR), self.windows["acv_new"].total(YEAR)
        if won <= 0:
            return
        seen.cac = self.windows["acquisition"].total(YEAR) / won
        margin = self._margin
        if not isnan(seen.grr):
            seen.ltv = acv / won * margin / max(0.01, 1.0 - seen.grr)
            seen.ltv_cac = seen.ltv / seen.cac if seen.cac > 0 else inf
        monthly = acv / won * margin / 12.0
        seen.payback = seen.cac / monthly if monthly > 0 else inf
