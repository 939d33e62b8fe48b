"""Does it matter when customers pay? A year in advance against month by month."""

from collections.abc import Sequence

from experiments.paper import ARR, LIFE, MONEY, Contrast, Found, Lots, Study, alive, at, during, publish
from experiments.plates import along
from sim import load_scenario
from sim.report.style import Plate

WAYS = {"a year in advance": "annual", "quarterly": "quarterly", "monthly": "monthly"}
CASHES = (1_500_000, 2_600_000, 3_700_000)
ALIVE = alive(48)
COLLECTED = during("collected a month, months 1 to 24", MONEY, "collected", 1, 24)
CASH = at("cash at 18 months (ended = 0)", MONEY, "cash", 18, dead=0.0)
YEAR, MONTHLY = "a year in advance", "monthly"


def plan(way: str, cash: float) -> str:
    """How a plan is called."""
    return f"{way}, {cash / 1e6:.1f}M at the opening"


def contrasts(_lots: Lots) -> Sequence[Contrast]:
    """A year in advance against month by month, at every opening cash."""
    measures = (CASH, LIFE, ALIVE, ARR)
    return [Contrast(plan(MONTHLY, cash), plan(YEAR, cash), one) for cash in CASHES for one in measures]


def say(found: Found) -> list[str]:
    """What billing changes where, and what would do the same."""
    lines = []
    for cash in CASHES:
        monthly, year = plan(MONTHLY, cash), plan(YEAR, cash)
        lines.append(
            f"With {cash / 1e6:.1f} million at the opening, {ALIVE.say(found.level(monthly, ALIVE))} are alive at 48 "
            f"months when customers pay monthly, {ALIVE.say(found.level(year, ALIVE))} when a year in advance; "
            f"collected a month in the first two years {COLLECTED.say(found.level(monthly, COLLECTED))} and "
            f"{COLLECTED.say(found.level(year, COLLECTED))}."
        )
    return lines


def draw(found: Found) -> list[Plate]:
    """Survival and cash along the opening cash."""
    return [
        along(
            f"billing-{key}", title, "cash at the opening, USD", found,
            {way: {cash: plan(way, cash) for cash in CASHES} for way in WAYS}, measure,
        )
        for key, title, measure in (
            ("survival", "Survival by how customers pay", ALIVE),
            ("cash", "Cash a year and a half later", CASH),
        )
    ]  # fmt: skip


def study() -> Study:
    """The study."""
    base = load_scenario("base")
    plans = {
        plan(way, cash): base.replace({"market.segments.mid.billing": key, "company.opening.cash": cash})
        for way, key in WAYS.items()
        for cash in CASHES
    }
    return Study(
        name="billing",
        title="A year in advance, or month by month",
        question="The same customers at the same price: what does it change if they pay a year in advance?",
        method=(
            "The company of `base`, whose customers sign for a year, paid for a year in advance, quarterly or monthly, "
            "with three amounts of cash at the opening. The contract itself stays: who pays monthly is bound for the "
            "year, too."
        ),
        limits=(
            "Nobody is offered a discount for paying early, and nobody refuses to: in life an annual price is some per "
            "cent lower, and small customers do not like it. Cash in advance is not revenue, and what is spent of it "
            "must be served for the rest of the year."
        ),
        months=48,
        plans=plans,
        measures=(ALIVE, LIFE, CASH, COLLECTED, ARR),
        contrasts=contrasts,
        say=say,
        draw=draw,
        columns=("collected", "cash"),
    )


if __name__ == "__main__":
    publish(study())
