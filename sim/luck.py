"""Chance inside a trial: one stream for each purpose, read by index.

The k-th lead of a channel and the n-th holder of a post meet the same luck in every scenario, whatever happens around
them, because a value is found by *purpose* and *index*, never by the order in which it is asked for. The scenario's
name is in no key, so comparisons are paired for free.
"""

from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

BLOCK = 64
AHEAD = 8  # numbers of a stream drawn at once: most streams are read a few times
WORD = 2**64


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


class Stream:
    """Numbers of one kind for one purpose, drawn a few ahead and kept as a list."""

    __slots__ = ("_draw", "values")

    def __init__(self, key: int, kind: str) -> None:
        self._draw = getattr(keyed_generator(key), kind)
        self.values: list[float] = []

    def at(self, index: int) -> float:
        """The value that belongs to ``index``, however many are drawn at once: they come one after the other."""
        values = self.values
        if index >= len(values):
            values += self._draw(max(AHEAD, index + 1 - len(values))).tolist()
        return values[index]


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


class Rows:
    """A whole row of luck for each lead of a channel or each holder of a post: uniforms, then normals, then unit
    exponentials.

    Drawn in blocks; a row becomes a list when it is first asked for, because most leads need no more than their first
    number, which says that they are none.
    """

    __slots__ = ("_block", "_blocks", "_firsts", "_generator", "_rows", "_shape")

    def __init__(self, key: int, shape: tuple[int, int, int], block: int) -> None:
        self._block = block
        self._generator = keyed_generator(key)
        self._shape = shape
        self._blocks: list[NDArray[np.float64]] = []
        self._firsts: list[float] = []
        self._rows: dict[int, list[float]] = {}

    def at(self, index: int) -> list[float]:
        """The row that belongs to ``index``."""
        row = self._rows.get(index)
        if row is None:
            self.firsts(index + 1)
            block, place = divmod(index, self._block)
            row = self._rows[index] = self._blocks[block][place].tolist()
        return row

    def firsts(self, number: int) -> list[float]:
        """The first number of every row, of at least so many rows."""
        firsts = self._firsts
        while number > len(firsts):
            uniforms, normals, exponentials = self._shape
            drawn, draw, block = np.empty((self._block, sum(self._shape))), self._generator, self._block
            drawn[:, :uniforms] = draw.random((block, uniforms))
            drawn[:, uniforms : uniforms + normals] = draw.standard_normal((block, normals))
            drawn[:, uniforms + normals :] = draw.standard_exponential((block, exponentials))
            self._blocks.append(drawn)
            firsts += drawn[:, 0].tolist()
        return firsts


class Luck:
    """All the luck of one trial on one day.

    ``day`` picks another day in the same world; with ``redraw_from`` (days since the opening) the luck is the first
    day's until then and the picked day's afterwards: ``at`` moments are decided by ``now``.
    """

    __slots__ = ("_day", "_rows", "_seed", "_streams", "_trial", "redraw_from")

    def __init__(self, seed: int, trial: int, day: int = 0, redraw_from: float | None = None) -> None:
        self._seed, self._trial, self._day = seed, trial, day
        self.redraw_from = redraw_from
        self._streams: dict[tuple[str, str, int], Stream] = {}
        self._rows: dict[tuple[str, int], Rows] = {}

    def _day_at(self, now: float) -> int:
        return self._day if self.redraw_from is None or now >= self.redraw_from else 0

    def redraws(self, now: float) -> bool:
        """Whether another day's luck begins now."""
        return self.redraw_from == now and self._day != 0

    def rows(self, purpose: str, shape: tuple[int, int, int], now: float, block: int = BLOCK) -> Rows:
        """The rows of ``purpose`` in force at ``now``: so many uniforms, normals and exponentials for each index, drawn
        ``block`` at once (always the same for a purpose)."""
        name = (purpose, self._day_at(now))
        rows = self._rows.get(name)
        if rows is None:
            rows = Rows(stream_key(self._seed, self._trial, name[1], purpose, "rows"), shape, block)
            self._rows[name] = rows
        return rows

    def arrivals(self, channel: str, now: float) -> Arrivals:
        """The arrivals of a channel in force from ``now`` on."""
        return Arrivals(stream_key(self._seed, self._trial, self._day_at(now), "arrival", channel))

    def _stream(self, purpose: str, kind: str, day: int) -> Stream:
        name = (purpose, kind, day)
        stream = self._streams.get(name)
        if stream is None:
            stream = Stream(stream_key(self._seed, self._trial, day, purpose, kind), kind)
            self._streams[name] = stream
        return stream

    def stream(self, purpose: str, kind: str, now: float = 0.0) -> Stream:
        """The stream of ``purpose`` (a fixed business phrase) in force at ``now``; kinds: random, standard_normal,
        standard_exponential."""
        return self._stream(purpose, kind, self._day_at(now))

    def uniform(self, purpose: str, index: int, now: float) -> float:
        """A number in [0, 1)."""
        return self.stream(purpose, "random", now).at(index)

    def normal(self, purpose: str, index: int, now: float) -> float:
        """A standard normal number."""
        return self.stream(purpose, "standard_normal", now).at(index)

    def exponential(self, purpose: str, index: int, now: float) -> float:
        """A unit exponential number."""
        return self.stream(purpose, "standard_exponential", now).at(index)
