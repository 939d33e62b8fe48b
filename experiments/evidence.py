"""What a metric is measured on: an ensemble, and some of its companies watched closely."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.watching import Watched
from sim.analysis.survival import trial_numbers
from sim.ensemble.ensemble import Ensemble

YEAR = 12

Floats = NDArray[np.float64]


@dataclass
class Evidence:
    """An ensemble of a scenario, and some of its first companies watched closely."""

    ensemble: Ensemble
    watched: list[Watched]
    _columns: dict[str, Floats] = field(default_factory=dict)

    @property
    def trials(self) -> NDArray[Any]:
        """Trial numbers [trials]."""
        return trial_numbers(self.ensemble)

    def column(self, name: str) -> Floats:
        """A monthly column [trials, months], NaN after the end."""
        if name not in self._columns:
            self._columns[name] = self.ensemble.monthly(name).astype(np.float64)
        return self._columns[name]

    def band(
        self, above: float = 0.0, below: float = np.inf, first: int = 1, yearly: bool = False
    ) -> NDArray[np.bool_]:
        """bool [trials, months]: months lived with ARR from ``above`` to under ``below``, from month ``first`` on."""
        arr = self.column("arr")
        inside = (arr >= above) & (arr < below)
        months = np.arange(1, arr.shape[1] + 1)
        wanted = months >= first
        if yearly:
            wanted &= months % YEAR == 0
        return np.asarray(inside & wanted)

    def year(self, values: Floats) -> Floats:
        """Sums over the twelve months to each month's end [trials, months]; NaN before the first year is over."""
        summed = np.cumsum(np.nan_to_num(values), axis=1)
        sums = np.full_like(summed, np.nan)
        sums[:, YEAR:] = summed[:, YEAR:] - summed[:, :-YEAR]
        sums[:, YEAR - 1] = summed[:, YEAR - 1]
        return sums
