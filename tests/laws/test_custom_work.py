"""C8, C12: projects for single customers, and starting again."""

from typing import Any

import numpy as np
import pytest

from sim.departments.pivot import can_pivot, pivot
from tests.worlds import SEGMENT, base, column, company, lives, mean_and_error

TRIALS = 24
RICH: dict[str, Any] = {"company.opening.cash": 60_000_000.0, "funding.enabled": False}
ASKED = {"product.custom.wanted": 0.4, f"{SEGMENT}.win_rate": 0.3}
ALWAYS = ASKED | {"product.custom.accept": "always"}


def test_projects_bring_cash_now_and_a_product_that_stands_still() -> None:
    """C8: who says yes has more money in month 15; the engineers are on projects, the code is in debt, fit is
    lower, and at month 48 so is recurring revenue."""
    # the same few engineers all along, so that the projects compete with the product
    fixed = RICH | {"plan.hires.engineer.*": None, "product.fit_ceiling": 0.8, "sales.founder_skill": 1.3,
                    "marketing.lead_factor": 1.0}  # fmt: skip
    yes, no = (lives(base(48).replace(fixed | asked), 240) for asked in (ALWAYS, ASKED))

    def gap(name: str, month: int) -> tuple[float, float]:
        return mean_and_error(
            [column(a, name)[month - 1] - column(b, name)[month - 1] for a, b in zip(yes, no, strict=True)]
        )

    for name, month, sign in (
        ("cash", 15, 1),
        ("fit", 24, -1),
        ("fit", 48, -1),
        ("mrr", 48, -1),
        ("product_debt", 48, 1),
    ):
        mean, error = gap(name, month)
        assert sign * mean > 3 * error, (name, month)
    busy = np.mean([column(life, "custom_share")[12:].mean() for life in yes])
    assert busy > 0.4


def test_two_projects_a_year_take_half_of_five_engineers() -> None:
    """C8: a project takes its engineer-months, no more: 30 engineer-months a year are half of what five engineers
    have, and velocity is (1 - c) / (1 + D)."""
    alive = company(base(12).replace(RICH | {"product.custom.wanted": 1.0, "product.custom.debt": 0.0}))
    work = alive.product.custom
    work.backlog = 30.0
    shares = []
    for _ in range(12):
        shares.append(work.share())
        assert work.pace() == pytest.approx(1.0 - work.share())
        work.month_end()
    assert sum(shares) * 5 == pytest.approx(30.0)
    work.debt = 1.0
    assert work.pace() == pytest.approx(0.5)


def test_refactoring_pays_debt_off_and_configurability_saves_hours_later() -> None:
    """C8: with time for refactoring the debt of the same projects is smaller; with time for configurability the later
    customers ask for fewer onboarding hours."""
    asked = lives(base(36).replace(RICH | ALWAYS), 8)
    cared = lives(base(36).replace(RICH | ALWAYS | {"product.custom.refactoring": 0.2}), 8)
    mean, error = mean_and_error(
        [column(a, "product_debt")[-1] - column(b, "product_debt")[-1] for a, b in zip(asked, cared, strict=True)]
    )
    assert mean > 4 * error
    alive = company(base(24).replace(RICH | {"product.custom.configuring": 0.2}))
    alive.run()
    hours = [customer.onboarding for customer in alive.success.customers if customer.channel != "opening"]
    assert hours == sorted(hours, reverse=True)
    assert hours[-1] < 0.8 * alive.market.segments["mid"].spec.onboarding_hours


def test_refused_wishes_cost_deals_and_in_need_they_are_granted() -> None:
    """C8: refusing projects loses some of those who asked; a company that takes projects only in need takes none while
    its runway is long."""
    asked, free = (lives(base(24).replace(RICH | changes), TRIALS) for changes in (ASKED, {f"{SEGMENT}.win_rate": 0.3}))
    mean, error = mean_and_error(
        [column(b, "orders").sum() - column(a, "orders").sum() for a, b in zip(asked, free, strict=True)]
    )
    assert mean > 4 * error
    need = ASKED | {"product.custom.accept": "in_need", "product.custom.need_months": 9.0}
    assert sum(column(life, "custom_share").sum() for life in lives(base(12).replace(RICH | need), 4)) == 0
    poor = {"company.opening.cash": 900_000.0, "funding.enabled": False, "policies.close_down.enabled": False,
            "policies.layoffs.enabled": False}  # fmt: skip
    assert sum(column(life, "custom_share").sum() for life in lives(base(12).replace(poor | need), 8)) > 0


def test_a_pivot_resets_playbook_and_part_of_fit_keeps_content_and_shakes_morale() -> None:
    """C12: after a pivot the ceiling is another idea's, fit and playbook fall, most of the content stays, morale dips
    and comes back."""
    ceilings = {"product.fit_ceiling": 0.4, "product.pivot.ceilings": {"second": 0.9, "third": None}}
    alive = company(base(24).replace(RICH | ceilings))
    seen: list[tuple[float, ...]] = []

    def turn(_: object) -> None:
        product, sales, marketing = alive.product, alive.sales, alive.marketing
        before = product.main_fit(), sales.playbooks["mid"].seen, marketing.rank, alive.people.morale
        assert pivot(alive)
        after = product.main_fit(), sales.playbooks["mid"].seen, marketing.rank, alive.people.morale
        seen.extend([before, after])

    alive.env.call(365.5, turn, None)
    alive.run()
    (fit, lessons, rank, morale), (new_fit, new_lessons, new_rank, new_morale) = seen
    spec = alive.setup.product.pivot
    assert new_fit == pytest.approx(fit * spec.fit_kept)
    assert new_lessons == pytest.approx(lessons * spec.playbook_kept)
    assert new_rank == pytest.approx(rank * spec.content_kept)
    assert new_morale == pytest.approx(morale - spec.morale_lost)
    assert alive.product.main_ceiling() == 0.9
    assert alive.product.main_fit() > 0.4
    assert not can_pivot(alive)
    assert not pivot(alive)


def test_a_pivot_saves_a_poor_idea_and_wastes_a_good_one() -> None:
    """C12: from a ceiling of 0.35 the next idea is usually better, and the company ends larger; from 0.9 it is not."""
    later = {"product.pivot.ceilings": {"second": 0.7}}
    for ceiling, sign in ((0.35, 1), (0.9, -1)):
        gains = []
        for trial in range(16):
            ends = []
            for turns in (False, True):
                alive = company(base(48).replace(RICH | later | {"product.fit_ceiling": ceiling}), trial=trial)
                if turns:
                    alive.env.call(365.5, pivot, alive)
                alive.run()
                ends.append(alive.outcome()["arr_end"])
            gains.append(ends[1] - ends[0])
        mean, error = mean_and_error(gains)
        assert sign * mean > 4 * error
