"""Told but lost: what others were told by NATS and a restored store has not, as a list for
people."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

from msgspec import Struct
from nats.aio.msg import Msg
from nats.js.errors import NotFoundError

from adapters.event_store.log import Log
from adapters.event_store.store_marks import restorations
from adapters.nats.connection import Link
from adapters.nats.consumer import received
from adapters.nats.reading import first_beyond, stretch
from adapters.nats.stream import STREAM
from domain.store.case import Restoration
from domain.words import event_words


class LostEvent(Struct, frozen=True):
    """An event that was sent and is lost: its position, when it was recorded, the area and the case
    that it was of, and its type in words."""

    position: int
    recorded_at: str
    area: str
    case: str
    type: str
    zh: str
    en: str


async def lost_events(link: Link, log: Log) -> list[LostEvent]:
    """All that the stream holds and restorations have lost, in the stream's order. Raises
    NotRelayed for a stream that is not ours."""
    gaps = restorations(log)
    return [lost_event(one) async for some in lost_messages(link, gaps) for one in some]


async def lost_messages(link: Link, gaps: Iterable[Restoration]) -> AsyncIterator[Sequence[Msg]]:
    """The messages within the gaps, in chunks."""
    try:
        last = (await link.jetstream.stream_info(STREAM)).state.last_seq
    except NotFoundError:
        return
    for gap in without_overlap(gaps):
        first = await first_beyond(link, gap.kept_to, last)
        end = await first_beyond(link, gap.goes_on_from - 1, last)
        async for messages in stretch(link, first, end - 1):
            yield messages


def without_overlap(gaps: Iterable[Restoration]) -> Iterator[Restoration]:
    """The gaps without overlap: a later restoration may lose what an earlier one began."""
    whole: Restoration | None = None
    for gap in sorted(gaps, key=lambda one: one.kept_to):
        if whole and gap.kept_to < whole.goes_on_from:
            whole = Restoration(whole.kept_to, max(whole.goes_on_from, gap.goes_on_from))
            continue
        if whole:
            yield whole
        whole = gap
    if whole:
        yield whole


def lost_event(message: Msg) -> LostEvent:
    stored = received(message).stored
    _, regulation, division, *_ = message.subject.split(".")
    words = event_words(stored.topic)
    return LostEvent(
        position=stored.position,
        recorded_at=stored.recorded_at.isoformat(),
        area=f"{regulation} {division}".strip(" %"),
        case=stored.stream,
        type=stored.topic,
        zh=words.zh,
        en=words.en,
    )
