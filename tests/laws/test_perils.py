"""L26: a shock that cannot bite leaves no trace."""

import pytest

from sim.trial import simulate
from tests.worlds import base, same_life, same_rows

MONTHS = 36
WINTER = {"kind": "funding_winter", "start": 6, "months": 30.0, "severity": 0.9}


@pytest.mark.parametrize("changes", [{"severity": 0.0}, {"months": 0.0}, {"start": MONTHS + 1}, {"start": 400}])
def test_a_harmless_peril_leaves_every_number_identical(changes: dict[str, float]) -> None:
    """L26: severity nil, no length, or a start after the horizon: months, facts and outcome to the last bit."""
    calm = base(MONTHS)
    struck = calm.replace({"perils.winter": WINTER | changes})
    for trial in range(8):
        assert same_life(simulate(calm, 1, trial, events=True), simulate(struck, 1, trial, events=True))


def test_a_real_winter_changes_some_lives() -> None:
    """L26 can fail: the same peril with its teeth changes months."""
    calm = base(MONTHS)
    struck = calm.replace({"perils.winter": WINTER})
    pairs = [(simulate(calm, 1, k, events=True), simulate(struck, 1, k, events=True)) for k in range(12)]
    assert any(not same_rows(a.rows, b.rows) for a, b in pairs)
    assert all(any(event.kind == "peril" for event in b.events) for _, b in pairs)


def test_before_a_peril_begins_nothing_differs() -> None:
    """A winter from month 13 on cannot be felt in the first twelve months."""
    calm = base(MONTHS)
    struck = calm.replace({"perils.winter": WINTER | {"start": 13}})
    for trial in range(6):
        before, after = simulate(calm, 1, trial), simulate(struck, 1, trial)
        assert [repr(row) for row in before.rows[:12]] == [repr(row) for row in after.rows[:12]]
