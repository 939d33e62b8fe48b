"""The end of a lesson: every policy over all trials, ranked, with luck and decision apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sim.analysis.autopsy import Autopsy, autopsy, lives_needed, pick
from sim.analysis.remedies import Remedy, load_remedies
from sim.classroom.lesson import Lesson
from sim.classroom.policy import policy
from sim.classroom.predictions import Score, ranked, score
from sim.classroom.ranking import OWN, TEAM, TWIN, Standing, rank
from sim.classroom.spec import ClassroomSpec
from sim.ensemble.ensemble import Ensemble
from sim.scenario import Scenario


@dataclass(frozen=True)
class Conclusion:
    """What came out: the ranking, the predictions' scores, each team's median company by name, and the companies of
    the scenario's own plan and of every other policy."""

    lesson: Lesson
    spec: ClassroomSpec
    ranking: tuple[Standing, ...]
    scores: tuple[Score, ...]
    autopsies: dict[str, Autopsy]
    ensembles: tuple[Ensemble, ...]

    @property
    def own(self) -> Ensemble:
        """The companies on the scenario's own plan."""
        return self.ensembles[0]


def policies(lesson: Lesson, scenario: Scenario, twin: Scenario | None) -> list[Scenario]:
    """The scenario's own plan (which is to do nothing), its healthy twin, and each team's policy, by their names."""
    teams = [
        replace(policy(scenario, team.decisions, lesson.starts), name=name_of(team.name))
        for team in lesson.teams.values()
    ]
    return [scenario, *([twin] if twin is not None else []), *teams]


def name_of(team: str) -> str:
    """What a team's policy is called, told apart from any scenario."""
    return f"{TEAM} {team}"


def autopsy_lives(teams: Sequence[Scenario], days: int) -> int:
    """How many lives the autopsies take."""
    remedies = load_remedies()
    return sum(lives_needed(one, remedies, days) for one in teams)


def conclude(
    lesson: Lesson,
    ensembles: Sequence[Ensemble],
    spec: ClassroomSpec,
    workers: int | None = None,
    told: Callable[[int], None] | None = None,
) -> Conclusion:
    """Rank the policies and look into each team's median company; ``ensembles`` as ``policies`` has them."""
    own = ensembles[0]
    kinds = {own.scenario.name: OWN} | ({lesson.twin: TWIN} if lesson.twin else {})
    remedies = load_remedies()
    teams = [one for one in ensembles if one.scenario.name not in kinds]
    scores = [
        replace(score(name, given, own, lesson.trial, spec), late=name in lesson.late_predictions)
        for name, given in lesson.predictions.items()
    ]
    return Conclusion(
        lesson,
        spec,
        tuple(rank(ensembles, kinds, lesson.trial, spec)),
        tuple(ranked(scores)),
        {one.scenario.name: _median(one, spec, remedies, workers, told) for one in teams},
        tuple(ensembles),
    )


def _median(
    ensemble: Ensemble,
    spec: ClassroomSpec,
    remedies: Sequence[Remedy],
    workers: int | None,
    told: Callable[[int], None] | None,
) -> Autopsy:
    trial = pick(ensemble, "median")
    return autopsy(ensemble.scenario, trial, ensemble.seed, spec.autopsy_days, remedies, workers=workers, watch=told)
