"""The end by choice (§11): an offer is weighed, investors leave, founders go unpaid or close with what is left."""

from typing import TYPE_CHECKING

from sim.policies.policy import Policy
from sim.quantities import Factor, Months, decision

if TYPE_CHECKING:
    from sim.management import Management


class CloseDownPolicy(Policy):
    """End it in good order."""

    enabled: bool = decision("Whether founders close before the money is gone")
    runway_months: Months = decision("Runway below which they close, when nothing is left to try")
    reserve: Factor = decision(
        "Everybody's severance, times this, that the next month may not touch: they close before, and pay it (0: none)",
        default=0.0,
    )
    founders_unpaid_months: Months = decision("Runway below which founders go unpaid")
    accept_offers: bool = decision("Whether an offer in distress is taken")
    accept_runway_months: Months | None = decision(
        "Runway above which an offer is declined (none: never)", default=None
    )

    def review(self, management: "Management") -> None:
        """Whether this is the end; if not, whether the founders draw pay."""
        if not self._sell(management) and not self._close(management):
            self._draw_pay(management)

    def _sell(self, management: "Management") -> bool:
        company, seen = management.company, management.seen
        if not company.funding.offer_comes(management.month, management.truth.runway, management.truth.arr):
            return False
        company.journal.note(company.env.now, "offer", "acquirer", management.truth.arr)
        patient = self.accept_runway_months is not None and seen.runway > self.accept_runway_months
        if not self.accept_offers or patient:
            return False
        company.end("acquired", "acquired in distress")
        return True

    def _close(self, management: "Management") -> bool:
        company, seen = management.company, management.seen
        funding = company.funding
        if funding.patience_over(management.truth.growth) and management.truth.burn > 0:
            company.end("closed", "closed by investors")
            return True
        if not self.enabled or funding.wires:
            return False
        hopeless = not funding.raising and seen.runway < self.runway_months
        if hopeless or self._reserve_at_stake(management):
            self._wind_down(management)
            return True
        return False

    def _reserve_at_stake(self, management: "Management") -> bool:
        """Whether the coming month would eat into what the severance takes."""
        people, seen = management.company.people, management.seen
        if self.reserve == 0.0 or seen.runway <= 0.0:
            return False
        return seen.cash - seen.cash / seen.runway < self.reserve * people.severance(people.staff)

    def _wind_down(self, management: "Management") -> None:
        company = management.company
        if self.reserve > 0.0:
            owed = round(100.0 * company.people.severance(company.people.staff))
            company.treasury.pay(min(owed, company.treasury.cash), "severance")
        company.end("closed", "closed by founders")

    def _draw_pay(self, management: "Management") -> None:
        if not management.shrunk:
            management.pay_founders(management.seen.runway >= self.founders_unpaid_months)
