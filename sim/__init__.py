"""A Monte Carlo simulator of a SaaS business: a founder's plan in, runway and survival out.

The public API; each name is imported from its room when it is first used, so that ``import sim`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analysis.autopsy import autopsy
    from sim.analysis.causes import causes
    from sim.analysis.choosing import choose
    from sim.analysis.compare import compare
    from sim.analysis.freedom import read_freedom
    from sim.analysis.no_return import no_return
    from sim.analysis.optimise import optimise, read_aim
    from sim.analysis.pitch import pitch
    from sim.analysis.sensitivity import sensitivity
    from sim.analysis.stress import stress
    from sim.analysis.verdict import verdict
    from sim.ensemble.runner import run_ensemble, run_ensembles
    from sim.errors import InputError
    from sim.life import replay
    from sim.promise import read_promise
    from sim.scenario import list_scenarios, load_scenario
    from sim.trial import realise, run, simulate

__version__ = "0.1.0"
__all__ = [
    "InputError",
    "autopsy",
    "causes",
    "choose",
    "compare",
    "list_scenarios",
    "load_scenario",
    "no_return",
    "optimise",
    "pitch",
    "read_aim",
    "read_freedom",
    "read_promise",
    "realise",
    "replay",
    "run",
    "run_ensemble",
    "run_ensembles",
    "sensitivity",
    "simulate",
    "stress",
    "verdict",
]

_HOMES = {
    "InputError": "sim.errors",
    "autopsy": "sim.analysis.autopsy",
    "causes": "sim.analysis.causes",
    "choose": "sim.analysis.choosing",
    "compare": "sim.analysis.compare",
    "list_scenarios": "sim.scenario",
    "load_scenario": "sim.scenario",
    "no_return": "sim.analysis.no_return",
    "optimise": "sim.analysis.optimise",
    "pitch": "sim.analysis.pitch",
    "read_aim": "sim.analysis.optimise",
    "read_freedom": "sim.analysis.freedom",
    "read_promise": "sim.promise",
    "realise": "sim.trial",
    "replay": "sim.life",
    "run": "sim.trial",
    "run_ensemble": "sim.ensemble.runner",
    "run_ensembles": "sim.ensemble.runner",
    "sensitivity": "sim.analysis.sensitivity",
    "simulate": "sim.trial",
    "stress": "sim.analysis.stress",
    "verdict": "sim.analysis.verdict",
}


def __getattr__(name: str) -> Any:
    """Fetch a public name from the room it lives in."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
