"""Queues that can be solved on paper: Erlang C (nobody gives up) and Erlang A (impatient, exponential patience)."""

from math import factorial


def erlang_c(servers: int, load: float) -> float:
    """Probability that an arrival waits, with ``load`` = arrival rate / service rate below ``servers``."""
    waiting = load**servers / factorial(servers) * servers / (servers - load)
    return waiting / (sum(load**k / factorial(k) for k in range(servers)) + waiting)


def mean_wait(servers: int, arrival: float, service: float) -> float:
    """Mean wait of all arrivals when nobody gives up."""
    return erlang_c(servers, arrival / service) / (servers * service - arrival)


def abandonment(servers: int, arrival: float, service: float, giving_up: float, states: int = 2_000) -> float:
    """Share of arrivals that give up in M/M/n+M: those who leave the queue over those who come.

    Balance of the birth-death chain: p[k+1]/p[k] = arrival / (busy servers · service + waiting · giving_up).
    """
    weight, total, waiting = 1.0, 0.0, 0.0
    for number in range(states):
        queue = max(0, number - servers)
        total += weight
        waiting += weight * queue
        weight *= arrival / (min(number + 1, servers) * service + max(0, number + 1 - servers) * giving_up)
    return giving_up * waiting / total / arrival
