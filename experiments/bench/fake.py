"""A made-up company that takes no time to live: what is left is the work of running and storing many."""

from typing import Any

from sim.journal import MONTHLY, OUTCOME, Trial
from sim.luck import stream_key

DYING = 0.5  # share that dies by the horizon
TEXTS = {"cause": "", "led_by": "", "no_new_money_end": ""}


def simulate(scenario: Any, seed: int, trial: int, day: int = 0, events: bool = False) -> Trial:  # noqa: ARG001
    """A life with as many rows and numbers as a real one; half of them survive the horizon."""
    luck = stream_key(seed, trial, day) % 1_000 / 1_000
    dead = luck < DYING
    outcome: dict[str, Any] = dict.fromkeys(OUTCOME, luck) | TEXTS
    outcome |= {"end": "dead" if dead else "alive", "end_month": scenario.months if dead else float("nan")}
    return Trial(seed, trial, day, outcome, [(luck,) * len(MONTHLY)] * scenario.months, [])
