"""Perils: one file for each shock (model §10). Off unless a scenario names them.

A new peril is a file here (a frozen spec with a ``kind`` and a ``strike``), a name in the union below, a YAML in
``configs/peril/`` and its law test.
"""

from typing import Annotated

from pydantic import Field

from sim.perils.best_rep_leaves import BestRepLeaves
from sim.perils.debt_called import DebtCalled
from sim.perils.demand_reversal import DemandReversal
from sim.perils.employee_cost_step import EmployeeCostStep
from sim.perils.founder_leaves import FounderLeaves
from sim.perils.funding_winter import FundingWinter
from sim.perils.incumbent_enters import IncumbentEnters
from sim.perils.key_account_leaves import KeyAccountLeaves
from sim.perils.payroll_surprise import PayrollSurprise
from sim.perils.platform_cutoff import PlatformCutoff
from sim.perils.price_war import PriceWar
from sim.perils.product_overtaken import ProductOvertaken
from sim.perils.wire_delayed import WireDelayed

PerilSpec = Annotated[
    BestRepLeaves
    | DebtCalled
    | DemandReversal
    | EmployeeCostStep
    | FounderLeaves
    | FundingWinter
    | IncumbentEnters
    | KeyAccountLeaves
    | PayrollSurprise
    | PlatformCutoff
    | PriceWar
    | ProductOvertaken
    | WireDelayed,
    Field(discriminator="kind"),
]
