"""Long histories of one case, without deciding each of their events."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from adapters.event_store.codec import encode
from adapters.event_store.log import Stored
from domain.context import Context, Raised
from domain.party.lifecycle import PartyRegistered, PartyRenamed, RegisterParty, RenameParty
from domain.record import Record
from tests.support.sichuan import APPLICANT, USCC

KIND, NAME = "parties", f"parties/{USCC}"
NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)
FEW = 100
"""Up to so many events, each leaves a flag of its own: a state then tells which it was made of."""


def records(days: Sequence[tuple[date, date]], text: str = "示例") -> list[Record]:
    """A unit's registration and its names, each with the day of the act and that of its effect."""
    flagged = len(days) <= FEW
    return [
        Record(
            event=PartyRenamed(name=f"{text}{number}")
            if number
            else PartyRegistered(credit_code=USCC, name=text),
            command=RenameParty(name="示例") if number else RegisterParty(uscc=USCC, name="示例"),
            context=Context(
                actor=APPLICANT, occurred_on=on, effective_on=effect, command_id=f"{number:032}"
            ),
            flags=(Raised(f"flag-{number}", "SC-01"),) if flagged else (),
        )
        for number, (on, effect) in enumerate(days)
    ]


def stored_as(name: str, told: Iterable[tuple[Record, datetime]]) -> list[Stored]:
    """The events of one case as a store gives them back."""
    return [
        Stored(number, name, number, *encode(record), moment, bytes(16))
        for number, (record, moment) in enumerate(told, 1)
    ]


class HistoryLog:
    """A log of one case only, an event a minute; counts the events that are read."""

    def __init__(self, days: Sequence[tuple[date, date]], text: str = "示例") -> None:
        moments = (self.moment(number) for number in range(1, len(days) + 1))
        self.stored = stored_as(NAME, zip(records(days, text), moments, strict=True))
        self.read = 0

    def moment(self, number: int) -> datetime:
        return NOON + timedelta(minutes=number)

    def history(self, stream: str, after: int = 0, upto: int | None = None) -> list[Stored]:
        found = self.stored[after:upto]
        self.read += len(found)
        return found

    def stretch(self, stream: str, after: int, upto: int) -> list[Stored]:
        return self.history(stream, after, upto)

    def follow(self, after: int, limit: int) -> list[Stored]:
        return self.stored[after : after + limit]
