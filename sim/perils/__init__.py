"""Perils: one file for each shock (model §10). Off unless a scenario names them.

A new peril is a file here (a frozen spec with a ``kind`` and a ``strike``), a name in the union below, a YAML in
``configs/peril/`` and its law test.
"""

from typing import Annotated

from pydantic import Field

from sim.perils.funding_winter import FundingWinter

PerilSpec = Annotated[FundingWinter, Field()]
