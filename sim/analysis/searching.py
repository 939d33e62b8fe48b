"""A search for the best of many candidates by Optuna's tree-structured Parzen estimator (Bergstra et al. 2011)."""

import warnings
from collections.abc import Callable, Sequence

from sim.analysis.freedom import Freedom
from sim.errors import InputError

BATCH = 4  # candidates judged side by side
FIGURES = 3  # in which a number is tried: nobody plans a budget to the cent
STARTED = 10  # candidates picked at random before the estimator learns from them

Values = dict[str, float]


def search(
    free: Sequence[Freedom], judge: Callable[[list[Values]], list[float]], candidates: int, seed: int
) -> list[Values]:
    """Up to ``candidates`` different settings of ``free``, each judged (more is better) as it was proposed, the plan's
    own first where it lies between the ends. InputError where Optuna is not installed."""
    try:
        import optuna
    except ImportError:
        install = "pip install 'saas-sim[optimise]', or pip install optuna"
        raise InputError("the search needs Optuna, which is not installed", allowed=install) from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTED, constant_liar=True)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    if all(one.holds_current for one in free):
        study.enqueue_trial({one.path: _number(one, one.current or 0.0) for one in free})
    seen: dict[tuple[float, ...], float] = {}
    proposed: list[Values] = []
    for start in range(0, candidates, BATCH):
        asked = [study.ask() for _ in range(min(BATCH, candidates - start))]
        settings = [{one.path: _suggest(trial, one) for one in free} for trial in asked]
        keys = [tuple(setting.values()) for setting in settings]
        fresh = {key: setting for key, setting in zip(keys, settings, strict=True) if key not in seen}
        for key, value in zip(fresh, judge(list(fresh.values())) if fresh else [], strict=True):
            seen[key] = value
        proposed += fresh.values()
        for trial, key in zip(asked, keys, strict=True):
            study.tell(trial, seen[key])
    return proposed


def _number(one: Freedom, value: float) -> float:
    return round(value) if one.whole else value


def _suggest(trial: "object", one: Freedom) -> float:
    if one.whole:
        return trial.suggest_int(one.path, round(one.low), round(one.high))  # type: ignore[attr-defined, no-any-return]
    value = trial.suggest_float(one.path, one.low, one.high)  # type: ignore[attr-defined]
    return min(max(float(f"{value:.{FIGURES}g}"), one.low), one.high)
