"""Numbers with a unit, bounds and a mark: the vocabulary in which every input is declared.

A field says *what kind of number* it is by its type (``Share``, ``Money``, ``Months`` …) and *whose* number it is by
the function that declares it: ``decision`` (the founder can choose it), ``world`` (nobody can) or ``setting`` (how the
question is asked). Remedies, stress tests and sensitivity read that mark. No field here carries a default number:
numbers live in YAML.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

Mark = Literal["decision", "world", "setting"]
Scale = Literal["share", "positive", "real"]

DAYS_PER_MONTH = 30.4375
MONTHS_PER_YEAR = 12.0


@dataclass(frozen=True)
class Unit:
    """What a number counts, and the scale on which its uncertainty is symmetric."""

    name: str
    scale: Scale


class Spec(BaseModel):
    """Frozen record of typed inputs; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, protected_namespaces=())


Share = Annotated[float, Strict(), Field(ge=0, le=1), Unit("share", "share")]
OpenShare = Annotated[float, Strict(), Field(gt=0, lt=1), Unit("share", "share")]
Money = Annotated[float, Strict(), Field(ge=0), Unit("money", "positive")]
MoneyPerMonth = Annotated[float, Strict(), Field(ge=0), Unit("money per month", "positive")]
MoneyPerYear = Annotated[float, Strict(), Field(ge=0), Unit("money per year", "positive")]
Months = Annotated[float, Strict(), Field(ge=0), Unit("months", "positive")]
Days = Annotated[float, Strict(), Field(ge=0), Unit("days", "positive")]
PerMonth = Annotated[float, Strict(), Field(ge=0), Unit("per month", "positive")]
PerYear = Annotated[float, Strict(), Field(ge=0), Unit("per year", "positive")]
Hours = Annotated[float, Strict(), Field(ge=0), Unit("hours", "positive")]
HoursPerMonth = Annotated[float, Strict(), Field(ge=0), Unit("hours per month", "positive")]
Factor = Annotated[float, Strict(), Field(ge=0), Unit("factor", "positive")]
Positive = Annotated[float, Strict(), Field(gt=0), Unit("factor", "positive")]
Spread = Annotated[float, Strict(), Field(ge=0, le=3), Unit("standard deviation of the logarithm", "positive")]
Real = Annotated[float, Strict(), Unit("number", "real")]
Count = Annotated[int, Strict(), Field(ge=0), Unit("count", "positive")]
Number = Annotated[float, Strict(), Field(ge=0), Unit("number", "positive")]


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
