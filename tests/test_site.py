"""The documentation as a site: all pages have their place, nothing is fetched from elsewhere."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from experiments.lawbook import ROOT

DOCS = ROOT / "docs"
SITE = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))


def places(nav: list[Any]) -> Iterator[str]:
    for entry in nav:
        inside = next(iter(entry.values())) if isinstance(entry, dict) else entry
        if isinstance(inside, list):
            yield from places(inside)
        else:
            yield inside


def test_every_place_is_a_page_and_every_page_of_the_model_and_the_studies_has_a_place() -> None:
    named = list(places(SITE["nav"]))
    assert len(named) == len(set(named))
    assert [name for name in named if not (DOCS / name).is_file()] == []
    folders = (DOCS, DOCS / "model", DOCS / "studies", DOCS / "walks")
    pages = {path.relative_to(DOCS).as_posix() for folder in folders for path in folder.glob("*.md")}
    assert pages - set(named) == set()


def test_the_site_opens_from_a_disk_and_asks_no_other_machine() -> None:
    assert SITE["use_directory_urls"] is False
    assert SITE["theme"]["font"] is False
    assert not {"extra_css", "extra_javascript"} & SITE.keys()
    pictures = re.compile(r"!\[[^\]]*\]\((https?:[^)]*)\)")
    assert [path for path in DOCS.rglob("*.md") if pictures.search(path.read_text(encoding="utf-8"))] == []


def test_every_name_of_the_python_page_is_public_and_every_public_name_is_there() -> None:
    import sim

    text = (DOCS / "api.md").read_text(encoding="utf-8")
    named = {name.rpartition(".")[2] for name in re.findall(r"^::: (\S+)$", text, re.MULTILINE)}
    assert set(sim.__all__) <= named
