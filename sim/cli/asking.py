"""What every command that asks something of chosen lives shares: the line that repeats it, a folder, the work."""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from sim.cli.app import FAILED, GAVE_UP, INTERRUPTED, app
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.cli.options import EngineOptions
    from sim.ensemble.question import Question
    from sim.scenario import Scenario

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


@contextmanager
def stopping(folder: Path, again: str, cancel: Callable[[], None] | None = None) -> Iterator[None]:
    """Whatever stops long work, said in a few lines with the command that goes on, ``again``: exit 130 where it was
    interrupted (``cancel`` ends what still lives), 4 where the machine gave up."""
    from sim.console.progress import say_stopped
    from sim.ensemble.disk import DiskRefused
    from sim.ensemble.engines import WorkersLost

    try:
        yield
    except KeyboardInterrupt:
        if cancel is not None:
            cancel()
        say_stopped(folder, again)
        raise typer.Exit(INTERRUPTED) from None
    except (DiskRefused, WorkersLost, OSError) as error:
        reason = f"the results cannot be written: {error}" if isinstance(error, OSError) else str(error)
        say_stopped(folder, again, reason)
        raise typer.Exit(GAVE_UP) from None


def resume_line(folder: Path) -> str:
    """The command that goes on in a folder."""
    return shlex.join(["saas-sim", "resume", str(folder)])


@contextmanager
def asking(
    folder: Path,
    scenario: "Scenario",
    command: str,
    workers: int | None,
    inputs: object = None,
    xlsx: bool = False,
) -> "Iterator[Question]":
    """A question kept in ``folder`` from here on, until it is settled; whatever stops it is said in a few lines, with
    the command that goes on. ``inputs``: what decides the answer besides scenario and command.

    Exits 130 where it was interrupted, 4 where the machine gave up. InputError where the folder cannot hold it.
    """
    from sim.console.progress import say_going_on
    from sim.ensemble.question import Question

    order = {"command": command, "xlsx": xlsx, "where": str(Path.cwd())}
    question = Question(folder, scenario, order, sha256(repr(inputs).encode()).hexdigest(), workers)
    if question.shelf.kept:
        say_going_on(folder, question.shelf.kept)
    try:
        with stopping(folder, resume_line(folder)):
            try:
                yield question
            except (InputError, typer.Exit):
                question.abandon()
                raise
    finally:
        question.release()


def ask_again(folder: Path, options: "EngineOptions") -> bool:
    """Go on with the question that is open in ``folder``, asked again where it was asked; False where none is.

    InputError where it cannot be asked any more; exits as its command does.
    """
    from sim.ensemble.engines import DASK
    from sim.ensemble.store import PARTS, QUESTION_FILE, read_charter

    held = read_charter(folder, QUESTION_FILE)
    if held is None:
        return False
    made = options.made()
    if made.name == DASK:
        raise InputError("such a question is answered on this machine", key="--engine", value=made.name)
    try:
        command, xlsx, where = (held["order"][name] for name in ("command", "xlsx", "where"))
    except (KeyError, TypeError) as error:
        file = folder / PARTS / QUESTION_FILE
        raise InputError(f"is damaged: {error!r}", file=str(file), allowed="what a command left there") from error
    out = folder if Path(where) == Path.cwd() else folder.resolve()
    words = [*shlex.split(command)[1:], *(["--xlsx"] if xlsx else []), "--out", str(out)]
    if not Path(where).is_dir():
        raise InputError("the folder in which it was asked is gone", file=str(folder), value=where)
    with chdir(where):
        code = app(args=[*words, "--workers", str(made.processes)], prog_name="saas-sim", standalone_mode=False)
    if code:
        raise typer.Exit(code)
    return True


def counted(title: str, work: Callable[[Tell], Found], total: int | None = None) -> Found:
    """The result of ``work``, which tells of the lives done and expected (``total``, where that is known before); a
    life that fails ends it with its exit code."""
    from sim.console.counting import counting
    from sim.ensemble.chunk import error_line
    from sim.ensemble.disk import DiskRefused
    from sim.ensemble.engines import WorkersLost

    try:
        with counting(title, total) as tell:
            return work(tell)
    except (InputError, DiskRefused, WorkersLost, OSError):
        raise
    except Exception as error:
        typer.echo(f"error: a life failed: {error_line(error)}", err=True)
        raise typer.Exit(FAILED) from None
