"""Files written whole or not at all, and on disk when the writing returns: a crash at any instant leaves the old file,
the new one, or a draft that nobody reads."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

DRAFT = ".draft"


class DiskRefused(RuntimeError):  # noqa: N818 (named for what happened)
    """The disk is full, or may not be written to any more; what is finished is kept."""


def write_whole(path: Path, write: Callable[[Path], object], settle: bool = True) -> None:
    """Let ``write`` fill a draft and move it to ``path`` once it is on disk; ``settle``: its folder's entry, too.

    OSError where the disk refuses; the draft is removed then, so that a full disk gets its room back.
    """
    draft = path.with_name(f"{path.name}.{uuid4().hex[:12]}{DRAFT}")  # two writers of one file do not meet
    try:
        write(draft)
        _sync(draft)
        os.replace(draft, path)  # noqa: PTH105 (beside the other calls that a crash may fall between)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    if settle:
        sync_folder(path.parent)


def write_text(path: Path, text: str) -> None:
    """A text file in UTF-8, whole or not at all."""
    write_whole(path, lambda draft: draft.write_text(text, encoding="utf-8", newline="\n"))


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on disk."""
    _sync(folder)


def drop_drafts(folder: Path) -> None:
    """Remove what a crash left half written in a folder."""
    for draft in folder.glob(f"*{DRAFT}"):
        draft.unlink(missing_ok=True)


def drop_folder(folder: Path) -> None:
    """Remove a folder of many files, one after the other: the list of all their names would grow with the run."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    os.unlink(entry.path)  # noqa: PTH108 (an entry is no path, and there are many)
    except OSError:
        pass  # what can be removed is removed below
    shutil.rmtree(folder, ignore_errors=True)  # what a listing that changes under the hand has passed over


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
