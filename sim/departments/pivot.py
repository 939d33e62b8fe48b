"""The pivot: another idea, some of the old work, and a team that must believe once more (C12)."""

from typing import TYPE_CHECKING

from sim.quantities import Share, Spec, world

if TYPE_CHECKING:
    from sim.company import Company


class PivotSpec(Spec):
    """What is left after a pivot."""

    ceilings: dict[str, Share] = world("Best fit of each further idea, in the order in which they are tried (hidden)")
    fit_kept: Share = world("Share of the fit that serves the new idea too")
    playbook_kept: Share = world("Share of the playbook's lessons that hold for the new idea")
    content_kept: Share = world("Share of content and its rank that serves the new idea")
    morale_lost: Share = world("Morale that a pivot costs")


def can_pivot(company: "Company") -> bool:
    """Whether there is another idea to try."""
    return company.product.pivots < len(company.setup.product.pivot.ceilings)


def pivot(company: "Company") -> bool:
    """Give the idea up for the next one; False when there is none left.

    Fit and playbook fall to what carries over, content mostly stays, the ceiling is that of the new idea, morale dips,
    and the window of the market opens anew. Customers stay as long as the new product serves them.
    """
    if not can_pivot(company):
        return False
    spec, product = company.setup.product.pivot, company.product
    product.start_again(list(spec.ceilings.values())[product.pivots], spec.fit_kept)
    for playbook in company.sales.playbooks.values():
        playbook.learn(-(1.0 - spec.playbook_kept) * playbook.seen)
    company.marketing.work *= spec.content_kept
    company.marketing.rank *= spec.content_kept
    company.people.dampen(spec.morale_lost)
    company.journal.note(company.env.now, "pivot", f"idea {product.pivots + 1}", product.main_fit())
    return True
