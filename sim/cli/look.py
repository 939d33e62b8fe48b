"""`saas-sim scenarios`, `show` and `replay`: what there is, what goes in, and one company's life."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import FAILED, app
from sim.cli.options import Changes, ConfigDir, Months, Name, from_least
from sim.errors import InputError


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
    decisions: Annotated[
        bool, typer.Option("--decisions", help="Only the numbers that a founder can choose, with what is allowed.")
    ] = False,
) -> None:
    """Show each input of a scenario: its value, where it comes from, and the file that set it."""
    from sim.console.inputs import show_decisions, show_inputs
    from sim.scenario import load_scenario

    loaded = load_scenario(scenario, changes or [], config_dir=config_dir, months=months)
    if yaml:
        typer.echo(loaded.to_yaml(), nl=False)
    elif decisions:
        show_decisions(loaded)
    else:
        show_inputs(loaded)


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a finished run.")],
    trial: Annotated[int, typer.Option("--trial", callback=from_least(0), help="Which company.")],
    day: Annotated[
        int, typer.Option("--day", callback=from_least(0), help="Another day's luck in the same world.")
    ] = 0,
    scenario: Annotated[str | None, typer.Option("--scenario", help="Which scenario, in a comparison.")] = None,
    export: Annotated[
        int | None,
        typer.Option("--export", metavar="MONTH", callback=from_least(1), help="Write the state at this month's end."),
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="The YAML file for --export.")] = None,
) -> None:
    """Tell one company's life again, exactly, as dated events and monthly rows."""
    from sim.console.lives import show_life
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
