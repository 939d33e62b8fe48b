"""The page on why companies died."""

from pathlib import Path

from sim.analysis.causes import Causes
from sim.analysis.sorting import SORTS
from sim.analysis.statistics import Interval
from sim.analysis.why_words import ALIKE, SORT_WORDS, causes_verdict
from sim.analysis.words import counted
from sim.report.asked import facts_of_dead, question_facts
from sim.report.page import Page, Section, write_page
from sim.report.patches import patches_table
from sim.report.tables import Table, cells, shares_table
from sim.report.tiles import Tile
from sim.report.why_figures import (
    gains_plate,
    sorts_plate,
)
from sim.report.wording import between, percent, signed, signed_between

SORTING = (
    "Each dead company's world is lived again on fresh days, under the plan and under each remedy, the same days for "
    "all. Remedies are fixed from the first day and know nothing that the founders did not. A death is sorted only "
    "where the days leave little doubt: {sure} posterior probability that the plan lives on more than {usually} of the "
    "days (bad luck), that a remedy adds more than {gain} points (a decision; only a remedy that helped in the other "
    "half of the dead may be named, and the more there are the surer each must be), or that nothing tried lives on "
    "more than {hopeless} (doomed). The rest is unclear: more days would tell."
)


def write_causes(found: Causes, path: Path, command: str) -> Path:
    """Write the page on why companies died; the same findings give the same bytes. Returns ``path``."""
    verdict = causes_verdict(found)
    looked_into = f"{len(found.deaths)} deaths and {found.survivors} survivors, {found.days} days each"
    page = Page(
        kind="Causes of death",
        title=found.scenario.setup.title,
        story="",
        question="What killed them, and what would have saved them?",
        source="",
        headline=verdict.headline,
        lines=verdict.lines[1:],
        tiles=_causes_tiles(found),
        sections=_causes_sections(found) if found.deaths else [],
        facts=question_facts(found.scenario, facts_of_dead(found, looked_into), found.seed, command),
    )
    return write_page(page, path)


def _causes_tiles(found: Causes) -> list[Tile]:
    tiles = [Tile("Died or closed", percent(found.failed / found.trials), f"{found.failed:,} of {found.trials:,}")]
    for sort, share in found.shares.items():
        if found.deaths and not found.too_few:
            tiles.append(Tile(f"Of these: {sort}", percent(share.value), between(share.low, share.high)))
    if found.deaths and not found.too_few:
        lives = found.plan_lives
        note = ALIKE if lives.low == lives.high else between(lives.low, lives.high)
        tiles.append(Tile("Same plan, another day: lives", percent(lives.value), note))
    return tiles


def _causes_sections(found: Causes) -> list[Section]:
    if found.too_few:
        return [
            Section("roots", "What was seen, in counts", tables=[_days_table(found), _counts_table(found)]),
            Section("patches", "What was tried", tables=[_tried_table(found)]),
        ]
    spec = found.spec
    said = SORTING.format(
        sure=percent(spec.sure), usually=percent(spec.usually), gain=f"{100 * spec.gain:.0f}",
        hopeless=percent(spec.hopeless),
    )  # fmt: skip
    bars = {"this run": found.shares} | {check.what: check.shares for check in found.checks if check.deaths}
    return [
        Section("roots", "What would have saved them", [], [gains_plate(found)], [_effects_table(found)]),
        Section("sorted", "Luck, decision or doom", [said], [sorts_plate(bars)], [_sorts_table(found)]),
        Section("holds", "Does it hold?", [HOLDS.format(shift=percent(spec.shift))], tables=[_checks_table(found)]),
        Section(
            "ledger",
            "What the ledger says",
            tables=[
                shares_table("What ended the dead and the closed", "last straw", found.cause),
                shares_table("What had gone furthest from the plan before", "led by", found.led_by),
            ],
        ),
        Section("patches", "What was tried", tables=[_tried_table(found)]),
    ]


def _tried_table(found: Causes) -> Table:
    return patches_table([one.remedy for one in found.effects], found.left_out)


def _days_table(found: Causes) -> Table:
    """On how many of the fresh days the plan and each remedy live, where there are too few worlds for more."""
    rows = [cells("the plan as it stands", "", str(found.days_lived()))]
    rows += [cells(one.remedy.title, one.remedy.kind, str(found.days_lived(one))) for one in found.effects]
    heads = ("what is done", "kind", f"lives on, of {len(found.deaths) * found.days} days")
    return Table("In the dead companies' worlds", heads, rows, frozenset({2}))


def _counts_table(found: Causes) -> Table:
    rows = [
        cells(SORT_WORDS[sort], str(number)) for sort, number in zip(SORTS, found.sort_counts.values(), strict=True)
    ]
    rows += [cells(f"last straw: {name}", str(number)) for name, number in found.told.items()]
    return Table("The dead, counted", ("what it was", "companies"), rows, frozenset({1}))


HOLDS = (
    "The same asked of other companies (the next seed), and of a world in which every assumed number is moved {shift} "
    "of the way to one end of its range, each by a coin of its own. Gains are points of the chance of living in the "
    "dead companies' worlds, with 95 % intervals."
)


def _points(interval: Interval) -> str:
    return signed(interval.value, "points", bare=True)


def _points_between(interval: Interval) -> str:
    if interval.low == interval.high:
        return ALIKE
    return signed_between(interval.low, interval.high, "points")


def _effects_table(found: Causes) -> Table:
    order = [*found.kinds("decision"), *found.kinds("circumstance"), *found.kinds("placebo")]
    rows = [
        cells(
            effect.remedy.title, effect.remedy.kind, _points(effect.gain), _points_between(effect.gain),
            _points(effect.chosen), _points(effect.judged), percent(effect.rescued), percent(effect.kills.value),
            "yes" if effect.named else "",
        )
        for effect in order
    ]  # fmt: skip
    heads = ("remedy", "kind", "gain", "95 %", "choosing half", "judging half", "rescues", "kills", "named")
    note = (
        "Gains in points of the chance of living in the dead companies' worlds. Rescues: days there on which the plan "
        "dies and the remedy lives. Kills: days in survivors' worlds on which it is the other way round."
    )
    return Table("Every remedy", heads, rows, frozenset(range(2, 8)), note)


def _sorts_table(found: Causes) -> Table:
    rows = [
        cells(SORT_WORDS[sort], percent(one.value), between(one.low, one.high)) for sort, one in found.shares.items()
    ]
    titles = {effect.remedy.name: effect.remedy.title for effect in found.effects}
    rows += [cells(f"– decision: {titles[name]}", percent(share), "") for name, share in found.decisions.items()]
    return Table(f"{len(found.deaths)} deaths", ("what it was", "share", "95 %"), rows, frozenset({1, 2}))


def _checks_table(found: Causes) -> Table:
    asked = [check for check in found.checks if check.deaths]
    rows = [
        cells(
            effect.remedy.title,
            f"{_points(effect.gain)} ({_points_between(effect.gain)})",
            *(_check_cell(check.gains.get(effect.remedy.name)) for check in asked),
        )
        for effect in found.kinds("decision")
    ]
    rows.append(
        cells(
            "Died or closed, of all companies",
            percent(found.failed / found.trials),
            *(percent(check.failed) for check in asked),
        )
    )
    askings = [f"{check.what} ({counted(check.deaths, 'death')})" for check in asked]
    heads = ("remedy", f"this run ({len(found.deaths)} deaths)", *askings)
    return Table("Asked again", heads, rows, frozenset(range(1, len(heads))))


def _check_cell(gain: Interval | None) -> str:
    return "–" if gain is None else f"{_points(gain)} ({_points_between(gain)})"
