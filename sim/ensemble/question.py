"""A question under way in a folder: what was asked, the lives that are finished, and the lock that keeps others off.

``parts/question.json`` is to an answer what the charter is to a run: while it is there, the question is open, and
asking it again goes on from the lives on the shelf. An answer may share its folder with the run that it is about.
"""

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim import __version__
from sim.ensemble.crew import Crew
from sim.ensemble.disk import drop_drafts, drop_folder, write_text
from sim.ensemble.ensemble import RUN_FILE
from sim.ensemble.lock import take
from sim.ensemble.shelf import Shelf
from sim.ensemble.store import (
    CHARTER_FILE,
    PARTS,
    QUESTION_FILE,
    going_on,
    read_charter,
    topmost_missing,
    unwritable,
)
from sim.errors import InputError

LOCK = "question.lock"


class Question:
    """A question opened in ``out`` for this process and no other until ``settle``, ``release`` or ``abandon``.

    ``command`` is the line that asks it again, ``where`` the folder in which that is said; ``inputs`` tells all that
    decides the answer besides the scenario. InputError where the folder cannot hold it, or holds another; then nothing
    is left in it. ``crew``: ``workers`` processes, and the shelf for what they live.
    """

    def __init__(
        self, out: Path, scenario: Any, order: Mapping[str, Any], inputs: str, workers: int | None = None
    ) -> None:
        self.out, self.parts = out, out / PARTS
        asked = {"name": scenario.name, "hash": scenario.hash, "months": scenario.months}
        self._identity = {
            "command": order["command"], "scenario": asked, "inputs": inputs, "version": __version__
        }  # fmt: skip
        self.order: dict[str, Any] = dict(order)
        self._made = topmost_missing(self.parts)
        try:
            self._open(scenario)
            self.crew = Crew(workers, self.shelf)
        except OSError as error:
            self._leave_nothing()
            raise unwritable(error, "--out", out) from error
        except InputError:
            self._leave_nothing()
            raise

    def _open(self, scenario: Any) -> None:
        held = read_charter(self.out, QUESTION_FILE)
        if held is not None:
            self._must_be_this(held)
        elif read_charter(self.out) is not None:
            problem = f"holds an unfinished run; {going_on(self.out)}"
            raise InputError(problem, key="--out", value=str(self.out), allowed="a new folder")
        self.parts.mkdir(parents=True, exist_ok=True)
        self._lock = take(self.out, self.parts, LOCK)
        drop_drafts(self.out)
        drop_drafts(self.parts)
        self.shelf = Shelf(self.parts, scenario.data)
        self.order = dict((held or {}).get("order") or self.order)
        if not (self.parts / QUESTION_FILE).exists():
            text = json.dumps({"identity": self._identity, "order": self.order}, ensure_ascii=False)
            write_text(self.parts / QUESTION_FILE, text)

    def _must_be_this(self, held: Mapping[str, Any]) -> None:
        """InputError where the question that is open here is another, or would be answered otherwise by now."""
        mine, theirs = self._identity, held.get("identity", {})
        if mine == theirs:
            return
        allowed = "a new folder"
        if theirs.get("version") != mine["version"]:
            problem = f"the question was asked of saas-sim {theirs.get('version')}, and this is {mine['version']}"
        elif theirs.get("command") != mine["command"]:
            problem = f"holds an unfinished answer to: {theirs.get('command')}; {going_on(self.out)}"
        else:
            problem = "the inputs are not those with which this was begun: a file that it reads has changed since"
            allowed = "the files as they were, or a new folder"
        raise InputError(problem, key="--out", value=str(self.out), allowed=allowed)

    def _leave_nothing(self) -> None:
        """Take away what was made to open it, where nothing else has come to lie in it."""
        if self._made is not None:
            shutil.rmtree(self._made, ignore_errors=True)

    def settle(self, table: str) -> None:
        """The answer is written: leave its lives as a ``table`` beside it, and drop what was kept to go on from."""
        self.shelf.write_table(self.out / table)
        self._drop()

    def _drop(self) -> None:
        self._close()
        # in this order: whatever is left by a crash in between is an open question whose run is finished, or nothing
        for file in (CHARTER_FILE, QUESTION_FILE):
            (self.parts / file).unlink(missing_ok=True)
        drop_folder(self.parts)
        self._lock.release()

    def release(self) -> None:
        """Leave the folder to other processes, with all that is finished."""
        self._close()
        self._lock.release()

    def _close(self) -> None:
        with suppress(OSError):  # what is not on disk will be lived again
            self.shelf.close()

    def abandon(self) -> None:
        """The question cannot be answered: leave nothing of it, except lives that are finished."""
        run_under_way = (self.parts / CHARTER_FILE).exists() and not (self.out / RUN_FILE).exists()
        if len(self.shelf) or run_under_way:
            self.release()
            return
        self._drop()
        if self._made is not None:
            for folder in (self.out, *self.out.parents):
                with suppress(OSError):  # something else is in it
                    folder.rmdir()
                if folder == self._made:
                    break
