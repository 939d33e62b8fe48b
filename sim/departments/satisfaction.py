"""How many customers are above a value: promoters, detractors, references (C28, C33).

A customer's value is fit times feeling times its own ability, so "value above a bar" is "ability above bar over fit and
feeling": activated customers are kept in order of ability and counted by bisection. A row of many like customers holds
the whole spread of abilities.
"""

from bisect import bisect_left, insort
from math import log
from statistics import NormalDist

from sim.customers import Customer

_STANDARD = NormalDist()
LEAST = 1e-9


class Satisfaction:
    """The activated customers of one segment, by ability."""

    __slots__ = ("_abilities", "_rows", "_spread")

    def __init__(self, spread: float) -> None:
        self._spread = spread
        self._abilities: list[float] = []
        self._rows: dict[Customer, None] = {}

    def add(self, customer: Customer, many: bool) -> None:
        """An activated customer, or a row of ``many``."""
        if many:
            self._rows[customer] = None
        else:
            insort(self._abilities, customer.ability)

    def remove(self, customer: Customer) -> None:
        """It is gone."""
        if customer in self._rows:
            del self._rows[customer]
        else:
            del self._abilities[bisect_left(self._abilities, customer.ability)]

    def above(self, bar: float, scale: float) -> float:
        """Customers whose ability times ``scale`` (fit times feeling) reaches ``bar``."""
        ability = bar / max(LEAST, scale)
        found = float(len(self._abilities) - bisect_left(self._abilities, ability))
        if self._rows:
            found += self._share_above(ability) * sum(row.count for row in self._rows)
        return found

    def below(self, bar: float, scale: float) -> float:
        """Customers whose value stays under ``bar``."""
        return len(self._abilities) + sum(row.count for row in self._rows) - self.above(bar, scale)

    def _share_above(self, ability: float) -> float:
        """Share of a log-normal spread with mean 1 that lies above."""
        if self._spread == 0.0 or ability <= 0.0:
            return float(ability <= 1.0)
        return 1.0 - _STANDARD.cdf(log(ability) / self._spread + 0.5 * self._spread)
