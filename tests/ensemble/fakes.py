"""A made-up company, quick to live, whose luck is keyed as the real one's: trial 17 meets the same in any process."""

from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.journal import MONTHLY, OUTCOME, Event, Trial
from sim.luck import stream_key

NAN = float("nan")
HARDER_ALONE = 2.0
PLACES = {name: place for place, name in enumerate(MONTHLY)}


@dataclass(frozen=True)
class FakeScenario:
    """``hazard`` of death per month; ``worlds`` = how far worlds differ (0 none, 1 from safe to twice the hazard)."""

    name: str = "fake"
    months: int = 24
    hazard: float = 0.05
    worlds: float = 1.0
    rounds: bool = True
    broken: tuple[int, ...] = ()
    broken_alone: tuple[int, ...] = ()
    title: str = ""
    opening: date = date(2026, 1, 1)

    @property
    def words(self) -> tuple[str, ...]:
        return (self.name,)

    @property
    def ranges(self) -> dict[str, Any]:
        return {}

    @property
    def groups(self) -> tuple[Any, ...]:
        return ()

    @property
    def data(self) -> dict[str, Any]:
        return {}

    @property
    def provenance(self) -> dict[str, Any]:
        return {}

    @property
    def hash(self) -> str:
        return repr((self.hazard, self.worlds, self.months, self.rounds))

    @property
    def setup(self) -> SimpleNamespace:
        return SimpleNamespace(
            title=self.title or f"Plan {self.name}",
            funding=SimpleNamespace(enabled=self.rounds, rounds={"a": SimpleNamespace(bar=1.2e6)}),
            roadmap=SimpleNamespace(ahead=2),
            company=SimpleNamespace(
                currency="USD", opening=SimpleNamespace(date=self.opening, customers=[], history=None)
            ),
        )

    def replace(self, changes: dict[str, Any]) -> "FakeScenario":
        assert changes == {"funding.enabled": False}
        return replace(self, rounds=False)

    def to_yaml(self) -> str:
        return f"scenario:\n  name: {self.name}\n"


def simulate(scenario: FakeScenario, seed: int, trial: int, day: int = 0, events: bool = False) -> Trial:
    """One life: a constant hazard of death in this world, half as large again without rounds."""
    if trial in (scenario.broken if scenario.rounds else scenario.broken_alone):
        raise ZeroDivisionError("no customers\nto divide by")
    block = np.random.Generator(np.random.Philox(key=stream_key(seed, "world", trial // 16)))
    world = (block.permutation(16)[trial % 16] + 0.5) / 16
    luck = np.random.Generator(np.random.Philox(key=stream_key(seed, trial, day)))
    hazard = scenario.hazard * (1 + scenario.worlds * (2 * world - 1)) * (1 if scenario.rounds else HARDER_ALONE)
    life = float(luck.exponential()) / max(hazard, 1e-12)
    values = luck.normal(size=scenario.months)
    dead = life <= scenario.months
    lived = int(life) if dead else scenario.months
    rows = [tuple(row) for row in _rows(values[:lived]).tolist()]
    outcome = dict.fromkeys(OUTCOME, 0.0) | {
        "end": "dead" if dead else ("default_alive" if world < 0.5 else "alive"),
        "end_month": life if dead else NAN,
        "cause": "payroll" if dead else "",
        "led_by": ("few leads per rep" if world < 0.8 else "slow cycle") if dead else "",
        "arr_end": 1e6 * (1 + world),
        "months_lived": min(life, scenario.months),
        "events": 100.0,
        "no_new_money_end": "",
        "no_new_money_month": NAN,
    }
    happened = [Event(float(m), "paid", "staff", 1.5) for m in range(lived)] if events else []
    return Trial(seed, trial, day, outcome, rows, happened)


def _rows(values: np.ndarray) -> np.ndarray:
    months = np.arange(1, len(values) + 1)
    rows = np.repeat(months[:, None] * 1000.0, len(MONTHLY), axis=1)
    rows[:, PLACES["cash"]] = 1e6 + 1000 * values
    rows[:, PLACES["grr"]] = np.where(months <= 12, np.nan, 0.9)
    rows[:, PLACES["stage"]] = np.minimum(months // 6, 3)
    rows[:, PLACES["activated_in_time"]] = np.where(months <= 2, np.nan, 0.75)
    rows[:, PLACES["renewals_due"]] = np.where(months <= 12, 0, 4)
    rows[:, PLACES["renewed"]] = np.where(months <= 12, 0, 3)
    return rows
