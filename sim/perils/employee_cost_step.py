"""A step in what employees cost: contractors become employees, or contributions rise (C40)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.quantities import Factor, Months, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


class EmployeeCostStep(Spec):
    """Everybody on the payroll costs more, from one month to the next."""

    kind: Literal["employee_cost_step"] = setting("Which peril this is")
    start: WholeMonths = world("Month in which it begins (1 = the first)", ge=1)
    months: Months = world("How long it lasts")
    severity: Factor = world("Share by which the loaded cost of employees rises")

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.months == 0.0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """From the first pay date on, all pay carries the higher load."""
        yield company.until_month(self.start)
        yield company.env.timeout(0.0)  # the month before is closed first
        with company.levers.scaled("employee cost", 1.0 + self.severity):
            company.journal.note(company.env.now, "peril", "employee cost step", self.severity)
            yield company.env.timeout(company.days(self.months))
        company.journal.note(company.env.now, "peril over", "employee cost step")
