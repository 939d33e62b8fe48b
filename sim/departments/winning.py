"""Winning: a deal's odds are the segment's, times everything that helps or hurts (C22)."""

from math import exp
from typing import TYPE_CHECKING

from sim.customers import Deal
from sim.quantities import DAYS_PER_MONTH, odds, probability

if TYPE_CHECKING:
    from sim.company import Company


class Winning:
    """Puts the factors of a deal together, in odds form."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self._spec = company.setup.sales
        self.lever = company.levers.declare("win odds")

    def chance(self, deal: Deal, ability: float, maturity: float, depth: float) -> float:
        """Probability of winning for a seller of such ability (skill times ramp), at such playbook and depth."""
        company, spec, segment = self._company, self._spec, deal.segment
        fit = company.product.fit[segment.name]
        wait = (deal.taken - deal.arrived) / DAYS_PER_MONTH
        value = (
            odds(segment.spec.win_rate)
            * (fit / spec.fit_reference) ** spec.fit_power
            * (maturity / spec.playbook_reference) ** spec.playbook_power
            * ability
            * company.market.spec.price**-segment.spec.price_elasticity
            * exp(-wait / spec.freshness_months - company.success.detraction)
            * depth**spec.depth_power
            * deal.quality
            * self.lever.value
        )
        if deal.channel == "referral":
            value *= company.setup.marketing.referral.odds
        if not deal.pioneer:
            value *= segment.reference_odds()
        return probability(value)

    def expected(self) -> float:
        """Share of the deals of an ordinary month that would be won as things stand, pioneers and others mixed."""
        sales, spec = self._company.sales, self._spec
        segment = sales.segments()[0]
        maturity, ability = sales.playbooks[segment.name].maturity, sales.team_ability()
        if not sales.reps:
            maturity, ability = max(spec.founder_playbook, maturity), spec.founder_skill
        deal = Deal("expected", 0, segment, (), 0.0)
        share = segment.pioneer_share()
        deal.pioneer = True
        pioneers = self.chance(deal, ability, maturity, 1.0)
        deal.pioneer = False
        return share * pioneers + (1.0 - share) * self.chance(deal, ability, maturity, 1.0)
