"""What is lost between those who sell and those who serve, and how people grow into serving (C27, C36)."""

from math import exp
from typing import TYPE_CHECKING

from sim.quantities import DAYS_PER_MONTH, Factor, Months, Share, Spec, decision, world

if TYPE_CHECKING:
    from sim.company import Company


class HandoverSpec(Spec):
    """The way of a new customer through the departments."""

    loss: Factor = world("Onboarding done again because service was not told what was sold, over what is needed")
    together: Share = decision(
        "How far success is everybody's business: share of that loss, and of over-promising, that it prevents"
    )


class GrowingSpec(Spec):
    """CSMs who come from support."""

    ramp_months: Months = world("Time constant in which a new CSM grows into full hours (0: from the first day)")
    leader: Share = world("Share of that time that a manager who knows the trade saves")


class Handover:
    """From the order to the CSM who is up to it."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        spec = company.setup.success
        self._growing = spec.growing
        self.again = 1.0 + spec.handover.loss * (1.0 - spec.handover.together)
        self.grows = spec.growing.ramp_months > 0.0

    def csms(self) -> float:
        """CSMs at work, new ones counted for what they can do yet."""
        people, growing = self._company.people, self._growing
        if not self.grows:
            return people.count("csm")
        saved = growing.leader if people.count("manager") else 0.0
        days = growing.ramp_months * (1.0 - saved) * DAYS_PER_MONTH
        if days <= 0.0:
            return people.count("csm")
        now = self._company.env.now
        return sum(1.0 - exp(-(now - member.start) / days) for member in people.staff if member.role == "csm")
