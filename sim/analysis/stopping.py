"""What a run that was to stop when it knew enough says of itself: how many trials it took, or that they ran out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.statistics import share_difference_interval
from sim.analysis.survival import alive_at, survival_at, trial_numbers
from sim.analysis.words import counted
from sim.ensemble.ensemble import Ensemble


@dataclass(frozen=True)
class Stopping:
    """The half-width ``asked`` for and ``reached`` (shares) of survival at the horizon, or of the widest difference in
    it to the first plan where there are several; ``trials`` run of the ``most`` allowed."""

    asked: float
    reached: float
    trials: int
    most: int
    months: int
    plans: int

    @property
    def enough(self) -> bool:
        """Whether the interval is as narrow as asked."""
        return self.reached <= self.asked

    @property
    def sentence(self) -> str:
        """How many trials it took, or plainly that they did not suffice."""
        what = "Survival" if self.plans == 1 else "The difference in survival"
        each = "" if self.plans == 1 else " each"
        lived = f"{counted(self.trials, 'company', 'companies')}{each}"
        known = f"{what} at {self.months} months is known to ±{_exactly(self.reached)} points after {lived}"
        if self.enough:
            return f"{known}, within the ±{_exactly(self.asked)} asked for: the run stopped there."
        short = f"which is not the ±{_exactly(self.asked)} asked for"
        return f"{known}, {short}: the {self.most:,} trials allowed ran out first."

    def as_dict(self) -> dict[str, Any]:
        """For summary.json, under ``precision``."""
        return {"asked": self.asked, "reached": self.reached, "trials": self.trials, "enough": self.enough}


def stopping_of(ensembles: Sequence[Ensemble]) -> Stopping | None:
    """How a run of one plan or several stopped; None where no precision was asked for."""
    first, *others = ensembles
    identity = first.run_info.get("identity", {})
    asked = identity.get("precision")
    if asked is None:
        return None
    margins = [survival_at(first, first.months).margin] if not others else [_margin(first, other) for other in others]
    return Stopping(asked, max(margins), first.trials, identity["trials"], first.months, len(ensembles))


def _margin(a: Ensemble, b: Ensemble) -> float:
    """Half-width of the difference in survival at the horizon between trials done in both."""
    pairs, in_a, in_b = np.intersect1d(trial_numbers(a), trial_numbers(b), return_indices=True)
    return share_difference_interval(alive_at(a, a.months)[in_a], alive_at(b, b.months)[in_b], pairs).margin


def _exactly(share: float) -> str:
    """Points in two figures: what was asked and what was reached must not read alike."""
    return f"{100 * share:.2g}"
