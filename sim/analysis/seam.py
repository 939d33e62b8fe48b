"""The seam at the opening: what the company counted in its last months beside its first simulated quarter."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from sim.ensemble.ensemble import Ensemble

QUARTER = 3
PER_MONTH = (  # line, unit, field of the history, monthly column
    ("SQLs", "a month", "sqls", "sqls"),
    ("Opportunities", "a month", "opportunities", "opportunities"),
    ("Deals won", "a month", "won", "customers_won"),
    ("Deals lost", "a month", "lost", "lost"),
    ("New MRR", "money a month", "new_mrr", "mrr_new"),
    ("Churned MRR", "money a month", "churned_mrr", "mrr_churned"),
    ("Renewals due", "a month", "renewals_due", "renewals_due"),
    ("Renewed", "a month", "renewed", "renewed"),
)


class SeamRow(NamedTuple):
    """One line: what was counted, and the 10, 50 and 90 % of what follows."""

    line: str
    seen: float
    unit: str
    p10: float
    p50: float
    p90: float


def seam_rows(ensemble: "Ensemble") -> list[SeamRow]:
    """Lines of the opening's history against the same per month over months 1 to 3; empty without a history."""
    history = ensemble.scenario.setup.company.opening.history
    if history is None:
        return []
    rows: list[SeamRow] = []
    for line, unit, field, column in PER_MONTH:
        counted = getattr(history, field)
        if counted is not None:
            rows.append(_row(line, counted / history.months, unit, ensemble.monthly(column), 0.0))
    if history.cycle_months:
        rows.append(_row("Sales cycle", history.cycle_months, "months", ensemble.monthly("cycle_months"), None))
    if history.burn is not None:
        rows.append(_row("Net burn", history.burn, "money a month", ensemble.monthly("burn"), None))
    return rows


def _row(line: str, seen: float, unit: str, monthly: np.ndarray, missing: float | None) -> SeamRow:
    """``missing`` is what an unknown month counts as (None: it is left out)."""
    quarter = monthly[:, :QUARTER].astype(float)
    if missing is not None:
        quarter = np.where(np.isnan(quarter), missing, quarter)
    known = ~np.isnan(quarter).all(axis=1)
    means = np.nanmean(quarter[known], axis=1)
    low, middle, high = np.quantile(means, [0.1, 0.5, 0.9]) if means.size else (np.nan, np.nan, np.nan)
    return SeamRow(line, float(seen), unit, float(low), float(middle), float(high))
