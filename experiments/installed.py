"""A customer base to begin with: sixty customers won over the year before the opening, for questions about service."""

from typing import Any

MONTHS = (2, 4, 6, 8, 10, 12)
EACH, MRR = 10, 2_000.0
ROWS: list[dict[str, Any]] = [
    {
        "id": f"won in month {month}",
        "segment": "mid",
        "mrr": MRR,
        "start": f"2026-{month:02d}-01",
        "term_months": 12,
        "billing": "annual",
        "count": EACH,
    }
    for month in MONTHS
]
CHANGES: dict[str, Any] = {"company.opening.customers": ROWS}
TEXT = (
    f"The company of `base`, with {EACH * len(MONTHS)} customers at the opening who were won over the year before and "
    f"pay {MRR * 12:,.0f} a year each: service and renewals matter from the first month."
)
