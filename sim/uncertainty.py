"""The world of a trial: one value for every uncertain input, spread evenly over blocks of trials.

Each block of 16 trials is a Latin hypercube of its own: an input takes one value from each sixteenth of its
distribution, in an order keyed by (seed, input, block). So the first trials of a long run are a shorter run, an input
that only one scenario has disturbs no other, and blocks are independent of each other. Inputs of a correlated group are
put in the order of jointly normal numbers (a Gaussian copula), which leaves each input's own spread as it was.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.luck import stream_key
from sim.ranges import Bell, Limits, Range, normal_on_scale, parse_number, parse_range

__all__ = [
    "BLOCK",
    "Bell",
    "Group",
    "Limits",
    "Range",
    "correlated_groups",
    "draw",
    "normal_on_scale",
    "parse_number",
    "parse_range",
]

BLOCK = 16
CACHED_BLOCKS = 8
PAIR = 2
NEARLY = 1e-9  # slack for rounding in a typed matrix
STRETCH_POINTS = 4001
INSIDE = 1e-12  # keeps a draw away from the ends of (0, 1), where some distributions are infinite
_ALLOWED = "{inputs: [paths], matrix: [[1, r], [r, 1]]} or {a: path, b: path, rho: r}, r between -1 and 1"


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs that move together: their paths and the correlations of their normal scores."""

    name: str
    inputs: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


def draw(ranges: Mapping[str, Range], groups: tuple[Group, ...], seed: int, trial: int) -> dict[str, float]:
    """The value of every uncertain input in the world of ``trial``."""
    block, place = divmod(trial, BLOCK)
    shares = _block(tuple(ranges), groups, seed, block)[place]
    return {path: span.quantile(u) for (path, span), u in zip(ranges.items(), shares, strict=True)}


@lru_cache(maxsize=CACHED_BLOCKS)
def _block(paths: tuple[str, ...], groups: tuple[Group, ...], seed: int, block: int) -> list[tuple[float, ...]]:
    """For each trial of a block, the place in (0, 1) of every input."""
    columns = {path: _strata(path, seed, block) for path in paths}
    for group in groups:
        scores = _generator(seed, f"group {group.name}", block).standard_normal((BLOCK, len(group.inputs)))
        ranks = (scores @ _factor(group).T).argsort(axis=0).argsort(axis=0)
        for column, path in enumerate(group.inputs):
            if path in columns:
                columns[path] = np.sort(columns[path])[ranks[:, column]]
    if not paths:
        return [()] * BLOCK
    return [tuple(row) for row in np.column_stack([columns[path] for path in paths]).tolist()]


def _generator(seed: int, purpose: str, block: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=stream_key(seed, "world", purpose, block)))


def _strata(path: str, seed: int, block: int) -> np.ndarray:
    generator = _generator(seed, path, block)
    spread = (generator.permutation(BLOCK) + generator.random(BLOCK)) / BLOCK
    return np.asarray(spread.clip(INSIDE, 1 - INSIDE))


@lru_cache(maxsize=CACHED_BLOCKS)
def _factor(group: Group) -> np.ndarray:
    values, vectors = np.linalg.eigh(_stretched(np.array(group.matrix)))
    matrix = (vectors * values.clip(NEARLY)) @ vectors.T
    size = np.sqrt(np.diag(matrix))
    return np.linalg.cholesky(matrix / np.outer(size, size))


def _stretched(matrix: np.ndarray) -> np.ndarray:
    # Ranks among only 16 numbers correlate less than those of a large sample; asking for a little more makes up for it
    # (expected rank correlation of n jointly normal pairs: Moran 1948).
    asked = np.linspace(-1, 1, STRETCH_POINTS)
    reached = 6 / (np.pi * (BLOCK + 1)) * (np.arcsin(asked) + (BLOCK - 2) * np.arcsin(asked / 2))
    stretched = np.interp(6 / np.pi * np.arcsin(matrix / 2), reached, asked)
    np.fill_diagonal(stretched, 1.0)
    return stretched


def correlated_groups(
    correlations: Mapping[str, Mapping[str, Any]], known: Collection[str], file: str = ""
) -> tuple[Group, ...]:
    """The groups that a scenario asks for, those that share an input joined into one (unstated correlations are 0).

    ``known`` are the paths of all numbers; one that is not uncertain in this scenario is allowed and has no effect.
    Raises InputError where a path is unknown, a matrix has the wrong form, or the correlations cannot hold together.
    """
    parts = [_part(name, given, known, file) for name, given in correlations.items() if given is not None]
    joined: list[list[Group]] = []
    for part in parts:
        touching = [group for group in joined if any(set(part.inputs) & set(other.inputs) for other in group)]
        joined = [group for group in joined if group not in touching] + [[*chain(*touching), part]]
    return tuple(_join(group, file) for group in joined)


def _part(name: str, given: Mapping[str, Any], known: Collection[str], file: str) -> Group:
    key = f"correlations.{name}"

    def refuse(problem: str, value: Any = given, hint: str = "") -> InputError:
        return InputError(problem, file=file, key=key, value=value, allowed=_ALLOWED, hint=hint)

    stated = {field for field, value in given.items() if value is not None}
    if stated == {"a", "b", "rho"}:
        inputs, matrix = [given["a"], given["b"]], [[1.0, given["rho"]], [given["rho"], 1.0]]
    elif stated == {"inputs", "matrix"}:
        inputs, matrix = list(given["inputs"]), [list(row) for row in given["matrix"]]
    else:
        raise refuse("not a correlation")
    inputs = [str(path).removeprefix("scenario.") for path in inputs]
    for path in inputs:
        if path not in known:
            raise refuse("no such number in this scenario", path, next(iter(get_close_matches(path, known, 1)), ""))
    if len(set(inputs)) != len(inputs) or len(inputs) < PAIR:
        raise refuse("a correlation needs two inputs or more, each once")
    if any(len(row) != len(inputs) for row in matrix) or len(matrix) != len(inputs):
        raise refuse("the matrix needs a row and a column for each input")
    for row, numbers in enumerate(matrix):
        for column, number in enumerate(numbers):
            if isinstance(number, bool) or not isinstance(number, (int, float)) or not -1 <= number <= 1:
                raise refuse("a correlation lies between -1 and 1", number)
            if abs(number - matrix[column][row]) > NEARLY or (row == column and abs(number - 1) > NEARLY):
                raise refuse("the matrix must be symmetric with 1 on its diagonal")
    return Group(name, tuple(inputs), tuple(tuple(float(number) for number in row) for row in matrix))


def _join(parts: list[Group], file: str) -> Group:
    inputs = tuple(dict.fromkeys(path for part in parts for path in part.inputs))
    place = {path: index for index, path in enumerate(inputs)}
    matrix = np.eye(len(inputs))
    for part in parts:
        for row, first in enumerate(part.inputs):
            for column, second in enumerate(part.inputs):
                matrix[place[first], place[second]] = part.matrix[row][column]
    name = "+".join(part.name for part in parts)
    if np.linalg.eigvalsh(matrix).min() < -NEARLY:
        key, allowed = f"correlations.{name}", "a positive semi-definite matrix: make them weaker"
        raise InputError("these correlations cannot hold together", file=file, key=key, allowed=allowed)
    return Group(name, inputs, tuple(tuple(row) for row in matrix.tolist()))
