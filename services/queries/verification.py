"""Deciding stored commands again, on exactly what their decision read. Domain.md Part 5, 55."""

from collections.abc import Iterator

from msgspec import Struct

from adapters.event_store.codec import decode
from adapters.event_store.log import Stored
from domain.case import Case
from domain.deciding import CaseMissing, decide_act
from domain.matter import CaseReader
from domain.refusal import Refused
from domain.working_days import CalendarUnknown
from services.runtime import Runtime


class Verdict(Struct, frozen=True):
    """What became of one stored command when it was decided again. `problem` is None: the same."""

    stream: str
    version: int
    position: int
    type: str
    problem: str | None = None


def check(runtime: Runtime, stream: str) -> Iterator[Verdict]:
    """Every command of a case, under the regulation and calendar it was decided under."""
    for stored in runtime.log.history(stream):
        yield Verdict(
            stored.stream,
            stored.version,
            stored.position,
            stored.topic,
            difference(runtime, stored),
        )


def difference(runtime: Runtime, stored: Stored) -> str | None:
    record = decode(stored.topic, stored.state)

    def as_read(name: str) -> tuple[Case | None, int]:
        version = record.reads[name]
        return runtime.store.at_version(name, version), version

    reader = CaseReader(as_read, runtime.vault.claim_id)
    stream, id = stored.stream.split("/", 1)
    try:
        again = decide_act(stream, id, record.command, record.context, reader)[0].record
    except (Refused, CaseMissing, CalendarUnknown) as error:
        return f"{type(error).__name__}: {error}"
    except KeyError as unread:
        return f"now reads {unread}, which the decision had not read"
    for name in ("event", "basis", "duty", "area", "regulation"):
        if getattr(again, name) != getattr(record, name):
            return f"{name} differs"
    return None if reader.calendar in (None, record.calendar) else "calendar differs"
