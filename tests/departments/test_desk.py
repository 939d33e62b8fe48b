"""The lead desk: who gets which lead, when it waits and when it is lost."""

from math import inf

import pytest

from sim.customers import Deal
from sim.departments.desk import Desk, Order, Routing, Seller


class Office:
    """A desk that notes what it does."""

    def __init__(self, rooms: list[float], routing: Routing = "least_loaded", order: Order = "freshest") -> None:
        self.begun: list[tuple[int, str]] = []
        self.lost: list[int] = []
        self.desk = Desk(routing, order, self._begin, lambda deal: self.lost.append(deal.number))
        self.sellers = [Seller(f"s{n}", room) for n, room in enumerate(rooms)]
        self.desk.sellers.extend(self.sellers)

    def _begin(self, deal: Deal) -> None:
        assert deal.seller is not None
        self.begun.append((deal.number, deal.seller.name))

    def lead(self, number: int, now: float, patience: float = inf, units: float = 1.0) -> Deal:
        """A lead comes in."""
        deal = Deal("channel", number, None, (), now)  # type: ignore[arg-type]
        deal.expires = now + patience
        deal.units = units
        self.desk.take(deal, now)
        return deal


def test_a_lead_goes_to_a_seller_with_room_else_it_waits() -> None:
    office = Office([1.0])
    office.lead(0, 0.0)
    deal = office.lead(1, 1.0)
    assert office.begun == [(0, "s0")]
    office.desk.release(office.sellers[0], 1.0, 3.0)
    assert office.begun[1:] == [(1, "s0")]
    assert (deal.arrived, deal.taken) == (1.0, 3.0)


@pytest.mark.parametrize(("order", "expected"), [("freshest", [0, 3, 2, 1]), ("oldest", [0, 1, 2, 3])])
def test_the_freshest_lead_goes_first_or_the_oldest(order: Order, expected: list[int]) -> None:
    office = Office([1.0], order=order)
    for number in range(4):
        office.lead(number, float(number))
    for turn in range(3):
        office.desk.release(office.sellers[0], 1.0, 10.0 + turn)
    assert [number for number, _ in office.begun] == expected


def test_round_robin_takes_turns_and_passes_over_the_busy() -> None:
    office = Office([2.0, 1.0, 2.0], "round_robin")
    for number in range(5):
        office.lead(number, 0.0)
    assert [name for _, name in office.begun] == ["s0", "s1", "s2", "s0", "s2"]
    office.lead(5, 0.0)
    assert len(office.desk.waiting) == 1


def test_the_least_loaded_has_the_most_room_left() -> None:
    office = Office([2.0, 5.0])
    for number in range(4):
        office.lead(number, 0.0)
    assert [name for _, name in office.begun] == ["s1", "s1", "s1", "s0"]


def test_the_best_closer_is_fed_first() -> None:
    office = Office([1.0, 1.0, 1.0], "best_closer")
    for seller, score in zip(office.sellers, (0.2, 3.0, 1.0), strict=True):
        seller.score = score
    for number in range(3):
        office.lead(number, 0.0)
    assert [name for _, name in office.begun] == ["s1", "s2", "s0"]


def test_a_lead_is_lost_at_its_expiry_and_not_before() -> None:
    office = Office([1.0])
    office.lead(0, 0.0)
    office.lead(1, 0.0, patience=5.0)
    office.lead(2, 0.0, patience=6.0)
    office.desk.sweep(4.999)
    assert office.lost == []
    office.desk.sweep(5.0)
    assert office.lost == [1]
    office.desk.release(office.sellers[0], 1.0, 6.0)
    assert office.lost == [1, 2]
    assert office.begun == [(0, "s0")]


def test_a_big_deal_waits_for_enough_room() -> None:
    """Two units do not fit beside one in a room of two and a half."""
    office = Office([2.5])
    office.lead(0, 0.0)
    office.lead(1, 0.0, units=2.0)
    assert office.begun == [(0, "s0")]
    office.desk.release(office.sellers[0], 1.0, 1.0)
    assert office.begun[-1] == (1, "s0")
    assert office.sellers[0].busy == 2.0


def test_more_room_is_used_when_the_queue_is_looked_at() -> None:
    office = Office([0.0])
    office.lead(0, 0.0)
    office.sellers[0].room = 1.0
    office.desk.pull(1.0)
    assert office.begun == [(0, "s0")]
