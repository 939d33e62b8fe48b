"""Deals and customers: state only."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

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

    def __init__(
        self,
        channel: str,
        number: int,
        segment: "Segment",
        luck: Sequence[float],
        arrived: float,
        pioneer: bool = False,
        quality: float = 1.0,
    ) -> None:
        self.channel = channel
        self.number = number
        self.segment = segment
        self.luck = luck
        self.arrived = arrived
        self.taken = arrived
        self.expires = arrived
        self.pioneer = pioneer
        self.quality = quality
        self.custom = False
        self.acv = 0.0
        self.months = -1.0  # of its cycle; settled when a seller takes it up, where it has not begun before
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

    def __init__(  # noqa: PLR0913 (a row of the books: each of its numbers is named where it is made)
        self,
        id: str,
        channel: str,
        segment: "Segment",
        mrr: int,
        start: float,
        *,
        term: int,
        billing: str,
        ability: float,
        expectation: float,
        life: float,
        activation_luck: float,
        key: str | None = None,
        number: int = 0,
        count: int = 1,
        many: bool = False,
        onboarding: float = 1.0,
    ) -> None:
        self.id = id
        self.channel = channel
        self.key = id if key is None else key  # luck is found by this name and number
        self.number = number
        self.segment = segment
        self.mrr = mrr
        self.start = start
        self.term_start = start
        self.term = term
        self.billing = billing
        self.count = count
        self.many = many  # a row of the opening that stood for several
        self.ability = ability
        self.expectation = expectation
        self.life = life
        self.activation_luck = activation_luck
        self.onboarding = segment.spec.onboarding_hours * onboarding
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
