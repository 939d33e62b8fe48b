"""Payroll surprise: fortnightly pay is budgeted as two dates a month; twice a year there are three (C40, L29)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal

import simpy

from sim.clock import PAYS_PER_YEAR
from sim.quantities import Months, Share, Spec, WholeMonths, setting, world

if TYPE_CHECKING:
    from sim.company import Company


BUDGETED = PAYS_PER_YEAR["semimonthly"]


class PayrollSurprise(Spec):
    """The forecast leaves out pay dates; what is paid stays what it is. With other pay cycles nothing is missed."""

    kind: Literal["payroll_surprise"] = setting("Which peril this is")
    start: WholeMonths = world("Month from which the forecast is wrong (1 = the first)", ge=1)
    months: Months = world("How long nobody notices")
    severity: Share = world("Share of the forgotten pay dates that are missing from the forecast (1: both of a year)")

    def harmless(self) -> bool:
        """Whether it would change nothing."""
        return self.severity == 0.0 or self.months == 0.0

    def strike(self, company: "Company") -> Generator[simpy.Event, Any, None]:
        """While it lasts management believes in a smaller payroll."""
        yield company.until_month(self.start)
        if company.finance.spec.pay_cycle != "biweekly":
            return
        forgotten = 1.0 - BUDGETED / PAYS_PER_YEAR["biweekly"]
        with company.levers.scaled("payroll seen", 1.0 - self.severity * forgotten):
            company.journal.note(company.env.now, "peril", "payroll surprise", self.severity)
            yield company.env.timeout(company.days(self.months))
        company.journal.note(company.env.now, "peril over", "payroll surprise")
