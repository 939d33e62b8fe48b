"""Every number of a scenario is refused just outside its bounds, wherever it is read."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import annotated_types
import pytest
from pydantic import BaseModel, ValidationError

from sim.errors import InputError
from sim.opening import CustomerRow
from sim.quantities import Count, Share, Spec, setting
from sim.ranges import Limits, parse_range
from sim.scenario import load_scenario
from sim.schema import Place
from sim.setup import Setup
from sim.tables import read_rows

OUT_OF_BOUNDS = {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}


def _records(root: type[BaseModel]) -> list[type[BaseModel]]:
    """Every record that can stand in a scenario."""
    found: list[type[BaseModel]] = []
    waiting: list[Any] = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, type) and issubclass(part, BaseModel):
            if part not in found:
                found.append(part)
                waiting += [info.annotation for info in part.model_fields.values()]
        else:
            waiting += get_args(part)
    return found


def _numbers() -> Iterator[Any]:
    """Record, field, limits, and whether the number is an entry of a map."""
    for record in _records(Setup):
        for name in record.model_fields:
            place = Place(record).step(name, {})
            assert place is not None
            inner = place.step("entry", {}) if place.is_map else None
            limits = (inner or place).limits()
            if limits is not None:
                yield pytest.param(record, name, limits, inner is not None, id=f"{record.__name__}.{name}")


def _just_outside(limits: Limits) -> list[float]:
    ends = [(limits.low, limits.open_low, -math.inf), (limits.high, limits.open_high, math.inf)]
    values = []
    for bound, is_open, away in ends:
        if math.isfinite(bound):
            step = bound + math.copysign(1, away) if limits.whole else math.nextafter(bound, away)
            values.append(bound if is_open else step)
    return [int(value) if limits.whole else value for value in values]


def _complaints(record: type[BaseModel], name: str, value: Any) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        record.model_validate({name: value, "no such key": 1})
    return {error["type"] for error in caught.value.errors() if error["loc"][-1] in (name, "entry")}


@pytest.mark.parametrize(("record", "name", "limits", "mapped"), list(_numbers()))
def test_a_number_just_outside_its_bounds_is_refused(
    record: type[BaseModel], name: str, limits: Limits, mapped: bool
) -> None:
    for value in _just_outside(limits):
        assert not limits.hold(value)
        assert _complaints(record, name, {"entry": value} if mapped else value) & OUT_OF_BOUNDS, value
    inside = limits.fit(limits.low if math.isfinite(limits.low) else 0.0)
    assert not _complaints(record, name, {"entry": inside} if mapped else inside)


def test_the_limits_hold_every_bound_that_a_field_declares() -> None:
    for record in _records(Setup):
        for name, info in record.model_fields.items():
            place = Place(record).step(name, {})
            limits = place.limits() if place else None
            for bound in info.metadata if limits else ():
                if isinstance(bound, annotated_types.Ge):
                    assert limits.low >= bound.ge  # type: ignore[union-attr,operator]
                elif isinstance(bound, annotated_types.Gt):
                    assert not limits.hold(bound.gt)  # type: ignore[union-attr,arg-type]


class Bounded(Spec):
    stricter: Count = setting("The field is the stricter", ge=2)
    looser: Share = setting("The type is the stricter", ge=-1, le=2)
    open_end: Share = setting("Each is stricter at one end", gt=0)
    maybe: Count | None = setting("None is a value", default=None, ge=2)


@pytest.mark.parametrize(
    "wrong", [{"stricter": 1}, {"looser": -0.1}, {"looser": 1.1}, {"open_end": 0.0}, {"open_end": 1.1}, {"maybe": 1}]
)
def test_the_stricter_of_two_bounds_holds(wrong: dict[str, Any]) -> None:
    right = {"stricter": 2, "looser": 1.0, "open_end": 1.0, "maybe": None}
    assert Bounded.model_validate(right).model_dump() == right
    with pytest.raises(ValidationError):
        Bounded.model_validate(right | wrong)


def test_ranges_and_rows_keep_the_stricter_bound(tmp_path: Path) -> None:
    limits = Place(CustomerRow).step("term_months", {}).limits()  # type: ignore[union-attr]
    assert limits is not None
    with pytest.raises(InputError, match="at least 1"):
        parse_range({"shape": "uniform", "min": 0, "max": 12}, limits)
    assert limits.fit(0.2) == 1
    path = tmp_path / "customers.csv"
    path.write_text("id,segment,mrr,start,term_months,billing\na,mid,10,2025-01-01,0,annual\n")
    with pytest.raises(InputError, match=r"term_months.*\(given: 0\).*at least 1"):
        read_rows(path, CustomerRow)


@pytest.mark.parametrize("key", ["market.segments.mid.term_months", "market.segments.mid.accounts"])
def test_a_scenario_is_refused_rather_than_run_for_ever(key: str) -> None:
    with pytest.raises(InputError, match="at least 1"):
        load_scenario("base", [f"scenario.{key}=0"])


CUSTOMER = {"id": "a", "segment": "mid", "mrr": 100.0, "start": "2026-01-01", "term_months": 12, "billing": "annual"}
DEAL = {"id": "d", "segment": "mid", "acv": 9000.0, "opened": "2026-01-01"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"company.opening.customers": [CUSTOMER | {"start": "2099-01-02"}]}, "row 'a': .* after the opening date"),
        ({"company.opening.pipeline": [DEAL | {"opened": "2099-01-02"}]}, "row 'd': .* after the opening date"),
        ({"company.opening.date": "1989-12-01"}, "years 1990 to 2100"),
        ({"company.opening.date": "2101-01-01"}, "years 1990 to 2100"),
        ({"company.founders.product": 0.9, "company.founders.selling": 0.2}, "founders' hours"),
        (
            {"company.opening.customers": [CUSTOMER | {"count": 11}], "market.segments.mid.accounts": 10,
             "company.opening.date": "2027-01-01"},
            "11 customers of segment 'mid', but 10 accounts",
        ),
    ],
)  # fmt: skip
def test_an_opening_that_cannot_be_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        load_scenario("base").replace(changes)


@pytest.mark.parametrize("date", ["1990-01-01", "2100-12-01"])
def test_the_first_and_the_last_opening_year_are_allowed(date: str) -> None:
    empty: dict[str, Any] = {"company.opening.customers": [], "company.opening.pipeline": []}
    assert load_scenario("base").replace({"company.opening.date": date} | empty).setup.company.opening.date.year
