"""Rounds: a company goes on where its team saw it stand, and a team that changes nothing is the case itself."""

from pathlib import Path

from sim.classroom.lesson import load, round_starts, save, team_folder
from sim.classroom.policy import policy
from sim.classroom.rounds import Course, live, play
from sim.journal import MONTHLY
from sim.trial import simulate
from tests.classroom.desks import MONTHS, STARTS, case, hand_in, lesson
from tests.worlds import same_life, same_rows

FIRST = "plan.hires.rep.first.count"
LATER = {"plan.hires.rep.round_2.count": 2, "plan.budgets.paid.round_2.per_month": 30_000, "market.price": 1.3}


def courses(folder: Path, number: int, so_far: object = None) -> dict[str, Course]:
    played = play(so_far or lesson(), case(), folder, number)  # type: ignore[arg-type]
    save(folder, played.lesson)
    return {one.team.name: one for one in played.courses}


def test_a_team_that_changes_nothing_is_the_case_itself(tmp_path: Path) -> None:
    """Its policy is the scenario, and its company lives the very same life."""
    hand_in(tmp_path, 1, {"idle.csv": {}})
    idle = courses(tmp_path, 1)["idle"]
    assert idle.scenario.hash == case().hash
    assert same_life(idle.life, simulate(case(), 1, 0, events=True))


def test_cash_revenue_and_heads_do_not_jump_between_rounds(tmp_path: Path) -> None:
    """What a team has seen of its months stays to the cent, whatever it decides next."""
    hand_in(tmp_path, 1, {"red.csv": {FIRST: 3}, "blue.csv": {}})
    seen = courses(tmp_path, 1)
    hand_in(tmp_path, 2, {"red.csv": LATER, "blue.csv": {"policies.freeze.runway_months": 30}})
    then = courses(tmp_path, 2, load(tmp_path))
    hand_in(tmp_path, 3, {"red.csv": {"company.founders.selling": 0.6}})
    last = courses(tmp_path, 3, load(tmp_path))
    for team in ("red", "blue"):
        assert (len(seen[team].rows), len(then[team].rows), len(last[team].rows)) == (6, 12, MONTHS)
        assert same_rows(seen[team].rows, then[team].rows[:6])
        assert same_rows(then[team].rows, last[team].rows[:12])
    assert not same_rows(then["red"].rows, policy_rows({FIRST: 3})[:12])
    assert then["red"].last("cash") == then["red"].rows[11][MONTHLY.index("cash")]


def policy_rows(first: dict[str, int]) -> list[tuple[float, ...]]:
    return simulate(policy(case(), [first], STARTS), 1, 0).rows


def test_a_round_played_again_is_the_same(tmp_path: Path) -> None:
    hand_in(tmp_path, 1, {"red.csv": {FIRST: 3}})
    first = play(lesson(), case(), tmp_path, 1)
    again = play(first.lesson, case(), tmp_path, 1)
    assert again.lesson == first.lesson
    assert same_life(again.courses[0].life, first.courses[0].life)


def test_a_refused_sheet_leaves_the_team_as_it_was(tmp_path: Path) -> None:
    hand_in(tmp_path, 1, {"red.csv": {FIRST: 3}, "odd.csv": {"company.founders.selling": 0.9}, "bad.csv": {"x": 1}})
    played = play(lesson(), case(), tmp_path, 1)
    refused = {sheet.team: sheet.refusal for sheet in played.refused}
    assert set(refused) == {"bad", "odd"}
    assert "more than all" in refused["odd"]
    assert "odd.csv" in refused["odd"]
    assert played.lesson.teams["odd"].decisions == ({},)
    assert played.lesson.teams["red"].decisions == ({FIRST: 3},)


def test_who_hands_in_nothing_goes_on_and_who_comes_late_begins_with_the_case(tmp_path: Path) -> None:
    hand_in(tmp_path, 1, {"red.csv": {FIRST: 3}})
    after = play(lesson(), case(), tmp_path, 1).lesson
    hand_in(tmp_path, 2, {"late.csv": {"market.price": 1.1}})
    teams = play(after, case(), tmp_path, 2).lesson.teams
    assert teams["red"].decisions == ({FIRST: 3}, {})
    assert teams["late"].decisions == ({}, {"market.price": 1.1})


def test_predictions_are_committed_once(tmp_path: Path) -> None:
    hand_in(tmp_path, 1, {"red.csv": {}})
    hand_in(tmp_path, 0, {"red.csv": {"alive_end": "20%"}, "bad.csv": {"alive_end": 3}})
    first = play(lesson(), case(), tmp_path, 1).lesson
    assert first.predictions == {"red": {"alive_end": 0.2}}
    assert "alive_end" in first.refused_predictions["predictions/bad.csv"]
    assert play(first, case(), tmp_path, 1).late == ()
    hand_in(tmp_path, 0, {"red.csv": {"alive_end": "90%"}})
    again = play(first, case(), tmp_path, 1)
    assert again.lesson.predictions == first.predictions
    assert [why.partition(":")[0] for why in again.late] == ["predictions/red.csv"]
    assert "on record" in again.late[0]


def test_who_predicted_nothing_does_not_begin_after_round_1_was_seen(tmp_path: Path) -> None:
    """Only a sheet that was refused then may be mended."""
    hand_in(tmp_path, 1, {"red.csv": {}, "bad.csv": {}})
    hand_in(tmp_path, 0, {"bad.csv": {"alive_end": 3}})
    first = play(lesson(), case(), tmp_path, 1).lesson
    hand_in(tmp_path, 0, {"red.csv": {"alive_end": "90%"}, "bad.csv": {"alive_end": "30%"}})
    again = play(first, case(), tmp_path, 1)
    assert again.lesson.predictions == {"bad": {"alive_end": 0.3}}
    assert again.lesson.refused_predictions == {}
    assert [why.partition(":")[0] for why in again.late] == ["predictions/red.csv"]


def test_a_company_that_has_ended_is_decided_no_more(tmp_path: Path) -> None:
    hand_in(tmp_path, 1, {"wild.csv": {"company.founders.salary": "9M"}})
    after = play(lesson(), case(), tmp_path, 1).lesson
    end = live(after, case(), after.teams["wild"], 3).life.outcome["end_month"]
    assert end < STARTS[2] - 1
    after = play(after, case(), tmp_path, 2).lesson
    hand_in(tmp_path, 3, {"wild.csv": {"market.price": 2}})
    played = play(after, case(), tmp_path, 3)
    assert played.ignored == ("wild",)
    assert played.lesson.teams["wild"].decisions[2] == {}


def test_rounds_are_as_long_as_each_other() -> None:
    assert round_starts(60, 5) == (1, 13, 25, 37, 49)
    assert round_starts(10, 4) == (1, 3, 6, 8)


def test_folders_of_teams_are_plain_and_their_own() -> None:
    after = lesson()
    teams: dict[str, object] = {}
    for name in ("a/b", "a b", "A_B", "=", "../.."):
        teams[name] = type("Team", (), {"folder": team_folder(name, teams)})()  # type: ignore[arg-type]
    folders = [team.folder for team in teams.values()]  # type: ignore[attr-defined]
    assert len({folder.casefold() for folder in folders}) == len(folders)
    assert all("/" not in folder and ".." not in folder for folder in folders)
    assert after.until(1) == 6
    assert after.until(3) == MONTHS
