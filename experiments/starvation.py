"""What do more reps do when leads do not follow? Leads per rep, orders per rep, and the company."""

from collections.abc import Sequence

from experiments.paper import ARR, Contrast, Found, Lots, Measure, Study, alive, during, publish
from experiments.plates import along
from sim import load_scenario
from sim.report.style import Plate

COUNTS = (1, 2, 4, 6, 9, 12)
START, FIRST, LAST = 7, 13, 24
ALIVE = alive(36)
LEADS = during("opportunities per rep and month", "opportunities", "leads_per_rep", FIRST, LAST)
OUTPUT = during("new ARR a year, a rep", "money", "output_per_rep", FIRST, LAST)
COST = during("cost of a rep a year", "money", "cost_per_rep", FIRST, LAST)
WON = during("customers won a month", "customers", "customers_won", FIRST, LAST)
USUAL, FED = "usual marketing", "twice the marketing"


def plan(count: int, marketing: str) -> str:
    """How a plan is called."""
    return f"{count} reps, {marketing}" if count > 1 else f"1 rep, {marketing}"


def contrasts(_lots: Lots) -> Sequence[Contrast]:
    """Many reps against few on the same leads, then the same with leads for more of them."""
    few, many, fed = plan(COUNTS[1], USUAL), plan(COUNTS[-1], USUAL), plan(COUNTS[-1], FED)
    measures: tuple[Measure, ...] = (LEADS, OUTPUT, WON, ALIVE)
    return [Contrast(few, many, one) for one in measures] + [Contrast(many, fed, one) for one in measures]


def say(found: Found) -> list[str]:
    """How far output follows leads, in both kinds of plan."""
    lines = []
    for marketing in (USUAL, FED):
        one, most = plan(COUNTS[0], marketing), plan(COUNTS[-1], marketing)
        most_won = max(COUNTS, key=lambda count: found.level(plan(count, marketing), WON).value)
        lines.append(
            f"With {marketing}, from {COUNTS[0]} rep to {COUNTS[-1]}: opportunities per rep and month go from "
            f"{LEADS.say(found.level(one, LEADS))} to {LEADS.say(found.level(most, LEADS))}, what a rep sells a year "
            f"from {OUTPUT.say(found.level(one, OUTPUT))} to {OUTPUT.say(found.level(most, OUTPUT))}; most customers "
            f"are won by {most_won}: {WON.say(found.level(plan(most_won, marketing), WON))} a month."
        )
    return lines


def draw(found: Found) -> list[Plate]:
    """Orders per rep and survival along the number of reps."""
    return [
        along(
            f"starvation-{key}", title, f"reps who start in month {START}", found,
            {marketing: {count: plan(count, marketing) for count in COUNTS} for marketing in (USUAL, FED)}, measure,
        )
        for key, title, measure in (
            ("output", "What a rep sells when leads are shared by more", OUTPUT),
            ("won", "What the company wins", WON),
            ("survival", "Survival by the number of reps", ALIVE),
        )
    ]  # fmt: skip


def study() -> Study:
    """The study."""
    base = load_scenario("base").replace(
        {"policies.hire_reps.enabled": False, "policies.grow_marketing.enabled": False}
    )
    budgets = base.data["plan"]["budgets"]
    twice = {
        f"plan.budgets.{channel}.{name}.per_month": 2 * budget["per_month"]
        for channel, named in budgets.items()
        for name, budget in named.items()
    }
    plans = {}
    for marketing, changes in ((USUAL, {}), (FED, twice)):
        for count in COUNTS:
            hire = {"plan.hires.rep.first": {"count": count, "month": START, "gate": None}}
            plans[plan(count, marketing)] = base.replace({**hire, **changes})
    return Study(
        name="starvation",
        title="Leads per rep, and starvation",
        question="What happens when more reps share the leads that marketing brings and reps find themselves?",
        method=(
            f"The company of `base` with a given number of reps who start together in month {START}. Founders hire no "
            "further reps and let marketing not grow, so that leads are what the plan's budgets bring; in half of the "
            f"plans those budgets are doubled. Leads, sales and cost are means of the months {FIRST} to {LAST} in "
            "which a company was alive."
        ),
        limits=(
            "Companies that have ended by then are in no mean of those months; survival stands beside it. Reps who "
            "starve leave (their income falls behind what they were promised), so the reps of month 24 are fewer than "
            "those hired: leads per rep are those of the reps who are left."
        ),
        months=36,
        plans=plans,
        measures=(LEADS, OUTPUT, COST, WON, ALIVE, ARR),
        contrasts=contrasts,
        say=say,
        draw=draw,
        columns=("leads_per_rep", "output_per_rep", "cost_per_rep", "customers_won"),
    )


if __name__ == "__main__":
    publish(study())
