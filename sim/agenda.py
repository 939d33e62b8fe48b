"""SimPy's clock and queue with one thing more: plain calls, for the many.

A call is an action and what it is about, in the queue where an event would stand. Nobody waits for it and it cannot
fail, so it needs neither callbacks nor a process: the cheap way for the many (leads, deals, customers), at about half
the cost of a timeout. At one instant the calendar goes first: what happens at the first moment of a month belongs to
that month. Everything else is SimPy's own.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any, TypeVar

import simpy
from simpy.events import NORMAL

AFTER_CALENDAR = NORMAL + 1
CALL = 5  # entries of a call in the queue: time, priority, number, action, subject; an event has four
Subject = TypeVar("Subject")


class Agenda(simpy.Environment):
    """What will happen, and when (days)."""

    _queue: list[Any]
    now: float = 0.0  # read far more often than anything else here: a plain attribute is quicker than SimPy's property

    @property
    def _now(self) -> float:
        return self.now

    @_now.setter
    def _now(self, time: float) -> None:
        self.now = time

    def call(self, delay: float, action: Callable[[Subject], object], subject: Subject) -> None:
        """Do ``action(subject)`` after ``delay`` days, never before now; at one instant after all that is no call."""
        time = self.now + delay if delay > 0.0 else self.now
        heappush(self._queue, (time, AFTER_CALENDAR, next(self._eid), action, subject))

    def step(self) -> None:
        """Do what comes next: all calls up to the next event, or that event."""
        queue = self._queue
        if not queue or len(queue[0]) != CALL:
            super().step()
        while queue and len(queue[0]) == CALL:
            self.now, _, _, action, subject = heappop(queue)
            action(subject)

    def forget(self) -> None:
        """Drop what was still to happen, and those who wait for it: they know the queue, and would outlive it."""
        for entry in self._queue:
            if len(entry) != CALL:
                entry[3].callbacks.clear()
        self._queue.clear()
