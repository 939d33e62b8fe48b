"""Small made-up ensembles: the report is tested on them without running a company."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from sim.ensemble.ensemble import Redraws
from sim.journal import DEPARTMENTS, MONTHLY

PLAN: dict[str, Any] = {
    "focus": {"mid": 1.0},
    "hires": {
        "rep": {
            "first": {"count": 2, "month": 6, "gate": None, "delay_months": 0.0, "every_months": None, "times": None},
            "team": {
                "count": 4,
                "month": None,
                "gate": "playbook",
                "delay_months": 0.0,
                "every_months": None,
                "times": 1,
            },
        },
        "engineer": {
            "core": {"count": 1, "month": 3, "gate": None, "delay_months": 0.0, "every_months": 9, "times": 4},
        },
    },
    "budgets": {
        "paid": {"start": {"month": 1, "per_month": 6_000.0}, "more": {"month": 13, "per_month": 15_000.0}},
        "content": {"start": {"month": 4, "per_month": 8_000.0}},
    },
}
POLICIES: dict[str, Any] = {
    "backfill": True,
    "freeze": {"enabled": True, "runway_months": 6.0},
    "layoffs": {"enabled": True, "order": ["rep", "marketer"], "keep": {"engineer": 2}},
}


class Dumped(dict[str, Any]):
    """A record that dumps itself as the real ones do."""

    def __getattr__(self, name: str) -> Any:
        return self[name]

    def model_dump(self) -> dict[str, Any]:
        return dict(self)


def setup(title: str = "A seed-stage company", story: str = "Two founders and five engineers.") -> SimpleNamespace:
    """The root record of a scenario, as far as a report reads it."""
    company = SimpleNamespace(
        name=title,
        currency="USD",
        opening=SimpleNamespace(date=date(2026, 1, 1), customers=[], history=SimpleNamespace(months=6)),
    )
    question = "Should the reps wait for the playbook?"
    return SimpleNamespace(
        title=title,
        story=story,
        question=question,
        twin=None,
        expect=[],
        source=None,
        real=[],
        company=company,
        funding=SimpleNamespace(enabled=True, rounds={"a": SimpleNamespace(bar=1.2e6)}),
        market=SimpleNamespace(segments={"mid": SimpleNamespace(accounts=4_000, pioneers=0.12, term_months=12)}),
        roadmap=SimpleNamespace(ahead=2),
        plan=Dumped(PLAN),
        policies=Dumped(POLICIES),
        perils={"funding_winter": Dumped({"kind": "funding_winter", "enabled": True, "months": 12.0})},
    )


class FakeEnsemble:
    """Random but repeatable trials; ``deadly`` is the share that dies, ``known`` False leaves every amount NaN."""

    out = None
    seed = 1

    def __init__(
        self,
        trials: int = 160,
        months: int = 60,
        deadly: float = 0.5,
        known: bool = True,
        name: str = "base",
        title: str = "A seed-stage company",
        story: str = "Two founders and five engineers.",
    ) -> None:
        self.trials, self.months, self.known = trials, months, known
        self.scenario = SimpleNamespace(
            name=name, setup=setup(title, story), hash="5f1d0c9a", months=months, ranges={}, data={}
        )
        self.failures: list[Any] = []
        self.run_info: dict[str, Any] = {}
        self._luck = np.random.default_rng(7)
        ends = self._luck.uniform(min(14, months / 2), 1.15 * months, trials)
        dies = self._luck.random(trials) < deadly
        self.end_month = np.where(dies, np.minimum(ends, months - 0.5), np.nan)
        how = self._luck.choice(["dead", "closed", "acquired"], trials, p=[0.7, 0.2, 0.1])
        living = self._luck.choice(["alive", "default_alive"], trials)
        self._ends = np.where(dies, how, living)
        self._stage_skill = np.exp(self._luck.normal(0, 0.6, (trials, 1)))  # all departments keep step
        self._columns = {column: self._column(column) for column in MONTHLY}

    @property
    def outcomes(self) -> pd.DataFrame:
        trials, seen = self.trials, ~np.isnan(self.end_month)
        return pd.DataFrame(
            {
                "scenario": self.scenario.name,
                "seed": self.seed,
                "trial": np.arange(trials),
                "day": 0,
                "end": self._ends,
                "end_month": self.end_month,
                "cause": np.where(seen, "payroll", ""),
                "led_by": np.where(seen, "few leads per rep", ""),
                "arr_end": np.where(seen, 0.0, self._columns["arr"][:, -1]),
                "money_burnt": 1e6 + 1e5 * np.arange(trials),
                "stake_kept": 0.8,
                "no_new_money_end": "dead",
                "no_new_money_month": np.clip(self._luck_free_cash_out(), 1, self.months - 1),
            }
        )

    def monthly(self, column: str) -> np.ndarray:
        return self._columns[column]

    def rows_by_month(self) -> np.ndarray:
        return np.asarray(self._lived().sum(axis=0))

    @property
    def spread(self) -> Redraws | None:
        days = np.repeat(self.end_month[:8, None], 8, axis=1)
        return Redraws(np.arange(8), days)

    def events(self) -> pd.DataFrame:
        return pd.DataFrame()

    def _luck_free_cash_out(self) -> np.ndarray:
        return 17 + 3 * np.sin(np.arange(self.trials))

    def _lived(self) -> np.ndarray:
        last = np.where(np.isnan(self.end_month), self.months, np.floor(self.end_month))
        return np.arange(1, self.months + 1)[None, :] <= last[:, None]

    def _column(self, column: str) -> np.ndarray:
        shape = (self.trials, self.months)
        if not self.known:
            return np.full(shape, np.nan, dtype=np.float32)
        time = np.arange(1, self.months + 1)[None, :] / 12
        skill = np.exp(self._luck.normal(0, 0.6, (self.trials, 1)))
        values = {
            "arr": 2e5 * skill * time**2.2,
            "cash": 3.7e6 - 1.6e6 * time + 9e5 * skill * time**1.7,
            "burn": 1.5e5 * (1 + 0.4 * time) - 2.5e4 * skill * time**1.5,
            "heads": np.round(8 + 6 * time * np.sqrt(skill)),
            "leads_per_rep": 6 + 9 * np.exp(-time) * skill,
            "win_rate": np.clip(0.12 + 0.1 * (1 - np.exp(-time)) * np.sqrt(skill), 0, 1) + 0 * time,
            "output_per_rep": 9e3 * skill * (1 - np.exp(-time)) + 0 * time,
            "cost_per_rep": np.full(shape, 16_500.0),
            "customers_won": np.round(3 * skill * time),
            "activated_in_time": np.clip(0.5 + 0.06 * time * skill, 0, 0.95) + 0 * time,
            "renewals_due": np.where(time > 1, np.round(3 * skill * (time - 1)), 0),
            "renewed": np.where(time > 1, np.round(0.8 * 3 * skill * (time - 1)), 0),
        }.get(column)
        if column in {"stage", *(f"stage_{department}" for department in DEPARTMENTS)}:
            values = np.clip(np.floor(1 + 1.3 * time * np.sqrt(self._stage_skill)), 1, 8)
        if values is None:
            values = skill * time
        return np.where(self._lived(), np.broadcast_to(values, shape), np.nan).astype(np.float32)
