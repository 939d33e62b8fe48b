"""Reps: who sits at the desk, how good they are and what they have sold (C18)."""

from collections.abc import Collection
from math import nan

from sim.departments.desk import Seller
from sim.departments.playbook import Playbook
from sim.people import Member

TOP = 5  # the best fifth
YEAR = 12


class Rep(Seller):
    """A rep at the desk: its skill, the playbooks it sells by, and the share of its time that new deals can have."""

    __slots__ = ("clients", "history", "member", "month_acv", "playbooks", "skill", "time")

    def __init__(self, member: Member, skill: float, playbooks: dict[str, Playbook]) -> None:
        super().__init__(member.name, 0.0)
        self.member = member
        self.skill = skill
        self.playbooks = playbooks
        self.time = 1.0
        self.clients = 0
        self.month_acv = 0.0
        self.history: list[float] = []


def top_share(reps: Collection[Rep]) -> float:
    """Share of a year's sales that the best fifth of reps made; NaN with fewer than five, or where nothing was sold."""
    if len(reps) < TOP:
        return nan
    sold = sorted([sum(rep.history[-YEAR:]) for rep in reps], reverse=True)
    return sum(sold[: -(-len(sold) // TOP)]) / sum(sold) if sum(sold) > 0 else nan
