"""Winning: a deal's odds are the segment's, times everything that helps or hurts (C22)."""

from math import exp
from typing import TYPE_CHECKING

from sim.customers import Deal
from sim.quantities import DAYS_PER_MONTH

if TYPE_CHECKING:
    from sim.company import Company


class Winning:
    """Puts the factors of a deal together, in odds form."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self._spec = company.setup.sales
        self._referral = company.setup.marketing.referral.odds
        self.lever = company.levers.declare("win odds")
        self.rivals = company.levers.declare("rivals' price")

    def chance(self, deal: Deal, ability: float, maturity: float, depth: float) -> float:
        """Probability of winning for a seller of such ability (skill times ramp), at such playbook and depth."""
        company, spec, segment = self._company, self._spec, deal.segment
        sales = company.sales
        wait = (deal.taken - deal.arrived) / DAYS_PER_MONTH
        value: float = (
            segment.win_odds
            * (company.product.fit[segment.name] / spec.fit_reference) ** spec.fit_power
            * (maturity / spec.playbook_reference) ** spec.playbook_power
            * ability
            * (segment.price * sales.promises.price / self.rivals.value) ** -segment.elasticity
            * exp(-wait / spec.freshness_months - company.success.detraction)
            * deal.quality
            * self.lever.value
            * sales.contracts.win_odds
            * sales.coaching.odds
            * company.leading.win
        )
        if depth != 1.0:
            value *= depth**spec.depth_power
        if deal.over:
            value *= sales.promises.odds(deal.over)
        if deal.channel == "referral":
            value *= self._referral
        if not deal.pioneer:
            value *= segment.reference_odds()
        return value / (1.0 + value)

    def expected(self) -> float:
        """Share of the deals of an ordinary month that would be won as things stand, pioneers and others mixed."""
        sales, spec = self._company.sales, self._spec
        segment = sales.main_segment()
        maturity, ability = sales.playbooks[segment.name].maturity, sales.team_ability()
        if not sales.reps:
            maturity, ability = max(spec.founder_playbook, maturity), spec.founder_skill
        deal = Deal("expected", 0, segment, (), 0.0)
        deal.over = sales.promises.over(None)
        share = segment.pioneer_share()
        deal.pioneer = True
        pioneers = self.chance(deal, ability, maturity, 1.0)
        deal.pioneer = False
        return share * pioneers + (1.0 - share) * self.chance(deal, ability, maturity, 1.0)
