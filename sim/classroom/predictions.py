"""What the teams predict before they see anything, and how near they come.

They predict the company on its own plan, which is the same for all. A chance is scored by Brier's rule (1950), the
square of its distance from what happened, 0 or 1, and again from the share among all companies, which luck does not
move; .25 is what "one half" earns. An interval is scored by whether it holds the played company's ARR, and by the share
of all companies that it holds, to be read beside how sure the team said it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.survival import FAILED, alive_at, led_by
from sim.classroom.sheets import Sheet, read_cells, readable, team_files, team_of
from sim.classroom.spec import ClassroomSpec
from sim.coroner import REASONS
from sim.ensemble.ensemble import Ensemble
from sim.errors import InputError
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

    ``brier``: mean of its two chances against the played company; ``calibration``: against the shares of all companies;
    ``held``: whether its interval holds the played ARR; ``covered``: share of all companies in it; ``killer``: its
    answer; ``right``: whether the played company ended so; ``usual``: share of the failed that ended so.
    """

    team: str
    brier: float
    calibration: float
    held: bool | None
    covered: float
    killer: str
    right: bool | None
    usual: float


def first_month(spec: ClassroomSpec, months: int) -> int:
    """The month of the earlier of the two predictions of survival."""
    return min(spec.survival_month, months)


def questions(spec: ClassroomSpec, months: int, currency: str) -> list[Question]:
    """What is asked."""
    then, sure, chance = first_month(spec, months), f"{spec.interval:.0%}", "0 to 1, or 0% to 100%"
    return [
        Question(ALIVE_THEN, f"Chance that the company is still going after {then} months", "share", chance),
        Question(ALIVE_END, f"Chance that it is still going after {months} months", "share", chance),
        Question(
            ARR_LOW, f"ARR after {months} months (0 if it has ended): low end, {sure} sure", currency, "0 or more"
        ),
        Question(ARR_HIGH, f"The same: high end, {sure} sure", currency, f"at least {ARR_LOW}"),
        Question(KILLER, "What will end it", "", ", ".join(KILLERS)),
    ]


def read_prediction(path: Path, name: str) -> dict[str, Any]:
    """A team's answers, by question; those left blank are missing. InputError where one cannot be read."""
    answers: dict[str, Any] = {}
    for key, given in read_cells(path, name).items():
        if key == KILLER:
            if given not in KILLERS:
                raise InputError("no such end", file=name, key=key, value=given, allowed=", ".join(KILLERS))
            answers[key] = given
            continue
        if key not in (ALIVE_THEN, ALIVE_END, ARR_LOW, ARR_HIGH):
            asked = ", ".join((ALIVE_THEN, ALIVE_END, ARR_LOW, ARR_HIGH, KILLER))
            raise InputError("no such question", file=name, key=key, value=given, allowed=asked)
        number = parse_number(str(given))
        most = 1.0 if key in (ALIVE_THEN, ALIVE_END) else float("inf")
        if number is None or not 0.0 <= number <= most:
            allowed = "a share from 0 to 1" if most == 1.0 else "a number from 0"
            raise InputError("not allowed here", file=name, key=key, value=given, allowed=allowed)
        answers[key] = number
    if answers.get(ARR_LOW, 0.0) > answers.get(ARR_HIGH, float("inf")):
        low = f"at least {answers[ARR_LOW]:g}"
        raise InputError("the interval is empty", file=name, key=ARR_HIGH, value=answers[ARR_HIGH], allowed=low)
    return answers


def read_predictions(folder: Path) -> list[Sheet]:
    """The predictions of a folder, those that cannot be read with why."""
    found = []
    for name, path in team_files(folder).items():
        team = team_of(path)
        try:
            found.append(Sheet(team, name, read_prediction(readable(folder, name), name)))
        except InputError as error:
            found.append(Sheet(team, name, {}, str(error)))
    return found


def score(team: str, answers: Mapping[str, Any], own: Ensemble, trial: int, spec: ClassroomSpec) -> Score:
    """A team's answers against the company on its own plan: the played one, and all."""
    then = first_month(spec, own.months)
    outcomes = own.outcomes
    played = int(np.flatnonzero(outcomes["trial"].to_numpy() == trial)[0])
    arr = np.where(outcomes["end"].isin(FAILED), 0.0, outcomes["arr_end"].to_numpy(dtype=float))
    against_one, against_all = [], []
    for key, month in ((ALIVE_THEN, then), (ALIVE_END, own.months)):
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
    )


def ranked(scores: Sequence[Score]) -> list[Score]:
    """The nearest to the played company first, those without a chance last."""
    return sorted(scores, key=lambda one: (isnan(one.brier), one.brier, one.team))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
