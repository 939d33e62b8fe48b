"""Teams: each city finds out for itself how to sell, and learns from the others (C24)."""

from typing import TYPE_CHECKING

from sim.departments.playbook import Playbook
from sim.people import Member
from sim.quantities import Spec, decision

if TYPE_CHECKING:
    from sim.company import Company

Playbooks = dict[str, Playbook]
HOME = "home"


class TeamSpec(Spec):
    """A team beside the first one, in a city of its own."""

    groups: list[str] = decision(
        "Hire groups of the reps who belong to it (or 'opening ID' of the roster)", min_length=1
    )


class Teams:
    """The playbooks of all teams: the home team's, and those of new cities from their first rep on."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        self._spec = company.setup.sales.playbook
        self.home: Playbooks = {name: Playbook(self._spec) for name in company.market.segments}
        self.local: dict[str, Playbooks] = {}
        self._team_of = {group: name for name, team in company.setup.plan.teams.items() for group in team.groups}

    def of(self, member: Member) -> str:
        """Name of the team that a rep belongs to."""
        return self._team_of.get(member.group, HOME)

    def playbooks(self, member: Member) -> Playbooks:
        """The playbooks of a rep's team; a new city starts from part of what the home team knows."""
        name = self.of(member)
        return self.home if name == HOME else self.found(name)

    def found(self, name: str) -> Playbooks:
        """The playbooks of a city, founded with its first rep."""
        if name not in self.local:
            self.local[name] = found = {}
            for segment, playbook in self.home.items():
                found[segment] = Playbook(self._spec)
                found[segment].reach(self._spec.transfer * playbook.maturity)
        return self.local[name]

    def month_end(self) -> None:
        """Every team makes up a part of the best one's lead."""
        if not self.local:
            return
        teams = (self.home, *self.local.values())
        for segment in self.home:
            best = max(team[segment].maturity for team in teams)
            for team in teams:
                own = team[segment].maturity
                team[segment].reach(own + self._spec.diffusion * (best - own))

    def spread(self, segment: str) -> float:
        """Maturity of the best team's playbook less that of the weakest: what the average hides."""
        if not self.local:
            return 0.0
        found = [self.home[segment].maturity, *(team[segment].maturity for team in self.local.values())]
        return max(found) - min(found)
