"""Verification: decides stored commands again, on exactly what each decision read. Domain.md Part
5, 55."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from adapters.event_store.codec import decode
from adapters.event_store.log import Stored
from domain.calendar_file import CALENDAR
from domain.case import Case, Event, stream_and_id, stream_id
from domain.deciding import CaseMissing, decide_act
from domain.matter import CaseReader
from domain.refusal import Refused
from domain.working_days import CalendarUnknown
from services.runtime import Runtime

CALENDARS = stream_id("calendars", CALENDAR)


class Verdict(Struct, frozen=True):
    """The outcome for one stored command; `problem` is None where the decision came out the
    same."""

    stream: str
    version: int
    position: int
    type: str
    problem: str | None = None


def check(runtime: Runtime, stream: str) -> Iterator[Verdict]:
    """Verifies every command of a case, under the regulation and calendar it was decided under."""
    for stored in runtime.log.history(stream):
        yield Verdict(
            stored.stream,
            stored.version,
            stored.position,
            stored.topic,
            difference(runtime, stored),
        )


def difference(runtime: Runtime, stored: Stored) -> str | None:
    """How the new decision differs from the stored one; None where it does not."""
    record = decode(stored.topic, stored.state)
    absent = not_stored_then(record.event)
    uncounted = bool(absent) and CALENDARS not in record.reads

    def as_read(name: str) -> tuple[Case | None, int]:
        if uncounted and name == CALENDARS:
            return None, 0
        version = record.reads[name]
        return runtime.store.at_version(name, version), version

    reader = CaseReader(as_read, runtime.vault.claim_id)
    stream, id = stream_and_id(stored.stream)
    try:
        again = decide_act(stream, id, record.command, record.context, reader)[0].record
    except (Refused, CaseMissing, CalendarUnknown) as error:
        return f"{type(error).__name__}: {error}"
    except KeyError as unread:
        return f"now reads {unread}, which the decision had not read"
    again = again.stamped(event=replace(again.event, **absent))
    for name in ("event", "basis", "duty", "area", "regulation"):
        if getattr(again, name) != getattr(record, name):
            return f"{name} differs"
    same = uncounted or reader.calendar in (None, record.calendar)
    return None if same else "calendar differs"


def not_stored_then(event: Event) -> dict[str, Any]:
    """The fields that a later release has added to this event and that it lacks, each with its
    default; they are not decided again, nor the calendar that they are counted by."""
    added = {field.name: field.default for field in fields(event) if field.name in event.added}
    return {name: default for name, default in added.items() if getattr(event, name) == default}
