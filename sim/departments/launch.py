"""Launch: what a team believes of its product, and what a closed door costs when it opens (C7, C9).

Belief grows with code. It is pulled to the truth by customers: by talks with them and by decided deals. Behind a closed
door there are neither, so the belief stands high over a fit that nobody has measured; the first decided deals after the
launch tell, and the product is reworked while the sales team waits and is paid.
"""

from math import exp, inf
from typing import TYPE_CHECKING

from sim.quantities import (
    DAYS_PER_MONTH,
    Count,
    Months,
    Number,
    PerMonth,
    Positive,
    Share,
    Spec,
    WholeMonths,
    decision,
    world,
)

if TYPE_CHECKING:
    from sim.company import Company


BELIEVED, SHOCK, REWORK = "believed fit", "deals since a launch that missed", "months of rework left"


class LaunchPlan(Spec):
    """A product that is not on the market on the opening date."""

    month: WholeMonths = decision("Month in which it is launched (1 = the first); nothing can be sold before", ge=1)
    contact: Share = decision("Share of the usual customer contact that is kept until then (0 = a closed door)")


class BeliefSpec(Spec):
    """What the team thinks of its fit, and what it takes to learn better."""

    code: PerMonth = world("Share of its doubt that a team at full velocity loses a month by writing code")
    deals: Positive = world("Decided deals that leave 1/e of a wrong belief")
    talks: Number = world("Decided deals' worth of truth in a month of full customer contact")
    tolerance: Share = world("Belief above truth at the launch from which the product must be reworked")
    shock_deals: Count = world("Decided deals after the launch in which the truth shows")
    rework_months: Months = world("Months of rework that a product of no fit takes; times (1 - fit)")
    rework_gain: Share = world("Share of the fit still missing that the rework brings")


class WindowSpec(Spec):
    """The market does not wait (C9)."""

    months: Months = world("Months from the opening in which a fitting product finds the market as it was")
    fit: Share = world("Fit from which a product on the market has made it")
    loss: Share = world("Share of the ceiling and of the accounts left that goes each month after that")


class Launch:
    """Whether the product is on the market, what its makers believe, and whether they are reworking it."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: BeliefSpec = company.setup.product.belief
        self.plan: LaunchPlan | None = company.setup.plan.launch
        self.window: WindowSpec = company.setup.product.window
        clock = company.clock
        self.day = 0.0
        if self.plan is not None:
            self.day = clock.month_start(self.plan.month - 1) if self.plan.month <= clock.months else inf
        self.believed = min(company.setup.product.opening_fit, company.setup.product.fit_ceiling)
        self.rework_until: float | None = None
        self._shock = False
        self._launched = self.plan is None
        self._decided = 0
        self._decided_before_launch = 0

    @property
    def stuck(self) -> bool:
        """Whether a first version that misses the point is out, and nothing learnt gets into it before the rework."""
        return self._shock or (self.rework_until is not None and self._company.env.now < self.rework_until)

    def carried(self) -> dict[str, float]:
        """What a seam must not lose: belief, a truth still to come out, a rework under way."""
        found: dict[str, float] = {}
        if self.plan is not None or self.stuck:
            found[BELIEVED] = self.believed
        if self._shock and self._launched:
            found[SHOCK] = self._decided - self._decided_before_launch
        if self.rework_until is not None and self.rework_until > self._company.env.now:
            found[REWORK] = (self.rework_until - self._company.env.now) / DAYS_PER_MONTH
        return found

    def resume(self, found: dict[str, float]) -> None:
        """Go on from there; the deals of the past have been heard."""
        if BELIEVED in found:
            self.believed, self._decided = found[BELIEVED], self._company.sales.decided
        if SHOCK in found:
            self._shock, self._decided_before_launch = True, self._company.sales.decided - round(found[SHOCK])
        if REWORK in found:
            self._rework(found[REWORK] * DAYS_PER_MONTH)

    def _rework(self, days: float) -> None:
        """The team goes back to work on the product for so many days."""
        self.rework_until = self._company.env.now + days
        self._company.env.call(days, self._reworked, None)

    def contact(self) -> float:
        """Share of the usual customer contact that the team has."""
        return 1.0 if self.plan is None or self._launched else self.plan.contact

    def open_share(self, start: float, end: float) -> float:
        """Share of a month in which the product can be sold."""
        if self.plan is None and self.rework_until is None:
            return 1.0
        if start < self.day:
            return 0.0
        if self.rework_until is None or self.rework_until <= start:
            return 1.0
        return max(0.0, end - self.rework_until) / (end - start)

    def month_end(self, now: float, contact: float, velocity: float) -> None:
        """Believe, launch, learn the truth, rework."""
        fit, decided = self._company.product.main_fit(), self._company.sales.decided
        spec = self.spec
        self.believed += min(1.0, spec.code * velocity) * (1.0 - self.believed)
        lessons = decided - self._decided + spec.talks * contact
        self.believed += (fit - self.believed) * (1.0 - exp(-lessons / spec.deals))
        self._decided = decided
        if self.plan is not None or self._shock:
            self._launch(now, fit, decided)
        if self.window.loss > 0.0 and now > self.window.months * DAYS_PER_MONTH:
            self._miss_window(fit)

    def _launch(self, now: float, fit: float, decided: int) -> None:
        note = self._company.journal.note
        if not self._launched and now >= self.day:
            self._launched = True
            self._shock = self.believed - fit > self.spec.tolerance
            self._decided_before_launch = decided
            note(now, "launch", "product", fit)
        if self._shock and decided - self._decided_before_launch >= self.spec.shock_deals:
            self._shock = False
            note(now, "rework", "product", fit)
            self._rework(self.spec.rework_months * (1.0 - fit) * DAYS_PER_MONTH)

    def _reworked(self, _: None) -> None:
        """The second version is out."""
        self._company.product.improve(self.spec.rework_gain)
        self._company.journal.note(self._company.env.now, "rework over", "product", self._company.product.main_fit())

    def _miss_window(self, fit: float) -> None:
        """Others settle in a market that waits for nobody."""
        if self._launched and fit >= self.window.fit:
            return
        kept = 1.0 - self.window.loss
        self._company.product.lower_ceiling(kept)
        for segment in self._company.market.segments.values():
            segment.shrink(kept)
