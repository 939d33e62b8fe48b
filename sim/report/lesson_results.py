"""The end of a lesson: the ranking for all, and the debrief for the instructor alone."""

from collections.abc import Sequence
from pathlib import Path

from sim.analysis.expectation import Finding, companies_of, findings
from sim.analysis.survival import FAILED, ends, led_by, survival_curve
from sim.analysis.words import counted
from sim.classroom.conclusion import Conclusion, name_of
from sim.classroom.lesson import INSTRUCTOR, TEAMS
from sim.classroom.predictions import Score, survival_months
from sim.classroom.ranking import OWN, TEAM, TWIN, Standing, place_of
from sim.report.asked import question_facts
from sim.report.bars import Bar, bars_plate
from sim.report.dates import Calendar
from sim.report.lesson_sheets import plain
from sim.report.lifelines import END_LOOKS, Life, survival_plate
from sim.report.page import Page, Section, expected_sections, write_page
from sim.report.style import Plate
from sim.report.tables import Cell, Table, cells, ends_table
from sim.report.tiles import Tile
from sim.report.wording import ROUGH, UNKNOWN, between, compact, known, money, percent, signed, signed_between

KINDS = {OWN: "the case's own plan: to change nothing", TWIN: "the healthy twin: the case with its mistake mended"}
LUCK_TEXT = (
    "What a policy is worth is the mean over many companies on other luck; what the played company brought is one of "
    "them. The difference between the two is luck, good or bad, and earns no marks. The place says how the played "
    "company stands among all of its own policy: at 90 %, nine in ten came out below."
)
VALUE_TEXT = (
    "What is left to the founders at the horizon, mean over all companies. A living company is worth {multiple:g} "
    "times its ARR and its cash, one sold in distress {distress:g} times its last ARR, one closed its cash, a dead one "
    "nothing. Investors take back what they put in (the opening cash counts as theirs by {capital}), or their share of "
    "the whole, whichever is more; each round takes its dilution."
)
SCORE_TEXT = (
    "Brier's score is the square of the distance between a chance and what happened, 0 or 1, mean of the two chances: "
    "0 is perfect, 0.25 is what one half for everything earns. The first is against the played company on its own "
    "plan, the second against the share of all companies, which luck does not move. An interval said to be {sure} sure "
    "should hold about that share of all companies."
)
QUESTIONS = (
    "Which decision of the first round did each team hold to longest, and what would have told it otherwise?",
    "What did the dashboards show, and what did they not show, when it was still time to turn?",
    "Which team's rank would have been another by the played company alone? That is luck.",
    "Where did the predictions go wrong: in the chance to live, or in the reason to die?",
    "What does the healthy twin do, and from which month on could a team have known to do it?",
)


def write_results(found: Conclusion, path: Path, command: str) -> Path:
    """Write the ranking. Returns ``path``."""
    setup, label = found.own.scenario.setup, found.own.scenario.setup.company.currency
    best = [one for one in found.ranking if one.kind == TEAM][:1]
    page = Page(
        kind="Ranking",
        title=setup.company.name,
        story="",
        question=setup.question or setup.title,
        source="",
        headline=_headline(best, label),
        lines=_lines(found, label),
        tiles=[_tile(one, label) for one in found.ranking if one.kind == TEAM][:3],
        sections=[
            Section(
                "ranking", "Who decided best", [_value_text(found)], [_value_plate(found, label)],
                [_ranking(found, label)],
            ),
            Section("luck", "Luck and decision apart", [LUCK_TEXT], tables=[_luck(found, label)]),
            Section("life", "Who lived how long", plates=[_survival(found)], tables=[_ends(found)]),
            Section(
                "predictions", "What you predicted", [SCORE_TEXT.format(sure=percent(found.spec.interval))],
                tables=[_predictions(found)],
            ),
            Section("decisions", "What each team decided", tables=_decided(found)),
        ],
        facts=_facts(found, command),
    )  # fmt: skip
    return write_page(page, path)


def _facts(found: Conclusion, command: str) -> list[tuple[str, str]]:
    lived = [("Companies simulated", f"{found.lesson.trials:,} for each policy, all on the same luck")]
    lived.append(("Played company", f"trial {found.lesson.trial}"))
    return question_facts(found.own.scenario, lived, found.lesson.seed, command)


def _value_text(found: Conclusion) -> str:
    spec = found.spec
    return VALUE_TEXT.format(
        multiple=spec.arr_multiple, distress=spec.distress_multiple, capital=percent(spec.opening_capital)
    )


def _headline(best: Sequence[Standing], label: str) -> str:
    if not best:
        return "No team has played."
    one = best[0]
    average, gain = f"{money(one.value.value, label, ROUGH)} on average", one.against_own
    if gain.low == gain.value == gain.high == 0:
        return f"No team's policy does better than changing nothing, which leaves the founders {average}."
    worth = f"its policy leaves the founders {average}"
    sure = "" if gain.low > 0 or gain.high < 0 else ", which may be no difference at all"
    than = f"{_change(gain.value, label)} against changing nothing ({signed_between(gain.low, gain.high, 'money')})"
    return f"{_name(one)} decided best: {worth}, {than}{sure}."


def _change(value: float, label: str) -> str:
    return signed(value, "money", label)


def _lines(found: Conclusion, label: str) -> list[str]:
    lines = []
    for one in found.ranking:
        if one.kind in KINDS:
            place = place_of(one, found.ranking)
            lines.append(f"{KINDS[one.kind].capitalize()} ranks {place} of {len(found.ranking)}, with "
                         f"{money(one.value.value, label, ROUGH)}.")  # fmt: skip
    teams = [one for one in found.ranking if one.kind == TEAM]
    lucky = max(teams, key=lambda one: one.luck, default=None)
    if lucky is not None and lucky.luck > 0:
        lines.append(f"{_name(lucky)} was luckiest: its played company brought {_change(lucky.luck, label)} against "
                     "what its policy is worth.")  # fmt: skip
    return lines


def _name(one: Standing) -> str:
    return one.name.removeprefix(name_of("")) if one.kind == TEAM else one.name


def _tile(one: Standing, label: str) -> Tile:
    value = one.value
    return Tile(
        _name(one),
        money(value.value, label, ROUGH),
        f"simulation error {between(value.low, value.high, 'money', label, ROUGH)}",
    )


def _value_plate(found: Conclusion, label: str) -> Plate:
    bars = [
        Bar(_name(one), one.value, compact(one.value.value, ROUGH), hollow=one.kind != TEAM) for one in found.ranking
    ]
    reading = "Bars with their 95 % simulation error; hollow ones were played by nobody."
    return bars_plate("value", "What each policy is worth", reading, bars, f"founders' payoff ({label})",
                      lambda value: compact(value, ROUGH))  # fmt: skip


def _ranking(found: Conclusion, label: str) -> Table:
    rows = [
        [
            Cell(f"{place_of(one, found.ranking)}"),
            Cell(_name(one), detail=KINDS.get(one.kind, "")),
            Cell(compact(one.value.value, ROUGH), detail=between(one.value.low, one.value.high, "money", "", ROUGH)),
            Cell(
                UNKNOWN if one.kind == OWN else _change(one.against_own.value, ""),
                detail="" if one.kind == OWN
                else signed_between(one.against_own.low, one.against_own.high, "money"),
            ),
            Cell(percent(one.survival.value), detail=between(one.survival.low, one.survival.high)),
            Cell(compact(one.arr, ROUGH)),
        ]
        for one in found.ranking
    ]  # fmt: skip
    heads = (
        "",
        "policy",
        f"founders' payoff ({label})",
        "against changing nothing",
        "going at the horizon",
        "mean ARR",
    )
    note = "The second line in small type is the 95 % simulation error, of the differences company by company."
    return Table("Ranking", heads, rows, numbers=frozenset({2, 3, 4, 5}), note=note)


def _luck(found: Conclusion, label: str) -> Table:
    rows = [
        cells(
            _name(one),
            compact(one.value.value, ROUGH),
            compact(one.played, ROUGH),
            _change(one.luck, ""),
            percent(one.place),
            "going" if one.played_alive else "ended",
        )
        for one in found.ranking
    ]
    heads = ("policy", f"worth, mean of all ({label})", "played company", "luck", "place among its own", "it is")
    return Table("The played company against all", heads, rows, numbers=frozenset({1, 2, 3, 4}))


def _survival(found: Conclusion) -> Plate:
    calendar = Calendar(found.own.scenario.setup.company.opening.date, found.lesson.months)
    order = {one.name: place for place, one in enumerate(found.ranking)}
    lives = [
        Life(_plain(one.scenario.name), survival_curve(one), one.trials)
        for one in sorted(found.ensembles, key=lambda one: order[one.scenario.name])
    ]
    return survival_plate(lives, calendar)


def _plain(name: str) -> str:
    return name.removeprefix(name_of(""))


def _ends(found: Conclusion) -> Table:
    return ends_table({_plain(one.scenario.name): ends(one) for one in found.ensembles})


def _handicap(one: Score, asked: int) -> str:
    """What tells a score apart from the others."""
    few = f"{one.chances} of {asked} chances" if 0 < one.chances < asked else ""
    return ", ".join(filter(None, ("handed in late" if one.late else "", few)))


def _predictions(found: Conclusion) -> Table:
    outcomes, asked = found.own.outcomes, len(survival_months(found.spec, found.lesson.months))
    rows = [
        [
            Cell(one.team, detail=_handicap(one, asked)),
            Cell(f"{one.brier:.2f}" if known(one.brier) else UNKNOWN),
            Cell(f"{one.calibration:.2f}" if known(one.calibration) else UNKNOWN),
            Cell(UNKNOWN if one.held is None else "yes" if one.held else "no"),
            Cell(percent(one.covered)),
            Cell(one.killer or UNKNOWN, detail=_right(one.right)),
            Cell(percent(one.usual) if one.killer else UNKNOWN),
        ]
        for one in found.scores
    ]
    missing = [team for team in found.lesson.teams if team not in found.lesson.predictions]
    played = outcomes[outcomes["trial"] == found.lesson.trial].iloc[0]
    end = END_LOOKS[str(played["end"])][2]
    cause = f" ({played['led_by']})" if played["end"] in FAILED else ""
    note = f"On its own plan the played company was {end} at the horizon{cause}; asked for: "
    note += f"{' and '.join(f'month {month}' for month in survival_months(found.spec, found.lesson.months).values())}."
    if missing:
        note += f" No prediction from: {', '.join(missing)}."
    heads = ("team", "Brier, played", "Brier, all", "interval holds it", "interval holds, of all", "what ends it",
             "of those that end so")  # fmt: skip
    return Table("Predictions, the nearest first", heads, rows, numbers=frozenset({1, 2, 4, 6}), note=note)


def _right(right: bool | None) -> str:
    return {None: "", True: "as it happened", False: "not as it happened"}[right]


def _decided(found: Conclusion) -> list[Table]:
    calendar = Calendar(found.own.scenario.setup.company.opening.date, found.lesson.months)
    tables = []
    for team in found.lesson.teams.values():
        rows = [
            cells(calendar.nth(found.lesson.starts[place]), key, plain(value))
            for place, changes in enumerate(team.decisions)
            for key, value in changes.items()
        ]
        rows = rows or [cells(UNKNOWN, "nothing was changed", "")]
        tables.append(Table(team.name, ("from", "decision", "value"), rows, numbers=frozenset({2})))
    return tables


def write_debrief(found: Conclusion, path: Path, command: str) -> Path:
    """Write the instructor's notes: the answer, the reasons, each team's median company, questions to ask."""
    setup, expected = found.own.scenario.setup, _expected(found)
    page = Page(
        kind="Debrief, for the instructor",
        title=setup.title,
        story=setup.story or "",
        question=setup.question or "",
        source=setup.source or "",
        headline=_judged(expected) if expected else UNTOLD_TEXT,
        lines=[_reasons(found), *_twin(found)],
        tiles=[],
        warnings=_refusals(found),
        sections=[
            *expected_sections([(found.own.scenario.name, expected)]),
            Section("ask", "What to ask", list(QUESTIONS)),
            Section("reasons", "What ended the companies", tables=[_led_by(found)]),
            Section("autopsies", "Each team's median company", [AUTOPSY_TEXT], tables=[_autopsies(found)]),
            Section("luck", "Luck and decision apart", [LUCK_TEXT], tables=[_luck(found, setup.company.currency)]),
        ],
        facts=_facts(found, command),
    )
    return write_page(page, path)


MOST_WARNINGS = 6
UNTOLD_TEXT = "This scenario says nothing of what should be seen; the figures below do."
AUTOPSY_TEXT = (
    "The company in the middle of each team's policy, by months lived: what ended it, on how many other days it lives, "
    "and what would have helped it most. The pages lie in the teams' folders."
)


def _expected(found: Conclusion) -> list[Finding]:
    """What the author expects of the case, judged on this lesson's companies."""
    twin = next((one for one in found.ensembles if one.scenario.name == found.lesson.twin), None)
    return findings(companies_of(found.own), companies_of(twin) if twin is not None else None)


def _judged(expected: Sequence[Finding]) -> str:
    said = {answer: sum(one.answer == answer for one in expected) for answer in ("seen", "not seen", "not clear")}
    counts = ", ".join(f"{number} {answer}" for answer, number in said.items() if number)
    return f"What the author of this scenario expects, on this lesson's companies: {counts}."


def _reasons(found: Conclusion) -> str:
    reasons = led_by(found.own) if found.own.outcomes["end"].isin(FAILED).any() else {}
    if not reasons:
        return "On its own plan no company fails."
    first, share = next(iter(reasons.items()))
    failed = sum(ends(found.own)[end] for end in FAILED)
    return f"On its own plan {percent(failed)} fail; of these {percent(share)} are led by: {first}."


def _twin(found: Conclusion) -> list[str]:
    label = found.own.scenario.setup.company.currency
    twin = next((one for one in found.ranking if one.kind == TWIN), None)
    if twin is None:
        return ["This scenario has no healthy twin."]
    gain = twin.against_own
    return [
        f"The healthy twin {twin.name} is worth {_change(gain.value, label)} against it "
        f"({signed_between(gain.low, gain.high, 'money')}), company by company on the same luck."
    ]


def _refusals(found: Conclusion) -> list[str]:
    said = [
        f"Prediction refused: {why}"
        for all_of in found.lesson.refused_predictions.values()
        for why in all_of.splitlines()
    ]
    for team in found.lesson.teams.values():
        said += [
            f"Round {place}, {team.name}: {why}"
            for place, all_of in enumerate(team.refusals, 1)
            for why in all_of.splitlines()
        ]
        said += [f"Round {place}, {team.name}: decided otherwise after the round was seen" for place in team.again]
    more = len(said) - MOST_WARNINGS
    return said if more <= 0 else [*said[:MOST_WARNINGS], f"And {more} more: see decisions.csv beside this page."]


def _led_by(found: Conclusion) -> Table:
    policies = {_plain(one.scenario.name): one for one in found.ensembles}
    shares = {name: led_by(one) if one.outcomes["end"].isin(FAILED).any() else {} for name, one in policies.items()}
    reasons = list(dict.fromkeys(reason for one in shares.values() for reason in one))
    rows = [cells(reason, *(percent(one.get(reason, 0.0)) for one in shares.values())) for reason in reasons]
    return Table(
        "Of those that failed, led by", ("reason", *policies), rows, numbers=frozenset(range(1, 1 + len(shares)))
    )


def _autopsies(found: Conclusion) -> Table:
    rows = []
    for name, one in found.autopsies.items():
        best = one.redrawn[1] if len(one.redrawn) > 1 else None
        outcome = one.outcome
        end = str(outcome["end"]).replace("_", " ")
        rows.append(
            [
                Cell(_plain(name), detail=f"company {one.trial}"),
                Cell(f"{end} after {outcome['months_lived']:.0f} months", detail=str(outcome["led_by"] or "")),
                Cell(f"{one.plan.hits} of {one.days}"),
                Cell(f"{best.title}: {best.hits} of {one.days}" if best else UNKNOWN),
            ]
        )
    heads = ("team", "its end", "lives on other days", "what helps most")
    return Table("In the middle", heads, rows, note=f"{counted(found.spec.autopsy_days, 'other day')} for each.")


def autopsy_path(folder: Path, team: str) -> Path:
    """Where the autopsy of a team's median company stands."""
    return folder / TEAMS / team / "autopsy.html"


def debrief_path(folder: Path) -> Path:
    """Where the instructor's notes stand."""
    return folder / INSTRUCTOR / "debrief.html"
