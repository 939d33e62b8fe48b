"""Premature scaling: a population that hires at random times, classed by plan, beside the published figures.

The figures and their sources are kept in premature_scaling.yaml.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from experiments.paper import (
    ARR,
    LIFE,
    MONEY,
    SHARE,
    Contrast,
    Found,
    Lots,
    Measure,
    Setting,
    Study,
    alive,
    at,
    during,
    publish,
    table,
)
from experiments.plates import bars
from sim import load_scenario
from sim.analysis.paired import Lot, lot
from sim.analysis.statistics import Floats
from sim.ensemble.lived import Lived
from sim.ensemble.lives import LifeKey, lives
from sim.luck import stream_key
from sim.report.style import Plate
from sim.report.wording import percent
from sim.scenario import Scenario

MONTHS = 60
FEW, MOST_REPS, LAST_MONTH = 2, 8, 24
EARLY_BEFORE = 13
QUICK = 8  # so few draw plans of both classes
BIG_MRR = 100_000.0
EARLY, LATE = "scaled early by its plan", "scaled late, or not"
WAITED = "the early ones, had they waited"
COLUMNS = ("mrr", "heads", "heads_rep", "spend", "customers_won")


def _never_big(lot: Lot) -> Floats:
    never: Floats = (np.nan_to_num(lot.rows["mrr"]).max(axis=1, initial=0.0) < BIG_MRR).astype(np.float64)
    return never


ALIVE = alive(MONTHS)
NEVER = Measure("MRR never above USD 100k in 60 months", SHARE, _never_big)
TEAM = at("heads at 12 months", "heads", "heads", 12)
TEAM_LATER = at("heads at 48 months", "heads", "heads", 48)
SPENT = during("spent in all for each customer won, months 1 to 36", MONEY, "spend", 1, 36, below="customers_won")


def drawn(seed: int, trial: int) -> tuple[int, int]:
    """The plan of a company: how many reps, in which month, whatever its world."""
    generator = np.random.Generator(np.random.Philox(key=stream_key(seed, "premature scaling", trial)))
    return int(generator.integers(1, MOST_REPS + 1)), int(generator.integers(1, LAST_MONTH + 1))


def is_early(reps: int, month: int) -> bool:
    """Whether a plan puts more than a first pair of reps on the floor within the first year."""
    return reps > FEW and month < EARLY_BEFORE


def planned(base: Scenario, reps: int, month: int) -> Scenario:
    """The company with that plan."""
    return base.replace({"plan.hires.rep.first": {"count": reps, "month": month, "gate": None}})


def waiting(base: Scenario, reps: int) -> Scenario:
    """As many reps, of whom two start on the founders' deals and the rest when the playbook gate is open."""
    return base.replace(
        {
            "plan.hires.rep.first": {"count": FEW, "month": None, "gate": "founder_deals"},
            "plan.hires.rep.rest": {"count": reps - FEW, "month": None, "gate": "playbook"},
        }
    )


def live(study: Study, _plans: Sequence[str], setting: Setting, trials: int, workers: int | None) -> Lots:
    """Everybody with the plan that was drawn; the early ones again in the same world with a plan that waits."""
    base = setting.applied(study.plans[EARLY].with_months(study.months))
    plans = {trial: drawn(setting.seed, trial) for trial in range(trials)}
    early = [trial for trial, plan in plans.items() if is_early(*plan)]
    late = [trial for trial in plans if trial not in early]
    scenarios = [planned(base, *plan) for plan in plans.values()] + [waiting(base, plans[trial][0]) for trial in early]
    keys = [LifeKey(place, trial) for place, trial in enumerate([*plans, *early])]
    found: dict[int, Lived] = {key.scenario: one for key, one in lives(scenarios, keys, setting.seed, COLUMNS, workers)}

    def lot_of(places: Sequence[int], worlds: Sequence[int]) -> Lot:
        return lot([found[place] for place in places], worlds, study.months, COLUMNS)

    again = range(trials, trials + len(early))
    return {EARLY: lot_of(early, early), LATE: lot_of(late, late), WAITED: lot_of(again, early)}


def contrasts(_lots: Lots) -> Sequence[Contrast]:
    """The two classes side by side, as a survey sees them; and the same companies with the other plan."""
    return [
        *(Contrast(LATE, EARLY, one) for one in (ALIVE, NEVER, TEAM, TEAM_LATER, ARR)),
        *(Contrast(WAITED, EARLY, one) for one in (ALIVE, NEVER, ARR)),
    ]


@cache
def published() -> dict[str, dict[str, Any]]:
    """The figures with what they say and where they were read."""
    import yaml

    content: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return content


def say(found: Found) -> list[str]:
    """The classes beside the published figures."""
    figures = published()
    early, late = (found.level(name, TEAM).value for name in (EARLY, LATE))
    share = len(found.lots[EARLY].trials) / found.trials
    over, others_over = (percent(1.0 - found.level(name, ALIVE).value) for name in (EARLY, LATE))
    return [
        f"{len(found.lots[EARLY].trials)} of {found.trials} plans ({share:.0%}) scale early, because they were drawn "
        f"so: the published {figures['scaled_early']['value']:.0%} is a finding, this is not.",
        f"Of those, {NEVER.say(found.level(EARLY, NEVER))} never pass USD 100,000 of recurring revenue a month in five "
        f"years (published: {figures['below_100k']['value']:.0%} of premature scalers); of the others "
        f"{NEVER.say(found.level(LATE, NEVER))}. The figure alone says little: what tells is the difference.",
        f"{over} of the early ones have come to an end of some kind (also a sale) at {MONTHS} months, {others_over} of "
        f"the others (published: {figures['failing']['value']:.0%} fail because of premature scaling, which is a cause "
        "that nobody can observe).",
        f"Their teams are {early / late:.2g} times as large at 12 months (published, before scaling: "
        f"{figures['team_before']['value']:g} times).",
    ]


def draw(found: Found) -> list[Plate]:
    """Survival and revenue of the classes, and of the early ones had they waited."""
    plans = (EARLY, LATE, WAITED)
    return [
        bars("premature_scaling-survival", "Survival by class of plan", found, plans, ALIVE),
        bars("premature_scaling-revenue", "Never above USD 100k a month, by class of plan", found, plans, NEVER),
    ]


def _sources() -> str:
    rows = [
        [one["says"], f"{one['value']:.0%}" if one["unit"] == SHARE else f"{one['value']:g} times",
         f"[{one['source']}]({one['address']})"]
        for one in published().values()
    ]  # fmt: skip
    return "\n".join(table(("published", "figure", "read in"), rows))


def study() -> Study:
    """The study."""
    base = load_scenario("base").replace({"policies.hire_reps.enabled": False})
    return Study(
        name="premature_scaling",
        title="Premature scaling, beside the published figures",
        question=(
            "In a population of companies that hire at random times, do those whose plan scales early fare as the "
            "Startup Genome report of 2011 says of premature scalers?"
        ),
        method=(
            f"The company of `base`; each world draws a plan of its own, 1 to {MOST_REPS} reps in a month from 1 to "
            f"{LAST_MONTH}. A plan is called early when it has more than {FEW} reps start within the first year: by "
            "the plan alone, before anybody knows how the company fares. The classes are different companies, as in a "
            "survey; so the early ones live once more, in the same worlds and with as many reps, of whom two start on "
            "the founders' deals and the rest at the playbook gate."
        ),
        limits=(
            "What cannot be compared: the published companies were classed by a questionnaire about their state, "
            "partly after it was known how they fared, so that failing made them look premature; they are of all "
            "kinds and stages, where these are one kind of company with one seed round; revenue was what they said, "
            "not MRR over five years; the share that scales early is drawn here; users, lines of code and outsourcing "
            "are not in the model at all; and who fails *because of* premature scaling is not observed by anyone, "
            "there or here. That early plans do worse here follows partly from what was built in (a playbook is "
            f"learnt before it is multiplied), so agreement is no evidence for the report.\n\n{_sources()}"
        ),
        months=MONTHS,
        plans={EARLY: base, LATE: base, WAITED: base},
        measures=(ALIVE, LIFE, NEVER, ARR, TEAM, TEAM_LATER, SPENT),
        contrasts=contrasts,
        say=say,
        draw=draw,
        columns=COLUMNS,
        live=live,
        quick=QUICK,
    )


if __name__ == "__main__":
    publish(study())
