"""One death sorted by its cause, from few redrawn days, without claiming more than they can tell.

In each dead company's world the plan and each remedy are lived on the same fresh days. What the chance of living is
there stays uncertain: a beta distribution around the share of days survived. A death is sorted only where that
distribution leaves little doubt; otherwise it is *unclear*. Treating the days of plan and remedy as independent, which
they are not, errs on the side of unclear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any, Literal

import numpy as np

from sim import loading
from sim.checking import checked
from sim.quantities import Count, OpenShare, Positive, Share, Spec, setting

Sort = Literal["bad luck", "decision", "doomed", "unclear"]
SORTS: tuple[Sort, ...] = ("bad luck", "decision", "doomed", "unclear")
FILE = "causes.yaml"
GRID = 400  # points at which a chance of living is weighed


class CausesSpec(Spec):
    """How deaths are sorted, and how many lives are spent on it."""

    deaths: Count = setting("Dead companies whose worlds are lived again", ge=2)
    fewest: Count = setting("Deaths below which nothing is shared out among causes", ge=1)
    survivors: Count = setting("Companies still going in whose worlds a remedy may kill")
    days: Count = setting("Fresh days in each dead company's world, for the plan and for each remedy", ge=1)
    survivor_days: Count = setting("Fresh days in each survivor's world", ge=1)
    usually: OpenShare = setting("Bad luck: the same plan lives on more days of that world than this")
    gain: Share = setting("Decision: the remedy adds more than this to the chance of living")
    hopeless: OpenShare = setting("Doomed: neither the plan nor any decision tried lives on more days than this")
    sure: OpenShare = setting("Posterior probability that each of the three takes")
    prior: Positive = setting("Days seen beforehand, for living and for dying alike (one half: Jeffreys)")
    check_share: Share = setting("Share of the deaths that each check of stability takes")
    shift: Share = setting("Perturbed assumptions: how far each assumed number goes to one end of its range")


@dataclass(frozen=True)
class Sorted:
    """What a death is, the remedy where it is a decision, and how sure that is (posterior probability)."""

    sort: Sort
    remedy: str = ""
    sure: float = float("nan")


def causes_settings(config_dir: str | Path | None = None) -> CausesSpec:
    """The settings in ``configs/causes.yaml``, or in the user's folder where it has a file of that name."""
    path = loading.built_in() / FILE
    if config_dir is not None and (Path(config_dir) / FILE).is_file():
        path = Path(config_dir) / FILE
    content = loading.read_alone(path).data
    spec: CausesSpec = checked(CausesSpec, content, content, lambda _: str(path))
    return spec


def sort_death(plan: int, remedies: Mapping[str, int], named: Sequence[str], days: int, spec: CausesSpec) -> Sorted:
    """Sort one death.

    ``plan``: days of ``days`` on which the plan lives; ``remedies``: the same for every decision tried; ``named``:
    those that may be called a cause, because they helped in other worlds. The most certain of several is named, and
    the more may be named, the surer each has to be (Bonferroni).
    """
    luck = 1.0 - below(plan, days, spec.usually, spec.prior)
    if luck >= spec.sure:
        return Sorted("bad luck", sure=luck)
    helped = {name: gains(plan, remedies[name], days, spec.gain, spec.prior) for name in named}
    best = max(helped, key=lambda name: helped[name], default="")
    if best and helped[best] >= 1.0 - (1.0 - spec.sure) / len(named):
        return Sorted("decision", best, helped[best])
    if remedies:
        hopeless = prod(below(hits, days, spec.hopeless, spec.prior) for hits in (plan, *remedies.values()))
        if hopeless >= spec.sure:
            return Sorted("doomed", sure=hopeless)
    return Sorted("unclear")


@lru_cache(maxsize=4096)
def below(hits: int, days: int, bound: float, prior: float) -> float:
    """Posterior probability that a chance of which ``hits`` of ``days`` were seen lies below ``bound``."""
    return float(_beta(hits, days, np.array([bound]), prior)[0])


@lru_cache(maxsize=4096)
def gains(before: int, after: int, days: int, bound: float, prior: float) -> float:
    """Posterior probability that the second chance exceeds the first by more than ``bound``."""
    edges = np.linspace(0.0, 1.0, GRID + 1)
    weights = np.diff(_beta(before, days, edges, prior))
    middles = (edges[1:] + edges[:-1]) / 2
    above = 1.0 - _beta(after, days, np.minimum(middles + bound, 1.0), prior)
    return float((weights * above).sum())


def _beta(hits: int, days: int, points: np.ndarray, prior: float) -> np.ndarray:
    from scipy.special import betainc

    shares: Any = betainc(hits + prior, days - hits + prior, points)
    return np.asarray(shares)
