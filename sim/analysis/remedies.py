"""Remedies: small named patches of a plan, tried on companies that died of it (``configs/remedy/``).

A remedy is fixed from the start: it changes inputs that founders (or fate, for a circumstance) could have had
otherwise, and sees neither the future nor the hidden truth. What it does are the typed changes of ``sim/changes.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from sim import loading
from sim.changes import Change, ChangeError, changed
from sim.checking import checked
from sim.errors import InputError
from sim.quantities import Spec, setting
from sim.scenario import Scenario

Kind = Literal["decision", "circumstance", "placebo"]
FOLDER = "remedy"


class RemedySpec(Spec):
    """A named patch. Decisions are the founders'; circumstances are nobody's and are shown apart; placebos are small
    changes that should matter to nothing: they set the base rate."""

    title: str = setting("What is done, in a few words", min_length=1)
    kind: Kind = setting("decision, circumstance or placebo")
    changes: tuple[Change, ...] = setting("What it changes", min_length=1)


@dataclass(frozen=True)
class Remedy:
    """A remedy by name, with its file."""

    name: str
    title: str
    kind: Kind
    changes: tuple[Change, ...]
    file: str = ""


@dataclass(frozen=True)
class Tried:
    """A remedy laid on a scenario: the scenario that it makes, or why there is none."""

    remedy: Remedy
    scenario: Scenario | None
    why_not: str = ""


NOTHING_TO_CHANGE = "changes nothing in this scenario"


def load_remedies(config_dir: str | Path | None = None, names: Sequence[str] | None = None) -> list[Remedy]:
    """The built-in remedies and those of DIR/remedy/ (which stand in for built-in ones of the same name), by name.

    ``names``: only these. InputError for a file that is no remedy, or a name that is none's.
    """
    files = loading.group_files(FOLDER, config_dir)
    for name in names or ():
        if name not in files:
            hint = next(iter(get_close_matches(name, files, 1)), "")
            raise InputError("no such remedy", value=name, allowed=", ".join(sorted(files)), hint=hint)
    return [read_remedy(*files[name]) for name in sorted(files) if names is None or name in names]


def read_remedy(path: Path, file: str = "") -> Remedy:
    """One remedy from its file (``file``: its name in errors). InputError naming file, key and value."""
    file = file or str(path)
    content = loading.read_data(path, file)
    spec: RemedySpec = checked(RemedySpec, content, content, lambda _: file)
    return Remedy(path.stem, spec.title, spec.kind, spec.changes, file)


def lay_on(remedy: Remedy, scenario: Scenario) -> Tried:
    """The scenario with the remedy; none where it changes nothing there or the result is no scenario. ChangeError
    where the remedy is wrong in itself."""
    try:
        after = changed(scenario, remedy.changes, file=remedy.file)
    except ChangeError:
        raise
    except InputError as error:
        return Tried(remedy, None, f"does not fit this scenario: {error}")
    return Tried(remedy, None, NOTHING_TO_CHANGE) if after.hash == scenario.hash else Tried(remedy, after)
