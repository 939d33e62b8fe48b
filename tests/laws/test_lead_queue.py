"""L3: the lead desk is a queue, and queues are known."""

from dataclasses import dataclass
from math import inf

import numpy as np
import pytest
import simpy

from sim.customers import Deal
from sim.departments.desk import Desk, Order, Routing, Seller
from tests.laws.erlang import abandonment, erlang_c, mean_wait

BATCHES = 25


@dataclass
class Seen:
    """For each deal in the order of arrival: how long it waited, and whether it gave up."""

    waits: np.ndarray
    lost: np.ndarray

    def batches(self, values: np.ndarray) -> tuple[float, float]:
        """Mean and its standard error from the means of long stretches (neighbours in a queue are alike)."""
        means = np.array([part.mean() for part in np.array_split(values[len(values) // 10 :], BATCHES)])
        return float(means.mean()), float(means.std(ddof=1) / np.sqrt(BATCHES))


def drive(
    sellers: int,
    arrival: float,
    service: float,
    giving_up: float = 0.0,
    deals: int = 40_000,
    order: Order = "oldest",
    routing: Routing = "round_robin",
) -> Seen:
    """The real desk on a calendar of its own: Poisson arrivals, exponential work, exponential patience."""
    env = simpy.Environment()
    luck = np.random.default_rng(7)
    gaps, works, patience = (luck.standard_exponential(deals) for _ in range(3))
    waits, lost = np.zeros(deals), np.zeros(deals, bool)

    def begin(deal: Deal) -> None:
        waits[deal.number] = env.now - deal.arrived
        env.process(work(deal))

    def work(deal: Deal):
        yield env.timeout(works[deal.number] / service)
        desk.release(deal.seller, deal.units, env.now)

    def arrive():
        for number in range(deals):
            yield env.timeout(gaps[number] / arrival)
            deal = Deal("channel", number, None, (), env.now)
            deal.expires = env.now + patience[number] / giving_up if giving_up else inf
            desk.take(deal, env.now)

    desk = Desk(routing, order, begin, lambda deal: lost.__setitem__(deal.number, True))
    desk.sellers.extend(Seller(f"rep {number}", 1.0) for number in range(sellers))
    env.process(arrive())
    env.run()
    return Seen(waits, lost)


@pytest.mark.parametrize(("sellers", "load"), [(1, 0.7), (4, 3.0)])
@pytest.mark.parametrize("order", ["oldest", "freshest"])
def test_patient_leads_wait_as_erlang_c_says(sellers: int, load: float, order: Order) -> None:
    """L3: the share of leads that wait and their mean wait are Erlang's, whichever lead goes first."""
    seen = drive(sellers, load, 1.0, order=order)
    share, share_error = seen.batches(seen.waits > 0)
    wait, wait_error = seen.batches(seen.waits)
    assert share_error < 0.02
    assert abs(share - erlang_c(sellers, load)) < 4 * share_error
    assert abs(wait - mean_wait(sellers, load, 1.0)) < 4 * wait_error
    assert not seen.lost.any()


@pytest.mark.parametrize("order", ["oldest", "freshest"])
@pytest.mark.parametrize("giving_up", [0.3, 2.0])
def test_impatient_leads_are_lost_as_erlang_a_says(order: Order, giving_up: float) -> None:
    """L3: with more leads than hours, the share that gives up is that of Erlang A, whichever lead goes first."""
    seen = drive(4, 5.0, 1.0, giving_up, order=order)
    share, error = seen.batches(seen.lost)
    assert error < 0.01
    assert abs(share - abandonment(4, 5.0, 1.0, giving_up)) < 4 * error


def test_the_formulas_agree_with_each_other_and_with_printed_values() -> None:
    """Erlang C of two sellers half busy is 1/3; hardly anybody gives up where everybody is patient, and of the load
    that two sellers cannot carry all but two deals in three do."""
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    assert erlang_c(1, 0.7) == pytest.approx(0.7)
    assert abandonment(4, 3.0, 1.0, 1e-9) == pytest.approx(0.0, abs=1e-6)
    assert abandonment(2, 3.0, 1.0, 1e-3) == pytest.approx(1 / 3, abs=0.01)
