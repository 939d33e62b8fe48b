"""What a user can get wrong, said once and clearly."""

from typing import Any

LONGEST = 200


class _Unset:
    """No value is to be shown; one object in every process."""

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Any = _Unset()


class InputError(Exception):
    """Something the user gave cannot be used: says which file, key and value, and what is allowed.

    ``problem`` is a short sentence; ``hint`` is the nearest valid name, or the next thing to try. The text of the
    error is one message naming all that apply. It survives the way back from a worker process.
    """

    def __init__(
        self, problem: str, *, file: str = "", key: str = "", value: Any = UNSET, allowed: str = "", hint: str = ""
    ) -> None:
        super().__init__(problem)
        self.problem, self.file, self.key, self.value = problem, file, key, value
        self.allowed, self.hint = allowed, hint

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.problem, self.file, self.key, self.value, self.allowed, self.hint)

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.key) if part)
        parts = [f"{where}: {self.problem}" if where else self.problem]
        if self.value is not UNSET:
            parts[0] += f" (given: {_short(self.value)})"
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.hint:
            parts.append(f"did you mean {self.hint}?")
        return "; ".join(parts)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _rebuild(problem: str, file: str, key: str, value: Any, allowed: str, hint: str) -> InputError:
    return InputError(problem, file=file, key=key, value=value, allowed=allowed, hint=hint)
