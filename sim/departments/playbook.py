"""The sales playbook: what the organisation has learnt from decided deals, and forgets with those who leave (C16)."""

from math import exp, log

from sim.quantities import Factor, Number, Positive, Share, Spec, world

MOST_MISSING = 500.0  # slopes beyond which no less is known, and numbers end


class PlaybookSpec(Spec):
    """How a way of selling is learnt."""

    deals_needed: Number = world("Decided deals at which half of the playbook is written")
    deals_slope: Positive = world("Decided deals over which it is written")
    founder_weight: Factor = world("Deals' worth of learning in a deal decided by a founder")
    rep_floor: Share = world("Share of a deal's lesson that an unramped rep brings home")
    forgetting: Factor = world("Share of what was learnt that leaves with a rep, times (team + forgetting_team)")
    forgetting_team: Positive = world("Team members who hold on to what a leaver knew")
    transfer: Share = world("Share of the home team's maturity with which a team in a new city starts", lt=1)
    diffusion: Share = world("Share of the best team's lead in maturity that the others make up in a month", lt=1)


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
        missing = (spec.deals_needed - self.seen) / spec.deals_slope
        self.maturity = 1.0 / (1.0 + exp(missing if missing < MOST_MISSING else MOST_MISSING))

    def reach(self, maturity: float) -> None:
        """Be told what others know, up to such a maturity: worth as many deals as it takes to find it out."""
        spec = self._spec
        if maturity > self.maturity:
            deals = spec.deals_needed + spec.deals_slope * log(maturity / (1.0 - maturity))
            self.learn(max(0.0, deals - self.seen))

    def forget(self, team: int, share: float = 1.0) -> None:
        """A rep of a team of so many (before leaving) goes, and takes part of it along; only a ``share`` of that where
        somebody writes things down."""
        self.learn(-self.seen * min(1.0, self._spec.forgetting / (team + self._spec.forgetting_team)) * share)

    def lesson(self, ramp: float, skill: float) -> float:
        """What one decided deal of a rep teaches the organisation."""
        floor = self._spec.rep_floor
        return (floor + (1.0 - floor) * ramp) * (skill if skill < 1.0 else 1.0)
