"""The command line: subcommands, options as flags, changes of the scenario as ``scenario.key=value`` behind them.

Each command stands in its own file; importing it adds it to the program, in the order in which help lists them.
"""

from sim.cli import autopsy, causes, classroom, grid, look, no_return, optimise, pitch, run, sensitivity, stress
from sim.cli.app import app

__all__ = [
    "app",
    "autopsy",
    "causes",
    "classroom",
    "grid",
    "look",
    "no_return",
    "optimise",
    "pitch",
    "run",
    "sensitivity",
    "stress",
]
