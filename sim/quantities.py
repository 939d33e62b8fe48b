"""Numbers with a unit, bounds and a mark: the vocabulary in which every input is declared.

A field says *what kind of number* it is by its type (``Share``, ``Money``, ``Months`` …) and *whose* number it is by
the function that declares it: ``decision`` (the founder can choose it), ``world`` (nobody can) or ``setting`` (how the
question is asked). Remedies, stress tests and sensitivity read that mark. No field here carries a default number:
numbers live in YAML.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import Annotated, Any, ClassVar, Literal, TypeVar, cast

import annotated_types
from pydantic import BaseModel, ConfigDict, Field, Strict

Mark = Literal["decision", "world", "setting"]
Scale = Literal["share", "positive", "real"]
S = TypeVar("S", bound="Spec")

DAYS_PER_MONTH = 30.4375
MONTHS_PER_YEAR = 12.0
# More than any company ever had of anything: numbers beyond are slips, and would overflow or never end.
LONGEST = 1_200
LONGEST_IN_DAYS = 36_525
LARGEST = 1_000_000_000_000
LARGEST_SUM = 1_000_000_000_000_000


@dataclass(frozen=True)
class Unit:
    """What a number counts, and the scale on which its uncertainty is symmetric."""

    name: str
    scale: Scale


class Spec(BaseModel):
    """Frozen record of typed inputs; an unknown key is an error. ``as_written``: fields that ``plain`` leaves alone."""

    as_written: ClassVar[frozenset[str]] = frozenset()

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, protected_namespaces=())

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Where a field and its type both bound a number, the stricter bound holds (pydantic takes the type's)."""
        super().__pydantic_init_subclass__(**kwargs)
        strict = {name: strictest(info.metadata) for name, info in cls.model_fields.items()}
        if any(len(strict[name]) < len(info.metadata) for name, info in cls.model_fields.items()):
            for name, info in cls.model_fields.items():
                info.metadata = strict[name]
            cls.model_rebuild(force=True)


class _Plain:
    """A record's fields and methods, without what checks them. They are shared by all who live by them: nobody changes
    a field."""

    record: ClassVar[type[Spec]]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.record, vars(self))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    __hash__ = None  # type: ignore[assignment]  # equal by its fields, as a record is, and too long to hash


def plain(record: S) -> S:
    """The same record, and the records within it but for fields ``as_written``, as plain objects, for those who live by
    them: a field of a validated record takes four times as long to read. Lists stay as they are, and so does what is
    plain already."""
    kind, fields = type(record), record.__dict__
    if _Plain in kind.__mro__:
        return record
    holders = _holders(kind)
    if holders:
        fields = {**fields, **{name: _within(fields[name]) for name in holders}}
    return cast("S", _made(_bare_class(kind), fields))


def changed(bare: S, **fields: Any) -> S:
    """A plain record with other values in some fields."""
    return cast("S", _made(type(bare), {**bare.__dict__, **fields}))


def _within(value: Any) -> Any:
    if isinstance(value, Spec):
        return plain(value)
    return {name: _within(one) for name, one in value.items()} if isinstance(value, dict) else value


def _made(kind: type, fields: dict[str, Any]) -> Any:
    made = kind()
    made.__dict__ = fields
    return made


@cache
def _holders(kind: type[Spec]) -> tuple[str, ...]:
    """The fields in which other records may stand that are to be plain."""
    fields = kind.model_fields.items()
    return tuple(
        name for name, info in fields if info.annotation not in (float, int, str, bool) and name not in kind.as_written
    )


@cache
def _bare_class(kind: type[Spec]) -> type:
    bases = [base for base in reversed(kind.__mro__) if issubclass(base, Spec) and base is not Spec]
    methods = {name: value for base in bases for name, value in vars(base).items() if isinstance(value, FunctionType)}
    return type(kind.__name__, (_Plain,), {**methods, "record": kind})


def _again(kind: type[Spec], fields: dict[str, Any]) -> Any:
    """A plain record that was sent from another process."""
    return _made(_bare_class(kind), fields)


def strictest(metadata: Sequence[Any]) -> list[Any]:
    """What is said of a number, with one bound at most on either side."""
    lows = [extra for extra in metadata if isinstance(extra, annotated_types.Ge | annotated_types.Gt)]
    highs = [extra for extra in metadata if isinstance(extra, annotated_types.Le | annotated_types.Lt)]
    kept = [extra for extra in metadata if extra not in lows and extra not in highs]
    if lows:
        kept.append(max(lows, key=_lower))
    if highs:
        kept.append(min(highs, key=_upper))
    return kept


def _lower(bound: Any) -> tuple[Any, bool]:
    """The higher the stricter; an open bound is stricter than a closed one at the same number."""
    return (bound.gt, True) if isinstance(bound, annotated_types.Gt) else (bound.ge, False)


def _upper(bound: Any) -> tuple[Any, bool]:
    """The lower the stricter; an open bound is stricter than a closed one at the same number."""
    return (bound.lt, False) if isinstance(bound, annotated_types.Lt) else (bound.le, True)


Share = Annotated[float, Strict(), Field(ge=0, le=1), Unit("share", "share")]
OpenShare = Annotated[float, Strict(), Field(gt=0, lt=1), Unit("share", "share")]
Money = Annotated[float, Strict(), Field(ge=0, le=LARGEST_SUM), Unit("money", "positive")]
MoneyPerMonth = Annotated[float, Strict(), Field(ge=0, le=LARGEST_SUM), Unit("money per month", "positive")]
MoneyPerYear = Annotated[float, Strict(), Field(ge=0, le=LARGEST_SUM), Unit("money per year", "positive")]
Months = Annotated[float, Strict(), Field(ge=0, le=LONGEST), Unit("months", "positive")]
Days = Annotated[float, Strict(), Field(ge=0, le=LONGEST_IN_DAYS), Unit("days", "positive")]
PerMonth = Annotated[float, Strict(), Field(ge=0, le=LARGEST), Unit("per month", "positive")]
PerYear = Annotated[float, Strict(), Field(ge=0, le=LARGEST), Unit("per year", "positive")]
Hours = Annotated[float, Strict(), Field(ge=0, le=LARGEST), Unit("hours", "positive")]
HoursPerMonth = Annotated[float, Strict(), Field(ge=0, le=LARGEST), Unit("hours per month", "positive")]
Factor = Annotated[float, Strict(), Field(ge=0, le=LARGEST), Unit("factor", "positive")]
Positive = Annotated[float, Strict(), Field(gt=0, le=LARGEST), Unit("factor", "positive")]
Spread = Annotated[float, Strict(), Field(ge=0, le=3), Unit("standard deviation of the logarithm", "positive")]
Real = Annotated[float, Strict(), Field(ge=-LARGEST, le=LARGEST), Unit("number", "real")]
Count = Annotated[int, Strict(), Field(ge=0, le=LARGEST), Unit("count", "positive")]
WholeMonths = Annotated[int, Strict(), Field(ge=0, le=LONGEST), Unit("count", "positive")]
Number = Annotated[float, Strict(), Field(ge=0, le=LARGEST), Unit("number", "positive")]


def world(meaning: str, **bounds: Any) -> Any:
    """Declare an input that nobody chooses; ``meaning`` is its one line of documentation."""
    return Field(description=meaning, json_schema_extra={"mark": "world"}, **bounds)


def decision(meaning: str, **bounds: Any) -> Any:
    """Declare an input that the founder can choose."""
    return Field(description=meaning, json_schema_extra={"mark": "decision"}, **bounds)


def setting(meaning: str, **bounds: Any) -> Any:
    """Declare an input that says how the question is asked."""
    return Field(description=meaning, json_schema_extra={"mark": "setting"}, **bounds)


def odds(p: float) -> float:
    """Odds of a probability in (0, 1)."""
    return p / (1.0 - p)


def probability(odds: float) -> float:
    """Probability of non-negative odds."""
    return odds / (1.0 + odds)
