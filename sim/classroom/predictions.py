"""What the teams predict before they see anything, and how near they come.

They predict the company on its own plan, which is the same for all. A chance is scored by Brier's rule (1950), the
square of its distance from what happened, 0 or 1, and again from the share among all companies, which luck does not
move; .25 is what "one half" earns. An interval is scored by whether it holds the played company's ARR, and by the share
of all companies that it holds, to be read beside how sure the team said it was. Who mended a refused sheet after round
1 was seen is scored as well, but comes after all who had committed before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.survival import FAILED, alive_at, led_by
from sim.classroom.sheets import read_cells, read_each
from sim.classroom.spec import ClassroomSpec
from sim.coroner import REASONS
from sim.ensemble.ensemble import Ensemble
from sim.errors import InputError
from sim.quantities import LARGEST_SUM
from sim.ranges import parse_number

ALIVE_THEN, ALIVE_END = "alive_then", "alive_end"
ARR_LOW, ARR_HIGH = "arr_low", "arr_high"
KILLER, NOTHING = "killer", "nothing"
KILLERS = (NOTHING, *REASONS)


@dataclass(frozen=True)
class Question:
    """A row of the prediction sheet."""

    key: str
    meaning: str
    unit: str
    allowed: str


@dataclass(frozen=True)
class Score:
    """How near a team came; chances NaN where it gave none.

    ``brier``: mean of its chances against the played company; ``calibration``: against the shares of all companies;
    ``held``: whether its interval holds the played ARR; ``covered``: share of all companies in it; ``killer``: its
    answer; ``right``: whether the played company ended so; ``usual``: share of the failed that ended so; ``late``:
    whether it was handed in after the first round was seen; ``chances``: how many it gave.
    """

    team: str
    brier: float
    calibration: float
    held: bool | None
    covered: float
    killer: str
    right: bool | None
    usual: float
    late: bool = False
    chances: int = 0


def survival_months(spec: ClassroomSpec, months: int) -> dict[str, int]:
    """The months after which it is asked whether the company is still going, by question: the horizon, and an earlier
    one where the lesson is long enough."""
    then = {ALIVE_THEN: spec.survival_month} if spec.survival_month < months else {}
    return then | {ALIVE_END: months}


def questions(spec: ClassroomSpec, months: int, currency: str) -> list[Question]:
    """What is asked."""
    sure, chance = f"{spec.interval:.0%}", "0 to 1, or 0% to 100%"
    going = "Chance that the company is still going after {} months"
    return [
        *(Question(key, going.format(at), "share", chance) for key, at in survival_months(spec, months).items()),
        Question(
            ARR_LOW, f"ARR after {months} months (0 if it has ended): low end, {sure} sure", currency, "0 or more"
        ),
        Question(ARR_HIGH, f"The same: high end, {sure} sure", currency, f"at least {ARR_LOW}"),
        Question(KILLER, "What will end it", "", ", ".join(KILLERS)),
    ]


def read_prediction(path: Path, name: str, asked: Sequence[str]) -> dict[str, Any]:
    """A team's answers to the questions ``asked``; those left blank are missing. InputError where one cannot be
    read."""

    def one(key: str, given: Any) -> Any:
        if key not in asked:
            raise InputError("no such question", file=name, key=key, value=given, allowed=", ".join(asked))
        if key == KILLER:
            if given not in KILLERS:
                raise InputError("no such end", file=name, key=key, value=given, allowed=", ".join(KILLERS))
            return given
        number = parse_number(str(given))
        most = 1.0 if key in (ALIVE_THEN, ALIVE_END) else LARGEST_SUM
        if number is None or not 0.0 <= number <= most:
            allowed = "a share from 0 to 1" if most == 1.0 else "a number from 0"
            raise InputError("not allowed here", file=name, key=key, value=given, allowed=allowed)
        return number

    answers = read_each(read_cells(path, name), one)
    if answers.get(ARR_LOW, 0.0) > answers.get(ARR_HIGH, float("inf")):
        low = f"at least {answers[ARR_LOW]:g}"
        raise InputError("the interval is empty", file=name, key=ARR_HIGH, value=answers[ARR_HIGH], allowed=low)
    return answers


def score(team: str, answers: Mapping[str, Any], own: Ensemble, trial: int, spec: ClassroomSpec) -> Score:
    """A team's answers against the company on its own plan: the played one, and all."""
    outcomes = own.outcomes
    played = int(np.flatnonzero(outcomes["trial"].to_numpy() == trial)[0])
    arr = np.where(outcomes["end"].isin(FAILED), 0.0, outcomes["arr_end"].to_numpy(dtype=float))
    against_one, against_all = [], []
    for key, month in survival_months(spec, own.months).items():
        if key in answers:
            alive = alive_at(own, month)
            against_one.append((answers[key] - float(alive[played])) ** 2)
            against_all.append((answers[key] - float(alive.mean())) ** 2)
    both = ARR_LOW in answers and ARR_HIGH in answers
    inside = (arr >= answers.get(ARR_LOW, 0.0)) & (arr <= answers.get(ARR_HIGH, 0.0))
    failed = str(outcomes["end"].iloc[played]) in FAILED
    truth = str(outcomes["led_by"].iloc[played]) if failed else NOTHING
    killer = answers.get(KILLER, "")
    usual = led_by(own).get(killer, 0.0) if killer not in ("", NOTHING) and outcomes["end"].isin(FAILED).any() else 0.0
    return Score(
        team,
        _mean(against_one),
        _mean(against_all),
        bool(inside[played]) if both else None,
        float(inside.mean()) if both else float("nan"),
        killer,
        killer == truth if killer else None,
        usual if killer != NOTHING else float(alive_at(own, own.months).mean()),
        chances=len(against_one),
    )


def ranked(scores: Sequence[Score]) -> list[Score]:
    """The nearest to the played company first, then those without a chance, then those that came late."""
    return sorted(scores, key=lambda one: (one.late, isnan(one.brier), one.brier, one.team))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
