"""How fast: a company-month, an SQL, two workers, the naive twin, and cost against leads."""

from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.ablation import first_loop
from experiments.bench.child import ask
from experiments.bench.measure import SEED, TIMEOUTS, Measure, Plan, bare_timeouts, cpu_seconds, seconds

if TYPE_CHECKING:
    from sim.journal import Trial
    from sim.scenario import Scenario

WHOLE_GOAL, LOOP_GOAL = 650, 400  # bare timeouts for a company-month
LEAD_FACTOR = "marketing.lead_factor"
LEAD_STEPS = (1, 3, 10, 30)  # times the leads of the scenario
MANY_LEADS = 10
AT_A_TIME = 8  # trials between two looks at what a bare timeout takes
FEWER, FEW = 4, 8  # parts of the trials, where each takes long


def speed(scenario: "Scenario", plan: Plan) -> list[Measure]:
    """Every measure of speed."""
    return [
        cost_of_a_month(scenario, plan, "everything on", WHOLE_GOAL),
        cost_of_a_month(first_loop(scenario), plan, "with its first loop alone", LOOP_GOAL),
        events_per_sql(scenario, plan),
        two_workers(scenario, plan),
        first_trial(plan),
        *against_the_naive_way(scenario, plan),
        cost_against_leads(scenario, plan),
    ]


def lives(scenario: "Scenario", trials: int, first: int = 0) -> "list[Trial]":
    """So many companies of ``scenario``, from trial ``first`` on."""
    from sim.trial import simulate

    return [simulate(scenario, SEED, trial) for trial in range(first, first + trials)]


def cost_of_a_month(scenario: "Scenario", plan: Plan, how_much: str, goal: int) -> Measure:
    """Processor time for a company-month lived, monthly rows on, in bare timeouts; both are taken by turns, a few
    trials at a time, because the machine is faster in one second than in the next."""
    known = lives(scenario, plan.trials)
    months, events = sum(len(life.rows) for life in known), sum(life.outcome["events"] for life in known)
    ratios, per_trial = [], []
    for _ in range(plan.repeats):
        bare, took, turns = 0.0, 0.0, range(0, plan.trials, AT_A_TIME)
        for first in turns:
            bare += cpu_seconds(bare_timeouts) / TIMEOUTS / len(turns)
            took += cpu_seconds(partial(lives, scenario, min(AT_A_TIME, plan.trials - first), first))
        ratios.append(took / months / bare)
        per_trial.append(took / plan.trials)
    value = median(ratios)
    kernel = events / months / value
    how = (
        f"{plan.trials} trials, {months:,} months, {median(per_trial) * 1e3:.1f} ms a trial; one life each; "
        f"the raw kernel alone would take {kernel:.0%} of it for the trial's own {events / plan.trials:,.0f} events"
    )
    return Measure(
        f"a company-month of `base` {how_much}, in bare timeouts", f"{value:.0f}", f"≤ {goal}", value <= goal, how
    )


def events_per_sql(scenario: "Scenario", plan: Plan) -> Measure:
    """SimPy events for each additional SQL when the leads are doubled, over companies that live equally long."""
    events = sqls = pairs = 0.0
    for one, two in zip(lives(scenario, plan.trials), lives(with_leads(scenario, 2), plan.trials), strict=True):
        if len(one.rows) != len(two.rows):
            continue
        pairs += 1
        events += two.outcome["events"] - one.outcome["events"]
        sqls += total(two, "sqls") - total(one, "sqls")
    if sqls <= 0:
        return Measure("SimPy events per additional SQL", "unknown", "≤ 2", None, "no additional SQL was seen")
    value, goal = events / sqls, 2.0
    how = f"leads doubled; {pairs:.0f} of {plan.trials} pairs that live equally long, {sqls:,.0f} SQLs more"
    return Measure("SimPy events per additional SQL", f"{value:.2f}", f"≤ {goal:.0f}", value <= goal, how)


def total(life: "Trial", column: str) -> float:
    """A monthly column summed over a life."""
    from sim.journal import MONTHLY

    place = MONTHLY.index(column)
    return float(np.nansum([row[place] for row in life.rows]))


def with_leads(scenario: "Scenario", times: float) -> "Scenario":
    """The same scenario with so many times its leads."""
    value: Any = scenario.setup
    for name in LEAD_FACTOR.split("."):
        value = getattr(value, name)
    return scenario.replace({LEAD_FACTOR: times * float(value)})


def two_workers(scenario: "Scenario", plan: Plan) -> Measure:
    """How much faster two workers finish an ensemble than one; the pool is started beforehand."""
    from sim import run_ensemble

    def finish(workers: int) -> None:
        run_ensemble(scenario, trials=plan.ensemble_trials, seed=SEED, workers=workers).result()

    finish(2)
    ratios = []
    for _ in range(plan.repeats):
        alone = seconds(lambda: finish(1))
        ratios.append(alone / seconds(lambda: finish(2)))
    value, goal = median(ratios), 1.7
    each = alone / plan.ensemble_trials * 1e3
    how = f"{plan.ensemble_trials} trials, workers started beforehand; {each:.1f} ms a trial with one"
    return Measure("two workers against one", f"{value:.2f} ×", f"≥ {goal} ×", value >= goal, how)


def first_trial(plan: Plan) -> Measure:
    """Time from the start of a fresh process until its first company has lived."""
    value = median(seconds(lambda: ask("first", 1)) for _ in range(plan.repeats + 1))
    how = "fresh process, scenario loaded, one trial lived with one worker; reported, not judged"
    return Measure("from the start to the first trial", f"{value:.2f} s", "about 1 s", None, how)


def against_the_naive_way(scenario: "Scenario", plan: Plan) -> list[Measure]:
    """The naive twin's time over the model's on the same leads, deals and customer-months; and with ten times the
    leads, where the load rather than the company is what costs."""
    found = []
    for times, goal in ((1, 4.0), (MANY_LEADS, None)):
        ratio, how = naive_ratio(with_leads(scenario, times), max(plan.trials // (FEW if times > 1 else 2), 2), plan)
        what = "the naive twin's time on the load of `base`" + (f", {times} × the leads" if times > 1 else "")
        met = None if goal is None else ratio >= goal
        found.append(Measure(what, f"{ratio:.2f} ×", f"≥ {goal:g} ×" if goal else "–", met, how))
    return found


def naive_ratio(scenario: "Scenario", trials: int, plan: Plan) -> tuple[float, str]:
    """(time of the naive twin over time of the model, how it was taken)."""
    from experiments.naive import load_of, play
    from sim.trial import simulate

    loads = [load_of(life) for life in lives(scenario, trials)]
    qualified = [load_of(life, "sqls") for life in lives(scenario, trials)]
    ours = naive = unqualified = 0.0
    for _ in range(max(plan.repeats // 2, 1)):
        for trial in range(trials):
            ours += cpu_seconds(partial(simulate, scenario, SEED, trial))
            naive += cpu_seconds(partial(play, loads[trial], trial))
            unqualified += cpu_seconds(partial(play, qualified[trial], trial))
    leads, ticks = (sum(counts) for counts in ([sum(x.leads) for x in loads], [x.customer_months for x in loads]))
    deals = sum(sum(x.open) for x in loads)
    how = (
        f"{trials} trials, {leads:,} leads (MQLs), {deals:,} deals and {ticks:,} customer-months in both; the model "
        f"also plays staff, learning, money and rounds. With processes for SQLs only {unqualified / ours:.2f} ×"
    )
    return naive / ours, how


def cost_against_leads(scenario: "Scenario", plan: Plan) -> Measure:
    """Exponent of processor time against leads in a log-log fit, from 1 to 30 times the leads."""
    trials = max(plan.trials // FEWER, 2)
    leads, costs = [], []
    for times in LEAD_STEPS:
        larger = with_leads(scenario, times)
        took = [cpu_seconds(partial(lives, larger, trials)) for _ in range(max(plan.repeats // 2, 1))]
        months = sum(len(life.rows) for life in lives(larger, trials))
        leads.append(sum(total(life, "sqls") for life in lives(larger, trials)) / months)
        costs.append(median(took) / months)
    exponent = float(np.polyfit(np.log(leads), np.log(costs), 1)[0])
    last = float(np.log(costs[-1] / costs[-2]) / np.log(leads[-1] / leads[-2]))
    listed = ", ".join(f"{cost * 1e3:.2f} ms at {lead:,.0f}" for lead, cost in zip(leads, costs, strict=True))
    how = f"a company-month takes {listed} SQLs a month, {trials} trials each; exponent of the last step {last:.2f}"
    goal = 1.05
    what = f"cost against leads, 1 × to {LEAD_STEPS[-1]} ×: exponent"
    return Measure(what, f"{exponent:.2f}", f"≤ {goal}", exponent <= goal, how)
