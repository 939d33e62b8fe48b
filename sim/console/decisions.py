"""Stress tests, pitches, sensitivities and searches in plain words and tables."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from sim.console.terminal import out, say, table

if TYPE_CHECKING:
    from sim.analysis.optimise import Optimum
    from sim.analysis.pitch import Pitch
    from sim.analysis.sensitivity import Sensitivity
    from sim.analysis.stress import StressTest


def say_lines(lines: Sequence[str], command: str) -> None:
    """The sentences of an answer, the first one stands for all; then how to have them again."""
    for place, line in enumerate(lines):
        say(line, "" if place else "bold", fold=True)
    say()
    say(f"Again: {command}")


def say_stress(test: "StressTest", command: str) -> None:
    """Every stress with its change of survival and the size at which it breaks the plan."""
    from sim.analysis.words import percent

    shown = table(
        "stress", f"alive at {test.months}", "change, points", "95 % interval", "breaks at size", numbers=True
    )
    for one in test.effects:
        found = one.break_even
        if not one.felt:
            size = "no effect"
        elif found is None:
            size = "broken already" if test.broken else "–"
        else:
            size = f"none to {found.tried:g}" if found.size is None else f"{found.size:.2g} ({one.words})"
        low, high = one.survival.low, one.survival.high
        row = (
            one.title,
            percent(one.survives.value),
            f"{100 * one.survival.value:+.1f}",
            f"{100 * low:+.1f} to {100 * high:+.1f}",
            size,
        )
        shown.add_row(*map(Text, row))
    say()
    out().print(shown)
    say()
    say_lines(test.lines, command)


def say_pitch(pitch: "Pitch", command: str) -> None:
    """Each promised figure with its chance, then the sentences."""
    from sim.analysis.words import amount, month_name, percent, share_margin

    opening = pitch.scenario.setup.company.opening.date
    shown = table("end of", "promise", "", "kept by", "error", "percentile", "typical of the living", numbers=True)
    for one in pitch.kept:
        row = (
            month_name(opening, one.month), one.figure, amount(one.promised), percent(one.chance.value),
            share_margin(one.chance), percent(one.percentile), "–" if one.p50 != one.p50 else amount(one.p50),
        )  # fmt: skip
        shown.add_row(*map(Text, row))
    say()
    out().print(shown)
    say()
    say_lines(pitch.lines, command)


def say_sensitivity(found: "Sensitivity", command: str) -> None:
    """Every input with its weight for each outcome, then the sentences."""
    survival, *others = found.outputs
    heads = [one.output for one in found.outputs]
    shown = table("input", *heads, numbers=True)
    if survival.drivers[0].index is not None:
        shown.add_row(Text("luck of the day"), *(Text(f"{one.luck.value:.2f}") for one in found.outputs))
    for driver in survival.drivers:
        same = [next(other for other in one.drivers if other.path == driver.path) for one in others]
        weights = [f"{one.weight:.2f}" for one in (driver, *same)]
        shown.add_row(Text(driver.path), *map(Text, weights))
    say()
    out().print(shown)
    say()
    say_lines(found.lines, command)


def say_optimum(found: "Optimum", command: str) -> None:
    """The settings on the front and the plan, then the sentences."""
    from sim.analysis.words import amount, percent

    shown = table("", *(one.path for one in found.free), "alive", "ARR a company", numbers=True)
    current = ("–" if one.current is None else f"{one.current:g}" for one in found.free)
    shown.add_row(*map(Text, ("the plan", *current, percent(found.plan.survival), amount(found.plan.arr))))
    for one in sorted(found.candidates, key=lambda one: -one.survival):
        if one.on_front or one == found.winner:
            name = "the winner" if one == found.winner else "on the front"
            values = (f"{value:g}" for value in one.values.values())
            shown.add_row(*map(Text, (name, *values, percent(one.survival), amount(one.arr))))
    say()
    out().print(shown)
    say()
    say_lines(found.lines, command)
