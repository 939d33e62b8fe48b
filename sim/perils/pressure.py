"""Pressure: levers held for some months, with factors that change from month to month."""

from collections.abc import Callable, Generator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import simpy

if TYPE_CHECKING:
    from sim.company import Company


def press(
    company: "Company", months: float, factors: Callable[[float], dict[str, float]]
) -> Generator[simpy.Event, Any, None]:
    """Hold levers for so many months; ``factors(months passed)`` says anew each month by how much."""
    passed = 0.0
    while passed < months:
        step = min(1.0, months - passed)
        with ExitStack() as held:
            for name, factor in factors(passed).items():
                held.enter_context(company.levers.scaled(name, factor))
            yield company.env.timeout(company.days(step))
        passed += step


def shielded(company: "Company", strength: float, shield: float) -> float:
    """What is left of a rival's strength against a company that serves its customers well."""
    return strength * (1.0 - shield * company.success.quality)
