"""Coaching: who makes reps better, and whose hours it takes (C24, C37)."""

from typing import TYPE_CHECKING

from sim.quantities import Factor, MoneyPerMonth, Number, Share, Spec, decision, world

if TYPE_CHECKING:
    from sim.company import Company


class CoachingSpec(Spec):
    """What managers' coaching is worth."""

    win: Factor = world("How strongly win odds fall when reps are more than can be coached (power)")
    learning: Factor = world("How strongly ramp and the playbook's learning slow down then (power)")


class OperationsSpec(Spec):
    """What sales operations do, once somebody is hired for them."""

    reps: Number = world("Reps whom one person in sales operations looks after", gt=0)
    ramp: Share = world("Share of ramp time saved for reps looked after", lt=1)
    forgetting: Share = world("Share of a leaver's knowledge that is kept")
    attrition: Share = world("Share of reps' leaving that care prevents")


class TrainingSpec(Spec):
    """Training of reps: it works as far as it fits the team and the team is with it."""

    per_rep: MoneyPerMonth = decision("Money a month for each rep's training")
    fit: Share = decision("How far it is made for this team (a general course .1, one made from its own deals .8)")
    effect: Factor = world("Months of practice gained a month by training without limit that fits fully")
    half: MoneyPerMonth = world("Money a month and rep that has half of that effect", gt=0)


class MentoringSpec(Spec):
    """The hours that new reps take from those who can sell."""

    load: Factor = world("Seniors' time that one rep who cannot sell yet takes")
    floor: Share = world("Share of their time that seniors keep, whatever comes")


class Coaching:
    """What is left of everybody's selling time, and how fast the team learns."""

    def __init__(self, company: "Company") -> None:
        self._company = company
        spec = company.setup.sales
        self._coaching, self._operations = spec.coaching, spec.operations
        self._training, self._mentoring = spec.training, spec.mentoring
        self.odds = 1.0
        self.pace = 1.0
        self.seniors_time = 1.0

    def cover(self) -> float:
        """Share of the reps whom sales operations look after."""
        people = self._company.people
        owners = people.count("sales_ops")
        return min(1.0, owners * self._operations.reps / max(1, people.count("rep"))) if owners else 0.0

    def practice(self) -> float:
        """Months of practice that training adds to a month: fit times engagement (morale), saturating in money."""
        training = self._training
        spent = training.per_rep / (training.per_rep + training.half)
        return training.effect * training.fit * self._company.people.morale * spent

    def training_bill(self) -> float:
        """Money a month."""
        return self._training.per_rep * self._company.people.count("rep")

    def forgetting(self) -> float:
        """Share of a leaver's knowledge that really goes."""
        return 1.0 - self._operations.forgetting * self.cover()

    def leaving(self) -> float:
        """Factor on reps' hazard of leaving."""
        return 1.0 - self._operations.attrition * self.cover()

    def refresh(self) -> None:
        """The team has changed: so has who can coach and mentor whom."""
        company, sales = self._company, self._company.sales
        coached = company.leading.coached()
        self.odds = coached**self._coaching.win
        if self._mentoring.load > 0:
            ramped = sum(sales.ramp(member) for member in sales.reps)
            seniors = company.setup.company.founders.count + ramped
            taken = self._mentoring.load * (len(sales.reps) - ramped) / seniors
            self.seniors_time = max(self._mentoring.floor, 1.0 - taken)
        faster = (1.0 + self.practice()) / (1.0 - self._operations.ramp * self.cover())
        self.pace = coached**self._coaching.learning * faster

    def left(self, ramp: float) -> float:
        """Share of a rep's own selling that mentoring leaves: the further ramped, the more it is asked."""
        return 1.0 - (1.0 - self.seniors_time) * ramp

    def month_end(self) -> None:
        """A month of practice for every rep: more with training and sales operations, less without a coach."""
        self.refresh()
        for member in self._company.sales.reps:
            member.practice += self.pace - 1.0
