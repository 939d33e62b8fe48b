"""A month's row: each section has a value for each of its columns, and the columns stand where they are named."""

from math import isnan

import pytest

from sim import monthly
from sim.company import Company
from sim.journal import FUNNEL, MACHINE, MONEY, MONTHLY, PEOPLE, REVENUE, ROLES, STANDING
from sim.scorecard import Measures, Tally
from sim.treasury import RAISED
from tests.worlds import base, company


@pytest.fixture(scope="module")
def alive() -> Company:
    """A company of the base scenario after a year."""
    found = company(base(12), trial=1)
    found.run()
    return found


def test_each_section_fills_its_columns(alive: Company) -> None:
    seen, tally = alive.management.truth, Tally()
    sections = {
        MONEY: monthly._money({}, seen),
        REVENUE: monthly._revenue(alive, tally, seen),
        FUNNEL: monthly._funnel(alive, tally),
        MACHINE: monthly._machine(alive, tally, seen),
        PEOPLE: monthly._people(alive, tally),
        STANDING: monthly._standing(alive),
    }
    assert [len(values) for values in sections.values()] == [len(names) for names in sections]
    assert sum(sections, ()) == MONTHLY
    assert len(set(MONTHLY)) == len(MONTHLY)


def test_what_was_counted_stands_under_its_name(alive: Company) -> None:
    """Counts and measures of the same name: each is given a number of its own, and looked for in its column."""
    tally, seen = Tally(), Measures()
    counted = {name: float(1_000 + place) for place, name in enumerate(Tally.__slots__)}
    measured = {name: float(200 + place) for place, name in enumerate(Measures.__slots__)}
    for name, value in counted.items():
        setattr(tally, name, value)
    for name, value in measured.items():
        setattr(seen, name, value)
    ledger = {"collections": 100, RAISED: 200, "payroll": -300, "overhead": -400}
    row = dict(zip(MONTHLY, monthly.monthly_row(alive, ledger, tally, seen), strict=True))
    assert [row[name] for name in ("collected", "raised", "payroll", "spend")] == [1.0, 2.0, 3.0, 4.0]
    for name in ("visits", "signups", "mqls", "sqls", "opportunities", "orders", "lost", "aged_out", "refused",
                 "customers_back", "customers_lost", "refunded", "hired", "left"):  # fmt: skip
        assert row[name] == counted[name], name
    assert row["customers_won"] == counted["won"]
    for name in ("mrr_new", "mrr_expansion", "mrr_contraction", "mrr_reactivated", "mrr_churned"):
        assert row[name] == counted[name] / 100.0, name
    for name in (
        "cash",
        "burn",
        "arr",
        "grr",
        "nrr",
        "leads_per_rep",
        "cac",
        "ltv",
        "runway",
        "ltv_cac",
        "payback",
        "burn_multiple",
    ):
        assert row[name] == measured[name], name
    assert row["acv_new"] == counted["acv_new"] / counted["won"]
    assert row["over_promise"] == counted["over"] / counted["orders"]


def test_the_company_stands_under_its_names(alive: Company) -> None:
    row = dict(zip(MONTHLY, alive.journal.rows[-1], strict=True))
    people, success, product = alive.people, alive.success, alive.product
    for role in ROLES[1:]:
        assert row[f"heads_{role}"] == people.count(role)
    assert row["heads_founder"] == alive.setup.company.founders.count
    assert row["heads"] == row["heads_founder"] + len(people.staff)
    for department, stage in alive.roadmap.departments.items():
        assert row[f"stage_{department}"] == stage
    here = {
        "morale": people.morale, "service_quality": success.quality, "customers": success.active,
        "mrr": success.mrr / 100.0, "promoters": success.promoters, "csm_load": success.load, "fit": product.main_fit(),
        "fit_ceiling": product.main_ceiling(), "playbook": alive.sales.playbook(), "content_rank": alive.marketing.rank,
        "queue": len(alive.sales.desk.waiting), "misalignment": alive.roadmap.misalignment,
        "product_debt": product.custom.debt, "custom_share": product.custom.share(),
        "believed_fit": product.launch.believed, "free_users": alive.marketing.free.users,
        "forces_meshed": alive.forces.meshed, "seen_arr": alive.management.seen.arr,
        "seen_runway": min(alive.management.seen.runway, monthly.MOST), "backlog": success.backlog(),
        "cost_per_rep": alive.sales.cost_per_head(), "coached": alive.leading.coached(),
        "seniors_time": alive.sales.coaching.seniors_time, "stage": min(alive.roadmap.stage, 8),
    }  # fmt: skip
    assert {name: row[name] for name in here} == here
    assert isnan(row["awareness"]) != alive.marketing.awareness.matters
