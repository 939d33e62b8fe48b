"""How many customers can one CSM look after, and what does it cost to hire them late?"""

from collections.abc import Sequence

from experiments.installed import CHANGES, TEXT
from experiments.paper import ARR, EDGE, SHARE, Contrast, Found, Lots, Study, alive, during, publish
from experiments.plates import bars, curves
from sim import load_scenario
from sim.report.style import Plate

RATIOS = (15.0, 30.0, 60.0, 90.0, 150.0)
EARLY, LATE, NEVER = "3 CSMs in month 1", "3 CSMs in month 19", "no CSM ever"
ALIVE = alive(36)
LOAD = during("service load, months 7 to 36", "of capacity", "csm_load", 7, 36)
QUALITY = during("service quality, months 7 to 36", SHARE, "service_quality", 7, 36)
RENEWED = during("renewed of those due, months 7 to 36", SHARE, "renewed", 7, 36, below="renewals_due")
AFTER = during("service quality, months 25 to 36", SHARE, "service_quality", 25, 36)


def plan(ratio: float) -> str:
    """How a plan is called."""
    return f"{ratio:g} customers a CSM"


def contrasts(_lots: Lots) -> Sequence[Contrast]:
    """Thick service against thin, early against late, and what is left of the delay when all are there."""
    thick, thin = plan(RATIOS[0]), plan(RATIOS[-1])
    return [
        *(Contrast(thin, thick, one) for one in (QUALITY, RENEWED, ARR, ALIVE)),
        *(Contrast(LATE, EARLY, one) for one in (AFTER, RENEWED, ARR, ALIVE)),
    ]


def say(found: Found) -> list[str]:
    """Quality and renewals along the ratio; what is dearer than the customers it keeps."""
    thick, thin = plan(RATIOS[0]), plan(RATIOS[-1])
    richest = max(RATIOS, key=lambda ratio: found.level(plan(ratio), ARR).value)
    safest = max(RATIOS, key=lambda ratio: found.level(plan(ratio), ALIVE).value)
    return [
        f"From {thick} to {thin}, service quality goes from {QUALITY.say(found.level(thick, QUALITY))} to "
        f"{QUALITY.say(found.level(thin, QUALITY))} and the share renewed from "
        f"{RENEWED.say(found.level(thick, RENEWED))} to {RENEWED.say(found.level(thin, RENEWED))}.",
        f"Of the ratios tried ARR is largest with {plan(richest)}, and most companies are alive with {plan(safest)}; "
        "neighbours differ by less than their errors unless the table says otherwise."
        + (f" {EDGE}" if safest in (RATIOS[0], RATIOS[-1]) else ""),
        *_dear(safest),
    ]


def _dear(safest: float) -> list[str]:
    """What it means where more load lets more companies live."""
    if safest == RATIOS[0]:
        return []
    return [
        "A post that the load does not need yet is pay from month one, and what it keeps comes at later renewals: thin "
        "service lets more companies live as long as quality holds, and costs most where it no longer does."
    ]


def draw(found: Found) -> list[Plate]:
    """Quality, renewals and survival along the ratio; early against late."""
    ratios = {ratio: plan(ratio) for ratio in RATIOS}
    lines = {
        short: {ratio: found.level(name, one) for ratio, name in ratios.items()}
        for short, one in (("quality", QUALITY), ("renewed", RENEWED), ("alive", ALIVE))
    }
    return [
        curves("csm_ratio", "Service, renewals and survival by the ratio", "customers a CSM", lines, "share", SHARE),
        bars("csm_ratio-late", "What a delay leaves of quality in the third year", found, (EARLY, LATE, NEVER), AFTER),
    ]


def study() -> Study:
    """The study."""
    base = load_scenario("base").replace(CHANGES)
    ruled = {"policies.hire_csms.enabled": True, "policies.hire_csms.load": 99.0}
    plans = {plan(ratio): base.replace({**ruled, "policies.hire_csms.customers_per_csm": ratio}) for ratio in RATIOS}
    alone = base.replace({"policies.hire_csms.enabled": False})
    dated = {
        name: alone.replace({"plan.hires.csm": {"first": {"count": 3, "month": month}}})
        for name, month in ((EARLY, 1), (LATE, 19))
    }
    return Study(
        name="csm_ratio",
        title="Customers for each CSM, and the service spiral",
        question="How many customers may one CSM look after, and can service that was neglected be bought back later?",
        method=(
            f"{TEXT} CSMs are hired by one rule, a given number of customers for each, one post at a time; in two more "
            "plans three are hired in month 1 or a year and a half later, and in one never. Quality that has fallen "
            "returns more slowly than it fell, and a loaded CSM leaves sooner: that is the spiral."
        ),
        limits=(
            "What customers need (hours a month, onboarding) is that of the segment and is assumed; a product that "
            "needs less service moves the whole curve to the right. CSMs who sell more to customers are paid for by "
            "that, too, which is in ARR but is not shown apart."
        ),
        months=36,
        plans={**plans, **dated, NEVER: alone},
        measures=(LOAD, QUALITY, AFTER, RENEWED, ARR, ALIVE),
        contrasts=contrasts,
        say=say,
        draw=draw,
        columns=("csm_load", "service_quality", "renewed", "renewals_due"),
    )


if __name__ == "__main__":
    publish(study())
