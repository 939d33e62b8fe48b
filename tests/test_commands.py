"""Commands printed in the documentation are understood; the long test runs every one of them, smaller."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.commands import SMALL, blocks, pages, small
from experiments.lawbook import ROOT


def test_blocks_are_those_that_are_marked() -> None:
    text = "```sh\nno\n```\n<!-- run -->\n```sh\nsaas-sim run base\n```\n\n<!-- run -->\n```sh\na\nb\n```\n"
    assert blocks(text) == ["saas-sim run base\n", "a\nb\n"]


def test_a_block_of_python_is_run_as_a_file() -> None:
    text = "<!-- run -->\n```python\nrun(trials=200)\n```\n"
    assert small(blocks(text)[0]) == "cat > example.py <<'PYTHON'\nrun(trials=8)\nPYTHON\npython example.py\n"


def test_sizes_become_small_and_nothing_else_changes() -> None:
    trials, months = SMALL["run"].values()
    assert small("saas-sim run base --trials 500 scenario.a=1   # long\n") == (
        f"saas-sim run base --trials {trials} scenario.a=1 --months {months}\n"
    )
    assert small("saas-sim show base\nmkdir -p mine\n") == "saas-sim show base\nmkdir -p mine\n"
    here = "cat > f <<'END'\nsaas-sim run base\nEND\nsaas-sim scenarios\n"
    assert small(here) == here


def test_every_walk_has_commands_that_are_run() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in pages()}
    assert {f"docs/walks/{who}.md" for who in ("founder", "investor", "instructor")} <= found
    assert "README.md" in found


def test_no_page_has_an_empty_place() -> None:
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        assert not re.search(r"^@[A-Z]+@$", path.read_text(encoding="utf-8"), re.MULTILINE), path


@pytest.mark.slow
@pytest.mark.parametrize("page", pages(), ids=lambda path: path.stem)
def test_the_commands_of_a_page_can_be_typed(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "sample", tmp_path / "docs" / "sample")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for block in blocks(page.read_text(encoding="utf-8")):
        done = subprocess.run(
            ["sh", "-e", "-c", small(block)], cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{small(block)}\n{done.stdout}\n{done.stderr}"
