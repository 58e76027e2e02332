"""Checkpoints of the projections: how far each is, and which have stopped."""

from collections.abc import Iterable, Mapping

import structlog

from adapters.event_store.codec import UnknownEvent
from adapters.marks.mark import UNMARKED, PartMark
from adapters.read_model.writer import Readmodel
from services.metrics import PLACE
from services.subscriptions.projector import Projector

log = structlog.get_logger()


class Checkpoints:
    """The checkpoints that this process knows; another process may be moving them too."""

    def __init__(self, readmodel: Readmodel, projectors: Mapping[str, Projector]) -> None:
        self.readmodel, self.projectors = readmodel, projectors
        self.checkpoints: dict[str, int] = {}
        self.marks: dict[str, PartMark] = {}
        self.stopped: dict[str, str] = {}
        self.look()

    def look(self) -> None:
        """Reads all checkpoints again."""
        marks = self.readmodel.marks([projector.table for projector in self.projectors.values()])
        self.marks = {one.name: marks[one.table.physical] for one in self.projectors.values()}
        self.reached({name: mark.position for name, mark in self.marks.items()})

    def farthest(self) -> PartMark:
        """The mark of the projection that is the farthest."""
        return max(self.marks.values(), key=lambda mark: mark.position, default=UNMARKED)

    def behind(self, names: Iterable[str], position: int) -> set[str]:
        return {name for name in names if self.checkpoints[name] < position}

    def together(self, names: Iterable[str]) -> list[tuple[int, list[Projector]]]:
        """Groups projections by checkpoint, the farthest first: one that cannot go on holds up no
        other."""
        groups: dict[int, list[Projector]] = {}
        for name in names:
            groups.setdefault(self.checkpoints[name], []).append(self.projectors[name])
        return sorted(groups.items(), key=lambda group: -group[0])

    def goes_on(self, name: str) -> None:
        """Marks a projection as not stopped: it has taken all that it was given."""
        self.stopped.pop(name, None)

    def stop_at(self, name: str, unknown: UnknownEvent) -> None:
        """Marks a projection as stopped at an event of a newer release, which is not skipped."""
        if name not in self.stopped:
            log.error("projection stopped", projection=name, error=str(unknown))
        self.stopped[name] = str(unknown)

    def reached(self, checkpoints: Mapping[str, int]) -> None:
        self.checkpoints |= checkpoints
        for name, checkpoint in checkpoints.items():
            PLACE.labels(name).set(checkpoint)
