"""The report on a run: one HTML file without network."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim import __version__
from sim.analysis.expectation import Finding, companies_of, findings
from sim.analysis.seam import seam_rows
from sim.analysis.survival import led_by, proximate_causes
from sim.analysis.verdict import Verdict
from sim.analysis.words import counted
from sim.ensemble.disk import write_text
from sim.ensemble.ensemble import Ensemble
from sim.report.dates import Calendar
from sim.report.dynamics import dynamics_plates
from sim.report.figures import (
    calendar_of,
    currency,
    customer_plates,
    house_plates,
    life_plates,
    money_plates,
    plan_plates,
    selling_plates,
)
from sim.report.style import Plate
from sim.report.tables import (
    Table,
    assumption_tables,
    expected_table,
    plan_table,
    seam_table,
    shares_table,
)
from sim.report.tiles import Tile, key_tiles
from sim.sources import assumptions

TEMPLATE = "report.html.j2"


@dataclass(frozen=True)
class Section:
    """A part of the report: a heading with an anchor, a sentence or more, figures, tables."""

    key: str
    title: str
    text: Sequence[str] = ()
    plates: Sequence[Plate] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Page:
    """Everything the template needs, as plain values."""

    kind: str
    title: str
    story: str
    question: str
    source: str
    headline: str
    lines: Sequence[str]
    tiles: Sequence[Tile]
    sections: Sequence[Section]
    facts: Sequence[tuple[str, str]]
    warnings: Sequence[str] = ()
    cast: Sequence[tuple[str, str, str]] = ()


def write_report(ensemble: Ensemble, verdict: Verdict, path: Path, command: str, notes: Sequence[str] = ()) -> Path:
    """Write the report on one scenario to ``path``; the same run gives the same bytes. ``notes``: what should be known
    of its plan. Returns ``path``."""
    setup = ensemble.scenario.setup
    return write_page(
        Page(
            kind="Runway and survival",
            title=setup.title,
            story=setup.story or "",
            question=setup.question or "",
            source=setup.source or "",
            headline=verdict.headline,
            lines=[line for line in verdict.lines if line != verdict.headline],
            tiles=key_tiles(ensemble),
            sections=report_sections(ensemble),
            facts=facts([ensemble], command),
            warnings=[*failure_words([ensemble]), *notes],
        ),
        path,
    )


def report_sections(ensemble: Ensemble) -> list[Section]:
    """The sections of the report on one scenario, in reading order."""
    calendar, label = calendar_of(ensemble), currency(ensemble)
    seam = seam_rows(ensemble)
    setup = ensemble.scenario.setup
    return [
        *expected_sections([(ensemble.scenario.name, findings(companies_of(ensemble)))]),
        Section(
            "life",
            "How long it lives",
            plates=life_plates(ensemble),
            tables=[
                shares_table("What ended the dead and the closed", "last straw", proximate_causes(ensemble)),
                shares_table("What had gone furthest from the plan before", "led by", led_by(ensemble)),
            ],
        ),
        Section("money", "Money and growth", [FAN_TEXT], money_plates(ensemble)),
        Section("selling", "The selling machine", [RATIO_TEXT], selling_plates(ensemble)),
        Section("customers", "Customers", plates=customer_plates(ensemble)),
        dynamics_section(ensemble, calendar),
        Section("stages", "How far the house has come", plates=house_plates(ensemble)),
        Section(
            "plan",
            "The plan",
            [PLAN_TEXT],
            plan_plates(ensemble),
            [
                plan_table(setup.plan.model_dump(), calendar),
                plan_table(setup.policies.model_dump(), calendar, "How management reacts"),
                *peril_tables(ensemble, calendar),
            ],
        ),
        Section(
            "seam",
            "Does the simulation go on where the company stands?",
            [] if seam else [NO_HISTORY],
            tables=[seam_table(seam, setup.company.opening.history.months, label)] if seam else [],
        ),
        Section(
            "assumptions",
            "What it rests on",
            [ASSUMED_TEXT],
            tables=assumption_tables(assumptions(ensemble.scenario), label),
        ),
    ]


def expected_sections(found: Sequence[tuple[str, Sequence[Finding]]]) -> list[Section]:
    """What the scenarios' authors expected, and whether it is seen; no section where nothing can be judged."""
    tables = [expected_table(name, all_found) for name, all_found in found if all_found]
    return [Section("expected", "What was expected", [EXPECTED_TEXT], tables=tables)] if tables else []


def dynamics_section(ensemble: Ensemble, calendar: Calendar) -> Section:
    """What came back later, drawn where it occurred; what did not is only named."""
    plates, absent = dynamics_plates(ensemble, calendar)
    unmet = f"{UNMET_TEXT} {'; '.join(absent)}." if absent else ""
    text = [CAME_BACK_TEXT] * bool(plates) + [unmet] * bool(unmet)
    return Section("dynamics", "What came back later", text, plates)


def peril_tables(ensemble: Ensemble, calendar: Calendar) -> list[Table]:
    """The shocks that the scenario names, if any."""
    perils = {name: peril.model_dump() for name, peril in ensemble.scenario.setup.perils.items()}
    return [plan_table(perils, calendar, "What may strike")] if perils else []


EXPECTED_TEXT = (
    "What the scenario's author says should be seen. Seen: the whole 95 % interval lies within what was expected; not "
    "seen: all of it lies beyond; not clear: more companies, or a longer run, would be needed to tell."
)
FAN_TEXT = (
    "Each figure shows the living only: half of them are below the thick line, one in ten below the dotted one, "
    "nine in ten below the dashed one. Companies that died have left the figure, so it reads better than fate: the "
    "number below the dates says how many are left."
)
CAME_BACK_TEXT = (
    "What a company did earlier shows again here. Each figure follows only the companies that met it; the number below "
    "the months says how many those are."
)
UNMET_TEXT = "Looked for in every company and met by fewer than one in twenty of those that could:"
RATIO_TEXT = "Read as above; the number below the dates counts the companies for which the value is known."
PLAN_TEXT = "What the company set out to do. The policies may cut it short: a freeze, a layoff, another round."
NO_HISTORY = (
    "The company opened without history: there are no past months to hold against the first simulated ones, so "
    "nothing here has been checked against what you have seen."
)
ASSUMED_TEXT = (
    "Every number that went in. Sourced ones name where they come from; assumed ones are a guess: they are what to "
    "replace first by what you know. Where a range is given, 5 % lie below it and 5 % above."
)


def facts(ensembles: Sequence[Ensemble], command: str) -> list[tuple[str, str]]:
    """What it takes to repeat the report, and nothing of the machine it ran on."""
    first = ensembles[0]
    openings = dict.fromkeys(one.scenario.setup.company.opening.date.isoformat() for one in ensembles)
    return [
        ("Scenario", ", ".join(one.scenario.name for one in ensembles)),
        ("Companies simulated", f"{first.trials:,} each" if len(ensembles) > 1 else f"{first.trials:,}"),
        ("Horizon", f"{first.months} months, from {', '.join(openings)}"),
        ("Seed", str(first.seed)),
        ("Version", f"saas-sim {__version__}"),
        ("Configuration", ", ".join(one.scenario.hash for one in ensembles)),
        ("To repeat it", command),
    ]


def failure_words(ensembles: Sequence[Ensemble]) -> list[str]:
    """One sentence per scenario whose trials did not all finish."""
    return [
        f"{len(one.failures):,} of {counted(one.trials, 'company', 'companies')} of {one.scenario.name} "
        f"could not be simulated and "
        f"{'is' if len(one.failures) == 1 else 'are'} missing from every figure; the first: {one.failures[0].error}"
        for one in ensembles
        if one.failures
    ]


def write_page(page: Page, path: Path) -> Path:
    """Render the page and write it in one go."""
    path = Path(path)
    write_text(path, environment().get_template(TEMPLATE).render(page=page))
    return path


def environment() -> Environment:
    """Templates that escape whatever comes from a file, and fail on a name that does not exist."""
    return Environment(
        loader=PackageLoader("sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
