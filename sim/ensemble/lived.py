"""What is kept of a chosen life."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.journal import Trial


@dataclass(frozen=True)
class Lived:
    """A life's outcome (names of ``journal.OUTCOME``) and ``rows`` [months lived, columns asked for]."""

    outcome: dict[str, Any]
    rows: NDArray[np.float64]


def as_lived(life: Trial, columns: Sequence[int]) -> Lived:
    """What is kept of a life; ``columns`` by their place among ``MONTHLY``."""
    rows = [[row[column] for column in columns] for row in life.rows]
    return Lived(life.outcome, np.array(rows, dtype=float).reshape(len(rows), len(columns)))
