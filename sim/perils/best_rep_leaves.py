"""The best rep leaves: whoever has sold most of late takes pipeline, knowledge and quota along (C18, C23)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import Count, Months, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company
    from sim.departments.reps import Rep

NOON = 0.5  # days: the month before is closed by then


class BestRepLeaves(Spec):
    """The strongest sellers quit in one month."""

    kind: Literal["best_rep_leaves"] = setting("Which peril this is")
    start: WholeMonths = world("First month in which it may happen (1 = the first)", ge=1)
    months: Months = world("How long it waits until so many reps have sold something")
    recent_months: WholeMonths = world("Months of sales by which reps are ranked", ge=1)
    reps: Count = world("How many of the best go")
    severity: Share = world("Chance that they go")

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.reps == 0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """In the first month with so many reps who have sold, they quit; posts are filled again as always."""
        yield company.until_month(self.start)
        yield company.env.timeout(NOON)
        if self.reps == 0 or company.luck.uniform("best rep leaves", 0, company.env.now) >= self.severity:
            return
        waited = 0.0
        while len(self._sellers(company)) < self.reps and waited < self.months:
            yield company.env.timeout(company.days(1.0))
            waited += 1.0
        for rep in self._sellers(company)[: self.reps]:
            company.journal.note(company.env.now, "peril", "best rep leaves", self.sold(rep))
            company.people.quit(rep.member)

    def _sellers(self, company: "Company") -> "list[Rep]":
        """Reps who have sold of late, the best first."""
        selling = [rep for rep in company.sales.reps.values() if self.sold(rep) > 0.0]
        return sorted(selling, key=self.sold, reverse=True)

    def sold(self, rep: "Rep") -> float:
        """Contract value that a rep sold of late."""
        return sum(rep.history[-self.recent_months :])
