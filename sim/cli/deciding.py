"""What the commands about decisions share: the folder of an answer and what is put there."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.options import WORKBOOK
from sim.errors import InputError

if TYPE_CHECKING:
    from sim.report.sheets import Sheet
    from sim.scenario import Scenario

REPORT = "report.html"


def unused(folder: Path) -> Path:
    """The folder, free for an answer or left with one under way. InputError where something else is in it already."""
    from sim.ensemble.store import PARTS, QUESTION_FILE

    taken = folder.exists() and (not folder.is_dir() or any(one.name != PARTS for one in folder.iterdir()))
    if taken and not (folder / PARTS / QUESTION_FILE).exists():
        raise InputError("is in use already", key="--out", value=str(folder), allowed="a new or empty folder")
    return folder


def leave(
    folder: Path,
    scenario: "Scenario",
    summary: dict[str, Any],
    write_report: Callable[[Path], Any],
    sheets: "Sequence[Sheet] | None" = None,
) -> Path:
    """Put summary.json, config.yaml, the report and perhaps a workbook into the folder. Returns the report's path.
    OSError where they cannot be written."""
    from sim.ensemble.disk import write_text
    from sim.ensemble.store import CONFIG_FILE, SUMMARY_FILE, write_json

    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / CONFIG_FILE, scenario.to_yaml())
    write_json(folder / SUMMARY_FILE, summary)
    write_report(folder / REPORT)
    if sheets is not None:
        from sim.report.sheets import write_sheets

        write_sheets(sheets, folder / WORKBOOK)
    return folder / REPORT
