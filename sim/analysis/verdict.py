"""What a founder should read first, in plain words and dates."""

import shlex
from dataclasses import dataclass
from math import isnan

from sim.analysis.spread import worlds_spread
from sim.analysis.statistics import Interval, share_interval
from sim.analysis.stopping import stopping_of
from sim.analysis.survival import (
    FAILED,
    OVER_TIME,
    ends,
    led_by,
    proximate_causes,
    runway_months,
    standard_months,
    survival_at,
    trial_numbers,
)
from sim.analysis.words import counted, month_name, percent, points, share_margin
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.jobs import FEWEST_WORLDS, TRIALS_PER_WORLD

__all__ = ["Verdict", "month_name", "verdict"]

USUAL_MONTH = 36
FEW_FAILED = 10  # fewer are counted, not given in per cent
BY_INVESTORS = "closed by investors"
END_WORDS = {
    "dead": "out of cash",
    "closed": "wound down",
    "acquired": "acquired",
    "default_alive": "alive, and able to break even on its own cash",
    "alive": "alive, but in need of new money",
}


@dataclass(frozen=True)
class Verdict:
    """Sentences in reading order, and the one that stands for all."""

    lines: list[str]
    headline: str


def verdict(ensemble: Ensemble, command: str | None = None) -> Verdict:
    """The verdict on a run; ``command`` is the line that repeats it (by default the plain one)."""
    month = min(USUAL_MONTH, ensemble.months)
    survival = survival_at(ensemble, month)
    lines = [_no_new_money(ensemble)]
    if ensemble.scenario.setup.funding.enabled:
        lines += [_with_rounds(ensemble), *_rounds_cost(ensemble)]
    lines += [_survival(ensemble), *_sold(ensemble), *_stopped(ensemble), _two_uncertainties(ensemble, month, survival)]
    lines.append(_commonest_end(ensemble))
    failed = sum(failure.day == 0 for failure in ensemble.failures)
    if failed:
        lines.append(f"{failed:,} of {counted(ensemble.trials, 'trial')} failed and count in no number above.")
    command = command or plain_command(ensemble)
    if command:
        lines.append(f"Repeat: {command}")
    return Verdict(lines, _headline(ensemble, month, survival))


def plain_command(ensemble: Ensemble) -> str | None:
    """The command line that repeats a run; None where the scenario was changed in Python, which no command repeats."""
    words = ensemble.scenario.words
    if words is None:
        return None
    numbers = ["--trials", ensemble.trials, "--seed", ensemble.seed, "--months", ensemble.months]
    return shlex.join(["saas-sim", "run", *words, *map(str, numbers)])


def _date(ensemble: Ensemble, months: float) -> str:
    return month_name(ensemble.scenario.setup.company.opening.date, months)


def _headline(ensemble: Ensemble, month: int, survival: Interval) -> str:
    typical = runway_months(ensemble, new_money=False)["p50"]
    if typical is None:
        cash = f"With no new money the typical company lasts beyond {_date(ensemble, ensemble.months)}"
    else:
        cash = f"With no new money, typically by {_date(ensemble, typical)} {_gone(ensemble)}"
    rounds = "with rounds " if ensemble.scenario.setup.funding.enabled else ""
    return f"{cash}; {rounds}{_share(survival)} of companies are alive after {counted(month, 'month')}."


def _no_new_money(ensemble: Ensemble) -> str:
    return f"With no new money: {_bad_and_typical(ensemble, False, _gone(ensemble))}."


def _gone(ensemble: Ensemble) -> str:
    """What happens to a company without new money: founders may wind it down before its cash is gone."""
    seen = set(ensemble.outcomes["no_new_money_end"])
    closed, sold = ("wound down" if "closed" in seen else ""), ("was sold" if "acquired" in seen else "")
    others = " or ".join(filter(None, (closed, sold)))
    return f"cash is gone or the company {others}" if others else "cash is gone"


def _with_rounds(ensemble: Ensemble) -> str:
    ended = "the company has ended or was sold" if ends(ensemble)["acquired"] else "the company has ended"
    return f"With rounds: {_bad_and_typical(ensemble, True, ended)}."


def _rounds_cost(ensemble: Ensemble) -> list[str]:
    """Why the bad case may come earlier with rounds than without."""
    rounds, alone = (runway_months(ensemble, new_money)["p10"] for new_money in (True, False))
    earlier = rounds is not None and (alone is None or rounds < alone)
    if not earlier or BY_INVESTORS not in proximate_causes(ensemble):
        return []
    return [
        "The bad case comes earlier with rounds than without: some companies are closed by their investors although "
        "cash is left."
    ]


def _bad_and_typical(ensemble: Ensemble, new_money: bool, what: str) -> str:
    runway = runway_months(ensemble, new_money)
    bad, typical = runway["p10"], runway["p50"]
    horizon = _date(ensemble, ensemble.months)
    if bad is None:
        return f"even in a bad case (1 in 10) not before the end of {horizon}, where the simulation stops"
    sentence = f"in a bad case (1 in 10) {what} by {_date(ensemble, bad)}"
    if typical is None:
        return f"{sentence}, typically not before the end of {horizon}, where the simulation stops"
    return f"{sentence}, typically by {_date(ensemble, typical)}"


def _survival(ensemble: Ensemble) -> str:
    shares = [
        f"{_share(survival_at(ensemble, month))} at the end of {_date(ensemble, month)} ({counted(month, 'month')})"
        for month in standard_months(ensemble.months)
    ]
    return f"Companies still alive: {_listed(shares)}."


def _sold(ensemble: Ensemble) -> list[str]:
    """How many of all were sold: an end, but no failure."""
    share = share_interval((ensemble.outcomes["end"] == "acquired").to_numpy(), trial_numbers(ensemble))
    if not share.value:
        return []
    return [
        f"Sold in distress: {_share(share)} of all by {_date(ensemble, ensemble.months)}; these are not alive above."
    ]


def _stopped(ensemble: Ensemble) -> list[str]:
    """How many trials it took to know enough, where that was asked."""
    stopping = stopping_of([ensemble])
    return [stopping.sentence] if stopping else []


def _two_uncertainties(ensemble: Ensemble, month: int, survival: Interval) -> str:
    error = f"Simulation error ({_points(survival)} at {counted(month, 'month')}) shrinks with more trials"
    spread = worlds_spread(ensemble).get(month)
    if spread is None:
        needed = counted(FEWEST_WORLDS * TRIALS_PER_WORLD, "trial")
        return f"{error}; the spread between worlds does not, and it takes {needed} to show it."
    return (
        f"{error}; the spread between worlds does not: the same plan survives {counted(month, 'month')} with chance "
        f"{_chance(spread.quantiles['p10'])} in bad worlds and {_chance(spread.quantiles['p90'])} in good ones "
        f"(1 in 10 each; from {spread.worlds:,} worlds with {spread.days} days)."
    )


def _commonest_end(ensemble: Ensemble) -> str:
    shares = ends(ensemble)
    end = max(shares, key=lambda name: shares[name])
    what = "The commonest end" if end in OVER_TIME else "Where most stand at the horizon"
    sentence = f"{what}: {END_WORDS[end]} ({percent(shares[end])} of companies)"
    total = len(ensemble.outcomes)
    failed = round(sum(shares[name] for name in FAILED) * total)
    if not failed:
        return f"{sentence}; none ran out of cash or was wound down."
    straw, leader = (_commonest(found(ensemble), failed) for found in (proximate_causes, led_by))
    size = percent(failed / total) if failed >= FEW_FAILED else f"{failed} of {counted(total, 'company', 'companies')}"
    return (
        f"{sentence}. Of the {size} that failed, the last straw was most often: {straw}; what led to it "
        f"most often: {leader}."
    )


def _commonest(shares: dict[str, float], failed: int) -> str:
    """The first of ``shares`` among the ``failed``: a count where they are few."""
    name, share = next(iter(shares.items()))
    return f"{name or 'unknown'} ({percent(share) if failed >= FEW_FAILED else round(share * failed)})"


def _points(interval: Interval) -> str:
    """How sure a share is; only a ± is in points."""
    margin = share_margin(interval)
    return f"{margin} points" if margin.startswith("±") else margin


def _chance(interval: Interval) -> str:
    """A chance in a kind of worlds, with its interval where there is one."""
    known = "" if isnan(interval.low) else f" ({points(interval.low)} to {points(interval.high)} %)"
    return percent(interval.value) + known


def _share(interval: Interval) -> str:
    return f"{percent(interval.value)} ({share_margin(interval)})"


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
