"""The decision sheet: what is marked a decision, with its bounds, and the value in force."""

import pytest

from sim.classroom.fields import ORDER, sheet_fields
from sim.classroom.policy import policy
from sim.errors import InputError
from sim.schema import locate
from sim.setup import Setup
from tests.classroom.desks import STARTS, case

FIRST = "plan.hires.rep.first.count"


def test_every_row_is_a_decision_of_the_typed_model() -> None:
    scenario = case()
    fields = sheet_fields(scenario, 1, 1)
    assert {FIRST, "company.founders.selling", "market.price", "policies.freeze.runway_months"} <= set(fields)
    assert all(one.place.mark == "decision" and one.meaning and one.allowed for one in fields.values())
    assert not any(key.startswith(("company.opening", "market.segments.mid.win_rate", "perils")) for key in fields)
    standing = {key for key in fields if locate(Setup, scenario.data, key) is not None}
    assert len(standing) > len(fields) / 2


def test_rows_stand_in_groups() -> None:
    places = [ORDER.index(one.group) for one in sheet_fields(case(), 1, 1).values()]
    assert places == sorted(places)


def test_a_running_company_is_turned_where_founders_turn_it() -> None:
    later = sheet_fields(case(), 2, 7)
    assert set(later) - set(sheet_fields(case(), 1, 1)) == {key for key in later if ".round_2." in key}
    assert "sales.quota" not in later
    assert not any(key.startswith("policies.last_touch") for key in later)


def test_the_next_sheet_shows_what_is_in_force() -> None:
    rounds = [{FIRST: 3, "market.price": 1.2}, {"policies.freeze.runway_months": 6.0, "market.price": 1.4}]
    fields = sheet_fields(policy(case(), rounds, STARTS), 3, 13)
    assert fields[FIRST].current == 3
    assert fields["market.price"].current == 1.4
    assert fields["policies.freeze.runway_months"].current == 6.0


@pytest.mark.parametrize(
    ("key", "given", "found"),
    [
        (FIRST, "5", 5),
        ("company.founders.selling", "20%", 0.2),
        ("plan.budgets.paid.start.per_month", "12k", 12_000.0),
        ("plan.hires.rep.first.month", "none", None),
        ("plan.hires.rep.first.gate", "playbook", "playbook"),
        ("policies.backfill", "no", False),
        ("policies.backfill", True, True),
    ],
)
def test_cells_are_read_as_people_type_them(key: str, given: object, found: object) -> None:
    assert sheet_fields(case(), 1, 1)[key].read(given, "a.csv") == found


@pytest.mark.parametrize(
    ("key", "given", "said"),
    [
        (FIRST, "-1", "at least 0"),
        (FIRST, "2.5", "a whole number"),
        (FIRST, "=1+1", "a whole number"),
        ("company.founders.selling", "120%", "at most 1"),
        ("plan.hires.rep.first.gate", "playbok", "did you mean playbook"),
        ("policies.backfill", "maybe", "yes, no"),
        ("market.price", True, "at least 0.5"),
    ],
)
def test_what_is_not_allowed_is_named(key: str, given: object, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        sheet_fields(case(), 1, 1)[key].read(given, "a.csv")
    assert key in str(refused.value)
    assert "a.csv" in str(refused.value)
