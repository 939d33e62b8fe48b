"""Big customers, small ones, or both at once; and what the two remedies for LTV/CAC do in each."""

from collections.abc import Sequence

from experiments.paper import ARR, LIFE, SHARE, Contrast, Found, Lots, Study, alive, during, publish, reached
from experiments.plates import bars
from sim import load_scenario
from sim.report.style import Plate

FOCUS = {
    "mid-market firms": {"plan.focus.small": None},
    "small firms": {"plan.focus.mid": None},
    "both at once": {},
}
BIG, SMALL, BOTH = FOCUS
MENDED = ", mended by LTV/CAC"
ALIVE = alive(48)
LTV_CAC = reached("LTV/CAC of three or more at 36 months, of those known", "ltv_cac", 36, 3.0)
PLAYBOOK = during("playbook, months 13 to 24", SHARE, "playbook", 13, 24)
FIT = during("fit, months 13 to 24", SHARE, "fit", 13, 24)


def contrasts(_lots: Lots) -> Sequence[Contrast]:
    """Not choosing against each choice; each with its remedies against without."""
    return [
        *(Contrast(one, BOTH, measure) for one in (BIG, SMALL) for measure in (PLAYBOOK, ALIVE, ARR)),
        *(Contrast(one, one + MENDED, measure) for one in FOCUS for measure in (ALIVE, ARR)),
    ]


def say(found: Found) -> list[str]:
    """Who fares best; what the remedies are worth."""
    best = max(FOCUS, key=lambda one: found.level(one, ALIVE).value)
    levels = "; ".join(f"{one} {ALIVE.say(found.level(one, ALIVE))}" for one in FOCUS)
    helped = [
        one for one in FOCUS
        if any(
            all(part.low > 0 for part in seen)
            for contrast, seen in found.changes.items()
            if contrast.before == one and contrast.after == one + MENDED
        )
    ]  # fmt: skip
    return [
        f"Alive at 48 months: {levels}. Most live with {best}.",
        "The remedies (a dearer price for big contracts, less spend for small ones) "
        + (f"help {' and '.join(helped)} in all settings." if helped else "help none of the three in all settings."),
    ]


def draw(found: Found) -> list[Plate]:
    """Survival and ARR of the six plans."""
    plans = list(found.lots)
    return [
        bars("big_and_small-survival", "Survival by whom they sell to", found, plans, ALIVE),
        bars("big_and_small-arr", "ARR by whom they sell to", found, plans, ARR),
    ]


def study() -> Study:
    """The study."""
    both = load_scenario("big_and_small_at_once")
    plain = {name: both.replace(left) for name, left in FOCUS.items()}
    mended = {name + MENDED: one.replace({"policies.unit_economics.enabled": True}) for name, one in plain.items()}
    return Study(
        name="big_and_small",
        title="Big customers, small ones, or both",
        question="Should a young company sell to big customers, to small ones or to both; what mends a bad LTV/CAC?",
        method=(
            "The company of `big_and_small_at_once` with its attention on mid-market firms (about 25 k a year), on "
            "small firms (about 6 k), or on both; each also with the policy that mends a segment whose LTV/CAC is "
            "below three: the price of big contracts goes up, the marketing for small ones is cut."
        ),
        limits=(
            "The plan's budgets, reps and founders are the same in all six, as they are for founders who do not "
            "choose; a company built for small firms from the start (self-service, no reps) is another company. LTV is "
            "unknown before the first renewals, so that nothing is mended before. ARR by segment is not compared: a "
            "customer of the one is worth four of the other."
        ),
        months=48,
        plans={**plain, **mended},
        measures=(ALIVE, LIFE, ARR, LTV_CAC, PLAYBOOK, FIT),
        contrasts=contrasts,
        say=say,
        draw=draw,
        columns=("ltv_cac", "playbook", "fit"),
    )


if __name__ == "__main__":
    publish(study())
