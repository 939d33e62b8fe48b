"""What does it bring to promise what the product does not do, and when is it paid for?"""

from collections.abc import Sequence

from experiments.paper import ARR, SHARE, Contrast, Found, Lots, Study, alive, during, publish
from experiments.plates import along, curves
from sim import load_scenario
from sim.report.style import Plate

OVERS = (0.0, 0.25, 0.5, 0.75, 1.0)
ALIVE = alive(48)
EARLY = during("customers won a month, months 7 to 18", "customers", "customers_won", 7, 18)
LATE = during("customers lost a month, months 19 to 48", "customers", "customers_lost", 19, 48)
RENEWED = during("renewed of those due, months 19 to 48", SHARE, "renewed", 19, 48, below="renewals_due")


def plan(over: float) -> str:
    """How a plan is called."""
    return f"over-promise {over:g}"


HONEST, HALF, MOST = plan(OVERS[0]), plan(OVERS[2]), plan(OVERS[-1])


def contrasts(_lots: Lots) -> Sequence[Contrast]:
    """Promising what the product does against promising more."""
    return [Contrast(other, HONEST, one) for other in (MOST, HALF) for one in (EARLY, LATE, RENEWED, ALIVE, ARR)]


def say(found: Found) -> list[str]:
    """The gain, the bill, and the balance."""
    best = max(OVERS, key=lambda over: found.level(plan(over), ARR).value)
    return [
        f"From {HONEST} to {MOST}: {EARLY.say(found.level(HONEST, EARLY))} and {EARLY.say(found.level(MOST, EARLY))} "
        f"customers are won a month early on; of those due later {RENEWED.say(found.level(HONEST, RENEWED))} and "
        f"{RENEWED.say(found.level(MOST, RENEWED))} renew.",
        f"ARR at 48 months is largest with {plan(best)}: {ARR.say(found.level(plan(best), ARR))}.",
    ]


def draw(found: Found) -> list[Plate]:
    """Survival and renewals, and ARR, along the promise."""
    plans = {over: plan(over) for over in OVERS}
    label = "over-promise (0: what the product does, 1: whatever is asked for)"
    lines = {
        short: {x: found.level(name, one) for x, name in plans.items()}
        for short, one in (("alive", ALIVE), ("renewed", RENEWED))
    }
    return [
        curves("promise_less-survival", "Survival and renewals along the promise", label, lines, "share", SHARE),
        along("promise_less-arr", "ARR along the promise", label, found, {"ARR": plans}, ARR),
    ]


def study() -> Study:
    """The study."""
    eager = load_scenario("over_promise").replace({"sales.promise.pressure": 0.0})
    return Study(
        name="promise_less",
        title="Promise less",
        question="What does promising more than the product does win, when is it paid for, and is it worth it?",
        method=(
            "The company of `over_promise`: six reps start together once there are deals to learn from. How much more "
            "than the product does they promise is set to five values; the pressure of a missed quota, which raises it "
            "further, is switched off, so that the figure is what is promised."
        ),
        limits=(
            "What a promise wins and how much it disappoints are assumed numbers, moved in the last two settings of "
            "the table. Nobody sues, and no reference customer writes about it in public; what disappointed customers "
            "tell others is in the model."
        ),
        months=48,
        plans={plan(over): eager.replace({"sales.promise.over": over}) for over in OVERS},
        measures=(EARLY, LATE, RENEWED, ALIVE, ARR),
        contrasts=contrasts,
        say=say,
        draw=draw,
        columns=("customers_won", "customers_lost", "renewed", "renewals_due"),
    )


if __name__ == "__main__":
    publish(study())
