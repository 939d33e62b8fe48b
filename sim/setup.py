"""The root of a scenario's inputs: everything a trial is told."""

from difflib import get_close_matches
from typing import ClassVar

from pydantic import model_validator

from sim.departments.finance import FinanceSpec
from sim.departments.funding import FundingSpec
from sim.departments.marketing import MarketingSpec
from sim.departments.product import ProductSpec
from sim.departments.sales import SalesSpec
from sim.departments.success import SuccessSpec
from sim.expectation import Expectation
from sim.forces import ForcesSpec
from sim.market import MarketSpec
from sim.opening import CompanySpec
from sim.people import PeopleSpec
from sim.perils import PerilSpec
from sim.plan import PlanSpec
from sim.policies import PoliciesSpec
from sim.quantities import Real, Spec, setting
from sim.roadmap import STAGES, RoadmapSpec
from sim.seeing import SeeingSpec
from sim.track import RealPoint
from sim.turns import TurnSpec


class CorrelationSpec(Spec):
    """Inputs that rise and fall together."""

    inputs: list[str] = setting("Paths of ranges", min_length=2)
    matrix: list[list[Real]] = setting("Correlations of their normal scores, a symmetric matrix")


class PairSpec(Spec):
    """Two inputs that rise and fall together."""

    a: str = setting("Path of a range")
    b: str = setting("Path of another")
    rho: Real = setting("Correlation of their normal scores", ge=-1, le=1)


class Setup(Spec):
    """A scenario's content: who, where, how it works, what is planned and what may strike."""

    # changed by turns, or written out again by an export
    as_written: ClassVar[frozenset[str]] = frozenset({"plan", "policies", "turns", "perils"})

    title: str = setting("One line")
    story: str | None = setting("A paragraph: what this company is, which numbers are facts", default=None)
    question: str | None = setting("What the scenario asks", default=None)
    twin: str | None = setting("The scenario with the one decision changed, and the same luck", default=None)
    expect: list[Expectation] = setting("What should be seen", default=[])
    source: str | None = setting("Where the question or a real case's facts come from", default=None)
    real: list[RealPoint] = setting("What the real company was seen to do", default=[])
    company: CompanySpec = setting("The company and its opening state")
    market: MarketSpec = setting("Segments and prices")
    product: ProductSpec = setting("Fit")
    marketing: MarketingSpec = setting("Leads")
    sales: SalesSpec = setting("Selling")
    success: SuccessSpec = setting("Customers' success")
    people: PeopleSpec = setting("Staff")
    finance: FinanceSpec = setting("Money in and out")
    funding: FundingSpec = setting("Investors")
    roadmap: RoadmapSpec = setting("Stages and gates")
    forces: ForcesSpec = setting("How the six forces mesh")
    seeing: SeeingSpec = setting("What management sees")
    plan: PlanSpec = setting("The plan")
    policies: PoliciesSpec = setting("How management reacts")
    turns: dict[str, TurnSpec] = setting("Decisions taken on a date, by name", default={})
    perils: dict[str, PerilSpec] = setting("Shocks by name")
    correlations: dict[str, CorrelationSpec | PairSpec] = setting("Groups of correlated ranges")

    @model_validator(mode="after")
    def _names_exist(self) -> "Setup":
        segments = set(self.market.segments)
        for name in self.plan.focus:
            _require(name, segments, "plan.focus", "segment")
        opening = self.company.opening
        rows = [(row.id, row.segment) for row in opening.customers] + [
            (row.id, row.segment) for row in opening.pipeline
        ]
        for row, name in rows:
            _require(name, segments, f"company.opening, row {row!r}", "segment")
        self._customers_are_accounts()
        self._gates_exist()
        groups_of_reps = {*self.plan.hires.get("rep", {}), "by leads", *(f"opening {row.id}" for row in opening.staff)}
        for name, team in self.plan.teams.items():
            for group in team.groups:
                _require(group, groups_of_reps, f"plan.teams.{name}.groups", "group of reps")
        return self

    def _gates_exist(self) -> None:
        gates = {*STAGES, "founder_deals", *(f"round {name}" for name in self.funding.rounds)}
        asked = _gates_of("plan", self.plan) + _gates_of_policies("policies", self.policies)
        for name, turn in self.turns.items():
            asked += _gates_of(f"turns.{name}", turn)
            if turn.policies is not None:
                asked += _gates_of_policies(f"turns.{name}.policies", turn.policies)
        for where, gate in asked:
            if gate is not None:
                _require(gate, gates, where, "gate")

    def _customers_are_accounts(self) -> None:
        """An exported opening may have met a larger market than the median one, and is believed."""
        opening = self.company.opening
        for name, segment in self.market.segments.items():
            held = sum(row.count for row in opening.customers if row.segment == name)
            if held > segment.accounts and opening.known is None:
                there = f"{segment.accounts:,} accounts in market.segments.{name}.accounts"
                raise ValueError(f"company.opening.customers: {held:,} customers of segment {name!r}, but {there}")


def _gates_of(where: str, plan: PlanSpec | TurnSpec) -> list[tuple[str, str | None]]:
    """The gates for which posts and budgets wait."""
    asked = [
        (f"{where}.hires.{role}.{name}.gate", hire.gate)
        for role, groups in plan.hires.items()
        for name, hire in groups.items()
    ]
    return asked + [
        (f"{where}.budgets.{channel}.{name}.gate", step.gate)
        for channel, steps in plan.budgets.items()
        for name, step in steps.items()
    ]


def _gates_of_policies(where: str, policies: PoliciesSpec) -> list[tuple[str, str | None]]:
    """The gates for which policies wait."""
    asked = [
        (f"{where}.hire_reps.gate", policies.hire_reps.gate),
        (f"{where}.raise_money.gate", policies.raise_money.gate),
    ]
    if policies.gated_hiring is None:
        return asked
    held: list[tuple[str, str | None]] = [
        (f"{where}.gated_hiring.gates.{role}", gate) for role, gate in policies.gated_hiring.gates.items()
    ]
    return asked + held


def _require(name: str, known: set[str], where: str, what: str) -> None:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ValueError(f"{where}: no {what} {name!r}; there is {', '.join(sorted(known))}{hint}")
