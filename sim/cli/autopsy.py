"""`saas-sim autopsy`: one company's life and death as a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli.app import app
from sim.cli.asking import asking, command_line, counted, folder_for
from sim.cli.options import AnswerOptions, AskOptions, Changes, Months, from_least, takes
from sim.cli.why import PageXlsx, beside, ensemble_for, may_add, scenario_for, watching
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.analysis.remedies import Remedy
    from sim.analysis.sorting import CausesSpec
    from sim.ensemble.ensemble import Ensemble
    from sim.ensemble.question import Question
    from sim.scenario import Scenario

Pick = Literal["median", "worst"]
VERB = "autopsy"
Among = Annotated[
    int | None,
    typer.Option(
        "--trials", callback=from_least(1), help="How many companies there are; 64 live for --median and --worst."
    ),
]


@dataclass(frozen=True)
class Body:
    """The company that is looked into: whose, which one (or how it is picked among those that live for that), in which
    folder, of which companies where they have lived; ``asked`` is the line that asks this, ``again`` the one that leads
    to a company once it is known."""

    scenario: "Scenario"
    which: int | Pick
    folder: Path
    seed: int
    asked: str
    again: Callable[[int], str]
    ensemble: "Ensemble | None" = None


@dataclass(frozen=True)
class LifeOptions(AnswerOptions):
    """What is told of one company; ``trials`` are those among which one is picked, or known to be."""

    trials: Among = None
    months: Months = 60

    def among(self) -> AskOptions:
        """The same with the usual number of companies where none was asked for."""
        number = AskOptions.trials if self.trials is None else self.trials
        return AskOptions(self.seed, self.workers, self.out, self.config_dir, number, self.months)


@app.command()
@takes(LifeOptions)
def autopsy(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO|DIR", help="A scenario, or the folder of a run.")],
    changes: Changes = None,
    trial: Annotated[int | None, typer.Option("--trial", callback=from_least(0), help="Which company.")] = None,
    median: Annotated[bool, typer.Option("--median", help="The company in the middle.")] = False,
    worst: Annotated[bool, typer.Option("--worst", help="The company that ended first.")] = False,
    days: Annotated[
        int, typer.Option("--days", callback=from_least(1), help="Other days for the plan and each remedy.")
    ] = 32,
    xlsx: PageXlsx = False,
    *,
    options: LifeOptions,
) -> None:
    """Look into one company's life: what happened when, and what else could have."""
    from sim.analysis.remedies import load_remedies
    from sim.analysis.sorting import causes_settings

    if (trial is not None) + median + worst != 1:
        allowed = "--trial NUMBER, --median or --worst, one of them"
        raise InputError("which company?", key="--trial", allowed=allowed)
    remedies = load_remedies(options.config_dir)
    which: int | Pick = trial if trial is not None else "worst" if worst else "median"
    if Path(scenario).is_dir():
        body = _stored(Path(scenario), changes or [], which, days, options)
    else:
        body = _lived(scenario, changes or [], which, days, options, remedies)
    may_add(body.folder, body.scenario.name, body.seed)
    spec = causes_settings(options.config_dir)
    inputs = (spec, remedies)
    with asking(body.folder, body.scenario, body.asked, options.workers, inputs, xlsx) as question:
        _look(body, question, days, remedies, spec, options, xlsx)


def _stored(folder: Path, changes: Sequence[str], which: int | Pick, days: int, options: LifeOptions) -> Body:
    """A company of a run that is kept in a folder; the page goes there, too."""
    from sim.analysis.autopsy import pick
    from sim.life import open_run

    if changes:
        raise InputError("a run that is over cannot be changed", value=changes[0], allowed="a scenario's name")
    try:
        ensemble = open_run(folder, which if isinstance(which, int) else 0)
    except InputError as error:
        if error.key != "--scenario":
            raise
        raise InputError("this is a comparison", file=str(folder), allowed="the folder of one scenario's run") from None
    trial = which if isinstance(which, int) else pick(ensemble, which)

    def again(number: int) -> str:
        return command_line(
            VERB, [str(folder)], {"--trial": number, "--days": days, "--config-dir": options.config_dir}
        )

    return Body(ensemble.scenario, trial, options.out or folder, ensemble.seed, again(trial), again, ensemble)


def _lived(
    name: str,
    changes: Sequence[str],
    which: int | Pick,
    days: int,
    options: LifeOptions,
    remedies: "Sequence[Remedy]",
) -> Body:
    """One company of a scenario without the others, or the one in the middle or the worst off of those asked for."""
    asked = options.among()
    scenario = scenario_for(name, changes, asked, remedies)
    if isinstance(which, int) and options.trials is not None and which >= options.trials:
        allowed = f"0 to {options.trials - 1}; without --trials any, as one company needs no others"
        raise InputError("no such company", key="--trial", value=which, allowed=allowed)
    folder = folder_for(options.out, scenario.name, VERB)

    def again(number: int) -> str:
        return command_line(VERB, [name], {**options.again, "--trial": number, "--days": days}, changes)

    if isinstance(which, int):
        line = again(which)
    else:
        line = command_line(VERB, [name], {**asked.again, f"--{which}": True, "--days": days}, changes)
    return Body(scenario, which, folder, options.seed, line, again)


def _look(
    body: Body,
    question: "Question",
    days: int,
    remedies: "Sequence[Remedy]",
    spec: "CausesSpec",
    options: LifeOptions,
    xlsx: bool,
) -> None:
    """Live the other days, say the verdict, and write the page and perhaps its workbook."""
    from sim.analysis import autopsy as room
    from sim.analysis.why_summary import add_to_summary
    from sim.analysis.why_words import autopsy_verdict
    from sim.console.why import say_autopsy, say_page
    from sim.ensemble.store import LIVES_FILE
    from sim.report.autopsy_page import write_autopsy
    from sim.report.autopsy_sheets import autopsy_sheets

    scenario, ensemble = body.scenario, body.ensemble
    if isinstance(body.which, int):
        trial = body.which
    else:
        ensemble = ensemble_for(scenario, options.among(), question)
        trial = room.pick(ensemble, body.which)
    total = room.lives_needed(scenario, remedies, days)
    found = counted(
        f"company {trial}",
        lambda tell: room.autopsy(
            scenario, trial, body.seed, days, remedies, spec, question.crew, watching(tell, total)
        ),
        total,
    )
    say_autopsy(autopsy_verdict(found))
    add_to_summary(body.folder, found, ensemble)
    page = write_autopsy(found, body.folder / f"{VERB}-{trial}.html", body.again(trial))
    if xlsx:
        beside(page, autopsy_sheets(found))
    question.settle(f"{VERB}-{trial}-{LIVES_FILE}")
    say_page(page)
