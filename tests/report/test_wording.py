"""Numbers and dates as the report says them."""

from datetime import date

import pytest

from sim.report.dates import Calendar
from sim.report.style import apart, inline
from sim.report.tables import records, source_link
from sim.report.timeline import months_of
from sim.report.wording import between, compact, measured, money, percent, signed, signed_between

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (0.0004, "0.0004"),
        (6.04, "6.04"),
        (149.6, "150"),
        (999.6, "1k"),
        (12_345, "12.3k"),
        (-3.7e6, "−3.7M"),
    ],
)
def test_amounts_have_three_figures_at_most(value: float, said: str) -> None:
    assert compact(value) == said.replace("−", "\u2212")


def test_unknown_numbers_are_a_dash() -> None:
    said = [percent(None), percent(NAN), compact(NAN), money(None, "USD"), measured(float("inf"), "months")]
    said += [between(NAN, 1.0), signed(NAN, "points"), signed_between(None, 1.0, "months")]
    assert set(said) == {"\u2013"}


def test_shares_never_round_to_certainty() -> None:
    assert [percent(share).replace("\u00a0", " ") for share in (0.0, 0.001, 0.42, 0.999, 1.0)] == [
        "0 %",
        "under 1 %",
        "42 %",
        "over 99 %",
        "100 %",
    ]


def test_differences_have_a_sign_unless_they_are_nothing() -> None:
    said = [signed(0.123, "points"), signed(-2.04, "months"), signed(0.04, "months"), signed(-5e5, "money", "USD")]
    plain = [text.replace("\u00a0", " ").replace("\u2212", "-") for text in said]
    assert plain == ["+12.3 points", "-2.0 months", "0.0 months", "-USD 500k"]
    assert signed_between(-0.1, 0.2, "points").replace("\u2212", "-") == "-10.0 to +20.0"


def test_months_are_calendar_dates() -> None:
    calendar = Calendar(date(2026, 11, 1), 24)
    assert (calendar.nth(1), calendar.nth(3), calendar.horizon) == ("November 2026", "January 2027", "October 2028")
    assert calendar.short(24) == "Oct 2028"


@pytest.mark.parametrize("months", [1, 7, 24, 60, 600])
def test_an_axis_has_few_round_dates(months: int) -> None:
    ticks = Calendar(date(2026, 11, 1), months).ticks(most=6)
    assert len(ticks) <= 8
    assert all(0 <= month <= months for month, _ in ticks)
    if months >= 60:
        assert all(text.startswith("Jan") for _, text in ticks)


def test_labels_are_moved_apart_inside_their_frame() -> None:
    moved = apart([0.5, 0.5, 0.99, 1.0], gap=0.1, low=0.0, high=1.0)
    steps = [later - before for before, later in zip(sorted(moved), sorted(moved)[1:], strict=False)]
    assert min(steps) >= 0.1 - 1e-9
    assert min(moved) >= 0.0
    assert max(moved) <= 1.0


def test_ids_of_an_inlined_figure_carry_its_name() -> None:
    document = (
        '<?xml version="1.0"?><svg xmlns="http://x" viewBox="0 0 1 1"><metadata>2026</metadata><defs><path id="m1"/>'
        '</defs><g id="free"><use xlink:href="#m1" clip-path="url(#m1)"/></g></svg>'
    )
    assert inline(document, "cash") == (
        '<svg viewBox="0 0 1 1" aria-hidden="true" focusable="false"><defs><path id="cash-m1"/>'
        '</defs><g><use href="#cash-m1" clip-path="url(#cash-m1)"/></g></svg>'
    )


def test_only_addresses_of_the_web_are_links() -> None:
    links = [source_link(address) for address in ("https://a.org", "javascript:x", "data:,x", "//a.org", "", None)]
    assert links == ["https://a.org", "", "", "", "", ""]


def test_a_plan_is_cut_into_its_lowest_records() -> None:
    plan = {"launch": 3, "hires": {"rep": {"first": {"month": 2, "gate": None}}, "csm": {}}, "price": {"mid": 1.5}}
    assert list(records(plan)) == [
        (("launch",), {"": 3}),
        (("hires", "rep", "first"), {"month": 2}),
        (("price",), {"mid": 1.5}),
    ]


@pytest.mark.parametrize(
    ("group", "starts"),
    [
        ({"month": 6}, [5]),
        ({"month": None}, [0]),
        ({"month": 1, "every_months": 5, "times": 2}, [0, 5]),
        ({"month": 3, "every_months": 4, "times": None}, [2, 6, 10]),
        ({"month": 40}, []),
    ],
)
def test_posts_start_where_the_plan_says(group: dict[str, int | None], starts: list[int]) -> None:
    assert months_of(group, Calendar(date(2026, 1, 1), 12)) == starts
