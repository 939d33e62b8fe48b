"""docs/claims/: every row of the source articles is there, leads somewhere, and what it names is seen in a run."""

from collections import Counter

import pytest

from experiments.claims import COMMAND, LOOK, NOT_VISIBLE, RESULT, Claim, claims, command, ids, named_by, page
from experiments.lawbook import law_tests
from experiments.paths import exists

ROWS = claims()
LOOKS = [claim for claim in ROWS if claim.looks]
COMMANDS = sorted({shown for claim in ROWS for shown in claim.shown if shown.startswith(COMMAND)})


def test_every_row_is_there_once() -> None:
    assert [name for name, number in Counter(claim.id for claim in ROWS).items() if number > 1] == []
    assert [claim.id for claim in ROWS] == ids()
    assert len(ROWS) == 133


def test_every_parameter_is_real() -> None:
    assert [(claim.id, claim.path) for claim in ROWS if not exists(claim.path)] == []


def test_every_law_and_test_is_there() -> None:
    named = [
        (claim.id, shown)
        for claim in ROWS
        for shown in claim.shown
        if shown not in (NOT_VISIBLE, LOOK) and not shown.startswith(COMMAND)
    ]
    assert [one for one in named if not named_by(one[1])] == []
    assert {key for _, shown in named for key in named_by(shown)} <= law_tests().keys()


def test_every_row_says_what_is_seen() -> None:
    for claim in ROWS:
        assert claim.claim, claim.id
        assert claim.effect, claim.id
        assert claim.shown, claim.id
        assert NOT_VISIBLE not in claim.shown or not claim.visible, claim.id
        assert (LOOK in claim.shown) == bool(claim.looks), claim.id
        assert [problem for look in claim.looks for problem in look.problems()] == [], claim.id


def test_the_page_is_that_of_the_rows() -> None:
    assert RESULT.read_text(encoding="utf-8") == page(), "make claims writes it anew"


@pytest.mark.slow
@pytest.mark.parametrize("claim", LOOKS, ids=[claim.id for claim in LOOKS])
def test_what_is_looked_at_moves_the_way_it_is_said(claim: Claim) -> None:
    """Each measure beyond two standard errors."""
    for look in claim.looks:
        assert [seen.line() for seen in look.run() if not seen.shows] == []


@pytest.mark.slow
@pytest.mark.parametrize("shown", COMMANDS)
def test_commands_named_by_claims_run(shown: str) -> None:
    answer, lines = command(shown, trials=32)
    assert answer == 0, lines
    assert len(lines) > 2
