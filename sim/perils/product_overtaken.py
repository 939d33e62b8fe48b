"""The product is overtaken: what customers compare with moves on (C5, C6).

Fit falls a little each month while a better product spreads. Learning works against it, so a team with velocity and
contact comes back; a product that stands still does not.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import Months, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


class ProductOvertaken(Spec):
    """Somebody's better product spreads through the market."""

    kind: Literal["product_overtaken"] = setting("Which peril this is")
    start: WholeMonths = world("Month in which it begins (1 = the first)", ge=1)
    months: Months = world("Months over which the better product spreads")
    severity: Share = world("Share of the fit that is gone when it has spread, without an answer", lt=1)

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.months == 0.0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """Month by month the same fit is worth less."""
        yield company.until_month(self.start)
        company.journal.note(company.env.now, "peril", "product overtaken", self.severity)
        steps = max(1, round(self.months))
        for _ in range(steps):
            yield company.env.timeout(company.days(self.months / steps))
            company.product.fall_behind((1.0 - self.severity) ** (1.0 / steps))
        company.journal.note(company.env.now, "peril over", "product overtaken")
