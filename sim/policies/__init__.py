"""Policies: one file for each habit of management (C44).

A new policy is a file here (a ``Policy`` with its numbers and an ``act``), a line in ``PoliciesSpec`` below, and its
numbers under ``policies`` in a scenario or in ``configs/policies/``. Policies act in the order of the lines.
"""

from sim.policies.close_down import CloseDownPolicy
from sim.policies.freeze import FreezePolicy
from sim.policies.gated_hiring import GatedHiringPolicy
from sim.policies.grow_marketing import GrowthPolicy
from sim.policies.hire_csms import CsmPolicy
from sim.policies.hire_reps import RepPolicy
from sim.policies.last_touch import LastTouchPolicy
from sim.policies.layoffs import LayoffPolicy
from sim.policies.pivot import PivotPolicy
from sim.policies.policy import Policy
from sim.policies.price import PricePolicy
from sim.policies.raise_money import RaisePolicy
from sim.policies.rescue import RescuePolicy
from sim.policies.shrink import ShrinkPolicy
from sim.policies.unit_economics import UnitEconomicsPolicy
from sim.quantities import Spec, decision


class PoliciesSpec(Spec):
    """How management reacts to what it sees, in the order of the month's review."""

    backfill: bool = decision("Whether a leaver's post is opened again")
    close_down: CloseDownPolicy = decision("The end in good order")
    shrink: ShrinkPolicy | None = decision("Shrinking to the founders", default=None)
    layoffs: LayoffPolicy = decision("Layoffs")
    freeze: FreezePolicy = decision("Hiring freeze")
    gated_hiring: GatedHiringPolicy | None = decision("Posts that wait for gates", default=None)
    rescue: RescuePolicy | None = decision("A turn of the helm on a date", default=None)
    pivot: PivotPolicy | None = decision("Pivot", default=None)
    price: PricePolicy | None = decision("Price by win rate", default=None)
    unit_economics: UnitEconomicsPolicy | None = decision("LTV/CAC by segment", default=None)
    hire_reps: RepPolicy = decision("Reps by leads")
    hire_csms: CsmPolicy = decision("CSMs by load")
    raise_money: RaisePolicy = decision("Rounds")
    grow_marketing: GrowthPolicy = decision("Marketing with revenue")
    last_touch: LastTouchPolicy = decision("Budgets after last-touch attribution")

    def in_order(self) -> list[Policy]:
        """The policies that are there, in the order of the review."""
        found = (getattr(self, name) for name in type(self).model_fields)
        return [policy for policy in found if isinstance(policy, Policy)]
