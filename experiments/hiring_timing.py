"""When should salespeople be hired, and how many? Survival and ARR over month × number of reps."""

from collections.abc import Sequence

from experiments.paper import ARR, EDGE, LIFE, Contrast, Found, Lots, Study, alive, publish
from experiments.plates import along
from sim import load_scenario
from sim.report.style import Plate

MONTHS = (1, 5, 9, 13, 18)
REPS = (1, 2, 5, 8)
ALIVE = alive(48)
PATH = "plan.hires.rep.first"


def plan(count: int, month: int) -> str:
    """How a plan is called."""
    return f"{reps(count)} in month {month}"


def reps(count: int) -> str:
    """So many reps in words."""
    return "1 rep" if count == 1 else f"{count} reps"


GRID = {plan(count, month): (count, month) for count in REPS for month in MONTHS}
NONE, WAITING = "no reps in the plan", "8 reps, six at the playbook gate"


def best(lots: Lots) -> str:
    """The dated plan with which most live, then the one with more ARR."""
    return max(GRID, key=lambda name: (ALIVE.level(lots[name]).value, ARR.level(lots[name]).value))


def contrasts(lots: Lots) -> Sequence[Contrast]:
    """The optimum of the first seed is judged again where it was not chosen."""
    eager, late = plan(REPS[-1], MONTHS[0]), plan(REPS[-1], MONTHS[-1])
    pairs = ((eager, best(lots)), (eager, late), (eager, WAITING), (NONE, best(lots)))
    return [Contrast(a, b, measure) for a, b in pairs if a != b for measure in (ALIVE, ARR)]


def say(found: Found) -> list[str]:
    """The optimum, with what choosing it among many is worth."""
    name = best(found.lots)
    richest = max(GRID, key=lambda one: found.level(one, ARR).value)
    return [
        f"Of the {len(GRID)} dated plans most companies live with {name}: {ALIVE.say(found.level(name, ALIVE))} at "
        f"48 months. It was picked as the best of many and so looks better than it is: the second seed below, where it "
        "was not picked, is the one to believe." + (f" {EDGE}" if _at_the_edge(name) else ""),
        f"ARR a company is largest with {richest}: {ARR.say(found.level(richest, ARR))}."
        + (" The two aims do not ask for the same plan." if richest != name else ""),
    ]


def _at_the_edge(name: str) -> bool:
    count, month = GRID[name]
    return count in (REPS[0], REPS[-1]) or month == MONTHS[-1]  # nothing is earlier than the first month


def draw(found: Found) -> list[Plate]:
    """Survival and ARR along the month, a line for each number of reps."""
    return [
        along(
            f"hiring_timing-{key}", title, "month in which the reps start", found,
            {reps(count): {month: plan(count, month) for month in MONTHS} for count in REPS}, measure,
        )
        for key, title, measure in (
            ("survival", "Survival by the month of hiring", ALIVE),
            ("arr", "ARR by the month of hiring", ARR),
        )
    ]  # fmt: skip


def study() -> Study:
    """The study."""
    base = load_scenario("base")
    gone = base.replace({"plan.hires.rep": None})
    dated = {
        name: base.replace({PATH: {"count": count, "month": month, "gate": None}})
        for name, (count, month) in GRID.items()
    }
    return Study(
        name="hiring_timing",
        title="When to hire salespeople",
        question="When should the first salespeople start, and how many, if the company is to live and to grow?",
        method=(
            "The company of `base` with its two reps replaced by 1, 2, 5 or 8 who start in a given month, whatever has "
            "been learnt by then; beside them a plan without reps, and eight of whom six wait for the playbook. What "
            "the founders do by policy (one more rep where leads allow and the playbook gate is open, freezes, "
            "layoffs) stays on in all of them."
        ),
        limits=(
            "A month is not the cause: what changes with it is how much of the way of selling is known and how much "
            "money is left. Another market, price or opening cash moves the optimum; that eight reps in month one are "
            "paid from the same seed round is part of the question. Differences of a few points between neighbouring "
            "plans are not told apart by so many companies."
        ),
        months=48,
        plans={NONE: gone, **dated, WAITING: load_scenario("hire_after_playbook")},
        measures=(ALIVE, LIFE, ARR),
        contrasts=contrasts,
        say=say,
        draw=draw,
    )


if __name__ == "__main__":
    publish(study())
