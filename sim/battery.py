"""The investor's battery: stress tests as data, one file each in ``configs/stress/`` and the user's ``stress/``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sim import loading
from sim.changes import FULL, Change, changed
from sim.checking import checked
from sim.errors import InputError
from sim.quantities import Spec, setting
from sim.scenario import Scenario

FOLDER = "stress"


class StressSpec(Spec):
    """A stress test as its file says it: changes of its own, or the names of others that come together."""

    title: str = setting("What happens, in a few words", min_length=1)
    why: str = setting("Why an investor asks", default="")
    needs: str = setting("What the company must have for it to bite, in words", default="")
    changes: tuple[Change, ...] = setting("What is changed", default=())
    together: tuple[str, ...] = setting("Names of stresses that come together", default=())


@dataclass(frozen=True)
class Stress:
    """A stress ready to be put on a scenario; ``parts`` names what it combines."""

    name: str
    title: str
    changes: tuple[Change, ...]
    file: str
    why: str = ""
    needs: str = ""
    parts: tuple[str, ...] = ()

    @property
    def graded(self) -> bool:
        """Whether there can be more or less of it, so that a size has a break-even."""
        return any(change.graded for change in self.changes)

    def on(self, scenario: Scenario, size: float = FULL) -> Scenario:
        """The scenario under this stress. InputError where a change does not fit the scenario."""
        return changed(scenario, self.changes, size, self.file)


def read_battery(config_dir: str | Path | None = None, only: Sequence[str] = ()) -> list[Stress]:
    """The stresses by name, single ones first; ``only`` these. InputError for a file or a name that cannot be used."""
    specs = {name: (_spec(path, file), file) for name, (path, file) in loading.group_files(FOLDER, config_dir).items()}
    for name in only:
        if name not in specs:
            raise _unknown(name, specs, key="only")
    stresses = [_stress(name, specs) for name in specs if not only or name in only]
    return sorted(stresses, key=lambda stress: (bool(stress.parts), stress.name))


def _spec(path: Path, file: str) -> StressSpec:
    content = loading.read_data(path, file)
    spec: StressSpec = checked(StressSpec, content, content, lambda _: file)
    if bool(spec.changes) == bool(spec.together):
        raise InputError("a stress has either changes or together", file=file, allowed="one of the two")
    return spec


def _stress(name: str, specs: Mapping[str, tuple[StressSpec, str]]) -> Stress:
    spec, file = specs[name]
    changes = spec.changes
    for part in spec.together:
        if part not in specs:
            raise _unknown(part, specs, file)
        if specs[part][0].together:
            raise InputError("a combination of combinations", file=file, key="together", value=part, allowed="singles")
        changes += specs[part][0].changes
    return Stress(name, spec.title, changes, file, spec.why, spec.needs, spec.together)


def _unknown(name: str, specs: Mapping[str, Any], file: str = "", key: str = "together") -> InputError:
    hint = next(iter(get_close_matches(name, specs, 1)), "")
    return InputError("no such stress", file=file, key=key, value=name, allowed=", ".join(specs), hint=hint)
