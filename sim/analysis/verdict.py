"""What a founder should read first, in plain words and dates."""

from dataclasses import dataclass

from sim.analysis.spread import worlds_spread
from sim.analysis.statistics import Interval
from sim.analysis.survival import (
    FAILED,
    ends,
    led_by,
    proximate_causes,
    runway_months,
    standard_months,
    survival_at,
)
from sim.analysis.words import month_name, percent, points
from sim.ensemble.ensemble import Ensemble

__all__ = ["Verdict", "month_name", "verdict"]

USUAL_MONTH = 36
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
        lines.append(_with_rounds(ensemble))
    lines += [_survival(ensemble), _two_uncertainties(ensemble, month, survival), _commonest_end(ensemble)]
    failed = sum(failure.day == 0 for failure in ensemble.failures)
    if failed:
        lines.append(f"{failed:,} of {ensemble.trials:,} trials failed and count in no number above.")
    lines.append(f"Repeat: {command or plain_command(ensemble)}")
    return Verdict(lines, _headline(ensemble, month, survival))


def plain_command(ensemble: Ensemble) -> str:
    """The command line that repeats a run of a scenario as it is on file."""
    return (
        f"saas-sim run {ensemble.scenario.name} --trials {ensemble.trials} --seed {ensemble.seed} "
        f"--months {ensemble.months}"
    )


def _date(ensemble: Ensemble, months: float) -> str:
    return month_name(ensemble.scenario.setup.company.opening.date, months)


def _headline(ensemble: Ensemble, month: int, survival: Interval) -> str:
    typical = runway_months(ensemble, new_money=False)["p50"]
    if typical is None:
        cash = f"With no new money the typical company lasts beyond {_date(ensemble, ensemble.months)}"
    else:
        cash = f"With no new money, typically by {_date(ensemble, typical)} {_gone(ensemble)}"
    rounds = "with rounds " if ensemble.scenario.setup.funding.enabled else ""
    return f"{cash}; {rounds}{_share(survival)} of companies are alive after {month} months."


def _no_new_money(ensemble: Ensemble) -> str:
    return f"With no new money: {_bad_and_typical(ensemble, False, _gone(ensemble))}."


def _gone(ensemble: Ensemble) -> str:
    """What happens to a company without new money: founders may wind it down before its cash is gone."""
    closed = (ensemble.outcomes["no_new_money_end"] == "closed").any()
    return "cash is gone or the company wound down" if closed else "cash is gone"


def _with_rounds(ensemble: Ensemble) -> str:
    return f"With rounds: {_bad_and_typical(ensemble, True, 'the company has ended')}."


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
        f"{_share(survival_at(ensemble, month))} at the end of {_date(ensemble, month)} ({month} months)"
        for month in standard_months(ensemble.months)
    ]
    return f"Companies still alive: {_listed(shares)}."


def _two_uncertainties(ensemble: Ensemble, month: int, survival: Interval) -> str:
    error = f"Simulation error (±{points(survival.margin)} points at {month} months) shrinks with more trials"
    chances = worlds_spread(ensemble).get(month)
    if chances is None:
        return f"{error}; the spread between worlds does not, and this run is too short to show it."
    return (
        f"{error}; the spread between worlds does not: the same plan survives {month} months with chance "
        f"{percent(chances['p10'])} in bad worlds and {percent(chances['p90'])} in good ones (1 in 10 each)."
    )


def _commonest_end(ensemble: Ensemble) -> str:
    shares = ends(ensemble)
    end = max(shares, key=lambda name: shares[name])
    sentence = f"The commonest end: {END_WORDS[end]} ({percent(shares[end])} of companies)"
    failed = sum(shares[name] for name in FAILED)
    if not failed:
        return f"{sentence}; none ran out of cash or was wound down."
    straw, leader = (_commonest(found(ensemble)) for found in (proximate_causes, led_by))
    return (
        f"{sentence}. Of the {percent(failed)} that failed, the last straw was most often: {straw}; what led to it "
        f"most often: {leader}."
    )


def _commonest(shares: dict[str, float]) -> str:
    name, share = next(iter(shares.items()))
    return f"{name or 'unknown'} ({percent(share)})"


def _share(interval: Interval) -> str:
    return f"{percent(interval.value)} (±{points(interval.margin)})"


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
