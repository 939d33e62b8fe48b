"""Deals and customers: state only."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.departments.desk import Seller
    from sim.departments.reps import Rep
    from sim.market import Segment


class Deal:
    """A qualified lead on its way to an order. Its luck is found by channel and lead number."""

    __slots__ = (
        "acv",
        "arrived",
        "channel",
        "custom",
        "expires",
        "luck",
        "months",
        "number",
        "over",
        "pioneer",
        "quality",
        "segment",
        "seller",
        "taken",
        "term",
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
        self.custom = False
        self.acv = 0.0
        self.months = 0.0
        self.units = 1.0
        self.term = 0  # months of a contract for several years; 0: the segment's
        self.over = 0.0
        self.seller: Seller | None = None


class Customer:
    """A paying account, or a row of ``count`` like accounts. ``mrr`` in cents for each of them."""

    __slots__ = (
        "ability", "activated", "activation_luck", "asked", "billing", "channel", "count", "discount", "expectation",
        "gone_at", "id", "in_time", "key", "life", "many", "mrr", "number", "onboarding", "orders_from", "owner",
        "segment", "start", "term", "term_start", "terms", "voiced",
    )  # fmt: skip

    def __init__(self, id: str, channel: str, segment: "Segment", mrr: int, start: float, **state: Any) -> None:
        self.id = id
        self.channel = channel
        self.key: str = state.get("key", id)  # luck is found by this name and number
        self.number: int = state.get("number", 0)
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
        self.onboarding: float = segment.spec.onboarding_hours * state.get("onboarding", 1.0)
        self.activated: float | None = None
        self.in_time = False
        self.gone_at: float | None = None
        self.terms = 0
        self.voiced = self.expectation  # what it measures us by in what it says to others
        self.discount = 0.0
        self.owner: Rep | None = None
        self.asked = 0
        self.orders_from = 0.0

    def term_key(self) -> str:
        """The name of the luck of the running term."""
        return f"{self.key} {self.terms}"
