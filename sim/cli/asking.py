"""What every command that asks something of chosen lives shares: the line that repeats it, a folder, the work."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import typer

from sim.cli.app import FAILED, INTERRUPTED
from sim.errors import InputError

Tell = Callable[[int, int], None]  # lives done, lives expected so far
Found = TypeVar("Found")


def command_line(verb: str, names: Sequence[str], options: Mapping[str, Any], changes: Sequence[str] = ()) -> str:
    """The line that gives the same numbers again: options as ``{"--trials": 160}``; None and False are left out."""
    words: list[str] = ["saas-sim", verb, *names]
    for option, value in options.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if one is True:
                words.append(option)
            elif one is not None and one is not False:
                words += [option, str(one)]
    return shlex.join([*words, *changes])


def folder_for(out: Path | None, scenario: str, verb: str) -> Path:
    """The folder of an answer, not yet made: the one asked for, or a free one named after scenario and question.
    InputError where it could not be made, so that nobody lives in vain."""
    from sim.ensemble.store import check_writable, free_folder

    folder = out or free_folder(f"{scenario}-{verb}")
    check_writable(folder)
    return folder


def counted(title: str, work: Callable[[Tell], Found], total: int | None = None, kept: Path | None = None) -> Found:
    """The result of ``work``, which tells of the lives done and expected (``total``, where that is known before); a
    life that fails, or an interruption, ends it with its exit code. ``kept``: where companies stay even then."""
    from sim.console.counting import counting
    from sim.ensemble.chunk import error_line

    try:
        with counting(title, total) as tell:
            return work(tell)
    except KeyboardInterrupt:
        stay = "" if kept is None else f", the companies are kept in {kept}"
        typer.echo(f"stopped: what was asked of the companies is lost{stay}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except InputError:
        raise
    except Exception as error:
        typer.echo(f"error: a life failed: {error_line(error)}", err=True)
        raise typer.Exit(FAILED) from None
