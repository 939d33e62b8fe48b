"""Customisation: projects for single customers bring cash now and take the engineers (C8).

velocity = (1 - c - r - k) / (1 + D): a share c of the engineers works on projects, r on refactoring, k on making the
product configurable. Every month of project work leaves debt D in the code, which slows all work until it is worked
off. Configurability pays later: the customers who come then need fewer hours of onboarding.
"""

from typing import TYPE_CHECKING, Literal

from sim.customers import Deal
from sim.quantities import Factor, Months, Number, PerMonth, Share, Spec, decision, world
from sim.treasury import cents

if TYPE_CHECKING:
    from sim.company import Company

Accept = Literal["never", "in_need", "always"]
REASON = "custom work"
LEAST = 1e-9


class CustomSpec(Spec):
    """Wishes of single customers, and what is made of them."""

    wanted: Share = world("Share of opportunities that ask for work of their own")
    refused_odds: Factor = world("Win odds of a deal whose wish is refused, against one that is granted")
    fee: Share = world("Price of the project as a share of the deal's annual value")
    work: Number = world("Engineer-months that a project takes")
    debt: PerMonth = world("Debt that a month leaves in the code if every engineer works on projects")
    refactor_speed: PerMonth = world("Share of the debt that a month of refactoring by all engineers removes")
    configure_speed: PerMonth = world(
        "Share of what is still fixed that a month's work of all engineers makes configurable"
    )
    hours_saved: Share = world("Share of onboarding hours that a fully configurable product saves")
    accept: Accept = decision("Whether such wishes are granted: never, in_need (runway is short) or always")
    need_months: Months = decision("Runway, as management sees it, below which in_need grants them")
    most: Share = decision("Largest share of engineers given to projects")
    refactoring: Share = decision("Share of engineers' time that goes into refactoring")
    configuring: Share = decision("Share of engineers' time that makes the product configurable")


class CustomWork:
    """Projects to be done, the debt they leave, and how configurable the product is."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self.spec: CustomSpec = company.setup.product.custom
        self.backlog = 0.0
        self.debt = 0.0
        self.configurable = 0.0
        self.projects = 0
        self.on = self.spec.wanted > 0.0 or self.spec.refactoring > 0.0 or self.spec.configuring > 0.0

    def ask(self, deal: Deal) -> None:
        """An opportunity may want work of its own; a refused wish costs odds."""
        spec, company = self.spec, self._company
        if company.luck.uniform(f"custom wish {deal.channel}", deal.number, deal.arrived) >= spec.wanted:
            return
        in_need = company.management.seen.runway < spec.need_months
        if spec.accept == "always" or (spec.accept == "in_need" and in_need):
            deal.custom = True
        else:
            deal.quality *= spec.refused_odds

    def begin(self, deal: Deal) -> None:
        """A deal with a project in it is won: its fee is invoiced, its work waits for engineers."""
        company = self._company
        now = company.env.now
        self.projects += 1
        self.backlog += self.spec.work
        company.treasury.expect(now + company.setup.finance.collection_days, cents(self.spec.fee * deal.acv), REASON)
        company.journal.note(now, "project", f"{deal.channel} {deal.number}", self.spec.fee * deal.acv)

    def readiness(self, deal: Deal) -> float:
        """Speed at which a new customer comes to use the product: one whose project waits for engineers waits too."""
        engineers = self._company.people.count("engineer")
        if not deal.custom or not engineers:
            return 1.0
        return 1.0 / (1.0 + self.backlog / (engineers * max(self.spec.most, LEAST)))

    def share(self) -> float:
        """Share of the engineers that projects take this month."""
        engineers = self._company.people.count("engineer")
        return min(self.spec.most, self.backlog / engineers) if self.backlog > 0 and engineers else 0.0

    def pace(self) -> float:
        """What is left of the engineers' velocity for the product."""
        if not self.on:
            return 1.0
        left = 1.0 - self.share() - self.spec.refactoring - self.spec.configuring
        return max(0.0, left) / (1.0 + self.debt)

    def onboarding(self) -> float:
        """Hours of onboarding that a customer needs, against a product in which nothing is configurable."""
        return 1.0 - self.spec.hours_saved * self.configurable

    def month_end(self) -> None:
        """A month's work on projects, debt and configurability."""
        if not self.on:
            return
        spec, share = self.spec, self.share()
        self.backlog = max(0.0, self.backlog - share * self._company.people.count("engineer"))
        self.debt += spec.debt * share - min(1.0, spec.refactor_speed * spec.refactoring) * self.debt
        self.configurable += min(1.0, spec.configure_speed * spec.configuring) * (1.0 - self.configurable)
