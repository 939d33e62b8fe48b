"""Funding: rounds take founders' time, succeed by what investors see, and the wire comes later (C41)."""

from collections.abc import Generator
from math import exp, isnan, log
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import (
    DAYS_PER_MONTH,
    Count,
    Factor,
    Money,
    Months,
    Real,
    Share,
    Spec,
    Spread,
    probability,
    setting,
    world,
)
from sim.treasury import RAISED, cents

if TYPE_CHECKING:
    from sim.company import Company

NO_ARR = 0.01  # share of the bar below which ARR counts as none
MOST_LOG_ODDS = 500.0  # beyond it nothing is surer, and numbers end
Regime = Literal["boom", "normal", "winter"]


class RoundSpec(Spec):
    """One round on the ladder."""

    size: Money = world("Money that the round brings")
    dilution: Share = world("Share of the company that it costs")
    bar: Money = world("ARR at which investors' answer is even, other things being typical", gt=0)


class RegimeSpec(Spec):
    """How money is about."""

    odds: Factor = world("Odds of a round in this regime against a normal one")
    leaves: Share = world("Chance each month that the regime ends")


class OfferSpec(Spec):
    """Distress offers from acquirers."""

    runway_months: Months = world("Runway below which acquirers come")
    hazard: Share = world("Chance of an offer each month at the ARR of the first bar")
    power: Factor = world("How strongly offers follow ARR")


class FundingSpec(Spec):
    """Investors."""

    enabled: bool = setting("Whether rounds happen at all")
    rounds: dict[str, RoundSpec] = world("The ladder of rounds, in order")
    bridge: Money = world("Size of a bridge from existing investors")
    bridge_dilution: Share = world("Share of the company that a bridge costs once it has converted")
    bridge_chance: Share = world("Chance that existing investors bridge after a failed round")
    months: Months = world("Median time a round takes from start to answer", gt=0)
    months_spread: Spread = world("Spread of that time")
    wire_months: Months = world("Mean time from yes to the wire")
    wire_spread: Share = world("Half-width of that time between rounds, as a share of its mean")
    founder_time: Share = world("Share of the founders' hours that raising takes")
    retry_months: Months = world("Pause after a failed round")
    tries: Count = world("Failed tries after which investors are out of reach")
    intercept: Real = world("Log-odds of a company at the bar, not growing, with retention at its reference")
    arr_slope: Factor = world("Log-odds per log of ARR over the bar")
    growth_slope: Factor = world("Log-odds per unit of yearly growth")
    growth_cap: Factor = world("Yearly growth beyond which investors are no more impressed")
    growth_floor: Share = world("Floor of the past ARR from which growth is measured, as a share of the bar", gt=0)
    retention_slope: Factor = world("Log-odds per point of gross retention over the reference")
    retention_reference: Share = world("Gross retention that neither helps nor hurts")
    retention_unknown: Real = world("Log-odds while no renewal has fallen due yet")
    burn_slope: Factor = world("Log-odds lost per unit of burn multiple over the reference")
    burn_reference: Factor = world("Burn multiple that neither helps nor hurts")
    burn_cap: Factor = world("Burn multiple beyond which it gets no worse")
    regimes: dict[Regime, RegimeSpec] = world("Money regimes")
    opening_regime: Regime = setting("Regime on the opening date")
    patience_months: Months = world("Months after the last money at which investors want growth or their money back")
    patience_growth: Share = world("Yearly growth that keeps them patient")
    offer: OfferSpec = world("Offers in distress")


class FundingDesk:
    """The founders' efforts to raise."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: FundingSpec = company.setup.funding
        self.odds = company.levers.declare("round odds")
        self.regime: Regime = self.spec.opening_regime
        self.raising = False
        self.failed = 0
        self.done: list[str] = []
        self.raised = 0.0
        self.wires = 0
        self.held_months = 0.0
        self.coming: list[tuple[float, str, float]] = []
        self.ownership = 1.0
        self.last_money = 0.0
        self.not_before = 0.0
        self.bridged = False
        self._attempt = 0

    def next_round(self) -> str | None:
        """The name of the next round on the ladder."""
        return next((name for name in self.spec.rounds if name not in self.done), None)

    def can_start(self) -> bool:
        """Whether a round can be begun now."""
        return (
            self.spec.enabled
            and not self.raising
            and self.wires == 0
            and self.failed < self.spec.tries
            and self._company.env.now >= self.not_before
            and self.next_round() is not None
        )

    def start(self) -> None:
        """Begin a round."""
        self.raising = True
        name = self.next_round()
        assert name is not None
        self._company.journal.note(self._company.env.now, "round begun", name, self.spec.rounds[name].size)
        self._company.founders_busy()
        self._company.env.process(self._run(name))

    def log_odds(self, arr: float, arr_before: float, grr: float, burn_multiple: float, bar: float) -> float:
        """What investors make of the numbers they see (C41); unknown (NaN) retention never flatters."""
        spec = self.spec
        growth = min(spec.growth_cap, arr / max(arr_before, spec.growth_floor * bar) - 1.0)
        value = spec.intercept + spec.arr_slope * log(max(arr / bar, NO_ARR)) + spec.growth_slope * max(-1.0, growth)
        known = not isnan(grr)
        value += spec.retention_slope * (grr - spec.retention_reference) if known else spec.retention_unknown
        if not isnan(burn_multiple):
            value -= spec.burn_slope * (min(spec.burn_cap, burn_multiple) - spec.burn_reference)
        return value

    def _run(self, name: str) -> Generator[simpy.Event, Any, None]:
        company, spec = self._company, self.spec
        env = company.env
        attempt, self._attempt = self._attempt, self._attempt + 1
        terms = spec.rounds[name]
        months = spec.months * exp(spec.months_spread * company.luck.normal("round length", attempt, env.now))
        yield env.timeout(months * DAYS_PER_MONTH)
        seen = company.management.truth  # investors check the books
        value = self.log_odds(seen.arr, seen.arr_before, seen.grr, seen.burn_multiple, terms.bar)
        chance = probability(exp(min(value, MOST_LOG_ODDS)) * spec.regimes[self.regime].odds * self.odds.value)
        if company.luck.uniform("round answer", attempt, env.now) < chance:
            self.failed = 0
            self.done.append(name)
            self.ownership *= 1.0 - terms.dilution
            self._wire(name, terms.size, attempt)
        else:
            self.failed += 1
            company.journal.note(env.now, "round failed", name)
            self.not_before = env.now + spec.retry_months * DAYS_PER_MONTH
            self._ask_for_bridge(attempt)
        self.raising = False
        company.founders_busy()

    def _ask_for_bridge(self, attempt: int) -> None:
        company, spec = self._company, self.spec
        if self.bridged or spec.bridge <= 0:
            return
        chance = probability(
            spec.bridge_chance / max(1e-9, 1.0 - spec.bridge_chance) * spec.regimes[self.regime].odds * self.odds.value
        )
        if company.luck.uniform("bridge", attempt, company.env.now) < chance:
            self.bridged = True
            self.ownership *= 1.0 - spec.bridge_dilution
            self._wire("bridge", spec.bridge, attempt)

    def _wire(self, name: str, size: float, attempt: int) -> None:
        company, spec = self._company, self.spec
        luck = company.luck.uniform(f"wire {name == 'bridge'}", attempt, company.env.now)
        delay = spec.wire_months * (1.0 + spec.wire_spread * (2.0 * luck - 1.0))
        company.journal.note(company.env.now, "round agreed", name, size)
        self.expect(name, size, delay * DAYS_PER_MONTH)

    def expect(self, name: str, size: float, delay: float, held: bool = False) -> None:
        """Money that investors have agreed to is on its way; ``delay`` in days."""
        self.wires += not held
        self.coming.append((self._company.env.now + delay, name, size))
        self._company.env.call(delay, self._arrives, (name, size, held))

    def _arrives(self, wire: tuple[str, float, bool]) -> None:
        """The money is on the account, unless the bank holds it back for once."""
        company, (name, size, held) = self._company, wire
        self.coming = [one for one in self.coming if one[0] > company.env.now]
        if self.held_months and not held:
            self.expect(name, size, company.days(self.held_months), held=True)
            return
        self.wires -= 1
        self.raised += size
        self.last_money = company.env.now
        company.treasury.settle(company.env.now)
        company.treasury.receive(cents(size), RAISED)
        company.journal.note(company.env.now, "wire", name, size)
        company.roadmap.reach(f"round {name}")

    def month_end(self, month: int) -> None:
        """The regime may change; acquirers may knock; investors may lose patience."""
        company, spec = self._company, self.spec
        now = company.env.now
        if company.luck.uniform("regime", 2 * month, now) < spec.regimes[self.regime].leaves:
            others: list[Regime] = [name for name in spec.regimes if name != self.regime]
            if self.regime != "normal" and "normal" in others:
                self.regime = "normal"
            elif others:
                pick = int(company.luck.uniform("regime", 2 * month + 1, now) * len(others))
                self.regime = others[pick]

    def offer_comes(self, month: int, runway: float, arr: float) -> bool:
        """Whether an acquirer makes an offer in distress this month (§11, assumed)."""
        spec = self.spec.offer
        if runway >= spec.runway_months or not self.spec.rounds:
            return False
        bar = next(iter(self.spec.rounds.values())).bar
        chance = min(1.0, spec.hazard * (arr / bar) ** spec.power) if arr > 0 else 0.0
        return self._company.luck.uniform("offer", month, self._company.env.now) < chance

    def patience_over(self, growth: float) -> bool:
        """Whether the investors want out: long since the last money, and too little growth."""
        months = (self._company.env.now - self.last_money) / DAYS_PER_MONTH
        return self.spec.enabled and months > self.spec.patience_months and growth < self.spec.patience_growth
