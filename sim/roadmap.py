"""The roadmap: eight stages with measured gates, and how far each department has run ahead (C46)."""

from collections import deque
from collections.abc import Callable, Sequence
from math import isnan
from typing import TYPE_CHECKING

from sim.journal import DEPARTMENTS
from sim.quantities import Count, Factor, Money, Number, Share, Spec, world
from sim.scorecard import QUARTER, YEAR

if TYPE_CHECKING:
    from sim.company import Company
    from sim.scorecard import Measures

STAGES = ("idea", "product", "playbook", "replication", "sales_ops", "marketing", "success", "efficiency")


class RoadmapSpec(Spec):
    """What must be measured before a stage counts as done."""

    idea_customers: Count = world("Paid customers that end the idea stage")
    product_customers: Count = world("Paid customers that end the product stage")
    founder_deals: Count = world("Decided deals after which the founders can teach a first rep")
    first_reps: Count = world("Ramped reps whose margin is the measure of the playbook stage", ge=1)
    rep_cover: Factor = world("Margin of the mean ramped rep over its loaded cost that ends the playbook stage")
    ramped: Share = world("Ramp from which a rep counts as ramped")
    team_reps: Count = world("Reps in a team")
    teams: Count = world("Teams that end the replication stage")
    reps_covering: Share = world("Share of ramped reps above their cost that ends the replication stage")
    playbook_kept: Share = world("Playbook maturity that ends the sales-operations stage")
    playbook_held: Share = world("Share of the last year's best playbook that is left, through turnover, at that gate")
    training_owners: Count = world("Managers or sales-operations people who own training at that gate")
    leads_covering: Factor = world("Leads per rep, against what a quota needs, that end the marketing stage")
    quality_held: Share = world("Share of the last year's win rate that the last quarter's must hold at that gate")
    renewal: Share = world("Yearly renewal that ends the customer-success stage")
    renewal_owners: Count = world("CSMs who own renewal at that gate")
    ltv_cac: Factor = world("LTV/CAC that ends the efficiency stage")
    payback_months: Number = world("CAC payback that ends the efficiency stage")
    custom_share: Share = world(
        "Share of engineers on single customers' projects that the efficiency stage still bears"
    )
    profit_rise: Money | None = world(
        "Rise of yearly profit per head over half a year at the efficiency gate (none: not asked)",
        default=None,
    )
    ahead: Count = world("Stages by which a department counts as scaled prematurely")
    marketing_steps: list[Share] = world("Shares of spend on marketing at which marketing behaves as stage 3, 4, 5, 6")
    engineer_steps: list[Count] = world(
        "Engineers at which product behaves as stage 3, 4, 5, 6 (none: product stands where its evidence is)"
    )
    csm_steps: list[Count] = world("CSMs at which service behaves as stage 3, 4, 5, 6")


class Roadmap:
    """Which gates the company has passed, and when (days)."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: RoadmapSpec = company.setup.roadmap
        self.reached: dict[str, float] = {}
        self.stage = 1
        self._playbooks: deque[float] = deque(maxlen=YEAR)
        self.departments: dict[str, int] = dict.fromkeys(DEPARTMENTS, 1)

    def reach(self, gate: str) -> None:
        """A gate is passed; it stays passed."""
        if gate not in self.reached:
            self.reached[gate] = self._company.env.now
            self._company.journal.note(self._company.env.now, "gate", gate)

    @property
    def misalignment(self) -> int:
        """Spread between the department furthest ahead and the one furthest behind."""
        return max(self.departments.values()) - min(self.departments.values())

    @property
    def premature(self) -> bool:
        """Whether a department runs two or more stages ahead of the product's evidence."""
        return max(self.departments.values()) - self.stage >= self.spec.ahead

    def _replicated(self, seen: "Measures") -> bool:
        """Teams enough, and enough in them who earn their cost."""
        teams = seen.ramped_reps >= self.spec.teams * self.spec.team_reps
        return teams and seen.reps_covering >= self.spec.reps_covering

    def _renewed(self, seen: "Measures") -> bool:
        """Customers stay, and somebody owns that they do."""
        return seen.renewal >= self.spec.renewal and self._heads("csm") >= self.spec.renewal_owners

    def _heads(self, role: str) -> int:
        return self._company.people.count(role)

    def _playbook_kept(self) -> bool:
        """The playbook is mature, somebody owns training, and leavers have not taken it along."""
        spec = self.spec
        playbook = self._company.sales.playbook()
        best = max(self._playbooks, default=playbook)
        owned = self._heads("manager") + self._heads("sales_ops") >= spec.training_owners
        return playbook >= spec.playbook_kept and playbook >= spec.playbook_held * best and owned

    def _quality_held(self, seen: "Measures") -> bool:
        """Many leads, and no worse ones: the quarter's win rate against the year's (true while nothing was decided)."""
        windows = self._company.scorecard.windows
        decided = windows["decided"].total(QUARTER)
        if self.spec.quality_held == 0.0 or not decided or isnan(seen.win_rate):
            return True
        return windows["won"].total(QUARTER) / decided >= self.spec.quality_held * seen.win_rate

    def _lean(self, seen: "Measures") -> bool:
        """Customers pay back what they cost, configuration instead of customisation, profit per head on the rise."""
        paid_back = seen.ltv_cac >= self.spec.ltv_cac and seen.payback <= self.spec.payback_months
        custom = paid_back and self._company.product.custom.share() <= self.spec.custom_share
        return custom and (self.spec.profit_rise is None or seen.profit_rise >= self.spec.profit_rise)

    def month_end(self, seen: "Measures") -> None:
        """Measure the gates in their order, then where each department stands."""
        if self._company.sales.decided >= self.spec.founder_deals:
            self.reach("founder_deals")
        self._playbooks.append(self._company.sales.playbook())
        while self.stage <= len(STAGES) and GATES[STAGES[self.stage - 1]](self, seen):
            self.reach(STAGES[self.stage - 1])
            self.stage += 1
        self._measure_departments(seen)

    def restore(self, gates: list[str]) -> None:
        """Gates passed before the opening."""
        for gate in gates:
            self.reached[gate] = 0.0
        while self.stage <= len(STAGES) and STAGES[self.stage - 1] in self.reached:
            self.stage += 1

    def _measure_departments(self, seen: "Measures") -> None:
        spec, company = self.spec, self._company
        evidence = min(self.stage, len(STAGES))
        reps = len(company.sales.reps)
        csms = company.people.count("csm")
        self.departments = {
            "product": self._product(evidence),
            "sales": _behaves(reps, [1, spec.first_reps + 1, spec.teams * spec.team_reps], evidence),
            "marketing": _behaves(seen.marketing_share, spec.marketing_steps, evidence),
            "success": _behaves(csms, spec.csm_steps, evidence),
            "finance": min(len(STAGES), 2 + 2 * len(company.funding.done)),
        }

    def _product(self, evidence: int) -> int:
        """Product is where its evidence is; a big team of engineers behaves as if it were further."""
        steps = self.spec.engineer_steps
        return max(evidence, _behaves(self._heads("engineer"), steps, evidence)) if steps else evidence


# What must be measured at the end of each stage.
GATES: "dict[str, Callable[[Roadmap, Measures], bool]]" = {
    "idea": lambda road, seen: seen.won_ever >= road.spec.idea_customers,
    "product": lambda road, seen: seen.won_ever >= road.spec.product_customers,
    "playbook": lambda road, seen: seen.ramped_reps >= road.spec.first_reps and seen.rep_cover >= road.spec.rep_cover,
    "replication": Roadmap._replicated,
    "sales_ops": lambda road, _: road._playbook_kept(),
    "marketing": lambda road, seen: seen.leads_covering >= road.spec.leads_covering and road._quality_held(seen),
    "success": Roadmap._renewed,
    "efficiency": Roadmap._lean,
}


def _behaves(size: float, steps: Sequence[float], evidence: int) -> int:
    """The stage whose size a department has: 3 at the first step, one more at each further; before that it is where
    the evidence is, at most the product stage."""
    taken = len([step for step in steps if size >= step])
    return 2 + taken if taken else min(2, evidence)
