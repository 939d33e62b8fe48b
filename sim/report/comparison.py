"""The page of a comparison: any number of plans on the same luck, their curves together, every difference."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sim.analysis.choosing import Choice, Level, level_lines
from sim.analysis.compare import Comparison, common_opening
from sim.analysis.compare_words import flips_words, lines_of
from sim.analysis.expectation import companies_of, findings, twins
from sim.analysis.statistics import Interval
from sim.analysis.survival import ends
from sim.ensemble.ensemble import Ensemble
from sim.report.curves import curve_plates
from sim.report.figures import calendar_of, common_calendar, comparison_plates, currency
from sim.report.page import ASSUMED_TEXT, Page, Section, expected_sections, facts, failure_words, write_page
from sim.report.tables import Table, assumption_tables, cells, ends_table, plan_table
from sim.report.tiles import comparison_tiles
from sim.report.wording import UNKNOWN, between, known, measured, signed, signed_between
from sim.sources import assumptions

PAIRED_TEXT = (
    "Company by company on the same luck: each difference has its 95 % interval, and one that spans zero may be "
    "nothing but luck. Dead companies count with no recurring revenue. With many lines some intervals miss zero by "
    "chance alone: one in twenty, where nothing differs."
)
LEVELS_TEXT = (
    "Each plan by itself, with its 95 % simulation error. Differences between plans are surer than these figures, "
    "because all plans meet the same luck."
)


def write_comparison(choice: Choice, ensembles: Sequence[Ensemble], path: Path, command: str) -> Path:
    """Write the report on several scenarios that lived on the same luck; the same run gives the same bytes."""
    first, *others = (ensemble.scenario.name for ensemble in ensembles)
    page = Page(
        kind="Comparison",
        title=f"{_listed(others)} against {first}",
        story="",
        question="\n".join(asked for one in ensembles if (asked := one.scenario.setup.question)),
        source="",
        headline=choice.sentence,
        lines=[one.sentence for one in choice.comparisons if one.sentence != choice.sentence],
        tiles=comparison_tiles(choice.comparisons, ensembles),
        sections=comparison_sections(choice, ensembles),
        facts=facts(ensembles, command),
        warnings=failure_words(ensembles),
        cast=[(one.scenario.name, one.scenario.setup.title, one.scenario.setup.story or "") for one in ensembles],
    )
    return write_page(page, path)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def comparison_sections(choice: Choice, ensembles: Sequence[Ensemble]) -> list[Section]:
    """The sections of a comparison, in reading order."""
    calendar, label = common_calendar(ensembles), currency(ensembles[0])
    expected = [(one.scenario.name, findings(companies_of(one), companies_of(twin))) for one, twin in twins(ensembles)]
    return [
        *expected_sections(expected),
        Section("life", "How long they live", [], comparison_plates(ensembles)),
        Section("curves", "What differs, month by month", [], curve_plates(ensembles, choice, calendar, label)),
        Section(
            "differences",
            "What changes",
            [PAIRED_TEXT],
            tables=[differences_table(one, ensembles) for one in choice.comparisons],
        ),
        Section(
            "levels",
            "Each plan by itself",
            [LEVELS_TEXT],
            tables=[levels_table(choice, ensembles), ends_table(shares_by_name(ensembles, ends))],
        ),
        Section(
            "stories",
            "The plans",
            tables=[
                plan_table(one.scenario.setup.plan.model_dump(), calendar_of(one), f"The plan of {one.scenario.name}")
                for one in ensembles
            ],
        ),
        Section(
            "assumptions",
            "What they rest on",
            [ASSUMED_TEXT],
            tables=[
                table
                for one in ensembles
                for table in assumption_tables(assumptions(one.scenario), label, one.scenario.name)
            ],
        ),
    ]


def differences_table(comparison: Comparison, ensembles: Sequence[Ensemble]) -> Table:
    """What one plan changes against the first, each with its interval, and the flips both ways."""
    opening, label = common_opening(ensembles), currency(ensembles[0])
    rows = [
        cells(
            line.what,
            signed(line.interval.value, line.unit, label),
            line.no_spread or signed_between(line.interval.low, line.interval.high, line.unit),
        )
        for line in lines_of(comparison, opening)
    ]
    heads = ("measure", "difference", "95 % interval")
    title, note = f"{comparison.b} minus {comparison.a}", flips_words(comparison, opening)
    return Table(title, heads, rows, numbers=frozenset({1, 2}), note=note)


def levels_table(choice: Choice, ensembles: Sequence[Ensemble]) -> Table:
    """Every plan's own figures: a row for each, a column for each plan."""
    label = currency(ensembles[0])
    rows = [
        cells(level.what, *(level_words(one, level, label) for one in level.intervals))
        for level in level_lines(choice, common_opening(ensembles))
    ]
    heads = ("measure", *(plan.name for plan in choice.plans))
    return Table("Each plan by itself", heads, rows, numbers=frozenset(range(1, len(heads))))


def level_words(interval: Interval | None, level: Level, currency: str) -> str:
    """A figure with its interval; a dash where there is none."""
    if interval is None or not known(interval.value):
        return UNKNOWN
    spread = level.no_spread(interval) or between(interval.low, interval.high, level.unit)
    return f"{measured(interval.value, level.unit, currency)} ({spread})"


def shares_by_name(
    ensembles: Sequence[Ensemble], shares: Callable[[Ensemble], dict[str, float]]
) -> dict[str, dict[str, float]]:
    """The same shares of several scenarios."""
    return {ensemble.scenario.name: shares(ensemble) for ensemble in ensembles}
