"""Hire CSMs by load, by customers to look after, or when churn begins to rise (C34, C44, C45)."""

from typing import TYPE_CHECKING

from sim.policies.policy import Policy
from sim.quantities import Count, Factor, Number, PerMonth, decision

if TYPE_CHECKING:
    from sim.management import Management


class CsmPolicy(Policy):
    """Hire CSMs when service is loaded."""

    load: Factor = decision("Service load above which one more is hired")
    customers_per_csm: Number | None = decision(
        "Customers above which a CSM has too many (none: no such rule)", default=None
    )
    churn_slope: PerMonth | None = decision(
        "Rise of monthly churn, per month, above which one more is hired (none: no such rule)", default=None
    )
    after_customers: Count = decision("Customers before which nobody is hired: the founders serve", default=0)

    def act(self, management: "Management") -> None:
        """One post at a time, while none is open."""
        company, seen = management.company, management.seen
        if not management.may_hire("csm") or company.people.coming("csm"):
            return
        customers = company.success.active
        if customers < self.after_customers:
            return
        most = self.customers_per_csm
        crowded = most is not None and customers > most * company.people.count("csm")
        worse = self.churn_slope is not None and seen.churn_slope > self.churn_slope  # unknown (NaN) is no alarm
        if seen.load > self.load or crowded or worse:
            management.open_new("csm", "by load")
