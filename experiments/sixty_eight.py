"""Is 68 % renewal a line? The company along the chance that a satisfied customer renews."""

from collections.abc import Sequence
from itertools import pairwise

from experiments.installed import CHANGES, TEXT
from experiments.paper import ARR, SHARE, Contrast, Found, Lots, Study, alive, during, publish
from experiments.plates import along, curves
from sim import load_scenario
from sim.report.style import Plate

CHANCES = (0.44, 0.56, 0.68, 0.80, 0.92)
LINE = 0.68
ALIVE = alive(48)
RENEWED = during("renewed of those due, months 13 to 48", SHARE, "renewed", 13, 48, below="renewals_due")
BURN = during("cash burnt a month, months 25 to 36", "money", "burn", 25, 36)


def plan(chance: float) -> str:
    """How a plan is called."""
    return f"renewal {chance:.0%}".replace("%", " %")


STEPS = tuple((plan(a), plan(b)) for a, b in pairwise(CHANCES))


def contrasts(_lots: Lots) -> Sequence[Contrast]:
    """Every step along the chance: a line would be one that is larger than its neighbours."""
    return [Contrast(a, b, measure) for measure in (ALIVE, ARR) for a, b in STEPS]


def say(found: Found) -> list[str]:
    """Where the largest step is, and whether it lies at the line."""
    lines = [
        f"From {plan(CHANCES[0])} to {plan(CHANCES[-1])}: {RENEWED.say(found.level(plan(CHANCES[0]), RENEWED))} of "
        f"those due do renew at the one end, {RENEWED.say(found.level(plan(CHANCES[-1]), RENEWED))} at the other."
    ]
    for measure in (ALIVE, ARR):
        seen = {(one.before, one.after): parts[0] for one, parts in found.changes.items() if one.measure is measure}
        a, b = max(seen, key=lambda pair: seen[pair].value)
        others = [part for pair, part in seen.items() if pair != (a, b)]
        sharp = all(part.high < seen[a, b].low for part in others)
        near = plan(LINE) in (a, b)
        lines.append(
            f"The largest step in “{measure.name}” is the one from {a} to {b}: {measure.say_change(seen[a, b])}. "
            + ("It is told from all the others" if sharp else "Its interval overlaps those of other steps")
            + (", and it ends or begins at 68 %." if near else ", and it is not one at 68 %.")
            + (" That is a slope, not a line." if not (sharp and near) else "")
        )
    return lines


def draw(found: Found) -> list[Plate]:
    """Survival with the renewals that came about, and ARR, along the chance."""
    plans = {100 * chance: plan(chance) for chance in CHANCES}
    label = "chance that a usual customer renews, %"
    lines = {
        short: {x: found.level(name, one) for x, name in plans.items()}
        for short, one in (("alive", ALIVE), ("renewed", RENEWED))
    }
    return [
        curves("sixty_eight-survival", "Survival and renewals along the chance to renew", label, lines, "share", SHARE),
        along("sixty_eight-arr", "ARR along the chance to renew", label, found, {"ARR": plans}, ARR),
    ]


def study() -> Study:
    """The study."""
    base = load_scenario("base").replace(CHANGES)
    return Study(
        name="sixty_eight",
        title="The 68 % line",
        question=(
            "A supplier portal broke even with 68 % of its customers renewing, and 68 % has been read as a line below "
            "which such a business does not live. Is there a line?"
        ),
        method=(
            f"{TEXT} The chance that a usual customer renews (value as expected, usual service) is set to five values "
            "a dozen points apart, one of them 68 %; what comes about follows from value, activation and service as "
            "well. A line would show as one step that is larger than the steps beside it."
        ),
        limits=(
            "Where the slope lies depends on price, margin, the cost of winning a customer and how fast the market is "
            "used up: a business with cheaper customers stands lower renewals. The 68 % of the portal belongs to its "
            "own price and its own costs, and to customers of whom a third had got an order."
        ),
        months=48,
        plans={plan(chance): base.replace({"market.segments.mid.renewal": chance}) for chance in CHANCES},
        measures=(RENEWED, BURN, ALIVE, ARR),
        contrasts=contrasts,
        say=say,
        draw=draw,
        columns=("renewed", "renewals_due", "burn"),
    )


if __name__ == "__main__":
    publish(study())
