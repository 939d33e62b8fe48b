"""Six forces in three pairs, each in its phase (C47): capital and product, sales and service, market and organisation.

A force stands where its stage on the roadmap is. It meshes with its partner and with the pair before it: what it is
ahead of the weakest of them, beyond one stage, is spent in vain.
"""

from math import exp
from typing import TYPE_CHECKING

from sim.quantities import Count, Factor, Spec, world

if TYPE_CHECKING:
    from sim.company import Company
    from sim.levers import Levers

# Force, its partner, the pair before, and the lever that its wasted share takes down (or, for costs, up).
PAIRS: tuple[tuple[str, str], ...] = (("capital", "product"), ("sales", "service"), ("market", "organisation"))
LEVERS: dict[str, tuple[str, int]] = {
    "capital": ("overhead", -1),  # money ahead of the product is spent loosely
    "product": ("learning", 1),  # work ahead of the money waits for it
    "sales": ("win odds", 1),  # orders that nobody can look after are not signed
    "service": ("service hours", 1),  # CSMs without customers
    "market": ("lead flow", 1),  # leads that nobody follows up
    "organisation": ("attrition", -1),  # layers with nothing to lead
}
STAGE_OF = {"capital": "finance", "product": "product", "sales": "sales", "service": "success", "market": "marketing"}


class ForcesSpec(Spec):
    """What a force is worth whose partner lags."""

    strength: Factor = world("Share of a force's effect lost per stage that it is ahead, as a rate (0: none)")
    free: Count = world("Stages that a force may be ahead at no loss")
    span: Count = world("People that a founder or manager can lead", ge=1)


class Forces:
    """How much of each force takes effect."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: ForcesSpec = company.setup.forces
        self.effect: dict[str, float] = dict.fromkeys(LEVERS, 1.0)
        self._settled: dict[str, float] = {}

    @property
    def meshed(self) -> float:
        """Share of the six forces' effect that is not wasted."""
        return sum(self.effect.values()) / len(self.effect)

    def stages(self) -> dict[str, float]:
        """Where each force stands."""
        departments = self._company.roadmap.departments
        stages = {force: float(departments[department]) for force, department in STAGE_OF.items()}
        return stages | {"organisation": self._organisation()}

    def _organisation(self) -> float:
        """The organisation stands where sales does while everybody is led; in proportion behind, when not, and ahead
        when there are more leaders than the people need."""
        company = self._company
        managers = company.people.count("manager")
        led = self.spec.span * (company.setup.company.founders.count + managers)
        people = max(1, len(company.people.staff) - managers)
        sales = company.roadmap.departments["sales"]
        return sales * min(2.0 if managers else 1.0, led / people)

    def month_end(self) -> None:
        """Settle the month's waste; nothing is touched while the forces are off."""
        if self.spec.strength == 0.0:
            return
        stages = self.stages()
        if stages != self._settled:
            self._settled = stages
            self._settle(stages)
        self._company.success.set_hours()

    def _settle(self, stages: dict[str, float]) -> None:
        before = float("inf")
        for pair in PAIRS:  # in the order of their phases
            for force, partner in (pair, pair[::-1]):
                ahead = stages[force] - min(stages[partner], before)
                self._set(force, exp(-self.spec.strength * max(0.0, ahead - self.spec.free)))
            before = min(stages[force] for force in pair)

    def _set(self, force: str, effect: float) -> None:
        levers: Levers = self._company.levers
        lever, sign = LEVERS[force]
        levers.change(lever, self.effect[force] ** sign, effect**sign)
        self.effect[force] = effect
