"""A pytest plug-in that prints the numbers a test ends with: its local variables that are figures, in short."""

import sys
from collections.abc import Generator, Mapping, Sequence
from types import FrameType
from typing import Any

import numpy as np
import pytest

MARK = "figures: "
MOST = 8  # names a test
LONGEST = 4  # values a name
WHOLE, SMALL = 100.0, 0.0001  # from which a number is shown whole, below which as a power of ten
HIDDEN = frozenset({"trial", "trials", "month", "months", "error", "errors", "sign", "path", "count", "number", "_"})
ERROR = "_error"  # ends the name of a standard error


def number(value: Any) -> str | None:
    """A number, mean and spread of many, or a few of them; None for anything else."""
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, int | float | np.number):
        return plain(float(value))
    if isinstance(value, np.ndarray) and value.dtype.kind in "if" and value.size:
        return _several(value.tolist()) if value.ndim == 1 else None
    if isinstance(value, Mapping):
        parts = {key: None if "." in str(key) else number(part) for key, part in value.items()}  # no inputs
        known = [f"{key}: {part}" for key, part in parts.items() if part is not None]
        return "{" + ", ".join(known[:LONGEST]) + "}" if known and len(known) == len(parts) else None
    if isinstance(value, list | tuple):
        return _several(value)
    return None


def plain(value: float) -> str:
    """A number in three figures, without powers of ten: 0.0123, 4.7, 4,700,000."""
    if abs(value) >= WHOLE or value == 0.0:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}" if abs(value) >= SMALL else f"{value:.1e}"


def _several(values: Sequence[Any]) -> str | None:
    if len(values) > LONGEST:
        numbers = all(isinstance(value, int | float | np.number) for value in values)
        return f"{plain(float(np.nanmean(np.array(values, float))))} (mean of {len(values)})" if numbers else None
    parts = [number(value) for value in values]
    known = [part for part in parts if part is not None]
    return f"({', '.join(known)})" if known and len(known) == len(parts) else None


class Watcher:
    """Remembers the local variables with which the functions of a test's file return."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.locals: dict[str, dict[str, Any]] = {}

    def __call__(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        """Called on every call: only the functions of the file are followed, and only their return."""
        if frame.f_code.co_filename != self.file:
            return None
        frame.f_trace_lines = False
        return self._return

    def _return(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "return":
            self.locals[frame.f_code.co_name] = dict(frame.f_locals)
        return self._return

    def figures(self, name: str) -> list[str]:
        """The figures of a function, else of those it called."""
        order = [name, *(other for other in reversed(self.locals) if other != name)]
        for function in order:
            found = self.locals.get(function, {})
            lines = [
                f"{key.replace('_', ' ')} {text}"
                for key, value in found.items()
                if key not in HIDDEN and not key.endswith(ERROR) and (text := number(value)) is not None
            ]
            if lines:
                return lines[:MOST]
        return []


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Follow the test, then print its figures."""
    watcher = Watcher(pyfuncitem.function.__code__.co_filename)
    sys.settrace(watcher)
    try:
        return (yield)
    finally:
        sys.settrace(None)
        figures = watcher.figures(pyfuncitem.function.__name__)
        says = " ".join((pyfuncitem.function.__doc__ or "").split())
        case = f" [{pyfuncitem.callspec.id}]" if hasattr(pyfuncitem, "callspec") else ""
        print(f"\n{MARK}{pyfuncitem.originalname}{case}")
        if says:
            print(f"{MARK}  it says: {says}")
        print(f"{MARK}  it found: {'; '.join(figures) or 'exactly that, no figures'}")
