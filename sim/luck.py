"""Chance inside a trial: found by purpose and index.

The k-th lead of a channel and the n-th holder of a post meet the same luck in every scenario, whatever happens around
them, because a value is found by *purpose* and *index*, never by the order in which it is asked for. The scenario's
name is in no key, so comparisons are paired for free.

Two ways lead to a number. Where the indices come one after the other and in crowds (the leads of a channel), a
generator draws whole blocks. Where they are few and far between (the customers among the leads, the holders of a post),
the number is the hash of its name: nothing is set up, drawn ahead or kept.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b, shake_128
from math import log
from statistics import NormalDist
from struct import Struct, unpack
from typing import Any

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

BLOCK = 64
WORD = 2**64
BYTES = 8  # of a word
STEP = 2.0**-52  # between two uniforms
_normal = NormalDist().inv_cdf
_number = int.from_bytes
_HASH = blake2b(digest_size=BYTES)
Shape = tuple[int, int, int]  # of a row: uniforms, normals, unit exponentials
Row = Sequence[float]


def stream_key(*parts: object) -> int:
    """A 128-bit key for a stream, equal on every machine and in every process."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "little")


class _NoSeed(ISeedSequence):
    """Stands where a generator asks for a seed that its key replaces: asking the system for one takes longer."""

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> NDArray[Any]:
        return np.zeros(n_words, dtype=dtype)


_NO_SEED = _NoSeed()
_ZEROS = np.zeros(4, dtype=np.uint64)


def keyed_generator(key: int) -> np.random.Generator:
    """The generator of ``Philox(key=key)``, for half the time."""
    bits = np.random.Philox(_NO_SEED)  # type: ignore[arg-type]  # NumPy's own stubs forget its interface
    words = np.array([key % WORD, key // WORD], dtype=np.uint64)
    bits.state = {
        "bit_generator": "Philox",
        "state": {"counter": _ZEROS, "key": words},
        "buffer": _ZEROS,
        "buffer_pos": 4,  # nothing is left in the buffer
        "has_uint32": 0,
        "uinteger": 0,
    }
    return np.random.Generator(bits)


def _share(word: int) -> float:
    """A word of 64 random bits as a number between 0 and 1, and neither of them."""
    return ((word >> 12) + 0.5) * STEP


class Arrivals:
    """Cumulated unit exponentials: lead k of a channel comes when the cumulated rate reaches the k-th of them."""

    __slots__ = ("_generator", "times")

    def __init__(self, key: int) -> None:
        self._generator = keyed_generator(key)
        self.times: list[float] = [0.0]

    def reach(self, until: float) -> list[float]:
        """The cumulated times (a leading 0, then those of leads 0, 1, 2 …), drawn beyond ``until``."""
        times = self.times
        while times[-1] <= until:
            times.extend((times[-1] + self._generator.standard_exponential(BLOCK).cumsum()).tolist())
        return times


@cache
def _row_of(numbers: int) -> Struct:
    """How a row of so many numbers lies in memory: it is read from there in half the time that NumPy takes."""
    return Struct(f"{numbers}d")


class Rows:
    """A whole row of luck for each lead of a channel or each holder of a post: uniforms, then normals, then unit
    exponentials.

    Drawn in blocks that lie one after the other; a row is read from there when it is asked for, because most leads need
    no more than their first number, which says that they are none.
    """

    __slots__ = ("_block", "_drawn", "_firsts", "_generator", "_read", "_shape", "_width")

    def __init__(self, key: int, shape: tuple[int, int, int], block: int) -> None:
        self._block = block
        self._generator = keyed_generator(key)
        self._shape = shape
        row = _row_of(sum(shape))
        self._read, self._width = row.unpack_from, row.size
        self._drawn = bytearray()
        self._firsts: list[float] = []

    def at(self, index: int) -> Row:
        """The row that belongs to ``index``."""
        if index >= len(self._firsts):
            self.firsts(index + 1)
        read = self._read  # by a name of its own: Python is slower to call what stands in a slot
        return read(self._drawn, index * self._width)

    def firsts(self, number: int) -> list[float]:
        """The first number of every row, of at least so many rows."""
        firsts = self._firsts
        while number > len(firsts):
            uniforms, normals, exponentials = self._shape
            drawn, draw, block = np.empty((self._block, sum(self._shape))), self._generator, self._block
            drawn[:, :uniforms] = draw.random((block, uniforms))
            drawn[:, uniforms : uniforms + normals] = draw.standard_normal((block, normals))
            drawn[:, uniforms + normals :] = draw.standard_exponential((block, exponentials))
            self._drawn += drawn.data
            firsts += drawn[:, 0].tolist()
        return firsts


class Luck:
    """All the luck of one trial on one day.

    ``day`` picks another day in the same world; with ``redraw_from`` (days since the opening) the luck is the first
    day's until then and the picked day's afterwards: ``at`` moments are decided by ``now``.
    """

    __slots__ = ("_before", "_day", "_name", "_rows", "redraw_from")

    def __init__(self, seed: int, trial: int, day: int = 0, redraw_from: float | None = None) -> None:
        self._day = day
        self.redraw_from = redraw_from
        self._name = f"{seed}\x1f{trial}\x1f{day}\x1f"
        self._before = self._name if redraw_from is None else f"{seed}\x1f{trial}\x1f0\x1f"  # before the redraw
        self._rows: dict[tuple[str, str], Rows] = {}

    def _of(self, now: float) -> str:
        """What the names of all luck in force at ``now`` begin with."""
        return self._name if self.redraw_from is None or now >= self.redraw_from else self._before

    def redraws(self, now: float) -> bool:
        """Whether another day's luck begins now."""
        return self.redraw_from == now and self._day != 0

    def rows(self, purpose: str, shape: Shape, now: float, block: int = BLOCK) -> Rows:
        """The rows of ``purpose`` in force at ``now``: so many uniforms, normals and exponentials for each index, drawn
        ``block`` at once (always the same for a purpose). For indices that come one after the other."""
        name = (self._of(now), purpose)
        rows = self._rows.get(name)
        if rows is None:
            rows = self._rows[name] = Rows(stream_key(*name, "rows"), shape, block)
        return rows

    def row(self, purpose: str, index: int, shape: Shape, now: float) -> list[float]:
        """One row: so many uniforms, normals and exponentials for an index that stands alone."""
        size = sum(shape)
        drawn = shake_128(f"{self._of(now)}{purpose}\x1f{index}".encode()).digest(BYTES * size)
        row = [_share(word) for word in unpack(f"<{size}Q", drawn)]
        normals, exponentials = shape[0], shape[0] + shape[1]
        row[normals:exponentials] = [_normal(share) for share in row[normals:exponentials]]
        row[exponentials:] = [-log(share) for share in row[exponentials:]]
        return row

    def arrivals(self, channel: str, now: float) -> Arrivals:
        """The arrivals of a channel in force from ``now`` on."""
        return Arrivals(stream_key(self._of(now), "arrival", channel))

    def uniform(self, purpose: str, index: int, now: float) -> float:
        """A number between 0 and 1 for ``purpose`` (a fixed business phrase) and index, in force at ``now``."""
        return self._share("uniform", purpose, index, now)

    def normal(self, purpose: str, index: int, now: float) -> float:
        """A standard normal number."""
        return _normal(self._share("normal", purpose, index, now))

    def exponential(self, purpose: str, index: int, now: float) -> float:
        """A unit exponential number."""
        return -log(self._share("exponential", purpose, index, now))

    def _share(self, kind: str, purpose: str, index: int, now: float) -> float:
        hashed = _HASH.copy()  # made ready once: half the time of a new one
        hashed.update(f"{self._of(now)}{kind}\x1f{purpose}\x1f{index}".encode())
        return _share(_number(hashed.digest(), "little"))
