"""Too few deaths: what is said where a handful of companies died, and how many would have to live for an answer."""

from math import ceil

from sim.analysis.causes import Causes
from sim.analysis.no_return import NoReturn
from sim.analysis.words import counted
from sim.uncertainty import BLOCK


def companies_for(deaths: int, failed: int, trials: int) -> int:
    """How many companies give so many deaths at the rate of ``failed`` in ``trials``, in whole blocks."""
    return BLOCK * ceil(deaths * trials / failed / BLOCK)


def few_causes(found: Causes) -> list[str]:
    """Why nothing is shared out, and what there is, in counts."""
    looked, fewest = len(found.deaths), found.spec.fewest
    dead = counted(looked, "death")
    if found.spec.deaths >= fewest:
        headline = (
            f"Too few deaths to say why {found.scenario.name} dies: {found.failed:,} of "
            f"{counted(found.trials, 'company', 'companies')}, and causes are shared out among {fewest} or more. "
            f"{_more(found, fewest)}"
        )
    else:
        headline = (
            f"Too few deaths were looked into to say why {found.scenario.name} dies: {looked:,} of {found.failed:,}, "
            f"and causes are shared out among {fewest} or more (--deaths)."
        )
    ledger = ", ".join(f"{name} {number:,}" for name, number in found.told.items())
    sorts = ", ".join(f"{sort} {number}" for sort, number in found.sort_counts.items() if number)
    return [
        headline,
        f"By the ledger the last straw was: {ledger}.",
        f"Another day in the same {counted(looked, 'world')} ({found.days} fresh days each): the same plan lives on "
        f"{found.days_lived():,} of {looked * found.days:,} days. A sale in distress counts as not living.",
        f"What the {dead} would be called, one by one: {sorts}.",
        *_tried(found),
    ]


def _tried(found: Causes) -> list[str]:
    best = found.kinds("decision")[:1]
    return [
        f"The decision that lives on most of those days, “{one.remedy.title}”, does so on {found.days_lived(one):,}: "
        "too few worlds to call it a root."
        for one in best
        if found.days_lived(one) > found.days_lived()
    ]


def few_returns(found: NoReturn) -> list[str]:
    """What a count of very few dead companies is worth."""
    looked, fewest = len(found.last), found.spec.fewest
    if looked >= fewest:
        return []
    only = (
        f"Only {counted(looked, 'dead company was', 'dead companies were')} looked into: what stands here is told of "
    )
    only += f"{'it' if looked == 1 else 'them'} alone, and says little of others."
    return [f"{only} {_more(found, fewest) if found.spec.deaths >= fewest else '--deaths asks for more.'}"]


def _more(found: Causes | NoReturn, fewest: int) -> str:
    wanted = companies_for(fewest, found.failed, found.trials)
    return f"At this rate about {wanted:,} companies (--trials {wanted}) give {fewest} deaths."
