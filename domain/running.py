"""Running periods of a case (期间): kind, days, and what follows when they are over."""

from msgspec import Struct

from domain.working_days import Period

MAIN = ""
"""Key of the case's own period: one at a time, closed by the end of the case."""


class Running(Struct, frozen=True, kw_only=True):
    """A period that begins with an event, or goes on changed.

    `kind` is the name that a regulation's `opens` and `elapsed` use, `timer` that of the list of
    timers (domain.md 2.12). `key` tells apart what runs side by side in one case: a list, an
    objection. `then` is the command that the timer gives when the period is over; where a person
    acts, `awaits` names the command. A `held` period is interrupted: it does not end until it is
    opened again.
    """

    kind: str
    timer: str
    period: Period
    key: str = MAIN
    then: Struct | None = None
    awaits: str = ""
    held: bool = False

    @property
    def follows(self) -> str:
        """The name of the command that is due when the period is over."""
        return type(self.then).__name__ if self.then else self.awaits
