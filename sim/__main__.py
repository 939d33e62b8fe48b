"""The program ``saas-sim``: exit 0 done, 2 input that cannot be used, 3 trials that failed, 4 stopped by the machine (a
full disk, workers killed; `saas-sim resume` goes on), 130 interrupted."""

import sys
from collections.abc import Sequence

import typer

from sim.cli import app
from sim.errors import InputError

INPUT_ERROR, INTERRUPTED = 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; mistakes of the user are one message on stderr, never a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(args=words or ["--help"], prog_name="saas-sim", standalone_mode=False)
    except InputError as error:
        return _refuse(str(error))
    except typer.TyperException as error:
        return _refuse(f"{error.format_message().rstrip('.')}; try: saas-sim --help")
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _refuse(message: str) -> int:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)
    return INPUT_ERROR


if __name__ == "__main__":
    sys.exit(main())
