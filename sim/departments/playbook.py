"""The sales playbook: what the organisation has learnt from decided deals, and forgets with those who leave (C16)."""

from math import exp

from sim.quantities import Factor, Number, Positive, Share, Spec, world


class PlaybookSpec(Spec):
    """How a way of selling is learnt."""

    deals_needed: Number = world("Decided deals at which half of the playbook is written")
    deals_slope: Positive = world("Decided deals over which it is written")
    founder_weight: Factor = world("Deals' worth of learning in a deal decided by a founder")
    rep_floor: Share = world("Share of a deal's lesson that an unramped rep brings home")
    forgetting: Factor = world("Share of what was learnt that leaves with a rep, times (team + forgetting_team)")
    forgetting_team: Positive = world("Team members who hold on to what a leaver knew")


class Playbook:
    """P of one segment: logistic in the decided deals that the organisation has seen."""

    __slots__ = ("_spec", "maturity", "seen")

    def __init__(self, spec: PlaybookSpec) -> None:
        self._spec = spec
        self.seen = 0.0
        self.maturity = 0.0
        self.learn(0.0)

    def learn(self, lessons: float) -> None:
        """Add decided deals, weighted by who decided them."""
        self.seen += lessons
        spec = self._spec
        self.maturity = 1.0 / (1.0 + exp((spec.deals_needed - self.seen) / spec.deals_slope))

    def forget(self, team: int) -> None:
        """A rep of a team of so many (before leaving) goes, and takes part of it along."""
        self.learn(-self.seen * min(1.0, self._spec.forgetting / (team + self._spec.forgetting_team)))

    def lesson(self, ramp: float, skill: float) -> float:
        """What one decided deal of a rep teaches the organisation."""
        floor = self._spec.rep_floor
        return (floor + (1.0 - floor) * ramp) * min(1.0, skill)
