"""Facts of a batch, for the guards on an application's steps."""

from typing import Any

from domain.batch.case import Batch
from domain.facts import fact
from domain.matter import Matter


def batch_of(matter: Matter[Any]) -> Batch | None:
    """The batch that the case or the command names."""
    name = getattr(matter.case, "batch", None) or getattr(matter.command, "batch", None)
    batch = matter.reader.state("batches", name) if name else None
    return batch if isinstance(batch, Batch) else None


@fact(
    "flag",
    "批次处于申报期",
    "the batch is open",
    reads=("/batch",),
    about="period",
    settled_by="batch",
)
def batch_open(matter: Matter[Any]) -> bool:
    """Whether the named batch is of the same regime and its window holds the day."""
    batch = batch_of(matter)
    regime = matter.case.regime or getattr(matter.command, "regime", None)
    return batch is not None and batch.regime == regime and batch.holds(matter.day)
