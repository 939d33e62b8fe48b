"""A small scenario type with every form of place that the real one has, and its files."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from sim import loading
from sim.quantities import Count, Money, Months, OpenShare, Real, Share, Spec, decision, setting, world

Role = Literal["rep", "engineer"]


class Row(Spec):
    id: str = setting("Name of the row")
    mrr: Money = setting("Recurring revenue a month")
    start: date = setting("Since when")
    billing: Literal["annual", "monthly"] = setting("How it pays")
    count: Count = Field(default=1, description="How many alike", ge=1)
    promoter: bool = False
    note: str | None = None


class Opening(Spec):
    date: date
    cash: Money = setting("Money in the bank")
    customers: tuple[Row, ...] = ()


class Company(Spec):
    name: str
    opening: Opening


class Market(Spec):
    accounts: Count = world("Companies that could buy", ge=1)
    win_rate: OpenShare = world("Share of deals won")
    churn: dict[str, Share] = world("Share lost a year, by segment")
    drift: Real = world("Growth of the market")
    patience: Months | None = world("How long leads wait")
    steps: list[Months] = world("When each stage ends")


class Hire(Spec):
    month: Months = decision("When")
    count: Count = decision("How many")


class Plan(Spec):
    hires: dict[Role, dict[str, Hire]]


class Winter(Spec):
    kind: Literal["funding_winter"]
    start: Months = world("When it begins")


class Rival(Spec):
    kind: Literal["rival"]
    strength: Share = world("How strong")


class Matrix(Spec):
    inputs: list[str]
    matrix: list[list[Real]]


class Pair(Spec):
    a: str
    b: str
    rho: Real


class Toy(Spec):
    title: str
    story: str = ""
    company: Company
    market: Market
    plan: Plan
    perils: dict[str, Annotated[Winter | Rival, Field(discriminator="kind")]] = Field(default_factory=dict)
    correlations: dict[str, Matrix | Pair] = Field(default_factory=dict)


FILES = {
    "config.yaml": "defaults:\n  - _self_\n",
    "company/us.yaml": "name: A company\nopening: {date: 2026-01-01, cash: 3.7M}\n",
    "market/mid.yaml": (
        "accounts: 10k to 50k\nwin_rate: 15% to 30%\nchurn: {small: 0.2, mid: 5% to 10%}\ndrift: -1 to 2\n"
        "patience: {low: 1, high: 3}\nsteps: [3, 6 to 9]\n"
    ),
    "plan/two.yaml": "hires: {rep: {first: {month: 6, count: 1}, second: {month: 8, count: 1}}}\n",
    "plan/eight.yaml": "hires: {rep: {first: {month: 2, count: 8}}}\n",
    "peril/winter.yaml": "kind: funding_winter\nstart: 18\n",
    "mechanics/standard.yaml": "story: from mechanics\n",
    "scenario/base.yaml": (
        "defaults:\n  - /company: us\n  - /market: mid\n  - /mechanics@_here_: standard\n  - /plan: two\n  - _self_\n"
        "title: The base company\n"
    ),
    "scenario/overhire.yaml": (
        "defaults:\n  - base\n  - /peril@perils.winter: winter\n  - override /plan: eight\n  - _self_\n"
        "title: Eight reps too early\nmarket: {patience: {shape: uniform, min: 1, max: 4}}\n"
    ),
    "sources.yaml": (
        "sources: {survey: {title: A survey, year: 2026, address: a page}}\n"
        "values:\n  market/mid.yaml:\n    win_rate: {source: survey, range: [0.1, 0.3]}\n"
        "    churn.*: {source: assumed, range: [0.01, 0.5]}\n    steps: {source: survey}\n"
    ),
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Put files into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def built_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The toy's files in the place of the built-in ones; the folder has a name that needs quoting."""
    folder = write(tmp_path / "built in, it's here", FILES)
    monkeypatch.setattr(loading, "built_in", lambda: folder)
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The user's own folder."""
    return write(tmp_path / "mine", {"scenario/own.yaml": "defaults: [base, _self_]\ntitle: My company\n"})
