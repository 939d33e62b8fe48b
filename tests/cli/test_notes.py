"""A plan that cannot do what it says is told of before anybody lives it, and in the report."""

from pathlib import Path

import pytest

from sim.__main__ import main

WAITING = ("scenario.plan.hires.rep.first.gate=playbook",)


def test_reps_who_wait_for_what_only_reps_can_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run"
    assert main(["run", "base", *WAITING, "--trials", "2", "--months", "2", "--workers", "1", "--out", str(out)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Note: All reps wait for the gate playbook" in said
    assert "All reps wait for the gate playbook" in (out / "report.html").read_text(encoding="utf-8")
    assert main(["show", "base", *WAITING]) == 0
    assert "All reps wait for the gate playbook" in " ".join(capsys.readouterr().out.split())
