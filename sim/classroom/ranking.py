"""What a policy is worth, and who ranks where.

*Founders' expected payoff*: the mean over all trials of what is left to the founders at the horizon. A living company
is worth a multiple of its ARR and its cash; one sold in distress a lower multiple of its last ARR; one closed in good
order its cash; a dead one nothing. Investors hold preferred shares of the plain kind (one times, not participating):
they take back what they have put in, or their share of the whole, whichever is more:

    payoff = min(max(worth - capital, 0), kept · worth)

``capital`` is the opening cash and all money raised since, ``kept`` the founders' share after the dilution of each
round. To survive on the investors' money is worth nothing here, which is why survival alone does not rank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from sim.analysis.statistics import Floats, Interval, difference_interval, mean_interval
from sim.analysis.survival import alive_at, survival_at, trial_numbers
from sim.classroom.spec import ClassroomSpec
from sim.ensemble.ensemble import Ensemble

OWN, TWIN, TEAM = "own plan", "healthy twin", "team"


@dataclass(frozen=True)
class Standing:
    """One policy in the ranking. Money in the scenario's currency.

    ``value``: the founders' expected payoff with its simulation error; ``against_own``: minus that of the scenario's
    own plan, company by company on the same luck; ``played``: the payoff of the played company; ``luck``: played minus
    value; ``place``: share of this policy's own companies that came out below the played one (those level count half).
    """

    name: str
    kind: str
    value: Interval
    against_own: Interval
    survival: Interval
    arr: float
    played: float
    played_alive: bool
    place: float

    @property
    def luck(self) -> float:
        """What the played company had more than its policy is worth."""
        return self.played - self.value.value


def payoffs(ensemble: Ensemble, spec: ClassroomSpec) -> Floats:
    """What is left to the founders [trials], money at the horizon, in the order of ``outcomes``."""
    outcomes, setup = ensemble.outcomes, ensemble.scenario.setup
    end = outcomes["end"].to_numpy(dtype=object)
    cash = np.maximum(outcomes["cash_end"].to_numpy(dtype=float), 0.0)
    living = spec.arr_multiple * outcomes["arr_end"].to_numpy(dtype=float) + cash
    sold = spec.distress_multiple * last_arr(ensemble)
    worth = np.select([end == "dead", end == "closed", end == "acquired"], [0.0 * cash, cash, sold], living)
    capital = spec.opening_capital * setup.company.opening.cash + outcomes["money_raised"].to_numpy(dtype=float)
    ladder = [1.0 - terms.dilution for terms in setup.funding.rounds.values()]
    kept = np.array([prod(ladder[: int(rounds)]) for rounds in outcomes["rounds"]])
    return np.asarray(np.minimum(np.maximum(worth - capital, 0.0), kept * worth))


def last_arr(ensemble: Ensemble) -> Floats:
    """ARR at the last month's end that a company saw [trials], money per year."""
    arr = np.asarray(ensemble.monthly("arr"), dtype=float)
    seen = np.isfinite(arr)
    last = arr.shape[1] - 1 - seen[:, ::-1].argmax(axis=1)
    return np.where(seen.any(axis=1), arr[np.arange(len(arr)), last], 0.0)


def rank(ensembles: Sequence[Ensemble], kinds: Mapping[str, str], trial: int, spec: ClassroomSpec) -> list[Standing]:
    """The policies, the most valuable first; the first ensemble is the scenario's own plan. ``kinds``: by name."""
    own = dict(zip(trial_numbers(ensembles[0]).tolist(), payoffs(ensembles[0], spec).tolist(), strict=True))
    found = [_standing(one, kinds.get(one.scenario.name, TEAM), own, trial, spec) for one in ensembles]
    return sorted(found, key=lambda one: (-one.value.value, -one.survival.value, one.name))


def place_of(one: Standing, ranking: Sequence[Standing]) -> int:
    """Its place, 1 for the best; policies that are worth the same share one."""
    return 1 + sum(other.value.value > one.value.value for other in ranking)


def _standing(ensemble: Ensemble, kind: str, own: Mapping[int, float], trial: int, spec: ClassroomSpec) -> Standing:
    values, trials = payoffs(ensemble, spec), trial_numbers(ensemble)
    place = int(np.flatnonzero(trials == trial)[0])
    played = float(values[place])
    pairs = np.array([number in own for number in trials.tolist()])
    theirs = np.array([own[number] for number in trials[pairs].tolist()])
    worth = mean_interval(values, trials)
    below = float(((values < played) + 0.5 * (values == played)).mean())
    return Standing(
        name=ensemble.scenario.name,
        kind=kind,
        value=replace(worth, low=max(worth.low, 0.0)),  # nothing is the least that can be left
        against_own=difference_interval(theirs, values[pairs], trials[pairs]),
        survival=survival_at(ensemble, ensemble.months),
        arr=float(ensemble.outcomes["arr_end"].to_numpy(dtype=float).mean()),
        played=played,
        played_alive=bool(alive_at(ensemble, ensemble.months)[place]),
        place=below,
    )
