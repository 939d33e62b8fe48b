"""Health and temperature: willingness to pay against use, four kinds of customers, what each needs (C29, C30).

Customers are not followed one by one: a segment's activated customers are spread over the four quadrants by expected
shares, moved once a month.
"""

from collections.abc import Sequence
from math import exp, nan
from typing import TYPE_CHECKING

from sim.quantities import Factor, Hours, PerMonth, Positive, Share, Spec, decision, setting, world

if TYPE_CHECKING:
    from sim.company import Company
    from sim.customers import Customer

QUADRANTS = ("red_carpet", "train", "examine", "guide")  # willing and using, willing, using, neither
RED_CARPET, TRAIN, EXAMINE, GUIDE = range(4)
ALARMS = ("alarms of the willing", "alarms of the others")
NONE = (0.0, 0.0, 0.0, 0.0)
UNKNOWN = (nan, nan, nan, nan)


class AlertSpec(Spec):
    """Somebody notices that a customer has stopped using the product (C30)."""

    notice: Share = world("Share of drops in use that are noticed (low for a product used once a month)")
    lag_months: Positive = world("Mean time from the drop to the alarm")
    rescue_hours: Hours = world("CSM hours that a rescue takes", gt=0)
    effect: Share = world("Share of rescues that bring the customer back, at full fit")


class ActionsSpec(Spec):
    """How CSMs spend the hours that service leaves them, and what it brings."""

    red_carpet: Share = decision("Share of free hours for willing users: first features, a better life")
    train: Share = decision("Share of free hours for the willing who do not use it: train their people")
    examine: Share = decision("Share of free hours for users who would not pay: find the cause")
    guide: Share = decision("Share of free hours for those who neither pay gladly nor use: show the core features")
    hours: Hours = world("Hours that working one customer takes", gt=0)
    effect: Share = world("Share of those worked who move to where they should be, at full fit")


class HealthSpec(Spec):
    """The 2 × 2 of willingness to pay and use."""

    enabled: bool = setting("Whether customers are told apart by health and temperature")
    cooling: PerMonth = world("Rate at which users stop using, at full service quality")
    warming: PerMonth = world("Rate at which others begin to use it by themselves, at full fit")
    souring: PerMonth = world("Rate at which the willing stop being so, when their value is below expectation")
    sweetening: PerMonth = world("Rate at which the others become willing, when their value meets expectation")
    odds: dict[str, Positive] = world("Renewal odds by quadrant, against the segment's")
    freeloading: Factor = world("Extra service hours of users who would not pay, as a share of a customer's")
    actions: ActionsSpec = decision("The four actions")
    alerts: AlertSpec = world("Alerts and rescue")


class Health:
    """Customers of each segment by quadrant."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: HealthSpec = company.setup.success.health
        self.counts = {name: [0.0] * 4 for name in company.market.segments}
        # drops noticed, not yet told: of the willing, of the others
        self._alarms = {name: [0.0, 0.0] for name in company.market.segments}
        self._odds = [self.spec.odds[name] for name in QUADRANTS] if self.spec.enabled else [1.0] * 4
        self._extra = 0.0
        self.rescued = 0.0

    def carried(self) -> dict[str, float]:
        """Customers by quadrant and alarms not yet told, by segment."""
        if not self.spec.enabled:
            return {}
        found: dict[str, float] = {}
        for name, counts in self.counts.items():
            found |= {f"{quadrant} in {name}": number for quadrant, number in zip(QUADRANTS, counts, strict=True)}
            found |= {f"{alarm} in {name}": n for alarm, n in zip(ALARMS, self._alarms[name], strict=True)}
        return found

    def resume(self, found: dict[str, float]) -> None:
        """Put them back, and the service that those ask for who use without paying gladly."""
        if not self.spec.enabled:
            return
        for name, counts in self.counts.items():
            counts[:] = [found.get(f"{quadrant} in {name}", n) for quadrant, n in zip(QUADRANTS, counts, strict=True)]
            self._alarms[name] = [found.get(f"{alarm} in {name}", 0.0) for alarm in ALARMS]
        self._ask_for_service(sum(map(self._freeloaders, self.counts)) if found else 0.0)

    def add(self, customer: "Customer") -> None:
        """An activated customer: in time it is a user, late it is one who means to be."""
        if self.spec.enabled:
            self.counts[customer.segment.name][RED_CARPET if customer.in_time else TRAIN] += customer.count

    def leave(self, customer: "Customer", number: int, churned: bool) -> None:
        """Some are gone: who churns is likelier from a quadrant with low renewal odds."""
        if not self.spec.enabled or customer.activated is None:
            return
        counts = self.counts[customer.segment.name]
        weights = [n / odds if churned else n for n, odds in zip(counts, self._odds, strict=True)]
        total = sum(weights)
        for k in range(4):
            counts[k] = max(0.0, counts[k] - number * weights[k] / total) if total > 0 else 0.0

    def moods(self, segment: str) -> list[tuple[float, float]]:
        """Shares of the quadrants, and the renewal odds of each; one of neutral odds where nothing is known."""
        counts = self.counts[segment]
        total = sum(counts)
        if total <= 0.0:
            return [(1.0, 1.0)]
        return [(n / total, odds) for n, odds in zip(counts, self._odds, strict=True)]

    def shares(self) -> Sequence[float]:
        """Shares of activated customers in the quadrants, over all segments; unknown where they are not told apart."""
        together = [sum(counts) for counts in zip(*self.counts.values(), strict=True)] if self.spec.enabled else []
        total = sum(together)
        return [number / total for number in together] if total > 0 else UNKNOWN

    def healthy(self, segment: str) -> float:
        """Share of willing users in a segment (1 where customers are not told apart)."""
        counts = self.counts[segment]
        total = sum(counts)
        return counts[RED_CARPET] / total if self.spec.enabled and total > 0 else 1.0

    def month_end(self, free_hours: float) -> float:
        """A month of drifting, alarms and actions; returns the CSM hours that are still free."""
        if not self.spec.enabled:
            return free_hours
        before, extra = free_hours, 0.0
        for name, counts in self.counts.items():
            if sum(counts) > 0:
                self._drift(name, counts)
                free_hours = self._rescue(name, counts, free_hours)
        for name, counts in self.counts.items():
            if sum(counts) > 0:
                free_hours -= self._act(name, counts, free_hours)
            extra += self._freeloaders(name)
        self._ask_for_service(extra)
        return max(0.0, min(before, free_hours))

    def _freeloaders(self, name: str) -> float:
        """Extra service hours of a segment's users who would not pay."""
        hours = self._company.market.segments[name].spec.service_hours
        return self.counts[name][EXAMINE] * hours * self.spec.freeloading

    def _ask_for_service(self, extra: float) -> None:
        """So many extra hours from now on, instead of those asked for until now."""
        self._company.success.desk.running += extra - self._extra
        self._extra = extra

    def _drift(self, name: str, counts: list[float]) -> None:
        """Use cools and warms; willingness follows value against expectation."""
        spec, success = self.spec, self._company.success
        fit = self._company.product.fit[name]
        cool = 1.0 - exp(-spec.cooling * (2.0 - success.quality))
        warm = 1.0 - exp(-spec.warming * fit)
        pleased = success.pleased(name)
        sour = 1.0 - exp(-spec.souring * (1.0 - pleased))
        sweet = 1.0 - exp(-spec.sweetening * pleased)
        alarms, notice = self._alarms[name], self.spec.alerts.notice
        alarms[0] += cool * counts[RED_CARPET] * notice
        alarms[1] += cool * counts[EXAMINE] * notice
        use = [
            counts[RED_CARPET] * (1.0 - cool) + counts[TRAIN] * warm,
            counts[TRAIN] * (1.0 - warm) + counts[RED_CARPET] * cool,
            counts[EXAMINE] * (1.0 - cool) + counts[GUIDE] * warm,
            counts[GUIDE] * (1.0 - warm) + counts[EXAMINE] * cool,
        ]
        counts[RED_CARPET] = use[0] * (1.0 - sour) + use[2] * sweet
        counts[EXAMINE] = use[2] * (1.0 - sweet) + use[0] * sour
        counts[TRAIN] = use[1] * (1.0 - sour) + use[3] * sweet
        counts[GUIDE] = use[3] * (1.0 - sweet) + use[1] * sour

    def _rescue(self, name: str, counts: list[float], free_hours: float) -> float:
        """Alarms that have come through are answered while there are free hours; without a product that fits, talking
        brings nobody back (L12). Returns the hours left."""
        alerts, alarms = self.spec.alerts, self._alarms[name]
        come = 1.0 - exp(-1.0 / alerts.lag_months)
        told = [alarm * come for alarm in alarms]
        self._alarms[name] = [alarm - now for alarm, now in zip(alarms, told, strict=True)]
        total = sum(told)
        if total <= 0.0:
            return free_hours
        reached = min(1.0, free_hours / (total * alerts.rescue_hours))
        back = reached * alerts.effect * self._company.product.fit[name]
        for source, goal, number in ((TRAIN, RED_CARPET, told[0]), (GUIDE, EXAMINE, told[1])):
            moved = min(counts[source], number * back)
            counts[source] -= moved
            counts[goal] += moved
            self.rescued += moved
        return free_hours - reached * total * alerts.rescue_hours

    def _act(self, name: str, counts: list[float], free_hours: float) -> float:
        """The four actions, each on its share of the free hours; returns the hours used."""
        actions = self.spec.actions
        move = actions.effect * self._company.product.fit[name]
        wishes = (
            (TRAIN, RED_CARPET, actions.train),
            (EXAMINE, RED_CARPET, actions.examine),
            (GUIDE, EXAMINE, actions.guide),
        )
        total = sum(sum(other) for other in self.counts.values())
        hours = free_hours * sum(counts) / total
        used = 0.0
        for source, goal, share in wishes:
            worked = min(counts[source], hours * share / actions.hours)
            used += worked * actions.hours
            counts[source] -= worked * move
            counts[goal] += worked * move
        guarded = min(counts[RED_CARPET], hours * actions.red_carpet / actions.hours)
        kept = min(counts[TRAIN], guarded * move * (1.0 - exp(-self.spec.cooling)))
        counts[TRAIN] -= kept
        counts[RED_CARPET] += kept
        return used + guarded * actions.hours
