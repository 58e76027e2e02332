"""A period that runs in a case (期间): its kind, its days, and what follows when it is over."""

from msgspec import Struct

from domain.working_days import Period

MAIN = ""
"""The key of the period that the case itself is in; it has one at a time, and its end is theirs."""


class Running(Struct, frozen=True, kw_only=True):
    """What an event says of a period that begins with it, or goes on changed.

    `kind` is the name that a regulation's `opens` and `elapsed` use, `timer` that of the list of
    timers (domain.md 2.12). `key` tells apart what runs side by side in one case: a list, an
    objection. `then` is the command that the clock gives when the period is over; where a person
    acts, `awaits` names the command. What is `held` comes to no end until it is opened again.
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
