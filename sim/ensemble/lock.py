"""A run's folder belongs to one process at a time. The system holds the lock, so it ends with its process, however that
ends."""

import errno
import os
from pathlib import Path

from sim.errors import InputError

LOCK_FILE = "lock"
_TAKEN = (errno.EACCES, errno.EAGAIN)


class Taken(RuntimeError):  # noqa: N818 (named for what happened)
    """Another process holds the lock; ``holder`` is its number, as far as it said so."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"held by process {holder or 'unknown'}")
        self.holder = holder


class Lock:
    """The lock of the folder ``parts``, held from now on. Taken where another process has it, OSError where no file
    can be made there."""

    _handle: int | None = None

    def __init__(self, parts: Path, file: str = LOCK_FILE) -> None:
        path = parts / file
        self._handle = _open(path)
        while not _same(self._handle, path):  # the holder before has just dropped the folder's parts
            os.close(self._handle)
            parts.mkdir(parents=True, exist_ok=True)
            self._handle = _open(path)
        os.truncate(self._handle, 0)
        os.pwrite(self._handle, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let others have it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    __del__ = release


def take(out: Path, parts: Path, file: str = LOCK_FILE) -> Lock:
    """The lock of a run's folder. InputError where another process has it."""
    try:
        return Lock(parts, file)
    except Taken as taken:
        problem = f"another process ({taken.holder or 'unknown'}) is at work on this run"
        allowed = "one process at a time: wait until it has ended, or name another folder"
        raise InputError(problem, file=str(out), allowed=allowed) from None


def _open(path: Path) -> int:
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        # A lock of the process, not of the file handle: no child that lives on can keep it.
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
        os.close(handle)
        if error.errno in _TAKEN:
            raise Taken(holder) from None
        raise
    return handle


def _same(handle: int, path: Path) -> bool:
    """Whether the file that is open is still the one at ``path``."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
