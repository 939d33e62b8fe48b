"""Key figures in large type: what a board member should still know the next morning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.compare import Comparison
from sim.analysis.metrics import fan
from sim.analysis.spread import worlds_spread
from sim.analysis.survival import runway_months, standard_months, survival_at
from sim.analysis.words import counted
from sim.ensemble.ensemble import Ensemble
from sim.report.dates import Calendar
from sim.report.figures import calendar_of, common_calendar, currency, has_rounds
from sim.report.wording import ROUGH, between, known, money, percent, signed, signed_between


@dataclass(frozen=True)
class Tile:
    """A label, the number, and a line that says how sure it is."""

    label: str
    value: str
    note: str


def key_tiles(ensemble: Ensemble) -> list[Tile]:
    """Cash-out date without new money first, then with rounds (if any), recurring revenue, survival by year."""
    calendar = calendar_of(ensemble)
    return [
        cash_out_tile(ensemble, calendar),
        *([rounds_tile(ensemble, calendar)] if has_rounds(ensemble) else []),
        revenue_tile(ensemble, calendar),
        *survival_tiles(ensemble, calendar),
    ]


def cash_out_tile(ensemble: Ensemble, calendar: Calendar) -> Tile:
    """When it is over if no round ever comes: cash gone, wound down in time, or sold."""
    points = runway_months(ensemble, new_money=False)
    sold = (ensemble.outcomes["no_new_money_end"] == "acquired").any()
    label = f"No new money, the typical end: cash gone{', wound down or sold' if sold else ' or wound down'}"
    return Tile(label, date_of(points["p50"], calendar), bad_case(points["p10"], calendar))


def rounds_tile(ensemble: Ensemble, calendar: Calendar) -> Tile:
    """When half of the companies have ended although they may raise."""
    points = runway_months(ensemble)
    sold = (ensemble.outcomes["end"] == "acquired").any()
    label = f"Half have ended{' or were sold' if sold else ''}, rounds allowed"
    return Tile(label, date_of(points["p50"], calendar), bad_case(points["p10"], calendar))


def bad_case(months: float | None, calendar: Calendar) -> str:
    """By when one company in ten has ended, if that lies within the horizon."""
    if months is None or not known(months):
        return f"fewer than one in ten by {calendar.short(calendar.months)}"
    return f"one in ten by {calendar.at(float(months))}"


def date_of(months: float | None, calendar: Calendar) -> str:
    """A date, or that it lies beyond the horizon."""
    return (
        calendar.at(float(months))
        if months is not None and known(months)
        else f"after {calendar.short(calendar.months)}"
    )


def revenue_tile(ensemble: Ensemble, calendar: Calendar) -> Tile:
    """Annual recurring revenue of those that live to the horizon."""
    arr, label = fan(ensemble, "arr"), currency(ensemble)
    middle, low, high = (float(values[-1]) for values in (arr.p50, arr.p10, arr.p90))
    name = f"ARR of the living, {calendar.horizon}"
    if not np.isfinite(middle):
        return Tile(name, "none", "no company lives that long")
    return Tile(
        name, money(middle, label, ROUGH), f"8 in 10 between {between(low, high, 'money', label, ROUGH, joint='and')}"
    )


def survival_tiles(ensemble: Ensemble, calendar: Calendar) -> list[Tile]:
    """Survival at 12, 24, 36 months and the horizon, with the simulation error and apart from it the worlds' spread."""
    worlds = worlds_spread(ensemble)
    tiles = []
    for month in standard_months(ensemble.months):
        share = survival_at(ensemble, month)
        note = f"simulation error {between(share.low, share.high)}"
        spread = worlds.get(month)
        if spread and spread.differs:
            low, high = (spread.quantiles[name].value for name in ("p10", "p90"))
            note += f"; worlds differ from {between(low, high)}"
        tiles.append(Tile(f"Going after {month} months ({calendar.at(month)})", percent(share.value), note))
    return tiles


def comparison_tiles(comparisons: Sequence[Comparison], ensembles: Sequence[Ensemble]) -> list[Tile]:
    """Per comparison: survival at its last month, mean life, and who is rescued or ruined."""
    calendar = common_calendar(ensembles)
    tiles = []
    for one in comparisons:
        share, runway = one.survival[max(one.survival)], one.runway_months
        name = f"{one.b} against {one.a}"
        tiles += [
            Tile(
                f"Survival to {calendar.at(max(one.survival))}: {name}",
                signed(share.value, "points"),
                f"95 % interval {signed_between(share.low, share.high, 'points')}",
            ),
            Tile(
                f"Mean life: {name}",
                signed(runway.value, "months"),
                f"95 % interval {signed_between(runway.low, runway.high, 'months')}",
            ),
            Tile(
                f"Dead or closed by {calendar.at(one.month)}: {name}",
                f"{one.rescued:,} rescued, {one.ruined:,} ruined",
                f"of {counted(one.trials, 'company', 'companies')} on the same luck; a sale is no ruin",
            ),
        ]
    return tiles
