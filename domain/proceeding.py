"""Proceedings within a case (案中事项): a year, a rectification, a change, each with its stage.

A centre's file lives for years, and what goes on in it side by side does not share one stage: a
year's paper is audited while a rectification runs. A proceeding is a small case inside the case,
without a stream of its own.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace


class Proceeding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One proceeding. `key` tells those of a kind apart: a year, a number. `done` are its steps as
    often as they were done; `duties` who acted in which separated duty: they exclude each other
    within it alone, or an official could never take another duty over the years. `regulation` is
    the SHA-256 of the text that it keeps, the one in force when it began."""

    kind: str
    key: str
    stage: str
    began_on: date
    regulation: str
    done: tuple[str, ...] = ()
    duties: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        return proceeding_id(self.kind, self.key)

    def acted(self, do: str, stage: str | None, person: str, duty: str | None) -> "Proceeding":
        """The proceeding after one of its steps."""
        duties = self.duties
        if duty and (person, duty) not in duties:
            duties = (*duties, (person, duty))
        return replace(self, stage=stage or self.stage, done=(*self.done, do), duties=duties)


def proceeding_id(kind: str, key: str) -> str:
    """How a proceeding is named in its case, and by its events: `annual/2026`."""
    return f"{kind}/{key}"


def with_proceeding(
    proceedings: Iterable[Proceeding], changed: Proceeding
) -> tuple[Proceeding, ...]:
    """The proceedings of a case with one changed in its place, or put behind them."""
    before = tuple(proceedings)
    if all(one.id != changed.id for one in before):
        return (*before, changed)
    return tuple(changed if one.id == changed.id else one for one in before)
