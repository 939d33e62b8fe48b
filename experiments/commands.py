"""The commands that the documentation prints: fenced ``sh`` and ``python`` blocks under ``<!-- run -->`` are run,
smaller.

``make check`` runs them page by page in an empty folder. Sizes of what they ask for are replaced by small ones, so
that what is held is that a command is understood and ends well, not what it says.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from experiments.lawbook import ROOT

MARK = "<!-- run -->"
BLOCK = re.compile(rf"^{re.escape(MARK)}\n```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SIZE = re.compile(r"\btrials=\d+")
FEW = "trials=8"
COMMAND = re.compile(r"^saas-sim [\w-]+")
END = re.compile(r"<<'(\w+)'")
SMALL: dict[str, dict[str, int]] = {
    "run": {"--trials": 4, "--months": 24},
    "compare": {"--trials": 4, "--months": 24},
    "grid": {"--trials": 4, "--months": 24},
    "causes": {"--trials": 16, "--months": 30, "--deaths": 2, "--days": 2},
    "no-return": {"--trials": 16, "--months": 30, "--deaths": 1, "--days": 2},
    "autopsy": {"--trials": 16, "--months": 30, "--days": 2},
    "stress": {"--trials": 4, "--months": 24},
    "pitch": {"--trials": 4},
    "sensitivity": {"--points": 4, "--months": 18},
    "replay": {"--trial": 2},
    "optimise": {"--trials": 4, "--months": 18, "--candidates": 4},
}


def pages() -> list[Path]:
    """Pages with commands to be run."""
    every = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path for path in every if MARK in path.read_text(encoding="utf-8")]


def blocks(text: str) -> list[str]:
    """The marked blocks of a page, as a shell runs them."""
    return [content if language == "sh" else _script(content) for language, content in BLOCK.findall(text)]


def _script(content: str) -> str:
    return f"cat > example.py <<'PYTHON'\n{SIZE.sub(FEW, content)}PYTHON\npython example.py\n"


def small(block: str) -> str:
    """The same commands with small sizes; what a here-document holds stays as it is."""
    return "\n".join(_lines(block)) + "\n"


def _lines(block: str) -> Iterator[str]:
    end = ""
    for line in block.rstrip("\n").replace("\\\n", " ").split("\n"):
        if end:
            end = "" if line == end else end
            yield line
            continue
        begun = END.search(line)
        end = begun[1] if begun else ""
        yield _small_line(line) if COMMAND.match(line) else line


def _small_line(line: str) -> str:
    words = shlex.split(line, comments=True)
    for option, size in SMALL.get(words[1], {}).items():
        if option in words:
            words[words.index(option) + 1] = str(size)
        else:
            words += [option, str(size)]
    return shlex.join(words)
