"""Deals and customers: state only."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.departments.desk import Seller
    from sim.market import Segment


class Deal:
    """A qualified lead on its way to an order. Its luck is found by channel and lead number."""

    __slots__ = (
        "acv",
        "arrived",
        "channel",
        "expires",
        "luck",
        "months",
        "number",
        "pioneer",
        "quality",
        "segment",
        "seller",
        "taken",
        "units",
    )  # fmt: skip

    def __init__(self, channel: str, number: int, segment: "Segment", luck: Sequence[float], arrived: float) -> None:
        self.channel = channel
        self.number = number
        self.segment = segment
        self.luck = luck
        self.arrived = arrived
        self.taken = arrived
        self.expires = arrived
        self.pioneer = False
        self.quality = 1.0
        self.acv = 0.0
        self.months = 0.0
        self.units = 1.0
        self.seller: Seller | None = None


class Customer:
    """A paying account, or a row of ``count`` like accounts. ``mrr`` in cents for each of them."""

    __slots__ = (
        "ability", "activated", "activation_luck", "billing", "channel", "count", "expectation", "gone_at", "id",
        "in_time", "life", "many", "mrr", "segment", "start", "term", "term_start", "terms",
    )  # fmt: skip

    def __init__(self, id: str, channel: str, segment: "Segment", mrr: int, start: float, **state: Any) -> None:
        self.id = id
        self.channel = channel
        self.segment = segment
        self.mrr = mrr
        self.start = start
        self.term_start = start
        self.term: int = state["term"]
        self.billing: str = state["billing"]
        self.count: int = state.get("count", 1)
        self.many: bool = state.get("many", False)  # a row of the opening that stood for several
        self.ability: float = state["ability"]
        self.expectation: float = state["expectation"]
        self.life: float = state["life"]
        self.activation_luck: float = state["activation_luck"]
        self.activated: float | None = None
        self.in_time = False
        self.gone_at: float | None = None
        self.terms = 0
