"""The program ``saas-sim``: exit 0 done, 2 input that cannot be used, 3 trials that failed, 4 stopped by the machine (a
full disk, workers killed; `saas-sim resume` goes on), 130 interrupted."""

import re
import sys
from collections.abc import Sequence

import typer

from sim.cli import app
from sim.errors import InputError

_DASHED = re.compile(r"-[^-]")
INPUT_ERROR, INTERRUPTED = 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; mistakes of the user are one message on stderr, never a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(args=words or ["--help"], prog_name="saas-sim", standalone_mode=False)
    except InputError as error:
        return _refuse(str(error))
    except typer.TyperException as error:
        dashed = next((word for word in words if _DASHED.match(word)), "")
        if dashed and error.format_message().startswith(f"No such option: {dashed[:2]}"):
            return _refuse(str(_unknown(dashed)))
        return _refuse(f"{error.format_message().rstrip('.')}; try: saas-sim --help")
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _unknown(word: str) -> InputError:
    """A word that begins with one dash: as a name it would be no scenario's, and options have two."""
    from difflib import get_close_matches

    from sim.loading import scenario_files

    hint = next(iter(get_close_matches(word, scenario_files(None), 1)), "")
    allowed = "a scenario's name (saas-sim scenarios); options begin with --"
    return InputError("neither a name nor an option", value=word, allowed=allowed, hint=hint)


def _refuse(message: str) -> int:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)
    return INPUT_ERROR


if __name__ == "__main__":
    sys.exit(main())
