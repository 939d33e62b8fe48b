"""A stopped run read back from its folder: all that it takes to go on, wherever that is done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.ensemble.disk import drop_folder, write_text
from sim.ensemble.ensemble import RUN_FILE, Ensemble, open_ensemble, read_run
from sim.ensemble.record import identity_of
from sim.ensemble.store import CHARTER_FILE, LIVES_FILE, PARTS, SUMMARY_FILE, TABLES, read_charter
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Left:
    """What a stopped run left: arguments of ``run_ensembles``."""

    scenarios: "list[Scenario]"
    trials: int
    seed: int
    events: bool
    precision: float | None
    order: Mapping[str, Any]


def restore(out: Path) -> Left | None:
    """The run that was stopped in ``out``; None where it is finished.

    InputError where there is no run, or it was begun from Python, by another version, or its inputs were changed.
    """
    charter = read_charter(out)
    if charter is None and (out / RUN_FILE).exists():
        _must_be_whole(out)
        drop_folder(out / PARTS)  # the end of a run, itself cut short
        return None
    if charter is None and _is_answered(out):
        drop_folder(out / PARTS)
        return None
    if charter is None:
        raise InputError("holds no run to go on with", file=str(out), allowed="the folder of a run that was stopped")
    file = str(out / PARTS / CHARTER_FILE)
    try:
        identity, order = charter["identity"], charter["order"]
        if identity["version"] != __version__:
            problem = f"the run was begun by saas-sim {identity['version']}, and this is {__version__}"
            raise InputError(problem, file=str(out), allowed="the same version: another may give other numbers")
        if order is None:
            raise InputError("the run was begun in Python", file=str(out), allowed="run_ensemble with the same out")
        pairs = zip(charter["scenarios"], identity["scenarios"], strict=True)
        scenarios = [_scenario(out, member, entry) for member, entry in pairs]
        return Left(
            scenarios, identity["trials"], identity["seed"], identity["events"], identity["precision"], dict(order)
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"is damaged: {error!r}", file=file, allowed="what a run left there") from error
    except OSError as error:
        raise InputError(f"cannot be written to: {error.strerror}", key="out", value=str(out)) from error


def _is_answered(out: Path) -> bool:
    """Whether a question was answered here: its lives are left when all else is written."""
    return (out / SUMMARY_FILE).exists() and any(out.glob(f"*{LIVES_FILE}"))


def standing(out: Path, scenario: "Scenario", trials: int, seed: int) -> Ensemble | None:
    """The companies of exactly this run where ``out`` holds them, finished; None where they have to be lived."""
    try:
        identity = read_run(out)["identity"]
    except InputError:
        return None
    here = all((out / f"{name}.parquet").exists() for name in TABLES[:2])
    same = identity == identity_of([scenario], seed, trials, events=False, rule=None)
    if not (here and same) or read_charter(out) is not None:
        return None
    ensemble = open_ensemble(out, scenario)
    return None if ensemble.outcomes.empty else ensemble


def _must_be_whole(out: Path) -> None:
    """InputError where the mark of a finished run stands without its facts, or cannot be read."""
    read_run(out)
    missing = [name for name in TABLES[:2] if not (out / f"{name}.parquet").exists()]
    if missing:
        raise InputError("is missing", file=str(out / f"{missing[0]}.parquet"), allowed="what the run left there")


def _scenario(out: Path, member: Mapping[str, Any], entry: Mapping[str, Any]) -> "Scenario":
    """A scenario as it was loaded when the run began, with where each of its inputs came from."""
    from sim.scenario import Origin, load_scenario

    path = out / Path(member["file"]).name
    if not path.exists() or path.read_text(encoding="utf-8") != member["text"]:
        write_text(path, member["text"])
    loaded = load_scenario(path, months=entry["months"])
    if loaded.hash != entry["hash"]:
        raise InputError("these are not the inputs that the run began with", file=str(path))
    provenance = {key: Origin(*origin) for key, origin in member["origins"].items()}
    words = None if member["words"] is None else tuple(member["words"])
    return replace(loaded, name=member["name"], provenance=provenance, words=words)
