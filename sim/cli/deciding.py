"""What the commands about decisions share: the folder of an answer and what is put there, all of it or nothing."""

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
    """The folder, free for an answer. InputError where something is in it already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("is in use already", key="--out", value=str(folder), allowed="a new or empty folder")
    return folder


def leave(
    folder: Path,
    scenario: "Scenario",
    summary: dict[str, Any],
    write_report: Callable[[Path], Any],
    sheets: "Sequence[Sheet] | None" = None,
) -> Path:
    """Put summary.json, config.yaml, the report and perhaps a workbook into the folder. Returns the report's path."""
    from sim.ensemble.store import CONFIG_FILE, SUMMARY_FILE, write_json

    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CONFIG_FILE).write_text(scenario.to_yaml(), encoding="utf-8", newline="\n")
        write_json(folder / SUMMARY_FILE, summary)
        write_report(folder / REPORT)
        if sheets is not None:
            from sim.report.sheets import write_sheets

            write_sheets(sheets, folder / WORKBOOK)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot be written to: {reason}", key="--out", value=str(folder)) from error
    return folder / REPORT
