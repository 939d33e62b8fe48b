"""Declared multipliers: the only way in which a shock or a policy touches somebody else's rate, hazard or odds."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import prod


class Lever:
    """A multiplier that its owner reads as ``value``; neutral at 1."""

    __slots__ = ("_factors", "value")

    def __init__(self) -> None:
        self._factors: list[float] = []
        self.value = 1.0

    def add(self, factor: float) -> None:
        """Put one more factor in force."""
        self._factors.append(factor)
        self.value = prod(sorted(self._factors))

    def remove(self, factor: float) -> None:
        """Take a factor out; the product is made anew, so that nothing is divided back."""
        self._factors.remove(factor)
        self.value = prod(sorted(self._factors))


class Levers:
    """The levers of one company, by name."""

    __slots__ = ("_levers",)

    def __init__(self) -> None:
        self._levers: dict[str, Lever] = {}

    def declare(self, name: str) -> Lever:
        """The owner's call: make a lever and keep it to read."""
        lever = self._levers[name] = Lever()
        return lever

    def change(self, name: str, old: float, new: float) -> None:
        """Put one factor in another's place, for what holds from month to month (a factor of 1 is none)."""
        lever = self._levers[name]
        if old != 1.0:
            lever.remove(old)
        if new != 1.0:
            lever.add(new)

    @contextmanager
    def scaled(self, name: str, factor: float) -> Iterator[None]:
        """Multiply a declared lever while the block runs; KeyError when nobody declared it."""
        lever = self._levers[name]
        lever.add(factor)
        try:
            yield
        finally:
            lever.remove(factor)
