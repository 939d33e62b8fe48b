"""Reps: who sits at the desk, how good they are and what they have sold (C18)."""

from sim.departments.desk import Seller
from sim.people import Member


class Rep(Seller):
    """A rep at the desk."""

    __slots__ = ("history", "member", "month_acv", "skill")

    def __init__(self, member: Member, skill: float) -> None:
        super().__init__(member.name, 0.0)
        self.member = member
        self.skill = skill
        self.month_acv = 0.0
        self.history: list[float] = []
