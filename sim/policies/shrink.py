"""Shrink to the founders: everybody goes, nothing is bought, and the founders live on what customers pay (§11)."""

from typing import TYPE_CHECKING

from sim.policies.policy import Policy
from sim.quantities import Factor, Months, Share, decision

if TYPE_CHECKING:
    from sim.management import Management


class ShrinkPolicy(Policy):
    """Shrink to the founders before the money is gone."""

    runway_months: Months = decision("Runway below which the company shrinks to its founders, when no round is open")
    overhead_cut: Share = decision("Share of overhead that goes too")
    back_months: Months = decision("Months of the former spending that must be in the bank before posts open again")

    pay_covered: Factor = decision(
        "Share of the founders' pay that recurring revenue must bring, or it is not worth it", default=0.0
    )

    def act(self, management: "Management") -> None:
        """Shrink, stay small, or grow again."""
        if management.shrunk:
            self._stay(management)
        elif self._must(management):
            self._shrink(management)

    def _must(self, management: "Management") -> bool:
        funding = management.company.funding
        hopeful = funding.raising or funding.wires > 0
        if hopeful or management.seen.runway >= self.runway_months:
            return False
        return management.seen.arr / 12.0 >= self.pay_covered * self._founders_pay(management)

    def _founders_pay(self, management: "Management") -> float:
        """What all founders cost a month, at today's load."""
        founders = management.company.setup.company.founders
        return founders.count * founders.salary / 12.0 * management.company.people.load()

    def _shrink(self, management: "Management") -> None:
        company = management.company
        company.journal.note(company.env.now, "shrunk to founders", "", len(company.people.staff))
        management.shrunk = True
        management.former_spend = company.finance.committed(management.budgets)
        management.pay_founders(False)
        management.set_cut(0.0)
        company.finance.overhead *= 1.0 - self.overhead_cut
        for member in list(company.people.offers):
            company.people.withdraw(member)
        if company.people.staff:
            company.people.lay_off(list(company.people.staff))

    def _stay(self, management: "Management") -> None:
        company, seen = management.company, management.seen
        if seen.cash >= self.back_months * management.former_spend:
            management.shrunk = False
            company.finance.overhead = company.finance.opening_overhead
            management.set_cut(1.0)
            management.pay_founders(True)
            company.journal.note(company.env.now, "grows again")
            return
        pay = self._founders_pay(management)
        spend = company.finance.committed(management.budgets) - (pay if company.finance.founders_paid else 0.0)
        management.pay_founders(seen.collected >= spend + pay)
