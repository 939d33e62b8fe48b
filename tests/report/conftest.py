"""What the report asks of other rooms, made up: assumptions and the seam at the opening."""

import pytest

from sim.analysis.seam import SeamRow
from sim.report import comparison, page
from sim.sources import Assumption


def assumption(key: str, assumed: bool, own: bool = False, address: str = "", title: str = "") -> Assumption:
    """One input; sourced ones have a title and an address."""
    return Assumption(
        key=key,
        value=0.2,
        unit="share",
        meaning=f"Meaning of {key}",
        mark="world",
        file="market/mid.yaml",
        source_title=title,
        year="2024" if title else "",
        address=address,
        assumed=assumed,
        own=own,
        low=0.1,
        high=0.4,
        note="",
    )


ASSUMPTIONS = [
    assumption("sales.win_rate", False, address="https://example.org/survey?a=1&b=2", title="A survey"),
    assumption("sales.cycle", False, address="javascript:alert(1)", title="A trap"),
    assumption("product.ceiling", True),
    assumption("company.cash", False, own=True),
]
SEAM = [
    SeamRow("Deals won", 2.0, "a month", 1.2, 2.3, 3.9),
    SeamRow("Net burn", 140_000.0, "money a month", 120_000.0, 151_000.0, 180_000.0),
    SeamRow("Sales cycle", 2.4, "months", 1.9, 2.5, float("nan")),
]


@pytest.fixture(autouse=True)
def other_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every report of these tests has four inputs and three lines of seam."""
    for room in (page, comparison):
        monkeypatch.setattr(room, "assumptions", lambda _: ASSUMPTIONS)
    monkeypatch.setattr(page, "seam_rows", lambda _: SEAM)
