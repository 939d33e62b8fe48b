"""C44: what each policy does, and that it does it on what management sees."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.company import Company
from sim.journal import Trial
from sim.quantities import DAYS_PER_MONTH
from sim.trial import simulate
from tests.worlds import bare, base, column, company, customer_row, lives, mean_and_error, staff_row, survived, toy

TRIALS = 216
FOUNDERS = 2


@cache
@cache
def founders_who(*changes: tuple[str, Any]) -> list[Trial]:
    """Lives of the base company's first loop over four years under a change of policy; the same trials for all."""
    return lives(bare(48).replace(dict(changes)), TRIALS, events=True)


def gain_in_survival(before: dict[str, Any], after: dict[str, Any], month: int) -> tuple[float, float]:
    """Paired: by how much the share alive at a month rises, and its standard error."""
    arms = [survived(founders_who(*changes.items()), month) for changes in (before, after)]
    return mean_and_error(arms[1] - arms[0])


# -- freeze ----------------------------------------------------------------------------------------------------------


HIRING = {
    "company.opening.cash": 5_000_000.0,
    "people.roles.engineer.lead_months": 3.0,
    "people.hires_per_recruiter": 100.0,
    "plan.hires.engineer.wave": {"count": 3, "month": 4, "every_months": 1, "times": 24},
    "policies.freeze": {"enabled": True, "runway_months": 12.0},
}


def test_a_freeze_on_committed_burn_beats_one_on_trailing_burn() -> None:
    """Three engineers more each month: last quarter's burn does not know of offers signed and posts open, so it warns
    later, lets more people in, and the company dies sooner; without a freeze still more come."""
    committed, trailing, none = (
        simulate(toy(HIRING | changes, months=36), 1, 0)
        for changes in ({}, {"policies.freeze.burn": "trailing"}, {"policies.freeze.enabled": False})
    )
    heads = [column(life, "heads_engineer").max() for life in (committed, trailing, none)]
    assert heads[0] < heads[1] < heads[2]
    assert committed.outcome["months_lived"] > trailing.outcome["months_lived"] >= none.outcome["months_lived"]


def test_posts_put_off_by_a_freeze_open_when_it_thaws() -> None:
    """Money arrives in month six: the engineer planned for month three starts then, after the lead time."""
    changes = {
        "company.opening.cash": 250_000.0,
        "company.opening.wires": [{"id": "w", "amount": 2_000_000.0, "due": "2027-06-10"}],
        "plan.hires.engineer.one": {"count": 1, "month": 5},
        "policies.freeze": {"enabled": True, "runway_months": 20.0},
    }
    life = simulate(toy(changes, months=12), 1, 0)
    assert list(column(life, "heads_engineer")) == [0] * 8 + [1] * 4


# -- layoffs, founders, the end --------------------------------------------------------------------------------------


def test_layoffs_raise_survival() -> None:
    """Paired, in the company as it ships: cutting to ten months of runway when it falls under four and a half keeps
    companies alive."""
    arms = (base(36).replace({"policies.layoffs.enabled": False}), base(36))
    never, cut = (survived(lives(arm, 200, 2), 36) for arm in arms)
    gain, error = mean_and_error(cut - never)
    assert gain > 3 * error


def test_shrinking_to_the_founders_keeps_companies_alive() -> None:
    """Paired: those who shrink before they close or die are still there later on."""
    gain, error = gain_in_survival({}, {"policies.shrink.enabled": True, "policies.shrink.pay_covered": 0.0}, 48)
    assert gain > 2.5 * error


def test_who_has_shrunk_spends_nearly_nothing_and_the_founders_go_unpaid() -> None:
    """Everybody has left with severance, budgets are nil, founders are not paid: what is left is tools and overhead."""
    changes = {
        "company.opening.cash": 200_000.0,
        "company.opening.staff": [staff_row(count=3)],
        "finance.overhead": 10_000.0,
        "plan.budgets.content.start": {"month": 1, "per_month": 5_000.0},
        "policies.shrink": {
            "enabled": True,
            "runway_months": 2.5,
            "pay_covered": 0.0,
            "overhead_cut": 0.8,
            "back_months": 9.0,
        },
    }
    life = simulate(toy(changes, months=24), 1, 0, events=True)
    shrunk = next(event.time for event in life.events if event.kind == "shrunk to founders")
    after = [e for e in life.events if e.kind == "cash" and e.time > shrunk + DAYS_PER_MONTH]
    assert {e.who for e in after} == {"overhead"}
    assert {e.amount for e in after} == {-2_000.0}
    assert life.outcome["end"] == "alive"
    assert [e.amount for e in life.events if e.kind == "cash" and e.who == "severance"] == [-30_000.0]


def test_winding_down_on_a_reserve_pays_everybody_and_leaves_cash() -> None:
    """With a reserve for severance hardly anybody is caught out by a payroll: each closes with severance paid, and most
    with money left."""
    plain, careful = founders_who(), founders_who(("policies.close_down.reserve", 1.0))
    died = [sum(t.outcome["end"] == "dead" for t in arm) for arm in (plain, careful)]
    assert died[1] < 0.35 * died[0]
    closed = [t for t in careful if t.outcome["cause"] == "closed by founders"]
    assert len(closed) > 10
    paid = [sum(e.amount for e in t.events if e.who == "severance" and e.time == t.events[-1].time) for t in closed]
    staff = [column(t, "heads")[-1] > FOUNDERS for t in closed]
    assert all(amount < 0 for amount, somebody in zip(paid, staff, strict=True) if somebody)
    assert np.mean([t.outcome["cash_end"] > 0 for t in closed]) > 0.8


def test_without_a_reserve_nobody_is_paid_off() -> None:
    """Neutral: reserve 0 closes by runway alone and books nothing."""
    for life in founders_who():
        if life.outcome["end"] == "closed":
            assert not [e for e in life.events if e.who == "severance" and e.time == life.events[-1].time]


def test_founders_weigh_an_offer_by_policy() -> None:
    """Offers come to the same companies: who takes them is acquired, who declines is not, who waits sells less."""
    taken, refused, waited = (
        founders_who(*((f"policies.close_down.{key}", value) for key, value in changes.items()))
        for changes in ({}, {"accept_offers": False}, {"accept_runway_months": 3.0})
    )
    sold = [sum(t.outcome["end"] == "acquired" for t in arm) for arm in (taken, refused, waited)]
    assert sold[0] > sold[2] > sold[1] == 0


# -- hiring ----------------------------------------------------------------------------------------------------------


def test_gate_conditioned_hiring_saves_the_company_that_would_hire_too_early() -> None:
    """Eight reps in month two, against the same posts that wait for the playbook gate (two may come before)."""
    early = base(36, "overhire_before_pmf")
    waiting = early.replace({"policies.gated_hiring.enabled": True})
    months = [np.array([t.outcome["months_lived"] for t in lives(arm, 60)]) for arm in (early, waiting)]
    gain, error = mean_and_error(months[1] - months[0])
    assert gain > 3 * error


def test_posts_behind_a_gate_are_counted_against_those_already_free() -> None:
    """Two reps are free, the third waits; other roles are not touched."""
    changes = {
        "plan.hires.rep.many": {"count": 5, "month": 1},
        "plan.hires.engineer.many": {"count": 5, "month": 1},
        "policies.gated_hiring": {"enabled": True, "gates": {"rep": "playbook"}, "free": {"rep": 2}},
        "company.opening.cash": 1e8,
    }
    life = simulate(toy(changes, months=24), 1, 0)
    assert column(life, "heads_rep").max() == 2
    assert column(life, "heads_engineer").max() == 5


@pytest.mark.parametrize(
    ("rule", "customers", "hired"),
    [
        ({"load": 0.5}, 60, True),
        ({"load": 50.0}, 60, False),
        ({"load": 50.0, "customers_per_csm": 50.0}, 60, True),
        ({"load": 50.0, "customers_per_csm": 50.0, "after_customers": 50}, 40, False),
        ({"load": 0.5, "after_customers": 100}, 60, False),
    ],
)
def test_csms_come_by_load_by_customers_or_not_yet(rule: dict[str, float], customers: int, hired: bool) -> None:
    """2.18, 0.19: a company of few customers needs no CSM; one is hired when the rule says so."""
    changes = {
        "company.opening.cash": 1e8,
        "company.opening.customers": [customer_row(count=customers, term_months=60)],
        "market.segments.mid.service_hours": 1.0,
        "policies.hire_csms": {"enabled": True, **rule},
    }
    life = simulate(toy(changes, months=6), 1, 0)
    assert bool(column(life, "heads_csm").max()) is hired


def test_reps_are_hired_by_the_leads_that_are_seen() -> None:
    """With reports a year late nobody sees the leads of the first year, and hardly a rep comes: where the first month,
    the only one that is known, had so many."""
    hungry = {
        "policies.hire_reps": {"enabled": True, "leads_per_rep": 3.0, "at_most": 1}, "plan.hires.rep.first": None,
        "policies.hire_reps.gate": None, "marketing.network.sqls": 12.0,
    }  # fmt: skip
    prompt, late = (
        np.mean([column(t, "heads_rep")[8:12].max() for t in lives(base(12).replace(hungry | changes), 16)])
        for changes in ({}, {"seeing.closing_months": 12})
    )
    assert prompt >= 1
    assert late < 0.2


# -- money -----------------------------------------------------------------------------------------------------------


def test_a_round_for_its_own_sake_waits_for_the_evidence_asked_for() -> None:
    """Rich and at the bar, the company raises at once; asked for retention, not before the first renewals are seen."""
    rich: dict[str, Any] = {
        "company.opening.cash": 1e8, "funding.enabled": True, "policies.raise_money.enabled": True,
        "company.opening.customers": [customer_row(id="old", count=200, start="2026-06-01", term_months=12)],
    }  # fmt: skip
    begun = {}
    for name, asked in {
        "arr": {}, "retention": {"retention": 0.1}, "growth": {"growth": 5.0}, "gate": {"gate": "efficiency"}
    }.items():  # fmt: skip
        policy = {f"policies.raise_money.{key}": value for key, value in asked.items()}
        life = simulate(toy(rich | policy, months=24), 1, 0, events=True)
        begun[name] = [e.time / DAYS_PER_MONTH for e in life.events if e.kind == "round begun"]
    assert begun["arr"][0] < 1.5
    assert begun["retention"][0] > 11
    assert begun["growth"] == begun["gate"] == []


# -- price, spend, pivot ---------------------------------------------------------------------------------------------


def judged(segment: str, acv: float, ltv_cac: float, changes: dict[str, Any]) -> Company:
    """A company whose one segment shows such economics at the month's review."""
    alive = company(toy({"policies.unit_economics.enabled": True} | changes), events=False)
    seen = alive.management.segment(segment)
    seen.won, seen.acv, seen.ltv_cac = 50, acv, ltv_cac
    alive.management.segment = {segment: seen}.__getitem__  # type: ignore[method-assign]
    alive.management.policies.unit_economics.review(alive.management)  # type: ignore[union-attr]
    return alive


@pytest.mark.parametrize(
    ("acv", "ltv_cac", "price", "spend"),
    [(25_000.0, 2.0, 1.1, 1.0), (6_000.0, 2.0, 1.0, 0.75), (25_000.0, 3.5, 1.0, 1.0), (25_000.0, np.nan, 1.0, 1.0)],
)
def test_the_remedy_of_poor_unit_economics_follows_the_size_of_contracts(
    acv: float, ltv_cac: float, price: float, spend: float
) -> None:
    """1.17: below three, big contracts get dearer, small ones get less marketing; unknown retention moves nothing."""
    alive = judged("mid", acv, ltv_cac, {})
    assert alive.market.segments["mid"].price == pytest.approx(price)
    assert alive.management.spend.get("mid", 1.0) == pytest.approx(spend)


@pytest.mark.parametrize(("win_rate", "price"), [(0.5, 1.1), (0.2, 1.0), (0.02, 0.9), (np.nan, 1.0)])
def test_price_follows_the_win_rate_that_is_seen(win_rate: float, price: float) -> None:
    """Deals that come too easily are too cheap; deals that do not come may be too dear."""
    alive = company(toy({"policies.price.enabled": True}), events=False)
    alive.management.seen.decided, alive.management.seen.win_rate = 40.0, win_rate
    alive.management.policies.price.review(alive.management)  # type: ignore[union-attr]
    assert alive.market.segments["mid"].price == pytest.approx(price)


def test_a_pivot_pays_where_the_idea_is_no_good() -> None:
    """Paired: with a hopeless idea and a better one at hand, who pivots on lost deals ends with more revenue."""
    hopeless = base(60).replace({"product.fit_ceiling": 0.3, "product.pivot.ceilings": {"second": 0.85}})
    pivoting = hopeless.replace({"policies.pivot.enabled": True})
    arr = [np.array([t.outcome["arr_end"] for t in lives(arm, 60)]) for arm in (hopeless, pivoting)]
    gain, error = mean_and_error(arr[1] - arr[0])
    assert gain > 2.5 * error


def test_policies_act_in_the_order_of_their_lines() -> None:
    """The end comes before cuts, cuts before hiring, hiring before raising."""
    order = [type(policy).__name__ for policy in base(6).setup.policies.in_order()]
    wanted = ["CloseDown", "Shrink", "Layoff", "Freeze", "Rep", "Csm", "Raise"]
    assert [name for name in order if name.removesuffix("Policy") in wanted] == [f"{name}Policy" for name in wanted]
