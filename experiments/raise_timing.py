"""With how much runway left should a round be begun, when money is plenty and when it is scarce?"""

from collections.abc import Sequence

from experiments.paper import ARR, LIFE, Contrast, Found, Lots, Study, alive, during, publish
from experiments.plates import along
from sim import load_scenario
from sim.report.style import Plate

REGIMES = ("boom", "normal", "winter")
RUNWAYS = (4, 8, 12, 18)
ALIVE = alive(48)
RAISED = during("raised a month of life", "money", "raised", 1, 48)


def plan(runway: int, regime: str) -> str:
    """How a plan is called."""
    return f"at {runway} months of runway, {regime}"


def contrasts(_lots: Lots) -> Sequence[Contrast]:
    """Early against late in every regime; winter against boom for who begins early."""
    late, early = RUNWAYS[0], RUNWAYS[-1]
    return [
        *(Contrast(plan(late, one), plan(early, one), measure) for one in REGIMES for measure in (ALIVE, LIFE, ARR)),
        Contrast(plan(early, REGIMES[0]), plan(early, REGIMES[-1]), ALIVE),
    ]


def say(found: Found) -> list[str]:
    """The best trigger of each regime."""
    lines = []
    for regime in REGIMES:
        best = max(RUNWAYS, key=lambda runway: found.level(plan(runway, regime), ALIVE).value)
        levels = "; ".join(
            f"{runway} months {ALIVE.say(found.level(plan(runway, regime), ALIVE))}" for runway in RUNWAYS
        )
        lines.append(
            f"Opened in a {regime} regime, alive at 48 months when a round is begun at: {levels}. Most live at "
            f"{best} months; the best of four is picked partly for its luck."
        )
    return lines


def draw(found: Found) -> list[Plate]:
    """Survival and life along the trigger."""
    return [
        along(
            f"raise_timing-{key}", title, "months of runway at which a round is begun", found,
            {regime: {runway: plan(runway, regime) for runway in RUNWAYS} for regime in REGIMES}, measure,
        )
        for key, title, measure in (
            ("survival", "Survival by the runway at which a round is begun", ALIVE),
            ("arr", "ARR by the runway at which a round is begun", ARR),
        )
    ]  # fmt: skip


def study() -> Study:
    """The study."""
    base = load_scenario("base")
    return Study(
        name="raise_timing",
        title="When to raise",
        question="With how much runway left should a round be begun, in a boom, in normal times and in a winter?",
        method=(
            "The company of `base` opened in one of three regimes of the market for capital, which later change by "
            "themselves; a round is begun when the runway seen falls below a trigger, or earlier when ARR has half of "
            "what the next round asks for (as in `base`). A round takes the founders' time for months, and a refused "
            "one may be tried again a limited number of times."
        ),
        limits=(
            "Investors are a formula of ARR, growth, retention and burn with assumed weights; dilution and the price "
            "of a round are not part of survival. Beginning early also means asking with less to show: both effects "
            "are in the figures and cannot be told apart here."
        ),
        months=48,
        plans={
            plan(runway, regime): base.replace(
                {"policies.raise_money.runway_months": runway, "funding.opening_regime": regime}
            )
            for regime in REGIMES
            for runway in RUNWAYS
        },
        measures=(ALIVE, LIFE, RAISED, ARR),
        contrasts=contrasts,
        say=say,
        draw=draw,
        columns=("raised",),
    )


if __name__ == "__main__":
    publish(study())
