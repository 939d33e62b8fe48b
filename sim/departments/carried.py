"""What carries over a seam: the hidden stocks of an exported company, and dates that have moved."""

from typing import TYPE_CHECKING, Any

from sim.departments.decided import stand, standing

if TYPE_CHECKING:
    from sim.company import Company


def stocks(company: "Company") -> dict[str, float]:
    """Stocks that nobody sees, by name; only those of mechanisms that are on."""
    product, marketing = company.product, company.marketing
    found: dict[str, float] = {}
    found |= product.launch.carried() | company.success.health.carried() | standing(company)
    if product.custom.on:
        work = product.custom
        found |= {"project backlog": work.backlog, "code debt": work.debt, "configurable": work.configurable}
    if marketing.free.open:
        found["free users"] = marketing.free.users
    if marketing.awareness.matters:
        found |= {f"awareness {name}": share for name, share in marketing.awareness.known.items()}
    return found


def restore(company: "Company", found: dict[str, float]) -> None:
    """Put the stocks back."""
    product, marketing = company.product, company.marketing
    product.launch.resume(found)
    company.success.health.resume(found)
    stand(company, found)
    work = product.custom
    work.backlog, work.debt = found.get("project backlog", 0.0), found.get("code debt", 0.0)
    work.configurable = found.get("configurable", 0.0)
    marketing.free.users = found.get("free users", 0.0)
    for name, share in marketing.awareness.known.items():
        marketing.awareness.known[name] = found.get(f"awareness {name}", share)


def moved(company: "Company", months: int) -> dict[str, Any]:
    """Dates of launch, charging and window, counted from the new opening; a launch that is over is no launch."""
    changes: dict[str, Any] = {}
    launch, tier = company.setup.plan.launch, company.setup.marketing.free_tier
    if launch is not None:
        changes["plan.launch"] = (
            launch.model_dump() | {"month": launch.month - months} if launch.month > months else None
        )
    if tier.enabled and tier.charge_month is not None:
        left = tier.charge_month - months
        over = {"marketing.free_tier.enabled": False, "marketing.free_tier.charge_month": None}
        changes |= {"marketing.free_tier.charge_month": left} if left > 0 else over
    window = company.setup.product.window
    if window.loss > 0.0:
        changes["product.window.months"] = max(0.0, window.months - months)
    return changes
