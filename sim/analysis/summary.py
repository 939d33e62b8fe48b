"""summary.json: results only, the same bytes for the same run."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.analysis.choosing import Choice
from sim.analysis.compare import Comparison, arr_values
from sim.analysis.spread import worlds_spread
from sim.analysis.statistics import quantile
from sim.analysis.stopping import stopping_of
from sim.analysis.survival import ends, led_by, proximate_causes, runway_months, survival_curve
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.store import SUMMARY_FILE, write_json

DECIMALS = 6  # of shares and months: finer than any simulation error, coarse enough to read


def summarise(ensemble: Ensemble) -> dict[str, Any]:
    """What a run found, as plain numbers (None = unknown, or beyond the horizon).

    ``precision``: how near to the half-width asked for, None where none was; ``survival`` by month with its pointwise
    95 % band; ``runway_months`` with rounds and under ``no_new_money``; ``ends``; ``proximate_causes`` and ``led_by``
    as shares of the dead and closed; ``arr_end`` (dead and closed 0); ``spread``: the worlds' own chance to survive by
    month, the ``likeness`` of a world's days, and their intervals; ``failed``: trials that raised and count nowhere.
    """
    arr, stopping = arr_values(ensemble), stopping_of([ensemble])
    found: dict[str, Any] = rounded(
        {
            "scenario": ensemble.scenario.name,
            "trials": ensemble.trials,
            "precision": stopping.as_dict() if stopping else None,
            "seed": ensemble.seed,
            "months": ensemble.months,
            "survival": survival_curve(ensemble),
            "runway_months": runway_months(ensemble),
            "no_new_money": {"runway_months": runway_months(ensemble, new_money=False)},
            "ends": ends(ensemble),
            "proximate_causes": proximate_causes(ensemble),
            "led_by": led_by(ensemble),
            "arr_end": {name: quantile(arr, q) for name, q in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))},
            "spread": {str(month): one.as_dict() for month, one in worlds_spread(ensemble).items()},
            "failed": sum(failure.day == 0 for failure in ensemble.failures),
        }
    )
    return found


def write_summary(
    ensembles: Ensemble | Sequence[Ensemble], comparisons: Sequence[Comparison] = (), choice: Choice | None = None
) -> Path | None:
    """Write summary.json into the run's folder; None where the run has none.

    One ensemble: its summary. Several: ``{"scenarios": [summaries], "differences": [against the first]}`` and, where
    there is one, the ``choice`` among the plans.
    """
    several = [ensembles] if isinstance(ensembles, Ensemble) else list(ensembles)
    out = several[0].out
    if out is None:
        return None
    content: dict[str, Any]
    if isinstance(ensembles, Ensemble):
        content = summarise(ensembles)
    else:
        stopping = stopping_of(several)
        precision = {"precision": rounded(stopping.as_dict())} if stopping else {}
        content = {**precision, "scenarios": [{**summarise(one), "precision": None} for one in several]}
    if comparisons:
        content["differences"] = [rounded(comparison.as_dict()) for comparison in comparisons]
    if choice:
        content["choice"] = rounded(choice.as_dict())
    path = out / SUMMARY_FILE
    write_json(path, content)
    return path


def rounded(value: Any) -> Any:
    """Plain data for JSON: numbers to ``DECIMALS``, None for what is unknown or infinite."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    if isinstance(value, float):
        # no JSON number is infinite or unknown
        return round(value, DECIMALS) if abs(value) < float("inf") else None
    return value
