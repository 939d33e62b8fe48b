"""How many customers get more or less than they expect: promoters, detractors, references (C28, C33).

A customer's value is fit times feeling times its own ability, so "value above a bar" is "ability above bar over fit and
feeling". Activated customers are kept in classes of like expectation, each in order of ability, and counted by
bisection: promises come in tenths, so there are few classes. A row of many like customers holds the whole spread of
abilities.
"""

from bisect import bisect_left, insort
from math import log
from statistics import NormalDist

from sim.customers import Customer

_STANDARD = NormalDist()
LEAST = 1e-9


class Satisfaction:
    """The activated customers of one segment, by expectation and ability."""

    __slots__ = ("_classes", "_rows", "_spread")

    def __init__(self, spread: float) -> None:
        self._spread = spread
        self._classes: dict[float, list[float]] = {}
        self._rows: dict[Customer, None] = {}

    def add(self, customer: Customer, many: bool) -> None:
        """An activated customer, or a row of ``many``; what it voices must not change while it is in here."""
        if many:
            self._rows[customer] = None
        else:
            insort(self._classes.setdefault(customer.voiced, []), customer.ability)

    def remove(self, customer: Customer) -> None:
        """It is gone."""
        if customer in self._rows:
            del self._rows[customer]
            return
        abilities = self._classes[customer.voiced]
        del abilities[bisect_left(abilities, customer.ability)]

    def number(self) -> int:
        """Customers counted here."""
        return sum(map(len, self._classes.values())) + sum([row.count for row in self._rows])

    def above(self, gap: float, scale: float) -> float:
        """Customers whose ability times ``scale`` (fit times feeling) reaches what they expect and ``gap`` more."""
        scale = scale if scale > LEAST else LEAST
        found = 0.0
        for expectation, abilities in self._classes.items():
            found += len(abilities) - bisect_left(abilities, (expectation + gap) / scale)
        if not self._rows:
            return found
        alike: dict[float, int] = {}
        for row in self._rows:
            alike[row.voiced] = alike.get(row.voiced, 0) + row.count
        for expectation, number in alike.items():
            found += self._share_above((expectation + gap) / scale) * number
        return found

    def below(self, gap: float, scale: float) -> float:
        """Customers whose value stays under what they expect and ``gap`` more."""
        return self.number() - self.above(gap, scale)

    def _share_above(self, ability: float) -> float:
        """Share of a log-normal spread with mean 1 that lies above."""
        if self._spread == 0.0 or ability <= 0.0:
            return float(ability <= 1.0)
        return 1.0 - _STANDARD.cdf(log(ability) / self._spread + 0.5 * self._spread)
