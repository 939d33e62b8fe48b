"""The lead desk: sellers with room, deals that wait for one, and the rule by which they meet (C19, C20)."""

from collections import deque
from collections.abc import Callable
from typing import Literal

from sim.customers import Deal

Routing = Literal["round_robin", "least_loaded", "best_closer"]
SLACK = 1e-9  # units: room that only rounding takes away
Order = Literal["freshest", "oldest"]


class Seller:
    """Somebody who works deals: a rep, or the founders together."""

    __slots__ = ("busy", "name", "room", "score", "state")

    def __init__(self, name: str, room: float, state: object = None) -> None:
        self.name = name
        self.room = room
        self.busy = 0.0
        self.score = 0.0
        self.state = state


class Desk:
    """Deals wait here for a seller with room. Reneging is settled when a deal is looked at, at its exact expiry.

    ``begin(deal)`` is called when a seller takes a deal; ``lost(deal)`` when one has waited past its patience.
    """

    __slots__ = ("_begin", "_lost", "_order", "_routing", "_turn", "sellers", "waiting")

    def __init__(
        self, routing: Routing, order: Order, begin: Callable[[Deal], None], lost: Callable[[Deal], None]
    ) -> None:
        self._routing = routing
        self._order = order
        self._begin = begin
        self._lost = lost
        self._turn = 0
        self.sellers: list[Seller] = []
        self.waiting: deque[Deal] = deque()

    def take(self, deal: Deal, now: float) -> None:
        """A qualified lead arrives: to a seller with room, else into the queue."""
        waiting = self.waiting
        # where an equal deal waits already, nobody has room: whoever gets room looks at the queue at once
        seller = None if waiting and deal.units >= waiting[-1].units else self._find(deal.units)
        if seller is None:
            waiting.append(deal)
        else:
            self._assign(deal, seller, now)

    def release(self, seller: Seller, units: float, now: float) -> None:
        """A deal is decided: its units are free, and the seller takes what waits."""
        seller.busy -= units
        waiting = self.waiting
        if not waiting:
            return
        freshest = self._order == "freshest"
        leave = waiting.pop if freshest else waiting.popleft
        while waiting:
            deal = waiting[-1] if freshest else waiting[0]
            if deal.expires > now:
                if seller.busy + deal.units > seller.room + SLACK:
                    return
                leave()
                self._assign(deal, seller, now)
            else:
                leave()
                self._lost(deal)

    def pull(self, now: float) -> None:
        """Hand waiting deals to sellers with room, freshest (or oldest) first."""
        waiting = self.waiting
        while waiting:
            deal = waiting[-1] if self._order == "freshest" else waiting[0]
            if deal.expires <= now:
                self._leave_queue()
                self._lost(deal)
                continue
            seller = self._find(deal.units)
            if seller is None:
                return
            self._leave_queue()
            self._assign(deal, seller, now)

    def sweep(self, now: float) -> None:
        """Remove all whose patience is over."""
        expired = [deal for deal in self.waiting if deal.expires <= now]
        if expired:
            self.waiting = deque([deal for deal in self.waiting if deal.expires > now])
            for deal in expired:
                self._lost(deal)

    def _leave_queue(self) -> None:
        if self._order == "freshest":
            self.waiting.pop()
        else:
            self.waiting.popleft()

    def _assign(self, deal: Deal, seller: Seller, now: float) -> None:
        deal.seller = seller
        deal.taken = now
        seller.busy += deal.units
        begin = self._begin  # called by a name of its own: Python is slower to call what stands in a slot
        begin(deal)

    def _find(self, units: float) -> Seller | None:
        sellers = self.sellers
        if self._routing == "round_robin":
            for step in range(len(sellers)):
                place = (self._turn + step) % len(sellers)
                seller = sellers[place]
                if seller.busy + units <= seller.room + SLACK:
                    self._turn = place + 1
                    return seller
            return None
        found: Seller | None = None
        best = 0.0
        for seller in sellers:
            if seller.busy + units <= seller.room + SLACK:
                value = seller.score if self._routing == "best_closer" else seller.room - seller.busy
                if found is None or value > best:
                    found, best = seller, value
        return found
