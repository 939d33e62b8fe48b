"""A round on the terminal: a company that goes on by its figures, one that has ended by its end in words."""

from types import SimpleNamespace

import pytest

from sim.console.classroom import _state


@pytest.mark.parametrize(
    ("end", "words"), [("dead", "out of cash"), ("closed", "wound down"), ("acquired", "acquired")]
)
def test_an_end_is_told_in_words(end: str, words: str) -> None:
    course = SimpleNamespace(over=True, life=SimpleNamespace(outcome={"end": end}))
    assert _state(course) == (words, "", "")  # type: ignore[arg-type]


def test_a_company_that_goes_on_has_figures() -> None:
    figures = {"cash": 1_690_000.0, "customers": 6.0, "heads": 9.0}
    course = SimpleNamespace(over=False, last=figures.__getitem__)
    assert _state(course) == ("1.69M", "6", "9")  # type: ignore[arg-type]
