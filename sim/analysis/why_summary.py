"""What causes, autopsy and no-return add to summary.json."""

import json
from math import isfinite
from pathlib import Path
from typing import Any

from sim.analysis.autopsy import Autopsy
from sim.analysis.causes import Causes
from sim.analysis.no_return import Attempt, NoReturn
from sim.analysis.statistics import Interval
from sim.analysis.summary import DECIMALS, summarise
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.store import SUMMARY_FILE, write_json

Part = Causes | Autopsy | NoReturn


def add_to_summary(folder: Path, part: Part, ensemble: Ensemble | None = None) -> Path:
    """Put a part into summary.json of ``folder``, beside what is there; without one, beside the summary of
    ``ensemble``. The same bytes for the same findings."""
    path = folder / SUMMARY_FILE
    alone = {"scenario": part.scenario.name, "seed": part.seed}
    content: dict[str, Any] = alone if ensemble is None else summarise(ensemble)
    if path.exists():
        content |= json.loads(path.read_text(encoding="utf-8"))
    key, plain = _named(part)
    content[key] = _tidy(plain)
    write_json(path, content)
    return path


def _named(part: Part) -> tuple[str, dict[str, Any]]:
    if isinstance(part, Causes):
        return "causes", causes_part(part)
    return ("autopsy", autopsy_part(part)) if isinstance(part, Autopsy) else ("no_return", no_return_part(part))


def _tidy(value: Any) -> Any:
    """Numbers as a file can hold them: rounded, unknown ones as null."""
    if isinstance(value, dict):
        return {str(key): _tidy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(item) for item in value]
    if isinstance(value, Interval):
        return _tidy({"value": value.value, "low": value.low, "high": value.high})
    if isinstance(value, float):
        return round(value, DECIMALS) if isfinite(value) else None
    return value


def causes_part(found: Causes) -> dict[str, Any]:
    """Causes as plain data: shares, decisions, effects, checks, thresholds."""
    return {
        "failed": found.failed,
        "deaths": list(found.deaths),
        "survivors": found.survivors,
        "days": found.days,
        "proximate": found.cause,
        "led_by": found.led_by,
        "plan_lives": found.plan_lives,
        "shares": found.shares,
        "decisions": found.decisions,
        "sorts": {trial: {"sort": one.sort, "remedy": one.remedy or None} for trial, one in found.sorts.items()},
        "remedies": {
            effect.remedy.name: {
                "kind": effect.remedy.kind, "gain": effect.gain, "beyond_placebos": effect.beyond,
                "chosen": effect.chosen, "judged": effect.judged, "rescued": effect.rescued, "kills": effect.kills,
                "named": effect.named,
            }
            for effect in found.effects
        },
        "not_tried": {one.remedy.name: one.why_not for one in found.left_out},
        "checks": [
            {
                "what": check.what, "deaths": check.deaths, "failed": check.failed, "gains": check.gains,
                "shares": check.shares, "decisions": check.decisions,
            }
            for check in found.checks
        ],
        "thresholds": found.spec.model_dump(),
    }  # fmt: skip


def autopsy_part(found: Autopsy) -> dict[str, Any]:
    """One life as plain data: its end, what it is, and what the plan and each remedy do on other days."""
    return {
        "trial": found.trial,
        "end": found.outcome["end"],
        "months_lived": found.outcome["months_lived"],
        "cause": found.outcome["cause"] or None,
        "led_by": found.outcome["led_by"] or None,
        "sort": None if found.judged is None else found.judged.sort,
        "remedy": None if found.judged is None else found.judged.remedy or None,
        "days": found.days,
        "lives": {one.name: {"kind": one.kind, "days": one.hits, "share": one.lived} for one in found.redrawn},
    }


def no_return_part(found: NoReturn) -> dict[str, Any]:
    """When it was too late as plain data: by rescue, by company, by months before the end, and the signs."""
    return {
        "failed": found.failed,
        "last_month": found.last,
        "days": found.days,
        "half": found.spec.half,
        "going_on": _attempt(found.going_on),
        "rescues": {attempt.name: _attempt(attempt) for attempt in found.attempts},
        "signs": [
            {"sign": sign.name, "dead": sign.seen, "living": sign.others, "apart": sign.apart} for sign in found.signs
        ],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "title": attempt.title,
        "too_late_from_month": attempt.turn,
        "by_months_before_the_end": attempt.curve,
        "chance_from_month_2": {trial: values.tolist() for trial, values in attempt.chance.items()},
    }
