"""Closes an objection, and says what follows for its entry. Domain.md A26, A27."""

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.objection import UPHELD, Stand, any_open, changed
from domain.context import Context
from domain.event import Event
from domain.running import MAIN

Effect = Literal["SETTLED", "CURABLE", "UPHELD"]


def what_follows(case: Application, no: int, stand: Stand, curable: bool = False) -> Effect | None:
    """The effect of a closed objection on its entry. UPHELD refuses it at once. While another
    objection is open nothing follows; after the last one the entry goes on (SETTLED), or is to be
    publicised anew (CURABLE). An entry that has ended stays as it is."""
    if case.final:
        return None
    if stand in UPHELD and not curable:
        return "UPHELD"
    after = replace(case, objections=changed(case.objections, no, stand=stand, curable=curable))
    if any_open(after.objections):
        return None
    return "CURABLE" if after.uncured else "SETTLED"


def closed(case: Application, no: int, context: Context, **changes: object) -> Application:
    """The application with this objection closed on the day of the act."""
    after = changed(case.objections, no, answered_on=context.occurred_on, **changes)
    return replace(case, objections=after)


def answer_key(no: int) -> str:
    """Key of the term to answer an objection; it tells the terms of one entry apart."""
    return f"objection-{no}"


def periods_over(event: Event, no: int) -> Iterable[str]:
    """Keys of the periods that a closed objection closes: the term to answer it; the publicity too,
    where the entry needs another one."""
    yield answer_key(no)
    if event.final or event.outcome == "CURABLE":
        yield MAIN


class Closed(Event, frozen=True, kw_only=True):
    """An objection is closed. `effect` is what follows for the entry."""

    no: int
    effect: Effect | None = None

    @property
    def outcome(self) -> str | None:
        return self.effect

    def closes(self) -> Iterable[str]:
        return periods_over(self, self.no)
