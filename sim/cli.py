"""The command line: subcommands, options as flags, changes of the scenario as ``scenario.key=value`` behind them."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.errors import InputError

if TYPE_CHECKING:
    from sim.ensemble.ensemble import Ensemble

RUNS = Path("runs")
REPORT = "report.html"
FAILED, INTERRUPTED = 3, 130
FEWEST_COMPARED = 2

app = typer.Typer(
    name="saas-sim",
    help="A Monte Carlo simulator of a SaaS business: a founder's plan in, runway and survival out.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _from(least: int) -> Callable[[typer.CallbackParam, int | None], int | None]:
    """A check that an option is a number from ``least``, where it is given."""

    def check(parameter: typer.CallbackParam, value: int | None) -> int | None:
        if value is not None and value < least:
            allowed = f"a whole number from {least}"
            raise InputError("is out of range", key=parameter.opts[0], value=value, allowed=allowed)
        return value

    return check


Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="A name (`saas-sim scenarios`) or a run's config.yaml.")]
Changes = Annotated[
    list[str] | None,
    typer.Argument(metavar="scenario.key=value", help="Changes, such as scenario.plan.hires.rep.first.month=6."),
]
Trials = Annotated[int, typer.Option("--trials", callback=_from(1), help="How many companies live.")]
Seed = Annotated[int, typer.Option("--seed", callback=_from(0), help="The same seed gives the same numbers.")]
Months = Annotated[int, typer.Option("--months", callback=_from(1), help="Horizon.")]
Workers = Annotated[int | None, typer.Option("--workers", callback=_from(1), help="Processes; all cores unless given.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for the results; runs/SCENARIO unless given.")]
Events = Annotated[bool, typer.Option("--events", help="Keep every event, too.")]
ConfigDir = Annotated[
    Path | None, typer.Option("--config-dir", help="Your own folder: DIR/scenario/NAME.yaml is run as NAME.")
]


@app.command()
def run(
    scenario: Name,
    changes: Changes = None,
    trials: Trials = 500,
    seed: Seed = 1,
    months: Months = 60,
    workers: Workers = None,
    out: Out = None,
    events: Events = False,
    config_dir: ConfigDir = None,
) -> None:
    """Let one scenario's company live many times: verdict here, report in a file."""
    _live(Order("run", [scenario], changes or [], trials, seed, months, workers, out, events, config_dir))


@app.command()
def compare(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="A B [C]… [scenario.key=value]…", help="Names; changes apply to each.")
    ],
    trials: Trials = 500,
    seed: Seed = 1,
    months: Months = 60,
    workers: Workers = None,
    out: Out = None,
    events: Events = False,
    config_dir: ConfigDir = None,
) -> None:
    """Let several scenarios' companies live on the same luck: what B, C … change against A."""
    names = [text for text in scenarios if "=" not in text]
    changes = [text for text in scenarios if "=" in text]
    if len(names) < FEWEST_COMPARED or len(set(names)) < len(names):
        raise InputError("a comparison is between different scenarios", value=names, allowed="two names or more")
    _live(Order("compare", names, changes, trials, seed, months, workers, out, events, config_dir))


@app.command()
def scenarios(config_dir: ConfigDir = None) -> None:
    """List the scenarios, one line each."""
    from sim.scenario import list_scenarios

    listed = list_scenarios(config_dir)
    width = max((len(name) for name, _ in listed), default=0)
    for name, title in listed:
        typer.echo(f"{name:{width}}  {title}")


@app.command()
def show(
    scenario: Name,
    changes: Changes = None,
    months: Months = 60,
    config_dir: ConfigDir = None,
    yaml: Annotated[bool, typer.Option("--yaml", help="The resolved scenario as YAML, ready to be edited.")] = False,
) -> None:
    """Show each input of a scenario: its value, where it comes from, and the file that set it."""
    from sim.console import show_inputs
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, changes or [], config_dir=config_dir, months=months)
    if yaml:
        typer.echo(loaded.to_yaml(), nl=False)
    else:
        show_inputs(loaded)


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a finished run.")],
    trial: Annotated[int, typer.Option("--trial", callback=_from(0), help="Which company.")],
    day: Annotated[int, typer.Option("--day", callback=_from(0), help="Another day's luck in the same world.")] = 0,
    scenario: Annotated[str | None, typer.Option("--scenario", help="Which scenario, in a comparison.")] = None,
    export: Annotated[
        int | None,
        typer.Option("--export", metavar="MONTH", callback=_from(1), help="Write the state at this month's end."),
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="The YAML file for --export.")] = None,
) -> None:
    """Tell one company's life again, exactly, as dated events and monthly rows."""
    from sim.console import show_life
    from sim.life import TrialFailed, export_month
    from sim.life import replay as live_again

    if (export is None) != (to is None):
        raise InputError("--export MONTH and --to FILE belong together", key="--to" if to is None else "--export")
    try:
        if export is not None and to is not None:
            export_month(folder, trial, export, to, scenario)
            typer.echo(f"The company as it stood at the end of month {export} is in {to}")
        else:
            show_life(live_again(folder, trial, day, scenario))
    except TrialFailed as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(FAILED) from None


@dataclass(frozen=True)
class Order:
    """What a run was asked for; ``command`` is the line that repeats it."""

    verb: str
    names: list[str]
    changes: list[str]
    trials: int
    seed: int
    months: int
    workers: int | None
    out: Path | None
    events: bool
    config_dir: Path | None

    @property
    def command(self) -> str:
        """The same numbers again, whatever the workers and the folder."""
        options = ["--trials", self.trials, "--seed", self.seed, "--months", self.months]
        if self.events:
            options.append("--events")
        if self.config_dir is not None:
            options += ["--config-dir", self.config_dir]
        return shlex.join(["saas-sim", self.verb, *self.names, *map(str, options), *self.changes])


def _live(order: Order) -> None:
    """Run one scenario or a comparison, say what came out; exit 3 where trials failed."""
    from sim import console
    from sim.ensemble.runner import AllTrialsFailed, run_ensembles
    from sim.ensemble.store import free_folder
    from sim.scenario import load_scenario

    loaded = [
        load_scenario(name, order.changes, config_dir=order.config_dir, months=order.months) for name in order.names
    ]
    folder = order.out or free_folder("-".join(scenario.name for scenario in loaded), RUNS)
    work = run_ensembles(
        loaded, trials=order.trials, seed=order.seed, workers=order.workers, out=folder, events=order.events
    )
    try:
        ensembles = console.follow(work, " and ".join(scenario.name for scenario in loaded))
    except AllTrialsFailed as error:
        console.say_failures(error.failures)
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        work.cancel()
        console.say_stopped(folder, f"{order.command} --out {shlex.quote(str(folder))}")
        raise typer.Exit(INTERRUPTED) from None
    _conclude(ensembles, folder, order.command)
    if any(ensemble.failures for ensemble in ensembles):
        raise typer.Exit(FAILED)


def _conclude(ensembles: "list[Ensemble]", folder: Path, command: str) -> None:
    """Write the summary and the report, and say the verdict."""
    from sim import console
    from sim.analysis.compare import common_opening, compare
    from sim.analysis.summary import write_summary
    from sim.analysis.verdict import verdict
    from sim.report.page import write_comparison, write_report

    first, *others = ensembles
    comparisons = [compare(first, other) for other in others]
    write_summary(ensembles if others else first, comparisons)
    report = folder / REPORT
    if comparisons:
        console.say_comparisons(comparisons, common_opening(ensembles), command)
        write_comparison(comparisons, ensembles, comparisons[0].sentence, report, command)
    else:
        said = verdict(first, command)
        console.say_verdict(said, command)
        write_report(first, said, report, command)
    for ensemble in ensembles:
        console.say_failures(ensemble.failures)
    console.say_report(report)
