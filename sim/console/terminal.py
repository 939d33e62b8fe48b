"""The terminal: results to stdout, progress to stderr, nothing that a user typed read as markup."""

import sys

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

FILE_WIDTH = 160


def out() -> Console:
    """Where results go."""
    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else FILE_WIDTH)


def err() -> Console:
    """Where progress and complaints go."""
    return Console(stderr=True, highlight=False, markup=False)


def say(text: str = "", style: str = "", fold: bool = False) -> None:
    """One line; folded between words where asked, else commands and paths can be copied as they are."""
    out().print(Text(text, style), soft_wrap=not fold)


def table(*headers: str, numbers: bool = False) -> Table:
    """A plain table; with ``numbers`` all columns but the first are set flush right."""
    grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, header in enumerate(headers):
        grid.add_column(Text(header), overflow="fold", justify="right" if numbers and number else "left")
    return grid
