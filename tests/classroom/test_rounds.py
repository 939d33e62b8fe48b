"""Rounds: a company goes on where its team saw it stand, and a team that changes nothing is the case itself."""

import os
from pathlib import Path

import pytest

from sim.classroom.fields import sheet_fields
from sim.classroom.lesson import load, round_folder, round_starts, save, team_folder
from sim.classroom.policy import policy
from sim.classroom.rounds import UNLIVED, Course, live, play
from sim.journal import MONTHLY, Trial
from sim.scenario import Scenario
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
    hand_in(tmp_path, 1, {"red.csv": {}, "bad.csv": {}})
    hand_in(tmp_path, 0, {"red.csv": {"alive_end": "20%"}, "bad.csv": {"alive_end": 3}})
    first = play(lesson(), case(), tmp_path, 1).lesson
    assert first.predictions == {"red": {"alive_end": 0.2}}
    assert "alive_end" in first.refused_predictions["predictions/bad.csv"]
    assert play(first, case(), tmp_path, 1).notes == ()
    hand_in(tmp_path, 0, {"red.csv": {"alive_end": "90%"}})
    again = play(first, case(), tmp_path, 1)
    assert again.lesson.predictions == first.predictions
    assert [why.partition(":")[0] for why in again.notes] == ["predictions/red.csv"]
    assert "on record" in again.notes[0]


def test_who_predicted_nothing_does_not_begin_after_round_1_was_seen(tmp_path: Path) -> None:
    """Only a sheet that was refused then may be mended, and it is marked."""
    hand_in(tmp_path, 1, {"red.csv": {}, "bad.csv": {}})
    hand_in(tmp_path, 0, {"bad.csv": {"alive_end": 3}})
    first = play(lesson(), case(), tmp_path, 1).lesson
    hand_in(tmp_path, 0, {"red.csv": {"alive_end": "90%"}, "bad.csv": {"alive_end": "30%"}})
    again = play(first, case(), tmp_path, 1)
    assert again.lesson.predictions == {"bad": {"alive_end": 0.3}}
    assert again.lesson.refused_predictions == {}
    assert again.lesson.late_predictions == ("bad",)
    assert [why.partition(":")[0] for why in again.notes] == ["predictions/red.csv", "predictions/bad.csv"]


def test_a_prediction_mended_before_round_1_was_seen_is_not_late(tmp_path: Path) -> None:
    hand_in(tmp_path, 1, {"Red.csv": {}})
    hand_in(tmp_path, 0, {"red.csv": {"alive_end": "30%"}})
    after = play(lesson(), case(), tmp_path, 1).lesson
    assert after.predictions == {"Red": {"alive_end": 0.3}}
    assert after.late_predictions == ()


def test_predictions_that_do_not_count_are_told_of_in_every_round(tmp_path: Path) -> None:
    hand_in(tmp_path, 1, {"red.csv": {}, "blue.csv": {}})
    hand_in(tmp_path, 0, {"red.csv": {"alive_end": "20%"}, "rde.csv": {"alive_end": "20%"}})
    first = play(lesson(), case(), tmp_path, 1)
    assert first.notes == ("predictions/rde.csv: no team of this name has handed in decisions",)
    hand_in(tmp_path, 0, {"red.csv": {"alive_end": "90%"}, "blue.csv": {"alive_end": "20%"}})
    second = play(first.lesson, case(), tmp_path, 2)
    assert [why.partition(":")[0] for why in second.notes] == [
        "predictions/blue.csv", "predictions/rde.csv", "predictions/red.csv",
    ]  # fmt: skip
    assert second.lesson.predictions == first.lesson.predictions


def test_a_second_sheet_of_a_team_takes_nothing_from_it(tmp_path: Path) -> None:
    """However its name is written: one team, one prediction."""
    hand_in(tmp_path, 1, {"Red.csv": {FIRST: 3}, "red.yaml": {}})
    hand_in(tmp_path, 0, {"red.csv": {"alive_end": "30%"}})
    played = play(lesson(), case(), tmp_path, 1)
    assert {name: team.decisions for name, team in played.lesson.teams.items()} == {"Red": ({FIRST: 3},)}
    assert list(played.lesson.predictions) == ["Red"]
    assert [sheet.file for sheet in played.refused] == ["round-1/red.yaml"]


def test_a_name_that_is_no_text_is_named_and_the_rest_go_on(tmp_path: Path) -> None:
    hand_in(tmp_path, 1, {"red.csv": {}, " .csv": {}})
    where = os.fsencode(round_folder(tmp_path, 1))
    for name in (b"M\xfcller.csv", b"\xff.txt"):
        Path(os.fsdecode(where + b"/" + name)).write_text("key,new\n")
    (round_folder(tmp_path, 1) / "blue.csv").mkdir()
    played = play(lesson(), case(), tmp_path, 1)
    assert set(played.lesson.teams) == {"red"}
    assert len(played.strays) == 4
    assert any("M\\xfcller.csv: its name is not text in UTF-8" in why for why in played.strays)
    assert all(why.encode("utf-8") for why in played.strays)


def test_files_that_are_no_sheets_make_no_team(tmp_path: Path) -> None:
    """They are named; of a team that takes part, such a file is its refused sheet."""
    hand_in(tmp_path, 1, {"red.csv": {FIRST: 3}, "notes.xlsx": {}, "Thumbs.db": {}, "~$red.csv": {}})
    first = play(lesson(), case(), tmp_path, 1)
    assert set(first.lesson.teams) == {"red"}
    assert [why.partition(":")[0] for why in first.strays] == [
        "round-1/Thumbs.db", "round-1/notes.xlsx", "round-1/~$red.csv",
    ]  # fmt: skip
    hand_in(tmp_path, 2, {"Red.xlsx": {}, "blue.csv": {}})
    second = play(first.lesson, case(), tmp_path, 2)
    assert set(second.lesson.teams) == {"red", "blue"}
    assert "not a sheet" in second.lesson.teams["red"].refusals[1]


def test_a_team_is_known_however_its_name_is_written(tmp_path: Path) -> None:
    hand_in(tmp_path, 1, {"Red.csv": {FIRST: 3}})
    first = play(lesson(), case(), tmp_path, 1).lesson
    hand_in(tmp_path, 2, {"RED.csv": {"market.price": 1.1}})
    teams = play(first, case(), tmp_path, 2).lesson.teams
    assert list(teams) == ["Red"]
    assert teams["Red"].decisions == ({FIRST: 3}, {"market.price": 1.1})


def test_decisions_that_no_company_can_live_are_refused_and_the_rest_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(scenario: Scenario, *luck: int, **told: bool) -> Trial:
        if scenario.setup.market.price == 1.7:
            raise OverflowError("too much")
        return simulate(scenario, *luck, **told)

    monkeypatch.setattr("sim.classroom.rounds.simulate", failing)
    hand_in(tmp_path, 1, {"red.csv": {"market.price": 1.7}, "blue.csv": {FIRST: 3}})
    played = play(lesson(), case(), tmp_path, 1)
    teams = played.lesson.teams
    assert teams["blue"].decisions == ({FIRST: 3},)
    assert teams["red"].decisions == ({},)
    assert "red: no company can be lived with these decisions: OverflowError: too much" in teams["red"].refusals[0]
    assert [sheet.team for sheet in played.refused] == ["red"]
    assert same_life({one.team.name: one for one in played.courses}["red"].life, simulate(case(), 1, 0, events=True))


def test_the_least_and_the_most_of_a_decision_are_lived(tmp_path: Path) -> None:
    """No number that a sheet takes stops the others (each ninth decision, a team each)."""
    fields = sheet_fields(case(), 1, 1)
    for end in ("low", "high"):
        most = {key: getattr(one.limits, end) for key, one in fields.items() if one.limits and "founders" not in key}
        sheets = {f"{key}.csv": {key: f"{value:.0f}"} for key, value in list(most.items())[::9]}
        hand_in(tmp_path, 1, sheets)
        played = play(lesson(), case(), tmp_path, 1)
        assert set(played.lesson.teams) >= {name.removesuffix(".csv") for name in sheets}
        assert not [sheet for sheet in played.refused if UNLIVED in sheet.refusal]


def test_a_company_that_has_ended_is_decided_no_more(tmp_path: Path) -> None:
    hand_in(tmp_path, 1, {"wild.csv": {"plan.budgets.paid.start.per_month": "900k"}})
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


def test_who_decides_otherwise_after_a_round_was_seen_is_marked(tmp_path: Path) -> None:
    """But not who mends a sheet that was refused, nor who hands in the same again."""
    hand_in(tmp_path, 1, {"red.csv": {FIRST: 3}, "blue.csv": {FIRST: 3}, "bad.csv": {FIRST: -1}})
    first = play(lesson(), case(), tmp_path, 1).lesson
    hand_in(tmp_path, 1, {"red.csv": {FIRST: 4}, "bad.csv": {FIRST: 2}})
    again = play(first, case(), tmp_path, 1)
    assert {name: team.again for name, team in again.lesson.teams.items()} == {"red": (1,), "blue": (), "bad": ()}
    assert [why.partition(":")[0] for why in again.notes] == ["red"]
    save(tmp_path, again.lesson)
    assert load(tmp_path) == again.lesson
    assert play(again.lesson, case(), tmp_path, 2).lesson.teams["red"].again == (1,)
