"""One company's life told again: the same trial as in the store, with every event."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.clock import Clock
from sim.errors import InputError
from sim.journal import MONTHLY, OUTCOME

if TYPE_CHECKING:
    from sim.ensemble.ensemble import Ensemble
    from sim.journal import Trial
    from sim.scenario import Scenario

KEY_COLUMNS = ("cash", "burn", "mrr", "customers", "sqls", "orders", "heads", "heads_rep")
# Filled by a second life, with no new money, of the same company: this one cannot know them.
FROM_THE_OTHER_LIFE = frozenset({"no_new_money_end", "no_new_money_month"})
CLOSE = 1e-9
NOT_CARRIED = (
    "Opened where a simulated company stood. Cash, recurring revenue, people, customers, prices, cuts, rivals and what "
    "was learnt go on. Not carried over, and so begun anew: a round being raised, pauses between a policy's acts, who "
    "keeps which client, claims on a refund clause, promises still believed, how able each client is, months trained, "
    "and accounts that said no lately."
)


class TrialFailed(RuntimeError):  # noqa: N818 (named for what happened)
    """The model raised an error in this trial, again; the message names both."""


@dataclass(frozen=True)
class DatedEvent:
    """A fact with its calendar date; ``amount`` in the currency's units."""

    date: date
    kind: str
    who: str
    amount: float


@dataclass(frozen=True)
class Life:
    """One company's life: dated events, the values of ``columns`` at each month's end, and its outcome.

    ``differs`` names the columns of the stored outcome that came out differently (none, or the store is of another
    version of the model); it is None where the store holds no such row.
    """

    scenario: str
    seed: int
    trial: int
    day: int
    outcome: dict[str, Any]
    events: list[DatedEvent]
    columns: tuple[str, ...]
    months: list[tuple[date, tuple[float, ...]]]
    differs: tuple[str, ...] | None

    @property
    def ending(self) -> str:
        """How it ended, in a few words."""
        end, month = str(self.outcome["end"]).replace("_", " "), self.outcome["end_month"]
        when = f" after {month:.1f} months" if not isnan(month) else f" after {len(self.months)} months"
        causes = ", ".join(str(self.outcome[name]) for name in ("cause", "led_by") if self.outcome[name])
        return f"{end}{when}" + (f" ({causes})" if causes else "")

    @property
    def agreement(self) -> str:
        """Whether the stored row says the same."""
        if self.differs is None:
            return "The store holds no row of this trial to compare with."
        if self.differs:
            return f"The stored row differs in {', '.join(self.differs)}: it was made by another version of the model."
        return "The stored row says the same."


def replay(folder: Path | str, trial: int, day: int = 0, scenario: str | None = None) -> Life:
    """Simulate again, exactly, one trial of a finished run.

    ``day`` picks another day's luck in the same world; ``scenario`` picks one in the folder of a comparison.
    ``InputError`` where the folder holds no run, or the trial is not in it; ``TrialFailed`` where it fails again.
    """
    from sim.trial import simulate

    ensemble = open_run(Path(folder), trial, scenario)
    with _failing(ensemble, trial, day):
        again = simulate(ensemble.scenario, ensemble.seed, trial, day=day, events=True)
    return _tell(ensemble, again)


def export_month(folder: Path | str, trial: int, month: int, to: Path | str, scenario: str | None = None) -> None:
    """Write a scenario that opens where a trial's company stood at the end of ``month``.

    The file is the run's scenario with another opening state, what is left of its plan, and all its other inputs: in
    DIR/scenario/ it can be run by its name, alone.
    ``InputError`` where the company did not live so long, or the file is there already.
    """
    import yaml

    from sim.trial import EndedBefore, reopened

    ensemble, to = open_run(Path(folder), trial, scenario), Path(to)
    if month > ensemble.months:
        last = f"1 to {ensemble.months}"
        raise InputError("the run does not last that long", key="--export", value=month, allowed=last)
    if to.exists():
        raise InputError("the file exists and is left as it is", key="--to", value=str(to), allowed="a new file")
    origin = ensemble.scenario
    try:
        with _failing(ensemble, trial, 0):
            later = reopened(origin, ensemble.seed, trial, month)
    except EndedBefore as error:
        raise InputError(str(error), key="--export", value=month) from error
    content = later.data | {
        "title": f"{origin.setup.title}, after month {month} of trial {trial}",
        "story": f"{origin.setup.story or ''}\n\n{NOT_CARRIED}".strip(),
    }
    try:
        to.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", key="--to", value=str(to)) from error


@contextmanager
def _failing(ensemble: "Ensemble", trial: int, day: int) -> Iterator[None]:
    """Whatever the model raises, said in one line that names the trial."""
    from sim.ensemble.chunk import error_line
    from sim.trial import EndedBefore

    try:
        yield
    except (InputError, EndedBefore):
        raise
    except Exception as error:
        where = f"{ensemble.scenario.name}, seed {ensemble.seed}, trial {trial}, day {day}"
        raise TrialFailed(f"{where} failed: {error_line(error)}") from error


def open_run(folder: Path, trial: int = 0, scenario: str | None = None) -> "Ensemble":
    """The ensemble of a finished run that holds ``trial``. InputError where there is none."""
    from sim.ensemble.ensemble import open_ensemble

    ensemble = open_ensemble(folder, _scenario_of(folder, scenario))
    if trial >= ensemble.trials:
        raise InputError("no such trial in this run", key="--trial", value=trial, allowed=f"0 to {ensemble.trials - 1}")
    return ensemble


def _scenario_of(folder: Path, name: str | None) -> "Scenario":
    """The scenario that a folder's run was made of; ``name`` is needed where there are several."""
    from sim.ensemble.ensemble import read_run
    from sim.scenario import load_scenario

    entries = {entry["name"]: entry for entry in read_run(folder)["identity"]["scenarios"]}
    if name is None and len(entries) > 1:
        raise InputError("this is a comparison", file=str(folder), key="--scenario", allowed=", ".join(entries))
    entry = entries.get(name or next(iter(entries)))
    if entry is None:
        raise InputError("not in this run", key="--scenario", value=name, allowed=", ".join(entries))
    for file in sorted(folder.glob("config*.yaml")):
        found = load_scenario(file, months=entry["months"])
        if found.hash == entry["hash"]:
            return replace(found, name=entry["name"])
    raise InputError("its inputs are gone, or were changed after the run", file=str(folder / "config.yaml"))


def _tell(ensemble: "Ensemble", again: "Trial") -> Life:
    clock = Clock(ensemble.scenario.setup.company.opening.date, ensemble.months)
    places = [MONTHLY.index(name) for name in KEY_COLUMNS]
    return Life(
        scenario=ensemble.scenario.name,
        seed=again.seed,
        trial=again.trial,
        day=again.day,
        outcome=again.outcome,
        events=[DatedEvent(clock.date_at(e.time), e.kind, e.who, e.amount) for e in again.events],
        columns=KEY_COLUMNS,
        months=[
            (clock.date_at(clock.month_ends[month]), tuple(row[place] for place in places))
            for month, row in enumerate(again.rows)
        ],
        differs=_differences(ensemble, again),
    )


def _differences(ensemble: "Ensemble", again: "Trial") -> tuple[str, ...] | None:
    """Names of the outcome that the store and the new life do not share."""
    outcomes = ensemble.outcomes
    stored = outcomes[(outcomes["trial"] == again.trial) & (outcomes["day"] == again.day)]
    if stored.empty:
        return None
    row = stored.iloc[0]
    names = [name for name in OUTCOME if name in row.index and name not in FROM_THE_OTHER_LIFE]
    return tuple(name for name in names if not _same(row[name], again.outcome[name]))


def _same(stored: Any, new: Any) -> bool:
    if isinstance(new, str) or new is None:
        return (stored or "") == (new or "")
    stored, new = float(stored), float(new)
    return (isnan(stored) and isnan(new)) or bool(abs(stored - new) <= CLOSE * max(1.0, abs(new)))
