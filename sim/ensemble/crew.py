"""Who lives chosen lives, and where those that are finished are kept."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sim.ensemble.engines import Engine, imap
from sim.ensemble.lived import Lived
from sim.ensemble.shelf import Key, Label, Shelf, batch_name


@dataclass(frozen=True)
class Batch:
    """What a worker is handed at once: ``item`` is for it, ``label`` and ``keys`` tell these lives from all others."""

    item: Any
    label: Label | None
    keys: Sequence[Key]


@dataclass(frozen=True)
class Crew:
    """So many processes (all cores unless given), and the shelf on which finished lives are put and looked for."""

    workers: int | None = None
    shelf: Shelf | None = None

    def live(self, fn: Callable[[Any], list[Lived]], batches: Sequence[Batch]) -> Iterator[tuple[int, list[Lived]]]:
        """(index, lives) of each batch, first of those that are on the shelf."""
        missing: list[tuple[int, bytes]] = []
        for place, batch in enumerate(batches):
            name, found = b"", None
            if self.shelf is not None and batch.label is not None:
                name = batch_name(batch.label, batch.keys)
                found = self.shelf.find(name)
            if found is None:
                missing.append((place, name))
            else:
                yield place, found
        items = (batches[place].item for place, _ in missing)
        with closing(imap(fn, items, Engine(workers=self.workers))) as living:
            for index, lived in living:
                place, name = missing[index]
                label = batches[place].label
                if self.shelf is not None and label is not None:
                    self.shelf.put(name, label, batches[place].keys, lived)
                yield place, lived

    def label(self, scenario: Any, seed: int, columns: tuple[int, ...], paths: tuple[str, ...] = ()) -> Label | None:
        """What lives of a scenario are known by on the shelf; None where there is none."""
        return None if self.shelf is None else self.shelf.label(scenario, seed, columns, paths)


Workers = int | Crew | None  # a number of processes, or a crew that keeps what it has lived; None: all cores


def crew_of(workers: Workers) -> Crew:
    """The crew meant by a number of processes."""
    return workers if isinstance(workers, Crew) else Crew(workers)
