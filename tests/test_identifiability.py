"""No two numbers that do the same thing are both uncertain: docs/model/identifiability.md, held to what ships."""

from dataclasses import dataclass

import pytest

from experiments.lawbook import ROOT
from sim.customers import Deal
from sim.quantities import odds
from sim.sources import assumptions
from tests.worlds import SEGMENT, base, company

PAGE = ROOT / "docs" / "model" / "identifiability.md"


@dataclass(frozen=True)
class Group:
    """Numbers that one observation cannot tell apart."""

    name: str
    members: tuple[str, ...]
    sourced: str | None
    doubt: str | None  # the one that may be a range


GROUPS = (
    Group(
        "win odds",
        (f"{SEGMENT}.win_rate", "sales.fit_reference", "sales.playbook_reference"),
        f"{SEGMENT}.win_rate",
        f"{SEGMENT}.win_rate",
    ),
    Group("founders' odds", ("sales.founder_skill", "sales.founder_playbook"), None, "sales.founder_skill"),
    Group("fit", ("product.learning", "product.contact_needed", "sales.fit_power"), None, "product.learning"),
    Group("leaving", ("people.roles.rep.leaving", "sales.income_slope", "sales.draw_months"), None, None),
    Group("new reps' output", ("sales.ramp_months", "sales.mentoring.load"), "sales.ramp_months", "sales.ramp_months"),
    Group(
        "renewal",
        (f"{SEGMENT}.renewal", "success.late_odds", "success.value_slope"),
        f"{SEGMENT}.renewal",
        f"{SEGMENT}.renewal",
    ),
    Group(
        "content",
        (
            "marketing.content.cost_per_visit",
            "marketing.content.work_months",
            "marketing.content.rank_months",
            "marketing.paid.cost_per_visit",
        ),
        "marketing.paid.cost_per_visit",
        "marketing.paid.cost_per_visit",
    ),
)


@pytest.mark.parametrize("group", GROUPS, ids=[group.name for group in GROUPS])
def test_of_numbers_that_do_the_same_at_most_one_is_uncertain(group: Group) -> None:
    """One carries the doubt, the others are single numbers; where a publication speaks, it speaks of the one named."""
    ranged = {path for path in group.members if path in base().ranges}
    assert ranged == ({group.doubt} if group.doubt else set())
    known = {row.key: row.assumed for row in assumptions(base())}
    assert {path for path in group.members if not known[path]} == ({group.sourced} if group.sourced else set())


@pytest.mark.parametrize("group", GROUPS, ids=[group.name for group in GROUPS])
def test_the_page_has_the_row(group: Group) -> None:
    """What the test holds is what the page says."""
    row = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {group.name} |"))
    assert [path for path in group.members if f"`{path}`" not in row] == []


def won(changes: dict[str, float], by_founders: bool) -> float:
    """Odds of one ordinary deal, for the founders or for a rep like all others who knows as much as they do."""
    alive = company(base(12).replace({f"{SEGMENT}.win_rate": 0.2, "sales.founder_skill": 1.0} | changes))
    sales = alive.sales
    skill = sales.spec.founder_skill if by_founders else 1.0
    return odds(sales.winning.chance(Deal("network", 0, alive.market.segments["mid"], (), 0.0), skill, 0.7, 1.0))


def test_the_references_and_the_win_rate_are_one_number() -> None:
    """A company measured against a fit and a playbook half as good, with odds lowered by just that, sells the same."""
    spec = base().setup.sales
    factor = 0.5**spec.fit_power * 0.5**spec.playbook_power
    lower = 0.25 * factor
    moved = {
        "sales.fit_reference": spec.fit_reference / 2,
        "sales.playbook_reference": spec.playbook_reference / 2,
        f"{SEGMENT}.win_rate": lower / (1.0 + lower),
    }
    for by_founders in (True, False):
        assert won(moved, by_founders) == pytest.approx(won({}, by_founders))


def test_reps_tell_the_founders_skill_from_the_win_rate() -> None:
    """Half the odds for twice the skill: founders win as before, reps only half as often."""
    lower = 0.25 / 2
    moved = {"sales.founder_skill": 2.0, f"{SEGMENT}.win_rate": lower / (1.0 + lower)}
    assert won(moved, by_founders=True) == pytest.approx(won({}, by_founders=True))
    assert won(moved, by_founders=False) == pytest.approx(won({}, by_founders=False) / 2)
