"""A look at a claim: the same companies with one thing changed, and how far a monthly column moves.

A measure is ``column``, ``column/column`` (sums over the window) or ``alive``, over a window of months (``13-36``, or
one month), with the way it should go: ``win_rate 13-36 falls``. Without a change a measure is followed from one window
to another in the same companies: ``mrr_new/mrr 7-18 to 49-60 falls``. Pairs in which either company no longer lives
in the window are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.ensemble.ensemble import Ensemble

BASE = "base"
TRIALS = 96
SEED = 1
ERRORS = 2.0  # standard errors from which on a difference counts as seen
ALIVE = "alive"
SEEING = re.compile(r"(?P<name>[\w/]+) (?P<first>[\d-]+)(?: to (?P<second>[\d-]+))? (?P<way>rises|falls)")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """What a measure is without and with the change, the paired difference and its standard error."""

    what: str
    before: float
    after: float
    difference: float
    error: float
    rises: bool

    @property
    def shows(self) -> bool:
        """Whether it goes the way it should, beyond chance."""
        return (self.difference if self.rises else -self.difference) > ERRORS * self.error

    def line(self) -> str:
        """In words."""
        verdict = "" if self.shows else "  << not seen"
        return (
            f"{self.what}: {self.before:.3g} to {self.after:.3g}, paired {self.difference:+.3g} "
            f"± {1.96 * self.error:.2g}{verdict}"
        )


@dataclass(frozen=True)
class Look:
    """Companies of ``scenario`` with ``usual`` inputs, beside the same with ``changed`` ones, or ``against`` others."""

    see: tuple[str, ...]
    scenario: str = BASE
    against: str | None = None
    usual: dict[str, Any] = field(default_factory=dict)
    changed: dict[str, Any] = field(default_factory=dict)

    def problems(self) -> list[str]:
        """What cannot be read; without a change, each measure needs two windows."""
        from sim.journal import MONTHLY

        found = []
        for text in self.see:
            match = SEEING.fullmatch(text)
            names = match["name"].split("/") if match else []
            if not match or any(name not in (*MONTHLY, ALIVE) for name in names):
                found.append(text)
            elif (match["second"] is None) == (not self.changed and self.against is None):
                found.append(f"{text} (windows)")
        return found

    def describe(self) -> str:
        """What is compared, in short."""
        given = ", ".join(f"{path}={value}" for path, value in self.usual.items())
        with_ = ", ".join(f"{path}={value}" for path, value in self.changed.items()) or self.against
        return f"`{self.scenario}`" + (f" ({given})" if given else "") + (f" against {with_}" if with_ else "")

    def run(self, trials: int = TRIALS) -> Iterator[Seen]:
        """Live both, and measure."""
        months = max(int(number) for text in self.see for number in re.findall(r"\b\d+\b", text))
        usual = lived(self.scenario, _frozen(self.usual), months, trials)
        other = usual
        if self.changed or self.against:
            other = lived(self.against or self.scenario, _frozen(self.usual | self.changed), months, trials)
        for text in self.see:
            match = SEEING.fullmatch(text)
            assert match is not None, text
            before = measure(usual, match["name"], match["first"])
            after = measure(other, match["name"], match["second"] or match["first"])
            both = ~(np.isnan(before) | np.isnan(after))
            moved = (after - before)[both]
            error = float(moved.std(ddof=1) / np.sqrt(len(moved))) if len(moved) > 1 else float("nan")
            what = text.rpartition(" ")[0]
            first, last = float(before[both].mean()), float(after[both].mean())
            yield Seen(what, first, last, float(moved.mean()), error, match["way"] == "rises")


def _frozen(changes: dict[str, Any]) -> str:
    import json

    return json.dumps(changes)


@cache
def lived(name: str, changes: str, months: int, trials: int) -> "Ensemble":
    """The companies of a scenario with some inputs changed (as JSON)."""
    import json

    from experiments.ablation import live
    from sim import load_scenario

    scenario = load_scenario(name, months=months)
    given = json.loads(changes)
    return live(scenario.replace(given) if given else scenario, trials, 1)


def measure(ensemble: "Ensemble", name: str, window: str) -> Floats:
    """A measure [trials]; NaN where it is not known."""
    first, _, last = window.partition("-")
    months = slice(int(first) - 1, int(last or first))
    if name == ALIVE:
        from sim.analysis.survival import alive_at

        return np.asarray(alive_at(ensemble, months.stop), dtype=np.float64)
    parts = [ensemble.monthly(part).astype(np.float64)[:, months] for part in name.split("/")]
    ends = ~np.isnan(ensemble.monthly("cash")[:, months.stop - 1])
    known = ~np.isnan(parts[0]) & ends[:, None]
    totals = [np.where(known, np.nan_to_num(part), 0.0).sum(axis=1) for part in parts]
    divisor = totals[1] if len(parts) > 1 else known.sum(axis=1).astype(np.float64)
    unknown: Floats = np.full(len(divisor), np.nan)
    np.divide(totals[0], divisor, out=unknown, where=divisor > 0)
    return unknown
