"""A number that is not known exactly: what may be typed, its inverse distribution, its place between the type's bounds.

A range describes the *world*: one draw per trial. ``"15% to 30%"`` gives the 5 % and 95 % points of the curve that is
natural for the unit: logit-normal for shares, log-normal for positive amounts and times, normal for the rest.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Any

from sim.errors import InputError
from sim.quantities import Scale, Unit

_STANDARD = NormalDist()
_inverse_normal = _STANDARD.inv_cdf
LOW_POINT, HIGH_POINT = 0.05, 0.95
TAIL = _inverse_normal(HIGH_POINT)  # a low/high range is this many standard deviations wide on either side
OPEN_GAP = 1e-9  # how near a value may come to a bound that it must not touch
MOST_EXPONENT = 700.0  # e to this power is still a float

_AMOUNT = re.compile(r"([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(%|bn|[kKmMbB])?")
_SUFFIX = {"": 1.0, "%": 0.01, "k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9}
FEW = 50_000  # days, months and posts stay below
_EXAMPLE_OF_FEW = '"3 to 9"'
_EXAMPLE: dict[Scale, str] = {"share": '"15% to 30%"', "positive": '"10k to 50k"', "real": '"-1 to 2"'}
_CURVE: dict[str, Scale] = {"normal": "real", "lognormal": "positive", "logitnormal": "share"}
_SHAPE_KEYS: dict[str, tuple[frozenset[str], frozenset[str]]] = {  # shape: keys it needs, keys it may have
    "normal": (frozenset({"low", "high"}), frozenset()),
    "normal by moments": (frozenset({"mean", "sd"}), frozenset()),
    "lognormal": (frozenset({"low", "high"}), frozenset()),
    "logitnormal": (frozenset({"low", "high"}), frozenset()),
    "triangular": (frozenset({"min", "mode", "max"}), frozenset()),
    "uniform": (frozenset({"min", "max"}), frozenset()),
    "beta": (frozenset({"a", "b"}), frozenset({"min", "max"})),
    "samples": (frozenset({"samples"}), frozenset()),
}
RANGE_KEYS = frozenset({"shape"}).union(*(need | may for need, may in _SHAPE_KEYS.values()))
SHAPES = (
    "normal, lognormal, logitnormal (low, high), normal (mean, sd), triangular (min, mode, max), uniform (min, max), "
    "beta (a, b, min, max) or samples"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a field accepts: its unit, its bounds (``open``: the bound itself is not allowed), whether it is whole."""

    unit: Unit
    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False
    whole: bool = False

    def fit(self, value: float) -> float:
        """The nearest allowed value."""
        if value <= self.low:
            value = self.low + OPEN_GAP if self.open_low else self.low
        elif value >= self.high:
            value = self.high - OPEN_GAP if self.open_high else self.high
        return round(value) if self.whole else value

    def hold(self, value: float) -> bool:
        """Whether ``value`` is inside the bounds, apart from wholeness; an open bound is kept at a distance."""
        gap_low, gap_high = OPEN_GAP * self.open_low, OPEN_GAP * self.open_high
        return self.low + gap_low <= value <= self.high - gap_high

    def touches(self, value: float) -> bool:
        """Whether ``value`` is inside the bounds, but nearer to one that it must not touch than can be told apart."""
        near_low = self.open_low and self.low < value < self.low + OPEN_GAP
        return near_low or (self.open_high and self.high - OPEN_GAP < value < self.high)

    def describe(self) -> str:
        """The allowed numbers and ranges in words."""
        few = self.unit.scale == "positive" and self.high <= FEW
        return f"{self.bounds()}, or a range such as {_EXAMPLE_OF_FEW if few else _EXAMPLE[self.unit.scale]}"

    def bounds(self) -> str:
        """The allowed numbers in words."""
        words = [f"{'a whole ' if self.whole else 'a '}number ({self.unit.name})"]
        if self.low > -math.inf:
            words.append(f"{'above' if self.open_low else 'at least'} {self.low:g}")
        if self.high < math.inf:
            words.append(f"{'below' if self.open_high else 'at most'} {self.high:g}")
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Range:
    """An uncertain number; all values that it gives are inside the field's limits."""

    limits: Limits

    def _inverse(self, u: float) -> float:
        raise NotImplementedError

    def quantile(self, u: float) -> float:
        """The value below which the number lies with probability ``u``, for u in (0, 1)."""
        return self.limits.fit(self._inverse(u))

    def median(self) -> float:
        """The central value."""
        return self.quantile(0.5)

    def normal_scale(self) -> tuple[float, float]:
        """Mean and standard deviation on the scale of the unit (logit, logarithm or plain): the normal curve with the
        same median and the same width from 5 % to 95 %."""
        scale = self.limits.unit.scale
        low, middle, high = (to_scale(self._inverse(u), scale) for u in (LOW_POINT, 0.5, HIGH_POINT))
        return middle, (high - low) / (2 * TAIL)


@dataclass(frozen=True, slots=True)
class Bell(Range):
    """Normal on a scale: logit-normal for shares, log-normal for positive numbers, normal for the rest."""

    mean: float
    sd: float
    scale: Scale

    @classmethod
    def between(cls, limits: Limits, low: float, high: float, scale: Scale) -> "Bell":
        """The curve whose 5 % and 95 % points are ``low`` and ``high``."""
        first, last = to_scale(low, scale), to_scale(high, scale)
        return cls(limits, (first + last) / 2, (last - first) / (2 * TAIL), scale)

    def _inverse(self, u: float) -> float:
        return from_scale(self.mean + self.sd * _inverse_normal(u), self.scale)

    def normal_scale(self) -> tuple[float, float]:
        """Mean and standard deviation on the scale of the unit."""
        if self.scale == self.limits.unit.scale:
            return self.mean, self.sd
        return Range.normal_scale(self)


@dataclass(frozen=True, slots=True)
class Uniform(Range):
    """Every value between two ends equally likely."""

    least: float
    most: float

    def _inverse(self, u: float) -> float:
        return self.least + u * (self.most - self.least)


@dataclass(frozen=True, slots=True)
class Triangular(Range):
    """Two ends and the likeliest value."""

    least: float
    mode: float
    most: float

    def _inverse(self, u: float) -> float:
        width = self.most - self.least
        turn = (self.mode - self.least) / width
        if u < turn:
            return self.least + math.sqrt(u * width * (self.mode - self.least))
        return self.most - math.sqrt((1 - u) * width * (self.most - self.mode))


@dataclass(frozen=True, slots=True)
class Beta(Range):
    """Beta(a, b) stretched between two ends."""

    a: float
    b: float
    least: float
    most: float

    def _inverse(self, u: float) -> float:
        from scipy.special import betaincinv  # imported late: most scenarios have no beta range

        return self.least + float(betaincinv(self.a, self.b, u)) * (self.most - self.least)


@dataclass(frozen=True, slots=True)
class Samples(Range):
    """Values seen elsewhere, each as likely as the next (sorted)."""

    values: tuple[float, ...]

    def _inverse(self, u: float) -> float:
        return self.values[min(int(u * len(self.values)), len(self.values) - 1)]


def to_scale(value: float, scale: Scale) -> float:
    """The value where its uncertainty is symmetric: logit of a share, logarithm of a positive number."""
    if scale == "share":
        inside = min(max(value, OPEN_GAP), 1 - OPEN_GAP)
        return math.log(inside / (1 - inside))
    return math.log(max(value, OPEN_GAP)) if scale == "positive" else value


def from_scale(value: float, scale: Scale) -> float:
    """The number itself, back from ``to_scale``."""
    if scale == "share":
        return 1 / (1 + math.exp(min(-value, MOST_EXPONENT)))
    return math.exp(min(value, MOST_EXPONENT)) if scale == "positive" else value


def normal_on_scale(limits: Limits, mean: float, sd: float) -> Bell:
    """The range with this mean and standard deviation on the scale of the field's unit (after weighing evidence)."""
    return Bell(limits, mean, sd, limits.unit.scale)


def parse_number(text: str) -> float | None:
    """A number as people type it (``15%``, ``10k``, ``1.5M``); None when it is not one."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    return _rounded(float(found[1]), (found[2] or "").lower())


def _rounded(number: float, suffix: str) -> float:
    # dividing keeps 15 % the float 0.15, where multiplying by 0.01 would not
    return number / 100 if suffix == "%" else number * _SUFFIX[suffix]


def parse_range(value: Any, limits: Limits, *, file: str = "", key: str = "") -> Any:
    """A typed value as a number or a ``Range``; what is neither text nor mapping is handed back as it is.

    Raises InputError for text that is no number, an unknown shape, an inverted range or one outside the bounds.
    """
    reader = _Reader(limits, file, key, value)
    if isinstance(value, str):
        return reader.text(value)
    return reader.mapping(value) if isinstance(value, Mapping) else value


@dataclass(frozen=True, slots=True)
class _Reader:
    limits: Limits
    file: str
    key: str
    given: Any

    def refuse(self, problem: str, allowed: str = "") -> InputError:
        allowed = allowed or self.limits.describe()
        return InputError(problem, file=self.file, key=self.key, value=self.given, allowed=allowed)

    def text(self, text: str) -> Any:
        low, to, high = (part.strip() for part in text.partition(" to "))
        if to:
            if ("%" in low) != ("%" in high):
                raise self.refuse("one end is a percentage and the other is not", 'both alike, such as "15% to 30%"')
            return self.bell(self.number(low), self.number(high), self.limits.unit.scale)
        number = self.number(text)
        return int(number) if self.limits.whole and number.is_integer() else number

    def number(self, given: Any) -> float:
        number = parse_number(given) if isinstance(given, str) else given
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise self.refuse("not a number")
        if not math.isfinite(number):
            raise self.refuse("not a finite number")
        return float(number)

    def inside(self, *values: float) -> None:
        for value in values:
            if not self.limits.hold(value):
                raise self.refuse(f"{value:g} is outside the bounds")

    def ordered(self, *values: float) -> None:
        if any(first > second for first, second in pairwise(values)) or values[0] == values[-1]:
            raise self.refuse("the range is inverted or empty", "the lower end first, below the upper end")
        self.inside(values[0], values[-1])

    def bell(self, low: float, high: float, scale: Scale) -> Bell:
        self.ordered(low, high)
        if (scale != "real" and low <= 0) or (scale == "share" and high >= 1):
            ends = "between 0 and 1" if scale == "share" else "above 0"
            raise self.refuse(f"both ends must lie {ends}", f"ends {ends}, or {{shape: uniform, min: …, max: …}}")
        return Bell.between(self.limits, low, high, scale)

    def mapping(self, given: Mapping[str, Any]) -> Range:
        shape = self.shape(given)
        if shape == "samples":
            return self.samples(given["samples"])
        at = {name: self.number(end) for name, end in given.items() if name != "shape"}
        if shape == "triangular":
            self.ordered(at["min"], at["mode"], at["max"])
            return Triangular(self.limits, at["min"], at["mode"], at["max"])
        if shape == "uniform":
            self.ordered(at["min"], at["max"])
            return Uniform(self.limits, at["min"], at["max"])
        if shape == "beta":
            return self.beta(at)
        if shape == "normal by moments":
            self.inside(at["mean"])
            if at["sd"] < 0:
                raise self.refuse("the standard deviation is negative", "sd of 0 or more")
            return Bell(self.limits, at["mean"], at["sd"], "real")
        return self.bell(at["low"], at["high"], _CURVE.get(shape, self.limits.unit.scale))

    def shape(self, given: Mapping[str, Any]) -> str:
        keys = frozenset(given) - {"shape"}
        default = "samples" if "samples" in keys else "normal by moments" if "mean" in keys else "low and high"
        shape = str(given.get("shape", default))
        if shape == "normal" and "mean" in keys:
            shape = "normal by moments"
        need, may = _SHAPE_KEYS.get(shape, (_SHAPE_KEYS["normal"] if shape == "low and high" else (None, None)))
        if need is None or may is None or not need <= keys <= need | may:
            raise self.refuse("no such shape of range", SHAPES)
        return shape

    def beta(self, at: Mapping[str, float]) -> Beta:
        least, most = at.get("min", 0.0), at.get("max", 1.0)
        self.ordered(least, most)
        if at["a"] <= 0 or at["b"] <= 0:
            raise self.refuse("a and b must be above 0", "a and b above 0")
        return Beta(self.limits, at["a"], at["b"], least, most)

    def samples(self, given: Any) -> Samples:
        if isinstance(given, str) or not isinstance(given, Sequence) or not given:
            raise self.refuse("samples must be a list of numbers", "a list of numbers, or a one-column CSV file")
        values = tuple(sorted(self.number(value) for value in given))
        self.inside(values[0], values[-1])
        return Samples(self.limits, values)
