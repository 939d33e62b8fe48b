"""Sensitivity as numbers: Sobol indices of independent inputs, partial rank correlations of dependent ones."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.statistics import Array, Floats, Interval, quantile
from sim.luck import stream_key

REPLICATES = 500
TAIL = 0.025


@dataclass(frozen=True)
class Index:
    """First-order and total index of one input: the share of the output's variance that it explains alone, and with all
    that it does together with others."""

    first: Interval
    total: Interval

    def as_shares(self) -> "Index":
        """The same where a share can be: a small sample may put an estimate outside 0 and 1."""
        first, total = (
            Interval(*(min(max(number, 0.0), 1.0) for number in (one.value, one.low, one.high)))
            for one in (self.first, self.total)
        )
        return Index(first, total)


def saltelli(points: int, inputs: int, seed: int) -> tuple[Floats, Floats]:
    """Two independent samples A and B [points, inputs] in (0, 1): the halves of a scrambled Sobol sequence.

    ``points`` is a power of two (Saltelli et al. 2010).
    """
    from scipy.stats import qmc

    engine = qmc.Sobol(
        2 * inputs, scramble=True, rng=np.random.Generator(np.random.Philox(stream_key(seed, "saltelli")))
    )
    sample = engine.random(points)
    inside = np.clip(sample, np.finfo(float).eps, 1 - np.finfo(float).eps)
    return inside[:, :inputs], inside[:, inputs:]


def sobol(of_a: Array, of_b: Array, of_mixed: Array, seed: int) -> list[Index]:
    """Indices from outputs at A [n], at B [n] and at A with one input of B [inputs, n].

    First order after Saltelli et al. (2010), total after Jansen (1999), both on centred outputs; 95 % intervals by
    bootstrap of the points. An output that never differs has indices of 0.
    """
    a, b, mixed = (np.asarray(values, float) for values in (of_a, of_b, of_mixed))
    n, generator = len(a), _generator(seed, "sobol")
    picks = [np.arange(n), *(generator.integers(0, n, n) for _ in range(REPLICATES))]
    estimates = np.array([_estimate(a[pick], b[pick], mixed[:, pick]) for pick in picks])
    return [
        Index(_interval(estimates[:, 0, place]), _interval(estimates[:, 1, place])) for place in range(mixed.shape[0])
    ]


def _estimate(a: Floats, b: Floats, mixed: Floats) -> NDArray[Any]:
    """[2, inputs]: first and total."""
    both = np.concatenate((a, b))
    variance = float(both.var())
    if variance == 0:
        return np.zeros((2, len(mixed)))
    first = ((b - both.mean()) * (mixed - a)).mean(axis=1) / variance
    total = ((mixed - a) ** 2).mean(axis=1) / 2 / variance
    return np.array([first, total])


def prcc(inputs: Array, output: Array, seed: int) -> list[Interval]:
    """Partial rank correlation of each column of ``inputs`` [n, inputs] with ``output`` [n], the others held fixed;
    95 % intervals by bootstrap. 0 where either never differs."""
    x, y = np.asarray(inputs, float), np.asarray(output, float)
    n, generator = len(y), _generator(seed, "prcc")
    picks = [np.arange(n), *(generator.integers(0, n, n) for _ in range(REPLICATES))]
    estimates = np.array([_partial(x[pick], y[pick]) for pick in picks])
    return [_interval(estimates[:, place]) for place in range(x.shape[1])]


def _partial(x: Floats, y: Floats) -> Floats:
    from scipy.stats import rankdata

    table = np.column_stack([rankdata(x, axis=0), rankdata(y)])
    differs = table.std(axis=0) > 0
    found = np.zeros(x.shape[1])
    if not differs[-1] or not differs[:-1].any():
        return found
    inverse = np.linalg.pinv(np.corrcoef(table[:, differs], rowvar=False))
    size = np.sqrt(np.clip(np.diag(inverse), np.finfo(float).tiny, None))
    found[differs[:-1]] = -inverse[:-1, -1] / size[:-1] / size[-1]
    return found


def _interval(estimates: Floats) -> Interval:
    rest = estimates[1:]
    return Interval(float(estimates[0]), quantile(rest, TAIL), quantile(rest, 1 - TAIL))


def _generator(seed: int, purpose: str) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=stream_key(seed, "bootstrap", purpose)))
